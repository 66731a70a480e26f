"""The store, read as the rows that the panes, the printed lists and the command line show."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from gymdesk.clock import today_in
from gymdesk.domain.aging import Aging
from gymdesk.domain.client import SOURCE_NAMES, ClientId, ClubId, Source, folded
from gymdesk.domain.past_due import PaymentStatus
from gymdesk.errors import UnknownClub, UsageError
from gymdesk.queries.client_rows import NOTHING_OWED, client_row, debt_of
from gymdesk.queries.large import no_collection
from gymdesk.rows import CollectionsList, RunStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from gymdesk.clock import Clock
    from gymdesk.domain.due import Rhythm
    from gymdesk.domain.membership import Standing
    from gymdesk.domain.past_due import ClientDebt
    from gymdesk.queries.cases import CaseQueries
    from gymdesk.queries.changes import ChangeQueries
    from gymdesk.queries.client_rows import Row
    from gymdesk.queries.held import HeldQueries
    from gymdesk.queries.joins import JoinQueries
    from gymdesk.queries.leads import LeadQueries
    from gymdesk.queries.members import MemberQueries
    from gymdesk.queries.outbox import OutboxQueries
    from gymdesk.queries.sign_ins import SignInQueries
    from gymdesk.queries.sources import SourceQueries
    from gymdesk.queries.status_words import StatusWordQueries
    from gymdesk.rows import (
        ClientDetail,
        ClientList,
        ClientRow,
        ClubRow,
        ListWarning,
        RunRow,
        SourceRow,
        WatchedRow,
    )
    from gymdesk.store.unit_of_work import (
        Store,
        StoredClient,
        StoredFileMembership,
        StoredImport,
        UnitOfWork,
    )

__all__ = ["NOTHING_OWED", "Queries"]

CLOCKS_DIFFER: Final = timedelta(minutes=5)
"""So far the clocks of several PCs with one store may be apart without a word."""


class Queries:
    """Answers from the store alone. Any thread may ask; an answer is one consistent state."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        stale_after_h: int = 24,
        rhythm_of: Callable[[ClubRow, Source], Rhythm | None] | None = None,
        may_write: Callable[[Source], bool] | None = None,
    ) -> None:
        self._store = store
        self._rhythm_of = rhythm_of or (lambda _club, _source: None)
        self._may_write = may_write or (lambda _source: False)
        self._clock = clock
        self._stale_after = timedelta(hours=stale_after_h)

    # The parts load when they are asked for: the list that the window opens with needs none.

    @cached_property
    def cases(self) -> CaseQueries:
        """Return what answers about cases."""
        from gymdesk.queries.cases import CaseQueries

        people, detail = self._people, self._client
        return CaseQueries(self._store, self._clock, self._collections, people, detail)

    @cached_property
    def changes(self) -> ChangeQueries:
        """Return what answers about changes since the last look."""
        from gymdesk.queries.changes import ChangeQueries

        return ChangeQueries(self._store, self._clock)

    @cached_property
    def outbox(self) -> OutboxQueries:
        """Return what answers about changes in other systems."""
        from gymdesk.queries.outbox import OutboxQueries

        return OutboxQueries(self._store, self._may_write)

    @cached_property
    def leads(self) -> LeadQueries:
        """Return what answers about leads."""
        from gymdesk.queries.leads import LeadQueries

        return LeadQueries(self._store, self.members, self.outbox)

    @cached_property
    def status_words(self) -> StatusWordQueries:
        """Return what answers about WODIFY's words of status."""
        from gymdesk.queries.status_words import StatusWordQueries

        return StatusWordQueries(self._store)

    @cached_property
    def joins(self) -> JoinQueries:
        """Return what answers about people in two systems."""
        from gymdesk.queries.joins import JoinQueries

        return JoinQueries(self._store)

    @cached_property
    def held(self) -> HeldQueries:
        """Return what answers about sweeps that wait."""
        from gymdesk.queries.held import HeldQueries

        return HeldQueries(self._store)

    @cached_property
    def members(self) -> MemberQueries:
        """Return what answers about members."""
        from gymdesk.queries.members import MemberQueries

        return MemberQueries(self._store, self._clock)

    @cached_property
    def sign_ins(self) -> SignInQueries:
        """Return what answers about sign-ins."""
        from gymdesk.queries.sign_ins import SignInQueries

        return SignInQueries(self._store)

    def clubs(self) -> tuple[ClubRow, ...]:
        """Return every club by name."""
        with self._store.read() as work:
            return work.clubs.all()

    def club(self, club_id: ClubId) -> ClubRow:
        """Return the club; raises UnknownClub."""
        with self._store.read() as work:
            return self._club(work, club_id)

    def club_named(self, name: str) -> ClubRow:
        """Return the club of that name, case aside; raises UnknownClub."""
        clubs = self.clubs()
        for club in clubs:
            if club.name.casefold() == name.strip().casefold():
                return club
        known = ", ".join(c.name for c in clubs) or "none"
        raise UnknownClub(name=name, known=known)

    def clients(self, club_id: ClubId) -> ClientList:
        """Return everybody of the club by name."""
        from gymdesk.rows import ClientList

        with no_collection(), self._store.read() as work:
            club = self._club(work, club_id)
            run = work.runs.newest_storing(club_id)
            today = today_in(self._clock, club.timezone)
            held = work.held.of_club(club_id)
            users = work.sign_ins.users(club_id, Source.CLUBOS)
            rows = self._rows(work, club, today, run, work.clients.of_club(club_id), held, users)
            newest = None if run is None else run["started_at_utc"]
            warning = self._warning(work, club_id, run, len(held))
        rows.sort(key=lambda r: (folded(r.name), r.client_id))
        return ClientList(club, today, tuple(rows), newest, _is_complete(run), warning, users)

    def collections(self, club_id: ClubId) -> CollectionsList:
        """Return everybody who owes or may owe: unknown amounts first, then the largest."""
        with no_collection(), self._store.read() as work:
            return self._collections(work, club_id)

    def _collections(self, work: UnitOfWork, club_id: ClubId) -> CollectionsList:
        club = self._club(work, club_id)
        run = work.runs.newest_storing(club_id)
        today = today_in(self._clock, club.timezone)
        held = work.held.of_club(club_id)
        users = work.sign_ins.users(club_id, Source.CLUBOS)
        stored = work.clients.who_may_owe(club_id)
        rows = self._rows(work, club, today, run, stored, held, users)
        newest = None if run is None else run["started_at_utc"]
        warning = self._warning(work, club_id, run, len(held))
        owing = sorted(
            (r for r in rows if r.payment_status != PaymentStatus.CURRENT), key=_by_amount
        )
        known = [r for r in owing if r.past_due_cents is not None]
        aging = Aging()
        for row in known:
            aging += row.aging
        return CollectionsList(
            club=club,
            today_on=today,
            rows=tuple(owing),
            aging=aging,
            total_past_due_cents=sum(r.past_due_cents or 0 for r in known),
            total_cancelled_cents=sum(r.cancelled_past_due_cents or 0 for r in owing),
            known=len(known),
            unknown=len(owing) - len(known),
            figures_from_utc=newest,
            complete=_is_complete(run),
            warning=warning,
            run_id=None if run is None else run["id"],
            users=users,
        )

    def client(self, club_id: ClubId, client_id: ClientId) -> ClientDetail:
        """Return one client with agreements and invoices; raises UsageError if there is none."""
        from gymdesk.queries.joins import joined_rows  # here: no list needs it

        with self._store.read() as work:
            detail = self._client(work, club_id, client_id)
            return replace(detail, joined=joined_rows(work, club_id, client_id))

    def _client(self, work: UnitOfWork, club_id: ClubId, client_id: ClientId) -> ClientDetail:
        # here, as below: what one client is shown with is loaded when somebody is looked at
        from gymdesk.queries.detail_rows import (
            agreement_row,
            confirmed_row,
            file_rows,
            invoice_row,
            page_url,
        )
        from gymdesk.queries.import_rows import imported_rows, with_import
        from gymdesk.queries.inventory_rows import with_inventory
        from gymdesk.queries.member_files import with_membership_file
        from gymdesk.queries.members import member_card
        from gymdesk.rows import ClientDetail

        club = self._club(work, club_id)
        stored = work.clients.of_client(client_id)
        if not stored or stored[0].source_row["club_id"] != club_id:
            raise UsageError("This client is not in the store")
        typed = work.clients.typed_contacts(club_id, client_id).get(client_id)
        run = work.runs.newest_storing(club_id)
        known = work.balances.last_known([s.source_row["id"] for s in stored])
        held = work.held.of_club(club_id)
        confirmation = work.watches.confirmation(client_id)
        watched_cents = work.watches.watched(club_id).get(client_id)
        today = today_in(self._clock, club.timezone)
        newest_run_id = None if run is None else run["id"]
        debts = [debt_of(s, today) for s in stored]
        users = _seen_through(work, club, work.sign_ins.users(club_id, Source.CLUBOS))
        files = work.membership_files.of_client(club_id, client_id)
        members = self._standings(work, club, stored, today, files)
        row = client_row(
            client_id,
            stored,
            debts,
            typed,
            club,
            today,
            newest_run_id,
            known,
            held,
            users.get(client_id, ()),
            next(iter(members.values()), None),
        )
        imported = _imported(stored, work.imports.of_club(club_id))
        row = with_import(row, stored, imported)
        if files:
            row = with_membership_file(row, files)
        row = with_inventory(row, stored, work.inventories.of_client(client_id), newest_run_id)
        agreements = imported_rows(
            [agreement_row(item, source, today) for source in stored for item in source.agreements],
            imported,
        )
        invoices = [
            invoice_row(item.agreement, invoice, today)
            for source in stored
            for item in source.agreements
            for invoice in item.agreement.invoices or ()
        ]
        invoices.sort(key=lambda i: (i.billing_on is not None, i.billing_on or today, i.remote_id))
        return ClientDetail(
            row=row,
            club=club,
            agreements=tuple(agreements),
            invoices=tuple(reversed(invoices)),
            run_id=stored[0].source_row["fetched_run_id"],
            confirmed=None if confirmation is None else confirmed_row(confirmation),
            watched_cents=watched_cents,
            page_url=page_url(club, row),
            from_file=file_rows(said for of_one in files.values() for said in of_one),
            member=member_card(work, club, row, today, writes_on=self._may_write(Source.WODIFY)),
        )

    def watched(self, club_id: ClubId) -> tuple[WatchedRow, ...]:
        """Return the watched clients in the order they were pinned, with what is owed now."""
        from gymdesk.domain.past_due import Mark, together
        from gymdesk.rows import WatchedRow

        with self._store.read() as work:
            club = self._club(work, club_id)
            today = today_in(self._clock, club.timezone)
            rows = []
            for client_id, expected_cents in work.watches.watched(club_id).items():
                stored = work.clients.of_client(client_id)
                debt = together([debt_of(s, today) for s in stored])
                rows.append(
                    WatchedRow(
                        client_id=client_id,
                        name=stored[0].source_row["name"],
                        currency=club.currency,
                        expected_cents=expected_cents,
                        past_due_cents=debt.past_due_cents,
                        at_least=Mark.AT_LEAST in debt.marks,
                    )
                )
        return tuple(rows)

    @cached_property
    def _sources(self) -> SourceQueries:
        from gymdesk.queries.sources import SourceQueries

        return SourceQueries(self._store, self._clock, self._rhythm_of, self.is_old)

    def runs(self, club_id: ClubId, limit: int | None = None) -> tuple[RunRow, ...]:
        """Return the newest runs of a club, newest first, with what went wrong in each."""
        return self._sources.runs(club_id, limit)

    def sources(self, club_id: ClubId) -> tuple[SourceRow, ...]:
        """Return what each source last said and when."""
        return self._sources.sources(club_id)

    def history(self, club_id: ClubId) -> tuple[RunRow, ...]:
        """Return the runs of a club that errors are kept of, newest first."""
        return self._sources.history(club_id)

    # --- inside -----------------------------------------------------------------------------------

    def _club(self, work: UnitOfWork, club_id: ClubId) -> ClubRow:
        club = work.clubs.find(club_id)
        if club is None:
            raise UnknownClub(name=str(club_id))
        return club

    def _people(
        self, work: UnitOfWork, club: ClubRow, client_ids: Sequence[ClientId]
    ) -> list[ClientRow]:
        run = work.runs.newest_storing(club.club_id)
        today = today_in(self._clock, club.timezone)
        stored = work.clients.of_clients(client_ids, open_only=True)
        held = work.held.of_club(club.club_id)
        users = work.sign_ins.users(club.club_id, Source.CLUBOS)
        return self._rows(work, club, today, run, stored, held, users)

    def _rows(
        self,
        work: UnitOfWork,
        club: ClubRow,
        today: date,
        run: Row | None,
        stored: Sequence[StoredClient],
        held: Mapping[int, Row],
        users: tuple[str, ...],
    ) -> list[ClientRow]:
        newest_run_id = None if run is None else run["id"]
        typed = work.clients.typed_contacts(club.club_id)
        by_client: defaultdict[ClientId, list[StoredClient]] = defaultdict(list)
        debts: defaultdict[ClientId, list[ClientDebt]] = defaultdict(list)
        unknown = []
        for item in stored:
            key = ClientId(item.source_row["client_id"])
            debt = debt_of(item, today)
            by_client[key].append(item)
            debts[key].append(debt)
            if debt.past_due_cents is None:
                unknown.append(item.source_row["id"])
        known = work.balances.last_known(unknown)
        seen_through = _seen_through(work, club, users)
        files = _of_files(work, club.club_id, stored)
        members = self._standings(work, club, stored, today, files)
        imports = work.imports.of_club(club.club_id)
        rows = [
            client_row(
                key,
                sources,
                debts[key],
                typed.get(key),
                club,
                today,
                newest_run_id,
                known,
                held,
                seen_through.get(key, ()),
                next(
                    (members[s.source_row["id"]] for s in sources if s.source_row["id"] in members),
                    None,
                ),
            )
            for key, sources in by_client.items()
        ]
        if imports:
            from gymdesk.queries.import_rows import with_import

            rows = [
                with_import(row, sources, _imported(sources, imports))
                for row, sources in zip(rows, by_client.values(), strict=True)
            ]
        if inventories := work.inventories.of_club(club.club_id):
            from gymdesk.queries.inventory_rows import with_inventory

            rows = [
                with_inventory(row, sources, inventories, newest_run_id)
                for row, sources in zip(rows, by_client.values(), strict=True)
            ]
        if files:
            from gymdesk.queries.member_files import with_membership_file

            rows = [with_membership_file(row, files) for row in rows]
        return rows

    def _standings(
        self,
        work: UnitOfWork,
        club: ClubRow,
        stored: Sequence[StoredClient],
        today: date,
        files: Mapping[str, Sequence[StoredFileMembership]],
    ) -> dict[int, Standing]:
        """Return where clients stand in WODIFY, by client_source id."""
        people = {
            s.source_row["remote_id"]: s.source_row["id"]
            for s in stored
            if s.source_row["source"] == Source.WODIFY.value
        }
        if not people:
            return {}
        from gymdesk.queries.members import standings

        found = standings(work, club.club_id, people, today, files)
        return {people[key]: now for key, now in found.items()}

    def is_old(self, moment_utc: datetime | None) -> bool:
        """Return whether figures of that moment are older than the set age, or may be.

        Of a moment to come the age is not known: the clock was ahead then, or is behind now.
        """
        if moment_utc is None:
            return True
        age = self._clock.now_utc() - moment_utc
        return age > self._stale_after or age < -CLOCKS_DIFFER

    def _warning(
        self, work: UnitOfWork, club_id: ClubId, run: Row | None, held: int
    ) -> ListWarning | None:
        """Return the one thing to know first; what waits for a decision goes before mere age."""
        from gymdesk.rows.warnings import (
            FiguresOld,
            NothingFetched,
            RefreshIncomplete,
            SweepWaits,
        )

        if run is None:
            bills = work.runs.last_success_utc(club_id, Source.WODIFY, "invoices")
            return NothingFetched(SOURCE_NAMES[Source.CLUBOS]) if bills is None else None
        if held:
            waiting = next(w for w in work.held.waiting(club_id) if w["entity"] != "leads")
            source = Source(waiting["source"])
            _, everybody = work.clients.count_older(club_id, run["id"], source)
            return SweepWaits(SOURCE_NAMES[source], held, everybody)
        if self.is_old(run["started_at_utc"]):
            return FiguresOld(int(self._stale_after.total_seconds() // 3600))
        if not _is_complete(run):
            source = Source(run["source"])
            return RefreshIncomplete(*work.clients.count_older(club_id, run["id"], source))
        return None


def _seen_through(
    work: UnitOfWork, club: ClubRow, users: tuple[str, ...]
) -> dict[ClientId, tuple[str, ...]]:
    """Return whose client each is; where there is one user only, that needs no word."""
    return work.sign_ins.seen_through(club.club_id, Source.CLUBOS) if len(users) > 1 else {}


def _of_files(
    work: UnitOfWork, club_id: ClubId, stored: Iterable[StoredClient]
) -> Mapping[str, Sequence[StoredFileMembership]]:
    """Return what a file says of memberships; a gym without WODIFY is not looked through for it."""
    if all(s.source_row["source"] != Source.WODIFY.value for s in stored):
        return {}
    return work.membership_files.of_club(club_id)


def _imported(
    sources: Iterable[StoredClient], imports: Mapping[int, Sequence[StoredImport]]
) -> list[StoredImport]:
    return [said for s in sources for said in imports.get(s.source_row["id"], ())]


def _is_complete(run: Row | None) -> bool:
    return run is not None and run["status"] == RunStatus.COMPLETE


def _by_amount(row: ClientRow) -> tuple[Any, ...]:
    unknown = row.past_due_cents is None
    owed = (row.past_due_cents or 0, row.cancelled_past_due_cents or 0)
    return (not unknown, -owed[0], -owed[1], folded(row.name), row.client_id)
