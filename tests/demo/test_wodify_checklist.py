"""What a faithful WODIFY must do, point by point: the checklist of wodify.md 7.

What `test_wodify` holds already (the gateway, pages, the search, the burst) is not repeated here.
"""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from gymdesk.demo import DEMO_KEY, DemoWodify, WodifyKnobs, demo_wodify
from gymdesk.demo.serve import running
from tests.builders import TODAY
from tests.demo.test_wodify import KEY, ask, told
from tests.sync.remote import TLS

NOT_HERE = {"message": "Missing Authentication Token"}


@pytest.fixture
def gym() -> DemoWodify:
    return demo_wodify(TODAY)


# --- 1, 2: the gateway ----------------------------------------------------------------------------


def test_a_wrong_key_may_be_told_with_401_too(gym: DemoWodify) -> None:
    gym.knobs.wrong_key_status = 401
    assert ask(gym, "/v1/clients", headers={"x-api-key": "x"}).status_code == 401


@pytest.mark.parametrize("path", ["/v1/leads/1", "/v1/clients/1", "/v1/memberships/1"])
def test_an_unknown_record_is_an_envelope_in_a_404_or_in_a_200(gym: DemoWodify, path: str) -> None:
    for in_200, status in ((False, 404), (True, 200)):
        gym.knobs.missing_in_200 = in_200
        answer = ask(gym, path)
        assert (answer.status_code, answer.json()["HTTPCode"]) == (status, 404)


@pytest.mark.parametrize("path", ["/v1/leads/", "/v1/memberships/", "/v1/financials/invoices/"])
def test_an_empty_id_is_an_address_that_does_not_exist(gym: DemoWodify, path: str) -> None:
    assert (ask(gym, path).status_code, told(gym, path)) == (403, NOT_HERE)


# --- 3, 4: pages, order, search -------------------------------------------------------------------


def test_pages_go_up_and_down(gym: DemoWodify) -> None:
    up = [row["id"] for row in told(gym, "/v1/leads?sort=id")["leads"]]
    assert up == sorted(up, key=int)
    down = [row["id"] for row in told(gym, "/v1/leads?sort=desc_id")["leads"]]
    assert down == up[::-1]


def test_the_search_knows_the_other_operators_too(gym: DemoWodify) -> None:
    def found(query: str) -> set[str]:
        rows = ask(gym, "/v1/leads/search", params={"q": query}).json()["leads"]
        return {str(row["id"]) for row in rows}

    everybody = found("id|gt|0")
    assert everybody == set(gym.server.leads)
    assert found("id|lte|900002") == {"900001", "900002"}
    assert found("id|gte|4200000014") == {"4200000014"}
    assert found("lead_status|neq|'New'") == everybody - found("lead_status|eq|'New'")
    assert found("id|not_in|{900001,900002}") == everybody - {"900001", "900002"}
    assert found("last_name|contains|'orl'") == {"900010", "900011"}
    assert found("last_name|ends_with|'quill'") | found("last_name|ends_with|'Quill'") == {"900013"}
    assert found("email|not_null") == everybody - found("email|is_null")


# --- 5: errors on demand --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "status", "shown"),
    [
        ("envelope", 200, "HTTPCode"),
        ("api error", 200, "APIError"),
        ("429", 429, "Too Many Requests"),
        ("429 soon", 429, "Too Many Requests"),
        ("error 500", 500, "<html>"),
        ("error 502", 502, "<html>"),
        ("error 503", 503, "<html>"),
        ("page", 200, "<html>"),
        ("truncated", 200, "clients"),
    ],
)
def test_an_error_comes_once_as_it_was_asked_for(
    gym: DemoWodify, fault: Any, status: int, shown: str
) -> None:
    gym.knobs.faults["/v1/clients"] = [fault]
    answer = ask(gym, "/v1/clients")
    assert answer.status_code == status
    assert shown in answer.text
    assert answer.headers.get("Retry-After") == ("1" if fault == "429 soon" else None)
    if fault == "truncated":
        with pytest.raises(json.JSONDecodeError):
            answer.json()
    assert len(told(gym, "/v1/clients")["clients"]) == 90


