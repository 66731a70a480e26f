"""The demo WODIFY: a small ASGI app that answers as the real API does, or as it is documented."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from gymdesk.demo import wodify_rows as rows
from gymdesk.demo.wodify_documented import documented_answer
from gymdesk.demo.wodify_knobs import WodifyKnobs
from gymdesk.demo.wodify_ledger import DEMO_KEY
from gymdesk.demo.wodify_query import BadQueryError, matching

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from gymdesk.demo.wodify_knobs import Fault
    from gymdesk.demo.wodify_ledger import WodifyLedger

    Row = dict[str, Any]

METHODS: Final = ["GET", "POST", "PUT", "PATCH", "DELETE"]
PAGE: Final = 100
BURST: Final = 20
NOT_HERE: Final = {"message": "Missing Authentication Token"}
_SERVER_PAGE: Final = "<html><body><h1>Bad Gateway</h1></body></html>"


def wodify_app(ledger: WodifyLedger, *, knobs: WodifyKnobs | None = None) -> Starlette:
    """Return the app for *ledger*; `app.state.gym` is the server itself, `.knobs` its faults."""
    gym = Wodify(ledger, knobs if knobs is not None else WodifyKnobs())
    app = Starlette(routes=[Route("/{rest:path}", gym.answer, methods=METHODS)])
    app.state.gym = gym
    app.state.knobs = gym.knobs
    return app


class Wodify:
    """The server: what it holds as rows of its own API, and how it answers.

    An address that does not exist, a wrong method and an empty id are all answered as the gateway
    does: 403, "Missing Authentication Token". Errors of the application come as an envelope, and
    where the knob says so in a 200.
    """

    def __init__(self, ledger: WodifyLedger, knobs: WodifyKnobs) -> None:
        self.ledger = ledger
        self.knobs = knobs
        self.clients = rows.client_rows(ledger)
        self.memberships = rows.membership_rows(ledger)
        self.holds = rows.hold_rows(ledger)
        self.leads = rows.lead_rows(ledger)
        self.invoices = rows.invoice_rows(ledger)
        self.documented_changes: dict[str, Row] = {}
        self.documented_sales: set[str] = set()
        self._next_id = 95000001  # above every id there is: the newest row is the last one sold
        self._tokens = float(BURST)
        self._filled_s = self.knobs.now_s()
        self._sent_twice: set[str] = set()

    async def answer(self, request: Request) -> Response:
        """Answer one request."""
        path = request.url.path
        params = dict(request.query_params)
        self.knobs.requests.append((request.method, path, params))
        self.knobs.times_s.append(self.knobs.now_s())
        raw = await request.body()
        if raw:
            self.knobs.bodies.append(json.loads(raw))
        if self.knobs.before is not None:
            self.knobs.before(request.method, path)
        if not path.startswith(f"{self.knobs.base}/") or path in self.knobs.absent:
            return JSONResponse(NOT_HERE, status_code=403)
        if not self._is_let_in(request) or path in self.knobs.no_right:
            return JSONResponse({"message": "Forbidden"}, status_code=self.knobs.wrong_key_status)
        if not self._is_in_time():
            return JSONResponse({"message": "Too Many Requests"}, status_code=429)
        fault = self._fault(path)
        if fault not in (None, "truncated", "cut off"):
            return _faulty(fault)
        inside = path.removeprefix(f"{self.knobs.base}/").split("/")
        body = json.loads(raw) if raw else {}
        if self.knobs.profile == "documented":
            answer = documented_answer(self, request.method, inside, params, body)
        else:
            answer = self._real(request.method, inside, params, body)
        if fault == "truncated":
            whole = bytes(answer.body)
            return Response(whole[: len(whole) * 2 // 3], media_type="application/json")
        if fault == "cut off":
            whole = bytes(answer.body)
            answer.body = whole[: len(whole) // 2]  # its length still promises all of it
        return answer

    # --- who asks, and how often ------------------------------------------------------------------

    def _is_let_in(self, request: Request) -> bool:
        if self.knobs.profile == "documented":
            return request.headers.get("authorization") == f"Bearer {DEMO_KEY}"
        return request.headers.get("x-api-key") == DEMO_KEY

    def _is_in_time(self) -> bool:
        if self.knobs.per_s is None:
            return True
        now_s = self.knobs.now_s()
        gained = (now_s - self._filled_s) * self.knobs.per_s
        self._tokens = min(float(BURST), self._tokens + gained)
        self._filled_s = now_s
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def _fault(self, path: str) -> Fault | None:
        waiting = self.knobs.faults.get(path)
        if waiting:
            return waiting.pop(0)
        return self.knobs.broken.get(path)

    # --- the real API -----------------------------------------------------------------------------

    def _real(self, method: str, path: list[str], params: dict[str, str], body: Row) -> Response:
        if method == "GET":
            return self._real_get(path, params)
        match (method, *path):
            case ("POST", "clients"):
                return JSONResponse(self.new_client(body))
            case ("PUT", "clients", key):
                return self._put(self.clients, key, body, _client_write)
            case ("PUT", "clients", key, "deactivate" | "reactivate" | "suspend" | "reinstate"):
                return self._client_action(key, path[2])
            case ("PUT" | "DELETE", "clients" | "leads" as what, key, "tags"):
                return self._tags(method, self._held(what).get(key), body)
            case ("POST", "leads"):
                return JSONResponse(self.new_lead(body))
            case ("PUT", "leads", key):
                return self._put_lead(key, body)
            case ("DELETE", "leads", key):
                return self._delete_lead(key)
            case ("POST", "leads", key, "convert"):
                return self._convert(key, body)
            case ("POST", "memberships") if self.knobs.membership_writes:
                return JSONResponse(self.new_membership(body))
            case ("PUT", "memberships", key) if self.knobs.membership_writes:
                return self._put(self.memberships, key, body, _membership_write)
            case ("PUT", "memberships", key, "deactivate") if self.knobs.membership_writes:
                return self._put(
                    self.memberships, key, {"is_active": False}, lambda row, new: row.update(new)
                )
        return JSONResponse(NOT_HERE, status_code=403)

    def _real_get(self, path: list[str], params: dict[str, str]) -> Response:
        match path:
            case ["clients", "statuses"]:
                return self._labels("statuses", "status", rows.CLIENT_STATUSES, 10)
            case ["leads", "statuses"]:
                return self._labels("statuses", "status", rows.LEAD_STATUSES, 1)
            case ["leads", "sources"]:
                return self._labels("sources", "source", rows.LEAD_SOURCES, 1)
            case ["customers", "locations"]:
                return self._labels("locations", "name", ("Harbour Street",), 20)
            case ["clients" | "leads" | "memberships" as what]:
                return self._page(what, self._held(what), params)
            case ["clients" | "leads" | "memberships" as what, "search"]:
                return self._found(what, self._held(what), params)
            case ["financials", "invoices"]:
                return self._page("invoices", self.invoices, params)
            case ["financials", "invoices", "search"]:
                return self._found("invoices", self.invoices, params)
            case ["financials", "invoices", key] if key:
                return self._one("invoices", self.invoices, key)
            case ["clients" | "leads" | "memberships" as what, key] if key:
                return self._one(what, self._held(what), key)
        return JSONResponse(NOT_HERE, status_code=403)

    def _held(self, what: str) -> dict[str, Row]:
        return {"clients": self.clients, "leads": self.leads, "memberships": self.memberships}[what]

    def _one(self, what: str, held: dict[str, Row], key: str) -> Response:
        row = held.get(key)
        if row is None:
            return self.missing()
        holds: Row = {}
        if what == "memberships":
            holds = {"membership_holds": self.holds.get(key, [])}
        return JSONResponse(self._without(row | holds))

    def missing(self) -> Response:
        """Return how a record that is not there is told."""
        envelope = _envelope(404, "The record was not found.")
        return JSONResponse(envelope, status_code=200 if self.knobs.missing_in_200 else 404)

    def _found(self, what: str, held: dict[str, Row], params: dict[str, str]) -> Response:
        shown = [self._listed(what, row) for row in held.values()]
        try:
            kept = matching(shown, params.get("q", ""))
        except BadQueryError as error:
            return JSONResponse(_envelope(422, str(error)))
        return self._paged(what, kept, params)

    def _page(self, what: str, held: dict[str, Row], params: dict[str, str]) -> Response:
        return self._paged(what, [self._listed(what, row) for row in held.values()], params)

    def _listed(self, what: str, row: Row) -> Row:
        return self._without(rows.in_list(row, of_clients=what == "clients"))

    def _without(self, row: Row) -> Row:
        return {k: v for k, v in row.items() if k not in self.knobs.dropped}

    def _paged(self, what: str, found: list[Row], params: dict[str, str]) -> Response:
        """Return a page; unknown parameters such as limit and offset are ignored."""
        wanted = params.get("sort", "id")
        name = wanted.removeprefix("desc_")
        ordered = sorted(
            found, key=lambda row: _sortable(row.get(name)), reverse=wanted.startswith("desc_")
        )
        size = min(PAGE, max(1, _number(params.get("page_size"), PAGE)))
        number = self._number_told(what, max(1, _number(params.get("page"), 1)))
        last = max(1, -(-len(ordered) // size))
        more: bool = number < last
        if self.knobs.extra_empty_page and len(ordered) and len(ordered) % size == 0:
            more = number <= last
        if self.knobs.stuck_more or self.knobs.stuck_page:
            more = True
        if self.knobs.stuck_page:
            number = min(number, last)
        shown = ordered[(number - 1) * size : number * size]
        paging = {"page": number, "page_size": size, "has_more": more}
        return JSONResponse({what: shown, "pagination": paging, "wodify_validation_result": ""})

    def _number_told(self, what: str, number: int) -> int:
        if number == self.knobs.page_always_twice:
            return number - 1
        if number == self.knobs.page_twice and what not in self._sent_twice:
            self._sent_twice.add(what)
            return number - 1
        return number

    def _labels(self, key: str, name: str, labels: tuple[str, ...], first: int) -> Response:
        listed = [{"id": first + place, name: label} for place, label in enumerate(labels)]
        paging = {"page": 1, "page_size": PAGE, "has_more": False}
        return JSONResponse({key: listed, "pagination": paging})

    # --- changes ----------------------------------------------------------------------------------

    def new_client(self, body: Row) -> Row:
        """Add a client and return it; WODIFY does not look whether there is one already."""
        template = next(iter(self.clients.values()))
        blank = {k: _blank(v) for k, v in template.items()}
        key = self._new_id()
        row = blank | {"id": key, "client_status_id": 11, "client_status": "On-Ramp"}
        row |= {"tags": [], "created": {"created_on_datetime": "2026-11-21T15:00:00Z"}}
        row |= {"updated": {"updated_on_datetime": rows.NO_MOMENT}, "status_history": []}
        row |= {"last_attendance": rows.NO_MOMENT, "days_since_last_attended": 46090}
        row |= {"member_since": rows.NO_DAY, "weight": "0.00000000"}
        row |= {k: v for k, v in body.items() if k in template}
        self.clients[str(key)] = row
        return row

    def new_lead(self, body: Row) -> Row:
        """Add a lead and return it; a second one of the same person is made without a word."""
        template = next(iter(self.leads.values()))
        key = self._new_id()
        row = {k: _blank(v) for k, v in template.items()} | {
            "id": key,
            "lead_status_id": 1,
            "lead_status": "New",
            "tags": [],
            "status_history": [],
            "created": {"created_on_datetime": "2026-11-21T15:00:00Z"},
            "updated": {"updated_on_datetime": rows.NO_MOMENT},
            "last_contact_datetime": rows.NO_MOMENT_Z,
            "created_from_source": "API",
        }
        row |= {k: v for k, v in body.items() if k in template}
        self.leads[str(key)] = row
        return row

    def new_membership(self, body: Row) -> Row:
        """Add a row of a membership and return it."""
        template = next(iter(self.memberships.values()))
        key = self._new_id()
        row = template | {"id": key, "renewed_from_membership_id": 0, "is_active": True}
        row |= {"start_date": rows.NO_DAY, "end_date": rows.NO_DAY, "expiration_date": rows.NO_DAY}
        row |= {k: v for k, v in body.items() if k in template}
        self.memberships[str(key)] = row
        return row

    def _new_id(self) -> int:
        self._next_id += 1
        return self._next_id

    def _put(
        self, held: dict[str, Row], key: str, body: Row, write: Callable[[Row, Row], None]
    ) -> Response:
        if key not in held:
            return self.missing()
        write(held[key], body)
        return JSONResponse(held[key])

    def _put_lead(self, key: str, body: Row) -> Response:
        if key in self.leads and self.leads[key]["is_converted_to_client"]:
            return JSONResponse(_envelope(422, "A converted lead is read-only."))
        return self._put(self.leads, key, body, _lead_write)

    def _delete_lead(self, key: str) -> Response:
        if self.leads.pop(key, None) is None:
            return self.missing()
        return JSONResponse({"lead_id": int(key), "is_success": True})

    def _convert(self, key: str, body: Row) -> Response:
        lead = self.leads.get(key)
        if lead is None:
            return self.missing()
        if lead["is_converted_to_client"]:
            return JSONResponse(_envelope(422, "This lead is converted already."))
        wanted = ("location_id", "email", "first_name", "last_name")
        absent = [name for name in wanted if not body.get(name)]
        if absent:
            return JSONResponse(_envelope(422, f"{', '.join(absent)} must be given."))
        client = self.new_client({**body, "phone_number": body.get("mobile_number", "")})
        client |= {"is_converted_from_lead": True, "lead_id": int(key)}
        # the step to Converted never stands in the history
        lead |= {"is_converted_to_client": True, "lead_status": "Converted", "lead_status_id": 4}
        told = {"converted_lead_id": int(key), "is_success": True, "client_data": client}
        return JSONResponse(told)

    def _tags(self, method: str, row: Row | None, body: Row) -> Response:
        if row is None:
            return self.missing()
        named = [str(tag) for tag in body.get("tags", ())]
        kept = [tag for tag in row["tags"] if tag not in named]
        row["tags"] = [*kept, *named] if method == "PUT" else kept
        return JSONResponse({"active_tags": row["tags"], "is_success": True})

    def _client_action(self, key: str, action: str) -> Response:
        client = self.clients.get(key)
        if client is None:
            return self.missing()
        label = {"deactivate": "Inactive", "suspend": "Suspended"}.get(action, "Active")
        client |= {
            "client_status": label,
            "client_status_id": rows.CLIENT_STATUSES.index(label) + 10,
        }
        if action == "deactivate":  # and no reactivation brings the memberships back
            for row in self.memberships.values():
                if str(row["client_id"]) == key:
                    row["is_active"] = False
        return JSONResponse({"is_success": True, "ClientResponse": client})


def _client_write(row: Row, body: Row) -> None:
    kept = {"id", "created", "updated", "tags", "status_history", "group", "lead_id"}
    kept |= {"last_attendance", "days_since_last_attended", "member_since", "last_contacted"}
    kept |= {"is_converted_from_lead", "client_status", "location", "is_at_risk"}
    _overwrite(row, body, kept)


def _lead_write(row: Row, body: Row) -> None:
    kept = {"id", "created", "updated", "tags", "status_history", "last_contact_datetime"}
    kept |= {"is_converted_to_client", "lead_source", "created_from_source", "location"}
    _overwrite(row, body, kept)
    place = int(row.get("lead_status_id") or 1) - 1
    row["lead_status"] = rows.LEAD_STATUSES[place]


def _membership_write(row: Row, body: Row) -> None:
    _overwrite(row, body, set(row) - {"is_active", "name"})


def _overwrite(row: Row, body: Row, kept: set[str]) -> None:
    """Write a whole record: what the body leaves out is cleared, as the real API does."""
    for name in row:
        if name not in kept:
            row[name] = body.get(name, _blank(row[name]))


def _blank(value: object) -> object:
    if isinstance(value, bool):
        return False
    return (
        {}
        if isinstance(value, dict)
        else []
        if isinstance(value, list)
        else (0 if isinstance(value, int | float) else "")
    )


def _envelope(code: int, told: str) -> Row:
    return {
        "HTTPCode": code,
        "ErrorCode": f"E{code}",
        "DeveloperMessage": told,
        "UserMessage": told,
        "MoreInfo": "",
    }


def _faulty(fault: Fault | None) -> Response:
    if fault == "envelope":
        return JSONResponse(_envelope(500, "Something went wrong."))
    if fault == "api error":
        return JSONResponse({"APIError": {"ErrorMessage": "Something went wrong."}})
    if fault in ("429", "429 soon"):
        later = {"Retry-After": "1"} if fault == "429 soon" else None
        return JSONResponse({"message": "Too Many Requests"}, status_code=429, headers=later)
    if fault == "page":
        return HTMLResponse(_SERVER_PAGE)
    code = int((fault or "error 500").removeprefix("error "))
    return HTMLResponse(_SERVER_PAGE, status_code=code)


def _number(text: str | None, instead: int) -> int:
    return int(text) if text and text.isdecimal() else instead


def _sortable(value: object) -> tuple[int, str]:
    if isinstance(value, int) or (isinstance(value, str) and value.isdecimal()):
        return (int(value), "")
    return (0, str(value))
