"""The outbox: what a change in another system goes through, and what a look there proves.

A change is recorded before it is sent, sent once, and never repeated on a guess. Where nobody knows
whether it arrived, the other system is looked at; what was there before and what is there now say
whether it is done, not done, or must be looked up by a person.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NewType, TypeAlias

from gymdesk.domain.client import folded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gymdesk.domain.client import ClubId, Source

WriteId = NewType("WriteId", int)

SETTLES_AFTER: Final = timedelta(seconds=60)
"""A request that got no answer may still be on its way for so long: until then "not there" proves
nothing."""


class WriteState(StrEnum):
    """Where a change stands. CHECK = it may be done or not; CONFLICT = look at both values first.

    PENDING was not sent; FAILED is certainly not done and may be tried again.
    """

    PENDING = "pending"
    SENDING = "sending"
    DONE = "done"
    FAILED = "failed"
    CHECK = "check"
    CONFLICT = "conflict"
    DISCARDED = "discarded"


ENDED: Final = frozenset({WriteState.DONE, WriteState.DISCARDED})

MAY_FOLLOW: Final[Mapping[WriteState, frozenset[WriteState]]] = {
    WriteState.PENDING: frozenset(WriteState) - {WriteState.CHECK},
    # PENDING again: this part is done, the next one waits
    WriteState.SENDING: frozenset(
        {WriteState.DONE, WriteState.FAILED, WriteState.CHECK, WriteState.PENDING}
    ),
    # never SENDING: what may be done already is looked at before anything else happens to it
    WriteState.CHECK: frozenset(
        {
            WriteState.CHECK,
            WriteState.DONE,
            WriteState.FAILED,
            WriteState.CONFLICT,
            WriteState.PENDING,
            WriteState.DISCARDED,
        }
    ),
    WriteState.FAILED: frozenset({WriteState.PENDING, WriteState.DISCARDED}),
    WriteState.CONFLICT: frozenset({WriteState.PENDING, WriteState.DISCARDED}),
    WriteState.DONE: frozenset(),
    WriteState.DISCARDED: frozenset(),
}


class Reason(StrEnum):
    """Why a change came into its state."""

    QUEUED = "queued"
    ASKED_AGAIN = "asked again"
    SENT_ANYWAY = "send anyway"
    STARTED = "started"
    ANSWERED = "answered"
    FOUND = "found"
    ALREADY = "already so"
    TWIN = "twin"
    CHANGED = "changed"
    GONE = "gone"
    DECLINED = "declined"
    NOT_LOOKED = "not looked"
    NO_ANSWER = "no answer"
    BROKEN_OFF = "broken off"
    LOOK_FAILED = "look failed"
    ON_ITS_WAY = "on its way"
    SEVERAL = "several"
    NOT_FOUND = "not found"
    DISCARDED = "discarded"


class Part(StrEnum):
    """One request of a change. Some changes take two, and may stop half way."""

    LEAD = "lead"
    CLIENT = "client"
    MEMBERSHIP = "membership"


# --- what is to be changed ------------------------------------------------------------------------


@dataclass(frozen=True)
class FieldChange:
    """A field as it was on the screen, and as it is to be."""

    name: str
    seen: str | None
    wanted: str | None


@dataclass(frozen=True)
class Sale:
    """A membership that is to be sold."""

    membership_type: str
    start_on: date
    payment_method: str = ""


@dataclass(frozen=True)
class CreateLead:
    """A new lead."""

    first_name: str
    last_name: str
    email: str = ""
    phone: str = ""
    message: str = ""
    interested_in: str = ""


@dataclass(frozen=True)
class UpdateLead:
    """Other values for some fields of a lead."""

    lead_id: str
    name: str
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True)
class ConvertLead:
    """A lead becomes a client, and the client gets a membership where a *sale* is named."""

    lead_id: str
    name: str
    email: str = ""
    sale: Sale | None = None


@dataclass(frozen=True)
class CreateMembership:
    """A membership for a client; `client_id` None = the client is made first."""

    first_name: str
    last_name: str
    email: str
    sale: Sale
    phone: str = ""
    client_id: str | None = None


@dataclass(frozen=True)
class ChangeMembership:
    """Other values for some fields of a membership of a client."""

    membership_id: str
    client_id: str
    name: str
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True)
class CancelMembership:
    """The end of a membership, which cannot be undone. `seen_status` is what was on the screen."""

    membership_id: str
    client_id: str
    name: str
    seen_status: str
    reason: str = ""


Intent: TypeAlias = (
    CreateLead | UpdateLead | ConvertLead | CreateMembership | ChangeMembership | CancelMembership
)

KINDS: Final[Mapping[str, type[Intent]]] = {
    "create lead": CreateLead,
    "update lead": UpdateLead,
    "convert lead": ConvertLead,
    "create membership": CreateMembership,
    "change membership": ChangeMembership,
    "cancel membership": CancelMembership,
}
_KIND_OF: Final = {made: kind for kind, made in KINDS.items()}

CONVERTED: Final = "converted"
STATUS: Final = "status"
ADDED_NOTE: Final = "added_note"
"""A line for the notes of a record; what is there already stays, so it needs not be known."""
YES, NO, CANCELLED = "yes", "no", "Cancelled"


def kind_of(intent: Intent) -> str:
    """Return the kind of a change, as it is kept and shown."""
    return _KIND_OF[type(intent)]


def name_of(intent: Intent) -> str:
    """Return whom a change is about."""
    if isinstance(intent, CreateLead | CreateMembership):
        return " ".join(part for part in (intent.first_name, intent.last_name) if part)
    return intent.name


def record_of(intent: Intent) -> str | None:
    """Return the id of the record that is changed; None for one that is to be made."""
    if isinstance(intent, UpdateLead | ConvertLead):
        return intent.lead_id
    if isinstance(intent, ChangeMembership | CancelMembership):
        return intent.membership_id
    return intent.client_id if isinstance(intent, CreateMembership) else None


def subject_of(intent: Intent) -> str:
    """Return what a change is about: of two changes of one subject the second must wait."""
    if isinstance(intent, UpdateLead | ConvertLead):
        return f"lead {intent.lead_id}"
    if isinstance(intent, ChangeMembership | CancelMembership):
        return f"membership {intent.membership_id}"
    if isinstance(intent, CreateMembership) and intent.client_id is not None:
        return f"client {intent.client_id}"
    kind = "lead" if isinstance(intent, CreateLead) else "client"
    return f"new {kind} {folded(name_of(intent))} {intent.email.strip().casefold()}"


def parts_of(intent: Intent) -> tuple[Part, ...]:
    """Return the requests that a change takes, in their order."""
    if isinstance(intent, CreateLead | UpdateLead):
        return (Part.LEAD,)
    if isinstance(intent, ConvertLead):
        return (Part.CLIENT,) if intent.sale is None else (Part.CLIENT, Part.MEMBERSHIP)
    if isinstance(intent, CreateMembership) and intent.client_id is None:
        return (Part.CLIENT, Part.MEMBERSHIP)
    return (Part.MEMBERSHIP,)


def changes_of(intent: Intent, part: Part) -> tuple[FieldChange, ...]:
    """Return the fields that a part changes; () = it makes something that was not there."""
    if isinstance(intent, UpdateLead | ChangeMembership):
        return intent.changes
    if isinstance(intent, CancelMembership):
        return (FieldChange(STATUS, intent.seen_status, CANCELLED),)
    if isinstance(intent, ConvertLead) and part == Part.CLIENT:
        return (FieldChange(CONVERTED, NO, YES),)
    return ()


# --- what is there --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sight:
    """What a look at the other system showed.

    `values` are the fields that the change is about; `keys` are the ids of the records that are
    what the change makes. `there` False = the record to be changed no longer exists.
    """

    values: Mapping[str, str | None] = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    there: bool = True


@dataclass(frozen=True)
class Difference:
    """A field that somebody changed meanwhile."""

    name: str
    seen: str | None
    now: str | None
    wanted: str | None


@dataclass(frozen=True)
class Verdict:
    """What a look means: the state that follows, why, and the id of what was found.

    `send` = nothing stands against it.
    """

    state: WriteState
    reason: Reason
    key: str | None = None

    @property
    def send(self) -> bool:
        """Return whether the request may go out."""
        return self.state == WriteState.SENDING


@dataclass(frozen=True)
class Step:
    """One step of a change; steps are only ever added.

    `staff` None = the desk did it by itself; `holder` is the program that sends.
    """

    number: int
    state: WriteState
    part: int
    reason: Reason
    at_utc: datetime
    staff: str | None = None
    detail: str = ""
    sight: Sight | None = None
    key: str | None = None
    holder: str | None = None

    @property
    def made_in(self) -> int:
        """Return which part made what `key` names: with it the next part begins to wait."""
        return self.part - 1 if self.state == WriteState.PENDING else self.part


@dataclass(frozen=True)
class Write:
    """A change with all its steps, oldest first."""

    write_id: WriteId
    club_id: ClubId
    source: Source
    intent: Intent
    staff: str
    steps: tuple[Step, ...]

    @property
    def last(self) -> Step:
        """Return the newest step."""
        return self.steps[-1]

    @property
    def state(self) -> WriteState:
        """Return where the change stands."""
        return self.last.state

    @property
    def ended(self) -> bool:
        """Return whether nothing follows any more."""
        return self.state in ENDED

    @property
    def part(self) -> Part:
        """Return the part that the newest step is about."""
        return parts_of(self.intent)[self.last.part]

    @property
    def is_last_part(self) -> bool:
        """Return whether the change is done with this part."""
        return self.last.part + 1 == len(parts_of(self.intent))

    @property
    def parts_done(self) -> int:
        """Return how many parts are certainly done."""
        return self.last.part + (self.state == WriteState.DONE)

    @property
    def half_done(self) -> bool:
        """Return whether some of it is done and the rest is not."""
        return 0 < self.parts_done < len(parts_of(self.intent))

    @property
    def known(self) -> dict[Part, str]:
        """Return the ids of what earlier parts made."""
        parts = parts_of(self.intent)
        return {parts[s.made_in]: s.key for s in self.steps if s.key is not None}

    @property
    def accepted(self) -> Sight | None:
        """Return what was on the screen when "send anyway" was said of this part."""
        return self._newest(WriteState.PENDING)

    @property
    def before(self) -> Sight | None:
        """Return what was there right before this part was sent, None if it never was."""
        return self._newest(WriteState.SENDING)

    @property
    def open_since_utc(self) -> datetime | None:
        """Return since when nobody knows whether the last sending arrived."""
        since = None
        for step in self.steps:
            if step.state == WriteState.SENDING:
                since = None
            elif step.state == WriteState.CHECK and since is None:
                since = step.at_utc
        return since

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Return the fields that somebody else changed, as the newest step saw them."""
        sight = self.last.sight
        if self.state != WriteState.CONFLICT or sight is None:
            return ()
        return tuple(
            Difference(c.name, c.seen, sight.values.get(c.name), c.wanted)
            for c in changes_of(self.intent, self.part)
            if not same(sight.values.get(c.name), c.seen)
        )

    def _newest(self, state: WriteState) -> Sight | None:
        for step in reversed(self.steps):
            if step.part == self.last.part and step.state == state:
                return step.sight
        return None