def test_a_connection_that_breaks_in_the_middle_of_an_answer(gym: DemoWodify) -> None:
    gym.knobs.faults["/v1/clients"] = ["cut off"]
    with running(gym.app) as address, httpx.Client(headers=KEY, verify=TLS) as client:
        with pytest.raises(httpx.TransportError):
            client.get(f"{address}/v1/clients")
        assert client.get(f"{address}/v1/clients").status_code == 200


# --- 6: values that mean none ---------------------------------------------------------------------


def test_what_is_not_there_is_a_day_in_1900_an_empty_text_or_a_0(gym: DemoWodify) -> None:
    kai = told(gym, "/v1/clients/7000011")
    assert kai["last_attendance"].startswith("1900-01-01")
    assert kai["days_since_last_attended"] > 46_000
    assert (told(gym, "/v1/clients/7000015")["email"], kai["lead_source_id"]) == ("", 0)
    head = next(r for r in gym.server.memberships.values() if r["client_id"] == 7000003)
    assert head["renewed_from_membership_id"] == 0
    assert head["scheduled_deactivation_date"].startswith("1900-01-01")


def test_ids_are_large_or_text_and_moments_have_a_z_or_not(gym: DemoWodify) -> None:
    rows = [row for n in (1, 2) for row in told(gym, f"/v1/clients?page={n}")["clients"]]
    assert 5_000_000_001 in [row["id"] for row in rows]
    assert "7000026" in [row["id"] for row in rows]
    moments = {row["created_on"]["created_on_datetime"][-1] for row in rows}
    assert "Z" in moments
    assert moments - {"Z"}
    assert rows[0]["weight"] == "0.00000000"


# --- 8: what a gym is made of ---------------------------------------------------------------------


def test_the_gym_has_every_story_that_a_membership_can_have(gym: DemoWodify) -> None:
    rows = list(gym.server.memberships.values())
    plans = [row["payment_plan"] for row in rows]
    kinds = {p["initial_payment_option"]["initial_payment_option_type"] for p in plans}
    assert kinds >= {"Monthly", "Weekly", "Pay in Full"}
    assert {row["membership_type"] for row in rows} >= {"Class Plan", "Class Pack"}
    assert any(p["initial_payment_option"]["initial_cost"] == 0 for p in plans)
    assert any(not p["is_auto_renew"] for p in plans)
    assert any(row["has_scheduled_deactivation"] for row in rows)
    assert any(row["is_deleted"] for row in rows)
    assert any(row["renewed_from_membership_id"] for row in rows)
    having = {str(row["client_id"]) for row in rows}
    assert any(
        c["client_status"] == "Active" for k, c in gym.server.clients.items() if k not in having
    )
    gone = {k for k, c in gym.server.clients.items() if c["client_status"] == "Inactive"}
    assert any(row["is_active"] and str(row["client_id"]) in gone for row in rows)


# --- 9: leads -------------------------------------------------------------------------------------


def test_a_converted_lead_is_read_only_and_its_history_does_not_say_so(gym: DemoWodify) -> None:
    body = {"location_id": 20, "email": "max@example.test", "first_name": "M", "last_name": "F"}
    answer = told(gym, "/v1/leads/900003/convert", method="POST", json=body)
    assert (answer["converted_lead_id"], answer["is_success"]) == (900003, True)
    client = answer["client_data"]
    assert (client["client_status"], client["is_converted_from_lead"]) == ("On-Ramp", True)
    assert told(gym, f"/v1/clients/{client['id']}")["lead_id"] == 900003
    lead = told(gym, "/v1/leads/900003")
    assert lead["is_converted_to_client"]
    assert lead["status_history"] == gym.server.leads["900003"]["status_history"]
    assert all(step.get("to_status") != "Converted" for step in lead["status_history"])
    for method, path in (("PUT", "/v1/leads/900003"), ("POST", "/v1/leads/900003/convert")):
        assert told(gym, path, method=method, json=body)["HTTPCode"] == 422


def test_a_lead_without_what_a_conversion_needs_is_declined(gym: DemoWodify) -> None:
    refused = told(gym, "/v1/leads/900003/convert", method="POST", json={"location_id": 20})
    assert refused["HTTPCode"] == 422
    assert "email" in refused["UserMessage"]


