"""The demo WODIFY answers as the real one: its gateway, its pages, its search, its rows."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import httpx
import pytest

from gymdesk.demo import DEMO_KEY, DemoWodify, WodifyKnobs, demo_wodify
from gymdesk.demo.wodify_ledger import harbour_members

TODAY = date(2026, 11, 21)
KEY = {"x-api-key": DEMO_KEY}


@pytest.fixture
def gym() -> DemoWodify:
    return demo_wodify(TODAY)


def ask(
    gym: DemoWodify, path: str, method: str = "GET", headers: Any = None, **more: Any
) -> httpx.Response:
    async def run() -> httpx.Response:
        transport = httpx.ASGITransport(gym.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://gym.test") as client:
            return await client.request(
                method, path, headers=KEY if headers is None else headers, **more
            )

    return asyncio.run(run())


def told(gym: DemoWodify, path: str, **more: Any) -> Any:
    return ask(gym, path, **more).json()


@pytest.mark.parametrize(
    "headers", [{}, {"x-api-key": "x"}, {"authorization": f"Bearer {DEMO_KEY}"}]
)
def test_without_the_key_in_its_header_nobody_is_let_in(gym: DemoWodify, headers: Any) -> None:
    answer = ask(gym, "/v1/clients", headers=headers)
    assert (answer.status_code, answer.json()) == (403, {"message": "Forbidden"})


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/members"),
        ("GET", "/v1/health"),
        ("GET", "/v1/invoices"),
        ("GET", "/v1/clients/"),
        ("GET", "/clients"),
        ("DELETE", "/v1/clients/7000001"),
        ("PATCH", "/v1/leads/900001"),
        ("POST", "/v1/memberships"),
    ],
)
def test_an_address_that_does_not_exist_is_said_to_lack_a_token(
    gym: DemoWodify, method: str, path: str
) -> None:
    answer = ask(gym, path, method)
    assert answer.json() == {"message": "Missing Authentication Token"}
    assert answer.status_code == 403


def test_a_page_holds_a_hundred_and_unknown_parameters_are_ignored(gym: DemoWodify) -> None:
    query = "?limit=5&offset=50&status=Active&pageSize=3&page_size=500"
    page = told(gym, f"/v1/memberships{query}")
    assert len(page["memberships"]) == 100
    assert page["pagination"] == {"page": 1, "page_size": 100, "has_more": True}
    assert page["wodify_validation_result"] == ""
    last = told(gym, "/v1/memberships?page=2")
    assert (len(last["memberships"]), last["pagination"]["has_more"]) == (90, False)


def test_an_exact_multiple_of_the_page_has_no_empty_page_unless_it_is_told_to() -> None:
    gym = demo_wodify(TODAY, clients=100, rows=200)
    assert told(gym, "/v1/clients")["pagination"]["has_more"] is False
    gym.knobs.extra_empty_page = True
    assert told(gym, "/v1/clients")["pagination"]["has_more"] is True
    assert told(gym, "/v1/clients?page=2")["clients"] == []


def test_the_search_knows_its_operators_and_refuses_the_rest(gym: DemoWodify) -> None:
    def found(query: str) -> list[str]:
        body = ask(gym, "/v1/clients/search", params={"q": query}).json()
        return [str(row["id"]) for row in body.get("clients", [{"id": body.get("HTTPCode")}])]

    assert found("id|gt|7000001;id|lt|7000004") == ["7000002", "7000003"]
    assert found("client_status|eq|'Suspended'") == ["7000017"]
    assert found("id|in|{7000001,7000002}") == ["7000001", "7000002"]
    assert found("id|between|7000003|7000004") == ["7000003", "7000004"]
    assert found("last_name|starts_with|'Brand'") == ["7000001"]
    assert found("email|is_null")[:1] == ["7000015"]
    for bad in ("shoe|eq|1", "id|like|1", "last_name|eq|'O'Hanlon'", "", "id|eq"):
        assert found(bad) == ["422"]


def test_list_and_detail_differ_as_they_do(gym: DemoWodify) -> None:
    listed = told(gym, "/v1/clients?page_size=1")["clients"][0]
    detail = told(gym, "/v1/clients/7000001")
    assert "created_on" in listed
    assert "created" in detail
    assert listed["days_since_last_attendance"] == detail["days_since_last_attended"] == 3
    assert "notes" not in listed
    assert "notes" in detail
    assert told(gym, "/v1/memberships/55000001")["membership_holds"] == []


def test_a_deactivated_client_never_gets_the_memberships_back(gym: DemoWodify) -> None:
    answer = told(gym, "/v1/clients/7000001/deactivate", method="PUT")
    assert answer["ClientResponse"]["client_status"] == "Inactive"
    told(gym, "/v1/clients/7000001/reactivate", method="PUT")
    rows = [r for r in gym.server.memberships.values() if r["client_id"] == 7000001]
    assert rows
    assert not any(row["is_active"] for row in rows)


def test_a_change_that_leaves_a_field_out_clears_it(gym: DemoWodify) -> None:
    told(gym, "/v1/leads/900001", method="PUT", json={"first_name": "Kim", "lead_status_id": 3})
    row = gym.server.leads["900001"]
    assert (row["last_name"], row["phone_number"], row["lead_status"]) == ("", "", "Contacted")


def test_too_many_at_once_are_turned_away(gym: DemoWodify) -> None:
    gym.knobs.per_s = 0.001
    codes = [ask(gym, "/v1/leads/sources").status_code for _ in range(22)]
    assert codes == [200] * 20 + [429] * 2


def test_the_documented_service_knows_none_of_the_real_addresses() -> None:
    gym = demo_wodify(TODAY, knobs=WodifyKnobs(profile="documented"))
    bearer = {"authorization": f"Bearer {DEMO_KEY}"}
    assert ask(gym, "/v1/clients", headers=bearer).status_code == 404
    assert told(gym, "/v1/health", headers=bearer) == {"status": "ok"}
    page = told(gym, "/v1/members?limit=1000&offset=10", headers=bearer)
    assert len(page["members"]) == 80
    assert ask(gym, "/v1/members", headers=KEY).status_code == 403


def test_a_gym_has_the_volume_that_was_asked_for_and_ids_of_its_own() -> None:
    ledger = harbour_members(TODAY, clients=957, rows=2018, leads=300)
    assert [len(x) for x in (ledger.members, ledger.periods, ledger.leads)] == [957, 2018, 300]
    for rows in (ledger.members, ledger.periods, ledger.leads, ledger.bills):
        keys = [row.id for row in rows]
        assert len(set(keys)) == len(keys)


def test_a_renewal_begins_on_the_day_its_predecessor_ends() -> None:
    rows = {row.id: row for row in harbour_members(TODAY).periods}
    renewals = [row for row in rows.values() if row.renewed_from]
    assert renewals
    for row in renewals:
        before = rows[row.renewed_from]
        assert (before.end_on, before.client_id) == (row.start_on, row.client_id)


def test_what_is_owed_is_the_sum_of_the_open_invoices_that_are_late() -> None:
    ledger = harbour_members(TODAY)
    for entry in ledger.members:
        own = [b for b in ledger.bills if b.client_id == entry.id and b.status == "Unpaid"]
        late = [b for b in own if b.due_on and b.due_on < TODAY]
        assert sum(b.unpaid_cents or 0 for b in late) == entry.debt.past_due_cents, entry.last
        later = sum(b.unpaid_cents or 0 for b in own if b not in late)
        assert later == entry.debt.not_due_cents
