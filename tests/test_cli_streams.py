"""What the command line reads and writes: streams that are closed, full or know few letters."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gymdesk.cli import app

pytestmark = pytest.mark.xdist_group("cli")

ROOT = Path(__file__).parent.parent
CLUB = "Łódź 健身"


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "desk"
    done = CliRunner().invoke(app, ["--data-dir", str(folder), "club", "add", CLUB])
    assert done.exit_code == 0
    return folder


def called(
    data_dir: Path, *words: str, redirect: str = "", **env: str
) -> subprocess.CompletedProcess[str]:
    """Call the command line as a shell does, with its streams sent elsewhere."""
    line = [sys.executable, "-m", "gymdesk.cli", "--data-dir", str(data_dir), *words]
    return subprocess.run(
        ["/bin/sh", "-c", f'exec "$@" {redirect}', "sh", *line],
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", **env},
    )


def test_a_file_that_knows_few_letters_gets_the_same_json_document(data_dir: Path) -> None:
    done = called(data_dir, "club", "list", "--json", PYTHONIOENCODING="cp1252")
    assert done.returncode == 0
    assert json.loads(done.stdout)["clubs"][0]["name"] == CLUB


def test_a_name_that_cannot_be_written_there_does_not_end_a_table(data_dir: Path) -> None:
    done = called(data_dir, "club", "list", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert "??" in done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is always full")
@pytest.mark.parametrize("words", [("club", "list"), ("club", "list", "--json")])
def test_an_answer_that_finds_no_room_is_said_in_a_sentence(
    data_dir: Path, words: tuple[str, ...]
) -> None:
    done = called(data_dir, *words, redirect=">/dev/full")
    assert done.returncode == 1
    assert done.stderr.startswith("The answer could not be written: ")
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="a shell's way to close a stream")
def test_closed_streams_are_nobody_who_types_or_reads(data_dir: Path) -> None:
    words = ("credentials", "set", "clubos", "--club", CLUB, "--username", "somebody")
    done = called(data_dir, *words, redirect="<&-")
    assert done.returncode == 2
    assert "The secret is empty" in done.stderr
    assert called(data_dir, "club", "list", redirect=">&-").returncode == 0
    # a scheduler may start it so: the refresh fails for its own reason, and that is in the log
    assert called(data_dir, "refresh", redirect="2>&-").returncode == 2
