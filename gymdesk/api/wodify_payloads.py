"""What WODIFY sends, read: envelopes, pages, single values, clients, memberships, leads, invoices.

Status 200 proves nothing: an error may stand in it. WODIFY has values that mean "none" (1900-01-01,
"", 0); moments with and without a Z are UTC; days are days and are never converted; ids are text.
Nothing is guessed, and a row is not dropped because one of its words is strange.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NoReturn

from gymdesk.api.wodify_profile import HOLDS, INVOICES, LEADS, MEMBERS, MEMBERSHIPS, found, has
from gymdesk.domain.agreement import InvoiceState
from gymdesk.domain.bill import Bill
from gymdesk.domain.hold import Hold, HoldLook
from gymdesk.domain.lead import LABELS, Lead, LeadStatus
from gymdesk.domain.membership import (
    Commitment,
    Member,
    Membership,
    Package,
    PaymentOption,
    PaymentPlan,
    Price,
    PriceBasis,
)
from gymdesk.domain.money import read_cents
from gymdesk.errors import (
    Declined,
    KeyRefused,
    NotThere,
    RateLimited,
    ReadingError,
    UnreadableAmount,
    WrongAnswer,
    WrongPath,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gymdesk.api.transport import Answer
    from gymdesk.api.wodify_profile import Fields, Listing, Profile
    from gymdesk.errors import SourceError

SOURCE: Final = "WODIFY"

_DAY: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?")
_NO_DAY: Final = date(1900, 1, 1)
_BLANKS: Final = re.compile(r"\s+")
_LONGEST: Final = 500
_REASONS: Final = ("UserMessage", "DeveloperMessage", "ErrorMessage", "message", "error")


# --- envelopes ------------------------------------------------------------------------------------


def body_of(answer: Answer, what: str) -> dict[str, Any]:
    """Return the JSON object of an answer that is one and holds no error.

    Raises KeyRefused, WrongPath, NotThere, RateLimited, Declined or WrongAnswer.
    """
    text = answer.text
    try:
        value = json.loads(text, parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, ArithmeticError, RecursionError) as error:
        if answer.status >= 400:
            raise _refused(answer.status, {}, what) from error
        instead = "a page" if text.lstrip()[:1] == "<" else "something unreadable"
        raise WrongAnswer(SOURCE, what, instead) from error
    body = value if isinstance(value, dict) else {}
    if answer.status >= 400:
        # a code in the body goes before the status; words without one do not: a 404 stays a 404
        raise _refused(_stated_code(body) or answer.status, body, what)
    code = _embedded_code(body)
    if code is not None:
        raise _refused(code, body, what)
    if not isinstance(value, dict):
        raise WrongAnswer(SOURCE, what, "something else")
    return value


def record_of(body: Mapping[str, Any], wrapped: Sequence[str]) -> dict[str, Any]:
    """Return the record of an answer about one thing, bare or wrapped."""
    for key in wrapped:
        if isinstance(body.get(key), dict):
            return dict(body[key])
    return dict(body)


@dataclass(frozen=True)
class Page:
    """The rows of one page; `more` None = the answer does not say."""

    rows: tuple[dict[str, Any], ...]
    more: bool | None
    odd: int = 0
    """Entries that are no object and cannot be read at all."""


def page_of(body: Mapping[str, Any], listing: Listing, what: str) -> Page:
    """Return a page; raises WrongAnswer where the list itself is not there.

    A list that is not there is an error and never an empty gym.
    """
    for key in listing.keys:
        if isinstance(body.get(key), list):
            rows = [row for row in body[key] if isinstance(row, dict)]
            pagination = body.get("pagination")
            more = pagination.get("has_more") if isinstance(pagination, dict) else None
            if more is None:
                more = body.get("has_more")
            return Page(tuple(rows), read_flag(more), len(body[key]) - len(rows))
    raise WrongAnswer(SOURCE, what, "an answer without that list")


def _stated_code(body: Mapping[str, Any]) -> int | None:
    """Return the code that an answer names for its error, None where it names none."""
    code = body.get("HTTPCode")
    number = int(code) if isinstance(code, int | str) and str(code).isdecimal() else None
    return number if number is not None and number >= 400 else None


def _embedded_code(body: Mapping[str, Any]) -> int | None:
    """Return the code of an error that an answer holds, None where it holds none."""
    stated = _stated_code(body)
    if stated is not None:
        return stated
    if body.get("ErrorCode") or body.get("APIError"):
        return 422
    if set(body) <= {"error", "message", "status", "detail"} and ("error" in body):
        return 422
    return None


def _refused(code: int, body: Mapping[str, Any], what: str) -> SourceError:
    message = str(body.get("message") or "")
    if "missing authentication token" in message.casefold():
        # the gateway's words for an address that does not exist; it is no matter of the key
        return WrongPath(SOURCE, what)
    if code in (401, 403):
        return KeyRefused(SOURCE)
    if code == 404:
        return NotThere(SOURCE, what)
    if code == 429:
        return RateLimited(SOURCE)
    if 400 <= code < 500:
        return Declined(SOURCE, _reason(body), code)
    return WrongAnswer(SOURCE, what, f"error {code}")


def _reason(body: Mapping[str, Any]) -> str:
    inner = body.get("APIError")
    for holder in (body, inner if isinstance(inner, dict) else {}):
        for key in _REASONS:
            text = holder.get(key)
            if isinstance(text, str) and text.strip():
                return clean(text)[:_LONGEST]
    return f"error {body.get('ErrorCode') or body.get('HTTPCode') or 'without a reason'}"


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


# --- single values --------------------------------------------------------------------------------


def clean(text: str) -> str:
    """Return *text* with single blanks, and as something that can be stored and printed."""
    whole = text.encode("utf-8", errors="replace").decode("utf-8")
    return _BLANKS.sub(" ", whole.replace("\0", "")).strip()


def read_text(value: object) -> str | None:
    """Return a text as it is meant; None for what has none."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    return clean(str(value)) or None


