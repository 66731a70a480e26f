"""ClubOS, talked to as a browser does: one signed-in session, one acting client at a time."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeVar

from gymdesk.api import clubos_pages as pages
from gymdesk.domain.client import ClientReading, ItemTrouble, Person
from gymdesk.errors import (
    Insecure,
    SignInRefused,
    SignInThrottled,
    SourceError,
    WrongAnswer,
    WrongPerson,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from gymdesk.api.transport import Answer, Wire
    from gymdesk.domain.agreement import Agreement

log = logging.getLogger(__name__)

T = TypeVar("T")

SIGN_IN_PAGE: Final = "/action/Login/view"
ASSIGNEES: Final = "/action/Assignees"
CLUB_SERVICES: Final = "/action/ClubServicesNew"
AGREEMENTS: Final = "/api/agreements/package_agreements"
EMPLOYEES: Final = "/api/users/employee"
ASKED_AT_MOST: Final = 3
INCLUDES: Final = ("invoices", "scheduledPayments", "prohibitChangeTypes")

_HTML: Final = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@dataclass(frozen=True)
class SignedIn:
    """Who the session belongs to."""

    user_id: str
    full_name: str | None


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


class ClubOsSession:
    """One server session: signed in once, acting as one client at a time.

    ClubOS keeps who is acted as per session, so a session must not be shared by two tasks, and
    every answer is held against the client asked for: another person's answer raises WrongPerson
    and is not looked at further. Status 200 proves nothing; each answer's shape is checked.
    No Authorization header is sent: the wrong one makes calls fail, none never does.
    """

    def __init__(self, wire: Wire, currency: str) -> None:
        self._wire = wire
        self._currency = currency
        self._is_oneself = False
        self.signed_in: SignedIn | None = None

    @property
    def requests(self) -> int:
        """Return how many requests were sent."""
        return self._wire.requests

    # --- sign-in ----------------------------------------------------------------------------------

    async def sign_in(self, username: str, secret: str) -> SignedIn:
        """Sign in through the form as the page has it.

        Raises SignInRefused (wrong password), SignInThrottled (403), Unreachable, Insecure,
        WrongAnswer. Success is the cookie `loggedInUserId` and a page that is not the form.
        """
        self._is_oneself = False
        first = await self._wire.get(SIGN_IN_PAGE, headers={"Accept": _HTML})
        form = pages.sign_in_form(first.text) if first.status == 200 else None
        if first.status in (403, 429):
            raise SignInThrottled(pages.SOURCE)
        if form is None:
            raise WrongAnswer(pages.SOURCE, "its sign-in page", _found(first))
        fields = {**form.hidden, form.username_field: username, form.password_field: secret}
        answer = await self._wire.post(
            self._own_path(form.action or first.path, first.path),
            fields,
            {
                "Accept": _HTML,
                "Origin": self._wire.origin,
                "Referer": f"{self._wire.origin}{SIGN_IN_PAGE}",
                "Upgrade-Insecure-Requests": "1",
            },
        )
        if answer.status in (403, 429):
            raise SignInThrottled(pages.SOURCE)
        if pages.is_sign_in_page(answer.text):
            raise SignInRefused(pages.SOURCE)
        user_id = self._wire.cookie("loggedInUserId")
        if answer.status != 200 or not user_id or pages.error_page(answer.text):
            raise WrongAnswer(pages.SOURCE, "a signed-in page", _found(answer))
        self._is_oneself = True
        self.signed_in = SignedIn(user_id, pages.page_variables(answer.text).full_name)
        return self.signed_in

    # --- the client list --------------------------------------------------------------------------

    async def assigned_clients(self) -> pages.Roster:
        """Return the clients assigned to the signed-in user; raises if the answer is doubtful.

        While a client is acted as, the same page lists that client's trainers: go back first,
        also where it is not certain who is acted as.
        """
        if not self._is_oneself:
            await self._delegate("0")
        answer = await self._members_fragment()
        if not answer.text.strip():
            # six newlines also come right after a lost session: be nobody else and ask again
            await self._delegate("0")
            answer = await self._members_fragment()
        return pages.roster(answer.text)

    async def _members_fragment(self) -> Answer:
        answer = await self._wire.get(
            f"{ASSIGNEES}/members",
            [("_", str(self._wire.now_ms()))],
            self._background("text/html, */*; q=0.01", ASSIGNEES),
        )
        answer = self._sound(answer, "the client list")
        if not answer.path.startswith(f"{ASSIGNEES}/members"):
            # any page of the site has links to people; only this one lists the clients
            raise WrongAnswer(pages.SOURCE, "the client list", "another page")
        return answer

    # --- one client -------------------------------------------------------------------------------

    async def read_client(self, person: Person, employees: EmployeeNames) -> ClientReading:
        """Return the client's agreements with their invoices.

        An agreement that cannot be opened is listed without invoices, with its trouble. Raises
        WrongPerson, SessionLost, Unreachable, and WrongAnswer where the list itself is not one.
        """
        await self._act_as(person.remote_id)
        answer = await self._api(f"{AGREEMENTS}/list", "the agreements")
        listed = pages.agreement_list(answer.text, self._currency)
        for item in listed:
            self._same_person(person.remote_id, item.member_id)
        if not listed or any(item.member_id is None for item in listed):
            # nobody acted as = no agreements either: a list that names nobody must be this person's
            await self._confirm_acting_as(person.remote_id)
        agreements: list[Agreement] = []
        troubles: list[ItemTrouble] = []
        for item in listed:
            agreement, found = await self._opened(person, item, employees)
            agreements.append(agreement)
            troubles += found
        return ClientReading(person, tuple(agreements), tuple(troubles))

    async def employees(self, location_id: str) -> dict[str, str] | None:
        """Return the staff's names by user id; none where they may not be seen, None unanswered."""
        try:
            answer = await self._api(EMPLOYEES, "the staff", [("locationId", location_id)])
            return pages.names_by_id(answer.text, "the staff")
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

    async def _delegate(self, member_id: str) -> Answer:
        self._is_oneself = False
        answer = await self._wire.get(
            f"/action/Delegate/{member_id}/url=false",
            [("_", str(self._wire.now_ms()))],
            self._background("*/*", ASSIGNEES),
        )
        self._sound(answer, "a change of client")
        self._is_oneself = member_id == "0"
        return answer

    async def _confirm_acting_as(self, member_id: str) -> None:
        answer = await self._wire.get(CLUB_SERVICES, headers={"Accept": _HTML})
        # A page that broke proves nothing. Where there is no such page, or it names nobody, the
        # cookie that the server set on the change of client is the next best witness.
        acting = None
        if answer.status != 404:
            page = pages.page_variables(self._sound(answer, "the client's page").text)
            acting = page.acting_user_id
        acting = acting or self._wire.cookie("delegatedUserId")
        if not acting:
            raise WrongAnswer(pages.SOURCE, "the agreements", "a list that names nobody")
        self._same_person(member_id, acting)

    async def _opened(
        self, person: Person, listed: pages.ListedAgreement, employees: EmployeeNames
    ) -> tuple[Agreement, tuple[ItemTrouble, ...]]:
        key = listed.agreement.remote_id
        try:
            answer = await self._api(
                f"{AGREEMENTS}/V2/{key}", "an agreement", [("include", i) for i in INCLUDES]
            )
            opened = pages.opened_agreement(answer.text, self._currency)
        except WrongAnswer as error:
            trouble = ItemTrouble(
                person.remote_id, error.title, f"Agreement {key}. {error.message}"
            )
            return await self._with_extras(listed, employees), (trouble,)
        self._same_person(person.remote_id, opened.listed.member_id)
        if opened.listed.agreement.remote_id != key:
            raise WrongPerson(pages.SOURCE, f"agreement {key}", "another agreement")
        troubles = tuple(ItemTrouble(person.remote_id, t.title, t.message) for t in opened.troubles)
        whole = replace(
            opened.listed,
            agreement=replace(
                opened.listed.agreement,
                billing_state=opened.listed.agreement.billing_state
                or listed.agreement.billing_state,
            ),
            trainer_id=opened.listed.trainer_id or listed.trainer_id,
            salesperson_id=opened.listed.salesperson_id or listed.salesperson_id,
        )
        return await self._with_extras(whole, employees), troubles

    async def _with_extras(
        self, listed: pages.ListedAgreement, employees: EmployeeNames
    ) -> Agreement:
        """Return the agreement with its total value and the staff's names, where they come.

        They are extras: a failure leaves one out and never touches an amount that is owed.
        """
        agreement = listed.agreement
        names = await employees.at(agreement.location_id, self)
        salesperson = names.get(listed.salesperson_id or "")
        if listed.salesperson_id and not salesperson:
            salesperson = await self._extra(
                f"{AGREEMENTS}/{agreement.remote_id}/salespeople", [], pages.first_salesperson
            )
        total_value_cents = await self._extra(
            f"{AGREEMENTS}/agreementTotalValue",
            [("agreementId", agreement.remote_id)],
            lambda text: pages.total_value_cents(text, self._currency),
        )
        return replace(
            agreement,
            total_value_cents=total_value_cents,
            trainer=names.get(listed.trainer_id or ""),
            salesperson=salesperson,
        )

    async def _extra(
        self, path: str, params: list[tuple[str, str]], read: Callable[[str], T | None]
    ) -> T | None:
        try:
            return read((await self._api(path, "an extra", params)).text)
        except SourceError as error:  # a 403 here is a missing right, not a lost session
            log.info("extra %s not read: %s", path, error.title)
            return None

    async def _api(
        self, path: str, what: str, params: list[tuple[str, str]] | None = None
    ) -> Answer:
        answer = await self._wire.get(
            path,
            [*(params or ()), ("_", str(self._wire.now_ms()))],
            self._background("application/json, text/plain, */*", CLUB_SERVICES),
        )
        return self._sound(answer, what)

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
        if answer.path.startswith("/action/Login") or pages.is_sign_in_page(text):
            raise pages.lost()
        problem = pages.error_page(text)
        if problem is not None or answer.status != 200:
            raise WrongAnswer(pages.SOURCE, what, problem or _found(answer))
        return answer

    def _same_person(self, asked: str, answered: str | None) -> None:
        if answered is not None and answered != asked:
            raise WrongPerson(pages.SOURCE, asked, answered)

    def _own_path(self, action: str, page_path: str) -> str:
        """Return where the form goes; a form that leads to another host gets no password."""
        from urllib.parse import urljoin, urlsplit

        try:
            target = urljoin(f"{self._wire.origin}{page_path}", action)
        except ValueError as error:
            raise WrongAnswer(pages.SOURCE, "its sign-in form", "a form without address") from error
        if not target.startswith(f"{self._wire.origin}/"):
            host = urlsplit(self._wire.origin).hostname or ""
            raise Insecure(pages.SOURCE, host, "its sign-in form leads to another address")
        return target.removeprefix(self._wire.origin)


def _found(answer: Answer) -> str:
    """Return what an unusable answer is, in words."""
    if answer.status != 200:
        return f"error {answer.status}"
    return pages.error_page(answer.text) or "another page"
