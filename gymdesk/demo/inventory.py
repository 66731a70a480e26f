"""The session inventory of the demo ClubOS. Its fields are invented: nobody ever kept a real one.

Five kinds of answers take turns over the clients, so that a desk meets each of them: an empty list,
a list that adds up and names its member, one that adds up and names nobody, one that does not tell
what is left, and none at all (404).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from gymdesk.demo.entries import ACTIVE

if TYPE_CHECKING:
    from datetime import date

    from gymdesk.demo.ledger import Agreement, Client
    from gymdesk.demo.payloads import Json

KINDS = 5
EMPTY, NAMED, NAMELESS, UNCLEAR, ABSENT = range(KINDS)


def kind_of(client: Client) -> int:
    """Return which of the five answers a client gets."""
    return client.member_id % KINDS if _bought(client) else EMPTY


def inventory(client: Client, today: date) -> list[Json] | None:
    """Return what is in a client's inventory, None where the service knows no such thing."""
    kind = kind_of(client)
    if kind == ABSENT:
        return None
    return [] if kind == EMPTY else [_entry(one, kind, today) for one in _bought(client)]


def sessions_left(client: Client) -> int | None:
    """Return what a client has left, None where the answer does not tell."""
    if kind_of(client) not in (NAMED, NAMELESS):
        return None
    return sum(total - used for total, used in map(_units, _bought(client)))


def _bought(client: Client) -> list[Agreement]:
    return [a for a in client.agreements if a.status == ACTIVE and a.invoices]


def _units(agreement: Agreement) -> tuple[int, int]:
    """Return how many units were bought and used."""
    total = len(agreement.invoices) * agreement.package.services[0].units_per_period
    return total, total - agreement.id % 3


def _entry(agreement: Agreement, kind: int, today: date) -> Json:
    total, used = _units(agreement)
    told: Json = {
        "id": agreement.id + 4_000_000,
        "packageAgreementId": agreement.id,
        "name": agreement.package.services[0].name,
        "expirationDate": (today + timedelta(days=60)).isoformat(),
    }
    if kind == UNCLEAR:
        return {**told, "unitCount": total, "fundedUnits": used}
    if kind == NAMED:
        told["memberId"] = agreement.member_id
    return {**told, "totalUnits": total, "usedUnits": used, "remainingUnits": total - used}
