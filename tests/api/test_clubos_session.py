"""A ClubOS session: signs in as a browser does, and never takes one client for another."""

from __future__ import annotations

import asyncio
import json
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import httpx
import pytest

from gymdesk.api.clubos import ClubOsSession, EmployeeNames
from gymdesk.api.transport import Wire
from gymdesk.clock import FixedClock
from gymdesk.demo import DEMO_PASSWORD, DEMO_USERNAME, demo_gym
from gymdesk.demo import pages as pages_of_demo
from gymdesk.demo.payloads import CARD_TOKEN, INITIALS, SIGNATURE, TERMS
from gymdesk.domain.client import Person
from gymdesk.domain.past_due import owed_by_client
from gymdesk.errors import (
    Insecure,
    SessionLost,
    SignInLocked,
    SignInRefused,
    SignInThrottled,
    Unreachable,
    WrongAnswer,
    WrongPerson,
)
from tests.builders import TODAY

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from gymdesk.api import clubos_pages as pages
    from gymdesk.demo import DemoGym

ADDRESS = "https://club.test"
NOW = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)
MARIT, LEOPOLD, NOBODY, ORDINARY = "910000131", "910000137", "910000127", "910000102"
AGREEMENTS = "/api/agreements/package_agreements"
STAFF_ID = 900000001


@pytest.fixture
def gym() -> DemoGym:
    return demo_gym(TODAY)


class Seen(httpx.AsyncBaseTransport):
    """Passes requests on, keeps them, and may answer some itself."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.inner = inner
        self.requests: list[httpx.Request] = []
        self.answers: dict[str, Callable[[httpx.Request], httpx.Response]] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        for start, answer in self.answers.items():
            if request.url.path.startswith(start):
                return answer(request)
        return await self.inner.handle_async_request(request)

    def paths(self) -> list[str]:
        return [r.url.path for r in self.requests]


class Pieces(httpx.AsyncByteStream):
    """A body whose only end is the end of the connection."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    async def __aiter__(self):
        yield self._body


def at(gym: DemoGym) -> Seen:
    return Seen(httpx.ASGITransport(gym.clubos))


def status(code: int, text: str = "") -> Callable[[httpx.Request], httpx.Response]:
    return lambda _request: httpx.Response(code, text=text)


def visit(
    transport: httpx.AsyncBaseTransport,
    steps: Callable[[ClubOsSession], Awaitable],
    *,
    signed_in: bool = True,
    **dialects,
):
    """Return what *steps* returns for a session over *transport*."""

    async def run():
        wire = Wire(ADDRESS, "ClubOS", FixedClock(NOW), transport)
        session = ClubOsSession(wire, "USD", **dialects)
        try:
            if signed_in:
                await session.sign_in(DEMO_USERNAME, DEMO_PASSWORD)
            return await steps(session)
        finally:
            await session.aclose()

    return asyncio.run(run())


def reading(member_id: str):
    return lambda session: session.read_client(Person(member_id, "Somebody"), EmployeeNames())


def signing_in(secret: str = DEMO_PASSWORD):
    return lambda session: session.sign_in(DEMO_USERNAME, secret)


async def roster_of(session: ClubOsSession) -> pages.Roster:
    return await session.assigned_clients()


# --- sign-in --------------------------------------------------------------------------------------


def test_a_sign_in_tells_who_signed_in(gym: DemoGym) -> None:
    who = visit(at(gym), signing_in(), signed_in=False)
    assert (who.user_id, who.full_name) == (str(STAFF_ID), "Jordan Ellerby")


def test_the_form_is_sent_as_the_page_has_it_and_as_a_browser_does(gym: DemoGym) -> None:
    wire = at(gym)
    visit(wire, signing_in(), signed_in=False)
    (posted,) = [r for r in wire.requests if r.method == "POST"]
    fields = dict(httpx.QueryParams(posted.content.decode()))
    assert set(fields) == {"login", "username", "password", "_sourcePage", "__fp"}
    assert posted.headers["origin"] == ADDRESS
    assert posted.headers["referer"] == f"{ADDRESS}/action/Login/view"
    assert "x-requested-with" not in posted.headers
    assert posted.url.path.startswith("/action/Login;jsessionid=")


