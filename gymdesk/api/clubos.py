"""ClubOS, talked to as a browser does: one signed-in session, one acting client at a time."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar

from gymdesk.api import clubos_agreements as forms
from gymdesk.api import clubos_inventory
from gymdesk.api import clubos_pages as pages
from gymdesk.api.clubos_dialects import CAPTURED, DIALECTS, Dialect, spoken_at
from gymdesk.api.clubos_sign_in import HTML, SignedIn, sign_in
from gymdesk.api.clubos_values import SOURCE
from gymdesk.domain.client import ClientReading, ItemTrouble, Person
from gymdesk.domain.inventory import InventoryReading
from gymdesk.errors import ReadingError, SessionLost, SourceError, WrongAnswer, WrongPerson

if TYPE_CHECKING:
    from collections.abc import Callable

    from gymdesk.api.transport import Answer, Wire
    from gymdesk.domain.agreement import Agreement, ExplicitBilling
    from gymdesk.domain.dialect import ClubOsDialect
    from gymdesk.domain.inventory import Inventory
    from gymdesk.errors import DeskError

    Request = tuple[str, list[tuple[str, str]]]

log = logging.getLogger(__name__)

T = TypeVar("T")

ASKED_AT_MOST: Final = 3

DATA: Final = frozenset(
    {
        *("application/json", "text/json", "text/plain"),
        *("application/javascript", "text/javascript"),
    }
)
PAGE: Final = DATA | {"text/html", "application/xhtml+xml"}
"""The client list is a part of a page; some services send it as data."""


class EmployeeNames:
    """Names of the staff by user id, asked once per location and shared by all sessions."""

    def __init__(self) -> None:
        self._by_location: dict[str, dict[str, str]] = {}
        self._asking = asyncio.Lock()
        self._unanswered = 0

    async def at(self, location_id: str | None, session: ClubOsSession) -> dict[str, str]:
        """Return the names at a location; empty where ClubOS does not tell."""
        if location_id is None:
            return {}
        async with self._asking:
            if location_id not in self._by_location:
                names = await session.employees(location_id)
                self._unanswered += names is None
                if names is None and self._unanswered < ASKED_AT_MOST:
                    return {}  # a lost session says nothing about the staff: ask again later
                self._by_location[location_id] = names or {}
            return self._by_location[location_id]


class InventoryAsk:
    """Whether the inventory is asked for in a sweep; shared by all its sessions.

    It is given up where it does not answer three clients in a row, where a session is lost over it
    four times in a row, or twice over one client: then it is no session that ended, but an address
    that turns everybody away, and each further try would cost a sign-in.
    """

    def __init__(self) -> None:
        self.wanted = True
        self._unanswered = 0
        self._losses = 0
        self._lost_over: set[str] = set()

    def answered(self) -> None:
        """Note an answer, understood or not."""
        self._unanswered = self._losses = 0

    def failed(self) -> None:
        """Note that no answer came."""
        self._unanswered += 1
        if self._unanswered >= ASKED_AT_MOST:
            self.wanted = False

    def lost(self, member_id: str) -> bool:
        """Note that the session was lost; return whether to repeat the client in a new one."""
        self._losses += 1
        if member_id in self._lost_over or self._losses > ASKED_AT_MOST:
            self.wanted = False
        self._lost_over.add(member_id)
        return self.wanted


class ClubOsSession:
    """One server session: signed in once, acting as one client at a time.

    ClubOS keeps who is acted as per session, so a session must not be shared by two tasks, and
    every answer is held against the client asked for: another person's answer raises WrongPerson
    and is not looked at further. Status 200 proves nothing; each answer's shape is checked.
    The session speaks the dialect that was *chosen*, else that of the form that lets it in, else
    the one *remembered*; `dialect` is the one it speaks.
    """

    def __init__(
        self,
        wire: Wire,
        currency: str,
        *,
        chosen: ClubOsDialect | None = None,
        remembered: ClubOsDialect | None = None,
    ) -> None:
        self._wire = wire
        self._currency = currency
        self._chosen = chosen
        self._likely = chosen or remembered
        self._is_oneself = False
        self.dialect: Dialect = DIALECTS.get(self._likely, CAPTURED) if self._likely else CAPTURED
        self.signed_in: SignedIn | None = None

    @property
    def requests(self) -> int:
        """Return how many requests were sent."""
        return self._wire.requests

    async def sign_in(self, username: str, secret: str) -> SignedIn:
        """Sign in and settle on a dialect; raises as `clubos_sign_in.sign_in` does."""
        self._is_oneself = False
        self.signed_in = await sign_in(self._wire, username, secret, self._likely)
        spoken = self._chosen or self.signed_in.dialect
        if spoken is not None:
            self.dialect = DIALECTS[spoken]
        self._is_oneself = True
        return self.signed_in

    # --- the client list --------------------------------------------------------------------------

    async def assigned_clients(self) -> pages.Roster:
        """Return the clients assigned to the signed-in user; raises if the answer is doubtful.

        While a client is acted as, the same page lists that client's trainers: go back first,
        also where it is not certain who is acted as.
        """
        if not self._is_oneself:
            await self._delegate(pages.NOBODY)
        answer = await self._members_fragment()
        if not answer.text.strip():
            # six newlines also come right after a lost session: be nobody else and ask again
            await self._delegate(pages.NOBODY)
            answer = await self._members_fragment()
            if await self._is_truly_blank(answer):
                return pages.Roster((), is_blank=True)
        found = pages.roster(answer.text)
        # JSON says itself where it ends; a page of entries cut between two looks like a shorter one
        sure = answer.sure_of_its_end or answer.text.lstrip()[0] in "[{"
        return replace(found, sure_of_its_end=sure)

    async def _is_truly_blank(self, answer: Answer) -> bool:
        """Return whether the list of a session that is alive and nobody else's stays blank."""
        if not answer.text or answer.text.strip():
            return False  # nothing at all was never seen: blank is a number of newlines
        page = await self._wire.get(self.dialect.assignees, headers={"Accept": HTML})
        around = self._sound(page, "the page of the client list")
        if around.path != self.dialect.assignees or not pages.is_own_list(around.text):
            return False
        again = await self._members_fragment()
        return bool(again.text) and not again.text.strip()

    async def _members_fragment(self) -> Answer:
        path, params = self.dialect.members.about()
        answer = await self._wire.get(
            path,
            [*params, ("_", str(self._wire.now_ms()))],
            self._background("text/html, */*; q=0.01", self.dialect.assignees),
        )
        answer = self._of_kind(self._sound(answer, "the client list"), PAGE, "the client list")
        if not answer.path.startswith(path):
            # any page of the site has links to people; only this one lists the clients
            raise WrongAnswer(SOURCE, "the client list", "another page")
        return answer

    # --- one client -------------------------------------------------------------------------------

    async def read_client(
        self, person: Person, employees: EmployeeNames, asked: InventoryAsk | None = None
    ) -> ClientReading:
        """Return the client's agreements with their invoices, then the inventory if it is *asked*.

        An agreement that cannot be opened is listed without invoices, with its trouble. Raises
        WrongPerson, SessionLost, Unreachable, and WrongAnswer where the list itself is not one.
        Nothing that the inventory does is raised, or costs a figure.
        """
        await self._act_as(person.remote_id)
        ask = self.dialect.listed.about(client=person.remote_id)
        listed = forms.agreement_list((await self._api(ask, "the agreements")).text, self._currency)
        for item in listed:
            self._same_person(person.remote_id, item.member_id)
        if not self.dialect.list_names_client and (
            not listed or any(item.member_id is None for item in listed)
        ):
            # nobody acted as = no agreements either: a list that names nobody must be this person's
            await self._confirm_acting_as(person.remote_id)
        agreements: list[Agreement] = []
        troubles: list[ItemTrouble] = []
        for item in listed:
            agreement, found = await self._opened(person, item, employees)
            agreements.append(agreement)
            troubles += found
        reading = ClientReading(person, tuple(agreements), tuple(troubles))
        if asked is None or not asked.wanted:
            return reading
        return await self._with_inventory(reading, asked)

    async def employees(self, location_id: str) -> dict[str, str] | None:
        """Return the staff's names by user id; none where they may not be seen, None unanswered."""
        try:
            ask = self.dialect.employees.about(location=location_id)
            answer = await self._api(ask, "the staff")
            return forms.names_by_id(answer.text, "the staff")
        except WrongAnswer as error:
            log.info("staff of location %s not read: %s", location_id, error.title)
            return {}
        except SourceError as error:
            log.info("no answer about the staff of location %s: %s", location_id, error.title)
            return None

    async def aclose(self) -> None:
        """Close the connection."""
        await self._wire.aclose()

    # --- inside -----------------------------------------------------------------------------------

    async def _act_as(self, member_id: str) -> None:
        # what this answer says counts, not the jar: it may keep an older one under another path
        told = (await self._delegate(member_id)).cookies.get("delegatedUserId")
        self._same_person(member_id, told or None)
        if self.dialect.context is None:
            return
        answer = await self._wire.get(self.dialect.context, headers={"Accept": HTML})
        if answer.status != 404:  # where there is no such page there is nothing to visit
            page = pages.page_variables(self._sound(answer, "the client's page").text)
            self._same_person(member_id, page.acting_user_id)

    async def _delegate(self, member_id: str) -> Answer:
        self._is_oneself = False
        path, params = self.dialect.delegate.about(client=member_id)
        answer = await self._wire.get(
            path,
            [*params, ("_", str(self._wire.now_ms()))],
            self._background("*/*", self.dialect.assignees),
        )
        self._sound(answer, "a change of client")
        if answer.text.lstrip()[:1] == "{":  # the answer is empty, or a page; this is an error
            raise WrongAnswer(SOURCE, "a change of client", "an error")
        self._is_oneself = member_id == pages.NOBODY
        return answer

    async def _confirm_acting_as(self, member_id: str) -> None:
        # Where there is no such page, or it names nobody, the cookie that the server set on the
        # change of client is the next best witness.
        acting = await self._shown_to_act_as() or self._wire.cookie("delegatedUserId")
        if not acting:
            raise WrongAnswer(SOURCE, "the agreements", "a list that names nobody")
        self._same_person(member_id, acting)

    async def _shown_to_act_as(self) -> str | None:
        """Return whom the witness page names; raises where it broke, for then it proves nothing."""
        answer = await self._wire.get(self.dialect.witness, headers={"Accept": HTML})
        if answer.status == 404:
            return None
        page = pages.page_variables(self._sound(answer, "the client's page").text)
        return page.acting_user_id

    async def _opened(
        self, person: Person, listed: forms.ListedAgreement, employees: EmployeeNames
    ) -> tuple[Agreement, tuple[ItemTrouble, ...]]:
        key = listed.agreement.remote_id
        explicit, troubles = await self._stated(person, key)
        try:
            ask = self.dialect.opened.about(agreement=key)
            answer = await self._api(ask, "an agreement")
            opened = forms.opened_agreement(
                answer.text, self._currency, ids_wanted=self.dialect.invoices_have_ids
            )
        except WrongAnswer as error:
            unread = replace(listed, agreement=replace(listed.agreement, explicit=explicit))
            troubles += (_trouble(person, key, error),)
            return await self._with_extras(unread, employees), troubles
        for member_id in opened.member_ids:
            self._same_person(person.remote_id, member_id)
        if opened.listed.agreement.remote_id != key:
            raise WrongPerson(SOURCE, f"agreement {key}", "another agreement")
        troubles += tuple(
            ItemTrouble(person.remote_id, t.title, t.message) for t in opened.troubles
        )
        whole = replace(
            opened.listed,
            agreement=replace(
                opened.listed.agreement,
                billing_state=opened.listed.agreement.billing_state
                or listed.agreement.billing_state,
                explicit=explicit,
            ),
            trainer_id=opened.listed.trainer_id or listed.trainer_id,
            salesperson_id=opened.listed.salesperson_id or listed.salesperson_id,
        )
        return await self._with_extras(whole, employees), troubles

    async def _stated(
        self, person: Person, key: str
    ) -> tuple[ExplicitBilling | None, tuple[ItemTrouble, ...]]:
        """Return what the billing status says; None = not asked for, or not read: never "nothing".

        One that says nothing is an `ExplicitBilling` without amounts.
        """
        if self.dialect.billing_status is None:
            return None, ()
        try:
            ask = self.dialect.billing_status.about(agreement=key)
            answer = await self._api(ask, "a billing status")
            stated = forms.stated_billing(answer.text, self._currency)
        except (WrongAnswer, ReadingError) as error:
            return None, (_trouble(person, key, error),)
        self._same_person(person.remote_id, stated.member_id)
        if stated.agreement_id not in (None, key):
            raise WrongPerson(SOURCE, f"agreement {key}", "another agreement")
        return stated.explicit, ()

    async def _with_extras(
        self, listed: forms.ListedAgreement, employees: EmployeeNames
    ) -> Agreement:
        """Return the agreement with its total value and the staff's names, where they come.

        They are extras: a failure leaves one out and never touches an amount that is owed.
        """
        agreement = listed.agreement
        names = await employees.at(agreement.location_id, self)
        salesperson = names.get(listed.salesperson_id or "")
        key = agreement.remote_id
        if listed.salesperson_id and not salesperson:
            salesperson = await self._extra(
                self.dialect.salespeople.about(agreement=key), forms.first_salesperson
            )
        total_value_cents = await self._extra(
            self.dialect.total_value.about(agreement=key),
            lambda text: forms.total_value_cents(text, self._currency),
        )
        return replace(
            agreement,
            total_value_cents=total_value_cents,
            trainer=names.get(listed.trainer_id or ""),
            salesperson=salesperson,
        )

    async def _with_inventory(self, reading: ClientReading, asked: InventoryAsk) -> ClientReading:
        try:
            found = await self._inventory(reading.person.remote_id)
        except SessionLost as error:
            again = asked.lost(reading.person.remote_id)
            unread = InventoryReading(None, error.title)
            return replace(reading, inventory=unread, session_lost=again)
        except SourceError as error:
            log.info("inventory of client %s not read: %s", reading.person.remote_id, error.title)
            asked.failed()
            return replace(reading, inventory=InventoryReading(None, error.title))
        asked.answered()
        return replace(reading, inventory=InventoryReading(found))

    async def _inventory(self, member_id: str) -> Inventory:
        answer = await self._api(self.dialect.inventory.about(), clubos_inventory.WHAT)
        found = clubos_inventory.inventory(answer.text, self._wire.clock.now_utc().date())
        for named in found.member_ids:
            self._same_person(member_id, named)
        if not found.all_named:
            # Nobody else changes to this client: who is acted as now was acted as all the time. A
            # cookie would not do, it says the same where another lane uses this session as well.
            shown = await self._shown_to_act_as()
            if shown is None:
                raise WrongAnswer(SOURCE, clubos_inventory.WHAT, "a list that names nobody")
            self._same_person(member_id, shown)
        return found.inventory

    async def _extra(self, ask: Request, read: Callable[[str], T | None]) -> T | None:
        try:
            return read((await self._api(ask, "an extra")).text)
        except SourceError as error:  # a 403 here is a missing right, not a lost session
            log.info("extra %s not read: %s", ask[0], error.title)
            return None

    async def _api(self, ask: Request, what: str) -> Answer:
        path, params = ask
        headers = self._background("application/json, text/plain, */*", self.dialect.referer)
        bearer = self.dialect.bearer_cookie and self._wire.cookie(self.dialect.bearer_cookie)
        if bearer:
            headers["Authorization"] = f"Bearer {bearer}"
        answer = await self._wire.get(path, [*params, ("_", str(self._wire.now_ms()))], headers)
        return self._of_kind(self._sound(answer, what), DATA, what)

    def _background(self, accept: str, referer: str) -> dict[str, str]:
        return {
            "Accept": accept,
            "X-Requested-With": "XMLHttpRequest",
            "Referer": f"{self._wire.origin}{referer}",
        }

    def _sound(self, answer: Answer, what: str) -> Answer:
        """Return the answer if it is one; raises SessionLost or WrongAnswer."""
        text = answer.text
        if answer.status in (401, 403) or text.strip() == "Session Expired":
            raise pages.lost()
        if spoken_at(answer.path) is not None or pages.is_sign_in_page(text):
            raise pages.lost()
        if pages.error_page(text) is not None or answer.status != 200:
            problem = pages.error_page(text) or pages.found_instead(answer.status, text)
            raise WrongAnswer(SOURCE, what, problem)
        return answer

    def _of_kind(self, answer: Answer, kinds: frozenset[str], what: str) -> Answer:
        """Return the answer if it is of one of the *kinds*, or says nothing of its kind."""
        kind = answer.content_type
        if kind and kind not in kinds and not kind.endswith("+json"):
            # a word of the service's own: nothing that is shown or logged may come of it
            found = "a page" if kind == "text/html" else "another kind of file"
            raise WrongAnswer(SOURCE, what, found)
        return answer

    def _same_person(self, asked: str, answered: str | None) -> None:
        if answered is not None and answered != asked:
            raise WrongPerson(SOURCE, asked, answered)


def _trouble(person: Person, key: str, error: DeskError) -> ItemTrouble:
    return ItemTrouble(person.remote_id, error.title, f"Agreement {key}. {error.message}")
