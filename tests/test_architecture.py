"""Who may import whom: the table of the design, one rule for each row.

A row says what a package may import; the standard library is always allowed. Imports that only
the type checker sees are left out of these lists (a type is no dependency at run time), but not
out of the walls further down: no module behind a wall may so much as name what is beyond it.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pytest_archon import archrule

ROOT = Path(__file__).parent.parent
STDLIB = (
    "__future__",
    *(f"{name}{rest}" for name in sys.stdlib_module_names for rest in ("", ".*")),
)

DOMAIN = ("gymdesk.domain", "gymdesk.domain.*")
ROWS = ("gymdesk.rows", "gymdesk.rows.*")
QT = ("PySide6", "PySide6.*", "shiboken6")
LOOKS = ("ui.style", "ui.icons", "ui.tokens")


def may_import(
    row: str, modules: tuple[str, ...], *allowed: str, without: tuple[str, ...] = ()
) -> None:
    """Hold *modules* to the standard library and *allowed*."""
    rule = archrule(row).match(*modules).exclude(*without)
    rule.should_not_import("*").may_import(*STDLIB, *allowed).check(
        modules[0].partition(".")[0], only_direct_imports=True, skip_type_checking=True
    )


def never_names(
    row: str, modules: tuple[str, ...], *forbidden: str, without: tuple[str, ...] = ()
) -> None:
    """Hold *modules* off *forbidden*, for the type checker as well."""
    rule = archrule(row).match(*modules).exclude(*without)
    rule.should_not_import(*forbidden).check(modules[0].partition(".")[0], only_direct_imports=True)


# --- the table, row by row ------------------------------------------------------------------------


def test_domain_and_rows_know_nothing_but_the_domain() -> None:
    modules = ("gymdesk.domain", "gymdesk.domain.*", *ROWS)
    may_import("domain, rows", modules, *DOMAIN, *ROWS, "dateutil.*", "gymdesk.errors")


def test_the_ground_floor_knows_nothing_of_the_desk() -> None:
    modules = ("gymdesk.errors", "gymdesk.clock", "gymdesk.paths", "gymdesk.log")
    may_import("errors, clock, paths, log", modules, "platformdirs")


def test_settings_and_credentials_stand_on_the_ground_floor() -> None:
    """The table names them only as what others are given; nothing of the desk belongs in them."""
    may_import("settings", ("gymdesk.settings",))
    may_import("credentials", ("gymdesk.credentials",), "gymdesk.errors", "keyring", "keyring.*")
    may_import("presence", ("gymdesk.presence",), "gymdesk.locks")
    may_import("crash", ("gymdesk.crash",), "gymdesk", "gymdesk.errors", "gymdesk.log")


def test_files_are_parsed_by_themselves() -> None:
    modules = ("gymdesk.imports", "gymdesk.imports.*")
    may_import("imports", modules, "gymdesk.imports.*", *DOMAIN, "gymdesk.errors")


def test_api_talks_and_parses_and_stores_nothing() -> None:
    may_import(
        "api",
        ("gymdesk.api", "gymdesk.api.*"),
        *("gymdesk.api.*", *DOMAIN, "gymdesk.errors", "gymdesk.clock", "gymdesk.log"),
        *("httpx", "pydantic", "selectolax.*", "stamina", "stamina.*", "truststore"),
    )


def test_store_remembers_and_asks_nobody() -> None:
    # rows besides the table: a club is read straight into the row that is shown
    may_import(
        "store",
        ("gymdesk.store", "gymdesk.store.*"),
        *("gymdesk.store.*", *DOMAIN, *ROWS, "gymdesk.errors", "gymdesk.clock"),
        *("gymdesk.log", "gymdesk.paths", "sqlalchemy", "sqlalchemy.*", "alembic.*"),
        "typing_extensions",
    )


def test_only_the_unit_of_work_and_what_opens_it_leave_the_store() -> None:
    inside = ("gymdesk.store", "gymdesk.store.*", "gymdesk.bootstrap", "gymdesk.safekeeping")
    rest = (
        "tables",
        "tables.*",
        "upsert",
        "clients",
        "clubs",
        "runs",
        "outbox",
        "outbox_texts",
        "follow_ups",
        "balances",
        "changes",
        "leases",
        "thinning",
        "agreement_rows",
        "figures_text",
        "held",
        "joins",
        "wodify",
        "wodify_rows",
        "imports",
        "opening",
    )
    rest += ("backup", "backup_files", "checking")
    never_names(
        "the inside of the store",
        ("gymdesk.*",),
        *(f"gymdesk.store.{name}" for name in rest),
        without=inside,
    )


def test_reconciling_is_pure() -> None:
    modules = ("gymdesk.sync.*reconcile", "gymdesk.sync.matching")
    may_import("sync.reconcile, sync.matching", modules, *DOMAIN)


def test_sync_meets_the_sources_in_one_module() -> None:
    # rows besides the table: a club and a run's status are what the panes show of them
    allowed = ("gymdesk.sync.*", *DOMAIN, *ROWS, "gymdesk.errors", "gymdesk.clock")
    may_import(
        "sync",
        ("gymdesk.sync", "gymdesk.sync.*"),
        *(*allowed, "gymdesk.log", "gymdesk.store.unit_of_work", "typing_extensions"),
        without=(
            "gymdesk.sync.sources",
            "gymdesk.sync.wodify_sender",
            "gymdesk.sync.wodify_source",
        ),
    )
    sources = ("gymdesk.sync.sources", "gymdesk.sync.wodify_sender", "gymdesk.sync.wodify_source")
    may_import("sync.sources", sources, *allowed, "gymdesk.api.*")


def test_the_lanes_know_no_store_and_no_source() -> None:
    never_names("sync.lanes", ("gymdesk.sync.lanes",), "gymdesk.store.*", "gymdesk.api.*", "httpx")


def test_the_scheduler_is_given_what_was_done_last_and_where_to_submit() -> None:
    allowed = (*DOMAIN, "gymdesk.sync.request", "gymdesk.clock", "apscheduler.*")
    may_import("scheduler", ("gymdesk.scheduler",), *allowed)
    never_names("scheduler", ("gymdesk.scheduler",), "gymdesk.store.*", "gymdesk.api.*")
    known = ("gymdesk.sync.request", "gymdesk.scheduler", "gymdesk.clock", "gymdesk.errors")
    may_import("jobs, chores", ("gymdesk.jobs", "gymdesk.chores"), *DOMAIN, *known)


def test_queries_and_commands_know_the_store_and_no_source() -> None:
    may_import(
        "queries, commands",
        ("gymdesk.queries", "gymdesk.queries.*", "gymdesk.commands", "gymdesk.commands.*"),
        *("gymdesk.queries.*", "gymdesk.commands.*", *ROWS, *DOMAIN, "gymdesk.imports.*"),
        *("gymdesk.errors", "gymdesk.clock", "gymdesk.store.unit_of_work"),
    )


def test_documents_and_exports_are_made_of_rows() -> None:
    modules = ("gymdesk.documents", "gymdesk.*_documents", "gymdesk.export", "gymdesk.lead_export")
    allowed = (*ROWS, *DOMAIN, "gymdesk.documents", "gymdesk.export", "gymdesk.errors")
    allowed += ("gymdesk.sync.request",)
    may_import("documents, export", modules, *allowed, "xlsxwriter", "xlsxwriter.*")


def test_the_demo_gym_knows_nothing_of_the_desk_it_is_a_test_of() -> None:
    may_import(
        "demo",
        ("gymdesk.demo", "gymdesk.demo.*"),
        *("gymdesk.demo", "gymdesk.demo.*", "starlette.*", "uvicorn"),
    )


def test_one_module_wires_and_only_entry_points_import_it() -> None:
    never_names(
        "bootstrap",
        ("gymdesk.*",),
        "gymdesk.bootstrap",
        without=("gymdesk.bootstrap", "gymdesk.cli", "gymdesk.cli_*", "gymdesk.__main__"),
    )
    never_names("ui and bootstrap", ("ui.*",), "gymdesk.bootstrap", without=("ui.app",))


def test_models_and_widgets_show_what_they_are_given() -> None:
    # the looks besides the table: every widget is given the style that paints it
    may_import(
        "ui.models, ui.widgets",
        ("ui.models", "ui.models.*", "ui.widgets", "ui.widgets.*"),
        *(*QT, *ROWS, *DOMAIN, "ui.models.*", "ui.widgets.*", *LOOKS),
        "typing_extensions",
    )


def test_panes_and_dialogs_know_no_store_no_source_and_no_wiring() -> None:
    modules = ("ui.panes", "ui.panes.*", "ui.dialogs", "ui.dialogs.*")
    far = ("gymdesk.store.*", "gymdesk.api.*", "gymdesk.bootstrap", "gymdesk.sync.engine")
    never_names("ui.panes, ui.dialogs", modules, *far, "sqlalchemy", "httpx", "ui.main_window")


PANES = sorted(f.stem for f in (ROOT / "ui" / "panes").glob("*.py") if f.stem != "__init__")


@pytest.mark.parametrize("pane", PANES)
def test_a_pane_knows_no_other_pane(pane: str) -> None:
    """`collections` and `collections_case` are two files of one pane."""
    others = [
        o
        for o in PANES
        if o != pane and not o.startswith(f"{pane}_") and not pane.startswith(f"{o}_")
    ]
    never_names(f"ui.panes.{pane}", (f"ui.panes.{pane}",), *(f"ui.panes.{o}" for o in others))


def test_printing_paints_what_it_is_given() -> None:
    modules = ("ui.printing", "ui.printing.*")
    far = (
        "gymdesk.store.*",
        "gymdesk.api.*",
        "gymdesk.queries",
        "gymdesk.queries.*",
        "gymdesk.bootstrap",
    )
    never_names("ui.printing", modules, *far, "ui.panes.*", "ui.dialogs.*", "ui.main_window")


def test_the_worker_is_given_its_engine() -> None:
    allowed = (*QT, "gymdesk.sync.request", "gymdesk.errors", "typing_extensions")
    may_import("ui.worker", ("ui.worker",), *allowed, "ui.plain_errors")
    may_import("ui.plain_errors", ("ui.plain_errors",), "gymdesk.errors")
    never_names("ui.worker", ("ui.worker",), "gymdesk.store.*", "gymdesk.api.*")


# --- the walls ------------------------------------------------------------------------------------


def test_the_desk_without_a_window_names_no_window() -> None:
    entries = ("gymdesk.__main__", "gymdesk.cli")
    never_names("no window in gymdesk", ("gymdesk", "gymdesk.*"), "ui", "ui.*", without=entries)
    never_names("no Qt in gymdesk", ("gymdesk", "gymdesk.*"), *QT, without=("gymdesk.__main__",))


def test_the_window_names_no_store_and_no_source() -> None:
    far = ("gymdesk.store", "gymdesk.store.*", "gymdesk.api", "gymdesk.api.*")
    never_names("no store in ui", ("ui", "ui.*"), *far, "sqlalchemy", "sqlalchemy.*", "httpx")


def test_nothing_of_the_program_knows_its_tests() -> None:
    for package in ("gymdesk", "ui"):
        never_names("no tests", (package, f"{package}.*"), "tests", "tests.*", "pytest", "pytest.*")


# --- what is really loaded ------------------------------------------------------------------------


def loaded_by(statement: str) -> set[str]:
    """Return the top names of what a new interpreter has loaded after *statement*."""
    tell = "print(' '.join(sorted({m.split('.')[0] for m in sys.modules})))"
    code = f"{statement}\nimport sys\n{tell}"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.split())


def test_the_queries_load_no_qt_and_no_network() -> None:
    loaded = loaded_by("import gymdesk.queries")
    assert "sqlalchemy" not in loaded, "a pane that shows rows needs no database to start"
    assert not loaded & {"PySide6", "shiboken6", "httpx", "ui"}


def test_the_whole_desk_is_wired_without_qt() -> None:
    loaded = loaded_by("import gymdesk.bootstrap, gymdesk.cli")
    assert "sqlalchemy" in loaded
    late = {"starlette", "xlsxwriter", "alembic", "apscheduler"}
    assert not loaded & {"PySide6", "shiboken6", "ui", *late}


def test_the_rows_load_nothing_but_the_standard_library() -> None:
    allowed = sys.stdlib_module_names | {"gymdesk"}
    before = loaded_by("pass")
    assert loaded_by("import gymdesk.rows") - before <= allowed
