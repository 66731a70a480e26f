"""Another system on a loopback socket that counts, and a sender that talks to it.

It makes every record it is asked for, as often as it is asked: nothing protects it from a desk that
sends twice. A hook is called at each point of a request and may stop there for good.
"""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import httpx

from gymdesk.domain.outbox import (
    CANCELLED,
    CONVERTED,
    NO,
    STATUS,
    YES,
    CancelMembership,
    ChangeMembership,
    ConvertLead,
    CreateLead,
    CreateMembership,
    Intent,
    Part,
    Sight,
    UpdateLead,
)
from gymdesk.errors import Unreachable, WrongAnswer
from gymdesk.sync.outbox import Declined, NoAnswer, Outcome, Sent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gymdesk.rows import ClubRow


TLS = ssl.create_default_context()
"""Made once: it takes longer than all requests of a test."""


class Hang(Exception):
    """The connection is closed without a word."""


class Remote:
    """The other system: `records` by kind and id, `done` counts every change that was made."""

    def __init__(self) -> None:
        self.records: dict[str, dict[str, dict[str, Any]]] = {}
        self.done: Counter[str] = Counter()
        self.at: Callable[[str], None] = lambda _point: None
        self.busy = 0
        self._lock = threading.Lock()
        self.reset()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def reset(self) -> None:
        """Put it back to a lead, a client and a membership."""
        self.records = {
            "leads": {"5521": {"name": "Chiara Romano", "status": "New", "converted": NO}},
            "clients": {"88": {"name": "Wes Tanaka"}},
            "memberships": {
                "410": {"client": "88", "kind": "Basic", "status": "Active", "price": "99.00"}
            },
        }
        self.done = Counter()
        self.at = lambda _point: None

    def settle(self) -> None:
        """Wait until nobody's request is being answered any more."""
        while self.busy:
            time.sleep(0.001)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, method: str, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        kind, _, rest = path.strip("/").partition("/")
        key, _, verb = rest.partition("/")
        with self._lock:
            known = self.records[kind]
            if method == "GET":
                if not key:
                    return 200, [{"id": k, **v} for k, v in known.items()]
                return (200, {"id": key, **known[key]}) if key in known else (404, {})
            if body.get("name") == "Nobody Wanted":
                return 422, {"why": "this name is not taken"}
            if method == "POST" and not key:
                made = str(9000 + sum(self.done.values()))
                known[made] = body
                self.done[f"made {kind}"] += 1
                return 200, {"id": made}
            if verb == "convert":
                known[key]["converted"] = YES
                made = str(9000 + sum(self.done.values()))
                self.records["clients"][made] = {"name": known[key]["name"], "lead": key}
                self.done["converted"] += 1
                return 200, {"id": made}
            known[key].update(body)
            self.done[f"changed {kind}"] += 1
            return 200, {"id": key}


def _handler(remote: Remote) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._write(*remote.answer("GET", self.path, {}))

        def do_POST(self) -> None:
            self._change("POST")

        def do_PUT(self) -> None:
            self._change("PUT")

        def _change(self, method: str) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length) or b"{}")
            remote.busy += 1  # of one desk there is one request at a time
            try:
                remote.at("received")
                status, answer = remote.answer(method, self.path, body)
                remote.at("applied")
                self._write(status, answer, half=lambda: remote.at("half answered"))
                remote.at("answered")
            except (Hang, ConnectionError):
                self.close_connection = True
            finally:
                remote.busy -= 1

        def _write(self, status: int, answer: Any, half: Callable[[], None] | None = None) -> None:
            text = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text[:2])
            self.wfile.flush()
            if half is not None:
                half()
            self.wfile.write(text[2:])

        def log_message(self, *_: Any) -> None:
            pass

    return Handler


class LoopbackOpener:
    """Opens senders to a `Remote`; `at` is awaited before and after each look and each sending."""

    def __init__(self, address: str, at: Callable[[str], None] = lambda _point: None) -> None:
        self.address = address
        self.at = at
        self.closed = 0

    async def open(self, _club: ClubRow) -> LoopbackSender:
        self.at("open")
        return LoopbackSender(self)