def test_a_wrong_password_is_refused_after_one_attempt(gym: DemoGym) -> None:
    wire = at(gym)
    with pytest.raises(SignInRefused):
        visit(wire, signing_in("wrong"), signed_in=False)
    assert [r.method for r in wire.requests].count("POST") == 1


def test_a_second_sign_in_too_soon_is_throttled(gym: DemoGym) -> None:
    gym.knobs.login_throttle_s = 60.0
    visit(at(gym), signing_in(), signed_in=False)
    with pytest.raises(SignInThrottled):
        visit(at(gym), signing_in(), signed_in=False)


LOCKED_WORDS = [
    "Your account has been locked.",
    "This user account is temporarily locked",
    "Account disabled",
    "You are locked out",
    "Too many failed login attempts",
    "Too many sign-ins, try again later",
    "Please solve the CAPTCHA",
]


@pytest.mark.parametrize("words", LOCKED_WORDS)
@pytest.mark.parametrize("code", [200, 403, 429])
def test_a_locked_account_is_told_apart_from_a_wrong_password(
    gym: DemoGym, words: str, code: int
) -> None:
    form = pages_of_demo.sign_in_page("/action/Login", ("a", "b"), ("c", "d"))
    transport = at(gym)

    def answer(request: httpx.Request) -> httpx.Response:
        page = form.replace("<body", f'<body><p class="error">{words}</p', 1)
        return httpx.Response(code, html=page) if request.method == "POST" else on_the_site(request)

    def on_the_site(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, html=form)

    transport.answers["/action/Login"] = answer
    with pytest.raises(SignInLocked, match="has locked the account"):
        visit(transport, signing_in(), signed_in=False)
    assert [r.method for r in transport.requests].count("POST") == 1


def test_a_message_that_the_page_hides_says_nothing(gym: DemoGym) -> None:
    hidden = '<li class="error locked hide">Your account has been locked</li>'
    form = pages_of_demo.sign_in_page("/action/Login", ("a", "b"), ("c", "d"))
    page = form.replace("</ul>", f"{hidden}</ul><script>'account locked'</script>")
    transport = at(gym)
    transport.answers["/action/Login"] = lambda _request: httpx.Response(200, html=page)
    with pytest.raises(SignInRefused):
        visit(transport, signing_in(), signed_in=False)


def test_status_423_is_a_locked_account(gym: DemoGym) -> None:
    form = pages_of_demo.sign_in_page("/action/Login", ("a", "b"), ("c", "d"))
    transport = at(gym)
    transport.answers["/action/Login"] = lambda request: (
        httpx.Response(423) if request.method == "POST" else httpx.Response(200, html=form)
    )
    with pytest.raises(SignInLocked):
        visit(transport, signing_in(), signed_in=False)


@pytest.mark.parametrize("code", [403, 429])
def test_a_sign_in_page_that_is_refused_is_throttling(gym: DemoGym, code: int) -> None:
    wire = at(gym)
    wire.answers["/action/Login/view"] = status(code)
    with pytest.raises(SignInThrottled):
        visit(wire, signing_in(), signed_in=False)


@pytest.mark.parametrize(
    ("code", "text"),
    [(200, ""), (200, "<form></form>"), (500, ""), (404, "x"), (200, '{"message":"Server Error"}')],
)
def test_a_page_without_the_form_gets_no_password(gym: DemoGym, code: int, text: str) -> None:
    wire = at(gym)
    wire.answers["/action/Login"] = status(code, text)
    with pytest.raises(WrongAnswer, match="instead of its sign-in page"):
        visit(wire, signing_in(), signed_in=False)
    assert {r.method for r in wire.requests} == {"GET"}


FORM = '<form id="loginForm" action="{}"><input type=password name=password></form>'


