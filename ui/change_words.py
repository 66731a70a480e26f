"""What changed, in words: the kind, the amount, and since when, for the window and for paper."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from gymdesk.domain.change import ChangeKind
from ui.models.cells import State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gymdesk.rows.changes import ChangeList, ChangeRow
    from ui.phrases import Phrases

NOTHING: Final = "–"
_SIGNS: Final = {
    ChangeKind.NEWLY_PAST_DUE: ("st-warn", "bad"),
    ChangeKind.CLEARED: ("st-ok", "good"),
    ChangeKind.AMOUNT_CHANGED: ("sync", "text2"),
    ChangeKind.NEW_AGREEMENT: ("plus", "text2"),
    ChangeKind.CANCELLED_AGREEMENT: ("no-contact", "text2"),
    ChangeKind.GONE_AGREEMENT: ("st-missing", "warn"),
    ChangeKind.NEW_CLIENT: ("user", "text2"),
    ChangeKind.NEW_LEAD: ("leads", "text2"),
    ChangeKind.MISSING_CLIENT: ("st-missing", "warn"),
}


class ChangeWords(QObject):
    """Words a change; an amount always has its sign, nothing to say is "–"."""

    def __init__(self, phrases: Phrases, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._phrases = phrases

    def sign(self, kind: ChangeKind) -> State:
        """Return icon, tone and word of a kind."""
        icon, tone = _SIGNS[kind]
        return State(icon, tone, self.kind(kind))

    def kind(self, kind: ChangeKind) -> str:
        """Return what happened."""
        return {
            ChangeKind.NEWLY_PAST_DUE: self.tr("newly past due"),
            ChangeKind.CLEARED: self.tr("cleared"),
            ChangeKind.AMOUNT_CHANGED: self.tr("amount changed"),
            ChangeKind.NEW_AGREEMENT: self.tr("new membership"),
            ChangeKind.CANCELLED_AGREEMENT: self.tr("membership cancelled"),
            ChangeKind.GONE_AGREEMENT: self.tr("membership no longer listed"),
            ChangeKind.NEW_CLIENT: self.tr("new client"),
            ChangeKind.NEW_LEAD: self.tr("new lead"),
            ChangeKind.MISSING_CLIENT: self.tr("no longer in the list"),
        }[kind]

    def what(self, row: ChangeRow) -> str:
        """Return what happened, with the agreement it happened to."""
        words = self.kind(row.kind)
        return f"{words} · {row.what}" if row.what else words

    def amount(self, row: ChangeRow) -> str:
        """Return by how much the amount went up or down, "–" where it is not about money."""
        if row.delta_cents is None:
            return NOTHING
        words = self._phrases.money(row.delta_cents, row.currency)
        if row.kind == ChangeKind.AMOUNT_CHANGED and row.delta_cents > 0:
            words = f"+{words}"
        return f"≥ {words}" if row.at_least else words

    def owes_now(self, row: ChangeRow) -> str:
        """Return what is owed now, "–" where the change is not about money."""
        if row.past_due_cents is None:
            return NOTHING
        words = self._phrases.money(row.past_due_cents, row.currency)
        return f"≥ {words}" if row.at_least else words

    def title(self, changes: ChangeList | None) -> str:
        """Return "What changed since yesterday 17:40"."""
        if changes is None or changes.since_utc is None:
            return self.tr("What changed")
        if not changes.marked:
            return self.tr("What changed since the first refresh")
        moment = self._phrases.moment(changes.since_utc)
        return self.tr("What changed since {moment}").format(moment=moment)

    def summary(self, rows: Iterable[ChangeRow]) -> str:
        """Return the changes counted: "2 newly past due, 1 cleared"; "" for none."""
        counted = Counter(row.kind for row in rows)
        kinds = (kind for kind in ChangeKind if counted[kind])
        return ", ".join(f"{counted[kind]} {self.kind(kind)}" for kind in kinds)

    def sentence(self, row: ChangeRow) -> str:
        """Return a change as it is spoken."""
        parts = [row.name, self.what(row)]
        if row.delta_cents is not None:
            parts.append(self.amount(row))
        return ", ".join(parts)
