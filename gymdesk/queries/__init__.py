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
from gymdesk.domain.due import due_utc
from gymdesk.domain.past_due import Mark, PaymentStatus, together
from gymdesk.domain.wodify import WodifyProfile
from gymdesk.errors import UnknownClub, UsageError
from gymdesk.queries.client_rows import (
    NOTHING_OWED,
    agreement_row,
    client_row,
    confirmed_row,
    debt_of,
    invoice_row,
    page_url,
)
from gymdesk.queries.import_rows import imported_rows, with_import
from gymdesk.queries.large import no_collection
from gymdesk.queries.member_files import with_membership_file
from gymdesk.queries.members import MemberQueries, member_card, standings
from gymdesk.queries.run_rows import HEALTH, run_row
from gymdesk.queries.sign_ins import SignInQueries
from gymdesk.rows import (
    ClientDetail,
    ClientList,
    CollectionsList,
    ErrorRow,
    FiguresOld,
    Health,
    NothingFetched,
    RefreshIncomplete,
    RunStatus,
    SourceRow,
    SweepWaits,
    WatchedRow,
)
from gymdesk.rows.imports import FileMembership, Imported

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from gymdesk.clock import Clock
    from gymdesk.domain.due import Past, Rhythm
    from gymdesk.domain.membership import Standing
    from gymdesk.domain.past_due import ClientDebt
    from gymdesk.queries.cases import CaseQueries
    from gymdesk.queries.changes import ChangeQueries
    from gymdesk.queries.client_rows import Row
    from gymdesk.queries.held import HeldQueries
    from gymdesk.queries.joins import JoinQueries
    from gymdesk.queries.leads import LeadQueries
    from gymdesk.queries.outbox import OutboxQueries
    from gymdesk.queries.status_words import StatusWordQueries
    from gymdesk.rows import ClientRow, ClubRow, HeldSweepRow, ListWarning, RunRow
    from gymdesk.store.unit_of_work import (
        Store,
        StoredClient,
        StoredFileMembership,
        StoredImport,
        UnitOfWork,
    )

__all__ = ["ENTITIES", "ERRORS_SHOWN", "NOTHING_OWED", "RUNS_SHOWN", "Queries"]

RUNS_SHOWN: Final = 30


ERRORS_SHOWN: Final = 10


HISTORY_SHOWN: Final = 2000
"""More than 90 days of four sources every six hours."""