@pytest.mark.parametrize(
    "action",
    [
        *("https://evil.test/action/Login", "//evil.test/x", "http://club.test/action/Login"),
        *("https://club.test.evil.test/", "https://club.test@evil.test/", "javascript:alert(1)"),
        *("https://club.test:444/action/Login", "HTTPS://EVIL.test"),
    ],
)
def test_a_form_that_leads_to_another_host_gets_no_password(action: str) -> None:
    wire = Seen(httpx.MockTransport(status(200, FORM.format(action))))
    with pytest.raises(Insecure, match="not safe"):
        visit(wire, signing_in(), signed_in=False)
    assert {(r.method, r.url.host, r.url.scheme) for r in wire.requests} == {
        ("GET", "club.test", "https")
    }


@pytest.mark.parametrize("action", ["//[", "https://[::1", "/action/\x01Login", "\\\\evil.test"])
def test_a_form_with_an_odd_address_sends_nothing_elsewhere(action: str) -> None:
    wire = Seen(httpx.MockTransport(status(200, FORM.format(action))))
    with pytest.raises((WrongAnswer, SignInRefused)):
        visit(wire, signing_in(), signed_in=False)
    assert {r.url.host for r in wire.requests} == {"club.test"}


@pytest.mark.parametrize(
    ("headers", "text"),
    [
        ({}, "<html>Dashboard</html>"),
        ({"set-cookie": "loggedInUserId=; Path=/"}, "<html>Dashboard</html>"),
        ({"set-cookie": "JSESSIONID=A; Path=/"}, "<html>Dashboard</html>"),
        (
            {"set-cookie": "loggedInUserId=5; Path=/"},
            "<br />Something isn't right.  Please refresh the page<br />",
        ),
        ({"set-cookie": "loggedInUserId=5; Path=/"}, "<h2>OUR SERVERS MUST HAVE SKIPPED LEG DAY"),
    ],
)
def test_a_session_cookie_or_status_200_alone_is_no_sign_in(headers: dict, text: str) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(200, headers=headers, text=text)
        return httpx.Response(200, text=FORM.format("/action/Login"))

    with pytest.raises(WrongAnswer, match="instead of a signed-in page"):
        visit(httpx.MockTransport(answer), signing_in(), signed_in=False)


# --- the client list ------------------------------------------------------------------------------


@pytest.mark.parametrize("knob", ["onclick_on_li", "assignees_as_json", None])
def test_all_assigned_clients_are_found(gym: DemoGym, knob: str | None) -> None:
    if knob:
        setattr(gym.knobs, knob, True)
    roster = visit(at(gym), roster_of)
    assert {(p.remote_id, p.name) for p in roster.people} == {
        (str(c.member_id), c.name) for c in gym.ledger.clients
    }
    assert roster.troubles == ()


def test_after_a_client_was_acted_as_the_list_is_still_the_managers(gym: DemoGym) -> None:
    async def steps(session: ClubOsSession) -> pages.Roster:
        await reading(MARIT)(session)
        return await session.assigned_clients()

    assert len(visit(at(gym), steps).people) == len(gym.ledger.clients)


def test_a_change_of_client_that_broke_off_does_not_list_somebody_elses_people(
    gym: DemoGym,
) -> None:
    wire = at(gym)

    async def steps(session: ClubOsSession) -> pages.Roster:
        # the server acts as Marit, but its answer is lost on the way
        await wire.inner.handle_async_request(
            httpx.Request(
                "GET",
                f"{ADDRESS}/action/Delegate/{MARIT}/url=false",
                headers=wire.requests[-1].headers,
            )
        )
        wire.answers[f"/action/Delegate/{MARIT}"] = status(500)
        with pytest.raises(WrongAnswer):
            await reading(MARIT)(session)
        return await session.assigned_clients()

    assert len(visit(wire, steps).people) == len(gym.ledger.clients)


def test_a_blank_list_is_asked_for_again_as_oneself_and_told_as_what_it_is(gym: DemoGym) -> None:
    gym.knobs.empty_assignees = True
    wire = at(gym)
    found = visit(wire, roster_of)
    assert (found.people, found.is_blank) == ((), True)
    assert wire.paths()[-5:] == [
        *("/action/Assignees/members", "/action/Delegate/0/url=false"),
        *("/action/Assignees/members", "/action/Assignees", "/action/Assignees/members"),
    ]


