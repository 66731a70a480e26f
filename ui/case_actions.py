"""Case actions: from keys to forms, from forms to the store, and on to the next client."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QShortcut
from PySide6.QtWidgets import QDialog

from ui.case_desk import CaseDesk
from ui.widgets.toast import Toast

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from gymdesk.domain.client import ClientId
    from gymdesk.rows import ClientDetail
    from gymdesk.rows.cases import TimelineRow
    from ui.actions import ActionSet
    from ui.case_desk import Refused
    from ui.case_edit import CaseEdit
    from ui.desk import WritesStore
    from ui.dialogs.bulk import Kind
    from ui.feed import Feed
    from ui.panes.collections import CollectionsPane
    from ui.panes.collections_case import CasePanel
    from ui.phrases import Phrases
    from ui.reading import Reader
    from ui.style import Style
    from ui.widgets.amount_marks import AmountMark
    from ui.widgets.contact_line import ContactTyped

FORMS = ("log_contact", "promise", "note", "snooze", "says_paid", "cancel_promise", "owner")
BULK = ("snooze", "owner", "agency")
WITH_CASES = (*FORMS, "agency", "by_trainer", "aging_on", "rules")


class Confirmed:
    """An amount that is confirmed, taken back, and confirmed again; runs in the background."""

    def __init__(
        self, commands: WritesStore, client_id: ClientId, cents: int, staff: Callable[[], str]
    ) -> None:
        self._commands = commands
        self._client_id = client_id
        self._cents = cents
        self._staff = staff
        self._made: int | None = None

    def turn(self, back: bool) -> None:
        """Take it back, or confirm it, or let what was taken back hold again."""
        commands, staff = self._commands, self._staff()
        if self._made is None:
            self._made = commands.confirm_amount(self._client_id, self._cents, staff=staff)
        elif back:
            commands.take_back_confirmation(self._made, staff=staff)
        else:
            commands.confirm_again(self._made, staff=staff)


class CaseActions(QObject):
    """Connects the Collections pane with the `CaseDesk`. `said` carries words for the status bar.

    After something about the selected client was saved, the next one is selected: the next key
    is about the next case. `failed` carries errors that no form shows.
    """

    said = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        feed: Feed,
        reader: Reader,
        actions: ActionSet,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._style = style
        self._phrases = phrases
        self._feed = feed
        self._actions = actions
        self._window = window
        self._typed: dict[ClientId, ContactTyped] = {}
        self._before: dict[ClientId, dict[str, str]] = {}
        self._asking: QDialog | None = None
        self._discards = False
        self.desk = CaseDesk(feed, reader, self)

    def attach(self, pane: CollectionsPane, panel: CasePanel, host: QWidget) -> None:
        """Work with this pane and its panel; the toast stands in *host*."""
        self._pane = pane
        self._panel = panel
        self.toast = Toast(self._style, host)
        self.toast.undo_pressed.connect(self.on_undo_pressed)
        desk, actions = self.desk, self._actions
        self._feed.calls_read.connect(pane.show_calls)
        self._feed.contact_saved.connect(self.on_contact_saved)
        pane.client_chosen.connect(desk.read)
        desk.case_read.connect(pane.show_case)
        desk.saved.connect(self.on_saved)
        desk.refused.connect(self.on_refused)
        desk.said.connect(self.said)
        desk.failed.connect(self.failed)
        panel.submitted.connect(desk.perform)
        panel.undo_wanted.connect(self.on_event_undo_wanted)
        for name in FORMS:
            actions[name].triggered.connect(partial(self._open, name))
        actions["agency"].triggered.connect(partial(self._open, "agency"))
        actions["by_trainer"].triggered.connect(self.on_by_trainer_triggered)
        actions["aging_on"].triggered.connect(self.on_aging_triggered)
        actions["rules"].triggered.connect(self.on_rules_triggered)
        actions["undo"].triggered.connect(desk.undo)
        actions["redo"].triggered.connect(desk.redo)
        desk.stack.indexChanged.connect(self.on_stack_changed)
        QShortcut("F8", self._window).activated.connect(self.toast.enter)
        self.on_stack_changed()
        self.enable(shown=True)

    def enable(self, *, shown: bool) -> None:
        """Enable what can be done about cases; *shown* = the pane is on the screen."""
        for name in WITH_CASES:
            self._actions[name].setEnabled(shown)

    def may_close(self) -> bool:
        """Return whether nothing typed would be lost; where it would, ask, and close after that."""
        names = self._panel.unsaved()
        app = QGuiApplication.instance()
        ends = isinstance(app, QGuiApplication) and app.isSavingSession()
        if not names or self._discards or ends:
            return True
        if self._asking is None:
            from ui.dialogs.unsaved import UnsavedDialog

            self._asking = UnsavedDialog(self._style, names, self._window)
            self._asking.finished.connect(self.on_close_answered)
            self._asking.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self._asking.open()
        return False

    def keep_contact(self, typed: ContactTyped, detail: ClientDetail | None = None) -> None:
        """Remember what a typed contact replaces, so that it can be taken back once it is kept.

        Who owes nothing is in *detail* alone, and not in the worklist.
        """
        same = detail is not None and detail.row.client_id == typed.client_id
        shown = detail.row if same and detail is not None else None
        row = shown or self._pane.table.row_with(typed.client_id)
        if row is None:
            return
        old = {"phone": row.phone, "email": row.email}
        self._typed[typed.client_id] = typed
        self._before[typed.client_id] = {
            name: (old[name].text or "") if old[name].origin == "desk" else ""
            for name in typed.changed
        }

    def mark_amount(self, mark: AmountMark, detail: ClientDetail | None) -> None:
        """Write what the manager said about an amount: checked, watched, or watched no more."""
        desk = self._feed.desk
        if desk is None:
            return
        commands = desk.commands

        def staff() -> str:
            return self.desk.staff

        if mark.kind == "confirm":
            confirmed = Confirmed(commands, mark.client_id, mark.cents, staff)
            self.desk.write_kept(self.tr("Amount confirmed"), confirmed.turn)
            return
        same = detail is not None and detail.row.client_id == mark.client_id
        before = detail.watched_cents if same and detail is not None else None
        after = mark.cents if mark.kind == "watch" else None

        def turn(back: bool) -> None:
            commands.watch(mark.client_id, before if back else after, staff=staff())

        self.desk.write_kept(self.tr("Watching changed"), turn)

    # --- slots ----------------------------------------------------------------------------------

    @Slot(int)
    def on_close_answered(self, answer: int) -> None:
        """Close the window without the typed words, or go on."""
        self._asking = None
        self._discards = answer == QDialog.DialogCode.Accepted
        if self._discards:
            self._window.close()

    @Slot(object)
    def on_saved(self, edit: CaseEdit) -> None:
        """Close the form, say what was done, and go on to the next client."""
        self._panel.saved(edit)
        self.toast.show_done(edit.said, self.tr("Ctrl+Z takes it back."), edit)
        row = self._pane.current_row()
        if row is not None and edit.client_ids == (row.client_id,):
            self._pane.step(1)
            self._pane.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def on_refused(self, refused: Refused) -> None:
        """Say why something was not written: in its form, or in the status bar."""
        if not self._panel.refused(refused.error):
            self.failed.emit(refused.error)

    @Slot(object)
    def on_kept(self, said: str) -> None:
        """Say what was done elsewhere in the window and is on the stack."""
        self.toast.show_done(said, self.tr("Ctrl+Z takes it back."), said)

    @Slot(object)
    def on_undo_pressed(self, _key: object) -> None:
        """Take back what the toast told of."""
        self.desk.undo()

    @Slot(object)
    def on_event_undo_wanted(self, row: TimelineRow) -> None:
        """Take an older event back."""
        if row.event_id is not None:
            self.desk.undo_events(self.tr("Taken back"), [row.event_id])

    @Slot(object)
    def on_contact_saved(self, client_id: ClientId) -> None:
        """Keep a typed contact to be undone."""
        typed = self._typed.pop(client_id, None)
        before = self._before.pop(client_id, None)
        if typed is None or before is None:
            return

        def turn(back: bool) -> None:
            values = before if back else typed.changed
            self._feed.set_contact(client_id, self.desk.staff, **values)

        self.desk.keep(self.tr("Contact changed"), turn)

    @Slot()
    def on_stack_changed(self) -> None:
        """Say in the menu what Undo and Redo would do; an older toast would undo another thing."""
        self.toast.leave()
        stack = self.desk.stack
        undo, redo = self._actions["undo"], self._actions["redo"]
        undo.setEnabled(stack.canUndo())
        redo.setEnabled(stack.canRedo())
        text = stack.undoText().replace("&", "&&")
        undo.setText(self.tr("&Undo: {what}").format(what=text) if text else self.tr("&Undo"))
        text = stack.redoText().replace("&", "&&")
        redo.setText(self.tr("&Redo: {what}").format(what=text) if text else self.tr("&Redo"))

    @Slot()
    def on_by_trainer_triggered(self) -> None:
        """Show what the clients of each trainer owe."""
        from ui.dialogs.totals import TrainerDialog

        calls = self._pane.calls
        if calls is None:
            return
        dialog = TrainerDialog(self._style, self._phrases, calls, self._window)
        dialog.trainer_chosen.connect(self.on_trainer_chosen)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot(object)
    def on_trainer_chosen(self, trainer: str) -> None:
        """Show the clients of a trainer."""
        self._pane.filter.clear()
        self._pane.filter.set_by_key(f"trainer {trainer}" if trainer else "no trainer")

    @Slot()
    def on_rules_triggered(self) -> None:
        """Show the numbers that the list is made by."""
        from ui.dialogs.rules import RulesDialog

        calls = self._pane.calls
        if calls is None:
            return
        currency = calls.club.currency
        dialog = RulesDialog(self._style, self._phrases, calls.rules, currency, self._window)
        dialog.changed.connect(self.on_rules_changed)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot(object)
    def on_rules_changed(self, after: dict[str, int]) -> None:
        """Keep the changed numbers."""
        if self._pane.calls is not None:
            rules = self._pane.calls.rules
            self.desk.set_rules({name: getattr(rules, name) for name in after}, after)

    @Slot()
    def on_aging_triggered(self) -> None:
        """Show who owed what on a past day."""
        from ui.dialogs.totals import AgingDialog

        calls = self._pane.calls
        if calls is None:
            return
        currency = calls.club.currency
        dialog = AgingDialog(self._style, self._phrases, currency, self._window)
        dialog.day_wanted.connect(self.desk.read_aged)
        self.desk.aged_read.connect(dialog.show_aged)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        dialog.ask()

    # --- parts ----------------------------------------------------------------------------------

    def _open(self, name: str, _checked: bool = False) -> None:
        """Open the form about the selected client, or the dialog about several."""
        from gymdesk.domain.case_event import CaseMark

        self.toast.hide()  # it would lie over the form; Ctrl+Z and Messages still have it
        rows = self._pane.selected_rows()
        if len(rows) > 1 and name in BULK:
            self._open_bulk(name)  # type: ignore[arg-type]
        elif name == "agency":
            self._panel.open_form("mark", CaseMark.AGENCY)
        else:
            self._panel.open_form(name)

    def _open_bulk(self, kind: Kind) -> None:
        from ui.dialogs.bulk import BulkDialog

        rows = self._pane.selected_rows()
        dialog = BulkDialog(self._style, self._phrases, kind, rows, self._window)
        dialog.submitted.connect(self.desk.perform)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