class LoopbackSender:
    """Looks and sends as the senders of real systems do."""

    def __init__(self, opener: LoopbackOpener) -> None:
        self._opener = opener
        self._client = httpx.AsyncClient(base_url=opener.address, timeout=5.0, verify=TLS)

    async def aclose(self) -> None:
        self._opener.closed += 1
        await self._client.aclose()

    async def look(self, intent: Intent, part: Part, known: Mapping[Part, str]) -> Sight:
        self._opener.at("before look")
        sight = await self._look(intent, part, known)
        self._opener.at("after look")
        return sight

    async def send(
        self, intent: Intent, part: Part, known: Mapping[Part, str], _sight: Sight
    ) -> Outcome:
        self._opener.at("before send")
        outcome = await self._send(intent, part, known)
        self._opener.at("after send")
        return outcome

    async def _look(self, intent: Intent, part: Part, known: Mapping[Part, str]) -> Sight:
        match intent:
            case CreateLead():
                name = f"{intent.first_name} {intent.last_name}"
                return Sight(keys=await self._ids("leads", name=name, email=intent.email))
            case UpdateLead():
                return await self._values("leads", intent.lead_id)
            case ConvertLead() if part == Part.CLIENT:
                sight = await self._values("leads", intent.lead_id)
                made = await self._ids("clients", lead=intent.lead_id)
                return Sight({CONVERTED: sight.values.get(CONVERTED)}, made, sight.there)
            case CreateMembership() if part == Part.CLIENT:
                name = f"{intent.first_name} {intent.last_name}"
                return Sight(keys=await self._ids("clients", name=name, email=intent.email))
            case ConvertLead(sale=sale) | CreateMembership(sale=sale):
                assert sale is not None
                client = known.get(Part.CLIENT) or getattr(intent, "client_id", None)
                kind = sale.membership_type
                return Sight(keys=await self._ids("memberships", client=client, kind=kind))
            case ChangeMembership() | CancelMembership():
                return await self._values("memberships", intent.membership_id)
        raise AssertionError(intent)

    async def _send(self, intent: Intent, part: Part, known: Mapping[Part, str]) -> Outcome:
        match intent:
            case CreateLead() | CreateMembership() if part != Part.MEMBERSHIP:
                name = f"{intent.first_name} {intent.last_name}"
                where = "leads" if part == Part.LEAD else "clients"
                return await self._change("POST", f"/{where}", name=name, email=intent.email)
            case UpdateLead():
                wanted = {c.name: c.wanted for c in intent.changes}
                return await self._change("PUT", f"/leads/{intent.lead_id}", **wanted)
            case ConvertLead() if part == Part.CLIENT:
                return await self._change("POST", f"/leads/{intent.lead_id}/convert")
            case ConvertLead(sale=sale) | CreateMembership(sale=sale):
                assert sale is not None
                client = known.get(Part.CLIENT) or getattr(intent, "client_id", None)
                kind = sale.membership_type
                return await self._change("POST", "/memberships", client=client, kind=kind)
            case ChangeMembership():
                wanted = {c.name: c.wanted for c in intent.changes}
                return await self._change("PUT", f"/memberships/{intent.membership_id}", **wanted)
            case CancelMembership():
                path = f"/memberships/{intent.membership_id}"
                return await self._change("PUT", path, **{STATUS: CANCELLED})
        raise AssertionError(intent)

    async def _ids(self, listing: str, **wanted: Any) -> tuple[str, ...]:
        rows = (await self._get(f"/{listing}")).json()
        return tuple(r["id"] for r in rows if all(r.get(k) == v for k, v in wanted.items()))

    async def _values(self, kind: str, key: str) -> Sight:
        answer = await self._get(f"/{kind}/{key}")
        if answer.status_code == 404:
            return Sight(there=False)
        return Sight({k: v for k, v in answer.json().items() if k != "id"})

    async def _get(self, path: str) -> httpx.Response:
        try:
            return await self._client.get(path)
        except httpx.HTTPError as error:
            raise Unreachable("WODIFY", "127.0.0.1", "no answer came") from error

    async def _change(self, method: str, path: str, **body: Any) -> Outcome:
        try:
            answer = await self._client.request(method, path, json=body)
        except httpx.ConnectError:
            return Declined("nobody was there")
        except httpx.HTTPError:
            return NoAnswer("no answer came")
        if answer.status_code >= 500:
            raise WrongAnswer("WODIFY", "an answer", "error 500")
        if answer.status_code >= 400:
            return Declined(answer.json()["why"])
        return Sent(answer.json()["id"])