SHELL = '<input id="assignee-type" value="{kind}"/><script>var USER_ID = "{acting}";'
NOT_MINE = {
    "another page": "<html><head><title>Dashboard</title></head></html>",
    "a page that names nobody": SHELL.format(kind="member", acting="") + "</script>",
    "acting as somebody": SHELL.format(kind="member", acting="910000131")
    + f'var LOGGED_IN_USER_ID = "{STAFF_ID}";</script>',
    "the list of trainers": SHELL.format(kind="trainer", acting=STAFF_ID)
    + f'var LOGGED_IN_USER_ID = "{STAFF_ID}";</script>',
}


@pytest.mark.parametrize("page", NOT_MINE.values(), ids=NOT_MINE)
def test_a_blank_list_within_a_page_that_is_not_ones_own_is_refused(
    gym: DemoGym, page: str
) -> None:
    gym.knobs.empty_assignees = True
    wire = at(gym)

    def shell(request: httpx.Request) -> httpx.Response:
        blank = request.url.path.endswith("/members")
        return httpx.Response(200, html="\n" * 6 if blank else page)

    wire.answers["/action/Assignees"] = shell
    with pytest.raises(WrongAnswer, match="an empty page"):
        visit(wire, roster_of)


@pytest.mark.parametrize("body", ["", "Session Expired", "<p>Gone</p>"])
def test_a_list_that_is_blank_and_then_something_else_is_refused(gym: DemoGym, body: str) -> None:
    wire = at(gym)
    blanks = iter(["\n" * 6, "\n" * 6, body, body, body])
    wire.answers["/action/Assignees/members"] = lambda _: httpx.Response(200, html=next(blanks))
    with pytest.raises((WrongAnswer, SessionLost)):
        visit(wire, roster_of)


def test_a_body_of_no_letter_at_all_is_no_list(gym: DemoGym) -> None:
    wire = at(gym)
    wire.answers["/action/Assignees/members"] = status(200)
    with pytest.raises(WrongAnswer, match="an empty page"):
        visit(wire, roster_of)


@pytest.mark.parametrize(
    ("code", "text", "error"),
    [
        (403, "Session Expired", SessionLost),
        (200, "Session Expired", SessionLost),
        (200, FORM.format("/action/Login"), SessionLost),
        (401, "", SessionLost),
        (500, "[]", WrongAnswer),
        (404, "[]", WrongAnswer),
        (200, '{"message":"Server Error"}', WrongAnswer),
    ],
)
def test_no_failed_list_is_an_empty_one(gym: DemoGym, code: int, text: str, error: type) -> None:
    wire = at(gym)
    wire.answers["/action/Assignees/members"] = status(code, text)
    with pytest.raises(error):
        visit(wire, roster_of)


def test_a_list_that_leads_to_another_page_is_not_searched_for_people(gym: DemoGym) -> None:
    wire = at(gym)
    wire.answers["/action/Assignees/members"] = lambda _: httpx.Response(
        302, headers={"location": "/action/Recent"}
    )
    wire.answers["/action/Recent"] = status(200, "<a onclick='delegate(5)'>Met lately</a>")
    with pytest.raises(WrongAnswer, match="another page"):
        visit(wire, roster_of)


# --- one client -----------------------------------------------------------------------------------


def test_every_client_of_the_demo_gym_is_read_to_the_cent(gym: DemoGym) -> None:
    async def steps(session: ClubOsSession) -> list:
        names = EmployeeNames()
        people = (await session.assigned_clients()).people
        return [await session.read_client(person, names) for person in people]

    found = {r.person.remote_id: r for r in visit(at(gym), steps)}
    for client in gym.ledger.clients:
        got = found[str(client.member_id)]
        assert got.troubles == ()
        debt = owed_by_client(got.agreements, TODAY)
        assert debt.past_due_cents == client.owed.past_due_cents, client.name
        assert debt.cancelled_past_due_cents == client.owed.cancelled_past_due_cents
        assert debt.aging.not_due == client.owed.not_due_cents
        assert {a.remote_id for a in got.agreements} == {str(a.id) for a in client.agreements}


