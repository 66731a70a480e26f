"""Agreements and invoices that ClubOS sends, read. No talking.

A single amount or date that cannot be read is a trouble of its own and leaves the figure unknown;
an answer that is not the one asked for raises `WrongAnswer`. Card tokens, signatures and terms are
never looked at, so they go no further than this module.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from gymdesk.api.clubos_values import (
    lenient_day,
    person_name,
    plain_text,
    raw_text,
    read_day,
    read_id,
    read_json,
    said_error,
    wrong,
)
from gymdesk.domain.agreement import (
    OWED_FIELDS,
    Agreement,
    AgreementState,
    ExplicitBilling,
    Invoice,
    ScheduledPayment,
    Service,
    agreement_state,
    invoice_state,
)
from gymdesk.domain.client import ItemTrouble
from gymdesk.domain.money import plain, read_cents
from gymdesk.domain.past_due import NEVER_OWED, explicit_cents
from gymdesk.errors import ReadingError, UnreadableAmount, WrongAnswer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date


_PLAINER: Final = {
    **dict.fromkeys(("unpaid", "open", "due", "outstanding", "upcoming"), "not set"),
    **dict.fromkeys(("partial", "partially paid"), "not set"),
    **dict.fromkeys(("declined", "failed", "payment failed"), "payment rejected"),
    **{"late": "overdue", "charged back": "charge back", "paid in full": "paid"},
}
"""Words of the documented dialect beside those that the domain knows.

A bill that is merely open counts from the day after its date, as "not set" does.
"""

_STATED: Final = ("pastDueAmount", "amountPastDue", "balanceDue")
_BILLING_FIELDS: Final = (
    *(*_STATED, "isPastDue", "balance", "status"),
    *("past", "current", "next", "future"),  # as captured: it tells no amounts
)
_FLAGS: Final = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_TOTALS: Final = ("total", "agreementTotalValue", "totalValue", "value", "amount", "data")


# --- agreements -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class ListedAgreement:
    """An agreement of the list: its header, and whose it is (None where the answer is silent)."""

    agreement: Agreement
    member_id: str | None
    trainer_id: str | None
    salesperson_id: str | None


@dataclass(frozen=True)
class OpenedAgreement:
    """An agreement that was opened: with invoices, and the troubles of single items.

    `member_ids` are all whom any part of the answer names.
    """

    listed: ListedAgreement
    member_ids: frozenset[str]
    troubles: tuple[ItemTrouble, ...]


@dataclass(frozen=True)
class StatedBilling:
    """What a billing status says, and about whom and which agreement (None = it does not say)."""

    explicit: ExplicitBilling
    member_id: str | None
    agreement_id: str | None


def agreement_list(text: str, currency: str) -> tuple[ListedAgreement, ...]:
    """Return the agreements of the acting client; an empty tuple is a real "none"."""
    what = "the agreements"
    value = read_json(text, what)
    if said_error(value):
        wrong(what, "an error")
    if not isinstance(value, list):
        wrong(what, "another JSON value")
    found: dict[str, ListedAgreement] = {}
    for item in value:
        listed = _listed(_nested(item, what), item, currency)
        if found.setdefault(listed.agreement.remote_id, listed) != listed:
            wrong(what, "one agreement twice with different figures")
    return tuple(found.values())


def opened_agreement(text: str, currency: str, *, ids_wanted: bool = True) -> OpenedAgreement:
    """Return the agreement of a V2 answer with its invoices; raises WrongAnswer without them.

    Without *ids_wanted* an invoice may come without its id, and is then known by day and total.
    """
    what = "an agreement"
    value = read_json(text, what)
    if not isinstance(value, dict) or said_error(value):
        wrong(what, "an error" if said_error(value) else "another JSON value")
    core = value.get("data", value.get("packageAgreement"))
    if not isinstance(core, dict):
        wrong(what, "an answer without the agreement")
    included = value.get("include")
    places = (included if isinstance(included, dict) else {}, value, core)
    invoices = next((p["invoices"] for p in places if "invoices" in p), None)
    if not isinstance(invoices, list):
        wrong(what, "an agreement without its invoices")
    scheduled = next((p["scheduledPayments"] for p in places if "scheduledPayments" in p), None)
    listed = _listed(_nested(core, what), core, currency)
    reader = _ItemReader(currency, ids_wanted=ids_wanted)
    agreement = _with_invoices(listed.agreement, reader, invoices, scheduled)
    named = {read_id(part.get("memberId")) for part in (value, *invoices)} | {listed.member_id}
    return OpenedAgreement(
        listed=replace(listed, agreement=agreement),
        member_ids=frozenset(key for key in named if key is not None),
        troubles=tuple(reader.troubles),
    )


def _nested(item: object, what: str) -> dict[str, Any]:
    """Return the agreement's own object: nested in `packageAgreement`, or the item itself."""
    if not isinstance(item, dict):
        wrong(what, "a list of something else")
    core = item.get("packageAgreement", item)
    if not isinstance(core, dict) or read_id(core.get("id")) is None:
        wrong(what, "an agreement without its id")
    return core


