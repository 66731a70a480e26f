"""What a reading says of a known client's agreements: new, cancelled, or gone from the list. Pure.

Of a client who was never read before nothing is new: everything is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gymdesk.domain.agreement import AgreementState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gymdesk.sync.reconcile import ClientChange, KnownClient

_OVER = frozenset({AgreementState.CANCELLED, AgreementState.COMPLETED})


def agreement_news(
    known: KnownClient | None, change: ClientChange
) -> Iterator[tuple[str, str, str]]:
    """Yield (remote id, name, "new" | "cancelled" | "gone") of each agreement that turned."""
    if known is None or not known.fetched or not change.read:
        return
    for agreement in change.agreements:
        before = known.agreements.get(agreement.remote_id)
        if before is None or before.missing:
            if agreement.state not in _OVER:
                yield agreement.remote_id, agreement.name, "new"
        elif (
            agreement.state == AgreementState.CANCELLED
            and before.agreement.state != AgreementState.CANCELLED
        ):
            yield agreement.remote_id, agreement.name, "cancelled"
    for remote_id in sorted(change.gone):
        before = known.agreements.get(remote_id)
        if before is not None and not before.missing and before.agreement.state not in _OVER:
            yield remote_id, before.agreement.name, "gone"