def test_amounts_written_as_text_are_the_same(gym: DemoGym) -> None:
    plain = visit(at(gym), reading(LEOPOLD))
    gym.knobs.amounts_as_text = True
    assert visit(at(gym), reading(LEOPOLD)) == plain


def test_the_extras_come_along(gym: DemoGym) -> None:
    (agreement,) = visit(at(gym), reading(MARIT)).agreements
    assert (agreement.trainer, agreement.salesperson) == ("Mika Santorelli", "Jordan Ellerby")
    assert agreement.total_value_cents == 27 * 9000


def test_a_client_with_one_agreement_takes_four_requests_and_the_staff_one_for_all(
    gym: DemoGym,
) -> None:
    wire = at(gym)

    async def steps(session: ClubOsSession) -> list[int]:
        names, counts = EmployeeNames(), []
        for member_id in (MARIT, ORDINARY):
            before = session.requests
            await session.read_client(Person(member_id, "Somebody"), names)
            counts.append(session.requests - before)
        return counts

    assert visit(wire, steps) == [5, 4]
    assert wire.paths().count("/api/users/employee") == 1


def test_includes_are_repeated_and_never_joined(gym: DemoGym) -> None:
    wire = at(gym)
    visit(wire, reading(MARIT))
    (v2,) = [r for r in wire.requests if "/V2/" in r.url.path]
    assert v2.url.params.get_list("include") == [
        "invoices",
        "scheduledPayments",
        "prohibitChangeTypes",
    ]


def test_no_authorization_header_is_ever_sent(gym: DemoGym) -> None:
    wire = at(gym)

    async def steps(session: ClubOsSession) -> None:
        await session.assigned_clients()
        for member_id in (MARIT, LEOPOLD, NOBODY):
            await reading(member_id)(session)

    visit(wire, steps)
    assert not [r.url.path for r in wire.requests if "authorization" in r.headers]
    assert not [r.url for r in wire.requests if "memberId" in str(r.url)]


def test_a_client_without_agreements_has_none_once_the_page_says_whose_they_are(
    gym: DemoGym,
) -> None:
    wire = at(gym)
    assert visit(wire, reading(NOBODY)).agreements == ()
    assert wire.paths()[-1] == "/action/ClubServicesNew"


@pytest.mark.parametrize(
    ("code", "text", "error"),
    [
        (500, "", WrongAnswer),
        (200, "<h2>OUR SERVERS MUST HAVE SKIPPED LEG DAY", WrongAnswer),
        (401, "", SessionLost),
        (200, FORM.format("/action/Login"), SessionLost),
        (200, f'var USER_ID = "{MARIT}";', WrongPerson),
    ],
)
def test_an_empty_list_that_nobody_vouches_for_is_no_answer(
    gym: DemoGym, code: int, text: str, error: type
) -> None:
    wire = at(gym)
    wire.answers["/action/ClubServicesNew"] = status(code, text)
    with pytest.raises(error):
        visit(wire, reading(NOBODY))


@pytest.mark.parametrize("page", [status(200, "<html></html>"), status(404)])
def test_where_the_page_names_nobody_the_cookie_does(gym: DemoGym, page) -> None:
    wire = at(gym)
    wire.answers["/action/ClubServicesNew"] = page
    assert visit(wire, reading(NOBODY)).agreements == ()
    wire = at(gym)
    wire.answers["/action/ClubServicesNew"] = page
    wire.answers["/action/Delegate"] = lambda _: httpx.Response(
        200, headers={"set-cookie": "delegatedUserId=; Path=/"}
    )
    with pytest.raises(WrongAnswer, match="names nobody"):
        visit(wire, reading(NOBODY))


# --- whose is it ----------------------------------------------------------------------------------


