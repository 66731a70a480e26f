"""Changes in WODIFY: what is looked at before and after each, and which request makes it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from gymdesk.api.wodify_profile import LEADS, found
from gymdesk.domain.client import SOURCE_NAMES, Source, folded
from gymdesk.domain.lead import lead_status
from gymdesk.domain.membership import MemberStatus, standing
from gymdesk.domain.outbox import (
    ADDED_NOTE,
    CANCELLED,
    CONVERTED,
    NO,
    STATUS,
    YES,
    CancelMembership,
    ChangeMembership,
    ConvertLead,
    CreateLead,
    CreateMembership,
    FieldChange,
    Intent,
    Part,
    Sale,
    Sight,
    UpdateLead,
    changes_of,
    name_of,
    same,
)
from gymdesk.errors import NotThere, OutcomeUnknown, SourceError, UsageError, WrongAnswer
from gymdesk.sync.outbox import Declined, NoAnswer, Outcome, Sent

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import date

    from gymdesk.api.wodify import WodifyApi
    from gymdesk.domain.lead import Lead
    from gymdesk.domain.membership import Member, Membership
    from gymdesk.rows import ClubRow

NAME: Final = SOURCE_NAMES[Source.WODIFY]
NOTES: Final = "notes"
MEMBERSHIP_TYPE: Final = "membership_type"
MONTHLY_PRICE: Final = "monthly_price"
_ENDED: Final = (MemberStatus.CANCELLED, MemberStatus.INACTIVE)


class WodifySenders:
    """Opens what talks to a club's WODIFY; `api_of` raises DeskError kinds where that cannot be."""

    def __init__(
        self,
        api_of: Callable[[ClubRow], Awaitable[WodifyApi]],
        today_of: Callable[[ClubRow], date],
    ) -> None:
        self._api_of = api_of
        self._today_of = today_of

    async def open(self, club: ClubRow) -> WodifySender:
        """Return what looks and sends there."""
        return WodifySender(await self._api_of(club), self._today_of(club))


