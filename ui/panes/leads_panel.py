"""The panel of a lead: contact, what can be done, what is half done, twins, follow-up, history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from gymdesk.domain.lead import LeadStatus
from gymdesk.domain.status_word import WordKind
from ui.widgets.badge import Badge
from ui.widgets.button import Button
from ui.widgets.empty_state import EmptyState
from ui.widgets.label import Label
from ui.widgets.provenance import ProvenanceLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent

    from gymdesk.rows.leads import LeadBook, LeadCard
    from gymdesk.rows.outbox import WriteRow
    from ui.lead_words import LeadWords
    from ui.phrases import Phrases
    from ui.style import Style
    from ui.write_words import WriteWords

STEPS_SHOWN = 20


class LeadPanel(QScrollArea):
    """One lead. Its signals carry a `LeadCard`, a `WriteId`, a lead's id, or (lead id, day).

    `meaning_wanted` carries kind and label of a state whose meaning nobody said yet.

    What cannot be done is disabled and says why; the page in WODIFY can always be opened.
    """

    status_wanted = Signal(object)
    note_wanted = Signal(object)
    convert_wanted = Signal(object)
    page_wanted = Signal()
    follow_up_done = Signal(object)
    follow_up_undone = Signal(object)
    retry_wanted = Signal(object)
    look_wanted = Signal(object)
    discard_wanted = Signal(object)
    details_wanted = Signal(object)
    lead_wanted = Signal(object)
    copied = Signal(object)
    meaning_wanted = Signal(object, str)
    left = Signal()

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        words: LeadWords,
        write_words: WriteWords,
        staff: Callable[[], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("lead_panel")
        self.setAccessibleName(self.tr("Lead"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setMinimumWidth(320)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._style = style
        self._phrases = phrases
        self._words = words
        self._write_words = write_words
        self._staff = staff
        self._book: LeadBook | None = None
        self._card: LeadCard | None = None
        self._text = ""
        self._twins: tuple[str, ...] = ()
        self._build(style)
        self.show_card(None, None)

    @property
    def card(self) -> LeadCard | None:
        """Return the lead that is shown."""
        return self._card

    def show_card(self, book: LeadBook | None, card: LeadCard | None) -> None:
        """Show a lead, or that none is selected."""
        self._book, self._card = book, card
        self._page.setVisible(card is not None)
        self._empty.setVisible(card is None)
        if card is None or book is None:
            return
        row = card.row
        self.name.setText(row.name)
        self.badge.set_state(*self._words.state(card))
        contact = " · ".join(part for part in (row.phone, row.email) if part)
        self.contact.setText(contact or self.tr("No phone or e-mail address is known"))
        fetched = book.figures_from_utc
        words = self.tr("WODIFY lead {id}").format(id=row.lead_id)
        if fetched is not None:
            moment = self._phrases.moment(fetched)
            words = self.tr("{lead} · fetched {moment}").format(lead=words, moment=moment)
        self.provenance.set_text(words)
        own = row.status == LeadStatus.OTHER and bool(row.raw_status)
        self.meaning.setText(self.tr("What does “{word}” mean?").format(word=row.raw_status))
        self.meaning.setVisible(own)
        self._show_actions(card)
        self._show_pending(card)
        self._show_twins(card, book)
        self._show_follow_up(card, book)
        self._show_history(card)

    # --- slots ----------------------------------------------------------------------------------

    @Slot()
    def on_button_clicked(self) -> None:
        """Tell what is wanted."""
        card = self._card
        sender = self.sender()
        if card is None:
            return
        for button, signal in (
            (self.change_status, self.status_wanted),
            (self.note, self.note_wanted),
            (self.convert, self.convert_wanted),
        ):
            if sender is button:
                signal.emit(card)
        if sender is self.page:
            self.page_wanted.emit()

    @Slot()
    def on_meaning_clicked(self) -> None:
        """Ask what the gym's own word for this state means."""
        if self._card is not None:
            self.meaning_wanted.emit(WordKind.LEAD, " ".join(self._card.row.raw_status.split()))

    @Slot()
    def on_pending_clicked(self) -> None:
        """Go on with the change that is not settled."""
        pending = None if self._card is None else self._card.pending
        if pending is None:
            return
        sender = self.sender()
        if sender is self.pending_details:
            self.details_wanted.emit(pending.write_id)
        elif sender is self.pending_discard:
            self.discard_wanted.emit(pending.write_id)
        elif pending.can_look:
            self.look_wanted.emit(pending.write_id)
        elif pending.differences or pending.keys:
            self.details_wanted.emit(pending.write_id)
        else:
            self.retry_wanted.emit(pending.write_id)

    @Slot()
    def on_twin_clicked(self) -> None:
        """Show the first of the others who may be the same person."""
        if self._twins:
            self.lead_wanted.emit(self._twins[0])

    @Slot()
    def on_copy_clicked(self) -> None:
        """Copy the text; nothing is sent."""
        QGuiApplication.clipboard().setText(self._text)
        self.copied.emit(self._text)

    @Slot()
    def on_done_clicked(self) -> None:
        """Mark the follow-up as done."""
        if self._card is not None and self._card.follow_up is not None:
            self.follow_up_done.emit((self._card.row.lead_id, self._card.follow_up.day))

    @Slot()
    def on_undo_clicked(self) -> None:
        """Take the last follow-up back."""
        if self._card is not None and self._card.followed:
            self.follow_up_undone.emit((self._card.row.lead_id, self._card.followed[-1].day))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    # --- what is shown --------------------------------------------------------------------------

    def _show_actions(self, card: LeadCard) -> None:
        reason = self._words.why_not(self._book, card)
        for button in (self.change_status, self.note, self.convert):
            button.setEnabled(not reason)
            button.setToolTip(reason)
        self.reason.setText(reason)
        self.reason.setVisible(bool(reason))

    def _show_pending(self, card: LeadCard) -> None:
        pending = card.pending
        self.pending_card.setVisible(pending is not None)
        if pending is None:
            return
        words = self._write_words
        half = pending.kind == "convert lead"
        self.pending_title.setText(self.tr("Becoming a client") if half else words.title(pending))
        self.pending_badge.set_state(*words.badge(pending))
        done = [words.done_part(part, key) for part, key in pending.done_parts]
        self.pending_done.setText("\n".join(done))
        self.pending_done.setVisible(bool(done))
        self.pending_why.setText(self._why(pending))
        self.pending_go.setText(self.tr("Look again") if pending.can_look else words.again(pending))
        self.pending_go.setVisible(pending.can_look or pending.can_retry)
        self.pending_discard.setVisible(pending.can_discard)

    def _why(self, pending: WriteRow) -> str:
        """Return what is the matter with the half that is not done."""
        words = self._write_words.why(pending)
        for part, key in pending.done_parts:
            words = words.removeprefix(self._write_words.done_part(part, key) + ".").strip()
        if not pending.half_done:
            return words
        half = self._write_words.part(pending.part)
        return self.tr("{part}: {why}").format(part=half, why=words)

    def _show_twins(self, card: LeadCard, book: LeadBook) -> None:
        self._twins = card.row.twins
        self.twin_card.setVisible(bool(self._twins))
        if not self._twins:
            return
        by_id = {c.row.lead_id: c.row for c in book.cards}
        lines = []
        for key in self._twins:
            other = by_id.get(key)
            words = self.tr("WODIFY lead {id}").format(id=key)
            if other is not None:
                words = " · ".join(p for p in (other.name, words, other.email, other.phone) if p)
            lines.append(words)
        self.twin_text.setText("\n".join(lines))

    def _show_follow_up(self, card: LeadCard, book: LeadBook) -> None:
        due = card.follow_up
        self.follow_card.setVisible(due is not None or bool(card.followed))
        self.follow_text.setVisible(due is not None)
        self.copy_text.setVisible(due is not None)
        self.follow_done.setVisible(due is not None)
        self.follow_undo.setVisible(due is None and bool(card.followed))
        if due is not None:
            self.follow_title.setText(self._words.follow_up(due))
            self._text = self._words.text(due, card, book.club.name, self._staff())
            self.follow_text.setText(self._text)
        elif card.followed:
            last = card.followed[-1]
            words = self.tr("Follow-up of day {n} done by {staff}, {moment}")
            self.follow_title.setText(
                words.format(n=last.day, staff=last.staff, moment=self._phrases.moment(last.at_utc))
            )

    def _show_history(self, card: LeadCard) -> None:
        words = self._write_words
        lines = [
            (step.at_utc, f"{words.title(write)}: {words.step(step, write.source)}")
            for write in card.writes
            for step in write.steps
        ]
        done = self.tr("Follow-up of day {n} done · {staff}")
        lines += [
            (f.at_utc, f"{self._phrases.moment(f.at_utc)} · {done}".format(n=f.day, staff=f.staff))
            for f in card.followed
        ]
        lines.sort(key=lambda line: line[0], reverse=True)
        texts = [text for _, text in lines[:STEPS_SHOWN]]
        if card.notes:
            texts.append(self.tr("Notes in WODIFY: {notes}").format(notes=card.notes))
        if card.row.created_at_utc is not None:
            moment = self._phrases.moment(card.row.created_at_utc)
            texts.append(self.tr("{moment} · came in").format(moment=moment))
        self.history.setText("\n\n".join(texts) or self.tr("Nothing was done yet."))

    # --- parts ----------------------------------------------------------------------------------

    def _build(self, style: Style) -> None:
        inside = QWidget()
        inside.setObjectName("panel")
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(16, 14, 16, 14)
        self._empty = EmptyState(style)
        self._empty.show_text(
            "leads",
            "text3",
            self.tr("No lead selected"),
            self.tr("Choose a lead in the list to see what is to be done."),
        )
        self._page = QWidget()
        column = QVBoxLayout(self._page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        outer.addWidget(self._empty)
        outer.addWidget(self._page)
        outer.addStretch(1)
        self.setWidget(inside)
        self._build_head(style, column)
        self._build_actions(style, column)
        column.addWidget(self._build_pending(style))
        column.addWidget(self._build_twins(style))
        column.addWidget(self._build_follow_up(style))
        column.addWidget(Label(style, "body_bold", "text", self.tr("History")))
        self.history = _wrapped(style, "label", "text2")
        column.addWidget(self.history)

    def _build_head(self, style: Style, column: QVBoxLayout) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        self.name = Label(style, "panel", "text")
        self.badge = Badge(style)
        head.addWidget(self.name)
        head.addWidget(self.badge)
        head.addStretch(1)
        self.contact = _wrapped(style, "body", "text2")
        self.provenance = ProvenanceLine(style)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(head)
        words.addWidget(self.contact)
        words.addWidget(self.provenance)
        self.meaning = Button(style, "", "link")
        self.meaning.setObjectName("lead_meaning")
        self.meaning.clicked.connect(self.on_meaning_clicked)
        line = QHBoxLayout()
        line.addWidget(self.meaning)
        line.addStretch(1)
        words.addLayout(line)
        column.addLayout(words)

    def _build_actions(self, style: Style, column: QVBoxLayout) -> None:
        self.change_status = Button(style, self.tr("Change state"), "plain", "filter")
        self.note = Button(style, self.tr("Note"), "plain", "note")
        self.convert = Button(style, self.tr("Make a client"), "plain", "clients")
        self.page = Button(style, self.tr("Open in WODIFY"), "plain", "open")
        grid = QGridLayout()
        grid.setSpacing(6)
        buttons = (self.change_status, self.note, self.convert, self.page)
        for place, button in enumerate(buttons):
            button.clicked.connect(self.on_button_clicked)
            grid.addWidget(button, place // 2, place % 2)
        self.change_status.setObjectName("lead_status")
        self.note.setObjectName("lead_note")
        self.convert.setObjectName("lead_convert")
        self.page.setObjectName("lead_page")
        self.reason = _wrapped(style, "label", "text2")
        column.addLayout(grid)
        column.addWidget(self.reason)

    def _build_pending(self, style: Style) -> QFrame:
        self.pending_card, column = _card()
        head = QHBoxLayout()
        self.pending_title = Label(style, "body_bold", "text")
        self.pending_badge = Badge(style)
        head.addWidget(self.pending_title, 1)
        head.addWidget(self.pending_badge)
        self.pending_done = _wrapped(style, "body", "good")
        self.pending_why = _wrapped(style, "label", "text2")
        self.pending_go = Button(style, "", "primary")
        self.pending_go.setObjectName("lead_pending_go")
        self.pending_discard = Button(style, self.tr("Discard"), "danger")
        self.pending_discard.setObjectName("lead_pending_discard")
        self.pending_details = Button(style, self.tr("Details…"), "quiet")
        foot = QHBoxLayout()
        foot.setSpacing(8)
        for button in (self.pending_go, self.pending_discard, self.pending_details):
            button.clicked.connect(self.on_pending_clicked)
            foot.addWidget(button)
        foot.addStretch(1)
        column.addLayout(head)
        column.addWidget(self.pending_done)
        column.addWidget(self.pending_why)
        column.addLayout(foot)
        return self.pending_card

    def _build_twins(self, style: Style) -> QFrame:
        self.twin_card, column = _card()
        title = Badge(style)
        title.set_state("st-differs", "warn", self.tr("Perhaps the same person"))
        self.twin_text = _wrapped(style, "label", "text2")
        self.twin_show = Button(style, self.tr("Show the other"), "plain")
        self.twin_show.clicked.connect(self.on_twin_clicked)
        hint = _wrapped(style, "label", "text3")
        hint.setText(self.tr("WODIFY keeps both; put them together there."))
        row = QHBoxLayout()
        row.addWidget(self.twin_show)
        row.addStretch(1)
        column.addWidget(title)
        column.addWidget(self.twin_text)
        column.addLayout(row)
        column.addWidget(hint)
        return self.twin_card

    def _build_follow_up(self, style: Style) -> QFrame:
        self.follow_card, column = _card()
        self.follow_title = _wrapped(style, "body_bold", "text")
        self.follow_text = _wrapped(style, "body", "text")
        self.copy_text = Button(style, self.tr("Copy text"), "plain", "copy")
        self.follow_done = Button(style, self.tr("Done"), "plain", "check")
        self.follow_done.setObjectName("follow_up_done")
        self.follow_undo = Button(style, self.tr("Undo"), "plain", "undo")
        self.follow_undo.setObjectName("follow_up_undo")
        self.copy_text.clicked.connect(self.on_copy_clicked)
        self.follow_done.clicked.connect(self.on_done_clicked)
        self.follow_undo.clicked.connect(self.on_undo_clicked)
        hint = Label(style, "label", "text3", self.tr("Nothing is sent"))
        foot = QHBoxLayout()
        foot.setSpacing(8)
        for button in (self.copy_text, self.follow_done, self.follow_undo):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(hint)
        column.addWidget(self.follow_title)
        column.addWidget(self.follow_text)
        column.addLayout(foot)
        return self.follow_card


def _card() -> tuple[QFrame, QVBoxLayout]:
    card = QFrame()
    card.setProperty("card", "true")
    column = QVBoxLayout(card)
    column.setContentsMargins(14, 12, 14, 12)
    column.setSpacing(8)
    return card, column


def _wrapped(style: Style, role: str, tone: str) -> Label:
    label = Label(style, role, tone)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
