"""The demo gym: small ASGI apps that answer like the real systems, with invented people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gymdesk.demo.clubos import clubos_app
from gymdesk.demo.knobs import Knobs
from gymdesk.demo.ledger import DEMO_PASSWORD, DEMO_USERNAME, Ledger, harbour_street
from gymdesk.demo.wodify import Wodify, wodify_app
from gymdesk.demo.wodify_knobs import WodifyKnobs
from gymdesk.demo.wodify_ledger import (
    DEMO_KEY,
    DEMO_LOCATION,
    WodifyLedger,
    harbour_members,
)

if TYPE_CHECKING:
    from datetime import date

    from starlette.applications import Starlette

    from gymdesk.demo.knobs import Dialect

__all__ = [
    "DEMO_KEY",
    "DEMO_LOCATION",
    "DEMO_PASSWORD",
    "DEMO_USERNAME",
    "DemoGym",
    "DemoWodify",
    "Knobs",
    "Ledger",
    "Wodify",
    "WodifyKnobs",
    "WodifyLedger",
    "clubos_app",
    "demo_gym",
    "demo_wodify",
    "harbour_members",
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


@dataclass(frozen=True)
class DemoWodify:
    """The demo club's WODIFY: what is true, the app that tells it, and its faults."""

    ledger: WodifyLedger
    app: Starlette
    knobs: WodifyKnobs

    @property
    def server(self) -> Wodify:
        """Return the server behind the app, to look at what it holds and to change it."""
        server: Wodify = self.app.state.gym
        return server


def demo_wodify(today: date, *, knobs: WodifyKnobs | None = None, **volume: int) -> DemoWodify:
    """Return the WODIFY of Harbour Street; *volume* as `harbour_members` takes it."""
    knobs = knobs if knobs is not None else WodifyKnobs()
    ledger = harbour_members(today, **volume)
    return DemoWodify(ledger, wodify_app(ledger, knobs=knobs), knobs)
