"""The store, read as the rows that the panes, the printed lists and the command line show."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from gymdesk.clock import today_in
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
    Contact,
    ErrorRow,
    Health,
    InvoiceRow,
    PackageRow,
    RunRow,
    RunStatus,
    SourceRow,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from gymdesk.clock import Clock
    from gymdesk.domain.agreement import Agreement, Invoice
    from gymdesk.rows import ClubRow
    from gymdesk.store.unit_of_work import Store, StoredAgreement, StoredClient, UnitOfWork

Row: TypeAlias = "Mapping[Any, Any]"
"""A row of a table by column name."""

RUNS_SHOWN: Final = 30
ERRORS_SHOWN: Final = 10
ENTITIES: Final = {Source.CLUBOS: "clients"}
"""What each source that the desk can read is read for."""

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
        with self._store.read() as work:
            club = self._club(work, club_id)
            today, rows, newest, complete = self._rows(work, club)
        return ClientList(club, today, rows, newest, complete)

    def collections(self, club_id: ClubId) -> CollectionsList:
        """Return everybody who owes or may owe: unknown amounts first, then the largest."""
        with self._store.read() as work:
            club = self._club(work, club_id)
            today, rows, newest, complete = self._rows(work, club)
            run = work.runs.newest_storing(club_id)
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
            complete=complete,
            warning=self._warning(rows, newest, complete),
            run_id=None if run is None else run["id"],
        )

    def client(self, club_id: ClubId, client_id: ClientId) -> ClientDetail:
        """Return one client with agreements and invoices; raises UsageError if there is none."""
        with self._store.read() as work:
            club = self._club(work, club_id)
            stored = work.clients.of_client(client_id)
            if not stored or stored[0].source_row["club_id"] != club_id:
                raise UsageError("This client is not in the store")
            desk = work.clients.desk_rows(club_id)[client_id]
            run = work.runs.newest_storing(club_id)
            known = work.balances.last_known([s.source_row["id"] for s in stored])
        today = today_in(self._clock, club.timezone)
        since = None if run is None else run["started_at_utc"]
        row = _client_row(client_id, stored, desk, club, today, since, known)
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
        )

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
        self, work: UnitOfWork, club: ClubRow
    ) -> tuple[date, tuple[ClientRow, ...], datetime | None, bool]:
        today = today_in(self._clock, club.timezone)
        run = work.runs.newest_storing(club.club_id)
        since = None if run is None else run["started_at_utc"]
        desk = work.clients.desk_rows(club.club_id)
        by_client: defaultdict[ClientId, list[StoredClient]] = defaultdict(list)
        stored = work.clients.of_club(club.club_id)
        for item in stored:
            by_client[ClientId(item.source_row["client_id"])].append(item)
        known = work.balances.last_known(
            [s.source_row["id"] for s in stored if _is_unknown(s, today)]
        )
        rows = [
            _client_row(key, sources, desk[key], club, today, since, known)
            for key, sources in by_client.items()
        ]
        rows.sort(key=lambda r: (folded(r.name), r.client_id))
        complete = run is not None and run["status"] == RunStatus.COMPLETE
        return today, tuple(rows), since, complete

    def _errors(
        self, work: UnitOfWork, club_id: ClubId, runs: Sequence[Row]
    ) -> defaultdict[int, list[ErrorRow]]:
        people = work.clients.names(club_id)
        by_run: defaultdict[int, list[ErrorRow]] = defaultdict(list)
        sources = {run["id"]: Source(run["source"]) for run in runs}
        for error in work.runs.errors(list(sources)):
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
        self, rows: Sequence[ClientRow], newest_utc: datetime | None, complete: bool
    ) -> str | None:
        if newest_utc is None:
            return "Nothing was ever fetched from ClubOS."
        if self.is_old(newest_utc):
            hours = int(self._stale_after.total_seconds() // 3600)
            return f"Check before you call: the figures are older than {hours} hours."
        if not complete:
            old = sum(Mark.STALE in r.marks or r.fetched_at_utc is None for r in rows)
            return (
                "Check before you call: the last refresh was incomplete, "
                f"{old} of {len(rows)} clients have older figures or none."
            )
        return None


def _by_amount(row: ClientRow) -> tuple[Any, ...]:
    unknown = row.past_due_cents is None
    owed = (row.past_due_cents or 0, row.cancelled_past_due_cents or 0)
    return (not unknown, -owed[0], -owed[1], folded(row.name), row.client_id)


def _live(stored: StoredClient) -> list[Agreement]:
    return [s.agreement for s in stored.agreements if s.missing_since_utc is None]


def _debt(stored: StoredClient, today: date) -> ClientDebt:
    if stored.source_row["fetched_at_utc"] is None:
        return UNKNOWN_DEBT
    return owed_by_client(_live(stored), today)


def _is_unknown(stored: StoredClient, today: date) -> bool:
    return _debt(stored, today).past_due_cents is None


def _client_row(
    client_id: ClientId,
    sources: Sequence[StoredClient],
    desk: Row,
    club: ClubRow,
    today: date,
    since_utc: datetime | None,
    known: Mapping[int, tuple[int, date]],
) -> ClientRow:
    debt = together([_debt(s, today) for s in sources])
    first = sources[0].source_row
    agreements = [a for s in sources for a in _live(s)]
    packages = active_packages(agreements)
    trainers = sorted({a.trainer for a in packages or agreements if a.trainer})
    memberships = [a.name for a in packages if a.is_training is False]
    fetched_at_utc = _fetched_at(sources)
    missing = [s.source_row["missing_since_utc"] for s in sources]
    missing_since_utc = max((m for m in missing if m), default=None) if all(missing) else None
    marks = set(debt.marks)
    if fetched_at_utc is not None and since_utc is not None and fetched_at_utc < since_utc:
        marks.add(Mark.STALE)
    if missing_since_utc is not None:
        marks.add(Mark.MISSING)
    last = [known[s.source_row["id"]] for s in sources if s.source_row["id"] in known]
    unknown = debt.past_due_cents is None and bool(last)
    explicit, invoices = _two_sums(agreements, today) if Mark.DIFFERS in marks else (None, None)
    return ClientRow(
        client_id=client_id,
        name=first["name"],
        source_ids=tuple((Source(s.source_row["source"]), s.person.remote_id) for s in sources),
        email=_contact(desk["email_desk"], "email", sources),
        phone=_contact(desk["phone_desk"], "phone", sources),
        trainer=", ".join(trainers) or None,
        packages=tuple(
            PackageRow(a.name, a.total_value_cents, a.state, a.is_training) for a in packages
        ),
        payment_status=debt.status,
        past_due_cents=debt.past_due_cents,
        cancelled_past_due_cents=debt.cancelled_past_due_cents,
        aging=debt.aging,
        marks=frozenset(marks),
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


def _contact(desk: str | None, field: str, sources: Iterable[StoredClient]) -> Contact:
    if desk:
        return Contact(desk, "desk")
    for stored in sources:
        if stored.source_row[field]:
            return Contact(stored.source_row[field], stored.source_row["source"])
    return Contact()


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
