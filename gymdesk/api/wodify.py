"""WODIFY, talked to: its lists read whole, its records changed one at a time."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

import httpx
import stamina

from gymdesk.api import wodify_payloads as payloads
from gymdesk.api.transport import CALL_BUDGET_S
from gymdesk.api.wodify_payloads import SOURCE
from gymdesk.api.wodify_profile import (
    INVOICES,
    LEADS,
    MEMBERS,
    MEMBERSHIPS,
    found,
    has,
)
from gymdesk.api.wodify_sweep import Sweep
from gymdesk.clock import today_in
from gymdesk.domain.client import folded
from gymdesk.domain.lead import Lead
from gymdesk.domain.lead import lead_status as lead_status_of
from gymdesk.domain.membership import MemberRecord, packages
from gymdesk.domain.wodify import Capability, Probed
from gymdesk.errors import (
    AlreadyThere,
    ChangedMeanwhile,
    CredentialsMissing,
    Declined,
    DeskError,
    Insecure,
    KeyRefused,
    NotOffered,
    NotThere,
    OutcomeUnknown,
    RateLimited,
    SourceError,
    Unreachable,
    UsageError,
    WritesOff,
    WrongAnswer,
    WrongPath,
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
    from datetime import date

    from gymdesk.api.transport import Wire
    from gymdesk.api.wodify_payloads import Page
    from gymdesk.api.wodify_profile import Call, Listing, Profile
    from gymdesk.domain.bill import Bill
    from gymdesk.domain.client import ItemTrouble
    from gymdesk.domain.membership import Member, Membership, Package

    Params = Sequence[tuple[str, str]]

log = logging.getLogger(__name__)

T = TypeVar("T")

HEADERS: Final = {"Accept": "application/json"}
_PASSING: Final = ("something unreadable", "a page", "error 500")
_ONE_ROW: Final = (("page", "1"), ("page_size", "1"))
_NEVER_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


@dataclass(frozen=True)
class Listed(Generic[T]):
    """The rows of a list. Not `complete`: something of it could not be read, `troubles` says what.

    What could not be read at all is raised: an outage is never an empty list.
    """

    rows: tuple[T, ...]
    complete: bool = True
    troubles: tuple[ItemTrouble, ...] = ()

    def __iter__(self) -> Iterator[T]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class Conversion:
    """A lead that became a client. `membership_id` None: the second step is still to be done."""

    lead_id: str
    member: Member
    membership_id: str | None = None
    missing_step: str | None = None


class WodifyApi:
    """Talks to one WODIFY in one profile. Reads raise; a change is sent exactly once.

    Nothing is sent with a method that changes something unless *may_write*. After a change whose
    answer did not come, OutcomeUnknown is raised: the caller looks before anything is repeated. The
    key is part of no text.
    """

    def __init__(
        self,
        wire: Wire,
        key: str,
        profile: Profile,
        *,
        currency: str = "USD",
        timezone: str = "UTC",
        location: str | None = None,
        base: str | None = None,
        may_write: bool = False,
        also_offered: frozenset[Capability] = frozenset(),
    ) -> None:
        self.profile = profile
        self._wire = wire
        self._key = key
        self._currency = currency
        self._timezone = timezone
        self._location = location
        # None = found out by the first answer
        self._base = base or None
        self._may_write = may_write
        self._offered = profile.offered | also_offered

    @property
    def requests(self) -> int:
        """Return how many requests were sent."""
        return self._wire.requests

    def offers(self, capability: Capability) -> bool:
        """Return whether the account can be asked for it."""
        return capability in self._offered

    async def aclose(self) -> None:
        """Close the connection."""
        await self._wire.aclose()

    # --- whole lists ------------------------------------------------------------------------------

    def sweep_members(self) -> Sweep[MemberRecord]:
        """Return a pass over the clients; their memberships come along only if they stand inside.

        See `sweep_memberships`.
        """
        return self._sweep(MEMBERS, self._record_of)

    def sweep_memberships(self) -> Sweep[Membership]:
        """Return a pass over all rows of memberships; raises UsageError where they stand inside."""
        return self._sweep(
            MEMBERSHIPS,
            lambda row: payloads.membership_of(row, self.profile, self._currency),
        )

    def sweep_leads(self) -> Sweep[Lead]:
        """Return a pass over the leads."""
        return self._sweep(LEADS, lambda row: payloads.lead_of(row, self.profile))

    def sweep_invoices(self) -> Sweep[Bill]:
        """Return a pass over the invoices; raises NotOffered where the profile has none."""
        if not self.offers(Capability.INVOICES):
            raise NotOffered(reason="This profile has no invoices")
        return self._sweep(
            INVOICES, lambda row: payloads.bill_of(row, self.profile, self._currency)
        )

    # --- members ----------------------------------------------------------------------------------

    async def get_member(self, client_id: str) -> MemberRecord:
        """Return one client with memberships; raises NotThere and other SourceError kinds."""
        body = await self._read(self.profile.calls["member"], client_id, "client")
        row = self._same(client_id, body, MEMBERS, "client")
        record = self._record_of(row)
        if self.profile.memberships_inside:
            return record
        rows = await self._search(MEMBERSHIPS, "client_id", client_id)
        read = [payloads.membership_of(r, self.profile, self._currency) for r in rows]
        mine = tuple(m for m in read if m is not None and m.client_id == client_id)
        return MemberRecord(record.member, mine)

    async def get_all_members(
        self, status: str | None = None, limit: int | None = None, offset: int = 0
    ) -> Listed[MemberRecord]:
        """Return the clients with their memberships, by the status that is worked out (6.3)."""
        members = self.sweep_members()
        people = await members.everything()
        troubles, complete = list(members.troubles), members.complete
        if not self.profile.memberships_inside:
            rows = self.sweep_memberships()
            by_client: dict[str, list[Membership]] = {}
            for row in await rows.everything():
                by_client.setdefault(row.client_id, []).append(row)
            troubles += rows.troubles
            complete = complete and rows.complete
            people = tuple(
                MemberRecord(p.member, tuple(by_client.get(p.member.remote_id, ()))) for p in people
            )
        if status is not None:
            today = self._today()
            wanted = status.strip().casefold()
            people = tuple(p for p in people if p.standing(today).status.value.casefold() == wanted)
        return Listed(_slice(people, limit, offset), complete, tuple(troubles))

    async def get_membership_packages(self) -> tuple[Package, ...]:
        """Return what can be sold: as the source lists it, else derived from what was sold."""
        if self.offers(Capability.TEMPLATES) and "packages" in self.profile.lists:
            fields = self.profile.fields["packages"]
            rows = await self._one_page("packages")
            return tuple(payloads.package_of(row, fields, self._currency) for row in rows)
        return packages(await self.sweep_memberships().everything(), self._today())

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
        sale = {
            "client_id": client_id,
            "membership_type": membership_type,
            "start_date": start_date.isoformat(),
            "payment_method": payment_method,
        }
        answer = await self._change(call, "", self.profile.body("membership", sale), "membership")
        return self._key_in(answer, call, MEMBERSHIPS)

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

    async def find_members(self, email: str, name: str | None = None) -> tuple[Member, ...]:
        """Return the clients of an e-mail address, and of that *name* where one is given.

        An address is not unique: families share one.
        """
        people = [
            record.member
            async for record in self._with_email(MEMBERS, email, self._record_of)
            if _is_named(record.member.name, name)
        ]
        return tuple(people)

    # --- leads ------------------------------------------------------------------------------------

    async def get_lead(self, lead_id: str) -> Lead:
        """Return one lead; raises NotThere and other SourceError kinds."""
        return payloads.lead_of(await self._lead_row(lead_id), self.profile)

    async def get_all_leads(
        self, status: str | None = None, limit: int | None = None, offset: int = 0
    ) -> Listed[Lead]:
        """Return the leads; *status* is ours or WODIFY's own word."""
        sweep = self.sweep_leads()
        rows = await sweep.everything()
        if status is not None:
            wanted = status.strip().casefold()
            rows = tuple(
                lead
                for lead in rows
                if wanted in (lead_status_of(lead).value.casefold(), lead.raw_status.casefold())
            )
        return Listed(_slice(rows, limit, offset), sweep.complete, tuple(sweep.troubles))

    async def find_leads(self, email: str, name: str | None = None) -> tuple[Lead, ...]:
        """Return the leads of an e-mail address, and of that *name* where one is given."""
        leads = [
            lead
            async for lead in self._with_email(
                LEADS, email, lambda row: payloads.lead_of(row, self.profile)
            )
            if _is_named(lead.name, name)
        ]
        return tuple(leads)

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

    async def is_there(self, what: str, key: str) -> bool:
        """Return whether the record of that id exists; False where the profile has no such kind."""
        call = self.profile.calls.get(what)
        if call is None:
            return False
        try:
            await self._read(call, key, what)
        except NotThere:
            return False
        return True

    async def ping(self) -> None:
        """Ask the smallest question there is; raises SourceError kinds."""
        await self._get(self.profile.health.about(), _ONE_ROW, "answer")

    # --- health -----------------------------------------------------------------------------------

    async def check_api_health(self) -> dict[str, Any]:
        """Return whether WODIFY answers, under the names of the requirements; never raises for it.

        `status` is not_configured, healthy, auth_error, rate_limited, connection_error, error or
        unknown_error. The key itself is no part of it.
        """
        told: dict[str, Any] = {
            "api_configured": bool(self._key),
            "api_url": self._wire.address,
            "location_id": self._location,
            "last_check": self._wire.clock.now_utc().isoformat(timespec="seconds"),
            "status": "not_configured",
        }
        if not self._key:
            return told
        try:
            body = await self._get(self.profile.health.about(), _ONE_ROW, "answer")
        except DeskError as error:
            return told | {"status": _health_word(error), "error": f"{error.title}."}
        except Exception as error:  # the question must be answered in every case
            log.warning("health: %s", type(error).__name__)
            return told | {"status": "unknown_error", "error": type(error).__name__}
        # which lists came, never what is in them: they hold people
        return told | {"status": "healthy", "response": {"keys": sorted(body)}}

    async def probe(self) -> tuple[Probed, ...]:
        """Ask for one row of everything that is used; nothing is changed by it.

        Where nobody answers the first such question stands for the rest: each would wait as long.
        """
        found: list[Probed] = []
        nobody: str | None = None
        for number, asked in enumerate(self.profile.probes):
            if nobody is None:
                try:
                    found.append(await self._probed(number))
                    continue
                except (Unreachable, Insecure) as error:
                    nobody = error.title
            found.append(Probed(asked.name, "failed", detail=nobody))
        return tuple(found)

    async def _probed(self, number: int) -> Probed:
        asked = self.profile.probes[number]
        try:
            body = await self._get(asked.path, _ONE_ROW, asked.name)
        except (WrongPath, NotThere):
            return Probed(asked.name, "wrong path")
        except KeyRefused as error:
            return Probed(asked.name, "no right", detail=error.title)
        except (Unreachable, Insecure):
            raise
        except DeskError as error:
            return Probed(asked.name, "failed", detail=error.title)
        if not asked.keys:
            return Probed(asked.name, "ok")
        key = next((k for k in asked.keys if isinstance(body.get(k), list)), None)
        if key is None:
            return Probed(asked.name, "fields missing", asked.keys)
        rows = [row for row in body[key] if isinstance(row, dict)]
        if not rows or asked.table is None:
            return Probed(asked.name, "ok", detail="" if rows else "no rows yet")
        table = self.profile.fields[asked.table]
        missing = tuple(f for f in asked.fields if not has(rows[0], table[f]))
        return Probed(asked.name, "fields missing" if missing else "ok", missing)

    # --- reading ----------------------------------------------------------------------------------

    def _sweep(self, what: str, read: Callable[[Mapping[str, Any]], T | None]) -> Sweep[T]:
        listing = self.profile.lists.get(what)
        if listing is None:
            raise NotOffered(reason=f"This profile has no list of {what}")
        id_field = self.profile.fields[what]["remote_id"]
        return Sweep(_ListPages(self, listing, what), what, id_field, read)

    def _record_of(self, row: Mapping[str, Any]) -> MemberRecord:
        member = payloads.member_of(row, self.profile)
        if not self.profile.memberships_inside:
            return MemberRecord(member)
        inside = payloads.membership_of(row, self.profile, self._currency)
        return MemberRecord(member, () if inside is None else (inside,))

    async def page(self, listing: Listing, what: str, number: int, seen: int) -> Page:
        """Return one page of a list."""
        params = self._filled(self.profile.page(listing, number, seen))
        return payloads.page_of(await self._get(listing.path, params, what), listing, what)

    async def between(self, listing: Listing, what: str, above: str, below: str) -> Page | None:
        """Return what a list has between two ids; None where it cannot be searched."""
        clauses = [
            self.profile.question("remote_id", "gt", above),
            self.profile.question("remote_id", "lt", below),
        ]
        if listing.search is None or None in clauses:
            return None
        params = [("q", ";".join(str(c) for c in clauses)), *self.profile.page(listing, 1, 0)]
        return payloads.page_of(await self._get(listing.search, params, what), listing, what)

    async def _search(self, what: str, field_name: str, value: str) -> list[dict[str, Any]]:
        """Return all rows with that value; raises WrongAnswer for a list without an end."""
        listing = self.profile.lists[what]
        clause = self.profile.question(field_name, "eq", value)
        if listing.search is None or clause is None:
            raise UsageError(f"{what} cannot be searched by {field_name}")
        rows: list[dict[str, Any]] = []
        for number in range(1, 50):
            params = [("q", clause), *self.profile.page(listing, number, len(rows))]
            body = await self._get(listing.search, params, what)
            page = payloads.page_of(body, listing, what)
            rows += page.rows
            if page.more is not True or not page.rows:
                return rows
        raise WrongAnswer(SOURCE, f"the {what}", "a list without an end")

    async def _with_email(
        self, what: str, email: str, read: Callable[[Mapping[str, Any]], T]
    ) -> AsyncGenerator[T, None]:
        """Yield the records of an e-mail address, filtered here as well.

        An address with a sign that the search cannot express is looked for in the whole list.
        """
        wanted = email.strip().casefold()
        listing = self.profile.lists[what]
        can_ask = listing.search is not None and self.profile.question("email", "eq", email)
        if can_ask:
            records = [read(row) for row in await self._search(what, "email", email.strip())]
        else:
            records = list(await self._sweep(what, read).everything())
        for record in records:
            person: Any = record.member if isinstance(record, MemberRecord) else record
            if (person.email or "").strip().casefold() == wanted:
                yield record

    async def _one_page(self, what: str) -> tuple[dict[str, Any], ...]:
        return (await self.page(self.profile.lists[what], what, 1, 0)).rows

    async def _lead_row(self, lead_id: str) -> dict[str, Any]:
        body = await self._read(self.profile.calls["lead"], lead_id, "lead")
        return self._same(lead_id, body, LEADS, "lead")

    async def _read(self, call: Call, key: str, what: str) -> dict[str, Any]:
        if not key.strip():
            raise NotThere(SOURCE, what, key)
        try:
            return payloads.record_of(await self._get(call.about(key), (), what), call.wrapped)
        except NotThere as error:
            raise NotThere(SOURCE, what, key) from error

    def _same(self, key: str, row: dict[str, Any], table: str, what: str) -> dict[str, Any]:
        """Return the row if it is about *key*; an answer about another record is thrown away."""
        paths = self.profile.fields[table]["remote_id"]
        answered = payloads.read_key(found(row, paths))
        if answered != key:
            raise WrongAnswer(SOURCE, f"the {what} {key}", "another one")
        return row

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

    # --- the wire ---------------------------------------------------------------------------------

    async def _get(self, path: str, params: Params, what: str) -> dict[str, Any]:
        if not self._key:
            raise CredentialsMissing(SOURCE)
        if self._base is not None:
            return await self._got(self._base + path, params, what)
        try:
            body = await self._got(self.profile.base + path, params, what)
        except (WrongPath, NotThere):
            # an address that names no base: the service may live without one
            with suppress(SourceError):
                body = await self._got(path, params, what)
                self._base = ""
                return body
            raise
        self._base = self.profile.base
        return body

    async def _got(self, path: str, params: Params, what: str) -> dict[str, Any]:
        async for attempt in stamina.retry_context(
            on=_is_passing, attempts=3, timeout=CALL_BUDGET_S, wait_initial=0.3
        ):
            with attempt:
                answer = await self._wire.get(path, params, self._headers())
                return payloads.body_of(answer, what)
        raise AssertionError("stamina ends with an answer or an error")  # pragma: no cover

    def _allowed(self, name: str, clause: str) -> Call:
        """Return the request of a change; raises NotOffered or WritesOff, and nothing was sent."""
        call = self.profile.calls.get(name)
        if call is None or (call.needs is not None and call.needs not in self._offered):
            raise NotOffered(reason=f"{clause} in WODIFY: no program could verify how")
        if not self._may_write:
            raise WritesOff(source=SOURCE)
        return call

    async def _change(
        self, call: Call, key: str, body: Mapping[str, Any], what: str
    ) -> dict[str, Any]:
        """Send a change exactly once; raises OutcomeUnknown where it may be done or not."""
        if self._base is None:
            await self._get(self.profile.health.about(), _ONE_ROW, "answer")
        path = (self._base or "") + call.about(key)
        try:
            answer = await self._wire.send_json(
                call.method, path, payloads.as_sent(body) or None, self._headers()
            )
        except Unreachable as error:
            if isinstance(error.__cause__, _NEVER_SENT):
                raise
            raise OutcomeUnknown(SOURCE, error.reason) from error
        except WrongAnswer as error:
            raise OutcomeUnknown(SOURCE, error.title) from error
        if answer.status < 300 and not answer.text.strip():
            return {}
        try:
            return payloads.body_of(answer, what)
        except WrongAnswer as error:  # an error 500 or half an answer: it may be done or not
            raise OutcomeUnknown(SOURCE, error.title) from error
        except NotThere as error:
            raise NotThere(SOURCE, what, key) from error

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

    def _headers(self) -> dict[str, str]:
        name, value = self.profile.key_header
        return {**HEADERS, name: value.format(key=self._key)}

    def _filled(self, params: Params) -> list[tuple[str, str]]:
        """Return the parameters with the location in its place; left out where none is set."""
        filled = [(k, self._location or "" if v == "{location}" else v) for k, v in params]
        return [(k, v) for k, v in filled if v]

    def _today(self) -> date:
        return today_in(self._wire.clock, self._timezone)


class _ListPages:
    """The pages of one list, for a sweep."""

    def __init__(self, api: WodifyApi, listing: Listing, what: str) -> None:
        self._api = api
        self._listing = listing
        self._what = what
        self.by_offset = api.profile.offset_paging

    async def page(self, number: int, seen: int) -> Page:
        return await self._api.page(self._listing, self._what, number, seen)

    async def between(self, above: str, below: str) -> Page | None:
        return await self._api.between(self._listing, self._what, above, below)


def _is_passing(error: Exception) -> bool:
    """Return whether an answer is worth another question: half an answer, or an inner failure."""
    return isinstance(error, WrongAnswer) and error.found in _PASSING


def _is_named(name: str, wanted: str | None) -> bool:
    return wanted is None or folded(" ".join(wanted.split())) == folded(name)


def _slice(rows: tuple[T, ...], limit: int | None, offset: int) -> tuple[T, ...]:
    start = max(0, offset)
    return rows[start:] if limit is None else rows[start : start + max(0, limit)]


def _health_word(error: DeskError) -> str:
    if isinstance(error, KeyRefused):
        return "auth_error"
    if isinstance(error, RateLimited):
        return "rate_limited"
    return "connection_error" if isinstance(error, Unreachable) else "error"
