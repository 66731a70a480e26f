"""What lies between the desk and ClubOS: TLS, names, captive portals, and clocks that are wrong.

The store knows figures twice as high as those that ClubOS has now, as in `test_faults`. The fault
is there from the first request, or comes in the middle of the clients; then the network is well
again and the next refresh must mend everything.
"""

from __future__ import annotations

import itertools
import socket
import ssl
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from gymdesk.domain.past_due import Mark
from gymdesk.rows import FiguresOld, RunStatus
from gymdesk.sync.lanes import SILENT_IN_A_ROW
from tests.conftest import SCALE
from tests.sync.fakes import Bench, Hooked, bench, store_url
from tests.sync.test_faults import ORDER, assert_no_figure_is_wrong, club

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from gymdesk.sync.request import RunReport

    Serve = Callable[[socket.socket], None]

pytestmark = pytest.mark.warns_in_log

DIALECTS = ("captured", "documented") if SCALE >= 8 else ("captured",)
MIDDLE = 14
"""The request at which a fault of the middle begins: some clients are read by then."""


# --- servers on loopback --------------------------------------------------------------------------


@contextmanager
def listening(serve: Serve) -> Iterator[int]:
    """Yield the port of a server that treats each connection as told."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        open_ones: list[socket.socket] = []

        def accept() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                connection.settimeout(5)
                open_ones.append(connection)
                try:
                    serve(connection)
                except OSError:
                    pass  # the client went away, as it should
                finally:
                    connection.close()

        thread = threading.Thread(target=accept, name="network", daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()
            thread.join(10)
            assert not thread.is_alive()


def saying(answer: bytes) -> Serve:
    def serve(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(answer)

    return serve


def speaking(tls: ssl.SSLContext, answer: bytes) -> Serve:
    def serve(connection: socket.socket) -> None:
        with tls.wrap_socket(connection, server_side=True) as safe:
            saying(answer)(safe)

    return serve


class Authority:
    """Vouches for certificates of servers, each for a name and a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Invented roots")])
        self._certificate = self._signed(self._name, self._key, "", -1, 30, of_roots=True)
        file = folder / "roots.pem"
        file.write_bytes(self._certificate.public_bytes(serialization.Encoding.PEM))
        self.trusting = ssl.create_default_context(cafile=str(file))

    def server(self, name: str = "localhost", first: int = -1, last: int = 30) -> ssl.SSLContext:
        """Return a server's context whose certificate holds from day *first* to day *last*."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        certificate = self._signed(subject, key, name, first, last)
        file = self._folder / f"{name}{first}.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _signed(
        self, subject: x509.Name, key: Any, name: str, first: int, last: int, of_roots: bool = False
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + timedelta(days=first))
            .not_valid_after(now + timedelta(days=last))
            .add_extension(x509.BasicConstraints(of_roots, None), critical=True)
        )
        if name:
            names = x509.SubjectAlternativeName([x509.DNSName(name)])
            made = made.add_extension(names, critical=False)
        return made.sign(self._key, hashes.SHA256())


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("roots"))


PORTAL = (
    "<html><head><title>Guest network</title></head><body><form action='/login'>"
    "<input name='username'><input name='password'><input name='room'></form></body></html>"
)
PORTAL_200 = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(PORTAL)}\r\n\r\n"
PORTAL_302 = (
    "HTTP/1.1 302 Found\r\nLocation: http://login.guest.test/?to=club\r\n"
    "Content-Length: 0\r\nConnection: close\r\n\r\n"
)
PORTAL_511 = (
    "HTTP/1.1 511 Network Authentication Required\r\nContent-Type: text/html\r\n"
    f"Content-Length: {len(PORTAL)}\r\nConnection: close\r\n\r\n{PORTAL}"
)
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]"


@contextmanager
def tls_fault(
    authority: Authority, server: Callable[[], ssl.SSLContext], trusting: ssl.SSLContext | None
) -> Iterator[tuple[str, Any]]:
    with listening(speaking(server(), OK)) as port:
        yield f"https://localhost:{port}", trusting or authority.trusting


@contextmanager
def server_fault(scheme: str, serve: Serve) -> Iterator[tuple[str, Any]]:
    with listening(serve) as port:
        yield f"{scheme}://localhost:{port}", ssl.create_default_context()


@contextmanager
def name_fault(code: int) -> Iterator[tuple[str, Any]]:
    def getaddrinfo(*_args: Any, **_options: Any) -> Any:
        raise socket.gaierror(code, "as the system says it")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", getaddrinfo)
        yield "https://club.invalid", ssl.create_default_context()


NETWORK: dict[str, tuple[Callable[[Authority], Any], str]] = {
    "a certificate nobody vouches for": (
        lambda a: tls_fault(a, a.server, ssl.create_default_context()),
        "the certificate could not be verified",
    ),
    "a certificate of another name": (
        lambda a: tls_fault(a, lambda: a.server("elsewhere.test"), None),
        "its certificate is of another name",
    ),
    "a certificate that has expired": (
        lambda a: tls_fault(a, lambda: a.server("localhost", -9, -2), None),
        "out of date, or the date of this PC is wrong",
    ),
    "a certificate of tomorrow": (
        lambda a: tls_fault(a, lambda: a.server("localhost", 2, 9), None),
        "out of date, or the date of this PC is wrong",
    ),
    "a handshake cut off": (
        lambda _a: server_fault("https", lambda c: c.recv(65536) and None),
        "the connection broke off",
    ),
    "plain http where TLS should be": (
        lambda _a: server_fault("https", saying(b"HTTP/1.1 400 Bad Request\r\n\r\n")),
        "it makes no encrypted connection",
    ),
    "a name nobody knows": (
        lambda _a: name_fault(socket.EAI_NONAME),
        "no address of this name is known",
    ),
    "names that cannot be looked up": (
        lambda _a: name_fault(socket.EAI_AGAIN),
        "cannot be looked up now",
    ),
    "a portal that leads elsewhere": (
        lambda _a: server_fault("http", saying(PORTAL_302.encode())),
        "the sign-in page of a public network",
    ),
    "a portal in the place of each page": (
        lambda _a: server_fault("http", saying((PORTAL_200 + PORTAL).encode())),
        "another page instead of|a page instead of",
    ),
    "a portal that says so": (
        lambda _a: server_fault("http", saying(PORTAL_511.encode())),
        "the sign-in page of a network instead of",
    ),
}


class Between(httpx.AsyncBaseTransport):
    """The demo gym up to some request, then another server in its place, asked over a socket."""

    def __init__(self, app: Any, first: int, address: str, trusting: ssl.SSLContext) -> None:
        self._app = httpx.ASGITransport(app)
        self._first = first
        self._address = httpx.URL(address)
        self._wire = httpx.AsyncHTTPTransport(verify=trusting, trust_env=False)
        self.asked = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        if self.asked <= self._first:
            return await self._app.handle_async_request(request)
        there = self._address
        request.url = request.url.copy_with(scheme=there.scheme, host=there.host, port=there.port)
        request.headers["Host"] = there.netloc.decode()
        request.extensions = {**request.extensions, "sni_hostname": there.host}
        answer = await self._wire.handle_async_request(request)
        request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=1)
        return answer

    async def aclose(self) -> None:
        await self._wire.aclose()


@contextmanager
def desk_of_yesterday(tmp_path: Path, dialect: str) -> Iterator[Bench]:
    """Yield a desk whose figures are twice as high as those that ClubOS has now."""
    now, before = club(dialect)
    with bench(store_url(tmp_path), members=ORDER, lanes=1) as desk:
        desk.knobs.dialect = dialect  # type: ignore[assignment]
        server = desk.gym.clubos.state.club
        server.ledger = before
        assert desk.refresh().status == RunStatus.COMPLETE
        server.ledger = now
        yield desk


def assert_well_again(desk: Bench) -> None:
    desk.source._transport = lambda: Hooked(desk.gym.clubos, lambda _request: None)
    desk.gym.clubos.state.club.sessions.end_all()
    again = desk.refresh()
    assert (again.status, again.errors) == (RunStatus.COMPLETE, ())
    assert_no_figure_is_wrong(desk.rows(), club(desk.knobs.dialect)[0], again, known=True)
    assert not any(row.marks for row in desk.rows().values())


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("first", [0, MIDDLE], ids=["at first", "in the middle"])
@pytest.mark.parametrize("name", NETWORK)
def test_a_fault_of_the_network_makes_no_wrong_figure_and_is_named(
    tmp_path: Path, authority: Authority, name: str, first: int, dialect: str
) -> None:
    fault, says = NETWORK[name]
    with desk_of_yesterday(tmp_path, dialect) as desk, fault(authority) as (address, trusting):
        betweens: list[Between] = []

        def between() -> Between:
            betweens.append(Between(desk.gym.clubos, first, address, trusting))
            return betweens[-1]

        desk.source._transport = between
        report = desk.refresh()
        assert sum(b.asked for b in betweens) > first, "the fault never came"
        assert report.status in (RunStatus.FAILED, RunStatus.INCOMPLETE)
        assert report.status == RunStatus.FAILED or first
        assert report.missing == 0
        assert_no_figure_is_wrong(desk.rows(), club(dialect)[0], report, known=True)
        assert_named(report, says)
        assert desk.posts() <= 1 + 1 + SILENT_IN_A_ROW
        assert_well_again(desk)


def assert_named(report: RunReport, says: str) -> None:
    told = " ".join(f"{e.title}. {e.message}" for e in report.errors)
    assert any(words in told for words in says.split("|")), told


# --- clocks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("dialect", ["captured", "documented"])
@pytest.mark.parametrize("hours", [-9, 12])
def test_a_clock_that_is_hours_wrong_ends_no_session_and_changes_no_figure(
    tmp_path: Path, hours: int, dialect: str
) -> None:
    with desk_of_yesterday(tmp_path, dialect) as desk:
        desk.clock.at_utc += timedelta(hours=hours)  # still the same day at the club
        report = desk.refresh(after=timedelta())
        assert (report.status, report.errors) == (RunStatus.COMPLETE, ())
        assert desk.posts() == 2, "no token was thought to have expired"
        assert_no_figure_is_wrong(desk.rows(), club(dialect)[0], report, known=True)
        assert not any(row.marks for row in desk.rows().values())


@pytest.mark.parametrize(
    ("at", "jump"),
    list(itertools.product([1, 9, 14, 20], [timedelta(hours=-5), timedelta(days=-40)])),
)
def test_a_clock_that_jumps_back_in_the_middle_makes_no_figure_old_and_no_time_negative(
    tmp_path: Path, at: int, jump: timedelta
) -> None:
    with desk_of_yesterday(tmp_path, "captured") as desk:
        asked = itertools.count(1)

        def before(_request: httpx.Request) -> None:
            if next(asked) == at:
                desk.clock.at_utc += jump

        desk.source._transport = lambda: Hooked(desk.gym.clubos, before)
        report = desk.refresh()
        assert (report.status, report.errors) == (RunStatus.COMPLETE, ())
        assert report.seconds >= 0
        rows = desk.rows()
        assert not any(Mark.STALE in row.marks for row in rows.values())
        newest = desk.queries.runs(desk.club.club_id)[0]
        assert (newest.status, newest.seconds) == (RunStatus.COMPLETE, 0.0)
        if jump > timedelta(days=-1):  # forty days ago less was due
            assert_no_figure_is_wrong(rows, club("captured")[0], report, known=True)
        desk.clock.at_utc -= jump
        assert_well_again(desk)


def test_figures_of_a_clock_that_was_ahead_are_not_taken_for_new_ones(tmp_path: Path) -> None:
    with desk_of_yesterday(tmp_path, "captured") as desk:
        right_utc = desk.clock.at_utc
        desk.clock.at_utc += timedelta(days=3)
        desk.refresh()
        desk.clock.at_utc = right_utc
        fetched_utc = next(iter(desk.rows().values())).fetched_at_utc
        assert fetched_utc is not None
        assert fetched_utc > desk.clock.now_utc()
        assert desk.queries.is_old(fetched_utc)
        assert isinstance(desk.owing().warning, FiguresOld)
        assert not desk.queries.is_old(desk.clock.now_utc() + timedelta(minutes=4))
        assert not desk.queries.is_old(desk.clock.now_utc() - timedelta(hours=23))
        assert desk.queries.is_old(desk.clock.now_utc() - timedelta(hours=25))
        assert_well_again(desk)
        assert desk.owing().warning is None


@pytest.mark.parametrize(
    "date", ["Thu, 01 Jan 1970 00:00:00 GMT", "Sat, 21 Nov 2099 15:00:00 GMT", "yesterday"]
)
def test_the_date_that_the_service_says_decides_nothing(tmp_path: Path, date: str) -> None:
    class Dated(Hooked):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            answer = await super().handle_async_request(request)
            answer.headers["Date"] = date
            answer.headers["Expires"] = date
            return answer

    with desk_of_yesterday(tmp_path, "captured") as desk:
        desk.source._transport = lambda: Dated(desk.gym.clubos, lambda _request: None)
        report = desk.refresh()
        assert (report.status, report.errors) == (RunStatus.COMPLETE, ())
        assert_no_figure_is_wrong(desk.rows(), club("captured")[0], report, known=True)
