"""One connection to one host: private, bounded, counted; its faults turned into our errors."""

from __future__ import annotations

import asyncio
import codecs
import functools
import random
import socket
import ssl
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

import httpx
import stamina
import stamina.instrumentation

from gymdesk.domain.address import checked_address, is_loopback
from gymdesk.errors import BadAddress, Insecure, Unreachable, WrongAnswer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from gymdesk.api.pace import Pace
    from gymdesk.clock import Clock

Cause = TypeVar("Cause", bound=BaseException)

BODY_CAP: Final = 20 * 1024 * 1024
CALL_BUDGET_S: Final = 60.0
TIMEOUTS: Final = httpx.Timeout(connect=10.0, read=30.0, write=30.0, pool=30.0)
MAX_HOPS: Final = 8
RETRIED: Final = frozenset({429, 502, 503, 504})
ATTEMPTS: Final = 3
LONGEST_WAIT_S: Final = 20.0
"""A service may ask for a longer wait; the manager who clicked would not wait for it."""

JITTER_S: Final = 0.5
"""Added to a wait that was asked for, or all lanes would come back in the same instant."""

BROWSER: Final = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/130.0.0.0 Safari/537.36"
)

# stamina would log each retry with the call's arguments; ours hold member ids
stamina.instrumentation.set_on_retry_hooks([])


@dataclass(frozen=True)
class Answer:
    """An answer as it came. `path` is where it came from after redirects.

    `cookies` are those that this very answer set. The body may hold card tokens and the cookies
    are secrets: they are no part of the answer's text. `charset` is what the answer calls its
    letters. `sure_of_its_end` is False where the end of the connection was the only sign that no
    more would come: a body cut off looks the same.
    """

    status: int
    content_type: str
    body: bytes = field(repr=False)
    path: str
    cookies: Mapping[str, str] = field(default_factory=dict, repr=False)
    charset: str = ""
    sure_of_its_end: bool = True

    @functools.cached_property
    def text(self) -> str:
        """Return the body as text.

        UTF-8 goes before what the answer calls its letters, which is often wrong; bytes that are
        neither are replaced, never dropped.
        """
        try:
            return self.body.decode("utf-8-sig")
        except UnicodeDecodeError:
            pass
        try:
            return self.body.decode(self.charset or "utf-8")
        except (UnicodeError, LookupError):
            return self.body.decode("utf-8-sig", errors="replace")


class Notes(Protocol):
    """Takes note of how answers look; of none of their values."""

    def add(self, method: str, path: str, names: Sequence[str], answer: Answer) -> None:
        """Note the answer to a request with parameters of these names."""
        ...


class _TryAgain(Exception):
    """An answer that asks for another try: 429, 502, 503, 504."""

    def __init__(self, answer: Answer, wait_s: float | None) -> None:
        super().__init__(answer.status)
        self.answer = answer
        self.wait_s = wait_s


