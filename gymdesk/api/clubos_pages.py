"""What ClubOS sends, read: forms, page variables, client lists, agreements, invoices. No talking.

Parsers return domain values or raise: `WrongAnswer` where an answer is not the one asked for,
`SessionLost` where it is the sign-in page. A single amount or date that cannot be read is a
trouble of its own and leaves the figure unknown. Card tokens, signatures and terms are never
looked at, so they go no further than this module.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NoReturn

from selectolax.lexbor import LexborHTMLParser

from gymdesk.domain.agreement import (
    OWED_FIELDS,
    Agreement,
    Invoice,
    ScheduledPayment,
    Service,
    agreement_state,
    invoice_state,
)
from gymdesk.domain.client import ItemTrouble, Person
from gymdesk.domain.money import read_cents
from gymdesk.domain.past_due import NEVER_OWED
from gymdesk.errors import ReadingError, SessionLost, UnreadableAmount, WrongAnswer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from selectolax.lexbor import LexborNode

SOURCE: Final = "ClubOS"
NOBODY: Final = "0"
"""The id that means oneself where a client's id is expected."""

_DELEGATE: Final = re.compile(r"delegate\(\s*['\"]?(\d{1,12})")
_DAY: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?")
_PAGE_VARIABLE: Final = re.compile(r"var\s+([A-Z_][A-Z0-9_]*)\s*=\s*\"([^\"]*)\"\s*;")
_BLANKS: Final = re.compile(r"\s+")
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{1,40}")
_RAW_LENGTH: Final = 60


# --- pages ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SignInForm:
    """The sign-in form as the page has it: where it goes, its hidden fields, its two names."""

    action: str
    hidden: Mapping[str, str]
    username_field: str
    password_field: str


@dataclass(frozen=True)
class PageVariables:
    """What every signed-in page says about itself; None where it does not."""

    acting_user_id: str | None
    logged_in_user_id: str | None
    full_name: str | None
    location_id: str | None


def sign_in_form(text: str) -> SignInForm | None:
    """Return the first sign-in form of the page (the second one asks for a forgotten password)."""
    page = LexborHTMLParser(text)
    for form in page.css("form#loginForm") or page.css("form"):
        password = _first(form, "input[type=password]")
        if password is None:
            continue
        inputs = form.css("input")
        hidden = {
            name: i.attributes.get("value") or ""
            for i in inputs
            if (i.attributes.get("type") or "").casefold() == "hidden"
            and (name := i.attributes.get("name"))
        }
        users = [
            name
            for i in inputs
            if (i.attributes.get("type") or "text").casefold() in ("text", "email")
            and (name := i.attributes.get("name"))
        ]
        return SignInForm(
            action=form.attributes.get("action") or "",
            hidden=hidden,
            username_field=users[0] if users else "username",
            password_field=password.attributes.get("name") or "password",
        )
    return None


def is_sign_in_page(text: str) -> bool:
    """Return whether the page is the sign-in form, whatever status it came with."""
    return "loginForm" in text and sign_in_form(text) is not None


def page_variables(text: str) -> PageVariables:
    """Return the variables of the page's script block."""
    found = {name: html.unescape(value) for name, value in _PAGE_VARIABLE.findall(text)}
    return PageVariables(
        acting_user_id=found.get("USER_ID") or None,
        logged_in_user_id=found.get("LOGGED_IN_USER_ID") or None,
        full_name=found.get("LOGGED_IN_USER_FULL_NAME") or None,
        location_id=found.get("CLUB_LOCATION_ID") or None,
    )


def error_page(text: str) -> str | None:
    """Return what kind of error page this is in words, None if it is none (clubos.md 7b)."""
    if "Something isn't right" in text and len(text) < 400:
        return "an error page"
    if "SKIPPED LEG DAY" in text:
        return "a server error page"
    if ">PAGE NOT FOUND<" in text:
        return "a page that says it does not exist"
    return None


# --- the client list ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Roster:
    """The clients assigned to the signed-in user, and the entries that could not be read."""

    people: tuple[Person, ...]
    troubles: tuple[ItemTrouble, ...] = ()