def _listed(core: dict[str, Any], item: Mapping[str, Any], currency: str) -> ListedAgreement:
    raw_state = core.get("agreementStatus", core.get("status"))
    statuses = item.get("billingStatuses", core.get("billingStatuses"))
    agreement = Agreement(
        remote_id=read_id(core["id"]) or "",
        name=plain_text(core.get("name")) or "(no name)",
        state=agreement_state(raw_state),
        raw_state=raw_text(raw_state) or "",
        start_on=lenient_day(core.get("startDate")),
        end_on=lenient_day(core.get("endDate")),
        location_id=read_id(core.get("locationId")),
        billing_state=_billing_state(statuses),
        services=_services(core.get("packageAgreementMemberServices"), currency),
    )
    return ListedAgreement(
        agreement=agreement,
        member_id=read_id(core.get("memberId")),
        trainer_id=read_id(core.get("trainerId")),
        salesperson_id=read_id(core.get("salespersonId")),
    )


def _billing_state(statuses: object) -> str | None:
    current = statuses.get("current") if isinstance(statuses, dict) else None
    raw = current.get("billingState") if isinstance(current, dict) else None
    return raw_text(raw)


def _services(value: object, currency: str) -> tuple[Service, ...]:
    """Return the services; what is odd in them is left out, they are never part of an amount."""
    services = []
    for item in value if isinstance(value, list) else []:
        if not isinstance(item, dict):
            continue
        kind = item.get("calendarEventType")
        kind = kind if isinstance(kind, dict) else {}
        units = item.get("unitsPerBillingDuration")
        price = item.get("priceAfterDiscount", item.get("unitPrice"))
        training = kind.get("ptEventType")
        try:
            price_cents = read_cents(price, currency)
        except UnreadableAmount:
            price_cents = None
        services.append(
            Service(
                name=plain_text(item.get("name")) or "",
                event_type=plain_text(kind.get("name")),
                units=units if isinstance(units, int) and not isinstance(units, bool) else None,
                unit_price_cents=price_cents,
                training=training if isinstance(training, bool) else None,
            )
        )
    return tuple(services)


def _with_invoices(
    agreement: Agreement, reader: _ItemReader, invoices: list[Any], scheduled: object
) -> Agreement:
    payments = scheduled if isinstance(scheduled, list) else []
    return replace(
        agreement,
        invoices=reader.invoices(invoices),
        scheduled=tuple(reader.scheduled(p) for p in payments if isinstance(p, dict)),
    )


class _ItemReader:
    """Reads invoices one by one. An unreadable amount or day is a trouble and stays unknown."""

    def __init__(self, currency: str, *, ids_wanted: bool) -> None:
        self._currency = currency
        self._ids_wanted = ids_wanted
        self._unnumbered: Counter[str] = Counter()
        self.troubles: list[ItemTrouble] = []

    def invoices(self, items: Iterable[object]) -> tuple[Invoice, ...]:
        """Return the invoices in their order; raises WrongAnswer if one is not an invoice."""
        found: dict[str, Invoice] = {}
        for item in items:
            if not isinstance(item, dict):
                wrong("invoices", "a list of something else")
            invoice = self._invoice(item)
            if found.setdefault(invoice.remote_id, invoice) != invoice:
                wrong("invoices", "one invoice twice with different figures")
        return tuple(found.values())

    def scheduled(self, item: dict[str, Any]) -> ScheduledPayment:
        """Return a payment of a later period; what is odd in it is left out."""
        try:
            cents = read_cents(item.get("total"), self._currency)
        except UnreadableAmount:
            cents = None
        day = lenient_day(item.get("billingDate", item.get("scheduledDate")))
        return ScheduledPayment(day, cents)

    def _invoice(self, item: dict[str, Any]) -> Invoice:
        key = read_id(item.get("id")) or self._id_of_unnumbered(item)
        raw = _first(item, "invoiceStatus", "status")
        state = invoice_state(_PLAINER.get(_word(raw), raw))
        settled = state in NEVER_OWED
        owed_cents, owed_field = self._owed(item, key, settled=settled)
        return Invoice(
            remote_id=key,
            state=state,
            raw_state=raw_text(raw) or "",
            billing_on=self._day(_first(item, "billingDate", "dueDate"), key),
            total_cents=self._amount(item, "total", key, report=False),
            owed_cents=owed_cents,
            owed_field=owed_field,
        )

    def _id_of_unnumbered(self, item: dict[str, Any]) -> str:
        """Return a name that the next refresh gives as well: day and total, not what is owed.

        The slash keeps it apart from every id of the service.
        """
        if self._ids_wanted or item.get("id") is not None:
            wrong("invoices", "an invoice without its id")
        day = _first(item, "billingDate", "dueDate")
        cents = self._amount(item, "total", "", report=False)
        total = raw_text(item.get("total")) if cents is None else plain(cents)
        twin = f"{lenient_day(day) or raw_text(day) or 'no day'}/{total or 'no total'}"
        self._unnumbered[twin] += 1
        return f"{twin}/{self._unnumbered[twin]}"

    def _owed(
        self, item: dict[str, Any], key: str, *, settled: bool
    ) -> tuple[int | None, str | None]:
        fields = (*OWED_FIELDS, "invoiceTotal", "amount", "balance")
        field = next((f for f in fields if item.get(f) is not None), None)
        if field is None:
            if not settled:
                error = UnreadableAmount(f"invoice {key}", "the answer holds no amount")
                self.troubles.append(ItemTrouble(key, error.title, error.message))
            return None, None
        return self._amount(item, field, key, report=not settled), field

    def _amount(self, item: dict[str, Any], field: str, key: str, *, report: bool) -> int | None:
        try:
            return read_cents(item.get(field), self._currency, subject=f"invoice {key}, {field}")
        except UnreadableAmount as error:
            if report:
                self.troubles.append(ItemTrouble(key, error.title, error.message))
            return None

    def _day(self, value: object, key: str) -> date | None:
        try:
            return read_day(value)
        except ValueError:
            error = ReadingError(f"invoice {key}", "its billing date is not a day")
            self.troubles.append(ItemTrouble(key, error.title, error.message))
            return None


