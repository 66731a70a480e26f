"""One connection to one host: its faults over a real socket, each turned into one plain error."""

from __future__ import annotations

import asyncio
import gzip
import ipaddress
import socket
import ssl
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import httpx
import pytest
import respx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from gymdesk.api import transport
from gymdesk.api.transport import Answer, Wire
from gymdesk.clock import FixedClock
from gymdesk.errors import BadAddress, Insecure, Unreachable, WrongAnswer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

NOW = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)
LIMIT_S = 10.0
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Server:
    """Answers each connection on loopback with what `answer` does; keeps the request heads."""

    def __init__(self, answer: Callable[[socket.socket, int], None]) -> None:
        self.answer = answer
        self.heads: list[str] = []
        self.port = 0
        self.tls: ssl.SSLContext | None = None
        self.faults: list[Exception] = []

    @property
    def address(self) -> str:
        return f"{'http' if self.tls is None else 'https'}://127.0.0.1:{self.port}"

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return  # closed: the test is over
            connection.settimeout(LIMIT_S)
            try:
                self.turn(connection)
            except OSError as fault:  # the client went away first, which is its right
                self.faults.append(fault)
            finally:
                connection.close()

    def turn(self, connection: socket.socket) -> None:
        if self.tls is not None:
            connection = self.tls.wrap_socket(connection, server_side=True)
        head = b""
        while b"\r\n\r\n" not in head:
            piece = connection.recv(65536)
            if not piece:
                return
            head += piece
        self.heads.append(head.decode("latin-1"))
        self.answer(connection, len(self.heads))


@contextmanager
def serving(
    answer: Callable[[socket.socket, int], None] | bytes, tls: ssl.SSLContext | None = None
) -> Iterator[Server]:
    """Yield a server that answers with these bytes, or as told, and closes each connection."""
    server = Server(answer if callable(answer) else lambda c, _: c.sendall(answer))
    server.tls = tls
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server.port = listener.getsockname()[1]
        thread = threading.Thread(target=server.serve, args=[listener], daemon=True)
        thread.start()
        try:
            yield server
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()
            thread.join(LIMIT_S)
            assert not thread.is_alive()


def using(address: str, steps: Callable[[Wire], Awaitable], **kind):
    """Return what *steps* returns for a wire to *address*."""

    async def run():
        wire = Wire(address, "ClubOS", FixedClock(NOW), **kind)
        try:
            return await asyncio.wait_for(steps(wire), LIMIT_S)
        finally:
            await wire.aclose()

    return asyncio.run(run())


def got(address: str, path: str = "/x") -> Answer:
    return using(address, lambda wire: wire.get(path))


def posted(address: str) -> Answer:
    return using(address, lambda wire: wire.post("/x", {"password": "hidden-word"}))


def message(status: str, *headers: str, body: bytes = b"") -> bytes:
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


# --- answers --------------------------------------------------------------------------------------


def test_an_answer_has_its_status_kind_text_and_path() -> None:
    body = "\ufeffJürgen".encode()
    with serving(message("200 OK", "Content-Type: Text/HTML; charset=x", body=body)) as server:
        answer = got(server.address, "/action/x?_=1")
    assert (answer.status, answer.content_type) == (200, "text/html")
    assert (answer.text, answer.path) == ("Jürgen", "/action/x")
    assert server.heads[0].startswith("GET /action/x?_=1 HTTP/1.1\r\n")
    assert "Mozilla/5.0" in server.heads[0]


def test_bytes_that_are_no_text_are_replaced_and_not_dropped() -> None:
    with serving(message("200 OK", body=b"a\xffb")) as server:
        assert got(server.address).text == "a\ufffdb"


@pytest.mark.parametrize(
    ("letters", "body", "text"),
    [
        ("iso-8859-1", "Jürgen".encode("latin-1"), "Jürgen"),
        ("windows-1252", "‘Jürgen’".encode("cp1252"), "‘Jürgen’"),
        ("utf-16", "Jürgen".encode("utf-16"), "Jürgen"),
        ("iso-8859-1", "Jürgen".encode(), "Jürgen"),  # says so, but is not
        ("utf-8", b"J\xfcrgen", "J\ufffdrgen"),
        ("klingon", b"J\xfcrgen", "J\ufffdrgen"),
        ("utf-7", b"J\xfcrgen+AGE-", "J\ufffdrgen+AGE-"),
        ("rot13", b"J\xfcrgen", "J\ufffdrgen"),
        ("windows-1252", b"J\x81rgen", "J\ufffdrgen"),  # no letter there
    ],
)
def test_letters_are_read_as_what_they_are_before_what_they_are_called(
    letters: str, body: bytes, text: str
) -> None:
    with serving(message("200 OK", f"Content-Type: text/html; charset={letters}", body=body)) as s:
        assert got(s.address).text == text


