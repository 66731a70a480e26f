"""Memberships of WODIFY: which of a client's many rows counts, what it is, what it costs a month.

WODIFY keeps one row for each billing period; a renewal starts on the day its predecessor ends and
points back to it. There is neither a status nor a monthly price in it: both are worked out here, on
a day of the club's calendar. A word nobody knows stays unknown; nobody is guessed to be active.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from dateutil.relativedelta import relativedelta

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

CLASS_PLAN: Final = "class plan"
EXPIRES_SOON_DAYS: Final = 30
"""What ends for good within so many days is to be talked about now."""


class MemberStatus(StrEnum):
    """What a client of WODIFY is to the gym. Only ACTIVE pays for a membership in force."""

    ACTIVE = "Active"
    PENDING = "Pending"
    SUSPENDED = "Suspended"
    CANCELLED = "Cancelled"
    INACTIVE = "Inactive"
    NO_MEMBERSHIP = "no_membership"
    UNKNOWN = "Unknown"


class ClientLabel(StrEnum):
    """What WODIFY's own word for a client comes to; the gym may have words of its own."""

    ACTIVE = "Active"
    ON_RAMP = "On-Ramp"
    SUSPENDED = "Suspended"
    INACTIVE = "Inactive"


class PriceBasis(StrEnum):
    """How a monthly price came about. COMP = the membership is given away."""

    MONTHLY = "monthly"
    PRORATED = "prorated"
    ESTIMATED = "estimated"
    COMP = "comp"


class MemberFlag(StrEnum):
    """What else is to be said of a member."""

    ENDS_ON = "ends_on"
    FROM_FILE = "from_file"
    """The membership in force will not be renewed, or its end is scheduled."""
    DIFFERS = "differs"
    """WODIFY contradicts itself: the client is inactive, a membership in force is not."""
    UNCLEAR = "unclear"
    """A day of a membership could not be read."""
    SEVERAL = "several"
    """More than one membership is in force."""
    ON_HOLD = "on_hold"
    """The membership is on hold today; WODIFY leaves the client active."""
    HOLD_UNCLEAR = "hold_unclear"
    """A hold is entered whose days are not understood."""
    HOLD_AHEAD = "hold_ahead"
    """A hold is to come."""


@dataclass(frozen=True, slots=True)
class PaymentOption:
    """What is paid and how often: `kind` is the source's word, such as "Monthly"."""

    kind: str
    cost_cents: int | None


@dataclass(frozen=True, slots=True)
class Commitment:
    """How long a payment option is agreed for; `unit` is the source's word ("Month(s)")."""

    length: int
    unit: str


@dataclass(frozen=True, slots=True)
class PaymentPlan:
    """The payment plan of a membership: at first, and after the initial commitment.

    `auto_renew` None = the source does not say.
    """

    name: str = ""
    auto_renew: bool | None = None
    stops_on: date | None = None
    initial: PaymentOption | None = None
    initial_commitment: Commitment | None = None
    renewal: PaymentOption | None = None
    renewal_commitment: Commitment | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    """One row, which is one billing period, as it was last read.

    `end_on` None = it does not end. `is_active` None = the source does not say. `unclear`: a day
    could not be read, so whether it is in force is unknown. `stated_cents` is a monthly price that
    the source states itself (the documented profile).
    """

    remote_id: str
    client_id: str
    name: str
    kind: str = ""
    start_on: date | None = None
    end_on: date | None = None
    is_active: bool | None = None
    is_deleted: bool = False
    template_id: str | None = None
    renewed_from: str | None = None
    plan: PaymentPlan = field(default_factory=PaymentPlan)
    ends_scheduled_on: date | None = None
    stated_cents: int | None = None
    unclear: bool = False
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A client of WODIFY as last read.

    `raw_status` is WODIFY's own word. `stated_status`: the source says what 6.3 would work out (the
    documented profile). E-mail is neither unique nor always there. `raw` keeps the whole answer.
    """

    remote_id: str
    name: str
    email: str | None = None
    phone: str | None = None
    raw_status: str = ""
    stated_status: str | None = None
    location: str | None = None
    since_on: date | None = None
    last_attendance_on: date | None = None
    lead_source: str | None = None
    converted_from_lead: bool | None = None
    emergency_contact: str | None = None
    created_at_utc: datetime | None = None
    updated_at_utc: datetime | None = None
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Price:
    """A monthly price: `cents` None = none is known, or with COMP: none is asked."""

    cents: int | None = None
    basis: PriceBasis | None = None


NO_PRICE: Final = Price()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a client stands on a day.

    `membership` is the primary one; `start_on` is when its chain began, `end_on` when the current
    row ends, `ends_on` when it ends for good, as far as that is known. `is_first`: no other chain
    of this client began before it. `days_absent` counts from the last attendance, None where there
    is none.
    """

    status: MemberStatus
    membership: Membership | None = None
    start_on: date | None = None
    end_on: date | None = None
    ends_on: date | None = None
    price: Price = NO_PRICE
    is_first: bool | None = None
    flags: frozenset[MemberFlag] = frozenset()
    days_absent: int | None = None

    @property
    def paying(self) -> bool:
        """Return whether this is a paying member: in force, and not given away."""
        return self.status == MemberStatus.ACTIVE and self.price.basis != PriceBasis.COMP


