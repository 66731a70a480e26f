"""What is loaded when the first rows are painted: held without a clock.

Most of the way to the first rows is loading our own modules: a frozen dataclass takes the better
part of a millisecond to make, an enum of Qt as long. So the list of what is loaded by then is
written down here, and what is not on it has to wait for `MainWindow.complete` or for a click.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest

from gymdesk import rows
from tests.bench.stores import make_store

ROOT: Final = Path(__file__).parents[2]

SHOWN: Final = {
    "gymdesk": (
        "clock domain errors first_look last_order locks paths queries rows settings store"
    ),
    "gymdesk.domain": ("aging agreement bill client dialect past_due"),
    "gymdesk.queries": ("client_rows large"),
    "gymdesk.rows": ("clients clubs collections states warnings"),
    "gymdesk.store": ("agreement_rows first_look revision stored"),
    "ui": (
        "actions app club_phrases empty_words features_off feed figure_words frame icons "
        "list_filter list_layouts list_pane main_window message models once_painted panes phrases "
        "plain_errors reading shell showing side_bar single_instance start style summary_words "
        "tokens walking widgets window_geometry window_style"
    ),
    "ui.models": (
        "case_columns case_conditions cells client_branches client_columns column_layout "
        "conditions inventory_words row_table"
    ),
    "ui.panes": ("collections collections_case collections_case_history"),
    "ui.widgets": (
        "aging_bar badge banner button chips club_plate contact_line empty_state figure flow "
        "label list_delegate list_header list_steps list_view mark_badges navigation pane_frame "
        "pane_header panel_splitter provenance quick_action refresh_slot search_field status_line "
        "tiles"
    ),
}
"""What the first rows show, and nothing that only works with them. `make bench` e has the times."""

LIBRARIES: Final = {
    *("sqlalchemy", "alembic", "httpx", "keyring", "apscheduler", "pydantic", "xlsxwriter"),
    *("asyncio", "decimal", "dateutil", "hashlib", "ssl", "email", "http"),
    *("PySide6.QtNetwork", "PySide6.QtPrintSupport"),
}


PROGRAM: Final = """
import linecache, sys
from ui import start

begin = start.Start.on_painted

def watched(started):
    begin(started)
    type(started.program).on_started = told

def told(program):
    print(program.window.collections.table.rowCount())
    print(" ".join(sys.modules))
    print(" ".join(file for file in linecache.cache if file.endswith(".py")))
    program.window.close()
    start.QCoreApplication.quit()

start.Start.on_painted = watched
start.run(["gymdesk", "--data-dir", sys.argv[1]])
"""
"""Runs until the first rows are painted, and tells what is loaded then."""


@dataclass(frozen=True)
class FirstRows:
    """How many rows there were, what was loaded, and which sources were read."""

    rows: int
    loaded: frozenset[str]
    sources: frozenset[str]


@pytest.fixture(scope="module")
def first_rows(tmp_path_factory: pytest.TempPathFactory) -> FirstRows:
    folder = tmp_path_factory.mktemp("first-rows")
    make_store(folder / "gymdesk.db", 40)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(folder)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    count, loaded, sources = done.stdout.split("\n")[:3]
    return FirstRows(int(count), frozenset(loaded.split()), frozenset(sources.split()))


def test_the_first_rows_load_only_what_they_show(first_rows: FirstRows) -> None:
    assert first_rows.rows > 0
    shown = {f"{package}.{name}" for package, names in SHOWN.items() for name in names.split()}
    ours = {name for name in first_rows.loaded if name.startswith(("gymdesk.", "ui."))}
    assert ours - shown == set(), "let it wait, or write down that the first rows show it"
    assert shown - ours == set(), "it is loaded no more: take it off the list"


def test_the_first_rows_load_no_library_and_nothing_slow(first_rows: FirstRows) -> None:
    assert LIBRARIES & first_rows.loaded == set()


def test_the_source_of_no_module_of_ours_is_read(first_rows: FirstRows) -> None:
    assert not [file for file in first_rows.sources if "/ui/" in file or "/gymdesk/" in file]


def test_each_row_is_where_the_type_checker_looks_for_it() -> None:
    """The package loads its modules by a table, the type checker reads the imports above it."""
    tree = ast.parse(Path(str(rows.__file__)).read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    said = {
        alias.name: node.module
        for node in imports
        for alias in node.names
        if node.module is not None and node.module.startswith("gymdesk.rows.")
    }
    assert sorted(said) == sorted(rows.__all__)
    for name, module in said.items():
        assert getattr(rows, name) is getattr(import_module(str(module)), name)


def test_a_row_that_there_is_not_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="NoSuchRow"):
        rows.NoSuchRow  # type: ignore[attr-defined]  # noqa: B018
