"""Whether WODIFY answers, and which of its paths the account can be asked for."""

from __future__ import annotations

import logging
from typing import Any

from gymdesk.api.wodify_profile import has
from gymdesk.api.wodify_wire import ONE_ROW, WodifyWire
from gymdesk.domain.wodify import Probed
from gymdesk.errors import (
    DeskError,
    Insecure,
    KeyRefused,
    NotThere,
    RateLimited,
    Unreachable,
    WrongPath,
)

log = logging.getLogger(__name__)


class WodifyHealth(WodifyWire):
    """Asks small questions only; nothing is changed by them."""

    async def check_api_health(self) -> dict[str, Any]:
        """Return whether WODIFY answers, under the names of the requirements; never raises for it.

        `status` is not_configured, healthy, auth_error, rate_limited, connection_error, error or
        unknown_error. The key itself is no part of it.
        """
        told: dict[str, Any] = {
            "api_configured": bool(self._key),
            "api_url": self._wire.address,
            "location_id": self._location,
            "last_check": self._wire.clock.now_utc().isoformat(timespec="seconds"),
            "status": "not_configured",
        }
        if not self._key:
            return told
        try:
            body = await self._get(self.profile.health.about(), ONE_ROW, "answer")
        except DeskError as error:
            return told | {"status": _health_word(error), "error": f"{error.title}."}
        except Exception as error:  # the question must be answered in every case
            log.warning("health: %s", type(error).__name__)
            return told | {"status": "unknown_error", "error": type(error).__name__}
        # which lists came, never what is in them: they hold people
        return told | {"status": "healthy", "response": {"keys": sorted(body)}}

    async def probe(self) -> tuple[Probed, ...]:
        """Ask for one row of everything that is used; nothing is changed by it.

        Where nobody answers the first such question stands for the rest: each would wait as long.
        """
        found: list[Probed] = []
        nobody: str | None = None
        for number, asked in enumerate(self.profile.probes):
            if nobody is None:
                try:
                    found.append(await self._probed(number))
                    continue
                except (Unreachable, Insecure) as error:
                    nobody = error.title
            found.append(Probed(asked.name, "failed", detail=nobody))
        return tuple(found)

    async def _probed(self, number: int) -> Probed:
        asked = self.profile.probes[number]
        try:
            body = await self._get(asked.path, ONE_ROW, asked.name)
        except (WrongPath, NotThere):
            return Probed(asked.name, "wrong path")
        except KeyRefused as error:
            return Probed(asked.name, "no right", detail=error.title)
        except (Unreachable, Insecure):
            raise
        except DeskError as error:
            return Probed(asked.name, "failed", detail=error.title)
        if not asked.keys:
            return Probed(asked.name, "ok")
        key = next((k for k in asked.keys if isinstance(body.get(k), list)), None)
        if key is None:
            return Probed(asked.name, "fields missing", asked.keys)
        rows = [row for row in body[key] if isinstance(row, dict)]
        if not rows or asked.table is None:
            return Probed(asked.name, "ok", detail="" if rows else "no rows yet")
        table = self.profile.fields[asked.table]
        missing = tuple(f for f in asked.fields if not has(rows[0], table[f]))
        return Probed(asked.name, "fields missing" if missing else "ok", missing)


def _health_word(error: DeskError) -> str:
    if isinstance(error, KeyRefused):
        return "auth_error"
    if isinstance(error, RateLimited):
        return "rate_limited"
    return "connection_error" if isinstance(error, Unreachable) else "error"