def roster(text: str) -> Roster:
    """Return the assigned clients of the fragment (or JSON list) of `/action/Assignees/members`.

    Raises WrongAnswer for an empty body, for a page without a client, for an error in JSON and for
    a list that breaks off: none of them says that there are no (more) clients. Only an explicit
    empty JSON list does.
    """
    if not text.strip():
        _wrong("the client list", "an empty page")
    if text.lstrip()[0] in "[{":
        return _roster_of_json(read_json(text, "the client list"))
    if 0 <= text.rfind("</li") < text.rfind("<li"):
        _wrong("the client list", "a list that breaks off")
    page = LexborHTMLParser(text)
    # :is, because a list of selectors gives an entry once for each that fits
    entries = page.css("li:is(.client, .assignee, [onclick*=delegate])") or page.css(
        "a[onclick*=delegate]"
    )
    people: dict[str, Person] = {}
    troubles = []
    for number, entry in enumerate(entries, start=1):
        try:
            person = _person_of_entry(entry, number)
        except ReadingError as error:
            troubles.append(ItemTrouble(error.subject, error.title, error.message))
        else:
            people.setdefault(person.remote_id, person)
    if not people:
        _wrong("the client list", "a page without a client")
    return Roster(tuple(people.values()), tuple(troubles))


def _person_of_entry(entry: LexborNode, number: int) -> Person:
    subject = f"entry {number} of the client list"
    ids = set()
    for node in (entry, *entry.css("[onclick]")):
        ids.update(_DELEGATE.findall(node.attributes.get("onclick") or ""))
    contact = _first(entry, "[data-id]")
    if contact is not None:
        ids.add((contact.attributes.get("data-id") or "").strip())
    ids.discard("")
    key = _id(ids.pop()) if len(ids) == 1 else None
    if key is None or key == NOBODY:
        raise ReadingError(subject, "its id is missing or not the same throughout")
    name_places = "h4 a, a[onclick*=delegate], .name-email"
    link = entry if entry.tag == "a" else _first(entry, name_places)
    name = _clean(link.text() if link is not None else "") or _clean(
        (contact.attributes.get("data-name") if contact is not None else None) or ""
    )
    if not name:
        own = [node.text() for node in entry.iter(include_text=True) if node.tag == "-text"]
        name = _clean(" ".join(own))
    if not name:
        raise ReadingError(subject, "it has no name")
    return Person(key, name)


def _first(node: LexborNode, selector: str) -> LexborNode | None:
    # selectolax types css_first as never None
    found = node.css(selector)
    return found[0] if found else None


def _roster_of_json(value: object) -> Roster:
    if said_error(value):
        _wrong("the client list", "an error")
    if isinstance(value, dict):
        lists = [v for v in value.values() if isinstance(v, list)]
        value = (lists[0] or None) if len(lists) == 1 else None  # of errors, or of nobody
    if not isinstance(value, list):
        _wrong("the client list", "another JSON object")
    people: dict[str, Person] = {}
    troubles = []
    for number, item in enumerate(value, start=1):
        person = _person_of_json(item)
        if person is None:
            error = ReadingError(f"entry {number} of the client list", "it has no id or no name")
            troubles.append(ItemTrouble(error.subject, error.title, error.message))
        else:
            people.setdefault(person.remote_id, person)
    if value and not people:
        _wrong("the client list", "a list without a client")
    return Roster(tuple(people.values()), tuple(troubles))


def _person_of_json(item: object) -> Person | None:
    if not isinstance(item, dict):
        return None
    key = _id(item.get("id", item.get("memberId")))
    name = person_name(item)
    if key is None or key == NOBODY or not name:
        return None
    return Person(key, name, _text(item.get("email")), _text(item.get("phone")))


def person_name(item: Mapping[str, Any]) -> str | None:
    """Return a person's name from `name` or `firstName` and `lastName`, entities decoded."""
    for field in ("name", "fullName", "salespersonName", "displayName"):
        if isinstance(item.get(field), str) and item[field].strip():
            return _clean(html.unescape(item[field]))
    parts = [item.get("firstName"), item.get("lastName")]
    joined = " ".join(p.strip() for p in parts if isinstance(p, str) and p.strip())
    return _clean(html.unescape(joined)) or None


# --- JSON -----------------------------------------------------------------------------------------


