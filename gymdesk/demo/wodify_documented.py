"""The demo WODIFY as the requirements describe it: members, limit and offset, PATCH, /health."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from starlette.responses import JSONResponse, Response

if TYPE_CHECKING:
    from gymdesk.demo.wodify import Wodify

    Row = dict[str, Any]

CAP: Final = 100
NOT_FOUND: Final = {"error": "Not found"}

_STATUSES: Final = {"no_membership": "Inactive"}
"""The documented API has no word for a client without a membership."""


def documented_answer(
    gym: Wodify, method: str, path: list[str], params: dict[str, str], body: Row
) -> Response:
    """Return the answer of the documented API."""
    match (method, *path):
        case ("GET", "health"):
            return JSONResponse({"status": "ok"})
        case ("GET", "members"):
            return _page("members", members(gym), params)
        case ("GET", "members", key):
            return _wrapped("member", _by_id(members(gym), "client_id", key))
        case ("GET", "leads"):
            return _page("leads", leads(gym), params)
        case ("GET", "leads", key):
            return _wrapped("lead", _by_id(leads(gym), "lead_id", key))
        case ("GET", "membership-packages"):
            return JSONResponse({"packages": _packages(gym)})
        case ("POST", "memberships"):
            return JSONResponse({"membership": _sold(gym, body)}, status_code=201)
        case ("PATCH", "memberships", key):
            return _changed(gym, key, body)
        case ("POST", "memberships", key, "cancel"):
            return _changed(gym, key, {"status": "Cancelled"})
        case ("POST", "leads"):
            return JSONResponse({"lead": _lead(gym.new_lead(_real_lead(body)))}, status_code=201)
        case ("PATCH", "leads", key):
            return _changed_lead(gym, key, body)
        case ("POST", "leads", key, "convert"):
            return _converted(gym, key, body)
    return JSONResponse(NOT_FOUND, status_code=404)


def members(gym: Wodify) -> list[Row]:
    """Return the clients with the one membership that speaks for them, as the ledger types it."""
    truths = gym.ledger.truth_by_id
    newest_of: dict[str, Row] = {}
    for period in sorted(gym.memberships.values(), key=lambda row: int(row["id"])):
        newest_of[str(period["client_id"])] = period
    shown = []
    for key, client in gym.clients.items():
        truth = None if key in gym.documented_sales else truths.get(key)
        newest = newest_of.get(key)
        named = newest is not None and (truth is None or truth.membership is not None)
        cents = None if truth is None else 0 if truth.basis == "comp" else truth.cents
        row: Row = {
            "client_id": client["id"],
            "first_name": client["first_name"],
            "last_name": client["last_name"],
            "email": client["email"] or None,
            "phone": client["phone_number"] or None,
            "membership_id": newest["id"] if newest is not None and named else None,
            "membership_type": (truth.membership if truth else newest["name"])
            if newest is not None and named
            else None,
            "membership_status": "Pending"
            if truth is None
            else _STATUSES.get(truth.status, truth.status),
            "monthly_price": None if cents is None else cents / 100,
            "start_date": newest["start_date"] if newest is not None and named else None,
            "end_date": newest["end_date"] if newest is not None and named else None,
            "is_first_membership": True,
            "referral_source": None,
            "emergency_contact": None,
            "created_at": "2024-01-15T08:30:00Z",
            "updated_at": None,
        }
        shown.append(row | gym.documented_changes.get(str(row["membership_id"]), {}))
    return shown


def leads(gym: Wodify) -> list[Row]:
    """Return the leads in the documented shape."""
    return [_lead(row) for row in gym.leads.values()]


_WORDS: Final = {
    "Trial": "Interested",
    "Disqualified": "Lost",
    "Deleted": "Lost",
}


def _lead(row: Row) -> Row:
    status = "Converted" if row["is_converted_to_client"] else row["lead_status"]
    return {
        "lead_id": row["id"],
        "first_name": row["first_name"],
        "last_name": row["last_name"],
        "email": row["email"] or None,
        "phone": row["phone_number"] or None,
        "lead_status": _WORDS.get(status, status),
        "source": row["lead_source"] or None,
        "notes": row["notes"] or None,
        "last_contact_at": row["last_contact_datetime"],
        "created_at": row["created"]["created_on_datetime"],
        "updated_at": None,
    }


def _page(key: str, found: list[Row], params: dict[str, str]) -> Response:
    limit = min(CAP, int(params.get("limit", CAP)))
    start = int(params.get("offset", 0))
    return JSONResponse({key: found[start : start + limit]})


def _by_id(found: list[Row], name: str, key: str) -> Row | None:
    return next((row for row in found if str(row[name]) == key), None)


def _wrapped(name: str, row: Row | None) -> Response:
    if row is None:
        return JSONResponse(NOT_FOUND, status_code=404)
    return JSONResponse({name: row})


def _packages(gym: Wodify) -> list[Row]:
    plans = {
        period.chain.plan.template_id: period.chain.plan for period in gym.ledger.periods
    }.values()
    return [
        {
            "id": plan.template_id,
            "name": plan.name,
            "description": "",
            "price": plan.initial_cents / 100,
            "billing_cycle": "monthly",
            "features": [],
            "is_popular": False,
            "stripe_price_id": None,
        }
        for plan in plans
    ]


def _sold(gym: Wodify, body: Row) -> Row:
    """Sell to whoever has that name and e-mail address, to a new client where nobody does."""
    who = {name: body.get(name) or "" for name in ("first_name", "last_name", "email")}
    client = next((c for c in gym.clients.values() if {n: c[n] for n in who} == who), None)
    if client is None:
        client = gym.new_client(who | {"phone_number": body.get("phone") or ""})
    gym.documented_sales.add(str(client["id"]))
    made = gym.new_membership(_row_of(client, body))
    return {"membership_id": made["id"], "client_id": client["id"], "membership_status": "Pending"}


def _row_of(client: Row, body: Row) -> Row:
    row = {"client_id": client["id"], "name": body.get("membership_type", "")}
    return row | ({"start_date": body["start_date"]} if body.get("start_date") else {})


def _changed(gym: Wodify, key: str, body: Row) -> Response:
    if key not in gym.memberships:
        return JSONResponse(NOT_FOUND, status_code=404)
    changes = gym.documented_changes
    names = {
        "status": "membership_status",
        "monthly_price": "monthly_price",
        "membership_type": "membership_type",
    }
    changes.setdefault(key, {}).update(
        {names[name]: value for name, value in body.items() if name in names}
    )
    return JSONResponse({"membership": {"membership_id": int(key), **changes[key]}})


def _real_lead(body: Row) -> Row:
    wish = body.get("interested_in")
    notes = [
        body.get("message") or body.get("notes") or "",
        f"Interested in: {wish}" if wish else "",
    ]
    return {
        "first_name": body.get("first_name", ""),
        "last_name": body.get("last_name", ""),
        "email": body.get("email", ""),
        "phone_number": body.get("phone", ""),
        "notes": "\n".join(part for part in notes if part),
    }


def _changed_lead(gym: Wodify, key: str, body: Row) -> Response:
    row = gym.leads.get(key)
    if row is None:
        return JSONResponse(NOT_FOUND, status_code=404)
    if "lead_status" in body:
        row["lead_status"] = body["lead_status"]
    if "notes" in body:
        row["notes"] = body["notes"]
    return JSONResponse({"lead": _lead(row)})


def _converted(gym: Wodify, key: str, body: Row) -> Response:
    row = gym.leads.get(key)
    if row is None:
        return JSONResponse(NOT_FOUND, status_code=404)
    client = gym.new_client(
        {name: row[name] for name in ("first_name", "last_name", "email", "phone_number")}
    )
    row |= {"is_converted_to_client": True, "lead_status": "Converted"}
    if gym.knobs.half_conversions:
        gym.documented_sales.add(str(client["id"]))
        return JSONResponse({"member": _by_id(members(gym), "client_id", str(client["id"]))})
    made = gym.new_membership(_row_of(client, body))
    found = _by_id(members(gym), "client_id", str(client["id"])) or {}
    return JSONResponse({"member": found | {"membership_id": made["id"]}})
