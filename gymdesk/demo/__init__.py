"""The demo gym: small ASGI apps that answer like the real systems, with invented people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gymdesk.demo.clubos import clubos_app
from gymdesk.demo.knobs import Knobs
from gymdesk.demo.ledger import DEMO_PASSWORD, DEMO_USERNAME, Ledger, harbour_street

if TYPE_CHECKING:
    from datetime import date

    from starlette.applications import Starlette

    from gymdesk.demo.knobs import Dialect

__all__ = [
    "DEMO_PASSWORD",
    "DEMO_USERNAME",
    "DemoGym",
    "Knobs",
    "Ledger",
    "clubos_app",
    "demo_gym",
    "harbour_street",
]


@dataclass(frozen=True)
class DemoGym:
    """The demo club: what is true, the app that tells it, and the faults it can be given."""

    ledger: Ledger
    clubos: Starlette
    knobs: Knobs


def demo_gym(today: date, *, knobs: Knobs | None = None, dialect: Dialect | None = None) -> DemoGym:
    """Return Harbour Street as it stands on *today*, with its own ClubOS."""
    knobs = knobs if knobs is not None else Knobs()
    ledger = harbour_street(today, stated=(dialect or knobs.dialect) == "documented")
    return DemoGym(ledger, clubos_app(ledger, knobs=knobs, dialect=dialect), knobs)
