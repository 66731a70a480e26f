"""The store, read as the rows that the panes, the printed lists and the command line show."""

from __future__ import annotations

import gc
from collections import defaultdict
from contextlib import contextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from gymdesk.clock import today_in
from gymdesk.domain.address import client_page
from gymdesk.domain.aging import Aging, days_past
from gymdesk.domain.agreement import active_packages
from gymdesk.domain.client import ClientId, ClubId, Source, folded
from gymdesk.domain.past_due import (
    NEVER_OWED,
    UNKNOWN_DEBT,
    ClientDebt,
    Mark,
    PaymentStatus,
    owed_by_client,
    owed_on_agreement,
    owed_part,
    together,
)
from gymdesk.errors import UnknownClub, UsageError
from gymdesk.rows import (
    AgreementRow,
    ClientDetail,
    ClientList,
    ClientRow,
    CollectionsList,
    ConfirmedRow,
    Contact,
    ErrorRow,
    Health,
    InvoiceRow,
    PackageRow,
    RunRow,
    RunStatus,
    SourceRow,
    WatchedRow,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from gymdesk.clock import Clock
    from gymdesk.domain.agreement import Agreement, Invoice
    from gymdesk.rows import ClubRow
    from gymdesk.store.unit_of_work import Store, StoredAgreement, StoredClient, UnitOfWork

Row: TypeAlias = "Mapping[Any, Any]"
"""A row of a table by column name."""

NOTHING_OWED: Final = owed_by_client((), date.min)
"""What is owed where nothing is open; a test holds it against the domain."""

RUNS_SHOWN: Final = 30
ERRORS_SHOWN: Final = 10
ENTITIES: Final = {Source.CLUBOS: "clients"}
"""What each source that the desk can read is read for."""

_NO_CONTACT: Final = Contact()
_HEALTH: Final = {
    RunStatus.RUNNING: Health.RUNNING,
    RunStatus.INCOMPLETE: Health.INCOMPLETE,
    RunStatus.HELD: Health.INCOMPLETE,
    RunStatus.FAILED: Health.FAILED,
    RunStatus.CANCELLED: Health.CANCELLED,
    RunStatus.INTERRUPTED: Health.INTERRUPTED,
}


class Queries:
    """Answers from the store alone. Any thread may ask; an answer is one consistent state."""

    def __init__(self, store: Store, clock: Clock, stale_after_h: int = 24) -> None:
        self._store = store
        self._clock = clock
        self._stale_after = timedelta(hours=stale_after_h)

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
        with _no_collection(), self._store.read() as work:
            club = self._club(work, club_id)
            run = work.runs.newest_storing(club_id)
            today = today_in(self._clock, club.timezone)
            rows = self._rows(work, club, today, run, work.clients.of_club(club_id))
        rows.sort(key=lambda r: (folded(r.name), r.client_id))
        newest = None if run is None else run["started_at_utc"]
        return ClientList(club, today, tuple(rows), newest, _is_complete(run))

    def collections(self, club_id: ClubId) -> CollectionsList:
        """Return everybody who owes or may owe: unknown amounts first, then the largest."""
        with _no_collection(), self._store.read() as work:
            club = self._club(work, club_id)
            run = work.runs.newest_storing(club_id)
            today = today_in(self._clock, club.timezone)
            rows = self._rows(work, club, today, run, work.clients.who_may_owe(club_id))
            newest = None if run is None else run["started_at_utc"]
            warning = self._warning(work, club_id, newest, _is_complete(run))
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
        )

    def client(self, club_id: ClubId, client_id: ClientId) -> ClientDetail:
        """Return one client with agreements and invoices; raises UsageError if there is none."""
        with self._store.read() as work:
            club = self._club(work, club_id)
            stored = work.clients.of_client(client_id)
            if not stored or stored[0].source_row["club_id"] != club_id:
                raise UsageError("This client is not in the store")
            typed = work.clients.typed_contacts(club_id, client_id).get(client_id)
            run = work.runs.newest_storing(club_id)
            known = work.balances.last_known([s.source_row["id"] for s in stored])
            confirmation = work.watches.confirmation(client_id)
            watched_cents = work.watches.watched(club_id).get(client_id)
        today = today_in(self._clock, club.timezone)
        since = None if run is None else run["started_at_utc"]
        debts = [_debt(s, today) for s in stored]
        row = _client_row(client_id, stored, debts, typed, club, today, since, known)
        agreements = [
            _agreement_row(item, source, today) for source in stored for item in source.agreements
        ]
        invoices = [
            _invoice_row(item.agreement, invoice, today)
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
            confirmed=None if confirmation is None else _confirmed_row(confirmation),
            watched_cents=watched_cents,
            page_url=_page_url(club, row),
        )

    def watched(self, club_id: ClubId) -> tuple[WatchedRow, ...]:
        """Return the watched clients in the order they were pinned, with what is owed now."""
        with self._store.read() as work:
            club = self._club(work, club_id)
            today = today_in(self._clock, club.timezone)
            rows = []
            for client_id, expected_cents in work.watches.watched(club_id).items():
                stored = work.clients.of_client(client_id)
                debt = together([_debt(s, today) for s in stored])
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
        return tuple(_run_row(run, errors[run["id"]]) for run in found)

    def sources(self, club_id: ClubId) -> tuple[SourceRow, ...]:
        """Return what each source last said and when."""
        with self._store.read() as work:
            club = self._club(work, club_id)
            found = work.runs.newest(club_id, RUNS_SHOWN)
            errors = self._errors(work, club_id, found)
            successes = {s: work.runs.last_success_utc(club_id, s, e) for s, e in ENTITIES.items()}
        runs = [_run_row(run, errors[run["id"]]) for run in found]
        addresses = {Source.CLUBOS: club.clubos_url}
        return tuple(
            self._source_row(
                source,
                club,
                addresses[source] is not None,
                tuple(r for r in runs if r.source == source),
                successes[source],
            )
            for source in ENTITIES
        )

    # --- inside -----------------------------------------------------------------------------------

    def _club(self, work: UnitOfWork, club_id: ClubId) -> ClubRow:
        club = work.clubs.find(club_id)
        if club is None:
            raise UnknownClub(name=str(club_id))
        return club

    def _rows(
        self,
        work: UnitOfWork,
        club: ClubRow,
        today: date,
        run: Row | None,
        stored: Sequence[StoredClient],
    ) -> list[ClientRow]:
        since = None if run is None else run["started_at_utc"]
        typed = work.clients.typed_contacts(club.club_id)
        by_client: defaultdict[ClientId, list[StoredClient]] = defaultdict(list)
        debts: defaultdict[ClientId, list[ClientDebt]] = defaultdict(list)
        unknown = []
        for item in stored:
            key = ClientId(item.source_row["client_id"])
            debt = _debt(item, today)
            by_client[key].append(item)
            debts[key].append(debt)
            if debt.past_due_cents is None:
                unknown.append(item.source_row["id"])
        known = work.balances.last_known(unknown)
        return [
            _client_row(key, sources, debts[key], typed.get(key), club, today, since, known)
            for key, sources in by_client.items()
        ]

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
        club: ClubRow,
        configured: bool,
        runs: tuple[RunRow, ...],
        last_success_utc: datetime | None,
    ) -> SourceRow:
        last = runs[0] if runs else None
        errors = [error for run in runs for error in run.errors]
        errors.sort(key=lambda e: e.at_utc, reverse=True)
        return SourceRow(
            source=source,
            entity=ENTITIES[source],
            configured=configured,
            health=self._health(configured, last),
            last_attempt_utc=None if last is None else last.started_at_utc,
            last_success_utc=last_success_utc,
            next_due_utc=None,
            last_run=last,
            recent_runs=runs,
            recent_errors=tuple(errors[:ERRORS_SHOWN]),
            dialect_found=club.clubos_dialect_found if source == Source.CLUBOS else None,
            dialect_chosen=club.clubos_dialect if source == Source.CLUBOS else None,
        )

    def _health(self, configured: bool, last: RunRow | None) -> Health:
        if not configured:
            return Health.NOT_CONFIGURED
        if last is None:
            return Health.NEVER
        if last.status in _HEALTH:
            return _HEALTH[last.status]
        return Health.STALE if self.is_old(last.finished_at_utc) else Health.OK

    def is_old(self, moment_utc: datetime | None) -> bool:
        """Return whether figures of that moment are older than the set age."""
        return moment_utc is None or self._clock.now_utc() - moment_utc > self._stale_after

    def _warning(
        self, work: UnitOfWork, club_id: ClubId, newest_utc: datetime | None, complete: bool
    ) -> str | None:
        if newest_utc is None:
            return "Nothing was ever fetched from ClubOS."
        if self.is_old(newest_utc):
            hours = int(self._stale_after.total_seconds() // 3600)
            return f"Check before you call: the figures are older than {hours} hours."
        if not complete:
            old, everybody = work.clients.count_older(club_id, newest_utc)
            return (
                "Check before you call: the last refresh was incomplete, "
                f"{old} of {everybody} clients have older figures or none."
            )
        return None


@contextmanager
def _no_collection() -> Iterator[None]:
    """Hold the garbage collector off while a large club is read.

    The rows hold no cycles, and it would walk through all of them again with every few thousand:
    half of the time that 50,000 clients take. What is not needed any more is freed all the same.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _is_complete(run: Row | None) -> bool:
    return run is not None and run["status"] == RunStatus.COMPLETE


def _by_amount(row: ClientRow) -> tuple[Any, ...]:
    unknown = row.past_due_cents is None
    owed = (row.past_due_cents or 0, row.cancelled_past_due_cents or 0)
    return (not unknown, -owed[0], -owed[1], folded(row.name), row.client_id)


def _live(stored: StoredClient) -> list[Agreement]:
    return [s.agreement for s in stored.agreements if s.missing_since_utc is None]


def _debt(stored: StoredClient, today: date) -> ClientDebt:
    if stored.source_row["fetched_at_utc"] is None:
        return UNKNOWN_DEBT
    live = _live(stored)
    if all(a.invoices == () and a.explicit is None for a in live):
        return NOTHING_OWED  # three clients of four: nothing open, so nothing to add up
    return owed_by_client(live, today)


def _client_row(
    client_id: ClientId,
    sources: Sequence[StoredClient],
    debts: Sequence[ClientDebt],
    typed: Row | None,
    club: ClubRow,
    today: date,
    since_utc: datetime | None,
    known: Mapping[int, tuple[int, date]],
) -> ClientRow:
    debt = together(debts)
    first = sources[0].source_row
    agreements = [a for s in sources for a in _live(s)]
    packages = active_packages(agreements)
    trainers = sorted({a.trainer for a in packages or agreements if a.trainer})
    memberships = [a.name for a in packages if a.is_training is False]
    fetched_at_utc = _fetched_at(sources)
    missing = [s.source_row["missing_since_utc"] for s in sources]
    missing_since_utc = max((m for m in missing if m), default=None) if all(missing) else None
    marks = debt.marks
    if fetched_at_utc is not None and since_utc is not None and fetched_at_utc < since_utc:
        marks |= {Mark.STALE}
    if missing_since_utc is not None:
        marks |= {Mark.MISSING}
    last = [known[s.source_row["id"]] for s in sources if s.source_row["id"] in known]
    unknown = debt.past_due_cents is None and bool(last)
    explicit, invoices = _two_sums(agreements, today) if Mark.DIFFERS in marks else (None, None)
    return ClientRow(
        client_id=client_id,
        name=first["name"],
        source_ids=tuple((Source(s.source_row["source"]), s.person.remote_id) for s in sources),
        email=_contact(typed, "email", sources),
        phone=_contact(typed, "phone", sources),
        trainer=", ".join(trainers) or None,
        packages=tuple(
            PackageRow(a.name, a.total_value_cents, a.state, a.is_training) for a in packages
        ),
        payment_status=debt.status,
        past_due_cents=debt.past_due_cents,
        cancelled_past_due_cents=debt.cancelled_past_due_cents,
        aging=debt.aging,
        marks=marks,
        oldest_due_on=debt.oldest_due_on,
        days_past_due=debt.days_past_due,
        unpaid_invoices=debt.unpaid_invoices,
        currency=club.currency,
        fetched_at_utc=fetched_at_utc,
        last_known_cents=sum(c for c, _ in last) if unknown else None,
        last_known_on=min(d for _, d in last) if unknown else None,
        explicit_cents=explicit,
        invoices_cents=invoices,
        missing_since_utc=missing_since_utc,
        trouble=next((s.source_row["trouble"] for s in sources if s.source_row["trouble"]), None),
        membership=", ".join(memberships) or None,
        membership_status="active" if memberships else None,
    )


def _fetched_at(sources: Iterable[StoredClient]) -> datetime | None:
    """Return how old the oldest part of the figure is: visits, and agreements kept from earlier."""
    moments = []
    for stored in sources:
        visited = stored.source_row["fetched_at_utc"]
        if visited is not None:
            moments.append(visited)
        moments += [s.kept_from_utc for s in stored.agreements if s.kept_from_utc is not None]
    return min(moments, default=None)


def _two_sums(agreements: Sequence[Agreement], today: date) -> tuple[int, int]:
    debts = [owed_on_agreement(a, today) for a in agreements if a.state != "cancelled"]
    explicit = sum(d.past_due_cents or 0 for d in debts)
    invoices = sum(
        d.past_due_cents or 0 if d.invoices_cents is None else d.invoices_cents for d in debts
    )
    return explicit, invoices


def _contact(typed: Row | None, field: str, sources: Iterable[StoredClient]) -> Contact:
    text = None if typed is None else typed[f"{field}_desk"]
    if text:
        return Contact(text, "desk")
    for stored in sources:
        if stored.source_row[field]:
            return Contact(stored.source_row[field], stored.source_row["source"])
    return _NO_CONTACT


def _agreement_row(item: StoredAgreement, stored: StoredClient, today: date) -> AgreementRow:
    agreement = item.agreement
    debt = owed_on_agreement(agreement, today)
    fetched_at_utc = item.kept_from_utc or stored.source_row["fetched_at_utc"]
    marks = set(debt.marks)
    if item.kept_from_utc is not None:
        marks.add(Mark.STALE)
    if item.missing_since_utc is not None:
        marks.add(Mark.MISSING)
    return AgreementRow(
        remote_id=agreement.remote_id,
        name=agreement.name,
        state=agreement.state,
        raw_state=agreement.raw_state,
        start_on=agreement.start_on,
        end_on=agreement.end_on,
        total_cents=agreement.total_value_cents,
        past_due_cents=debt.past_due_cents,
        invoices_cents=debt.invoices_cents,
        explicit_cents=debt.explicit_cents,
        explicit=agreement.explicit,
        marks=frozenset(marks),
        trainer=agreement.trainer,
        salesperson=agreement.salesperson,
        services=agreement.services,
        scheduled=agreement.scheduled,
        fetched_at_utc=None if agreement.invoices is None else fetched_at_utc,
        missing_since_utc=item.missing_since_utc,
    )


def _invoice_row(agreement: Agreement, invoice: Invoice, today: date) -> InvoiceRow:
    try:
        part = owed_part(invoice, today)
        unclear = False
    except ValueError:
        part, unclear = None, True
    counted = part is not None and part.due and part.cents > 0
    age = part.days if part is not None and counted else None
    if unclear and invoice.billing_on is not None:
        age = max(0, days_past(invoice.billing_on, today)) or None
    return InvoiceRow(
        remote_id=invoice.remote_id,
        agreement_name=agreement.name,
        state=invoice.state,
        raw_state=invoice.raw_state,
        billing_on=invoice.billing_on,
        age_days=age,
        total_cents=invoice.total_cents,
        owed_cents=0 if invoice.state in NEVER_OWED else invoice.owed_cents,
        owed_field=invoice.owed_field,
        counted=counted,
        open=part is not None or unclear,
    )


def _confirmed_row(row: Row) -> ConfirmedRow:
    return ConfirmedRow(row["past_due_cents"], row["staff"], row["at_utc"])


def _page_url(club: ClubRow, row: ClientRow) -> str | None:
    """Return the client's page in ClubOS, None where the client or the address is not known."""
    for source, remote_id in row.source_ids:
        if source == Source.CLUBOS and club.clubos_url:
            return client_page(club.clubos_url, remote_id)
    return None


def _run_row(run: Row, errors: Iterable[ErrorRow]) -> RunRow:
    return RunRow(
        run_id=run["id"],
        source=Source(run["source"]),
        entity=run["entity"],
        status=RunStatus(run["status"]),
        started_at_utc=run["started_at_utc"],
        finished_at_utc=run["finished_at_utc"],
        done=run["done"],
        total=run["total"],
        created=run["created"],
        updated=run["updated"],
        unchanged=run["unchanged"],
        missing=run["missing"],
        failed=run["failed"],
        requests=run["requests"],
        errors=tuple(errors),
    )
