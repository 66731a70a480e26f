"""WODIFY, read: its lists whole, and its records one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from gymdesk.api import wodify_payloads as payloads
from gymdesk.api.wodify_payloads import SOURCE
from gymdesk.api.wodify_profile import INVOICES, LEADS, MEMBERS, MEMBERSHIPS, found
from gymdesk.api.wodify_sweep import Sweep
from gymdesk.api.wodify_wire import WodifyWire
from gymdesk.domain.client import folded
from gymdesk.domain.lead import lead_status as lead_status_of
from gymdesk.domain.membership import MemberRecord, packages
from gymdesk.domain.wodify import Capability
from gymdesk.errors import NotOffered, NotThere, UsageError, WrongAnswer

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterator, Mapping

    from gymdesk.api.wodify_payloads import Page
    from gymdesk.api.wodify_profile import Call, Listing
    from gymdesk.domain.bill import Bill
    from gymdesk.domain.client import ItemTrouble
    from gymdesk.domain.hold import HoldLook
    from gymdesk.domain.lead import Lead
    from gymdesk.domain.membership import Member, Membership, Package

T = TypeVar("T")


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


class WodifyReader(WodifyWire):
    """Reads raise: an outage never looks like an empty gym."""

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

    async def get_holds(self, membership_id: str) -> HoldLook:
        """Return the holds of one membership; raises NotOffered and SourceError kinds."""
        if not self.offers(Capability.HOLDS):
            raise NotOffered(reason="This profile does not tell of holds")
        body = await self._read(self.profile.calls["membership"], membership_id, "membership")
        row = self._same(membership_id, body, MEMBERSHIPS, "membership")
        return payloads.holds_of(row, self.profile)

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

    # --- one record, one page ---------------------------------------------------------------------

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

    # --- inside -----------------------------------------------------------------------------------

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


class _ListPages:
    """The pages of one list, for a sweep."""

    def __init__(self, api: WodifyReader, listing: Listing, what: str) -> None:
        self._api = api
        self._listing = listing
        self._what = what
        self.by_offset = api.profile.offset_paging

    async def page(self, number: int, seen: int) -> Page:
        return await self._api.page(self._listing, self._what, number, seen)

    async def between(self, above: str, below: str) -> Page | None:
        return await self._api.between(self._listing, self._what, above, below)


def _is_named(name: str, wanted: str | None) -> bool:
    return wanted is None or folded(" ".join(wanted.split())) == folded(name)


def _slice(rows: tuple[T, ...], limit: int | None, offset: int) -> tuple[T, ...]:
    start = max(0, offset)
    return rows[start:] if limit is None else rows[start : start + max(0, limit)]
