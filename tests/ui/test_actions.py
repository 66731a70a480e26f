"""The actions: one table feeds menus, shortcuts and the overview."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence

if TYPE_CHECKING:
    from ui.main_window import MainWindow


def test_no_shortcut_stands_for_two_actions(window: MainWindow) -> None:
    keys = Counter(
        QKeySequence(key).toString() for entry in window.actions_of.entries() for key in entry.keys
    )
    assert [key for key, times in keys.items() if times > 1] == []


def test_no_menu_has_the_same_mnemonic_twice(window: MainWindow) -> None:
    for menu in window.menuBar().actions():
        texts = [a.text() for a in menu.menu().actions() if not a.isSeparator()]
        letters = Counter(t[t.index("&") + 1].lower() for t in texts if "&" in t)
        assert [letter for letter, times in letters.items() if times > 1] == [], menu.text()


def test_every_action_of_the_table_stands_in_a_menu(window: MainWindow) -> None:
    shown = {
        action.objectName()
        for menu in window.menuBar().actions()
        for action in menu.menu().actions()
    }
    assert {f"action_{entry.name}" for entry in window.actions_of.entries()} <= shown


def test_the_overview_shows_every_key_of_the_table(window: MainWindow) -> None:
    shown = {keys for _, lines in window.actions_of.overview() for _, keys in lines}
    for entry in window.actions_of.entries():
        for key in entry.keys:
            native = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
            assert any(native in keys for keys in shown), key


def test_the_keys_of_the_issue_are_there(window: MainWindow) -> None:
    wanted = {
        "refresh": {"F5", "Ctrl+R"},
        "cancel": {"Esc"},
        "find": {"Ctrl+F"},
        "print": {"Ctrl+P"},
        "print_preview": {"Ctrl+Shift+P"},
        "export": {"Ctrl+E"},
        "show_clients": {"Ctrl+1"},
        "show_collections": {"Ctrl+2"},
        "show_sync": {"Ctrl+3"},
        "settings": {"Ctrl+,"},
        "panel": {"Ctrl+I"},
    }
    for name, keys in wanted.items():
        found = {key.toString() for key in window.actions_of[name].shortcuts()}
        assert found == keys
