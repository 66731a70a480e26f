"""The demo ClubOS in the documented dialect is as strict as the documents are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from gymdesk.demo import DEMO_PASSWORD, DEMO_USERNAME, demo_gym, harbour_street
from gymdesk.demo.stated import ONLY_DOCUMENTED, ONLY_DOCUMENTED_CENTS, STATED
from tests.demo.browser import AGREEMENTS, XHR, Browser, browse
from tests.demo.conftest import TODAY

if TYPE_CHECKING:
    import httpx

    from gymdesk.demo import DemoGym

SPA = "/action/PackageAgreementUpdated/spa/"
MARIT, MARITS_AGREEMENT = 910000131, 1500131


@pytest.fixture
def gym() -> DemoGym:
    return demo_gym(TODAY, dialect="documented")


async def sign_in(browser: Browser) -> httpx.Response:
    page = (await browser.get("/action/SignIn/view")).text
    action = re.findall(r'action="([^"]+)" id="loginForm"', page)[0]
    assert action.startswith("/action/SignIn;jsessionid=")
    marks = re.findall(r'name="(_sourcePage|__fp)" value="([^"]+)"', page)[:2]
    form = {"username": DEMO_USERNAME, "password": DEMO_PASSWORD, **dict(marks)}
    return await browser.post(action, data=form)


async def asked(
    browser: Browser, path: str, bearer: str | None = None, **headers: str
) -> httpx.Response:
    token = bearer or browser.cookies["apiV3AccessToken"]
    said = {"Authorization": f"Bearer {token}", **XHR, **headers}
    return await browser.get(f"{AGREEMENTS}/{path}", headers=said)


def test_the_form_stands_where_the_documents_say_and_nowhere_else(gym: DemoGym) -> None:
    async def visit(browser: Browser) -> None:
        assert (await browser.get("/action/Login/view")).status_code == 404
        assert (await browser.post("/action/Login")).status_code == 404
        assert (await sign_in(browser)).headers["location"] == "/action/Dashboard/view"
        turned_away = await Browser(gym.clubos).get("/action/Assignees")
        assert turned_away.headers["location"].startswith("/action/SignIn/view?")

    browse(gym.clubos, visit, signed_in=False)
    captured = demo_gym(TODAY).clubos
    assert browse(captured, lambda b: b.get("/action/SignIn/view")).status_code == 404


def test_only_the_cookies_token_opens_the_api_and_only_on_the_agreement_page(gym: DemoGym) -> None:
    listed = f"list?memberId={MARIT}"

    async def visit(browser: Browser) -> None:
        await sign_in(browser)
        await browser.act_as(MARIT)
        assert (await asked(browser, listed)).status_code == 500
        await browser.get(SPA)
        assert (await asked(browser, listed)).status_code == 200
        assert (await asked(browser, listed, await browser.page_token())).status_code == 500
        bare = await browser.get(f"{AGREEMENTS}/{listed}", headers=XHR)
        assert bare.status_code == 401
        no_script = await asked(browser, listed, **{"X-Requested-With": "none"})
        assert no_script.status_code == 500
        assert (await asked(browser, "list?memberId=910000132")).status_code == 500
        assert (await asked(browser, "list")).status_code == 500
        await browser.act_as(910000132)
        assert (await asked(browser, "list?memberId=910000132")).status_code == 500

    browse(gym.clubos, visit, signed_in=False)


def test_the_answers_have_the_documented_shapes(gym: DemoGym) -> None:
    async def visit(browser: Browser) -> None:
        await sign_in(browser)
        await browser.act_as(MARIT)
        await browser.get(SPA)
        (listed,) = (await asked(browser, f"list?memberId={MARIT}")).json()
        assert (listed["id"], listed["memberId"]) == (MARITS_AGREEMENT, MARIT)
        billing = (await asked(browser, f"{MARITS_AGREEMENT}/billing_status")).json()
        assert billing["isPastDue"] is True
        assert (billing["pastDueAmount"], billing["balance"]) == (630.0, 2160.0)
        opened = (await asked(browser, f"V2/{MARITS_AGREEMENT}")).json()
        assert set(opened) == {"packageAgreement", "invoices", "scheduledPayments"}
        assert opened["invoices"][-1]["status"] == "Overdue"
        total = (await asked(browser, f"{MARITS_AGREEMENT}/agreementTotalValue")).json()
        assert total == {"total": "2430.00"}

    browse(gym.clubos, visit, signed_in=False)
    captured = demo_gym(TODAY).clubos

    async def total_value(browser: Browser) -> httpx.Response:
        await browser.act_as(MARIT)
        return await browser.get(f"{AGREEMENTS}/{MARITS_AGREEMENT}/agreementTotalValue")

    assert browse(captured, total_value).status_code == 404


def test_the_assignees_can_be_reached(gym: DemoGym) -> None:
    async def visit(browser: Browser) -> str:
        await sign_in(browser)
        return (await browser.assigned()).text

    fragment = browse(gym.clubos, visit, signed_in=False)
    assert 'data-email="marit.solheim@example.com"' in fragment
    assert 'href="mailto:declan.o.rourke@example.com?subject=Hello"' in fragment
    assert 'data-email="N/A"' in fragment


def test_the_clients_of_the_documented_gym_are_the_others_and_four_more() -> None:
    captured, documented = harbour_street(TODAY), harbour_street(TODAY, stated=True)
    more = [c for c in documented.clients if c not in captured.clients]
    assert documented.clients[: len(captured.clients)] == captured.clients
    assert [c.member_id for c in more] == [e.member_id for e in ONLY_DOCUMENTED]
    assert sum(c.owed.past_due_cents for c in more) == ONLY_DOCUMENTED_CENTS
    for client in more:
        owed = client.owed
        assert sum(owed.buckets_cents.values()) == owed.past_due_cents
    known = documented.agreement_by_id
    assert set(STATED) <= set(known)