def test_the_same_lead_twice_is_two_leads_and_one_of_them_can_be_deleted(gym: DemoWodify) -> None:
    body = {"first_name": "Kim", "last_name": "Hollis", "email": "kim.hollis@example.test"}
    made = told(gym, "/v1/leads", method="POST", json=body)
    twins = [r for r in gym.server.leads.values() if r["email"] == body["email"]]
    assert len(twins) == 2
    gone = told(gym, f"/v1/leads/{made['id']}", method="DELETE")
    assert gone == {"lead_id": made["id"], "is_success": True}
    assert ask(gym, f"/v1/leads/{made['id']}").status_code == 404


@pytest.mark.parametrize("what", ["leads/900001", "clients/7000001"])
def test_tags_are_put_on_and_taken_off(gym: DemoWodify, what: str) -> None:
    put = told(gym, f"/v1/{what}/tags", method="PUT", json={"tags": ["trial", "vip"]})
    assert {"trial", "vip"} <= set(put["active_tags"])
    off = told(gym, f"/v1/{what}/tags", method="DELETE", json={"tags": ["trial"]})
    assert "trial" not in off["active_tags"]
    assert "vip" in told(gym, f"/v1/{what}")["tags"]


def test_the_gym_has_a_status_of_its_own(gym: DemoWodify) -> None:
    labels = [row["status"] for row in told(gym, "/v1/leads/statuses")["statuses"]]
    assert labels[:3] == ["New", "Trial", "Contacted"]
    assert "Waiting list" in labels


# --- 10 to 15: actions, hooks, the log, what is off -----------------------------------------------


@pytest.mark.parametrize(
    ("action", "label"),
    [("suspend", "Suspended"), ("reinstate", "Active"), ("deactivate", "Inactive")],
)
def test_an_action_answers_in_the_other_spelling(gym: DemoWodify, action: str, label: str) -> None:
    answer = told(gym, f"/v1/clients/7000001/{action}", method="PUT")
    assert set(answer) == {"is_success", "ClientResponse"}
    assert answer["ClientResponse"]["client_status"] == label


def test_the_gym_can_change_between_two_pages_and_every_request_is_logged() -> None:
    gym = demo_wodify(TODAY, clients=150, rows=200)

    def remove(_method: str, _path: str) -> None:
        gym.server.clients.pop("7000001", None)

    told(gym, "/v1/clients")
    gym.knobs.before = remove
    assert len(told(gym, "/v1/clients?page=2")["clients"]) == 49
    assert [(m, p) for m, p, _ in gym.knobs.requests] == [("GET", "/v1/clients")] * 2
    first, second = gym.knobs.times_s
    assert first <= second
    assert gym.knobs.writes() == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/memberships"),
        ("PUT", "/v1/memberships/55000001"),
        ("PUT", "/v1/memberships/55000001/deactivate"),
    ],
)
def test_memberships_are_written_only_where_a_flag_says_so(
    gym: DemoWodify, method: str, path: str
) -> None:
    assert told(gym, path, method=method, json={"client_id": 7000001}) == NOT_HERE
    gym.knobs.membership_writes = True
    assert "id" in told(gym, path, method=method, json={"client_id": 7000001})


def test_the_documented_service_answers_in_the_words_of_the_requirements() -> None:
    gym = demo_wodify(TODAY, knobs=WodifyKnobs(profile="documented"))
    bearer = {"authorization": f"Bearer {DEMO_KEY}"}

    def answer(path: str, method: str = "GET", **more: Any) -> Any:
        return told(gym, f"/v1{path}", method=method, headers=bearer, **more)

    member = answer("/members/7000001")["member"]
    assert {"client_id", "membership_type", "membership_status", "monthly_price"} <= set(member)
    assert answer("/membership-packages")["packages"][0]["billing_cycle"] == "monthly"
    assert answer("/leads?limit=3&offset=2")["leads"][0]["lead_id"] == 900003
    patched = answer("/leads/900001", "PATCH", json={"lead_status": "Contacted"})
    assert patched["lead"]["lead_status"] == "Contacted"


@pytest.mark.parametrize(("clients", "rows", "leads"), [(50, 140, 20), (10_000, 20_000, 300)])
def test_a_gym_of_any_size_is_there_at_once(clients: int, rows: int, leads: int) -> None:
    gym = demo_wodify(TODAY, clients=clients, rows=rows, leads=leads)
    held = gym.server
    assert (len(held.clients), len(held.memberships), len(held.leads)) == (clients, rows, leads)