@functools.cache
def _tls() -> ssl.SSLContext:
    # Building a context costs 20 ms: one for all connections. truststore = the PC's own roots.
    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class Wire:
    """Talks to one host with one jar of cookies.

    GETs are tried up to three times on network faults, 429, 502, 503 and 504, all tries within
    one budget of time; everything that changes something is sent once. A redirect is followed on
    the same host only, and never from https to http. Where a *pace* is given every request waits
    for its turn in it.
    """

    def __init__(
        self,
        address: str,
        source: str,
        clock: Clock,
        transport: httpx.AsyncBaseTransport | None = None,
        notes: Notes | None = None,
        *,
        pace: Pace | None = None,
    ) -> None:
        self.address = checked_address(address)
        self._notes = notes
        self.source = source
        self.clock = clock
        self.pace = pace
        self.requests = 0
        try:
            url = httpx.URL(self.address)
            host = url.host
        except (httpx.InvalidURL, ValueError) as error:  # a name that is none, such as xn--.test
            raise BadAddress(self.address) from error
        self._client = httpx.AsyncClient(
            base_url=url,
            transport=transport,
            verify=True if transport or is_loopback(host) else _tls(),
            timeout=TIMEOUTS,
            headers={"User-Agent": BROWSER, "Accept-Language": "en-US,en;q=0.9"},
            trust_env=not is_loopback(host),
        )

    @property
    def origin(self) -> str:
        """Return scheme and host, as a browser's Origin header says it."""
        return self.address

    def cookie(self, name: str) -> str | None:
        """Return the newest cookie of that name, None if there is none."""
        found = [c.value for c in self._client.cookies.jar if c.name == name]
        return found[-1] if found else None

    @property
    def keeps_cookies(self) -> bool:
        """Return whether any cookie came so far."""
        return len(self._client.cookies.jar) > 0

    def now_ms(self) -> int:
        """Return this moment as browsers put it into `_=`."""
        return int(self.clock.now_utc().timestamp() * 1000)

    async def get(
        self,
        path: str,
        params: Sequence[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Return the answer to a GET; raises Unreachable, Insecure or WrongAnswer."""
        url = self._url(path)
        if params:
            url = url.copy_merge_params(list(params))
        try:
            async with asyncio.timeout(CALL_BUDGET_S):
                async for attempt in stamina.retry_context(
                    on=_worth_another_try, attempts=ATTEMPTS, timeout=None, wait_initial=0.3
                ):
                    with attempt:
                        request = self._client.build_request("GET", url, headers=headers)
                        return await self._send(request)
        except _TryAgain as stop:
            return stop.answer
        except (httpx.HTTPError, TimeoutError) as error:
            raise self._as_ours(error) from error
        raise AssertionError("stamina ends with an answer or an error")  # pragma: no cover

    async def post(
        self, path: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Return the answer to a form that is sent exactly once."""
        request = self._client.build_request("POST", self._url(path), data=form, headers=headers)
        return await self._once(request)

    async def send_json(
        self, method: str, path: str, body: object, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Return the answer to a change that is sent exactly once; *body* None sends none."""
        request = self._client.build_request(method, self._url(path), json=body, headers=headers)
        return await self._once(request)

    async def aclose(self) -> None:
        """Close the connection."""
        await self._client.aclose()

    async def _once(self, request: httpx.Request) -> Answer:
        """Return the answer to a request that is never sent again, whatever comes of it."""
        try:
            async with asyncio.timeout(CALL_BUDGET_S):
                return await self._send(request)
        except _TryAgain as stop:
            return stop.answer
        except (httpx.HTTPError, TimeoutError) as error:
            raise self._as_ours(error) from error

    def _url(self, path: str) -> httpx.URL:
        try:
            return httpx.URL(self.address).join(path)
        except httpx.InvalidURL as error:  # a path that the answer before gave
            raise WrongAnswer(self.source, "an address", "something that is none") from error

    async def _send(self, request: httpx.Request) -> Answer:
        """Send, follow redirects on this host, and return the last answer."""
        for _ in range(MAX_HOPS):
            if self.pace is not None:
                await self.pace.turn()
            self.requests += 1
            response = await self._client.send(request, stream=True)
            try:
                if response.next_request is not None:
                    request = self._same_host(response.next_request)
                    continue
                return await self._whole(response)
            finally:
                await response.aclose()
        raise WrongAnswer(self.source, "an answer", "an endless redirect")

    def _same_host(self, request: httpx.Request) -> httpx.Request:
        home = httpx.URL(self.address)
        there = request.url
        if (there.scheme, there.host, there.port) != (home.scheme, home.host, home.port):
            # cookies and the page token must not travel to another host
            reason = "it leads to another address, as the sign-in page of a public network does"
            raise Insecure(self.source, home.host, reason)
        return request

    async def _whole(self, response: httpx.Response) -> Answer:
        if "," in response.headers.get("content-encoding", ""):
            # packed twice: 64 KB become 60 GB before the first piece can be counted
            raise WrongAnswer(self.source, "an answer", "something that cannot be unpacked")
        body = bytearray()
        async for piece in response.aiter_bytes():
            body += piece
            if len(body) > BODY_CAP:
                raise WrongAnswer(self.source, "an answer", "more than 20 MB")
        answer = Answer(
            response.status_code,
            response.headers.get("content-type", "").partition(";")[0].strip().casefold(),
            bytes(body),
            response.url.path,
            {c.name: c.value or "" for c in response.cookies.jar},
            _charset(response),
            bool({"content-length", "transfer-encoding"} & set(response.headers)),
        )
        if self._notes is not None:
            asked = response.request
            names = sorted(set(asked.url.params))
            self._notes.add(asked.method, asked.url.path, names, answer)
        if answer.status in RETRIED:
            raise _TryAgain(answer, _retry_after_s(response, self.clock.now_utc()))
        return answer

    def _as_ours(self, error: Exception) -> Unreachable | Insecure | WrongAnswer:
        host = httpx.URL(self.address).host
        if isinstance(error, httpx.DecodingError):
            return WrongAnswer(self.source, "an answer", "something that cannot be unpacked")
        if _is_tls(error):
            return Insecure(self.source, host, _why_unsafe(error))
        if isinstance(error, httpx.ConnectError) and (reason := _why_not_found(error)):
            return Unreachable(self.source, host, reason)
        for kind, reason in _REASONS:
            if isinstance(error, kind):
                return Unreachable(self.source, host, reason)
        return Unreachable(self.source, host, "the connection broke off")


_LETTERS: Final = {
    # what calls itself ISO-8859-1 is Windows-1252, as in every browser
    **{"iso8859-1": "cp1252", "cp1252": "cp1252", "iso8859-15": "iso8859-15"},
    **{"utf-16": "utf-16", "utf-16-le": "utf-16-le", "utf-16-be": "utf-16-be"},
}

_CUT_OFF: Final = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError)

_UNVERIFIED: Final = "the certificate could not be verified"
_OUT_OF_DATE: Final = frozenset({9, 10, 0x800B0101, -67818, -67819})
_OTHER_NAME: Final = frozenset({62, 64, 0x800B010F, -67602})
"""The codes of OpenSSL, Windows and macOS, which truststore hands on as they are."""

_NO_SUCH_NAME: Final = "no address of this name is known"
_NOT_NOW: Final = "the name cannot be looked up now, as without a network"
_LOOK_UP_LATER: Final = frozenset({socket.EAI_AGAIN, socket.EAI_FAIL, 11002, 11003})
"""The last two are those of Windows."""

_REASONS: Final[tuple[tuple[type[Exception], str], ...]] = (
    (httpx.ConnectTimeout, "no answer in time"),
    (httpx.TimeoutException, "the answer took too long"),
    (TimeoutError, "the answer took too long"),
    (httpx.ConnectError, "the address does not exist or refuses the connection"),
)


def _worth_another_try(error: Exception) -> bool | float:
    if isinstance(error, _TryAgain):
        if error.wait_s is None:
            return True
        return error.wait_s + random.uniform(0.0, JITTER_S)  # noqa: S311 (no secret hangs on it)
    return isinstance(error, httpx.TransportError) and not _is_tls(error)


def _is_tls(error: BaseException) -> bool:
    """Return whether the other side could not be trusted; a connection cut off is no such doubt."""
    found = _below(error, ssl.SSLError)
    return found is not None and not isinstance(found, _CUT_OFF)


def _why_unsafe(error: BaseException) -> str:
    """Return what is wrong with the other side's proof of who it is, as far as that is told."""
    found = _below(error, ssl.SSLCertVerificationError)
    if found is None:
        return "it makes no encrypted connection"
    code = getattr(found, "verify_code", 0)
    if code in _OUT_OF_DATE:
        return "its certificate is out of date, or the date of this PC is wrong"
    return "its certificate is of another name" if code in _OTHER_NAME else _UNVERIFIED


def _why_not_found(error: BaseException) -> str | None:
    """Return why nobody was reached, where the cause is plainer than "no connection"."""
    found = _below(error, socket.gaierror)
    if found is not None:
        return _NOT_NOW if found.errno in _LOOK_UP_LATER else _NO_SUCH_NAME
    return "the connection broke off" if _below(error, ssl.SSLError) is not None else None


def _below(error: BaseException | None, kind: type[Cause]) -> Cause | None:
    """Return the error of this kind that is behind another one."""
    while error is not None:
        if isinstance(error, kind):
            return error
        error = error.__cause__ or error.__context__
    return None


def _retry_after_s(response: httpx.Response, now_utc: datetime) -> float | None:
    """Return the wait the service asks for, as seconds or as a date; None where it asks for none.

    It is never longer than 20 seconds, and 0 for a moment that is over.
    """
    text = response.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdecimal():
        return min(float(text), LONGEST_WAIT_S)
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if until.tzinfo is None:  # "-0000": no zone is said, and HTTP has but one
        until = until.replace(tzinfo=UTC)
    return min(max((until - now_utc).total_seconds(), 0.0), LONGEST_WAIT_S)


def _charset(response: httpx.Response) -> str:
    """Return the codec for the letters that the answer says it is written in, "" for UTF-8."""
    try:
        named = codecs.lookup(response.charset_encoding or "").name
    except (LookupError, ValueError):  # ValueError: a NUL in the name
        return ""
    return _LETTERS.get(named, "")