def read_key(value: object) -> str | None:
    """Return an id as text, however large; None for 0, "" and what is none."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    key = clean(str(value))
    return None if key in ("", "0") else key


def read_flag(value: object) -> bool | None:
    """Return a truth, also where it is written as a word; None where it is none."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str | int):
        return {"true": True, "false": False, "1": True, "0": False}.get(str(value).casefold())
    return None


def read_day(value: object) -> date | None:
    """Return a calendar day, its time cut off; None for "none". Raises ValueError otherwise."""
    if value is None or value == "":
        return None
    match = _DAY.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        msg = "not a day"
        raise ValueError(msg)
    on = date(int(match[1]), int(match[2]), int(match[3]))
    return None if on <= _NO_DAY else on


def lenient_day(value: object) -> date | None:
    """Return a calendar day; None for "none" and for what is none."""
    try:
        return read_day(value)
    except ValueError:
        return None


def read_moment(value: object) -> datetime | None:
    """Return a moment in UTC, written with a Z or without; None for "none" and what is none."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip().replace("Z", "+00:00"))
    except ValueError:
        return None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return None if moment.date() <= _NO_DAY else moment


def read_count(value: object) -> int:
    """Return a whole number from 0, 0 for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return 0
    text = str(value).strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0


def as_kept(row: Mapping[str, Any], volatile: frozenset[str] = frozenset()) -> str:
    """Return the whole row as text for keeping: what is not understood is there all the same."""
    kept = {key: value for key, value in row.items() if key not in volatile}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, default=str)


