"""The actions: one set feeds the menu bar, the headers, the shortcuts and the Ctrl+/ overview."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence

from ui.widgets.button import set_icon_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QMenuBar, QWidget


@dataclass(frozen=True)
class Entry:
    """One line of the table: name, words (with mnemonic), keys, icon and, for macOS, its role."""

    name: str
    words: str
    keys: tuple[str, ...] = ()
    icon: str | None = None
    role: QAction.MenuRole = QAction.MenuRole.NoRole
    checkable: bool = False


@dataclass(frozen=True)
class MenuOf:
    """One menu: its words and entries; None is a separating line."""

    words: str
    entries: tuple[Entry | None, ...]


class ActionSet(QObject):
    """Holds every action of the window by name."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._menus = self._table()
        self._actions: dict[str, QAction] = {}
        for entry in self.entries():
            self._actions[entry.name] = self._make(entry, parent)
        self["cancel"].setEnabled(False)

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def entries(self) -> Iterator[Entry]:
        """Return all lines of the table in menu order."""
        return (entry for menu in self._menus for entry in menu.entries if entry is not None)

    def overview(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return per menu its (words, keys) lines that have keys, for the Ctrl+/ dialog."""
        groups = []
        for menu in self._menus:
            lines = [
                (_plain(entry.words), keys_text(entry.keys))
                for entry in menu.entries
                if entry is not None and entry.keys
            ]
            if lines:
                groups.append((_plain(menu.words), lines))
        groups.append((self.tr("Moving about"), self._moves()))
        return groups

    def fill(self, bar: QMenuBar) -> None:
        """Put the menus into the menu bar."""
        for menu in self._menus:
            shown = bar.addMenu(menu.words)
            shown.setToolTipsVisible(False)
            for entry in menu.entries:
                if entry is None:
                    shown.addSeparator()
                else:
                    shown.addAction(self._actions[entry.name])

    def _make(self, entry: Entry, parent: QWidget) -> QAction:
        action = QAction(entry.words, parent)
        action.setObjectName(f"action_{entry.name}")
        action.setShortcuts([QKeySequence(keys) for keys in entry.keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setMenuRole(entry.role)
        action.setCheckable(entry.checkable)
        action.setIconVisibleInMenu(False)
        if entry.icon is not None:
            set_icon_name(action, entry.icon)
        words = _plain(entry.words)
        action.setToolTip(f"{words} ({keys_text(entry.keys)})" if entry.keys else words)
        parent.addAction(action)
        return action

    def _moves(self) -> list[tuple[str, str]]:
        return [
            (self.tr("Next part of the window"), "F6"),
            (self.tr("Previous part of the window"), "Shift+F6"),
            (self.tr("Clear the search, then back to the list"), "Esc"),
            (self.tr("Open the selected client"), "Enter"),
            (self.tr("Unfold or fold a row of a list"), self.tr("Right, Left")),
            (self.tr("Next or previous row of a list"), "N, P"),
            (self.tr("Menu of the row or of the columns"), "Shift+F10"),
            (self.tr("Confirm a dialog, save a form"), "Ctrl+Enter"),
            (self.tr("Into the message with Undo"), "F8"),
        ]

    def _table(self) -> tuple[MenuOf, ...]:
        role = QAction.MenuRole
        return (
            MenuOf(
                self.tr("&File"),
                (
                    Entry("refresh", self.tr("Refresh"), ("F5", "Ctrl+R"), "refresh"),
                    Entry("cancel", self.tr("Ca&ncel the refresh"), ("Esc",)),
                    None,
                    Entry("print", self.tr("Print"), ("Ctrl+P",), "print"),
                    Entry("print_preview", self.tr("Print pre&view"), ("Ctrl+Shift+P",)),
                    Entry("export", self.tr("Export"), ("Ctrl+E",), "export"),
                    None,
                    Entry("backup", self.tr("&Back up…")),
                    Entry("restore", self.tr("Re&store a backup…")),
                    None,
                    Entry("import", self.tr("&Import…")),
                    None,
                    Entry("quit", self.tr("&Quit"), ("Ctrl+Q",), None, role.QuitRole),
                ),
            ),
            MenuOf(
                self.tr("&Edit"),
                (
                    Entry("undo", self.tr("&Undo"), ("Ctrl+Z",), "undo"),
                    Entry("redo", self.tr("&Redo"), ("Ctrl+Y", "Ctrl+Shift+Z")),
                    None,
                    Entry("find", self.tr("&Find"), ("Ctrl+F",), "search"),
                    Entry("copy", self.tr("&Copy rows"), ("Ctrl+C",), "copy"),
                    Entry("copy_headers", self.tr("Copy with &headers"), ("Ctrl+Shift+C",)),
                ),
            ),
            MenuOf(
                self.tr("&View"),
                (
                    Entry("show_clients", self.tr("&Clients"), ("Ctrl+1",), "clients"),
                    Entry("show_collections", self.tr("C&ollections"), ("Ctrl+2",), "collections"),
                    Entry("show_sync", self.tr("&Sync"), ("Ctrl+3",), "sync"),
                    Entry("show_leads", self.tr("L&eads"), ("Ctrl+4",), "leads"),
                    None,
                    Entry("panel", self.tr("&Detail panel"), ("Ctrl+I",), checkable=True),
                    Entry("columns", self.tr("Co&lumns…"), (), "columns"),
                    Entry("reset_columns", self.tr("&Reset layout")),
                    None,
                    Entry("by_trainer", self.tr("Totals by &trainer…")),
                    Entry("aging_on", self.tr("&Aging on a past day…")),
                ),
            ),
            MenuOf(
                self.tr("&Client"),
                (
                    Entry("next_client", self.tr("&Next client"), ("Ctrl+Down",)),
                    Entry("previous_client", self.tr("&Previous client"), ("Ctrl+Up",)),
                    None,
                    Entry("log_contact", self.tr("&Log contact"), ("Ctrl+L",), "phone"),
                    Entry("promise", self.tr("Pro&mise"), ("Ctrl+M",), "promise"),
                    Entry("note", self.tr("N&ote"), ("Ctrl+N",), "note"),
                    Entry("snooze", self.tr("&Snooze"), ("Ctrl+D",), "snooze"),
                    Entry("says_paid", self.tr("Says pai&d"), (), "payments"),
                    Entry("cancel_promise", self.tr("&Cancel the promise…")),
                    Entry("owner", self.tr("Owne&r…"), (), "user"),
                    Entry("agency", self.tr("Hand to the a&gency…"), (), "send"),
                    None,
                    Entry("copy_phone", self.tr("Copy p&hone"), ("Ctrl+Shift+H",)),
                    Entry("copy_email", self.tr("Copy &e-mail"), ("Ctrl+Shift+E",)),
                    Entry("where_from", self.tr("&Where the figure comes from"), ("Shift+F1",)),
                ),
            ),
            MenuOf(
                self.tr("&Tools"),
                (
                    Entry("accounts", self.tr("&Accounts…"), (), "key"),
                    Entry("joins", self.tr("One &person in two systems…")),
                    Entry("rules", self.tr("&Collection numbers…")),
                    Entry("history", self.tr("Histor&y"), ("Ctrl+H",), "sync"),
                    Entry(
                        "settings",
                        self.tr("&Settings…"),
                        ("Ctrl+,",),
                        "settings",
                        role.PreferencesRole,
                    ),
                ),
            ),
            MenuOf(
                self.tr("&Help"),
                (
                    Entry("shortcuts", self.tr("&Keyboard shortcuts"), ("Ctrl+/", "F1"), "help"),
                    Entry("messages", self.tr("&Messages"), ("Ctrl+Shift+M",)),
                    Entry("shape_report", self.tr("&Save a report for support…")),
                    None,
                    Entry("about", self.tr("&About GymDesk"), (), None, role.AboutRole),
                ),
            ),
        )


def keys_text(keys: tuple[str, ...]) -> str:
    """Return the keys as this platform writes them: "F5 or Ctrl+R" without the "or"."""
    native = QKeySequence.SequenceFormat.NativeText
    return ", ".join(QKeySequence(key).toString(native) for key in keys)


def _plain(words: str) -> str:
    return words.replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…")