def read_json(text: str, what: str) -> Any:
    """Return the JSON value, numbers exact; raises WrongAnswer for all that is not plain JSON."""
    try:
        return json.loads(
            text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_no_twins
        )
    except (ValueError, ArithmeticError, RecursionError) as error:
        # ArithmeticError: an exponent beyond all bounds, such as 1e99999999999999999999
        found = "a page" if text.lstrip()[:1] == "<" else "something unreadable"
        raise WrongAnswer(SOURCE, what, found) from error


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        msg = "a key stands twice"
        raise ValueError(msg)
    return found


def said_error(value: object) -> bool:
    """Return whether the JSON value is an error in the clothes of an answer."""
    return isinstance(value, dict) and (
        "error" in value
        or bool(value.get("errors"))
        or (set(value) <= {"message", "status"} and "message" in value)
    )


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
    """An agreement that was opened: with invoices, and the troubles of single items."""

    listed: ListedAgreement
    troubles: tuple[ItemTrouble, ...]


def agreement_list(text: str, currency: str) -> tuple[ListedAgreement, ...]:
    """Return the agreements of the acting client; an empty tuple is a real "none"."""
    what = "the agreements"
    value = read_json(text, what)
    if said_error(value):
        _wrong(what, "an error")
    if not isinstance(value, list):
        _wrong(what, "another JSON value")
    found: dict[str, ListedAgreement] = {}
    for item in value:
        listed = _listed(_nested(item, what), item, currency)
        if found.setdefault(listed.agreement.remote_id, listed) != listed:
            _wrong(what, "one agreement twice with different figures")
    return tuple(found.values())


def opened_agreement(text: str, currency: str) -> OpenedAgreement:
    """Return the agreement of a V2 answer with its invoices; raises WrongAnswer without them."""
    what = "an agreement"
    value = read_json(text, what)
    if not isinstance(value, dict) or said_error(value):
        _wrong(what, "an error" if said_error(value) else "another JSON value")
    core = value.get("data", value.get("packageAgreement"))
    if not isinstance(core, dict):
        _wrong(what, "an answer without the agreement")
    included = value.get("include")
    included = included if isinstance(included, dict) else {}
    invoices = included.get("invoices", value.get("invoices"))
    if not isinstance(invoices, list):
        _wrong(what, "an agreement without its invoices")
    scheduled = included.get("scheduledPayments", value.get("scheduledPayments"))
    listed = _listed(_nested(core, what), core, currency)
    reader = _ItemReader(currency)
    return OpenedAgreement(
        listed=ListedAgreement(
            agreement=_with_invoices(listed.agreement, reader, invoices, scheduled),
            member_id=listed.member_id,
            trainer_id=listed.trainer_id,
            salesperson_id=listed.salesperson_id,
        ),
        troubles=tuple(reader.troubles),
    )


def _nested(item: object, what: str) -> dict[str, Any]:
    """Return the agreement's own object: nested in `packageAgreement`, or the item itself."""
    if not isinstance(item, dict):
        _wrong(what, "a list of something else")
    core = item.get("packageAgreement", item)
    if not isinstance(core, dict) or _id(core.get("id")) is None:
        _wrong(what, "an agreement without its id")
    return core


def _listed(core: dict[str, Any], item: Mapping[str, Any], currency: str) -> ListedAgreement:
    raw_state = core.get("agreementStatus", core.get("status"))
    statuses = item.get("billingStatuses", core.get("billingStatuses"))
    agreement = Agreement(
        remote_id=_id(core["id"]) or "",
        name=_text(core.get("name")) or "(no name)",
        state=agreement_state(raw_state),
        raw_state=_raw(raw_state) or "",
        start_on=_lenient_day(core.get("startDate")),
        end_on=_lenient_day(core.get("endDate")),
        location_id=_id(core.get("locationId")),
        billing_state=_billing_state(statuses),
        services=_services(core.get("packageAgreementMemberServices"), currency),
    )
    return ListedAgreement(
        agreement=agreement,
        member_id=_id(core.get("memberId")),
        trainer_id=_id(core.get("trainerId")),
        salesperson_id=_id(core.get("salespersonId")),
    )