def as_sent(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a body with its numbers as JSON has them."""
    sent: dict[str, Any] = json.loads(json.dumps(body, default=float))
    return sent


# --- records --------------------------------------------------------------------------------------


def member_of(row: Mapping[str, Any], profile: Profile) -> Member:
    """Return a client; raises ReadingError only where there is no id."""
    of = _Reader(row, profile.fields[MEMBERS])
    key = of.needed_key("a client")
    emergency = [of.text("emergency_name"), of.text("emergency_phone")]
    return Member(
        remote_id=key,
        name=of.name("WODIFY client", key),
        email=of.text("email"),
        phone=of.text("phone"),
        raw_status=of.text("raw_status") or "",
        stated_status=(of.text("stated_status") or "") if of.knows("stated_status") else None,
        location=of.text("location"),
        since_on=of.day("since"),
        last_attendance_on=of.day("attended"),
        lead_source=of.text("lead_source"),
        converted_from_lead=of.flag("converted_from_lead"),
        emergency_contact=" ".join(part for part in emergency if part) or None,
        created_at_utc=of.moment("created_at"),
        updated_at_utc=of.moment("updated_at"),
        raw=as_kept(row, profile.volatile),
    )


def membership_of(row: Mapping[str, Any], profile: Profile, currency: str) -> Membership | None:
    """Return a membership; None where a client's row holds none (the documented profile).

    Raises ReadingError where it has no id or nobody's. A day that cannot be read makes it unclear:
    whether it is in force is then unknown.
    """
    of = _Reader(row, profile.fields[MEMBERSHIPS])
    key, client = of.key("remote_id"), of.needed_key("a membership", "client_id")
    name = of.text("name")
    if profile.memberships_inside:
        # the client's own id is no membership's
        own = read_key(row.get(profile.fields[MEMBERSHIPS]["remote_id"][0]))
        if own is None and name is None:
            return None
        key = own or f"of {client}"
    if key is None:
        raise ReadingError("a membership", "it has no id")
    unclear = False
    days: dict[str, date | None] = {}
    for field_name in ("start", "end", "expiration", "deactivation", "auto_renew_stop"):
        try:
            days[field_name] = read_day(of.value(field_name))
        except ValueError:
            days[field_name] = None
            unclear = True
    expires = of.flag("expires")
    planned = of.flag("deactivation_planned")
    return Membership(
        remote_id=key,
        client_id=client,
        name=name or "",
        kind=of.text("kind") or "",
        start_on=days["start"],
        end_on=None if expires is False else days["end"] or days["expiration"],
        is_active=of.flag("active"),
        is_deleted=of.flag("deleted") or False,
        template_id=of.key("template_id"),
        renewed_from=of.key("renewed_from"),
        plan=PaymentPlan(
            name=of.text("plan_name") or "",
            auto_renew=of.flag("auto_renew"),
            stops_on=days["auto_renew_stop"],
            initial=of.option("initial", currency),
            initial_commitment=of.commitment("initial"),
            renewal=of.option("renewal", currency),
            renewal_commitment=of.commitment("renewal"),
        ),
        ends_scheduled_on=days["deactivation"] if planned else None,
        stated_cents=of.cents("monthly_price", currency),
        unclear=unclear or (days["start"] is None and not profile.memberships_inside),
        raw="" if profile.memberships_inside else as_kept(row, profile.volatile),
    )


def lead_of(row: Mapping[str, Any], profile: Profile) -> Lead:
    """Return a lead; raises ReadingError only where there is no id."""
    of = _Reader(row, profile.fields[LEADS])
    key = of.needed_key("a lead")
    raw_status, converted = of.text("raw_status") or "", of.flag("converted")
    if converted is None:  # the documented API has no such field, its word alone says so
        converted = LABELS.get(raw_status.strip().casefold()) == LeadStatus.CONVERTED
    return Lead(
        remote_id=key,
        name=of.name("WODIFY lead", key),
        email=of.text("email"),
        phone=of.text("phone"),
        raw_status=raw_status,
        converted=converted,
        lead_source=of.text("lead_source"),
        owner=of.text("owner"),
        last_contact_at_utc=of.moment("contacted_at"),
        created_at_utc=of.moment("created_at"),
        updated_at_utc=of.moment("updated_at"),
        raw=as_kept(row, profile.volatile),
    )


_INVOICE_WORDS: Final = {
    "unpaid": InvoiceState.NOT_SET,  # open: late from the day after it is due
    "paid": InvoiceState.PAID,
    "refunded": InvoiceState.REFUNDED,
    "partially refunded": InvoiceState.REFUNDED,
    "voided": InvoiceState.VOIDED,
    "void": InvoiceState.VOIDED,
    "deleted": InvoiceState.VOIDED,
}


def bill_of(row: Mapping[str, Any], profile: Profile, currency: str) -> Bill:
    """Return an invoice; an amount or a day that cannot be read is None, never 0 and never today.

    Raises ReadingError where it has no id or nobody's.
    """
    of = _Reader(row, profile.fields[INVOICES])
    key = of.needed_key("an invoice")
    raw_status = of.text("raw_status") or ""
    unpaid = of.cents("unpaid", currency)
    total = of.cents("total", currency)
    return Bill(
        remote_id=key,
        client_id=of.needed_key(f"invoice {key}", "client_id"),
        number=of.text("number"),
        state=_INVOICE_WORDS.get(raw_status.casefold(), InvoiceState.UNKNOWN),
        raw_status=raw_status,
        due_on=of.day("due"),
        paid_on=of.day("paid_on"),
        total_cents=total,
        # what is left is what WODIFY says is left: a difference worked out here could be a refund
        owed_cents=unpaid,
        raw=as_kept(row, profile.volatile),
    )


def holds_of(row: Mapping[str, Any], profile: Profile) -> HoldLook:
    """Return the holds of a membership; an answer without the list says nothing of them.

    An entry is a hold where its first day can be read and its last one is there, be it as "none".
    Everything else is counted as not understood.
    """
    fields = profile.fields[HOLDS]
    entries = found(row, fields["list"])
    if not isinstance(entries, list):
        return HoldLook(known=False)
    holds: list[Hold] = []
    unclear = 0
    for entry in entries:
        of = _Reader(entry if isinstance(entry, dict) else {}, fields)
        if of.flag("deleted"):
            continue
        try:
            from_on, until_on = read_day(of.value("from")), read_day(of.value("until"))
        except ValueError:
            from_on = until_on = None
        backwards = from_on is not None and until_on is not None and until_on < from_on
        if from_on is None or backwards or not has(of.row, fields["until"]):
            unclear += 1
            continue
        holds.append(Hold(from_on, until_on, of.text("reason")))
    raw = json.dumps(entries, ensure_ascii=False, sort_keys=True, default=str)
    return HoldLook(True, tuple(holds), unclear, raw)


def package_of(row: Mapping[str, Any], fields: Fields, currency: str) -> Package:
    """Return a package as the source lists it; raises ReadingError where it has no id or name."""
    of = _Reader(row, fields)
    cents = of.cents("monthly_price", currency)
    name = of.text("name")
    key = of.needed_key("a package")
    if name is None:
        raise ReadingError(f"package {key}", "it has no name")
    basis = None if cents is None else PriceBasis.MONTHLY if cents else PriceBasis.COMP
    return Package(key, name, Price(cents, basis))


def label_of(row: Mapping[str, Any], fields: Fields) -> tuple[str, str] | None:
    """Return id and label of a row of a look-up list, None for one without either."""
    of = _Reader(row, fields)
    key, label = of.key("remote_id"), of.text("label")
    return None if key is None or label is None else (key, label)


@dataclass(frozen=True)
class _Reader:
    """One row and the table that says where its fields are."""

    row: Mapping[str, Any]
    fields: Fields

    def knows(self, name: str) -> bool:
        return name in self.fields

    def value(self, name: str) -> Any:
        return found(self.row, self.fields[name]) if name in self.fields else None

    def text(self, name: str) -> str | None:
        return read_text(self.value(name))

    def key(self, name: str) -> str | None:
        return read_key(self.value(name))

    def needed_key(self, what: str, name: str = "remote_id") -> str:
        key = self.key(name)
        if key is None:
            raise ReadingError(what, "it has no id")
        return key

    def flag(self, name: str) -> bool | None:
        return read_flag(self.value(name))

    def day(self, name: str) -> date | None:
        return lenient_day(self.value(name))

    def moment(self, name: str) -> datetime | None:
        return read_moment(self.value(name))

    def cents(self, name: str, currency: str) -> int | None:
        try:
            return read_cents(self.value(name) if self.value(name) != "" else None, currency)
        except UnreadableAmount:
            return None

    def name(self, instead: str, key: str) -> str:
        parts = (self.text("first_name"), self.text("last_name"))
        return " ".join(part for part in parts if part) or f"{instead} {key}"

    def option(self, name: str, currency: str) -> PaymentOption | None:
        kind, cents = self.text(f"{name}_kind"), self.cents(f"{name}_cost", currency)
        return None if kind is None else PaymentOption(kind, cents)

    def commitment(self, name: str) -> Commitment | None:
        length, unit = read_count(self.value(f"{name}_length")), self.text(f"{name}_unit")
        return None if unit is None or not length else Commitment(length, unit)
