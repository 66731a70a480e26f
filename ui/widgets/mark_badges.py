"""The marks of a figure as badges, side by side: held, stale, differs, estimated, missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.widgets.badge import Badge
from ui.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.models.cells import State
    from ui.style import Style


class MarkBadges(QWidget):
    """Shows one badge for each state and hides itself where there is none."""

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self._badges: list[Badge] = []
        self._layout = FlowLayout(6, self)
        self.hide()

    @property
    def words(self) -> list[str]:
        """Return the words that are shown."""
        return [badge.word for badge in self._badges if not badge.isHidden()]

    def show_states(self, states: Sequence[State], tooltips: Sequence[str]) -> None:
        """Show *states*, each with its tooltip."""
        while len(self._badges) < len(states):
            badge = Badge(self._style, self)
            self._layout.addWidget(badge)
            self._badges.append(badge)
        for badge in self._badges[len(states) :]:
            badge.set_state("", "neutral", "")
        for badge, state, tooltip in zip(self._badges, states, tooltips, strict=False):
            badge.set_state(state.icon, state.tone, state.word)
            badge.setToolTip(tooltip)
        self.setVisible(bool(states))
