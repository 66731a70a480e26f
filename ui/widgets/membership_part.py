"""The membership in the detail of a client: what WODIFY knows, and what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gymdesk.domain.membership import MemberStatus
from gymdesk.domain.status_word import WordKind, usual_meaning, word_of
from ui.widgets.badge import Badge
from ui.widgets.button import Button
from ui.widgets.facts import Facts
from ui.widgets.flow import FlowLayout
from ui.widgets.label import Label
from ui.widgets.mark_badges import MarkBadges
from ui.widgets.pane_frame import hairline
from ui.widgets.provenance import ProvenanceLine

if TYPE_CHECKING:
    from gymdesk.rows.members import MemberCard
    from ui.member_words import MemberWords
    from ui.style import Style
    from ui.write_words import WriteWords


class MembershipPart(QWidget):
    """One membership. Its signals carry a `MemberCard`, or the `WriteId` of what is not settled.

    What cannot be done is disabled and says why; WODIFY can always be opened.
    """

    sell_wanted = Signal(object)
    change_wanted = Signal(object)
    cancel_wanted = Signal(object)
    page_wanted = Signal()
    details_wanted = Signal(object)
    meaning_wanted = Signal(object, str)
    holds_wanted = Signal(object)

    def __init__(
        self,
        style: Style,
        words: MemberWords,
        write_words: WriteWords,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("membership_part")
        self._words = words
        self._write_words = write_words
        self._card: MemberCard | None = None
        self._build(style)
        self.hide()

    @property
    def card(self) -> MemberCard | None:
        """Return what is shown."""
        return self._card

    def show_card(self, card: MemberCard | None) -> None:
        """Show a membership, or nothing of somebody whom WODIFY does not know."""
        self._card = card
        self.setVisible(card is not None)
        if card is None:
            return
        self.badges.show_states(*self._words.badges(card))
        self.facts.set_facts(self._words.facts(card))
        self.provenance.set_text(self._words.provenance(card))
        word = card.row.raw_status
        self.meaning.setText(self.tr("What does “{word}” mean?").format(word=word))
        own = usual_meaning(WordKind.CLIENT, word_of(word)) is None
        self.meaning.setVisible(card.row.status == MemberStatus.UNKNOWN and bool(word) and own)
        reasons = []
        for button, reason in (
            (self.sell, self._words.why_not_sell(card)),
            (self.change, self._words.why_not_change(card)),
            (self.cancel, self._words.why_not_cancel(card)),
        ):
            button.setEnabled(not reason)
            button.setToolTip(reason)
            if reason and reason not in reasons:
                reasons.append(reason)
        why = self._words.why_no_holds(card)
        self.holds.setEnabled(not why)
        self.holds.setToolTip(why or self.tr("Asks for this membership and changes nothing."))
        if not card.tells_holds:
            reasons.append(why)
        self.reason.setText(" ".join(reasons))
        self.reason.setVisible(bool(reasons))
        self._show_pending(card)

    # --- slots ----------------------------------------------------------------------------------

    @Slot()
    def on_meaning_clicked(self) -> None:
        """Ask what the gym's own word for this status means."""
        if self._card is not None:
            label = " ".join(self._card.row.raw_status.split())
            self.meaning_wanted.emit(WordKind.CLIENT, label)

    @Slot()
    def on_button_clicked(self) -> None:
        """Tell what is wanted."""
        card, sender = self._card, self.sender()
        if card is None:
            return
        for button, signal in (
            (self.sell, self.sell_wanted),
            (self.change, self.change_wanted),
            (self.cancel, self.cancel_wanted),
            (self.holds, self.holds_wanted),
        ):
            if sender is button:
                signal.emit(card)
        if sender is self.page:
            self.page_wanted.emit()
        if sender is self.pending_details and card.pending is not None:
            self.details_wanted.emit(card.pending.write_id)

    # --- parts ----------------------------------------------------------------------------------

    def _show_pending(self, card: MemberCard) -> None:
        pending = card.pending
        self.pending.setVisible(pending is not None)
        if pending is not None:
            self.pending_title.setText(self._write_words.title(pending))
            self.pending_badge.set_state(*self._write_words.badge(pending))
            self.pending_why.setText(self._write_words.why(pending))

    def _build(self, style: Style) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(hairline(self))
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(Label(style, "body_bold", "text", self.tr("Membership")))
        self.badges = MarkBadges(style)
        head.addWidget(self.badges, 1)
        column.addLayout(head)
        self.facts = Facts(style)
        column.addWidget(self.facts)
        self.provenance = ProvenanceLine(style)
        column.addWidget(self.provenance)
        self.meaning = Button(style, "", "link")
        self.meaning.setObjectName("membership_meaning")
        self.meaning.clicked.connect(self.on_meaning_clicked)
        line = QHBoxLayout()
        line.addWidget(self.meaning)
        line.addStretch(1)
        column.addLayout(line)
        column.addWidget(self._build_pending(style))
        column.addLayout(self._build_actions(style))
        self.reason = Label(style, "label", "text2")
        self.reason.setWordWrap(True)
        column.addWidget(self.reason)

    def _build_actions(self, style: Style) -> FlowLayout:
        self.sell = Button(style, self.tr("Sell a membership"), "plain", "plus")
        self.change = Button(style, self.tr("Change"), "plain", "note")
        self.cancel = Button(style, self.tr("Cancel membership"), "plain", "minus")
        self.holds = Button(style, self.tr("Look in WODIFY for holds"), "plain", "refresh")
        self.page = Button(style, self.tr("Open in WODIFY"), "plain", "open")
        row = FlowLayout(6)
        for name, button in (
            ("sell", self.sell),
            ("change", self.change),
            ("cancel", self.cancel),
            ("holds", self.holds),
            ("page", self.page),
        ):
            button.setObjectName(f"membership_{name}")
            button.clicked.connect(self.on_button_clicked)
            row.addWidget(button)
        return row

    def _build_pending(self, style: Style) -> QWidget:
        self.pending = QWidget()
        column = QVBoxLayout(self.pending)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(8)
        self.pending_title = Label(style, "label_bold", "text")
        self.pending_badge = Badge(style)
        self.pending_details = Button(style, self.tr("Details…"), "link")
        self.pending_details.setObjectName("membership_details")
        self.pending_details.clicked.connect(self.on_button_clicked)
        head.addWidget(self.pending_title)
        head.addWidget(self.pending_badge)
        head.addStretch(1)
        head.addWidget(self.pending_details, 0, Qt.AlignmentFlag.AlignRight)
        self.pending_why = Label(style, "label", "text2")
        self.pending_why.setWordWrap(True)
        column.addLayout(head)
        column.addWidget(self.pending_why)
        return self.pending
