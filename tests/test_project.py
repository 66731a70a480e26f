"""The project's own files: locks, versions, and nothing of the machine they were written on."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import gymdesk
from gymdesk.paths import resources

ROOT = Path(__file__).parent.parent
LOCKS = sorted(ROOT.glob("requirements*.txt"))
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def tracked() -> list[Path]:
    """Return the text files that are, or would be, part of the project."""
    try:
        words = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        found = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    files = [ROOT / name for name in found.stdout.split("\0") if name]
    return [f for f in files if f.is_file() and b"\0" not in f.read_bytes()[:4096]]


# --- locks ----------------------------------------------------------------------------------------


def test_there_are_two_locks() -> None:
    assert [f.name for f in LOCKS] == ["requirements-dev.txt", "requirements.txt"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda f: f.name)
def test_a_lock_names_no_address_and_no_index(lock: Path) -> None:
    for line in lock.read_text(encoding="utf-8").splitlines():
        assert "://" not in line, line
        assert not re.match(r"\s*(-i|-f|-e|--(?!hash=))", line), line


@pytest.mark.parametrize("lock", LOCKS, ids=lambda f: f.name)
def test_every_pin_of_a_lock_is_exact_and_has_a_hash(lock: Path) -> None:
    whole = lock.read_text(encoding="utf-8").replace("\\\n", " ")
    pins = [p for p in whole.splitlines() if p.strip() and not p.lstrip().startswith("#")]
    assert len(pins) > 20
    for pin in pins:
        assert re.match(r"[\w.\[\]-]+==[\w.!+]+( ;|\s)", pin), pin
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", pin), pin


def test_every_dependency_is_locked() -> None:
    def names(lines: list[str]) -> set[str]:
        found = (re.match(r"[\w.-]+", line) for line in lines)
        return {re.sub(r"[-_.]+", "-", m[0]).lower() for m in found if m}

    locked = names((ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines())
    assert names(PYPROJECT["project"]["dependencies"]) <= locked
    dev = names((ROOT / "requirements-dev.txt").read_text(encoding="utf-8").splitlines())
    assert names(PYPROJECT["dependency-groups"]["dev"]) <= dev
    assert locked <= dev


# --- nothing of this machine ----------------------------------------------------------------------


def test_no_file_names_a_package_index_or_a_folder_of_this_machine() -> None:
    # put together here, so that this file does not hold what it looks for
    hosts = (
        "pypi" + r"\.org",
        "pythonhosted" + r"\.org",
        "/simp" + r"le/?[\"'\s]",
        "art" + "ifactory",
    )
    folders = ("/root" + "/", "/home" + r"/\w+/", "/Users" + r"/\w+/", "/work" + "/(main|shared)")
    forbidden = re.compile("|".join((*hosts, *folders, re.escape(f"{ROOT}/"))))
    found = [
        f"{file.relative_to(ROOT)}: {match[0]}"
        for file in tracked()
        if (match := forbidden.search(file.read_text(encoding="utf-8", errors="replace")))
    ]
    assert found == []


def test_no_lock_of_another_tool_is_part_of_the_project() -> None:
    assert not {f.name for f in tracked()} & {
        "uv.lock",
        "poetry.lock",
        "Pipfile.lock",
        "pylock.toml",
    }


# --- versions -------------------------------------------------------------------------------------


def test_the_version_is_the_same_everywhere() -> None:
    assert PYPROJECT["project"]["version"] == gymdesk.__version__


def test_the_changelog_begins_with_this_version() -> None:
    changelog = ROOT / "CHANGELOG.md"
    if not changelog.exists():
        pytest.skip("the changelog is not written yet")
    versions = re.findall(r"^## \[?v?(\d+\.\d+\.\d+)", changelog.read_text(encoding="utf-8"), re.M)
    assert versions[:1] == [gymdesk.__version__]


def test_the_command_line_tells_the_version() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gymdesk.cli", "--version"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (0, f"GymDesk {gymdesk.__version__}\n")


@pytest.mark.parametrize("kind", ["scripts", "gui-scripts"])
def test_every_entry_point_is_there(kind: str) -> None:
    for target in PYPROJECT["project"][kind].values():
        module, _, name = target.partition(":")
        assert callable(getattr(importlib.import_module(module), name))


def test_every_package_folder_is_a_package() -> None:
    """A folder without __init__.py would be left out of the import rules and of the wheel."""
    bare = {
        file.parent.relative_to(ROOT).as_posix()
        for package in ("gymdesk", "ui", "tests")
        for file in (ROOT / package).rglob("*.py")
        if not (file.parent / "__init__.py").exists()
    }
    assert bare - {"gymdesk/store/migrations", "gymdesk/store/migrations/versions"} == set()


# --- Qt -------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None lives for ever since Python 3.12")
def test_qt_calls_lose_no_reference_to_none(qapp) -> None:
    """PySide6 6.12.0 on Python 3.11 lost one with each call and aborted after some thousands."""
    from PySide6.QtWidgets import QLabel

    label = QLabel()
    before = sys.getrefcount(None)
    for _ in range(300):
        label.setText("x")
    assert before - sys.getrefcount(None) < 50


def icon_names() -> dict[str, str]:
    """Return the icon names that stand literally in the window's code, and where."""
    found: dict[str, str] = {}
    for file in sorted((ROOT / "ui").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            where = f"{file.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if re.fullmatch(r"st-[a-z-]+", node.value):
                    found[node.value] = where
            elif isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                named = [k.value for k in node.keywords if k.arg in ("icon", "icon_name")]
                at = {"pixmap": slice(1), "icon": slice(1), "Entry": slice(3, 4)}.get(name)
                for argument in (*named, *(node.args[at] if at else ())):
                    for value in _answers(argument):
                        found[value] = where
    return found


def _answers(node: ast.expr) -> list[str]:
    """Return the texts that an argument may come to: a literal, or either side of an `if`."""
    if isinstance(node, ast.IfExp):
        return [*_answers(node.body), *_answers(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def test_every_icon_that_the_window_names_is_there() -> None:
    there = {file.stem for file in (resources() / "icons").glob("*.svg")}
    named = icon_names()
    assert len(named) > 10
    assert {n: w for n, w in named.items() if n and n not in there} == {}