def same(one: str | None, other: str | None) -> bool:
    """Return whether two values of a field are the same to a reader."""
    return " ".join((one or "").split()) == " ".join((other or "").split())


def may_follow(before: WriteState, after: WriteState) -> bool:
    """Return whether a change may go from one state to the other."""
    return after in MAY_FOLLOW[before]


def judged_before(write: Write, sight: Sight) -> Verdict:
    """Return what to do with a change that was not sent, after a look at what is there."""
    changes = changes_of(write.intent, write.part)
    accepted = write.accepted
    if not changes:
        if write.last.part and sight.keys:
            # its owner was made by this very change: whoever added this meant the same
            return Verdict(WriteState.DONE, Reason.ALREADY, sight.keys[-1])
        known = () if accepted is None else accepted.keys
        if set(sight.keys) - set(known):
            return Verdict(WriteState.CONFLICT, Reason.TWIN)
        return Verdict(WriteState.SENDING, Reason.STARTED)
    if not sight.there:
        return Verdict(WriteState.FAILED, Reason.GONE)
    left = [c for c in changes if not same(sight.values.get(c.name), c.wanted)]
    if not left and accepted is None and not write.is_last_part:
        # somebody else did the first half, and perhaps the second one in another way
        return Verdict(WriteState.CONFLICT, Reason.CHANGED)
    if not left:
        return Verdict(WriteState.DONE, Reason.ALREADY, _only(sight.keys))
    for change in left:
        base = change.seen if accepted is None else accepted.values.get(change.name)
        if not same(sight.values.get(change.name), base):
            return Verdict(WriteState.CONFLICT, Reason.CHANGED)
    return Verdict(WriteState.SENDING, Reason.STARTED)


