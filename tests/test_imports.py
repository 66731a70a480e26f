"""An export read in while ClubOS cannot be reached: what is shown from it, and what never is."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from gymdesk.cli import app
from gymdesk.domain.agreement import AgreementState
from gymdesk.domain.past_due import Mark, PaymentStatus
from gymdesk.errors import BadImport
from gymdesk.export import clients_csv
from gymdesk.first_look import first_look
from gymdesk.paths import places
from gymdesk.rows import RunStatus
from gymdesk.store.checking import check_store
from gymdesk.store.opening import file_url
from tests.imports.test_clubos_export import LINK, file, line
from tests.sync.fakes import AT, REMOTE_TABLES, Bench, bench, store_url, table_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MARIT = 910000131  # owes 630.00 on agreement 1500131
STRANGER = "990000001"
LATER = AT + timedelta(days=2)
FILE_NAME = f"Clients_{int(LATER.timestamp() * 1000)}.csv"

EXPORT = file(
    line(ends="2027-03-04 00:00:00", trainers="Jo Marsh, Dana Fox"),
    line(key="1599999-910000131", agreement="Nutrition 4 weeks", ends="", trainers=""),
    line(
        key=f"1600001-{STRANGER}",
        name="Ottilie Brandvold",
        agreement="PT 8 Sessions",
        link=LINK.format(STRANGER),
    ),
    "oops",
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Bench]:
    where = places(tmp_path)
    where.make()
    with bench(file_url(where.store_file)) as opened:
        yield opened


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / FILE_NAME
    path.write_bytes(EXPORT)
    return path


def read_in(desk: Bench, path: Path) -> None:
    """Read the file in three days after everything else."""
    desk.clock.at_utc = AT + timedelta(days=3)
    desk.commands.imports.read_in(desk.club.club_id, path, staff="Jordan")


def test_a_preview_says_what_would_come_and_changes_nothing(desk: Bench, export: Path) -> None:
    desk.refresh()
    desk.clock.at_utc = AT + timedelta(days=3)
    before = table_rows(desk.store, *REMOTE_TABLES, "import_file", "imported_agreement", "client")
    found = desk.commands.imports.look_at(desk.club.club_id, export)
    assert (found.known, found.new, found.agreements, found.newer_figures) == (1, 1, 3, 0)
    assert (found.file.file_name, found.file.written_at_utc) == (FILE_NAME, LATER)
    assert [(t.line, t.lost) for t in found.troubles] == [(5, True)]
    assert table_rows(desk.store, *before) == before


def test_packages_trainer_and_expiry_come_from_the_file_and_say_so(
    desk: Bench, export: Path
) -> None:
    desk.refresh()
    before = desk.rows()[MARIT]
    remote = table_rows(desk.store, "agreement", "invoice", "scheduled_payment")
    read_in(desk, export)
    row = desk.rows()[MARIT]
    assert row.trainer == "Dana Fox, Jo Marsh"
    assert row.imported is not None
    assert (row.imported.file_name, row.imported.written_at_utc) == (FILE_NAME, LATER)
    by_file = {p.name: p.imported for p in row.packages}
    assert by_file["Nutrition 4 weeks"]
    assert not by_file[before.packages[0].name]
    assert replace(
        row, packages=before.packages, trainer=before.trainer, imported=None, marks=before.marks
    ) == replace(before, aging=row.aging, days_past_due=row.days_past_due)
    detail = desk.queries.client(desk.club.club_id, row.client_id)
    ends = {a.remote_id: (a.end_on, a.imported is not None) for a in detail.agreements}
    assert ends["1500131"] == (date(2027, 3, 4), True)
    new = next(a for a in detail.agreements if a.remote_id == "1599999")
    assert (new.past_due_cents, new.total_cents, new.state) == (None, None, AgreementState.UNKNOWN)
    assert table_rows(desk.store, *remote) == remote


def test_no_figure_changes_and_its_age_stays(desk: Bench, export: Path) -> None:
    desk.refresh()
    before = {k: (r.past_due_cents, r.fetched_at_utc) for k, r in desk.rows().items()}
    total = desk.owing().total_past_due_cents
    desk.clock.at_utc += timedelta(minutes=1)
    desk.commands.imports.read_in(desk.club.club_id, export, staff="Jordan")
    after = {k: (r.past_due_cents, r.fetched_at_utc) for k, r in desk.rows().items()}
    assert after.pop(int(STRANGER)) == (None, None)
    assert after == before
    assert desk.owing().total_past_due_cents == total


def test_somebody_only_the_file_knows_is_unknown_and_never_missing(
    desk: Bench, export: Path
) -> None:
    desk.refresh()
    read_in(desk, export)
    row = desk.rows()[int(STRANGER)]
    assert (row.name, row.payment_status) == ("Ottilie Brandvold", PaymentStatus.UNKNOWN)
    assert [p.name for p in row.packages] == ["PT 8 Sessions"]
    report = desk.refresh()
    assert (report.status, report.missing) == (RunStatus.COMPLETE, 0)
    row = desk.rows()[int(STRANGER)]
    assert Mark.MISSING not in row.marks
    assert row.imported is not None


def test_a_gym_that_was_never_refreshed_shows_the_people_of_the_file(
    desk: Bench, export: Path
) -> None:
    read_in(desk, export)
    rows = desk.rows()
    assert set(rows) == {MARIT, int(STRANGER)}
    assert {r.past_due_cents for r in rows.values()} == {None}
    shown = desk.owing()
    assert (shown.unknown, shown.total_past_due_cents, shown.complete) == (2, 0, False)
    assert desk.refresh().status == RunStatus.COMPLETE
    assert desk.rows()[MARIT].past_due_cents == 63000


def test_once_clubos_was_read_again_the_file_says_nothing_of_that_client(
    desk: Bench, export: Path
) -> None:
    desk.refresh()
    before = desk.rows()[MARIT]
    read_in(desk, export)
    desk.refresh()
    row = desk.rows()[MARIT]
    assert row.imported is None
    assert (row.trainer, row.packages) == (before.trainer, before.packages)


def test_a_file_older_than_the_figures_says_nothing_and_the_preview_says_that(
    desk: Bench, export: Path
) -> None:
    desk.clock.at_utc = AT + timedelta(days=5)
    desk.refresh()
    found = desk.commands.imports.look_at(desk.club.club_id, export)
    assert found.newer_figures == 1
    desk.commands.imports.read_in(desk.club.club_id, export, staff="Jordan")
    assert desk.rows()[MARIT].imported is None


def test_a_file_from_the_future_is_as_old_as_the_moment_it_was_read_in(
    desk: Bench, tmp_path: Path
) -> None:
    """Else no refresh would ever be newer than it."""
    path = tmp_path / f"Clients_{int((AT + timedelta(days=900)).timestamp() * 1000)}.csv"
    path.write_bytes(EXPORT)
    found = desk.commands.imports.look_at(desk.club.club_id, path)
    assert found.file.written_at_utc == desk.clock.now_utc()


def test_a_newer_file_takes_the_place_of_the_one_before(
    desk: Bench, export: Path, tmp_path: Path
) -> None:
    desk.refresh()
    read_in(desk, export)
    path = tmp_path / "Clients.csv"
    path.write_bytes(file(line(trainers="Nobody Else")))
    desk.commands.imports.read_in(desk.club.club_id, path, staff="Jordan")
    assert desk.rows()[MARIT].trainer == "Nobody Else"
    assert desk.rows()[int(STRANGER)].packages == ()
    files = table_rows(desk.store, "import_file")["import_file"]
    assert [row[3] for row in files] == [FILE_NAME, "Clients.csv"]
    assert {row[5] for row in files} == {"Jordan"}


@pytest.mark.parametrize("name", ["absent.csv", ""])
def test_a_file_that_cannot_be_opened_is_refused_in_words(
    desk: Bench, tmp_path: Path, name: str
) -> None:
    with pytest.raises(BadImport):
        desk.commands.imports.look_at(desk.club.club_id, tmp_path / name)


def test_a_file_of_which_no_line_can_be_read_changes_nothing(desk: Bench, tmp_path: Path) -> None:
    path = tmp_path / "Clients.csv"
    path.write_bytes(file("oops", "again"))
    with pytest.raises(BadImport, match="None of its lines"):
        desk.commands.imports.read_in(desk.club.club_id, path, staff="Jordan")
    assert table_rows(desk.store, "import_file")["import_file"] == []


def test_the_first_list_and_the_exports_say_it_as_well(
    desk: Bench, export: Path, tmp_path: Path
) -> None:
    desk.refresh()
    read_in(desk, export)
    found = first_look(places(tmp_path).store_file, desk.clock, stale_after_h=24)
    assert found is not None
    assert found.collections == desk.owing()
    assert any(r.imported for r in found.collections.rows)
    text = clients_csv(desk.queries.clients(desk.club.club_id))
    assert f"{FILE_NAME}, {LATER.isoformat()}" in text
    assert check_store(store_url(places(tmp_path).store_file.parent), desk.clock.now_utc()) == ()


# --- command line ---------------------------------------------------------------------------------


def call(data_dir: Path, *words: str, exit_code: int = 0) -> dict[str, Any]:
    done = CliRunner().invoke(app, ["--data-dir", str(data_dir), *words, "--json"])
    assert done.exit_code == exit_code, (words, done.output, done.exception)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_command_line_previews_and_imports(tmp_path: Path) -> None:
    made_at = datetime.now(UTC) - timedelta(minutes=5)
    export = tmp_path / f"Clients_{int(made_at.timestamp() * 1000)}.csv"
    export.write_bytes(EXPORT)
    call(tmp_path, "club", "add", "Mill Lane")
    words = ("import", "clubos-export", str(export), "--club", "Mill Lane")
    assert call(tmp_path, *words, "--preview")["import"]["applied"] is False
    assert call(tmp_path, "clients")["clubs"][0]["rows"] == []
    found = call(tmp_path, *words)["import"]
    assert (found["applied"], found["clients_new"], found["agreements"]) == (True, 2, 3)
    assert found["errors"] == [
        {"line": 5, "reason": "its ID is not two numbers with a hyphen between them", "lost": True}
    ]
    first, _ = call(tmp_path, "clients")["clubs"][0]["rows"]
    assert (first["past_due"], first["payment_status"]) == (None, "unknown")
    assert first["imported"]["file"] == export.name
    (tmp_path / "other.csv").write_text("name,age\n")
    other = ("import", "clubos-export", str(tmp_path / "other.csv"), "--club", "Mill Lane")
    refused = call(tmp_path, *other, exit_code=2)
    assert refused["error"]["title"] == "This file cannot be imported"