@dataclass(frozen=True, slots=True)
class MemberRecord:
    """A client with all rows of memberships that belong to it."""

    member: Member
    memberships: tuple[Membership, ...] = ()

    def standing(self, today: date, own: Mapping[str, ClientLabel] | None = None) -> Standing:
        """Return where the client stands on *today*; *own* as of `standing`."""
        return standing(self.member, self.memberships, today, own)


# --- what WODIFY's words mean ---------------------------------------------------------------------

CLIENT_LABELS: Final[Mapping[str, ClientLabel]] = {
    "active": ClientLabel.ACTIVE,
    "on-ramp": ClientLabel.ON_RAMP,
    "on ramp": ClientLabel.ON_RAMP,
    "onramp": ClientLabel.ON_RAMP,
    "suspended": ClientLabel.SUSPENDED,
    "inactive": ClientLabel.INACTIVE,
}
"""WODIFY's words as they come; a gym may rename all of them but "Active"."""
_MEANT: Final = {
    ClientLabel.ACTIVE: MemberStatus.ACTIVE,
    ClientLabel.ON_RAMP: MemberStatus.PENDING,
    ClientLabel.SUSPENDED: MemberStatus.SUSPENDED,
    ClientLabel.INACTIVE: MemberStatus.INACTIVE,
}
STATED: Final = {
    **{status.value.casefold(): status for status in MemberStatus},
    "canceled": MemberStatus.CANCELLED,
}
_MONTHS_IN: Final = {
    "month": Decimal(1),
    "year": Decimal(12),
    "week": Decimal(12) / Decimal(52),
}


def standing(
    member: Member,
    rows: Iterable[Membership],
    today: date,
    own: Mapping[str, ClientLabel] | None = None,
) -> Standing:
    """Return where *member* stands on *today*, by wodify.md 4, 6.2 and 6.3.

    *rows* are all rows of this client; deleted ones count for nothing. *own* says what words of the
    gym's own mean, by the word in small letters.
    """
    kept = [row for row in rows if not row.is_deleted]
    by_id = {row.remote_id: row for row in kept}
    primary = primary_membership(kept, today)
    status, flags = _status(member, kept, today, own or {})
    attended_on = member.last_attendance_on
    absent = None if attended_on is None else max(0, (today - attended_on).days)
    if primary is None:
        return Standing(status, flags=flags, days_absent=absent)
    head = chain_head(primary, by_id)
    ends_on = _ends_on(primary)
    if ends_on is not None and status == MemberStatus.ACTIVE:
        flags |= {MemberFlag.ENDS_ON}
    if sum(in_force(row, today) for row in kept) > 1:
        flags |= {MemberFlag.SEVERAL}
    starts = [row.start_on for row in kept if row.start_on is not None]
    return Standing(
        status=status,
        membership=primary,
        start_on=head.start_on,
        end_on=primary.end_on,
        ends_on=ends_on,
        price=monthly_price(primary, by_id, today),
        is_first=None if head.start_on is None else min(starts) == head.start_on,
        flags=flags,
        days_absent=absent,
    )


def ends_in_days(status: MemberStatus, ends_on: date | None, today: date) -> int | None:
    """Return how many days an active membership has left; None where no end is known."""
    if status != MemberStatus.ACTIVE or ends_on is None:
        return None
    return (ends_on - today).days