def core(**fields) -> dict:
    return {"id": 1500131, "memberId": int(MARIT), "agreementStatus": 2, "name": "PT", **fields}


def as_json(value: object) -> Callable[[httpx.Request], httpx.Response]:
    return lambda _request: httpx.Response(200, json=value)


def test_a_list_about_somebody_else_is_thrown_away(gym: DemoGym) -> None:
    gym.knobs.wrong_member_for.add(int(MARIT))
    wire = at(gym)
    with pytest.raises(WrongPerson) as thrown:
        visit(wire, reading(MARIT))
    assert thrown.value.asked == MARIT
    assert thrown.value.answered != MARIT
    assert not [p for p in wire.paths() if "/V2/" in p]


def test_an_opened_agreement_of_somebody_else_is_thrown_away(gym: DemoGym) -> None:
    wire = at(gym)
    wire.answers[f"{AGREEMENTS}/V2"] = as_json(
        {"data": core(memberId=int(LEOPOLD)), "include": {"invoices": []}}
    )
    with pytest.raises(WrongPerson):
        visit(wire, reading(MARIT))


def test_another_agreement_than_the_one_asked_for_is_thrown_away(gym: DemoGym) -> None:
    wire = at(gym)
    wire.answers[f"{AGREEMENTS}/V2"] = as_json({"data": core(id=5), "include": {"invoices": []}})
    with pytest.raises(WrongPerson, match="another client"):
        visit(wire, reading(MARIT))


def test_an_empty_list_of_a_session_that_acts_as_somebody_else_is_thrown_away(
    gym: DemoGym,
) -> None:
    wire = at(gym)
    club = gym.clubos.state.club

    def list_after_another_lane_took_over(_request: httpx.Request) -> httpx.Response:
        session = next(s for s in map(club.sessions.find, gym.knobs.acting) if s)
        club.sessions.act_as(session, STAFF_ID)
        return httpx.Response(200, json=[])

    wire.answers[f"{AGREEMENTS}/list"] = list_after_another_lane_took_over
    with pytest.raises(WrongPerson):
        visit(wire, reading(MARIT))


@pytest.mark.parametrize(("page", "error"), [(MARIT, None), (LEOPOLD, WrongPerson)])
def test_a_list_that_names_nobody_is_held_against_the_page(
    gym: DemoGym, page: str, error: type | None
) -> None:
    wire = at(gym)
    silent = {k: v for k, v in core().items() if k != "memberId"}
    wire.answers[f"{AGREEMENTS}/list"] = as_json([silent])
    wire.answers[f"{AGREEMENTS}/V2"] = as_json({"data": silent, "include": {"invoices": []}})
    wire.answers["/action/ClubServicesNew"] = status(200, f'var USER_ID = "{page}";')
    if error is None:
        assert len(visit(wire, reading(MARIT)).agreements) == 1
    else:
        with pytest.raises(error):
            visit(wire, reading(MARIT))


def test_a_cookie_that_names_somebody_else_stops_before_the_list(gym: DemoGym) -> None:
    wire = at(gym)
    wire.answers["/action/Delegate"] = lambda _: httpx.Response(
        200, headers={"set-cookie": f"delegatedUserId={LEOPOLD}; Path=/"}
    )
    with pytest.raises(WrongPerson):
        visit(wire, reading(MARIT))
    assert f"{AGREEMENTS}/list" not in wire.paths()


def test_a_stranger_is_no_client(gym: DemoGym) -> None:
    with pytest.raises(WrongAnswer, match="an error page instead of a change of client"):
        visit(at(gym), reading("999999999"))


# --- what fails -----------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["v2_error_agreements", "truncate_body_for"])
def test_an_agreement_that_cannot_be_opened_is_listed_as_unread(gym: DemoGym, fault: str) -> None:
    getattr(gym.knobs, fault).add(1500131)
    got = visit(at(gym), reading(MARIT))
    (agreement,) = got.agreements
    assert agreement.invoices is None
    assert owed_by_client(got.agreements, TODAY).past_due_cents is None
    assert [t.subject for t in got.troubles] == [MARIT]
    assert "Agreement 1500131" in got.troubles[0].message


