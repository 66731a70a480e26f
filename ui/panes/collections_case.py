"""The case panel beside the collections list: figure, contact, what to do, what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from gymdesk.domain.client import SOURCE_NAMES
from ui.panes.collections_case_history import CaseHistory
from ui.widgets.badge import Badge
from ui.widgets.button import Button
from ui.widgets.contact_line import ContactLine
from ui.widgets.empty_state import EmptyState
from ui.widgets.figure import FigureBlock
from ui.widgets.label import Label, plain_tooltip
from ui.widgets.mark_badges import MarkBadges
from ui.widgets.pane_frame import hairline
from ui.widgets.provenance import ProvenanceLine
from ui.widgets.quick_action import QuickAction

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from gymdesk.domain.billing import LastPaid
    from gymdesk.domain.case_event import CaseMark
    from gymdesk.domain.client import ClientId
    from gymdesk.errors import DeskError
    from gymdesk.rows import ClientDetail, ClientRow
    from gymdesk.rows.cases import CaseDetail
    from ui.actions import ActionSet
    from ui.case_edit import CaseEdit
    from ui.case_words import CaseWords
    from ui.figure_words import FigureWords
    from ui.panes.collections_case_form import CaseForm
    from ui.panes.collections_case_lists import CaseLists
    from ui.phrases import Phrases
    from ui.style import Style


CAPS_FROM_PX = 360
FORM_GAP_PX = 8


def form_kinds() -> dict[str, type[CaseForm]]:
    """Return the forms by the name of the action that opens them."""
    # here: no form is needed to start
    from ui.panes.collections_case_form_contact import ContactForm
    from ui.panes.collections_case_form_marking import NoteForm, OwnerForm
    from ui.panes.collections_case_form_promise import CancelPromiseForm, PromiseForm
    from ui.panes.collections_case_form_waiting import SaysPaidForm, SnoozeForm

    return {
        "log_contact": ContactForm,
        "promise": PromiseForm,
        "note": NoteForm,
        "snooze": SnoozeForm,
        "says_paid": SaysPaidForm,
        "owner": OwnerForm,
        "cancel_promise": CancelPromiseForm,
    }


class CasePanel(QScrollArea):
    """One client of the collections list.

    `contact_typed` carries a `ContactTyped`, `submitted` a `CaseEdit`, `undo_wanted` a
    `TimelineRow`. A form with typed text stays with its client while others are looked at.
    """

    contact_typed = Signal(object)
    submitted = Signal(object)
    undo_wanted = Signal(object)
    left = Signal()

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        words: FigureWords,
        case_words: Callable[[], CaseWords],
        actions: ActionSet,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("case_panel")
        self.setAccessibleName(self.tr("Case"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setMinimumWidth(320)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._style = style
        self._phrases = phrases
        self._words = words
        self._actions = actions
        self._client_id: ClientId | None = None
        self._detail: ClientDetail | None = None
        self._case_words = case_words
        self._row: ClientRow | None = None
        self._case: CaseDetail | None = None
        self._form: CaseForm | None = None
        self._form_name = ""
        self._following = False
        self._drafts: dict[ClientId, tuple[str, CaseForm]] = {}
        self._lists: CaseLists | None = None
        self._build()
        self.verticalScrollBar().actionTriggered.connect(self.on_scrolled)
        self.contacts.typed.connect(self.contact_typed)
        self.clear()

    def clear(self) -> None:
        """Show that nobody is selected."""
        self._leave_form()
        self._client_id = None
        self._row = None
        self._detail = None
        self._case = None
        self._page.hide()
        self._empty.show_text(
            "collections",
            "text3",
            self.tr("No client selected"),
            self.tr("Choose a client in the list to see what is owed."),
        )
        self._empty.show()

    def show_place(self, place: int, of: int) -> None:
        """Show "1 of 14"; *place* counts from 1."""
        self._place.setText(self.tr("{place} of {of}").format(place=place, of=of))
        self._actions["previous_client"].setEnabled(place > 1)
        self._actions["next_client"].setEnabled(place < of)

    def show_row(self, row: ClientRow) -> None:
        """Show what the list knows at once; agreements and invoices follow."""
        if row.client_id != self._client_id:
            self._leave_form()
            self._client_id = row.client_id
            self._detail = None
            self._case = None
            self.verticalScrollBar().setValue(0)
            if self._lists is not None:
                self._lists.hide()
            self.history.hide()
            self._facts.hide()
            self._take_draft(row.client_id)
        self._row = row
        self._show_head(row)
        self._empty.hide()
        self._page.show()

    def show_detail(self, detail: ClientDetail) -> None:
        """Show agreements and unpaid invoices, unless somebody else was selected meanwhile."""
        if detail.row.client_id != self._client_id:
            return
        self._detail = detail
        self._show_head(detail.row)
        if self._lists is None:
            self._lists = self._make_lists()
        self._lists.show_detail(detail)
        self._lists.show()

    def show_case(self, detail: CaseDetail) -> None:
        """Show stage, history and what the source says of the debt."""
        if detail.row.client_id != self._client_id:
            return
        self._case = detail
        self._row = detail.row.client
        stage = self._case_words().stage(detail.row.stage)
        self._badge.set_state(stage.icon, stage.tone, stage.word)
        self._facts.setText("\n".join(self._fact_lines(detail)))
        self._facts.show()
        self.history.show_detail(detail)
        self.history.show()
        if self._form is not None:
            self._form.show_detail(detail)

    def unsaved(self) -> list[str]:
        """Return whom something was typed about that is not saved: the open form first."""
        forms = [form for _, form in self._drafts.values()]
        if self._form is not None:
            forms.insert(0, self._form)
        names = [form.row.name for form in forms if form.is_dirty]
        return list(dict.fromkeys([*names, *self.contacts.unsaved()]))

    @property
    def form(self) -> CaseForm | None:
        """Return the form that is open."""
        return self._form

    def open_form(self, name: str, mark: CaseMark | None = None) -> CaseForm | None:
        """Open the form of an action; an open one with typed text stays where it is."""
        if self._row is None:
            return None
        if self._form is not None and (self._form_name == name or self._form.is_dirty):
            self._form.begin()
            return self._form
        self._close_form()
        given = (self._style, self._phrases, self._case_words(), self._row, self._case)
        if mark is not None:
            is_set = self._case is not None and mark in self._case.row.marks
            from ui.panes.collections_case_form_marking import MarkForm  # here: not at the start

            form: CaseForm = MarkForm(mark, not is_set, *given)
        else:
            form = form_kinds()[name](*given)
        self._place_form(name, form)
        form.begin()
        self._following = True
        form.installEventFilter(self)
        QTimer.singleShot(0, self.on_form_placed)
        return form

    def saved(self, edit: CaseEdit) -> None:
        """Close the form whose edit was written."""
        for client_id in edit.client_ids:
            if client_id == self._client_id:
                self._close_form()
            elif client_id in self._drafts:
                self._drafts.pop(client_id)[1].deleteLater()

    def refused(self, error: DeskError) -> bool:
        """Say in the open form why it was not written; return whether one is open."""
        if self._form is None:
            return False
        self._form.show_error(error)
        return True

    @Slot()
    def on_form_closed(self) -> None:
        """Take the form away and go back to the list."""
        self._close_form()
        self.left.emit()

    @Slot()
    def on_form_placed(self) -> None:
        """Bring all of the form into sight, or its beginning where it is higher than the panel."""
        inside = self.widget()
        if self._form is None or inside is None:
            return
        top = self._form.mapTo(inside, QPoint(0, 0)).y()
        bar, room = self.verticalScrollBar(), self.viewport().height()
        least = top + self._form.height() + FORM_GAP_PX - room  # so far that its foot is seen
        most = top - FORM_GAP_PX
        bar.setValue(min(most, max(bar.value(), least)))

    @Slot()
    def on_scrolled(self) -> None:
        """Leave the panel where somebody scrolled it to."""
        self._following = False

    @Slot()
    def on_asked(self) -> None:
        """Bring the question into sight once it has its place."""
        QTimer.singleShot(0, self.on_question_placed)

    @Slot()
    def on_question_placed(self) -> None:
        """Scroll to the end of the form."""
        inside = self.widget()
        if self._form is not None and inside is not None:
            place = self._form.mapTo(inside, self._form.rect().bottomLeft())
            self.ensureVisible(place.x(), place.y())

    @Slot()
    def on_more_clicked(self) -> None:
        """Show what is done less often."""
        menu = self.more_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height())))

    def more_menu(self) -> QMenu:
        """Return the menu of what is done less often."""
        from gymdesk.domain.case_event import CaseMark  # here: the panel opens before any case

        menu = QMenu(self)
        marks = frozenset() if self._case is None else self._case.row.marks
        promised = self._case is not None and self._case.row.promised
        if promised:
            menu.addAction(self._actions["cancel_promise"])
        menu.addAction(self._actions["owner"])
        menu.addSeparator()
        for mark in (
            CaseMark.DISPUTE,
            CaseMark.HOLD,
            CaseMark.PLAN,
            CaseMark.DO_NOT_CONTACT,
            CaseMark.AGENCY,
            CaseMark.WRITE_OFF,
        ):
            words = self._case_words().mark(mark, mark not in marks)
            action = menu.addAction(words)
            action.setObjectName(f"mark_{mark}")
            action.triggered.connect(lambda _=False, mark=mark: self.open_form("mark", mark))
        return menu

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep an open form in sight while what is read about the client makes it move."""
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize) and watched is self._form:
            if self._following:
                QTimer.singleShot(0, self.on_form_placed)
            return False
        return super().eventFilter(watched, event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the key caps out where the panel is narrow."""
        super().resizeEvent(event)
        for quick in self._quick.values():
            quick.set_caps(self.width() >= self._style.px(CAPS_FROM_PX))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back to the list on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    # --- parts ----------------------------------------------------------------------------------

    def _build(self) -> None:
        inside = QWidget()
        inside.setObjectName("panel")
        self._page = QWidget(inside)
        self._empty = EmptyState(self._style, inside)
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._page)
        outer.addWidget(self._empty, 1)
        column = QVBoxLayout(self._page)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        self._build_head(column)
        self._build_actions(column)
        self.history = CaseHistory(self._style, self._phrases, self._case_words)
        self.history.undo_wanted.connect(self.undo_wanted)
        column.addWidget(self.history)
        self._facts = Label(self._style, "label", "text2")
        self._facts.setWordWrap(True)
        column.addWidget(self._facts)
        self._lists_place = QVBoxLayout()
        column.addLayout(self._lists_place)
        column.addStretch(1)
        self.setWidget(inside)

    def _build_head(self, column: QVBoxLayout) -> None:
        style = self._style
        self._name = Label(style, "panel")
        self._name.setWordWrap(True)
        self._name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._badge = Badge(style)
        self._place = Label(style, "label", "text2")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._name, 1)
        head.addWidget(self._place)
        for name, icon in (("previous_client", "chev-up"), ("next_client", "chev-down")):
            head.addWidget(self._step_button(name, icon))
        column.addLayout(head)
        self._ids = Label(style, "label", "text2")
        self._ids.setWordWrap(True)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self._badge)
        below.addWidget(self._ids, 1)
        column.addLayout(below)
        self.mark_badges = MarkBadges(style)
        column.addWidget(self.mark_badges)
        figures = QHBoxLayout()
        self._figure = FigureBlock(style, "headline")
        self._beside = FigureBlock(style, "panel")
        self._age = Label(style, "body_bold")
        self._below = Label(style, "label", "text2")
        right = QVBoxLayout()
        right.setSpacing(2)
        right.addStretch(1)
        for label in (self._age, self._below):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
            right.addWidget(label)
        figures.addWidget(self._figure)
        figures.addWidget(self._beside)
        figures.addLayout(right, 1)
        column.addLayout(figures)
        self._provenance = ProvenanceLine(style)
        column.addWidget(self._provenance)
        self._trouble = Label(style, "label", "warn")
        self._trouble.setWordWrap(True)
        column.addWidget(self._trouble)
        self.contacts = ContactLine(style, stacked=True)
        column.addWidget(self.contacts)

    def _build_actions(self, column: QVBoxLayout) -> None:
        grid = QGridLayout()
        grid.setSpacing(8)
        self._quick: dict[str, QuickAction] = {}
        for at, name in enumerate(("log_contact", "promise", "note", "snooze", "says_paid")):
            self._quick[name] = QuickAction(self._style, self._actions[name])
            self._quick[name].setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            grid.addWidget(self._quick[name], at // 2, at % 2)
        self._more = Button(self._style, self.tr("More"), "plain", "more")
        self._more.setObjectName("case_more")
        self._more.setProperty("quick", "true")
        self._more.setMinimumHeight(self._style.px(34))
        self._more.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._more.clicked.connect(self.on_more_clicked)
        grid.addWidget(self._more, 2, 1)
        for at in (0, 1):
            grid.setColumnStretch(at, 1)
        column.addLayout(grid)
        self._form_place = QVBoxLayout()
        self._form_place.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._form_place)
        column.addWidget(hairline(self))

    def _place_form(self, name: str, form: CaseForm) -> None:
        self._form, self._form_name = form, name
        form.submitted.connect(self.submitted)
        form.closed.connect(self.on_form_closed)
        form.asked.connect(self.on_asked)
        self._form_place.addWidget(form)
        form.show()
        self._show_open()

    def _close_form(self) -> None:
        if self._form is not None:
            self._form_place.removeWidget(self._form)
            self._form.hide()
            self._form.deleteLater()
            self._form = None
            self._show_open()

    def _leave_form(self) -> None:
        """Keep the form with its client where something was typed, else close it."""
        focused = QApplication.focusWidget()
        if self._form is not None and focused is not None and self._form.isAncestorOf(focused):
            self.left.emit()  # the keys go on with the list, not with what stands next to the form
        if self._form is None or self._client_id is None or not self._form.is_dirty:
            self._close_form()
            return
        self._form_place.removeWidget(self._form)
        self._form.hide()
        self._drafts[self._client_id] = (self._form_name, self._form)
        self._form.submitted.disconnect(self.submitted)
        self._form.closed.disconnect(self.on_form_closed)
        self._form.asked.disconnect(self.on_asked)
        self._form = None
        self._show_open()

    def _take_draft(self, client_id: ClientId) -> None:
        if client_id in self._drafts:
            self._place_form(*self._drafts.pop(client_id))

    def _show_open(self) -> None:
        for name, quick in self._quick.items():
            quick.set_on(self._form is not None and name == self._form_name)

    def _fact_lines(self, detail: CaseDetail) -> list[str]:
        """Return whose case it is, and what the source says, or that it does not."""
        from gymdesk.domain.billing import LastPaid, NotSent

        owner = detail.row.owner or self.tr("nobody")
        lines = [self.tr("Owner: {owner}").format(owner=owner)]
        if detail.last_paid is not None:
            lines.append(self._paid_words(detail.last_paid, detail))
        unsaid = (
            (self.tr("Failure reason"), detail.failure_reason),
            (self.tr("Attempts"), detail.attempts_made),
            (self.tr("Last payment"), detail.last_payment),
        )
        missing = [words for words, value in unsaid if isinstance(value, NotSent)]
        for words, value in unsaid:
            if isinstance(value, LastPaid):
                lines.append(self._paid_words(value, detail))
            elif not isinstance(value, NotSent):
                lines.append(f"{words}: {value}")
        if missing:
            source = next(v.source for _, v in unsaid if isinstance(v, NotSent))
            words = self.tr("Not sent by {source}: {what}")
            what = ", ".join(w.lower() for w in missing)
            lines.append(words.format(source=SOURCE_NAMES[source], what=what))
        return lines

    def _paid_words(self, paid: LastPaid, detail: CaseDetail) -> str:
        words = self.tr("Newest paid invoice: {amount}, billed {day}")
        day = self._phrases.day(paid.billed_on)
        amount = self._phrases.money(paid.cents, detail.row.client.currency)
        return words.format(amount=amount, day=day)

    def _step_button(self, name: str, icon: str) -> Button:
        action = self._actions[name]
        button = Button(self._style, "", "icon", icon)
        button.setObjectName(f"case_{name}")
        button.setAccessibleName(action.text().replace("&", ""))
        button.setToolTip(action.toolTip())
        button.clicked.connect(action.trigger)
        action.enabledChanged.connect(button.setEnabled)
        return button

    def _make_lists(self) -> CaseLists:
        from ui.panes.collections_case_lists import CaseLists  # here: no detail is read to start

        lists = CaseLists(self._style, self._phrases, self._words.agreement_tip)
        self._lists_place.addWidget(lists)
        return lists

    def _show_head(self, row: ClientRow) -> None:
        phrases, words = self._phrases, self._words
        self._name.setText(row.name)
        if self._case is None:
            icon, tone, *_ = phrases.payment_status_icon(row.payment_status)
            self._badge.set_state(icon, tone, phrases.payment_status(row.payment_status))
        self.mark_badges.show_states(*words.marks(row))
        self._ids.setText(" · ".join([*words.ids(row), *(p.name for p in row.packages)]))
        first, *rest = words.figures(row, self._detail)
        self._figure.set_figure(
            first.label,
            first.figure,
            first.line,
            tone=first.tone,
            tooltip=plain_tooltip(first.tooltip),
        )
        beside = [f for f in rest[:1] if words.is_second_amount(row)]
        self._beside.setVisible(bool(beside))
        for text in beside:
            self._beside.set_figure(text.label, text.figure, text.line, tone=text.tone)
        age, below = words.second(row)
        self._age.setText(age)
        self._below.setText(below)
        tip = plain_tooltip(words.where_from(row, self._detail))
        self._provenance.set_text(words.provenance(row), tip)
        trouble = words.trouble(row)
        self._trouble.setText(trouble)
        self._trouble.setVisible(bool(trouble))
        self.contacts.show_row(row)
