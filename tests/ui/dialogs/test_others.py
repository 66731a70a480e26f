"""Settings, shortcuts, messages and about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from gymdesk.errors import SignInRefused
from gymdesk.settings import Settings
from tests.ui.fakes import NOW, Recorder
from tests.ui.test_main_window import unnamed
from ui.dialogs.about import AboutDialog
from ui.dialogs.account import AccountDialog
from ui.dialogs.messages import MessagesDialog
from ui.dialogs.settings import SettingsDialog
from ui.dialogs.shortcuts import ShortcutsDialog
from ui.message import Message
from ui.style import Style
from ui.widgets.dialog_frame import DialogFrame
from ui.widgets.label import Label

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from ui.club_phrases import ClubPhrases
    from ui.main_window import MainWindow


def test_settings_are_announced_whole(qtbot: QtBot, look: Style) -> None:
    dialog = SettingsDialog(look, Settings(staff="Jo", stale_after_h=12))
    qtbot.addWidget(dialog)
    saved = Recorder()
    dialog.saved.connect(saved.on_object)
    dialog.theme.setCurrentIndex(dialog.theme.findData("dark"))
    dialog.text_scale.setCurrentIndex(dialog.text_scale.findData(1.5))
    dialog.lanes.setValue(99)
    dialog.staff.setText(" Sam ")
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wanted = Settings(theme="dark", text_scale=1.5, lanes=8, staff="Sam", stale_after_h=12)
    assert saved.got == [wanted]
    assert unnamed(dialog) == []


def test_the_overview_of_shortcuts_names_each_key(window: MainWindow, qtbot: QtBot) -> None:
    dialog = ShortcutsDialog(window._style, window.actions_of.overview())
    qtbot.addWidget(dialog)
    words = [label.text() for label in dialog.findChildren(QLabel)]
    assert {"Refresh", "F5, Ctrl+R", "F6"} <= set(words)


def test_messages_stand_newest_first(qtbot: QtBot, look: Style, phrases: ClubPhrases) -> None:
    dialog = MessagesDialog(look, phrases, [Message(NOW, "first"), Message(NOW, "second")])
    qtbot.addWidget(dialog)
    assert dialog.text.toPlainText() == "09:26  second\n09:26  first"
    assert unnamed(dialog) == []


def test_about_says_where_things_lie(window: MainWindow, qtbot: QtBot, look: Style) -> None:
    places = window.kept[2].desk.places  # type: ignore[attr-defined]
    dialog = AboutDialog(look, places)
    qtbot.addWidget(dialog)
    assert str(places.data_dir) in dialog.facts.text()


def test_a_dialog_is_as_much_wider_as_its_words(qtbot: QtBot) -> None:
    dialog = DialogFrame(Style(text_scale=1.5), "Columns", width_px=460)
    qtbot.addWidget(dialog)
    assert dialog.minimumWidth() == 690
    wide = DialogFrame(Style(text_scale=2.0), "History", width_px=900)
    qtbot.addWidget(wide)
    assert wide.minimumWidth() < wide.screen().availableGeometry().width()


def test_a_shown_dialog_leaves_no_words_under_its_buttons(qtbot: QtBot) -> None:
    style = Style(text_scale=2.0)
    dialog = DialogFrame(style, "Columns", width_px=200)
    qtbot.addWidget(dialog)
    words = Label(style, "label", "text2", "Ticked columns are on the screen and on paper. " * 6)
    words.setWordWrap(True)
    dialog.body.addWidget(words)
    dialog.add_buttons("Close", None)
    dialog.resize(dialog.minimumWidth(), 80)
    dialog.show()
    qtbot.waitUntil(lambda: words.height() >= words.heightForWidth(words.width()))


def test_the_accounts_are_where_the_errors_send_the_manager(
    window: MainWindow, qtbot: QtBot
) -> None:
    assert "Settings, Accounts" in SignInRefused().message
    window.actions_of["settings"].trigger()
    settings = window.findChild(SettingsDialog)
    settings.staff.setText("Sam")
    settings.findChild(QPushButton, "settings_accounts").click()
    qtbot.waitUntil(lambda: window.findChild(AccountDialog) is not None)
    window.findChild(AccountDialog).close()
    assert settings.isVisible()
    assert settings.staff.text() == "Sam"  # what was changed there is still to be saved