def test_one_unread_agreement_leaves_the_others_as_at_least(gym: DemoGym) -> None:
    gym.knobs.v2_error_agreements.add(1500237)
    got = visit(at(gym), reading(LEOPOLD))
    assert [a.invoices is None for a in got.agreements] == [False, True, False]
    debt = owed_by_client(got.agreements, TODAY)
    assert (debt.past_due_cents, debt.marks) == (27000, {"at_least"})


def test_an_unreadable_amount_is_reported_under_the_clients_id(gym: DemoGym) -> None:
    wire = at(gym)
    invoice = {"id": 7, "invoiceStatus": 5, "total": "12abc", "billingDate": "2026-11-01"}
    wire.answers[f"{AGREEMENTS}/V2"] = as_json({"data": core(), "include": {"invoices": [invoice]}})
    got = visit(wire, reading(MARIT))
    assert [(t.subject, t.title) for t in got.troubles] == [(MARIT, "An amount could not be read")]
    assert owed_by_client(got.agreements, TODAY).past_due_cents is None


@pytest.mark.parametrize("expired", ["401", "403", "redirect"])
def test_a_session_lost_in_the_middle_is_told_apart_from_no_agreements(
    gym: DemoGym, expired: str
) -> None:
    gym.knobs.lose_session_after = 0
    gym.knobs.expired_api = expired
    with pytest.raises(SessionLost):
        visit(at(gym), reading(MARIT))


@pytest.mark.parametrize("subject", [int(MARIT), 1500131])
def test_a_sign_in_page_in_200_is_a_lost_session(gym: DemoGym, subject: int) -> None:
    gym.knobs.html_login_in_200_for.add(subject)
    with pytest.raises(SessionLost):
        visit(at(gym), reading(MARIT))


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("text/html; charset=utf-8", "a page"),
        ("image/png", "another kind of file"),
        ("application/pdf", "another kind of file"),
        ("application/octet-stream", "another kind of file"),
    ],
)
def test_a_list_that_calls_itself_something_else_is_not_read(
    gym: DemoGym, kind: str, found: str
) -> None:
    transport = at(gym)
    transport.answers[f"{AGREEMENTS}/list"] = lambda _request: httpx.Response(
        200, content=b"[]", headers={"Content-Type": kind}
    )
    with pytest.raises(WrongAnswer, match=f"ClubOS sent {found} instead of the agreements"):
        visit(transport, reading(MARIT))


@pytest.mark.parametrize("kind", ["", "application/vnd.club+json", "text/plain", "Text/JSON"])
def test_a_list_of_a_likely_kind_is_read(gym: DemoGym, kind: str) -> None:
    transport = at(gym)
    headers = {"Content-Type": kind} if kind else {}
    transport.answers[f"{AGREEMENTS}/list"] = lambda _request: httpx.Response(
        200, content=b"[]", headers=headers
    )
    assert visit(transport, reading(MARIT)).agreements == ()


@pytest.mark.parametrize("kind", ["image/png", "application/pdf"])
def test_a_client_list_that_calls_itself_something_else_is_not_read(
    gym: DemoGym, kind: str
) -> None:
    transport = at(gym)
    entry = b"""<li class="client"><a onclick="delegate(910000131,'x')">Marit</a></li>"""
    transport.answers["/action/Assignees/members"] = lambda _request: httpx.Response(
        200, content=entry, headers={"Content-Type": kind}
    )
    with pytest.raises(WrongAnswer, match="the client list"):
        visit(transport, roster_of)


@pytest.mark.parametrize(
    ("body", "sure"),
    [
        (b"""<li class="client"><a onclick="delegate(910000131,'x')">Marit</a></li>""", False),
        (b"""[{"id": 910000131, "name": "Marit"}]""", True),
    ],
)
def test_a_list_that_only_the_connection_ends_is_known_to_be_doubtful(
    gym: DemoGym, body: bytes, sure: bool
) -> None:
    transport = at(gym)

    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=Pieces(body), headers={"Content-Type": "text/html"})

    transport.answers["/action/Assignees/members"] = answer
    found = visit(transport, roster_of)
    assert (len(found.people), found.sure_of_its_end) == (1, sure)