@pytest.mark.parametrize(
    ("head", "sure"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]", True),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n", True),
        (b"HTTP/1.1 200 OK\r\n\r\n[]", False),
        (b"HTTP/1.0 200 OK\r\n\r\n[]", False),
    ],
)
def test_an_answer_says_whether_its_end_is_certain(head: bytes, sure: bool) -> None:
    with serving(head) as server:
        answer = got(server.address)
    assert (answer.text, answer.sure_of_its_end) == ("[]", sure)


def test_a_packed_answer_is_unpacked() -> None:
    packed = message("200 OK", "Content-Encoding: gzip", body=gzip.compress(b"ok" * 99))
    with serving(packed) as server:
        assert got(server.address).body == b"ok" * 99


def test_now_is_told_in_milliseconds() -> None:
    async def steps(wire: Wire) -> int:
        return wire.now_ms()

    assert using("https://club.test", steps) == int(NOW.timestamp()) * 1000


@pytest.mark.parametrize(
    "address",
    ["http://club.test", "https://xn--.test", "https://a..b", "https://" + "ü" * 70 + ".test"],
)
def test_an_address_that_cannot_be_used_is_a_bad_address(address: str) -> None:
    with pytest.raises(BadAddress):
        Wire(address, "ClubOS", FixedClock(NOW))


def test_a_path_that_is_none_is_a_wrong_answer() -> None:
    for steps in (lambda w: w.get("/\x00"), lambda w: w.post("/\x01", {})):
        with pytest.raises(WrongAnswer):
            using("https://club.test", steps)


# --- no answer ------------------------------------------------------------------------------------


def test_a_refused_connection_is_unreachable_and_names_the_host() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(Unreachable) as failed:
        got(address)
    assert failed.value.host == "127.0.0.1"
    assert failed.value.reason == "the address does not exist or refuses the connection"


def reset(connection: socket.socket, _turn: int) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
    time.sleep(0.05)  # the client must have the first half, or there is no middle to break off in
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    connection.close()


SHORT = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[]"
CUT_CHUNKS = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n"


@pytest.mark.parametrize(
    "answer",
    [reset, SHORT, CUT_CHUNKS, b"", b"HTTP/1.1 2", b"nonsense\r\n\r\n"],
    ids=["reset", "short", "cut chunks", "empty", "cut head", "nonsense"],
)
def test_an_answer_cut_short_is_no_answer_and_is_asked_for_again(answer) -> None:
    with serving(answer) as server, pytest.raises(Unreachable, match="broke off"):
        got(server.address)
    assert len(server.heads) == transport.ATTEMPTS


@pytest.mark.parametrize("answer", [reset, SHORT, b""], ids=["reset", "short", "empty"])
def test_a_form_whose_answer_breaks_off_is_not_sent_again(answer) -> None:
    with serving(answer) as server, pytest.raises(Unreachable):
        posted(server.address)
    assert len(server.heads) == 1


@pytest.mark.parametrize("status", ["429 Slow", "502 Bad", "503 Busy"])
def test_a_form_that_meets_a_busy_service_is_not_sent_again(status: str) -> None:
    with serving(message(status)) as server:
        assert posted(server.address).status == int(status[:3])
    assert len(server.heads) == 1


@pytest.mark.parametrize("status", ["429 Slow", "502 Bad", "503 Busy", "504 Late"])
def test_a_page_that_is_busy_is_asked_for_again(status: str) -> None:
    busy = message(status, "Retry-After: 3600")
    with serving(lambda c, turn: c.sendall(OK if turn > 1 else busy)) as server:
        assert got(server.address).status == 200
    assert len(server.heads) == 2


@pytest.mark.parametrize(
    ("status", "asked"), [("503 Busy", 3), ("500 Error", 1), ("403 No", 1), ("404 Gone", 1)]
)
def test_an_error_that_stays_is_handed_over_as_it_is(status: str, asked: int) -> None:
    with serving(message(status, body=b"why")) as server:
        answer = got(server.address)
    assert (answer.status, answer.text) == (int(status[:3]), "why")
    assert len(server.heads) == asked


