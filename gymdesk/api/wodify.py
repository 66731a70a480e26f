"""WODIFY, talked to: its lists read whole, its records changed one at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gymdesk.api import wodify_payloads as payloads
from gymdesk.api.wodify_health import WodifyHealth
from gymdesk.api.wodify_payloads import SOURCE
from gymdesk.api.wodify_profile import LEADS, MEMBERS, MEMBERSHIPS, found
from gymdesk.api.wodify_reading import Listed, WodifyReader
from gymdesk.domain.lead import Lead
from gymdesk.domain.lead import lead_status as lead_status_of
from gymdesk.errors import AlreadyThere, ChangedMeanwhile, Declined, DeskError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from gymdesk.api.wodify_profile import Call
    from gymdesk.domain.membership import Member

__all__ = ["Conversion", "Listed", "WodifyApi"]


@dataclass(frozen=True)
class Conversion:
    """A lead that became a client. `membership_id` None: the second step is still to be done."""

    lead_id: str
    member: Member
    membership_id: str | None = None
    missing_step: str | None = None


class WodifyApi(WodifyReader, WodifyHealth):
    """Talks to one WODIFY in one profile. Reads raise; a change is sent exactly once."""

    # --- members ----------------------------------------------------------------------------------

    async def create_membership(
        self,
        first_name: str,
        last_name: str,
        email: str,
        phone: str | None,
        membership_type: str,
        start_date: date,
        payment_method: str | None = None,
    ) -> str | None:
        """Sell a membership; return its id, None where the answer names none.

        A client of this name and e-mail who is there already is not created a second time. Raises
        NotOffered where the account cannot be asked for it.
        """
        call = self._allowed("create membership", "A membership is sold")
        sale: dict[str, Any] = {
            "membership_type": membership_type,
            "start_date": start_date.isoformat(),
            "payment_method": payment_method,
        }
        if self.profile.memberships_inside:
            sale |= {
                "first_name": first_name,
                "last_name": last_name,
                "email": email,
                "phone": phone,
                "location": self._location,
            }
        else:
            twins = await self.find_members(email, f"{first_name} {last_name}")
            sale["client_id"] = (
                twins[0].remote_id
                if twins
                else await self._create_client(first_name, last_name, email, phone)
            )
        body = self.profile.body("membership", sale)
        answer = await self._change(call, "", body, "membership")
        return self._key_in(answer, call, MEMBERSHIPS)

    async def create_member(
        self, first_name: str, last_name: str, email: str, phone: str | None = None
    ) -> str | None:
        """Create a client without looking for twins; return its id, None where none is named."""
        self._allowed("create member", "A client is created")
        return await self._create_client(first_name, last_name, email, phone)

    async def sell_membership(
        self,
        client_id: str,
        membership_type: str,
        start_date: date,
        payment_method: str | None = None,
    ) -> str | None:
        """Sell a membership to a client who is there; return its id, None where none is named."""
        call = self._allowed("create membership", "A membership is sold")
        sale: dict[str, Any] = {
            "membership_type": membership_type,
            "start_date": start_date.isoformat(),
            "payment_method": payment_method,
        }
        if self.profile.memberships_inside:
            sale |= await self._buyer(client_id)
        else:
            sale["client_id"] = client_id
        answer = await self._change(call, "", self.profile.body("membership", sale), "membership")
        return self._key_in(answer, call, MEMBERSHIPS)

    async def _buyer(self, client_id: str) -> dict[str, Any]:
        """Return who buys, for an API that knows a client by name and e-mail address only."""
        body = await self._read(self.profile.calls["member"], client_id, "client")
        row = self._same(client_id, body, MEMBERS, "client")
        fields = self.profile.fields[MEMBERS]
        named = ("first_name", "last_name", "email", "phone")
        return {name: found(row, fields[name]) for name in named} | {"location": self._location}

    async def update_membership(
        self,
        membership_id: str,
        membership_type: str | None = None,
        status: str | None = None,
        monthly_price: str | None = None,
    ) -> None:
        """Change a membership; a price of 0 is a price. Raises NotOffered, NotThere, Declined."""
        call = self._allowed("update membership", "A membership is changed")
        values = {
            "membership_type": membership_type,
            "status": status,
            "monthly_price": monthly_price,
        }
        await self._change(
            call, membership_id, self.profile.body("membership", values), "membership"
        )

    async def cancel_membership(self, membership_id: str, reason: str | None = None) -> None:
        """Cancel a membership, which cannot be undone; raises NotOffered, NotThere, Declined."""
        call = self._allowed("cancel membership", "A membership is cancelled")
        body = self.profile.body("membership", {"reason": reason})
        await self._change(call, membership_id, body, "membership")

    # --- leads ------------------------------------------------------------------------------------

    async def create_lead(
        self,
        first_name: str,
        last_name: str,
        email: str,
        phone: str | None = None,
        message: str | None = None,
        interested_in: str | None = None,
        *,
        twin_allowed: bool = False,
    ) -> str | None:
        """Create a lead; return its id, None where the answer names none.

        WODIFY makes a second lead of the same person without a word, so that the e-mail address is
        looked up first: raises AlreadyThere unless *twin_allowed*.
        """
        call = self._allowed("create lead", "A lead is created")
        if email and not twin_allowed:
            twins = await self.find_leads(email, f"{first_name} {last_name}")
            if twins:
                raise AlreadyThere(what="lead", keys=", ".join(t.remote_id for t in twins))
        values: dict[str, Any] = {
            "first_name": first_name,
            "last_name": last_name,
            "email": email,
            "phone": phone,
            "location": self._location,
        }
        if "message" in self.profile.written["lead"]:
            values |= {"message": message, "interested_in": interested_in}
        else:
            wish = f"Interested in: {interested_in}" if interested_in else None
            values["notes"] = "\n".join(part for part in (message, wish) if part) or None
            values["tags"] = [interested_in] if interested_in else None
        answer = await self._change(call, "", self.profile.body("lead", values), "lead")
        return self._key_in(answer, call, LEADS)

    async def update_lead(
        self,
        lead_id: str,
        lead_status: str | None = None,
        notes: str | None = None,
        *,
        seen: Mapping[str, str | None] | None = None,
    ) -> None:
        """Change a lead's status or notes; the rest of the record is sent as it is by then.

        *seen* is what was on the screen, by our names (`status`, `notes`): raises ChangedMeanwhile
        where WODIFY has another value by now. A converted lead cannot be changed: Declined.
        """
        call = self._allowed("update lead", "A lead is changed")
        row = await self._lead_row(lead_id)
        now = payloads.lead_of(row, self.profile)
        if now.converted:
            raise Declined(SOURCE, "a converted lead can no longer be changed", 422)
        self._refuse_if_changed(row, now, seen or {})
        if not self.profile.whole_puts:
            values = {"lead_status": lead_status, "notes": notes}
            await self._change(call, lead_id, self.profile.body("lead", values), "lead")
            return
        changes: dict[str, Any] = {
            "status_id": None if lead_status is None else await self._status_id(lead_status),
            "notes": notes,
        }
        body = self.profile.whole_record("lead", row) | self.profile.body("lead", changes)
        await self._change(call, lead_id, body, "lead")

    async def convert_lead_to_member(
        self,
        lead_id: str,
        membership_type: str | None = None,
        start_date: date | None = None,
        payment_method: str | None = None,
    ) -> Conversion:
        """Make a client of a lead, which cannot be undone; the membership is a step of its own.

        Where that step cannot be done from here, or fails, the conversion says so.
        """
        call = self._allowed("convert lead", "A lead is converted")
        row = await self._lead_row(lead_id)
        lead = payloads.lead_of(row, self.profile)
        if lead.converted:
            raise Declined(SOURCE, "this lead is converted already", 422)
        sale = {
            "membership_type": membership_type,
            "start_date": None if start_date is None else start_date.isoformat(),
            "payment_method": payment_method,
        }
        if not self.profile.whole_puts:
            body = self.profile.body("conversion", sale)
            answer = await self._change(call, lead_id, body, "lead")
            record = self._record_of(payloads.record_of(answer, call.wrapped))
            key = record.memberships[0].remote_id if record.memberships else None
            return Conversion(lead_id, record.member, key)
        body = self.profile.whole_record("conversion", row) | self.profile.body(
            "conversion", {"phone": lead.phone, "location": self._location}
        )
        answer = await self._change(call, lead_id, body, "lead")
        member = self._record_of(payloads.record_of(answer, call.wrapped)).member
        if membership_type is None:
            return Conversion(lead_id, member)
        try:
            step = self._allowed("create membership", "A membership is sold")
            sold = self.profile.body("membership", {"client_id": member.remote_id} | sale)
            made = await self._change(step, "", sold, "membership")
        except DeskError as error:
            return Conversion(lead_id, member, None, f"{error.title}. {error.message}")
        return Conversion(lead_id, member, self._key_in(made, step, MEMBERSHIPS))

    # --- inside -----------------------------------------------------------------------------------

    async def _create_client(
        self, first_name: str, last_name: str, email: str, phone: str | None
    ) -> str | None:
        call = self._allowed("create member", "A client is created")
        values = {
            "first_name": first_name,
            "last_name": last_name,
            "email": email,
            "phone": phone,
            "location": self._location,
        }
        answer = await self._change(call, "", self.profile.body("member", values), "client")
        return self._key_in(answer, call, MEMBERS)

    def _key_in(self, answer: Mapping[str, Any], call: Call, table: str) -> str | None:
        record = payloads.record_of(answer, call.wrapped)
        return payloads.read_key(found(record, self.profile.fields[table]["remote_id"]))

    async def _status_id(self, wanted: str) -> int | str:
        """Return the id of a lead status by WODIFY's own word, else by ours."""
        fields = self.profile.fields["lead statuses"]
        labels = [payloads.label_of(row, fields) for row in await self._one_page("lead statuses")]
        known = [label for label in labels if label is not None]
        word = wanted.strip().casefold()
        for key, label in known:
            if label.casefold() == word:
                return int(key) if key.isdecimal() else key
        for key, label in known:
            if lead_status_of(Lead("", "", raw_status=label)).value.casefold() == word:
                return int(key) if key.isdecimal() else key
        names = ", ".join(label for _, label in known) or "none"
        raise UsageError(f"{wanted} is not a status of this gym's leads: {names}")

    def _refuse_if_changed(
        self, row: Mapping[str, Any], now: Lead, seen: Mapping[str, str | None]
    ) -> None:
        notes = payloads.read_text(found(row, self.profile.fields[LEADS]["notes"]))
        current = {"status": now.raw_status, "notes": notes or "", "name": now.name}
        changed = [k for k, v in seen.items() if k in current and (v or "") != (current[k] or "")]
        if changed:
            raise ChangedMeanwhile(fields=", ".join(sorted(changed)))