def test_an_error_in_the_place_of_a_change_of_client_is_none(gym: DemoGym) -> None:
    transport = at(gym)
    transport.answers["/action/Delegate"] = lambda _request: httpx.Response(
        200, json={"message": "Server Error"}
    )
    with pytest.raises(WrongAnswer, match="an error instead of a change of client"):
        visit(transport, reading(MARIT))


def test_a_server_error_on_the_list_is_not_a_client_without_agreements(gym: DemoGym) -> None:
    gym.knobs.server_error_members.add(int(MARIT))
    with pytest.raises(WrongAnswer, match="error 500 instead of the agreements"):
        visit(at(gym), reading(MARIT))


def broken(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadError("broken off", request=request)


@pytest.mark.parametrize(
    "answer",
    [status(500), status(401), status(403), status(404), status(200, ""), status(200, "x"), broken],
)
@pytest.mark.parametrize(
    "extra", ["/api/users/employee", f"{AGREEMENTS}/agreementTotalValue", f"{AGREEMENTS}/1500131/"]
)
def test_no_extra_that_fails_costs_the_amount(gym: DemoGym, extra: str, answer) -> None:
    wire = at(gym)
    wire.answers[extra] = answer
    if extra.endswith("/"):
        wire.answers["/api/users/employee"] = status(403)
    got = visit(wire, reading(MARIT))
    assert owed_by_client(got.agreements, TODAY).past_due_cents == 63000
    assert got.troubles == ()
    (agreement,) = got.agreements
    if "TotalValue" in extra:
        assert (agreement.total_value_cents, agreement.trainer) == (None, "Mika Santorelli")
    else:
        assert (agreement.total_value_cents, agreement.trainer) == (27 * 9000, None)


def test_a_network_that_breaks_off_in_an_agreement_stops_the_client(gym: DemoGym) -> None:
    wire = at(gym)
    wire.answers[f"{AGREEMENTS}/V2"] = broken
    with pytest.raises(Unreachable):
        visit(wire, reading(MARIT))


# --- secrets --------------------------------------------------------------------------------------


def test_no_secret_reaches_a_result_a_text_or_the_log(
    gym: DemoGym, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "gymdesk")
    gym.knobs.v2_error_agreements.add(1500237)
    wire = at(gym)
    wire.answers["/api/users/employee"] = status(500)
    kept: list[object] = []

    async def steps(session: ClubOsSession) -> None:
        kept.extend([session, session.signed_in, await session.assigned_clients()])
        for member_id in (MARIT, LEOPOLD):
            kept.append(await reading(member_id)(session))

    visit(wire, steps)
    with pytest.raises(SignInRefused) as refused:
        visit(at(gym), signing_in("another-secret"), signed_in=False)
    kept.extend([refused.value, str(refused.value)])
    shown = "\n".join([*map(repr, kept), caplog.text])
    cookies = {
        part.partition("=")[2]
        for request in wire.requests
        for part in request.headers.get("cookie", "").split("; ")
        if part.startswith(("JSESSIONID", "apiV3"))
    }
    assert cookies
    for secret in (DEMO_PASSWORD, "another-secret", CARD_TOKEN, SIGNATURE[:40], *cookies):
        assert secret not in shown
    for junk in (INITIALS[:60], TERMS[:30], "Demo card"):
        assert junk not in shown
    assert "Marit" not in caplog.text


def test_an_answer_does_not_show_its_body() -> None:
    wire = Wire(ADDRESS, "ClubOS", FixedClock(NOW), httpx.MockTransport(status(200, CARD_TOKEN)))

    async def run():
        return await wire.get("/x")

    answer = asyncio.run(run())
    assert answer.text == CARD_TOKEN
    assert CARD_TOKEN not in repr(answer)
    assert json.dumps(CARD_TOKEN) not in str(answer)