class WodifySender:
    """Looks and sends, one request for one part of a change.

    Who is there already is found by e-mail address and name, without an address by the name in the
    whole list. A word of status is the same whether it is WODIFY's own or ours.
    """

    def __init__(self, api: WodifyApi, today: date) -> None:
        self._api = api
        self._today = today

    async def aclose(self) -> None:
        """Close the connection."""
        await self._api.aclose()

    # --- looking ----------------------------------------------------------------------------------

    async def look(self, intent: Intent, part: Part, known: Mapping[Part, str]) -> Sight:
        """Return what is there now; raises SourceError kinds."""
        match intent:
            case CreateLead():
                return Sight(keys=await self._leads_like(intent))
            case UpdateLead():
                return await self._lead(intent)
            case ConvertLead() if part == Part.CLIENT:
                return await self._conversion(intent)
            case CreateMembership() if part == Part.CLIENT:
                return Sight(keys=await self._members_like(intent))
            case ConvertLead(sale=Sale() as sale):
                return await self._sold(known.get(Part.CLIENT), sale)
            case CreateMembership(sale=sale, client_id=client_id):
                return await self._sold(known.get(Part.CLIENT) or client_id, sale)
            case ChangeMembership() | CancelMembership():
                return await self._membership(intent)
            case _:
                raise UsageError("This change has no such part")

    async def _leads_like(self, intent: CreateLead) -> tuple[str, ...]:
        name = name_of(intent)
        if intent.email:
            return tuple(lead.remote_id for lead in await self._api.find_leads(intent.email, name))
        everybody = await self._api.get_all_leads()
        _require_whole(everybody.complete, "leads")
        return tuple(lead.remote_id for lead in everybody if folded(lead.name) == folded(name))

    async def _members_like(self, intent: CreateMembership) -> tuple[str, ...]:
        name = name_of(intent)
        if intent.email:
            members = await self._api.find_members(intent.email, name)
            return tuple(member.remote_id for member in members)
        everybody = await self._api.get_all_members()
        _require_whole(everybody.complete, "clients")
        return tuple(r.member.remote_id for r in everybody if folded(r.member.name) == folded(name))

    async def _lead(self, intent: UpdateLead) -> Sight:
        try:
            lead = await self._api.get_lead(intent.lead_id)
        except NotThere:
            return Sight(there=False)
        values: dict[str, str | None] = {NOTES: self._notes(lead)}
        for change in intent.changes:
            if change.name == STATUS:
                words = (lead.raw_status, lead_status(lead).value)
                values[STATUS] = _as_meant(words, change)
            if change.name == ADDED_NOTE:
                there = _squeezed(change.wanted) in _squeezed(values[NOTES])
                values[ADDED_NOTE] = change.wanted if there else change.seen
        return Sight(values)

    async def _conversion(self, intent: ConvertLead) -> Sight:
        try:
            lead = await self._api.get_lead(intent.lead_id)
        except NotThere:
            return Sight(there=False)
        if not lead.converted:
            return Sight({CONVERTED: NO})
        made: tuple[Member, ...] = ()
        if lead.email:
            made = await self._api.find_members(lead.email, lead.name)
        certain = [m for m in made if m.converted_from_lead] or list(made)
        return Sight({CONVERTED: YES}, tuple(m.remote_id for m in certain))

    async def _sold(self, client_id: str | None, sale: Sale) -> Sight:
        if client_id is None:
            # the conversion is done, and who came of it could not be found
            raise WrongAnswer(NAME, "the new client", "nobody of this e-mail address and name")
        record = await self._api.get_member(client_id)
        wanted = sale.membership_type.casefold()
        return Sight(
            keys=tuple(
                row.remote_id
                for row in record.memberships
                if not row.is_deleted
                and wanted in (row.name.casefold(), (row.template_id or "").casefold())
            )
        )

    async def _membership(self, intent: ChangeMembership | CancelMembership) -> Sight:
        try:
            record = await self._api.get_member(intent.client_id)
        except NotThere:
            return Sight(there=False)
        row = next((m for m in record.memberships if m.remote_id == intent.membership_id), None)
        if row is None:
            return Sight(there=False)
        return Sight(self._values(record.member, row, intent))

    def _values(
        self, member: Member, row: Membership, intent: ChangeMembership | CancelMembership
    ) -> dict[str, str | None]:
        status = standing(member, (row,), self._today).status
        cents = row.stated_cents
        values: dict[str, str | None] = {
            MEMBERSHIP_TYPE: row.name,
            MONTHLY_PRICE: None if cents is None else f"{cents // 100}.{cents % 100:02d}",
            STATUS: status.value,
        }
        for change in changes_of(intent, Part.MEMBERSHIP):
            if change.name == STATUS:
                ended = (CANCELLED,) if status in _ENDED or row.is_active is False else ()
                values[STATUS] = _as_meant((status.value, *ended), change)
            if change.name == MEMBERSHIP_TYPE:
                values[MEMBERSHIP_TYPE] = _as_meant((row.name, row.template_id or ""), change)
        return values

    def _notes(self, lead: Lead) -> str | None:
        paths = self._api.profile.fields[LEADS][NOTES]
        value = found(json.loads(lead.raw), paths)
        return value if isinstance(value, str) else None

    # --- sending ----------------------------------------------------------------------------------

    async def send(
        self, intent: Intent, part: Part, known: Mapping[Part, str], sight: Sight
    ) -> Outcome:
        """Send one part once. What the API refuses by name was not done."""
        try:
            return await self._send(intent, part, known, sight)
        except OutcomeUnknown as error:
            return NoAnswer(error.reason)
        except (SourceError, UsageError) as error:
            return Declined(f"{error.title}. {error.message}")

    async def _send(
        self, intent: Intent, part: Part, known: Mapping[Part, str], sight: Sight
    ) -> Outcome:
        match intent:
            case CreateLead():
                return Sent(await self._create_lead(intent))
            case UpdateLead():
                await self._update_lead(intent, sight)
                return Sent()
            case ConvertLead() if part == Part.CLIENT:
                return await self._convert(intent)
            case CreateMembership() if part == Part.CLIENT:
                return await self._sell_to_somebody_new(intent)
            case ConvertLead(sale=Sale() as sale):
                return await self._sell(known[Part.CLIENT], sale)
            case CreateMembership(sale=sale, client_id=client_id):
                return await self._sell(known.get(Part.CLIENT) or client_id or "", sale)
            case ChangeMembership():
                wanted: dict[str, Any] = {c.name: c.wanted for c in intent.changes}
                await self._api.update_membership(intent.membership_id, **wanted)
                return Sent()
            case CancelMembership():
                await self._api.cancel_membership(intent.membership_id, intent.reason or None)
                return Sent()
            case _:
                raise UsageError("This change has no such part")

    async def _create_lead(self, intent: CreateLead) -> str | None:
        return await self._api.create_lead(
            intent.first_name,
            intent.last_name,
            intent.email,
            intent.phone or None,
            intent.message or None,
            intent.interested_in or None,
            # looked up right before, and shown: whoever sends now has seen the twins
            twin_allowed=True,
        )

    async def _update_lead(self, intent: UpdateLead, sight: Sight) -> None:
        wanted = {c.name: c.wanted for c in intent.changes}
        before = sight.values.get(NOTES)
        notes = wanted.get(NOTES)
        if ADDED_NOTE in wanted:
            notes = "\n".join(part for part in (notes or before, wanted[ADDED_NOTE]) if part)
        await self._api.update_lead(
            intent.lead_id,
            lead_status=wanted.get(STATUS),
            notes=notes,
            seen=None if notes is None else {NOTES: _squeezed(before)},
        )

    async def _convert(self, intent: ConvertLead) -> Outcome:
        at_once = not self._api.profile.whole_puts
        sale = intent.sale if at_once else None
        done = await self._api.convert_lead_to_member(
            intent.lead_id,
            sale.membership_type if sale else None,
            sale.start_on if sale else None,
            (sale.payment_method or None) if sale else None,
        )
        return Sent(done.member.remote_id, whole=sale is not None and bool(done.membership_id))

    async def _sell_to_somebody_new(self, intent: CreateMembership) -> Outcome:
        who = (intent.first_name, intent.last_name, intent.email, intent.phone or None)
        if not self._api.profile.memberships_inside:
            return Sent(await self._api.create_member(*who))
        sale = intent.sale
        key = await self._api.create_membership(
            *who, sale.membership_type, sale.start_on, sale.payment_method or None
        )
        return Sent(key, whole=key is not None)

    async def _sell(self, client_id: str, sale: Sale) -> Outcome:
        key = await self._api.sell_membership(
            client_id, sale.membership_type, sale.start_on, sale.payment_method or None
        )
        return Sent(key)


def _as_meant(words: tuple[str, ...], change: FieldChange) -> str | None:
    """Return the word that was asked for or seen where one of *words* is it, else the first one."""
    for meant in (change.wanted, change.seen):
        if any(same(word.casefold(), (meant or "").casefold()) for word in words):
            return meant
    return words[0]


def _squeezed(text: str | None) -> str:
    return " ".join((text or "").split())


def _require_whole(complete: bool, what: str) -> None:
    if not complete:
        raise WrongAnswer(NAME, f"the list of {what}", "a part of it")