# --- billing status -------------------------------------------------------------------------------


def stated_billing(text: str, currency: str) -> StatedBilling:
    """Return what a billing status says in so many words; a contract balance is not looked at.

    Raises WrongAnswer for another answer, UnreadableAmount where an amount that decides cannot be
    read: what it says is then unknown as a whole.
    """
    what = "a billing status"
    value = read_json(text, what)
    if said_error(value):
        wrong(what, "an error")
    if isinstance(value, dict) and isinstance(value.get("data"), dict):
        value = value["data"]
    if not isinstance(value, dict) or not set(_BILLING_FIELDS) & set(value):
        wrong(what, "another JSON value")
    flag, status = _FLAGS.get(_word(value.get("isPastDue"))), raw_text(value.get("status"))

    def stating(cents: Mapping[str, int | None]) -> ExplicitBilling:
        return ExplicitBilling(
            past_due_cents=cents.get("pastDueAmount"),
            amount_past_due_cents=cents.get("amountPastDue"),
            balance_due_cents=cents.get("balanceDue"),
            is_past_due=flag,
            status=status,
        )

    read: dict[str, int | None] = {}
    unread: dict[str, UnreadableAmount] = {}
    for field in _STATED:
        try:
            read[field] = read_cents(value.get(field), currency, subject=field)
        except UnreadableAmount as error:
            unread[field] = error
    said = stating(read)
    for field, trouble in unread.items():
        if _states(stating({**read, field: 1})) != _states(said):  # it decides, whatever it is
            raise trouble
    return StatedBilling(
        explicit=said,
        member_id=read_id(value.get("memberId")),
        agreement_id=read_id(_first(value, "packageAgreementId", "agreementId")),
    )


def _states(said: ExplicitBilling) -> int | None:
    """Return the amount that the domain takes from a billing status."""
    return explicit_cents(Agreement("", "", AgreementState.UNKNOWN, "", explicit=said))


# --- extras ---------------------------------------------------------------------------------------


def total_value_cents(text: str, currency: str) -> int | None:
    """Return the number of `agreementTotalValue`, bare or in an object; None where it is none."""
    try:
        value: object = read_json(text, "a total value")
    except WrongAnswer:
        value = text.strip() or None
    while isinstance(value, dict):
        value = None if said_error(value) else _first(value, *_TOTALS)
    try:
        return read_cents(value, currency)
    except UnreadableAmount:
        return None


def names_by_id(text: str, what: str) -> dict[str, str]:
    """Return employees' names by their user id, from a list or a list under `data`."""
    value = read_json(text, what)
    if isinstance(value, dict):
        value = value.get("data", value.get("employees"))
    if not isinstance(value, list):
        wrong(what, "another JSON value")
    found = {}
    for item in value:
        if isinstance(item, dict) and (name := person_name(item)):
            key = read_id(item.get("tfoUserId", item.get("id", item.get("userId"))))
            if key is not None:
                found[key] = name
    return found


def first_salesperson(text: str) -> str | None:
    """Return the first name of a `salespeople` answer, None if there is none."""
    value = read_json(text, "the salespeople")
    if isinstance(value, dict):
        value = value.get("data")
    for item in value if isinstance(value, list) else []:
        if isinstance(item, dict) and (name := person_name(item)):
            return name
    return None


# --- fields ---------------------------------------------------------------------------------------


def _first(item: Mapping[str, Any], *fields: str) -> Any:
    """Return the first of the fields that is present and not null."""
    return next((item[f] for f in fields if item.get(f) is not None), None)


def _word(value: object) -> str:
    return str(value).strip().casefold().replace("_", " ").replace("-", " ")