def in_force(row: Membership, today: date) -> bool:
    """Return whether the row counts on *today*: its end is exclusive, a deactivated one is over."""
    return _runs(row, today) and row.is_active is not False


def primary_membership(rows: Iterable[Membership], today: date) -> Membership | None:
    """Return the row that speaks for the client: in force, else future, else most recently ended.

    Of several in force a Class Plan goes first, then the highest monthly price, the latest start,
    and at last the id.
    """
    kept = [row for row in rows if not row.is_deleted and not row.unclear]
    by_id = {row.remote_id: row for row in kept}
    running = [row for row in kept if in_force(row, today)]
    if running:
        return max(running, key=lambda row: _rank(row, by_id, today))
    future = [row for row in kept if _is_future(row, today) and row.is_active is not False]
    if future:
        return min(future, key=lambda row: (_day(row.start_on), _by_id(row)))
    return max(kept, key=lambda row: (_day(_ended_on(row)), _by_id(row)), default=None)


def chain_head(row: Membership, by_id: Mapping[str, Membership]) -> Membership:
    """Return the first row of the renewals that led to *row*, as far back as they are known."""
    seen = {row.remote_id}
    while row.renewed_from is not None and row.renewed_from in by_id:
        before = by_id[row.renewed_from]
        if before.remote_id in seen:  # two rows that point at each other are no beginning
            break
        seen.add(before.remote_id)
        row = before
    return row


def monthly_price(row: Membership, by_id: Mapping[str, Membership], today: date) -> Price:
    """Return what the row costs a month, in cents, and how that was worked out.

    The plan of the chain's head counts: within the initial commitment its initial option, after
    that its renewal option.
    """
    if row.stated_cents is not None:
        return Price(row.stated_cents, PriceBasis.MONTHLY if row.stated_cents else PriceBasis.COMP)
    head = chain_head(row, by_id)
    plan = head.plan
    on = max(day for day in (today, row.start_on) if day is not None)
    if row.end_on is not None and row.end_on <= on:
        on = row.end_on - timedelta(days=1)  # what it cost while it ran
    if _is_initial(head, row, on) or plan.renewal is None:
        return _price(plan.initial, plan.initial_commitment)
    return _price(plan.renewal, plan.renewal_commitment or plan.initial_commitment)


def packages(rows: Iterable[Membership], today: date) -> tuple[Package, ...]:
    """Return what can be sold, derived from what was: one package for each template and name."""
    found: dict[tuple[str | None, str], list[Membership]] = {}
    for row in rows:
        if not row.is_deleted and row.name:
            found.setdefault((row.template_id, row.name), []).append(row)
    made = [
        Package(
            key or "",
            name,
            # the newest sale tells today's price
            _price_of_new(max(sold, key=lambda r: (_day(r.start_on), _by_id(r)))),
            sum(in_force(row, today) for row in sold),
        )
        for (key, name), sold in found.items()
    ]
    return tuple(sorted(made, key=lambda p: (p.name.casefold(), p.remote_id)))


@dataclass(frozen=True, slots=True)
class Package:
    """A membership that can be sold; `in_force` counts the memberships of it that run today."""

    remote_id: str
    name: str
    price: Price = NO_PRICE
    in_force: int = 0


# --- inside ---------------------------------------------------------------------------------------


def _status(
    member: Member, rows: Sequence[Membership], today: date, own: Mapping[str, ClientLabel]
) -> tuple[MemberStatus, frozenset[MemberFlag]]:
    unclear = any(row.unclear for row in rows)
    flags = frozenset({MemberFlag.UNCLEAR}) if unclear else frozenset()
    word = _word(member.raw_status)
    if member.stated_status is not None:
        if word in own:
            return _MEANT[own[word]], flags
        return STATED.get(_word(member.stated_status), MemberStatus.UNKNOWN), flags
    label = own.get(word) or CLIENT_LABELS.get(word)
    if label is None:
        return MemberStatus.UNKNOWN, flags
    if label == ClientLabel.SUSPENDED:
        return MemberStatus.SUSPENDED, flags
    running = any(in_force(row, today) for row in rows if not row.unclear)
    future = any(_is_future(row, today) and row.is_active is not False for row in rows)
    if label == ClientLabel.INACTIVE:
        # deactivating a client ends the memberships for good, whatever their days say
        if running:
            flags |= {MemberFlag.DIFFERS}
        begun = any(not _is_future(row, today) for row in rows)
        if not rows:
            return MemberStatus.INACTIVE, flags
        only_future = future and not begun
        return (MemberStatus.PENDING if only_future else MemberStatus.CANCELLED), flags
    if running:
        return MemberStatus.ACTIVE, flags
    if unclear:  # the one that cannot be read may be the one in force
        return MemberStatus.UNKNOWN, flags
    if future:
        return MemberStatus.PENDING, flags
    if rows:
        return MemberStatus.INACTIVE, flags
    return (
        MemberStatus.PENDING if label == ClientLabel.ON_RAMP else MemberStatus.NO_MEMBERSHIP
    ), flags


