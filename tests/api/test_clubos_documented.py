"""A ClubOS session in the documented dialect: bearer, context, stated amounts, no false 0."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from gymdesk.api import clubos_dialects
from gymdesk.api.clubos import ClubOsSession, EmployeeNames
from gymdesk.api.clubos_dialects import CAPTURED, DIALECTS, DOCUMENTED, sign_in_pages, spoken_at
from gymdesk.demo import DEMO_PASSWORD, DEMO_USERNAME, demo_gym
from gymdesk.domain.agreement import ExplicitBilling
from gymdesk.domain.client import Person
from gymdesk.domain.dialect import ClubOsDialect
from gymdesk.domain.past_due import Mark, owed_by_client
from gymdesk.errors import (
    SessionLost,
    SignInRefused,
    SignInThrottled,
    Unreachable,
    WrongAnswer,
    WrongPerson,
)
from tests.api.test_clubos_session import (
    ADDRESS,
    AGREEMENTS,
    FORM,
    LEOPOLD,
    MARIT,
    NOBODY,
    Seen,
    as_json,
    at,
    broken,
    reading,
    roster_of,
    signing_in,
    status,
    visit,
)
from tests.builders import TODAY

if TYPE_CHECKING:
    from gymdesk.demo import DemoGym

SPA = "/action/PackageAgreementUpdated/spa/"
PETRA, NADIA, OTTO, RAFE = "910000153", "910000151", "910000152", "910000154"
PIET = "910000148"
BILLING = f"{AGREEMENTS}/1500131/billing_status"


@pytest.fixture
def gym() -> DemoGym:
    return demo_gym(TODAY, dialect="documented")


def cents(got) -> int | None:
    return owed_by_client(got.agreements, TODAY).past_due_cents


# --- which dialect --------------------------------------------------------------------------------


def test_the_form_that_lets_in_decides_the_dialect(gym: DemoGym) -> None:
    async def spoken(session: ClubOsSession) -> tuple:
        who = await session.sign_in(DEMO_USERNAME, DEMO_PASSWORD)
        return who.dialect, session.dialect

    documented = (ClubOsDialect.DOCUMENTED, DOCUMENTED)
    assert visit(at(gym), spoken, signed_in=False) == documented
    captured = (ClubOsDialect.CAPTURED, CAPTURED)
    assert visit(at(demo_gym(TODAY)), spoken, signed_in=False) == captured


@pytest.mark.parametrize("remembered", [None, *ClubOsDialect])
@pytest.mark.parametrize("truth", [*ClubOsDialect])
def test_a_remembered_dialect_is_tried_first_and_found_out_again_if_it_is_another(
    remembered: ClubOsDialect | None, truth: ClubOsDialect
) -> None:
    wire = at(demo_gym(TODAY, dialect=truth.value))

    async def spoken(session: ClubOsSession) -> ClubOsDialect:
        await session.sign_in(DEMO_USERNAME, DEMO_PASSWORD)
        return session.dialect.name

    assert visit(wire, spoken, signed_in=False, remembered=remembered) == truth
    expected = sign_in_pages(remembered)[: 1 + (remembered not in (None, truth))]
    if remembered is not None:
        gets = [r.url.path for r in wire.requests if r.method == "GET"]
        assert tuple(gets[: len(expected)]) == expected


def test_a_chosen_dialect_is_spoken_whatever_the_form_says(gym: DemoGym) -> None:
    async def spoken(session: ClubOsSession) -> tuple:
        who = await session.sign_in(DEMO_USERNAME, DEMO_PASSWORD)
        return who.dialect, session.dialect.name

    chosen = ClubOsDialect.CAPTURED
    found = visit(at(gym), spoken, signed_in=False, chosen=chosen)
    assert found == (ClubOsDialect.DOCUMENTED, ClubOsDialect.CAPTURED)


@pytest.mark.parametrize("page", sign_in_pages(None))
def test_the_form_is_found_wherever_one_of_the_pages_leads(page: str) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "POST" and request.url.path == "/action/SignIn":
            cookie = {"set-cookie": "loggedInUserId=5; Path=/"}
            return httpx.Response(200, headers=cookie, text="<html>Dashboard</html>")
        if request.url.path == page:
            return httpx.Response(302, headers={"location": "/welcome"})
        if request.url.path == "/welcome":
            return httpx.Response(200, text=FORM.format("/action/SignIn"))
        return httpx.Response(404)

    who = visit(httpx.MockTransport(answer), signing_in(), signed_in=False)
    assert (who.user_id, who.dialect) == ("5", ClubOsDialect.DOCUMENTED)


def test_a_form_that_names_neither_dialect_leaves_what_was_remembered() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.startswith("/action/"):
            return httpx.Response(404)
        if request.method == "GET":
            return httpx.Response(200, text=FORM.format("/enter"))
        cookie = {"set-cookie": "loggedInUserId=5; Path=/"}
        return httpx.Response(200, headers=cookie, text="<html>Dashboard</html>")

    async def spoken(session: ClubOsSession) -> tuple:
        who = await session.sign_in("jo", "word")
        return who.dialect, session.dialect.name

    for remembered in ClubOsDialect:
        found = visit(httpx.MockTransport(answer), spoken, signed_in=False, remembered=remembered)
        assert found == (None, remembered)
    assert visit(httpx.MockTransport(answer), spoken, signed_in=False) == (None, "captured")


@pytest.mark.parametrize("code", [502, 503, 504])
def test_a_service_that_is_down_is_not_searched_for_a_form(code: int) -> None:
    wire = Seen(httpx.MockTransport(status(code)))
    with pytest.raises(WrongAnswer, match=f"error {code}"):
        visit(wire, signing_in(), signed_in=False)
    assert set(wire.paths()) == {"/action/Login/view"}


def test_where_there_is_no_form_at_all_the_first_answer_is_named() -> None:
    wire = Seen(httpx.MockTransport(status(404)))
    with pytest.raises(WrongAnswer, match="error 404 instead of its sign-in page"):
        visit(wire, signing_in(), signed_in=False)
    assert wire.paths() == [*sign_in_pages(None)]


def test_a_wrong_password_is_refused_whatever_the_form_is_called(gym: DemoGym) -> None:
    with pytest.raises(SignInRefused):
        visit(at(gym), signing_in("wrong"), signed_in=False)
    for form in (
        '<form action="/action/SignIn"><input name=u><input type=password name=p></form>',
        "<form><input name=u><input type=password name=p></form>",
    ):
        with pytest.raises(SignInRefused):
            visit(httpx.MockTransport(status(200, form)), signing_in(), signed_in=False)


def test_sign_ins_too_close_together_are_throttled_here_as_well(gym: DemoGym) -> None:
    gym.knobs.login_throttle_s = 60.0
    visit(at(gym), signing_in(), signed_in=False)
    with pytest.raises(SignInThrottled):
        visit(at(gym), signing_in(), signed_in=False)


def test_the_page_may_say_who_signed_in_where_no_cookie_does() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        page = 'var LOGGED_IN_USER_ID = "5";'
        form = FORM.format("/action/SignIn")
        return httpx.Response(200, text=form if request.method == "GET" else page)

    assert visit(httpx.MockTransport(answer), signing_in(), signed_in=False).user_id == "5"


def test_every_dialect_is_in_the_table_and_knows_its_own_form() -> None:
    assert set(DIALECTS) == set(ClubOsDialect)
    for dialect in DIALECTS.values():
        assert spoken_at(f"{dialect.sign_in_action};jsessionid=AB") == dialect.name
        assert all(spoken_at(page) == dialect.name for page in dialect.sign_in_pages)
    assert spoken_at("/action/Dashboard/view") is None
    assert spoken_at("") is None


API = Path(clubos_dialects.__file__).parent


@pytest.mark.parametrize("module", sorted(p.name for p in API.glob("*.py")))
def test_no_other_module_knows_a_path(module: str) -> None:
    tree = ast.parse((API / module).read_text(encoding="utf-8"))
    docs = {
        ast.get_docstring(node, clean=False)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    }
    texts = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    } - docs
    known = {text for text in texts if "/action/" in text or "/api/" in text}
    assert bool(known) == (module == "clubos_dialects.py")


# --- what is sent ---------------------------------------------------------------------------------


def test_each_call_is_made_as_documented(gym: DemoGym) -> None:
    wire = at(gym)
    visit(wire, reading(MARIT))
    calls = [r for r in wire.requests if r.url.path.startswith("/api/")]
    token = next(
        part.partition("=")[2]
        for part in calls[0].headers["cookie"].split("; ")
        if part.startswith("apiV3AccessToken=")
    )
    for call in calls:
        assert call.headers["authorization"] == f"Bearer {token}"
        assert call.headers["x-requested-with"] == "XMLHttpRequest"
        assert call.headers["referer"] == f"{ADDRESS}{SPA}"
        assert call.headers["user-agent"].startswith("Mozilla/5.0")
        assert call.url.params["_"].isdecimal()
    assert [c.url.path.removeprefix(AGREEMENTS) for c in calls] == [
        "/list",
        "/1500131/billing_status",
        "/V2/1500131",
        "/api/users/employee",
        "/1500131/agreementTotalValue",
    ]
    assert calls[0].url.params["memberId"] == MARIT
    assert "authorization" not in {k for r in wire.requests[:2] for k in r.headers}


def test_the_agreement_page_is_visited_after_each_change_of_client(gym: DemoGym) -> None:
    wire = at(gym)

    async def steps(session: ClubOsSession) -> None:
        for member_id in (MARIT, LEOPOLD):
            await reading(member_id)(session)

    visit(wire, steps)
    visited = [p for p in wire.paths() if p.startswith(("/action/Delegate", SPA))]
    assert visited == [
        f"/action/Delegate/{MARIT}/url=false",
        SPA,
        f"/action/Delegate/{LEOPOLD}/url=false",
        SPA,
    ]


def test_without_the_token_no_bearer_is_made_up(gym: DemoGym) -> None:
    wire = at(gym)
    wire.answers[f"{AGREEMENTS}/list"] = as_json([])

    async def steps(session: ClubOsSession) -> None:
        session._wire._client.cookies.delete("apiV3AccessToken")
        await reading(MARIT)(session)

    visit(wire, steps)
    assert "authorization" not in wire.requests[-1].headers


# --- what is read ---------------------------------------------------------------------------------


@pytest.mark.parametrize("as_text", [False, True])
def test_every_client_is_read_to_the_cent(gym: DemoGym, as_text: bool) -> None:
    gym.knobs.amounts_as_text = as_text

    async def steps(session: ClubOsSession) -> list:
        names = EmployeeNames()
        people = (await session.assigned_clients()).people
        return [await session.read_client(person, names) for person in people]

    found = {r.person.remote_id: r for r in visit(at(gym), steps)}
    assert len(found) == len(gym.ledger.clients) == 52
    for client in gym.ledger.clients:
        got = found[str(client.member_id)]
        assert got.troubles == ()
        debt = owed_by_client(got.agreements, TODAY)
        owed = client.owed
        assert debt.past_due_cents == owed.past_due_cents, client.name
        assert debt.cancelled_past_due_cents == owed.cancelled_past_due_cents
        assert debt.aging.not_due == owed.not_due_cents
        buckets = (owed.days_1_30_cents, owed.days_31_60_cents, owed.days_61_90_cents)
        assert (debt.aging.days_1_30, debt.aging.days_31_60, debt.aging.days_61_90) == buckets
        assert debt.aging.no_date == owed.no_date_cents
        assert debt.oldest_due_on == client.oldest_due_on
        assert {a.remote_id for a in got.agreements} == {str(a.id) for a in client.agreements}


@pytest.mark.parametrize(
    ("member_id", "past_due_cents", "marks"),
    [
        (NADIA, 5000, set()),  # with a contract balance of 900.00
        (OTTO, 30000, set()),  # 150.00 + 150.00
        (PETRA, 20000, {Mark.DIFFERS}),
        (RAFE, 123450, set()),  # written "$1,234.50"
        (PIET, 70000, set()),  # over it stands an explicit 0
    ],
)
def test_stated_amounts_lead_where_they_say_something(
    gym: DemoGym, member_id: str, past_due_cents: int, marks: set
) -> None:
    debt = owed_by_client(visit(at(gym), reading(member_id)).agreements, TODAY)
    assert (debt.past_due_cents, debt.marks) == (past_due_cents, marks)


def test_the_extras_come_along_here_as_well(gym: DemoGym) -> None:
    (agreement,) = visit(at(gym), reading(MARIT)).agreements
    assert (agreement.trainer, agreement.salesperson) == ("Mika Santorelli", "Jordan Ellerby")
    assert agreement.total_value_cents == 27 * 9000


@pytest.mark.parametrize("knob", [None, "onclick_on_li", "assignees_as_json"])
def test_e_mail_and_phone_come_with_the_list(gym: DemoGym, knob: str | None) -> None:
    if knob:
        setattr(gym.knobs, knob, True)
    people = {p.remote_id: p for p in visit(at(gym), roster_of).people}
    marit, lina = people[MARIT], people["910000144"]
    assert (marit.email, marit.phone) == ("marit.solheim@example.com", "(555) 010-0131")
    assert (lina.email, lina.phone) == ("lina.abelard@example.com", "(555) 010-0144")
    assert (people[LEOPOLD].email, people[LEOPOLD].phone) == (None, None)  # "N/A"


def test_invoices_without_ids_are_known_again_by_the_next_refresh(gym: DemoGym) -> None:
    def ids() -> list:
        (agreement,) = visit(at(gym), reading(PIET)).agreements
        return [i.remote_id for i in agreement.invoices]

    assert ids() == ids()
    assert len(set(ids())) == len(ids()) == 9
    assert not any(i.isdecimal() for i in ids())


# --- what fails -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        status(500, '{"message":"Server Error"}'),
        status(404),
        status(200, "x"),
        as_json([]),
        as_json({}),
        as_json({"message": "Server Error"}),
        as_json({"pastDueAmount": "12abc"}),
        as_json({"pastDueAmount": 0, "amountPastDue": "150,00 €"}),
        as_json({"isPastDue": True, "balanceDue": True}),
    ],
)
def test_a_billing_status_that_cannot_be_read_leaves_the_invoices_sum(gym: DemoGym, answer) -> None:
    wire = at(gym)
    wire.answers[BILLING] = answer
    got = visit(wire, reading(MARIT))
    assert cents(got) == 63000
    assert got.agreements[0].explicit is None
    assert [t.subject for t in got.troubles] == [MARIT]
    assert "Agreement 1500131" in got.troubles[0].message


def test_a_billing_status_alone_is_an_estimate(gym: DemoGym) -> None:
    gym.knobs.v2_error_agreements.add(1500131)
    got = visit(at(gym), reading(MARIT))
    debt = owed_by_client(got.agreements, TODAY)
    assert (debt.past_due_cents, debt.marks) == (63000, {Mark.ESTIMATED})
    assert len(got.troubles) == 1


def test_an_explicit_0_without_invoices_is_unknown_and_not_0(gym: DemoGym) -> None:
    gym.knobs.v2_error_agreements.add(1500148)
    got = visit(at(gym), reading(PIET))
    assert cents(got) is None


def test_neither_read_is_unknown(gym: DemoGym) -> None:
    gym.knobs.v2_error_agreements.add(1500131)
    gym.knobs.billing_error_agreements.add(1500131)
    got = visit(at(gym), reading(MARIT))
    assert cents(got) is None
    assert len(got.troubles) == 2


def test_a_wrong_bearer_costs_the_client_and_is_no_0(gym: DemoGym) -> None:
    gym.knobs.wrong_bearer = True
    with pytest.raises(WrongAnswer, match="error 500 instead of the agreements"):
        visit(at(gym), reading(MARIT))


@pytest.mark.parametrize("expired", ["401", "403", "redirect"])
@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_session_lost_at_any_call_is_told(gym: DemoGym, expired: str, after: int) -> None:
    gym.knobs.lose_session_after = after
    gym.knobs.expired_api = expired
    with pytest.raises(SessionLost):
        visit(at(gym), reading(MARIT))


def test_a_network_that_breaks_off_in_a_billing_status_stops_the_client(gym: DemoGym) -> None:
    wire = at(gym)
    wire.answers[BILLING] = broken
    with pytest.raises(Unreachable):
        visit(wire, reading(MARIT))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (status(500), WrongAnswer),
        (status(200, "<h2>OUR SERVERS MUST HAVE SKIPPED LEG DAY"), WrongAnswer),
        (status(200, FORM.format("/action/SignIn")), SessionLost),
        (status(403), SessionLost),
        (status(200, f'var USER_ID = "{LEOPOLD}";'), WrongPerson),
    ],
)
def test_an_agreement_page_that_is_none_costs_the_client(gym: DemoGym, answer, error) -> None:
    wire = at(gym)
    wire.answers[SPA] = answer
    with pytest.raises(error):
        visit(wire, reading(MARIT))
    assert f"{AGREEMENTS}/list" not in wire.paths()


def test_where_there_is_no_agreement_page_nothing_is_visited(gym: DemoGym) -> None:
    wire = at(gym)
    wire.answers[SPA] = status(404)
    wire.answers[f"{AGREEMENTS}/list"] = as_json([])
    assert visit(wire, reading(MARIT)).agreements == ()


# --- whose is it ----------------------------------------------------------------------------------


def test_a_client_without_agreements_has_none_by_the_list_alone(gym: DemoGym) -> None:
    wire = at(gym)
    assert visit(wire, reading(NOBODY)).agreements == ()
    assert wire.paths()[-1] == f"{AGREEMENTS}/list"


def test_a_list_about_somebody_else_is_thrown_away_here_as_well(gym: DemoGym) -> None:
    gym.knobs.wrong_member_for.add(int(MARIT))
    with pytest.raises(WrongPerson):
        visit(at(gym), reading(MARIT))


@pytest.mark.parametrize(
    ("start", "answer"),
    [
        (BILLING, {"pastDueAmount": 5, "memberId": int(LEOPOLD)}),
        (BILLING, {"pastDueAmount": 5, "packageAgreementId": 1500132}),
        (
            f"{AGREEMENTS}/V2",
            {"packageAgreement": {"id": 1500131, "memberId": int(LEOPOLD)}, "invoices": []},
        ),
        (
            f"{AGREEMENTS}/V2",
            {"packageAgreement": {"id": 1500131}, "memberId": LEOPOLD, "invoices": []},
        ),
        (
            f"{AGREEMENTS}/V2",
            {
                "packageAgreement": {"id": 1500131, "memberId": int(MARIT)},
                "invoices": [{"id": 1, "memberId": int(LEOPOLD), "total": 5, "status": "paid"}],
            },
        ),
    ],
)
def test_no_answer_that_names_somebody_else_is_looked_at(gym: DemoGym, start, answer) -> None:
    wire = at(gym)
    wire.answers[start] = as_json(answer)
    with pytest.raises(WrongPerson):
        visit(wire, reading(MARIT))


def test_a_billing_status_that_states_nothing_is_not_one_that_was_not_read(gym: DemoGym) -> None:
    wire = at(gym)
    wire.answers[BILLING] = as_json({"past": [], "current": {"billingState": 1}})
    got = visit(wire, reading(MARIT))
    assert got.agreements[0].explicit == ExplicitBilling()
    assert (cents(got), got.troubles) == (63000, ())


def test_an_unknown_member_is_no_client(gym: DemoGym) -> None:
    with pytest.raises(WrongAnswer, match="instead of a change of client"):
        visit(
            at(gym),
            lambda session: session.read_client(Person("999999999", "X"), EmployeeNames()),
        )