@pytest.mark.parametrize(
    ("text", "wait_s"),
    [
        *(("7", 7.0), ("3600", 20.0), ("9" * 500, 20.0), ("", None), ("-5", None), ("soon", None)),
        ("Sat, 21 Nov 2026 17:00:05 GMT", 5.0),
        ("Sat, 21 Nov 2026 17:00:05 -0000", 5.0),
        ("Saturday, 21-Nov-26 17:00:07 GMT", 7.0),
        ("Sat, 21 Nov 2026 18:00:05 +0100", 5.0),
        ("Sat, 21 Nov 2026 16:59:00 GMT", 0.0),
        ("Sun, 22 Nov 2026 17:00:00 GMT", 20.0),
        *(("Sat, 21 Nov 2026", None), ("Sat, 21 Nov 99999 17:00:05 GMT", None)),
    ],
)
def test_a_wait_that_is_asked_for_is_kept_within_bounds(text: str, wait_s: float | None) -> None:
    response = httpx.Response(503, headers={"retry-after": text})
    assert transport._retry_after_s(response, NOW) == wait_s


def test_lanes_that_are_told_to_wait_do_not_come_back_in_one_instant() -> None:
    told = transport._TryAgain(Answer(503, "", b"", "/x"), 7.0)
    waits = {transport._worth_another_try(told) for _ in range(50)}
    assert len(waits) > 40
    assert all(7.0 <= w <= 7.0 + transport.JITTER_S for w in waits)


def test_all_tries_of_a_call_share_one_budget_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each try alone would be in time: 0.4 s until it breaks off, of 0.6 s."""
    monkeypatch.setattr(transport, "CALL_BUDGET_S", 0.6)

    def slow_and_cut(connection: socket.socket, _turn: int) -> None:
        time.sleep(0.4)
        connection.sendall(b"HTTP/1.1 2")

    with serving(slow_and_cut) as server, pytest.raises(Unreachable, match="took too long"):
        got(server.address)
    assert len(server.heads) == 2


def test_a_drip_is_given_up_when_its_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "CALL_BUDGET_S", 0.3)

    def drip(connection: socket.socket, _turn: int) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(100):
            connection.sendall(b".")
            time.sleep(0.05)

    with serving(drip) as server, pytest.raises(Unreachable, match="took too long"):
        got(server.address)
    assert len(server.heads) == 1


def test_a_server_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "TIMEOUTS", httpx.Timeout(0.2))
    silence = threading.Event()
    with serving(lambda _c, _turn: silence.wait(LIMIT_S) and None) as server:
        with pytest.raises(Unreachable, match="took too long"):
            posted(server.address)
        silence.set()


# --- too much -------------------------------------------------------------------------------------


@pytest.mark.parametrize("packed", [False, True])
def test_a_body_over_the_cap_is_cut_off(monkeypatch: pytest.MonkeyPatch, packed: bool) -> None:
    monkeypatch.setattr(transport, "BODY_CAP", 100_000)
    body = b"0" * 50_000_000
    answer = (
        message("200 OK", "Content-Encoding: gzip", body=gzip.compress(body, 9))
        if packed
        else message("200 OK", body=body)
    )
    with serving(answer) as server, pytest.raises(WrongAnswer, match="more than 20 MB"):
        got(server.address)
    assert len(server.heads) == 1


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("gzip", b"not packed at all"),
        ("gzip", gzip.compress(b"ok" * 99)[:-20] + b"xxxxxxxxxxxxxxxxxxxx"),
        ("gzip, gzip", gzip.compress(gzip.compress(b"0" * 1_000_000))),
    ],
    ids=["not packed", "broken", "packed twice"],
)
def test_what_cannot_be_unpacked_is_a_wrong_answer(kind: str, body: bytes) -> None:
    answer = message("200 OK", f"Content-Encoding: {kind}", body=body)
    with serving(answer) as server, pytest.raises(WrongAnswer, match="cannot be unpacked"):
        got(server.address)
    assert len(server.heads) == 1


def test_a_header_without_end_is_no_answer() -> None:
    with serving(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 500_000) as server, pytest.raises(Unreachable):
        got(server.address)


# --- redirects ------------------------------------------------------------------------------------


def test_a_redirect_on_this_host_is_followed_with_its_cookies() -> None:
    there = message("302 Found", "Location: /there", "Set-Cookie: JSESSIONID=A; Path=/")

    async def steps(wire: Wire) -> tuple[Answer, str | None, str | None, int]:
        answer = await wire.post("/x", {"password": "hidden-word"})
        return answer, wire.cookie("JSESSIONID"), wire.cookie("other"), wire.requests

    with serving(lambda c, turn: c.sendall(there if turn == 1 else OK)) as server:
        answer, cookie, other, requests = using(server.address, steps)
    assert (answer.path, cookie, other, requests) == ("/there", "A", None, 2)
    assert server.heads[1].startswith("GET /there ")
    assert "JSESSIONID=A" in server.heads[1]
    assert "hidden-word" not in server.heads[1]


def test_a_redirect_to_another_host_is_not_followed_and_no_cookie_travels() -> None:
    with serving(OK) as elsewhere:
        away = message(
            "302 Found", f"Location: {elsewhere.address}/x", "Set-Cookie: JSESSIONID=A; Path=/"
        )
        with serving(away) as server:
            for ask in (got, posted):
                with pytest.raises(Insecure, match="not safe"):
                    ask(server.address)
    assert elsewhere.heads == []
    assert len(server.heads) == 2


@pytest.mark.parametrize(
    "location",
    ["https://127.0.0.1/x", "//evil.test/x", "ftp://127.0.0.1/x", "http://localhost/x"],
)
def test_a_redirect_that_changes_scheme_or_host_is_refused(location: str) -> None:
    with serving(message("302 Found", f"Location: {location}")) as server, pytest.raises(Insecure):
        got(server.address)


def test_an_endless_redirect_ends() -> None:
    around = serving(message("302 Found", "Location: /x"))
    with around as server, pytest.raises(WrongAnswer, match="endless redirect"):
        got(server.address)
    assert len(server.heads) == transport.MAX_HOPS


@pytest.mark.parametrize("location", ["http://[", "http://a b:x/", "\x7f"])
def test_a_redirect_to_nowhere_is_an_error_of_ours(location: str) -> None:
    nowhere = serving(message("302 Found", f"Location: {location}"))
    with nowhere as server, pytest.raises((Unreachable, Insecure, WrongAnswer)):
        got(server.address)


# --- TLS ------------------------------------------------------------------------------------------


@pytest.fixture
def self_signed(tmp_path: Path) -> ssl.SSLContext:
    """Return a server's context with a certificate that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "server.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@pytest.mark.parametrize("ask", [got, posted])
