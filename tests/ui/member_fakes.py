"""Invented memberships for the window's tests."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from gymdesk.domain.client import ClientId, Source
from gymdesk.domain.membership import MemberStatus, Package, Price, PriceBasis, ends_in_days
from gymdesk.domain.status_word import WordKind
from gymdesk.rows import MemberRow
from gymdesk.rows.members import MemberCard, PackageShelf
from gymdesk.rows.status_words import StatusWordRow, StatusWordTable
from tests.ui.fakes import CLUB, FETCHED, TODAY

if TYPE_CHECKING:
    from collections.abc import Mapping

MEMBER_ID = ClientId(117)
"""Mara Ellison."""


def member_row(**more: Any) -> MemberRow:
    """Return an active member whose membership renews itself."""
    fields: dict[str, Any] = {
        "client_id": MEMBER_ID,
        "source_ids": ((Source.CLUBOS, "40117"), (Source.WODIFY, "7000117")),
        "name": "Mara Ellison",
        "email": "mara@example.com",
        "phone": "(555) 010-0142",
        "status": MemberStatus.ACTIVE,
        "raw_status": "Active",
        "membership": "Unlimited 12M",
        "membership_id": "55000001",
        "start_on": date(2026, 1, 1),
        "end_on": date(2026, 12, 1),
        "ends_on": None,
        "monthly_cents": 10_500,
        "price_basis": PriceBasis.MONTHLY,
        "currency": "USD",
        "paying": True,
        "is_first": True,
        "flags": frozenset(),
        "days_absent": 3,
        "lead_source": None,
        "fetched_at_utc": FETCHED,
    }
    return MemberRow(**{**fields, **more})


def member_card(row: MemberRow | None = None, **more: Any) -> MemberCard:
    """Return a member of an account that takes memberships, with changes switched on."""
    shown = row or member_row()
    fields: dict[str, Any] = {
        "row": shown,
        "ends_in_days": ends_in_days(shown.status, shown.ends_on, TODAY),
        "remote_id": "7000117",
        "today_on": TODAY,
        "writes_on": True,
        "sells": True,
    }
    return MemberCard(**{**fields, **more})


class FakeMembers:
    """Hands out what can be sold."""

    def __init__(self) -> None:
        self.can_be_asked = False
        self.sold: tuple[Package, ...] = (
            Package("411", "Unlimited 12M", Price(10_500, PriceBasis.MONTHLY), 40),
            Package("412", "Open Gym", Price(6_000, PriceBasis.MONTHLY), 12),
            Package("419", "Open Gym", Price(5_500, PriceBasis.MONTHLY), 1),
            Package("420", "Staff", Price(0, PriceBasis.COMP), 55),
        )

    def shelf(self, _club_id: object) -> PackageShelf:
        return PackageShelf(self.sold, FETCHED, self.can_be_asked)


class FakeStatusWords:
    """WODIFY's states with what they mean; `asked` is what was to be kept, and who said it."""

    def __init__(self) -> None:
        self.usual: dict[tuple[WordKind, str], tuple[int, str | None]] = {
            (WordKind.LEAD, "On Ramp trial"): (3, None),
            (WordKind.LEAD, "New"): (12, "New"),
            (WordKind.CLIENT, "On Tour"): (1, None),
            (WordKind.CLIENT, "Active"): (80, "Active"),
        }
        self.said: dict[tuple[WordKind, str], str | None] = {}
        self.asked: list[tuple[dict[tuple[WordKind, str], str | None], str]] = []

    def table(self, _club_id: object) -> StatusWordTable:
        rows = [
            StatusWordRow(kind, label, count, usual, self.said.get((kind, label)))
            for (kind, label), (count, usual) in self.usual.items()
        ]
        return StatusWordTable(CLUB, tuple(rows))

    def mean(
        self, _club_id: object, said: Mapping[tuple[WordKind, str], str | None], *, staff: str
    ) -> dict[tuple[WordKind, str], str | None]:
        self.asked.append((dict(said), staff))
        before = {key: self.said.get(key) for key in said}
        self.said.update(said)
        return before