def judged_after(
    write: Write, sight: Sight, now_utc: datetime, settles_after: timedelta = SETTLES_AFTER
) -> Verdict:
    """Return what a look proves about a change that was sent and may have arrived."""
    before = write.before or Sight()
    since = write.open_since_utc
    settled = since is None or now_utc - since >= settles_after
    on_its_way = Verdict(WriteState.CHECK, Reason.ON_ITS_WAY)
    not_done = Verdict(WriteState.FAILED, Reason.NOT_FOUND) if settled else on_its_way
    changes = changes_of(write.intent, write.part)
    if not changes:
        new = [key for key in sight.keys if key not in before.keys]
        if len(new) > 1:
            return Verdict(WriteState.CHECK, Reason.SEVERAL)
        return Verdict(WriteState.DONE, Reason.FOUND, new[0]) if new else not_done
    if not sight.there:
        return Verdict(WriteState.CHECK, Reason.GONE)
    if all(same(sight.values.get(c.name), c.wanted) for c in changes):
        return Verdict(WriteState.DONE, Reason.FOUND, _only(sight.keys))
    if all(same(sight.values.get(c.name), before.values.get(c.name)) for c in changes):
        return not_done
    return Verdict(WriteState.CONFLICT, Reason.CHANGED) if settled else on_its_way


def settles_at(write: Write, settles_after: timedelta = SETTLES_AFTER) -> datetime | None:
    """Return from when on a look proves that a change is not done; None where nobody wonders."""
    if write.state != WriteState.CHECK or write.open_since_utc is None:
        return None
    return write.open_since_utc + settles_after


def _only(keys: tuple[str, ...]) -> str | None:
    return keys[0] if len(keys) == 1 else None