def _runs(row: Membership, today: date) -> bool:
    return (
        not row.is_deleted
        and not row.unclear
        and row.start_on is not None
        and row.start_on <= today
        and (row.end_on is None or today < row.end_on)
    )


def _is_future(row: Membership, today: date) -> bool:
    return not row.unclear and row.start_on is not None and row.start_on > today


def _ended_on(row: Membership) -> date | None:
    return row.end_on or row.start_on


def _ends_on(row: Membership) -> date | None:
    """Return when the row ends for good: its end is scheduled, or its renewal was stopped."""
    if row.ends_scheduled_on is not None:
        return row.ends_scheduled_on
    if row.plan.stops_on is not None:
        return max(row.plan.stops_on, row.end_on or row.plan.stops_on)
    return row.end_on if row.plan.auto_renew is False else None


def _rank(row: Membership, by_id: Mapping[str, Membership], today: date) -> tuple[object, ...]:
    cents = monthly_price(row, by_id, today).cents
    return (
        _word(row.kind) == CLASS_PLAN,
        -1 if cents is None else cents,
        _day(row.start_on),
        _by_id(row),
    )


def _is_initial(head: Membership, row: Membership, on: date) -> bool:
    months = _months(head.plan.initial_commitment)
    if months is None or head.start_on is None:
        return row.remote_id == head.remote_id  # no term is known: the first row is the initial one
    unit, length = _unit(head.plan.initial_commitment), head.plan.initial_commitment
    if unit == "week" and length is not None:
        return on < head.start_on + timedelta(weeks=length.length)
    return on < head.start_on + relativedelta(months=int(months))


def _price(option: PaymentOption | None, commitment: Commitment | None) -> Price:
    if option is None or option.cost_cents is None:
        return NO_PRICE
    if option.cost_cents == 0:
        return Price(None, PriceBasis.COMP)
    kind = _word(option.kind)
    if kind == "monthly":
        return Price(option.cost_cents, PriceBasis.MONTHLY)
    if kind == "weekly":
        return Price(_rounded(Decimal(option.cost_cents) * 52 / 12), PriceBasis.ESTIMATED)
    months = _months(commitment)
    if kind == "pay in full" and months is not None:
        return Price(_rounded(Decimal(option.cost_cents) / months), PriceBasis.PRORATED)
    return NO_PRICE


def _price_of_new(row: Membership) -> Price:
    if row.stated_cents is not None:
        return Price(row.stated_cents, PriceBasis.MONTHLY if row.stated_cents else PriceBasis.COMP)
    return _price(row.plan.initial, row.plan.initial_commitment)


def _months(commitment: Commitment | None) -> Decimal | None:
    unit = _unit(commitment)
    if commitment is None or unit is None or commitment.length <= 0:
        return None
    return commitment.length * _MONTHS_IN[unit]


def _unit(commitment: Commitment | None) -> str | None:
    """Return "week", "month" or "year" for "Month(s)" and the like, None for other words."""
    if commitment is None:
        return None
    word = _word(commitment.unit).removesuffix("(s)").removesuffix("s")
    return word if word in _MONTHS_IN else None


def _rounded(cents: Decimal) -> int:
    return int(cents.quantize(Decimal(1), ROUND_HALF_UP))


def _day(on: date | None) -> int:
    return 0 if on is None else on.toordinal()


def _by_id(row: Membership) -> tuple[int, str]:
    """Return an id for comparing: 9 goes before 10, also where both are text."""
    return (len(row.remote_id), row.remote_id)


def _word(text: str) -> str:
    return " ".join(text.split()).casefold()
