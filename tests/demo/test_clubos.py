"""The demo ClubOS answers as the captured site does."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from gymdesk.demo import DEMO_PASSWORD, DEMO_USERNAME
from gymdesk.demo.payloads import CARD_TOKEN
from gymdesk.demo.serve import running
from tests.demo.browser import AGREEMENTS, XHR, Browser, browse

if TYPE_CHECKING:
    from gymdesk.demo import DemoGym

STAFF_ID = 900000001
MARIT, LEOPOLD, NOBODY = 910000131, 910000137, 910000127
MARITS_AGREEMENT = 1500131
SERVER_ERROR = b'{"message":"Server Error"}'
SOMETHING_WRONG = "/action/Invalid/500"


# --- signing in -----------------------------------------------------------------------------------


def test_a_sign_in_leads_to_the_dashboard_and_sets_the_captured_cookies(gym: DemoGym) -> None:
    async def visit(browser: Browser) -> None:
        answer = await browser.sign_in()
        assert (answer.status_code, answer.headers["location"]) == (302, "/action/Dashboard/view")
        assert browser.cookies["loggedInUserId"] == str(STAFF_ID)
        assert browser.cookies["staffDelegatedUserId"] == str(STAFF_ID)
        assert browser.cookies["apiV3AccessToken"].count(".") == 2
        page = await browser.get("/action/Dashboard/view")
        assert "<title>Anytime Fitness - Dashboard</title>" in page.text

    browse(gym.clubos, visit, signed_in=False)


def test_a_wrong_password_shows_the_sign_in_page_again_with_200(gym: DemoGym) -> None:
    async def visit(browser: Browser) -> None:
        answer = await browser.sign_in("wrong")
        assert answer.status_code == 200
        assert "Username/Password is incorrect" in answer.text
        assert f'value="{DEMO_USERNAME}"' in answer.text
        assert 'id="loginForm"' in answer.text
        assert "JSESSIONID" in browser.cookies
        assert "loggedInUserId" not in browser.cookies

    browse(gym.clubos, visit, signed_in=False)


def test_the_right_password_is_refused_while_the_knob_says_so(gym: DemoGym) -> None:
    gym.knobs.refuse_login = True
    answer = browse(gym.clubos, Browser.sign_in, signed_in=False)
    assert "Username/Password is incorrect" in answer.text


def test_the_two_forms_carry_marks_of_their_own_at_each_showing(gym: DemoGym) -> None:
    async def visit(browser: Browser) -> None:
        shown = [(await browser.get("/action/Login/view")).text for _ in range(2)]
        marks = re.findall(r'name="_sourcePage" value="([\w-]{56})"', "".join(shown))
        prints = re.findall(r'name="__fp" value="([\w-]{11}=)"', "".join(shown))
        assert len(set(marks)) == len(set(prints)) == 4
        assert 'action="/action/Login;jsessionid=' in shown[0]
        assert 'action="/action/Login"' in shown[1]

    browse(gym.clubos, visit, signed_in=False)


def test_a_form_with_invented_marks_is_something_not_right(gym: DemoGym) -> None:
    async def visit(browser: Browser) -> httpx.Response:
        await browser.get("/action/Login/view")
        form = {"username": DEMO_USERNAME, "password": DEMO_PASSWORD}
        marks = {"_sourcePage": "x" * 56, "__fp": "y="}
        return await browser.post("/action/Login", data=form | marks, follow_redirects=True)

    answer = browse(gym.clubos, visit, signed_in=False)
    assert (answer.status_code, len(answer.content)) == (200, 87)
    assert "Something isn't right" in answer.text


def test_sign_ins_too_close_together_are_answered_403(gym: DemoGym) -> None:
    gym.knobs.login_throttle_s = 60.0

    async def visit() -> list[int]:
        async with Browser(gym.clubos) as one, Browser(gym.clubos) as two:
            answers = await asyncio.gather(one.sign_in(), two.sign_in())
            return sorted(answer.status_code for answer in answers)

    assert asyncio.run(visit()) == [302, 403]


def test_signing_out_ends_the_session_and_takes_its_cookies(gym: DemoGym) -> None:
    async def visit(browser: Browser) -> None:
        answer = await browser.get("/action/Logout")
        assert answer.headers["location"].startswith("/action/Login/view?__fsk=")
        assert "loggedInUserId" not in browser.cookies
        assert (await browser.agreements()).status_code == 401

    browse(gym.clubos, visit)


# --- the assignees --------------------------------------------------------------------------------


def listed(fragment: str) -> list[tuple[int, str]]:
    found = re.findall(r"delegate\((\d+),'/action/Assignees'\); return false;\">(.*?)<", fragment)
    return [(int(user_id), unescape(name)) for user_id, name in found]


def test_the_fragment_lists_all_clients_by_name_whatever_the_case(gym: DemoGym) -> None:
    answer = browse(gym.clubos, Browser.assigned)
    people = listed(answer.text)
    assert answer.text.startswith("\n\n\n\n\n\n")
    assert sorted(people) == sorted((c.member_id, c.name) for c in gym.ledger.clients)
    names = [name for _, name in people]
    assert names == sorted(names, key=str.casefold)
    assert (
        names.index("Abigail Thornbury") < names.index("ana lima") < names.index("Bram Castellan")
    )


def test_the_fragment_escapes_names_and_holds_no_address_to_write_to(gym: DemoGym) -> None:
    text = browse(gym.clubos, Browser.assigned).text
    assert 'data-name="Zoë &amp; Max Lindqvist"' in text
    assert "Aoife O&#x27;Neill" in text
    assert 'data-name="Kit &quot;Kip&quot; Rowan"' in text
    assert "50_img_profile_male.gif" in text
    assert "/profile/50.jpg?h=" in text
    assert "@" not in text


def test_the_shell_of_the_assignees_page_holds_no_client(gym: DemoGym) -> None:
    async def visit(browser: Browser) -> str:
        return (await browser.get("/action/Assignees")).text

    assert "delegate(" not in browse(gym.clubos, visit)


def test_while_acting_as_a_member_the_fragment_lists_the_members_trainers(gym: DemoGym) -> None:
    async def visit(browser: Browser) -> list[tuple[int, str]]:
        await browser.act_as(LEOPOLD)
        return listed((await browser.assigned()).text)

    trainers = [(900000002, "Mika Santorelli"), (900000004, "Teodor Lysander")]
    assert browse(gym.clubos, visit) == trainers


def test_the_fragment_can_be_empty_json_or_have_its_call_on_the_item(gym: DemoGym) -> None:
    gym.knobs.empty_assignees = True
    assert browse(gym.clubos, Browser.assigned).text == "\n" * 6
    gym.knobs.empty_assignees = False
    gym.knobs.assignees_as_json = True
    assert len(browse(gym.clubos, Browser.assigned).json()) == 48
    gym.knobs.assignees_as_json = False
    gym.knobs.onclick_on_li = True
    assert '<li class="client assignee" onclick=' in browse(gym.clubos, Browser.assigned).text


# --- acting as a member ---------------------------------------------------------------------------


def test_acting_as_a_member_is_kept_per_session_and_not_in_the_cookie(gym: DemoGym) -> None:
    async def visit() -> tuple[int, int, int]:
        async with Browser(gym.clubos) as one, Browser(gym.clubos) as two:
            await one.sign_in()
            await two.sign_in()
            await one.act_as(MARIT)
            two.cookies.set("delegatedUserId", str(MARIT))
            ones, twos = await one.agreements(), await two.agreements()
            async with Browser(gym.clubos) as guest:
                guest.cookies.set("JSESSIONID", one.cookies["JSESSIONID"])
                await guest.act_as(LEOPOLD)
            shared = await one.agreements()
        return len(ones.json()), len(twos.json()), len(shared.json())

    assert asyncio.run(visit()) == (1, 0, 3)


def test_delegating_answers_empty_and_zero_leads_back_to_oneself(gym: DemoGym) -> None:
    async def visit(browser: Browser) -> None:
        answer = await browser.act_as(MARIT)
        assert (answer.status_code, answer.content) == (200, b"")
        assert browser.cookies["delegatedUserId"] == str(MARIT)
        assert browser.cookies["staffDelegatedUserId"] == ""
        assert gym.knobs.acting == {browser.cookies["JSESSIONID"]: MARIT}
        await browser.act_as(0)
        assert browser.cookies["staffDelegatedUserId"] == str(STAFF_ID)
        assert (await browser.agreements()).json() == []

    browse(gym.clubos, visit)


def test_delegating_with_a_path_leads_there(gym: DemoGym) -> None:
    async def visit(browser: Browser) -> httpx.Response:
        return await browser.get(f"/action/Delegate/{MARIT}/url=/action/Dashboard")

    answer = browse(gym.clubos, visit)
    assert (answer.status_code, answer.headers["location"]) == (302, "/action/Dashboard")


@pytest.mark.parametrize("user_id", [STAFF_ID, 123456789])
def test_delegating_to_oneself_or_a_stranger_is_something_not_right(
    gym: DemoGym, user_id: int
) -> None:
    async def visit(browser: Browser) -> None:
        await browser.act_as(MARIT)
        answer = await browser.act_as(user_id)
        assert (answer.status_code, answer.headers["location"]) == (302, SOMETHING_WRONG)
        assert len((await browser.agreements()).json()) == 1

    browse(gym.clubos, visit)


# --- the JSON -------------------------------------------------------------------------------------


def test_the_list_nests_the_id_and_carries_junk_that_must_be_dropped(gym: DemoGym) -> None:
    async def visit(browser: Browser) -> httpx.Response:
        await browser.act_as(MARIT)
        answer = await browser.agreements()
        assert 15_000 < len(answer.content) < 40_000
        return answer

    (item,) = browse(gym.clubos, visit).json()
    agreement = item["packageAgreement"]
    assert "id" not in item
    assert (agreement["id"], agreement["memberId"]) == (MARITS_AGREEMENT, MARIT)
    assert agreement["agreementStatus"] == 2
    assert agreement["recurringPaymentProfile"]["token"] == CARD_TOKEN
    (service,) = agreement["packageAgreementMemberServices"]
    assert (service["unitPrice"], service["unitsPerBillingDuration"]) == (45.0, 2)
    assert service["calendarEventType"]["ptEventType"] is True


def test_every_agreement_of_the_ledger_is_listed_under_its_member(gym: DemoGym) -> None:
    async def visit(browser: Browser) -> dict[int, list[int]]:
        found = {}
        for client in gym.ledger.clients:
            await browser.act_as(client.member_id)
            items = (await browser.agreements()).json()
            assert {one["packageAgreement"]["memberId"] for one in items} <= {client.member_id}
            found[client.member_id] = [one["packageAgreement"]["id"] for one in items]
        return found

    found = browse(gym.clubos, visit)
    assert found == {c.member_id: [a.id for a in c.agreements] for c in gym.ledger.clients}
    assert found[NOBODY] == []
    assert len(found[LEOPOLD]) == 3


def test_v2_holds_the_invoices_and_the_payments_to_come_as_in_the_ledger(gym: DemoGym) -> None:
    async def visit(browser: Browser) -> httpx.Response:
        await browser.act_as(MARIT)
        return await browser.v2(MARITS_AGREEMENT, "invoices", "scheduledPayments")

    told = browse(gym.clubos, visit).json()
    assert told["data"]["id"] == MARITS_AGREEMENT
    assert set(told["include"]) == {"invoices", "scheduledPayments"}
    invoices = told["include"]["invoices"]
    assert [one["invoiceStatus"] for one in invoices] == [1, 1, 1, 5, 4, 4, 4, 4, 4, 4]
    assert {one["total"] for one in invoices} == {90.0}
    assert invoices[-1]["billingDate"] == (gym.ledger.today - timedelta(days=3)).isoformat()
    assert len(told["include"]["scheduledPayments"]) == 17
    assert told["meta"]["invoiceStatuses"]["8"] == "Charge Back"


def test_v2_tells_a_remaining_amount_and_leaves_a_missing_date_out(gym: DemoGym) -> None:
    async def visit(browser: Browser) -> tuple[dict[str, Any], dict[str, Any]]:
        await browser.act_as(910000136)
        partly = (await browser.v2(1500136, "invoices")).json()["include"]["invoices"]
        await browser.act_as(910000142)
        undated = (await browser.v2(1500142, "invoices")).json()["include"]["invoices"]
        return partly[-1], undated[4]

    partly, undated = browse(gym.clubos, visit)
    assert (partly["total"], partly["remainingTotal"]) == (180.0, 65.0)
    assert "billingDate" not in undated


def test_includes_joined_by_a_comma_are_an_error_in_a_200(gym: DemoGym) -> None:
    async def visit(browser: Browser) -> httpx.Response:
        await browser.act_as(MARIT)
        return await browser.v2(MARITS_AGREEMENT, "invoices,scheduledPayments")

    answer = browse(gym.clubos, visit)
    assert answer.json() == {"error": ["invalid value for parameter: include"]}


def test_scheduled_payments_turn_into_pending_invoices_as_days_pass(gym: DemoGym) -> None:
    gym.knobs.now = gym.ledger.today + timedelta(days=30)

    async def visit(browser: Browser) -> httpx.Response:
        await browser.act_as(MARIT)
        return await browser.v2(MARITS_AGREEMENT, "invoices", "scheduledPayments")

    parts = browse(gym.clubos, visit).json()["include"]
    assert [one["invoiceStatus"] for one in parts["invoices"]][-3:] == [4, 2, 2]
    assert len(parts["scheduledPayments"]) == 15


def test_the_smaller_calls_answer_in_their_captured_shapes(gym: DemoGym) -> None:
    async def visit(browser: Browser) -> None:
        await browser.act_as(MARIT)
        one = f"{AGREEMENTS}/{MARITS_AGREEMENT}"
        status = await browser.get(f"{one}/billing_status")
        assert len(status.content) == 118
        sold = await browser.get(f"{one}/salespeople")
        assert sold.json()["data"][0]["salespersonName"] == "Jordan Ellerby"
        worth = await browser.get(
            f"{AGREEMENTS}/agreementTotalValue", params={"agreementId": MARITS_AGREEMENT}
        )
        assert worth.text == "2430.00"
        staff = await browser.get("/api/users/employee", params={"locationId": 2001})
        assert len(staff.json()) == 4
        assert (await browser.get("/api/inventory/detailed")).json()[0]["memberId"] == MARIT
        await browser.act_as(NOBODY)
        assert (await browser.get("/api/inventory/detailed")).json() == []

    browse(gym.clubos, visit)


@pytest.mark.parametrize(
    "path", ["undefined/billing_status", "9999999/salespeople", "V2/1", "undefined"]
)
def test_an_unknown_api_id_is_a_404_with_the_server_error_body(gym: DemoGym, path: str) -> None:
    async def visit(browser: Browser) -> httpx.Response:
        return await browser.get(f"{AGREEMENTS}/{path}")

    answer = browse(gym.clubos, visit)
    assert (answer.status_code, answer.content) == (404, SERVER_ERROR)


def test_an_agreement_of_another_member_is_a_500(gym: DemoGym) -> None:
    async def visit(browser: Browser) -> int:
        await browser.act_as(LEOPOLD)
        return (await browser.v2(MARITS_AGREEMENT, "invoices")).status_code

    assert browse(gym.clubos, visit) == 500


# --- the bearer -----------------------------------------------------------------------------------


def test_only_the_page_token_of_the_member_acted_as_is_a_good_bearer(gym: DemoGym) -> None:
    async def visit(browser: Browser) -> None:
        own = await browser.page_token()
        assert [len(part) for part in own.split(".")] == [20, 136, 43]
        await browser.act_as(MARIT)
        marits = await browser.page_token()
        assert (await browser.agreements(marits)).status_code == 200
        assert (await browser.agreements()).status_code == 200
        for wrong in (own, browser.cookies["apiV3AccessToken"], "forged"):
            answer = await browser.agreements(wrong)
            assert (answer.status_code, answer.content) == (500, SERVER_ERROR)

    browse(gym.clubos, visit)


# --- the session's end ----------------------------------------------------------------------------


def test_without_a_session_pages_scripts_and_api_are_turned_away_each_in_its_way(
    gym: DemoGym,
) -> None:
    async def visit(browser: Browser) -> None:
        page = await browser.get("/action/Dashboard/view")
        assert page.status_code == 302
        assert page.headers["location"].startswith("/action/Login/view?__fsk=")
        script = await browser.assigned()
        assert (script.status_code, script.text) == (403, "Session Expired")
        assert (await browser.agreements()).status_code == 401
        gym.knobs.expired_api = "403"
        assert (await browser.agreements()).status_code == 403
        gym.knobs.expired_api = "redirect"
        assert (await browser.agreements()).status_code == 302

    browse(gym.clubos, visit, signed_in=False)


def test_a_session_is_lost_after_the_calls_of_the_knob_and_a_new_one_counts_anew(
    gym: DemoGym,
) -> None:
    gym.knobs.lose_session_after = 2

    async def visit(browser: Browser) -> list[int]:
        first = [(await browser.agreements()).status_code for _ in range(3)]
        lost = await browser.assigned()
        assert lost.text == "Session Expired"
        await browser.sign_in()
        return [*first, (await browser.agreements()).status_code]

    assert browse(gym.clubos, visit) == [200, 200, 401, 200]


def test_an_idle_session_is_gone(gym: DemoGym) -> None:
    async def visit(browser: Browser) -> int:
        gym.knobs.idle_s = 0.0
        return (await browser.agreements()).status_code

    assert browse(gym.clubos, visit) == 401


# --- faults ---------------------------------------------------------------------------------------


def test_the_faults_of_one_member_leave_the_others_alone(gym: DemoGym) -> None:
    gym.knobs.server_error_members = {910000101}
    gym.knobs.html_login_in_200_for = {910000102}
    gym.knobs.truncate_body_for = {910000103}
    gym.knobs.wrong_member_for = {910000104}

    async def visit(browser: Browser) -> list[httpx.Response]:
        answers = []
        for member_id in range(910000101, 910000106):
            await browser.act_as(member_id)
            answers.append(await browser.agreements())
        return answers

    broken, sign_in, cut, wrong, fine = browse(gym.clubos, visit)
    assert (broken.status_code, broken.content) == (500, SERVER_ERROR)
    assert sign_in.status_code == 200
    assert 'id="loginForm"' in sign_in.text
    assert cut.headers["content-type"] == "application/json"
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        cut.json()
    assert wrong.json()[0]["packageAgreement"]["memberId"] == 910000101
    assert fine.json()[0]["packageAgreement"]["memberId"] == 910000105


def test_v2_can_fail_be_cut_and_write_its_amounts_as_text(gym: DemoGym) -> None:
    async def visit(browser: Browser) -> None:
        await browser.act_as(LEOPOLD)
        gym.knobs.v2_error_agreements = {1500137}
        assert (await browser.v2(1500137, "invoices")).status_code == 500
        gym.knobs.amounts_as_text = True
        told = (await browser.v2(1500237, "invoices")).json()
        assert told["include"]["invoices"][0]["total"] == "40.00"
        gym.knobs.truncate_body_for = {1500337}
        assert (await browser.v2(1500337, "invoices")).text.startswith('{"data":')

    browse(gym.clubos, visit)


def test_each_second_api_call_fails_where_the_knob_says_so(gym: DemoGym) -> None:
    gym.knobs.server_error_every = 2

    async def visit(browser: Browser) -> list[int]:
        return [(await browser.agreements()).status_code for _ in range(4)]

    assert browse(gym.clubos, visit) == [200, 500, 200, 500]


def test_the_server_notes_each_request_with_its_method(gym: DemoGym) -> None:
    browse(gym.clubos, lambda browser: browser.act_as(MARIT))
    assert gym.knobs.requests[0] == ("GET", "/action/Login/view")
    assert gym.knobs.requests[-1] == ("GET", f"/action/Delegate/{MARIT}/url=false")


def test_an_unknown_page_says_so(gym: DemoGym) -> None:
    async def visit(browser: Browser) -> httpx.Response:
        return await browser.get("/action/Nowhere", headers=XHR)

    answer = browse(gym.clubos, visit)
    assert answer.status_code == 404
    assert "PAGE NOT FOUND" in answer.text


# --- a real socket --------------------------------------------------------------------------------


def test_the_demo_gym_is_served_over_a_real_socket(gym: DemoGym) -> None:
    with running(gym.clubos) as address, httpx.Client(base_url=address) as client:
        page = client.get("/action/Login/view").text
        marks = {
            "_sourcePage": re.findall(r'name="_sourcePage" value="([^"]+)"', page)[0],
            "__fp": re.findall(r'name="__fp" value="([^"]+)"', page)[0],
        }
        action = re.findall(r'action="([^"]+)" id="loginForm"', page)[0]
        form = {"login": "Submit", "username": DEMO_USERNAME, "password": DEMO_PASSWORD}
        answer = client.post(action, data=form | marks)
        assert answer.headers["location"] == "/action/Dashboard/view"
        client.get(f"/action/Delegate/{MARIT}/url=false")
        assert client.cookies["delegatedUserId"] == str(MARIT)
        assert len(client.get(f"{AGREEMENTS}/list").json()) == 1