ENTITIES: Final = (
    (Source.CLUBOS, "clients"),
    (Source.WODIFY, "members"),
    (Source.WODIFY, "leads"),
    (Source.WODIFY, "invoices"),
)
"""What each source that the desk can read is read for."""


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
        return MemberQueries(self._store, self._clock)

    @cached_property
    def sign_ins(self) -> SignInQueries:
        """Return what answers about sign-ins."""
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
        files = work.membership_files.of_club(club_id)
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
            from_file=tuple(
                FileMembership(
                    m.name,
                    m.plan,
                    m.start_on,
                    m.end_on,
                    m.auto_renew,
                    Imported(m.file_name, m.at_utc),
                )
                for m in work.membership_files.of_client(club_id, client_id)
            ),
            member=member_card(work, club, row, today, writes_on=self._may_write(Source.WODIFY)),
        )

    def watched(self, club_id: ClubId) -> tuple[WatchedRow, ...]:
        """Return the watched clients in the order they were pinned, with what is owed now."""
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

    def runs(self, club_id: ClubId, limit: int = RUNS_SHOWN) -> tuple[RunRow, ...]:
        """Return the newest runs of a club, newest first, with what went wrong in each."""
        with self._store.read() as work:
            found = work.runs.newest(club_id, limit)
            errors = self._errors(work, club_id, found)
        return tuple(run_row(run, errors[run["id"]]) for run in found)

    def sources(self, club_id: ClubId) -> tuple[SourceRow, ...]:
        """Return what each source last said and when."""
        with self._store.read() as work:
            club = self._club(work, club_id)
            entities = _entities(club)
            found = [
                run
                for source, entity in entities
                for run in work.runs.newest(club_id, RUNS_SHOWN, source, entity)
            ]
            errors = self._errors(work, club_id, found)
            pasts = {e: work.runs.past(club_id, *e) for e in entities}
            successes = {e: work.runs.last_success_utc(club_id, *e) for e in entities}
        held = {(row.source, row.entity): row for row in self.held.waiting(club_id)}
        runs = [run_row(run, errors[run["id"]]) for run in found]
        addresses = {Source.CLUBOS: club.clubos_url, Source.WODIFY: club.wodify_url}
        return tuple(
            self._source_row(
                source,
                entity,
                club,
                addresses[source] is not None,
                tuple(r for r in runs if (r.source, r.entity) == (source, entity)),
                successes[source, entity],
                pasts[source, entity],
                held.get((source, entity)),
            )
            for source, entity in entities
        )

    def history(self, club_id: ClubId, limit: int = HISTORY_SHOWN) -> tuple[RunRow, ...]:
        """Return the runs of a club that errors are kept of, newest first."""
        return self.runs(club_id, limit)

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
        files = work.membership_files.of_club(club.club_id)
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
            rows = [
                with_import(row, sources, _imported(sources, imports))
                for row, sources in zip(rows, by_client.values(), strict=True)
            ]
        return [with_membership_file(row, files) for row in rows] if files else rows

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
        found = standings(work, club.club_id, people, today, files)
        return {people[key]: now for key, now in found.items()}

    def _errors(
        self, work: UnitOfWork, club_id: ClubId, runs: Sequence[Row]
    ) -> defaultdict[int, list[ErrorRow]]:
        found = work.runs.errors([run["id"] for run in runs])
        people = work.clients.names(club_id) if found else {}
        by_run: defaultdict[int, list[ErrorRow]] = defaultdict(list)
        sources = {run["id"]: Source(run["source"]) for run in runs}
        for error in found:
            source = sources[error["run_id"]]
            client_id, name = people.get((source, error["subject"]), (None, None))
            by_run[error["run_id"]].append(
                ErrorRow(
                    subject=error["subject"],
                    title=error["title"],
                    message=error["message"],
                    at_utc=error["at_utc"],
                    client_id=client_id,
                    client_name=name,
                    source=source,
                )
            )
        return by_run

    def _source_row(
        self,
        source: Source,
        entity: str,
        club: ClubRow,
        configured: bool,
        runs: tuple[RunRow, ...],
        last_success_utc: datetime | None,
        past: Past,
        held: HeldSweepRow | None,
    ) -> SourceRow:
        last = next((r for r in runs if r.status != RunStatus.SKIPPED and r.asked is None), None)
        rhythm = self._rhythm_of(club, source) if configured else None
        errors = [error for run in runs for error in run.errors]
        errors.sort(key=lambda e: e.at_utc, reverse=True)
        return SourceRow(
            source=source,
            entity=entity,
            configured=configured,
            health=self._health(configured, last, held),
            last_attempt_utc=None if last is None else last.started_at_utc,
            last_success_utc=last_success_utc,
            next_due_utc=(None if rhythm is None else due_utc(rhythm, past, self._clock.now_utc())),
            interval_h=None if rhythm is None else rhythm.interval.total_seconds() / 3600,
            last_run=last,
            recent_runs=runs,
            recent_errors=tuple(errors[:ERRORS_SHOWN]),
            dialect_found=club.clubos_dialect_found if source == Source.CLUBOS else None,
            dialect_chosen=club.clubos_dialect if source == Source.CLUBOS else None,
            held=held,
        )

    def _health(self, configured: bool, last: RunRow | None, held: HeldSweepRow | None) -> Health:
        if not configured:
            return Health.NOT_CONFIGURED
        if last is None:
            return Health.NEVER
        if last.status == RunStatus.HELD and held is None:
            return Health.INCOMPLETE  # it was dropped: nothing waits, and nothing was complete
        if last.status in HEALTH:
            return HEALTH[last.status]
        return Health.STALE if self.is_old(last.finished_at_utc) else Health.OK

    def is_old(self, moment_utc: datetime | None) -> bool:
        """Return whether figures of that moment are older than the set age."""
        return moment_utc is None or self._clock.now_utc() - moment_utc > self._stale_after

    def _warning(
        self, work: UnitOfWork, club_id: ClubId, run: Row | None, held: int
    ) -> ListWarning | None:
        """Return the one thing to know first; what waits for a decision goes before mere age."""
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


def _entities(club: ClubRow) -> tuple[tuple[Source, str], ...]:
    """Return what the club's sources are read for; of ClubOS also where it is not set up."""
    set_up = {Source.CLUBOS} | ({Source.WODIFY} if club.wodify_url else set())
    without = "invoices" if club.wodify_profile == WodifyProfile.DOCUMENTED else ""
    return tuple((s, e) for s, e in ENTITIES if s in set_up and e != without)


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
