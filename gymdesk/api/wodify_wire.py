"""WODIFY's wire: one question answered or one change sent, and what is never repeated."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import httpx
import stamina

from gymdesk.api import wodify_payloads as payloads
from gymdesk.api.transport import CALL_BUDGET_S
from gymdesk.api.wodify_payloads import SOURCE
from gymdesk.clock import today_in
from gymdesk.errors import (
    CredentialsMissing,
    NotOffered,
    NotThere,
    OutcomeUnknown,
    SourceError,
    Unreachable,
    WritesOff,
    WrongAnswer,
    WrongPath,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from gymdesk.api.transport import Wire
    from gymdesk.api.wodify_profile import Call, Profile
    from gymdesk.domain.wodify import Capability

    Params = Sequence[tuple[str, str]]

HEADERS: Final = {"Accept": "application/json"}
ONE_ROW: Final = (("page", "1"), ("page_size", "1"))
_PASSING: Final = ("something unreadable", "a page", "error 500")
_NEVER_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class WodifyWire:
    """Asks one WODIFY in one profile. Questions are repeated where that can help, changes never.

    Nothing is sent with a method that changes something unless *may_write*. After a change whose
    answer did not come, OutcomeUnknown is raised: the caller looks before anything is repeated. The
    key is part of no text.
    """

    def __init__(
        self,
        wire: Wire,
        key: str,
        profile: Profile,
        *,
        currency: str = "USD",
        timezone: str = "UTC",
        location: str | None = None,
        base: str | None = None,
        may_write: bool = False,
        also_offered: frozenset[Capability] = frozenset(),
    ) -> None:
        self.profile = profile
        self._wire = wire
        self._key = key
        self._currency = currency
        self._timezone = timezone
        self._location = location
        # None = found out by the first answer
        self._base = base or None
        self._may_write = may_write
        self._offered = profile.offered | also_offered

    @property
    def requests(self) -> int:
        """Return how many requests were sent."""
        return self._wire.requests

    def offers(self, capability: Capability) -> bool:
        """Return whether the account can be asked for it."""
        return capability in self._offered

    async def aclose(self) -> None:
        """Close the connection."""
        await self._wire.aclose()

    async def ping(self) -> None:
        """Ask the smallest question there is; raises SourceError kinds."""
        await self._get(self.profile.health.about(), ONE_ROW, "answer")

    # --- questions --------------------------------------------------------------------------------

    async def _get(self, path: str, params: Params, what: str) -> dict[str, Any]:
        if not self._key:
            raise CredentialsMissing(SOURCE)
        if self._base is not None:
            return await self._got(self._base + path, params, what)
        try:
            body = await self._got(self.profile.base + path, params, what)
        except (WrongPath, NotThere):
            # an address that names no base: the service may live without one
            with suppress(SourceError):
                body = await self._got(path, params, what)
                self._base = ""
                return body
            raise
        self._base = self.profile.base
        return body

    async def _got(self, path: str, params: Params, what: str) -> dict[str, Any]:
        async for attempt in stamina.retry_context(
            on=_is_passing, attempts=3, timeout=CALL_BUDGET_S, wait_initial=0.3
        ):
            with attempt:
                answer = await self._wire.get(path, params, self._headers())
                return payloads.body_of(answer, what)
        raise AssertionError("stamina ends with an answer or an error")  # pragma: no cover

    # --- changes ----------------------------------------------------------------------------------

    def _allowed(self, name: str, clause: str) -> Call:
        """Return the request of a change; raises NotOffered or WritesOff, and nothing was sent."""
        call = self.profile.calls.get(name)
        if call is None or (call.needs is not None and call.needs not in self._offered):
            raise NotOffered(reason=f"{clause} in WODIFY: no program could verify how")
        if not self._may_write:
            raise WritesOff(source=SOURCE)
        return call

    async def _change(
        self, call: Call, key: str, body: Mapping[str, Any], what: str
    ) -> dict[str, Any]:
        """Send a change exactly once; raises OutcomeUnknown where it may be done or not."""
        if self._base is None:
            await self._get(self.profile.health.about(), ONE_ROW, "answer")
        path = (self._base or "") + call.about(key)
        try:
            answer = await self._wire.send_json(
                call.method, path, payloads.as_sent(body) or None, self._headers()
            )
        except Unreachable as error:
            if isinstance(error.__cause__, _NEVER_SENT):
                raise
            raise OutcomeUnknown(SOURCE, error.reason) from error
        except WrongAnswer as error:
            raise OutcomeUnknown(SOURCE, error.title) from error
        if answer.status < 300 and not answer.text.strip():
            return {}
        try:
            return payloads.body_of(answer, what)
        except WrongAnswer as error:  # an error 500 or half an answer: it may be done or not
            raise OutcomeUnknown(SOURCE, error.title) from error
        except NotThere as error:
            raise NotThere(SOURCE, what, key) from error

    # --- inside -----------------------------------------------------------------------------------

    def _headers(self) -> dict[str, str]:
        name, value = self.profile.key_header
        return {**HEADERS, name: value.format(key=self._key)}

    def _filled(self, params: Params) -> list[tuple[str, str]]:
        """Return the parameters with the location in its place; left out where none is set."""
        filled = [(k, self._location or "" if v == "{location}" else v) for k, v in params]
        return [(k, v) for k, v in filled if v]

    def _today(self) -> date:
        return today_in(self._wire.clock, self._timezone)


def _is_passing(error: Exception) -> bool:
    """Return whether an answer is worth another question: half an answer, or an inner failure."""
    return isinstance(error, WrongAnswer) and error.found in _PASSING
