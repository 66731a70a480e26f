"""What can go wrong with one answer: each kind of fault once, to be set before any call.

A fault stands in for one call of the demo ClubOS, the one of a `Site`. Faults of what is said
answer inside the process; faults of the wire answer on a real socket on loopback.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx

from gymdesk.demo import pages

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Ask = Callable[[], Awaitable[httpx.Response]]
    Say = Callable[[httpx.Request, Ask], Awaitable[httpx.Response]]
    Spoil = Callable[[asyncio.StreamWriter, bytes], Awaitable[None]]

LOGIN = "/action/Login"
CAP = 300_000
"""The cap on a body while the faults are tried; the demo gym's own answers are far shorter."""


@dataclass(frozen=True)
class Site:
    """One call of a refresh: its path, and whose turn it must be (None = it has no client)."""

    name: str
    path: str
    method: str = "GET"
    client: int | None = None
    place: str = ""

    @property
    def shown(self) -> str:
        return f"{self.name} {self.place}".strip()


class Turn:
    """Follows whose turn it is, and says when the call of the site comes."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.hits = 0
        self._acting = 0

    def comes(self, method: str, path: str) -> bool:
        changed = re.match(r"/action/Delegate/(\d+)/", path)
        if changed:
            self._acting = int(changed[1])
        mine = self.site.client in (None, self._acting)
        hit = mine and method == self.site.method and path.startswith(self.site.path)
        self.hits += hit
        return hit


# --- what is said ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fault:
    """A kind of fault. `says` is what the error must tell; "" where the refresh gets over it.

    `say` answers in the place of the service, `spoil` does so on the wire. With `times` the call is
    answered well afterwards. `slow` faults are waited for, so their call gets little time.
    """

    name: str
    says: str
    say: Say | None = None
    spoil: Spoil | None = None
    times: int = 10**9
    slow: bool = False


class Faulty(httpx.AsyncBaseTransport):
    """The demo gym, with one fault at one site."""

    def __init__(self, app: Any, turn: Turn, fault: Fault) -> None:
        self._inner = httpx.ASGITransport(app)
        self._turn = turn
        self._fault = fault

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        async def ask() -> httpx.Response:
            return await self._inner.handle_async_request(request)

        comes = self._turn.comes(request.method, request.url.path)
        if not comes or self._turn.hits > self._fault.times or self._fault.say is None:
            return await ask()
        return await self._fault.say(request, ask)


def answer(status: int, body: str | bytes = "", kind: str = "text/html", **headers: str) -> Say:
    octets = body.encode() if isinstance(body, str) else body
    named = {k.replace("_", "-"): v for k, v in headers.items()}

    async def say(_request: httpx.Request, _ask: Ask) -> httpx.Response:
        types = {"Content-Type": kind} if kind else {}
        return httpx.Response(status, content=octets, headers={**types, **named})

    return say


def changed(change: Callable[[bytes], bytes], kind: str | None = None) -> Say:
    """Answer what the service answers, but for a change of its body."""

    async def say(_request: httpx.Request, ask: Ask) -> httpx.Response:
        real = await ask()
        body = change(await real.aread())
        headers = [(k, v) for k, v in real.headers.multi_items() if k != "content-length"]
        if kind is not None:
            headers = [(k, v) for k, v in headers if k != "content-type"] + [("content-type", kind)]
        return httpx.Response(real.status_code, content=body, headers=headers)

    return say


def with_cookies(*cookies: str, drop: bool = False) -> Say:
    async def say(_request: httpx.Request, ask: Ask) -> httpx.Response:
        real = await ask()
        body = await real.aread()
        headers = [
            (k, v) for k, v in real.headers.multi_items() if not (drop and k == "set-cookie")
        ]
        headers += [("set-cookie", c) for c in cookies]
        return httpx.Response(real.status_code, content=body, headers=headers)

    return say


def sub(pattern: str, by: str) -> Callable[[bytes], bytes]:
    return lambda body: re.sub(pattern.encode(), by.encode(), body)


def doubled_keys(body: bytes) -> bytes:
    """Let every object say its first key a second time."""
    return re.sub(rb"\{(\"[A-Za-z]+\"):", rb"{\1:0,\1:", body)


def twice(body: bytes) -> bytes:
    """Let lists of data tell everything two times."""
    try:
        value = json.loads(body)
    except ValueError:
        return body
    if isinstance(value, list):
        return json.dumps(value + value).encode()
    include = value.get("include") if isinstance(value, dict) else None
    if isinstance(include, dict):
        include["invoices"] = include["invoices"] * 2
    return json.dumps(value).encode()


SIGN_IN_PAGE = pages.sign_in_page(LOGIN, ("a", "b"), ("c", "d"))
LEG_DAY = (
    "<html><head><title>Club OS</title></head><body>"
    "<h2>OOPS! OUR SERVERS MUST HAVE SKIPPED LEG DAY...</h2></body></html>"
)
A_PAGE = "<!DOCTYPE html><html><head><title>Anytime Fitness - Hello</title></head><body/></html>"
JSON = "application/json"
SERVER_ERROR = '{"message":"Server Error"}'
STRANGER = "910000199"
AMOUNT = r'"(total|remainingTotal|outstandingBalance|remainingBalance|totalDue)":\s*-?[0-9.]+'

LOST = "ended the session"
DEEP = "[" * 100_000 + "]" * 100_000
DEEP_HTML = "<div>" * 100_000

SAID = [
    Fault("sign-in page in a 200", LOST, answer(200, SIGN_IN_PAGE)),
    Fault("sign-in page once", "", answer(200, SIGN_IN_PAGE), times=1),
    Fault("the 87 bytes", "an error page", answer(200, pages.ACTION_FAILED)),
    Fault("leg day", "a server error page", answer(200, LEG_DAY)),
    Fault("session expired in a 200", LOST, answer(200, "Session Expired", "text/plain")),
    Fault("session expired in a 403", LOST, answer(403, "Session Expired", "text/plain")),
    Fault("JSON error in a 200", "an error", answer(200, SERVER_ERROR, JSON)),
    Fault("JSON error list", "an error", answer(200, '{"error":["invalid value"]}', JSON)),
    Fault("a page", "a page|another page", answer(200, A_PAGE)),
    Fault("page not found in a 200", "does not exist", answer(200, pages.PAGE_NOT_FOUND)),
    Fault("204", "error 204", answer(204, kind="")),
    Fault("301 loop", "endless redirect", answer(301, Location="?again")),
    Fault("302 to the sign-in", LOST, answer(302, Location=f"{LOGIN}/view?__fsk=-12")),
    Fault("302 to another host", "not safe", answer(302, Location="http://127.0.0.2:9/x")),
    Fault("302 to nowhere", "instead of|No connection|not safe", answer(302, Location="http://[")),
    Fault("400", "error 400", answer(400)),
    Fault("401", LOST, answer(401)),
    Fault("401 once", "", answer(401), times=1),
    Fault("403", LOST, answer(403, "Forbidden")),
    Fault("403 once", "", answer(403, "Forbidden"), times=1),
    Fault("404", "error 404", answer(404, SERVER_ERROR, JSON)),
    Fault("407", "error 407", answer(407)),
    Fault("409", "error 409", answer(409)),
    Fault("429", "error 429", answer(429)),
    Fault("429 once with a date", "", answer(429, Retry_After="Sat, 21 Nov 2026 15:00:09 GMT"),
          times=1),
    Fault("500", "error 500", answer(500, SERVER_ERROR, JSON)),
    Fault("500 page", "error 500|server error page", answer(500, LEG_DAY)),
    Fault("502", "error 502", answer(502, "<h1>Bad Gateway</h1>")),
    Fault("503 once", "", answer(503, Retry_After="1"), times=1),
    Fault("503 twice", "", answer(503), times=2),
    Fault("504", "error 504", answer(504)),
    Fault("empty", "unreadable|an empty page|a page", answer(200, "")),
    Fault("six newlines", "unreadable|an empty|a page", answer(200, pages.NO_ASSIGNEES)),
    Fault("half", "instead of", changed(lambda body: body[: len(body) // 2])),
    Fault("a picture", "another kind of file", changed(lambda body: body or b"x", "image/png")),
    Fault("HTML for JSON", "a page", changed(lambda body: body, "text/html")),
    Fault("BOM", "", changed(lambda body: b"\xef\xbb\xbf" + body)),
    Fault("UTF-16 unsaid", "instead of", changed(lambda b: b.decode().encode("utf-16"), JSON)),
    Fault("bytes that are no text", "instead of|stands outside",
          changed(lambda b: b"\xff\xfe" * 40 + b[50:])),
    Fault("NaN", "unreadable", changed(sub(AMOUNT, r'"\1":NaN'))),
    Fault("Infinity", "unreadable", changed(sub(AMOUNT, r'"\1":-Infinity'))),
    Fault("1e400", "An amount could not be read", changed(sub(AMOUNT, r'"\1":1e400'))),
    Fault("1e-400", "An amount could not be read", changed(sub(AMOUNT, r'"\1":1e-400'))),
    Fault("amounts of two readings", "amount could not be read",
          changed(sub(AMOUNT, r'"\1":"1.000"'))),
    Fault("amounts as lists", "amount could not be read", changed(sub(AMOUNT, r'"\1":[90]'))),
    Fault("null amounts", "amount could not be read", changed(sub(AMOUNT, r'"\1":null'))),
    Fault("duplicate keys", "unreadable", changed(doubled_keys)),
    Fault("told twice", "", changed(twice)),
    Fault("100,000 deep", "unreadable|a page|instead of", answer(200, DEEP, JSON)),
    Fault("HTML 100,000 deep", "a page|instead of", answer(200, DEEP_HTML)),
    Fault("null", "another JSON|instead of", answer(200, "null", JSON)),
    Fault("a number", "another JSON|instead of", answer(200, "42", JSON)),
    Fault("a text", "another JSON|instead of", answer(200, '"hello"', JSON)),
    Fault("a list becomes an object", "instead of", answer(200, '{"items":1}', JSON)),
    Fault("an object becomes a list", "instead of", answer(200, "[1,2]", JSON)),
    Fault("items without ids", "without its id|instead of", changed(sub(r'"id":', '"key":'))),
    Fault("of somebody else", "answered for another client",
          changed(sub(r'"memberId":\s*\d+', f'"memberId":{STRANGER}'))),
    Fault("too long", "more than 20 MB", answer(200, "[" + " " * CAP + "]", JSON)),
    Fault("no cookies", "no cookies", with_cookies(drop=True)),
    Fault("another client in the cookie", "answered for another client",
          with_cookies(f"delegatedUserId={STRANGER}; Path=/")),
]  # fmt: skip


# --- what the wire does ---------------------------------------------------------------------------


@dataclass
class Gate:
    """A server on loopback before the demo gym. What a fault spoils, it spoils on the socket."""

    app: Any = None
    turn: Turn = field(default_factory=lambda: Turn(Site("", "nothing")))
    fault: Fault | None = None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                if not await self._answered(head, reader, writer):
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            return  # the client went away
        finally:
            writer.close()

    async def _answered(
        self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        first, *lines = head.decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ")
        headers = [tuple(line.split(": ", 1)) for line in lines if line]
        length = next((int(v) for k, v in headers if k.casefold() == "content-length"), 0)
        body = await reader.readexactly(length)
        request = httpx.Request(method, f"http://127.0.0.1{target}", headers=headers, content=body)
        comes = self.turn.comes(method, request.url.path)
        spoiled = comes and self.fault is not None and self.turn.hits <= self.fault.times
        real = b"" if self.app is None else await self._real(request)
        if spoiled and self.fault is not None and self.fault.spoil is not None:
            await self.fault.spoil(writer, real)
            return False
        writer.write(real)
        await writer.drain()
        return True

    async def _real(self, request: httpx.Request) -> bytes:
        answered = await httpx.ASGITransport(self.app).handle_async_request(request)
        body = await answered.aread()
        lines = [f"HTTP/1.1 {answered.status_code} X"]
        lines += [f"{k}: {v}" for k, v in answered.headers.multi_items() if k != "content-length"]
        lines += [f"content-length: {len(body)}", "", ""]
        return "\r\n".join(lines).encode("latin-1") + body


def raw(octets: bytes) -> Spoil:
    async def spoil(writer: asyncio.StreamWriter, _real: bytes) -> None:
        writer.write(octets)
        await writer.drain()

    return spoil


def cut(part: Callable[[bytes], bytes]) -> Spoil:
    async def spoil(writer: asyncio.StreamWriter, real: bytes) -> None:
        writer.write(part(real))
        await writer.drain()

    return spoil


def reset_after(part: Callable[[bytes], bytes]) -> Spoil:
    async def spoil(writer: asyncio.StreamWriter, real: bytes) -> None:
        writer.write(part(real))
        await writer.drain()
        await asyncio.sleep(0.005)  # what was sent must be there before the reset
        raw_socket = writer.get_extra_info("socket")
        raw_socket.setsockopt(1, 13, struct.pack("ii", 1, 0))  # SO_LINGER 0: close is a reset
        writer.transport.abort()

    return spoil


async def drip(writer: asyncio.StreamWriter, real: bytes) -> None:
    for octet in real:
        writer.write(bytes([octet]))
        await writer.drain()
        await asyncio.sleep(0.02)


async def silence(_writer: asyncio.StreamWriter, _real: bytes) -> None:
    await asyncio.sleep(3600)


async def endless(writer: asyncio.StreamWriter, _real: bytes) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"1000\r\n" + b" " * 4096 + b"\r\n")
        await writer.drain()


def packed(body: bytes, kind: str = "gzip") -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def split(real: bytes) -> tuple[bytes, bytes]:
    head, _, body = real.partition(b"\r\n\r\n")
    return head, body


def without_length(real: bytes) -> bytes:
    head, body = split(real)
    return re.sub(rb"\r\ncontent-length: \d+", b"\r\nconnection: close", head) + b"\r\n\r\n" + body


def too_long_a_length(real: bytes) -> bytes:
    return re.sub(rb"content-length: (\d+)", rb"content-length: 9\1", real)


def cut_chunks(real: bytes) -> bytes:
    head, body = split(real)
    head = re.sub(rb"content-length: \d+", b"transfer-encoding: chunked", head)
    return head + b"\r\n\r\n" + f"{len(body) + 9:x}\r\n".encode() + body


BOMB = gzip.compress(b" " * 40_000_000, 9)
NO_ANSWER = "No connection to ClubOS"
BROKE_OFF = "the connection broke off"
UNPACKED = "cannot be unpacked"

WIRE = [
    Fault("closed unanswered", BROKE_OFF, spoil=raw(b"")),
    Fault("closed once", "", spoil=raw(b""), times=1),
    Fault("reset before the answer", BROKE_OFF, spoil=reset_after(lambda _real: b"")),
    Fault("reset once", "", spoil=reset_after(lambda _real: b""), times=1),
    Fault("reset in the head", BROKE_OFF, spoil=reset_after(lambda real: real[:20])),
    Fault("reset in the body", BROKE_OFF, spoil=reset_after(lambda real: real[:-1])),
    Fault("body short of its length", BROKE_OFF, spoil=cut(too_long_a_length)),
    Fault("cut chunks", BROKE_OFF, spoil=cut(cut_chunks)),
    Fault("no length", "may be cut off", spoil=cut(without_length)),
    Fault("nonsense", BROKE_OFF, spoil=raw(b"220 smtp.example.com ready\r\n\r\n")),
    Fault("a head without end", BROKE_OFF, spoil=raw(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000)),
    Fault("two lengths", BROKE_OFF,
          spoil=raw(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n[]")),
    Fault("1 byte at a time", "took too long", spoil=drip, slow=True),
    Fault("silence", "took too long", spoil=silence, slow=True),
    Fault("endless", "more than 20 MB", spoil=endless),
    Fault("gzip bomb", "more than 20 MB", spoil=raw(packed(BOMB))),
    Fault("broken gzip", UNPACKED, spoil=raw(packed(gzip.compress(b"[]" * 99)[:-20] + b"x" * 20))),
    Fault("gzip that is none", UNPACKED, spoil=raw(packed(b"not packed"))),
    Fault("packed twice", UNPACKED, spoil=raw(packed(gzip.compress(BOMB), "gzip, gzip"))),
]  # fmt: skip