def _billing_state(statuses: object) -> str | None:
    current = statuses.get("current") if isinstance(statuses, dict) else None
    raw = current.get("billingState") if isinstance(current, dict) else None
    return _raw(raw)


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
                name=_text(item.get("name")) or "",
                event_type=_text(kind.get("name")),
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

    def __init__(self, currency: str) -> None:
        self._currency = currency
        self.troubles: list[ItemTrouble] = []

    def invoices(self, items: Iterable[object]) -> tuple[Invoice, ...]:
        """Return the invoices in their order; raises WrongAnswer if one is not an invoice."""
        found: dict[str, Invoice] = {}
        for item in items:
            if not isinstance(item, dict):
                _wrong("invoices", "a list of something else")
            invoice = self._invoice(item)
            if found.setdefault(invoice.remote_id, invoice) != invoice:
                _wrong("invoices", "one invoice twice with different figures")
        return tuple(found.values())

    def scheduled(self, item: dict[str, Any]) -> ScheduledPayment:
        """Return a payment of a later period; what is odd in it is left out."""
        try:
            cents = read_cents(item.get("total"), self._currency)
        except UnreadableAmount:
            cents = None
        day = _lenient_day(item.get("billingDate", item.get("scheduledDate")))
        return ScheduledPayment(day, cents)

    def _invoice(self, item: dict[str, Any]) -> Invoice:
        key = _id(item.get("id"))
        if key is None:
            _wrong("invoices", "an invoice without its id")
        raw = item.get("invoiceStatus", item.get("status"))
        state = invoice_state(raw)
        settled = state in NEVER_OWED
        owed_cents, owed_field = self._owed(item, key, settled=settled)
        return Invoice(
            remote_id=key,
            state=state,
            raw_state=_raw(raw) or "",
            billing_on=self._day(item.get("billingDate", item.get("dueDate")), key),
            total_cents=self._amount(item, "total", key, report=False),
            owed_cents=owed_cents,
            owed_field=owed_field,
        )

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


# --- extras ---------------------------------------------------------------------------------------


def total_value_cents(text: str, currency: str) -> int | None:
    """Return the bare number of `agreementTotalValue`, None where it is not one."""
    try:
        return read_cents(text.strip().strip('"') or None, currency)
    except UnreadableAmount:
        return None


def names_by_id(text: str, what: str) -> dict[str, str]:
    """Return employees' names by their user id, from a list or a list under `data`."""
    value = read_json(text, what)
    if isinstance(value, dict):
        value = value.get("data", value.get("employees"))
    if not isinstance(value, list):
        _wrong(what, "another JSON value")
    found = {}
    for item in value:
        if isinstance(item, dict) and (name := person_name(item)):
            key = _id(item.get("tfoUserId", item.get("id", item.get("userId"))))
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


# --- single values --------------------------------------------------------------------------------


def read_day(value: object) -> date | None:
    """Return the calendar day of "YYYY-MM-DD" (a time after it is ignored); None for null.

    Raises ValueError for everything else.
    """
    if value is None or value == "":
        return None
    match = _DAY.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        msg = "not a day"
        raise ValueError(msg)
    return date(int(match[1]), int(match[2]), int(match[3]))


def _lenient_day(value: object) -> date | None:
    try:
        return read_day(value)
    except ValueError:
        return None


def _id(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    key = str(value).strip()
    return key if _KEY.fullmatch(key) else None  # ids become part of an address


def _raw(value: object) -> str | None:
    """Return a code or word as it came; what is neither is kept by its kind alone."""
    if value is None:
        return None
    known = isinstance(value, str | int | Decimal)
    return _clean(str(value))[:_RAW_LENGTH] if known else type(value).__name__


def _text(value: object) -> str | None:
    return _clean(html.unescape(value)) or None if isinstance(value, str) else None


def _clean(text: str) -> str:
    # a lone half of a surrogate pair could be neither stored nor printed
    whole = text.encode("utf-8", errors="replace").decode("utf-8")
    return _BLANKS.sub(" ", whole.replace("\0", "")).strip()


def _wrong(what: str, found: str) -> NoReturn:
    raise WrongAnswer(SOURCE, what, found)


def lost() -> SessionLost:
    """Return the error for an answer that only a signed-out user gets."""
    return SessionLost(SOURCE)