def test_a_certificate_nobody_vouches_for_stops_before_anything_is_sent(ask, self_signed) -> None:
    with serving(OK, tls=self_signed) as server, pytest.raises(Insecure) as refused:
        ask(server.address)
    assert refused.value.reason == "the certificate could not be verified"
    assert server.heads == []
    assert len(server.faults) <= 1  # asked once: a second try would not be safer


def test_the_pcs_own_roots_refuse_it_too(self_signed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "is_loopback", lambda _host: False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serving(OK, tls=self_signed) as server, pytest.raises(Insecure):
        got(server.address)
    assert server.heads == []


def test_plain_http_behind_an_https_address_is_not_safe() -> None:
    with serving(OK) as server:
        listener = server.address.replace("http://", "https://")
        server.turn = lambda c: (c.recv(65536), c.sendall(b"HTTP/1.1 400 Bad\r\n\r\n"))  # type: ignore[method-assign]
        with pytest.raises(Insecure):
            got(listener)


def test_a_tls_connection_that_breaks_off_is_unreachable_rather_than_unsafe() -> None:
    with serving(OK) as server:
        server.turn = lambda c: c.recv(65536)  # type: ignore[method-assign,assignment]
        with pytest.raises(Unreachable):
            got(server.address.replace("http://", "https://"))


# --- the real transport under respx ---------------------------------------------------------------


@respx.mock
def test_the_real_transport_sends_repeated_parameters_and_takes_the_answer() -> None:
    route = respx.get("https://club.test/api/x").mock(
        side_effect=[httpx.Response(502), httpx.Response(200, json=[])]
    )

    async def steps(wire: Wire) -> Answer:
        return await wire.get("/api/x", [("include", "a"), ("include", "b"), ("_", "1")])

    answer = using("https://club.test", steps)
    assert (answer.status, answer.text, route.call_count) == (200, "[]", 2)
    assert str(route.calls.last.request.url) == "https://club.test/api/x?include=a&include=b&_=1"
    assert "authorization" not in route.calls.last.request.headers
