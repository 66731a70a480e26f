"""WODIFY's "All Memberships" read in: kept beside what WODIFY said, shown until it is asked."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from gymdesk.cli import app
from gymdesk.documents import clients_document
from gymdesk.domain.client import Source
from gymdesk.errors import BadImport
from gymdesk.export import clients_csv
from gymdesk.first_look import first_look
from gymdesk.member_documents import memberships_document
from gymdesk.rows import Imported
from tests.imports.test_clubos_export import file, line
from tests.imports.test_wodify_memberships import LINE, export
from tests.sync.fakes import store_url
from tests.sync.wodify_bench import WodifyBench, wodify_bench

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "All Memberships.csv"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[WodifyBench]:
    with wodify_bench(store_url(tmp_path), clients=12, rows=30, leads=2) as made:
        yield made


def a_file(folder: Path, *lines: str) -> Path:
    path = folder / NAME
    path.write_bytes(export(*lines))
    return path


def test_a_preview_counts_and_changes_nothing(desk: WodifyBench, tmp_path: Path) -> None:
    other = LINE.replace("55000001", "55000002")
    found = desk.commands.membership_files.look_at(
        desk.club.club_id, a_file(tmp_path, LINE, other, "broken")
    )
    assert (found.known, found.new, found.memberships) == (0, 1, 2)
    assert [t.line for t in found.troubles] == [4]
    assert desk.queries.clients(desk.club.club_id).rows == ()


def test_a_client_whom_only_the_file_knows_owes_unknown_and_has_no_price(
    desk: WodifyBench, tmp_path: Path
) -> None:
    club_id = desk.club.club_id
    desk.commands.membership_files.read_in(club_id, a_file(tmp_path, LINE), staff="Jordan")
    (row,) = desk.queries.clients(club_id).rows
    assert (row.name, row.past_due_cents, row.fetched_at_utc) == ("Alex Muster", None, None)
    detail = desk.queries.client(club_id, row.client_id)
    assert detail.member is None
    (said,) = detail.from_file
    assert (said.name, said.plan, said.auto_renew) == ("Unlimited 12M", "12M", True)
    assert said.file == Imported(NAME, desk.clock.now_utc())


def test_what_wodify_itself_says_later_ends_what_the_file_said(
    desk: WodifyBench, tmp_path: Path
) -> None:
    club_id = desk.club.club_id
    desk.refresh(sources=(Source.WODIFY,))
    row = desk.queries.members.members(club_id).rows[0]
    remote_id = dict(row.source_ids)[Source.WODIFY]
    before = desk.queries.client(club_id, row.client_id).member
    path = a_file(tmp_path, LINE.replace("7000001", remote_id))
    desk.clock.at_utc = desk.clock.at_utc.replace(minute=59)
    done = desk.commands.membership_files.read_in(club_id, path, staff="Jordan")
    assert (done.known, done.new) == (1, 0)
    detail = desk.queries.client(club_id, row.client_id)
    assert len(detail.from_file) == 1
    assert detail.member == before, "nothing that WODIFY said is touched"
    desk.refresh(sources=(Source.WODIFY,))
    assert desk.queries.client(club_id, row.client_id).from_file == ()


def listed(desk: WodifyBench, name: str) -> tuple[Any, Any]:
    """Return how the list of clients and `memberships --json` have somebody."""
    club_id = desk.club.club_id
    row = next(r for r in desk.queries.clients(club_id).rows if r.name == name)
    (club,) = memberships_document([desk.queries.members.members(club_id)])["clubs"]
    return row, next((m for m in club["rows"] if m["name"] == name), None)


def test_the_lists_have_the_membership_of_a_client_whom_only_the_file_knows(
    desk: WodifyBench, tmp_path: Path
) -> None:
    club_id = desk.club.club_id
    desk.commands.membership_files.read_in(club_id, a_file(tmp_path, LINE), staff="Jordan")
    row, member = listed(desk, "Alex Muster")
    assert row.membership == "Unlimited 12M"
    assert row.membership_from == Imported(NAME, desk.clock.now_utc())
    assert row.membership_status == "Unknown", "the file does not say whether it is on"
    assert member == {
        "client_id": row.client_id,
        "source_ids": {"wodify": "7000001"},
        "name": "Alex Muster",
        "status": "Unknown",
        "raw_status": "",
        "membership": "Unlimited 12M",
        "membership_id": "55000001",
        "start_on": "2026-01-05",
        "end_on": "2027-01-05",
        "monthly_price": None,
        "price_basis": None,
        "email": None,
        "flags": ["file_of_2026-11-21", "from_file"],
    }
    (line,) = csv.DictReader(io.StringIO(clients_csv(desk.queries.clients(club_id))))
    assert (line["membership"], line["imported_from"]) == (
        "Unlimited 12M",
        f"{NAME}, {desk.clock.now_utc().isoformat()}",
    )
    (document,) = clients_document([desk.queries.clients(club_id)])["clubs"][0]["rows"]
    assert document["membership_from"]["file"] == NAME
    assert document["imported"] is None


def test_the_file_goes_before_what_wodify_said_earlier_and_what_it_says_later_before_the_file(
    desk: WodifyBench, tmp_path: Path
) -> None:
    desk.refresh(sources=(Source.WODIFY,))
    first = next(m for m in desk.members().values() if m.monthly_cents and m.status == "Active")
    remote_id = dict(first.source_ids)[Source.WODIFY]
    line = LINE.replace("7000001", remote_id).replace("55000001", str(first.membership_id))
    desk.clock.at_utc += timedelta(minutes=1)
    path = a_file(tmp_path, line.replace("Unlimited 12M", "Renamed 12M"))
    desk.commands.membership_files.read_in(desk.club.club_id, path, staff="Jordan")
    row, member = listed(desk, first.name)
    assert row.membership == member["membership"] == "Renamed 12M"
    assert (member["status"], member["raw_status"]) == ("Active", first.raw_status)
    assert "from_file" in member["flags"]
    assert member["email"] == first.email
    others = [m for m in desk.members().values() if m.client_id != first.client_id]
    assert {m.file_on for m in others} == {None}, "of the others it says nothing"
    desk.refresh(sources=(Source.WODIFY,))
    assert desk.members()[remote_id] == replace(first, fetched_at_utc=desk.clock.now_utc())
    row, member = listed(desk, first.name)
    assert (row.membership, row.membership_from) == (first.membership, None)
    assert "from_file" not in member["flags"]


def test_the_list_before_the_desk_is_open_has_the_memberships_of_the_file_too(
    desk: WodifyBench, tmp_path: Path
) -> None:
    club_id = desk.club.club_id
    desk.commands.membership_files.read_in(club_id, a_file(tmp_path, LINE), staff="Jordan")
    found = first_look(tmp_path / "gymdesk.db", desk.clock, 24)
    assert found is not None
    (row,) = found.collections.rows
    assert row == desk.queries.collections(club_id).rows[0]
    assert row.membership == "Unlimited 12M"


def test_a_client_whom_only_the_file_knows_is_never_called_missing(
    desk: WodifyBench, tmp_path: Path
) -> None:
    club_id = desk.club.club_id
    desk.commands.membership_files.read_in(
        club_id, a_file(tmp_path, LINE.replace("7000001", "42")), staff="Jordan"
    )
    runs = desk.refresh(sources=(Source.WODIFY,))
    assert runs["members"].status.value == "complete"
    row = next(r for r in desk.queries.clients(club_id).rows if r.name == "Alex Muster")
    assert row.missing_since_utc is None
    assert row.past_due_cents is None


def test_the_newest_file_counts_whole(desk: WodifyBench, tmp_path: Path) -> None:
    club_id, files = desk.club.club_id, desk.commands.membership_files
    files.read_in(club_id, a_file(tmp_path, LINE), staff="Jordan")
    other = LINE.replace("7000001", "7000002").replace("55000001", "55000002")
    files.read_in(club_id, a_file(tmp_path, other.replace("Muster", "Weber")), staff="Jordan")
    said = {
        r.name: len(desk.queries.client(club_id, r.client_id).from_file)
        for r in desk.queries.clients(club_id).rows
    }
    assert said == {"Alex Muster": 0, "Alex Weber": 1}


def test_a_file_without_a_readable_line_changes_nothing(desk: WodifyBench, tmp_path: Path) -> None:
    with pytest.raises(BadImport):
        desk.commands.membership_files.read_in(
            desk.club.club_id, a_file(tmp_path, "broken"), staff="Jordan"
        )
    assert desk.queries.clients(desk.club.club_id).rows == ()


def test_the_window_tells_the_exports_apart_by_their_titles(
    desk: WodifyBench, tmp_path: Path
) -> None:
    club_id, files = desk.club.club_id, desk.commands.files
    clubos = tmp_path / "Clients.csv"
    clubos.write_bytes(file(line()))
    assert files.look_at(club_id, clubos).source == Source.CLUBOS
    path = a_file(tmp_path, LINE)
    found = files.look_at(club_id, path)
    assert (found.source, found.agreements, found.new) == (Source.WODIFY, 1, 1)
    assert files.read_in(club_id, path, staff="Jordan") == found
    assert files.read_in(club_id, clubos, staff="Jordan").source == Source.CLUBOS
    assert {r.name for r in desk.queries.clients(club_id).rows} > {"Alex Muster"}
    path.write_bytes(b"neither")
    with pytest.raises(BadImport):
        files.look_at(club_id, path)


def test_the_command_line_previews_and_reads_in(tmp_path: Path) -> None:
    folder = ("--data-dir", str(tmp_path / "desk"))
    path = a_file(tmp_path, LINE, "broken")

    def call(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, [*folder, *words])
        return result.exit_code, result.stdout

    assert call("club", "add", "Harbour Street")[0] == 0
    words = ("import", "wodify-memberships", str(path), "--club", "Harbour Street")
    code, text = call(*words, "--preview")
    assert code == 0
    assert "Would read in: 1 memberships of 0 known and 1 new clients. No amounts." in text
    code, text = call(*words, "--json")
    assert code == 0
    told = json.loads(text)["import"]
    assert (told["applied"], told["memberships"], told["clients_new"]) == (True, 1, 1)
    assert [e["line"] for e in told["errors"]] == [3]
