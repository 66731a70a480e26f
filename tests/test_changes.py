"""What changed since the last look: from the balances that the runs left, per club and viewer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from gymdesk.domain.change import ChangeKind
from gymdesk.sync.tidying import tidy
from tests.sync.fakes import Bench, bench, roster_becomes, store_url
from tests.sync.wodify_bench import wodify_bench

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import Any

    from gymdesk.rows.changes import ChangeList

MARIT = 910000131  # owes 630.00 on agreement 1500131
LEOPOLD = 910000137  # owes 270.00 on 1500137 and 80.00 on 1500237
ABIGAIL = 910000101  # owes nothing
SOME = (MARIT, LEOPOLD, ABIGAIL)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Bench]:
    with bench(store_url(tmp_path), members=SOME) as opened:
        yield opened


def look(desk: Bench, viewer: str = "Jo") -> ChangeList:
    return desk.queries.changes.since(desk.club.club_id, viewer)


def told(desk: Bench, viewer: str = "Jo") -> list[tuple[ChangeKind, str, int | None]]:
    return [(r.kind, r.name, r.delta_cents) for r in look(desk, viewer).rows]


def contracts(desk: Bench, member: int, change: Callable[[tuple[Any, ...]], Any]) -> None:
    """Change the agreements of a client at ClubOS."""
    server = desk.gym.clubos.state.club
    clients = tuple(
        replace(c, agreements=tuple(change(c.agreements))) if c.member_id == member else c
        for c in server.ledger.clients
    )
    server.ledger = replace(server.ledger, clients=clients)


def with_status(desk: Bench, member: int, status: int) -> None:
    """Give all invoices of a client that status at ClubOS: 1 = paid, 8 = delinquent."""
    contracts(
        desk,
        member,
        lambda own: [
            replace(a, invoices=tuple(replace(i, status=status) for i in a.invoices)) for a in own
        ],
    )


def test_nothing_was_ever_fetched(desk: Bench) -> None:
    seen = look(desk)
    assert (seen.rows, seen.since_utc, seen.run_id, seen.marked) == ((), None, None, False)


def test_the_first_refresh_changes_nothing(desk: Bench) -> None:
    desk.refresh()
    seen = look(desk)
    assert (seen.rows, seen.marked) == ((), False)
    assert seen.since_utc == desk.clock.now_utc()


def test_who_owes_newly_no_more_and_otherwise_is_told_worst_first(desk: Bench) -> None:
    with_status(desk, LEOPOLD, 1)
    desk.refresh()
    with_status(desk, MARIT, 1)
    owes = {c.member_id: c for c in desk.ledger.clients}[LEOPOLD]
    contracts(desk, LEOPOLD, lambda _own: owes.agreements)
    desk.refresh()
    assert told(desk) == [
        (ChangeKind.NEWLY_PAST_DUE, "Leopold Marchetti", 35000),
        (ChangeKind.CLEARED, "Marit Solheim", -63000),
    ]
    contracts(desk, LEOPOLD, lambda own: own[:1])
    desk.commands.looks.mark_seen(desk.club.club_id, look(desk).run_id or 0, viewer="Jo")
    desk.refresh()
    kinds = [kind for kind, *_ in told(desk)]
    assert kinds[0] == ChangeKind.AMOUNT_CHANGED
    assert set(kinds[1:]) == {ChangeKind.GONE_AGREEMENT}


def test_each_viewer_has_a_mark_of_their_own_and_it_never_goes_back(desk: Bench) -> None:
    desk.refresh()
    with_status(desk, MARIT, 1)
    desk.refresh()
    newest = look(desk).run_id
    assert newest is not None
    desk.commands.looks.mark_seen(desk.club.club_id, newest, viewer="Jo")
    desk.commands.looks.mark_seen(desk.club.club_id, 1, viewer="Jo")
    assert (told(desk), look(desk).marked) == ([], True)
    assert [kind for kind, *_ in told(desk, "Sam")] == [ChangeKind.CLEARED]


def test_a_failed_refresh_changes_nothing_and_hides_nothing(desk: Bench) -> None:
    desk.refresh()
    with_status(desk, MARIT, 1)
    desk.refresh()
    before = told(desk)
    desk.knobs.server_error_members = set(SOME)
    desk.refresh()
    desk.knobs.server_error_members = set()
    desk.knobs.empty_assignees = True
    desk.refresh()
    assert told(desk) == before
    assert before


def test_an_amount_that_came_and_went_between_two_looks_is_no_change(desk: Bench) -> None:
    desk.refresh()
    before = desk.gym.clubos.state.club.ledger
    with_status(desk, MARIT, 1)
    desk.refresh()
    desk.gym.clubos.state.club.ledger = before
    desk.refresh()
    assert told(desk) == []


def test_agreements_that_are_new_cancelled_or_gone_are_told_by_name(desk: Bench) -> None:
    whole = {c.member_id: c for c in desk.ledger.clients}[LEOPOLD].agreements
    contracts(desk, LEOPOLD, lambda own: own[:1])
    desk.refresh()
    contracts(desk, LEOPOLD, lambda _own: whole)
    desk.refresh()
    new = [(r.name, r.what) for r in look(desk).rows if r.kind == ChangeKind.NEW_AGREEMENT]
    assert new == [("Leopold Marchetti", a.package.name) for a in whole[1:] if a.status == 2]
    contracts(desk, ABIGAIL, lambda own: [replace(a, status=5) for a in own])
    desk.refresh()
    kinds = [r.kind for r in look(desk).rows if r.name.startswith("Abigail")]
    assert kinds == [ChangeKind.CANCELLED_AGREEMENT]
    assert look(desk, "Jo").rows == look(desk, "Sam").rows


def test_people_who_are_new_and_people_who_are_missing_are_told(desk: Bench) -> None:
    everybody = desk.gym.clubos.state.club.ledger
    kept = tuple(c for c in everybody.clients if c.member_id != ABIGAIL)
    desk.gym.clubos.state.club.ledger = replace(everybody, clients=kept)
    desk.refresh()
    desk.gym.clubos.state.club.ledger = everybody
    desk.refresh()
    assert told(desk) == [(ChangeKind.NEW_CLIENT, "Abigail Thornbury", None)]
    roster_becomes(desk, lambda m: m in {MARIT, LEOPOLD})
    desk.commands.looks.mark_seen(desk.club.club_id, look(desk).run_id or 0, viewer="Jo")
    desk.refresh()
    assert [kind for kind, *_ in told(desk)] == [ChangeKind.MISSING_CLIENT]


def test_changes_are_found_after_the_older_days_were_thinned(desk: Bench) -> None:
    desk.refresh()
    with_status(desk, MARIT, 1)
    desk.refresh(after=timedelta(days=1))
    before = told(desk)
    assert before
    desk.clock.at_utc += timedelta(days=100)
    tidy(desk.store, desk.clock)
    assert told(desk) == before


def test_a_lead_that_came_in_since_is_told_and_those_of_before_are_not(tmp_path: Path) -> None:
    with wodify_bench(store_url(tmp_path)) as desk:
        desk.refresh()
        club_id, leads = desk.club.club_id, desk.gym.server.leads
        assert desk.queries.changes.since(club_id, "Jo").rows == ()
        came_in = desk.clock.at_utc + timedelta(minutes=20)
        leads["990001"] = leads["900001"] | {
            "id": 990001,
            "first_name": "Noor",
            "last_name": "Sandel",
            "lead_source": "Walk-in",
            "created": {"created_on_datetime": f"{came_in:%Y-%m-%dT%H:%M:%SZ}"},
        }
        desk.refresh()
        told = desk.queries.changes.since(club_id, "Jo")
        (row,) = told.rows
        assert (row.kind, row.client_id) == (ChangeKind.NEW_LEAD, None)
        assert (row.name, row.what) == ("Noor Sandel", "Walk-in")
        desk.commands.looks.mark_seen(club_id, told.run_id or 0, viewer="Jo")
        desk.refresh()
        assert desk.queries.changes.since(club_id, "Jo").rows == ()


def test_a_membership_that_begins_or_is_cancelled_in_wodify_is_told(tmp_path: Path) -> None:
    with wodify_bench(store_url(tmp_path)) as desk:
        desk.refresh()
        row = next(
            row
            for row in desk.gym.server.memberships.values()
            if row["is_active"] and desk.members()[str(row["client_id"])].status == "Active"
        )
        row["is_active"] = False
        desk.refresh()
        told = desk.queries.changes.since(desk.club.club_id, "Jo").rows
        assert [(r.kind, r.what) for r in told] == [(ChangeKind.CANCELLED_AGREEMENT, row["name"])]
