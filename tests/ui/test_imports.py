"""An export read in from the window: looked at first, and said to be from a file ever after."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gymdesk.domain.client import Source
from gymdesk.errors import BadImport
from gymdesk.rows import Imported, PackageRow
from tests.ui.fakes import CLUB, FETCHED, PEOPLE, client_detail
from ui.figure_words import FigureWords
from ui.models.client_columns import ClientColumns

if TYPE_CHECKING:
    import pytest
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from tests.ui.fakes import FakeDesk
    from ui.club_phrases import ClubPhrases
    from ui.dialogs.import_file import ImportDialog
    from ui.main_window import MainWindow
    from ui.style import Style

FROM = Imported("Clients_1763728200000.csv", FETCHED)


def preview(qtbot: QtBot, window: MainWindow, path: Path) -> ImportDialog:
    window.imports.look_at(path)
    qtbot.waitUntil(lambda: window.imports.dialog is not None)
    dialog = window.imports.dialog
    assert dialog is not None
    return dialog


def test_the_preview_counts_what_would_come_and_names_the_lines_that_fail(
    qtbot: QtBot, window: MainWindow, desk: FakeDesk, tmp_path: Path
) -> None:
    dialog = preview(qtbot, window, tmp_path / "Clients_1.csv")
    assert dialog.windowTitle() == "Import Clients_1.csv"
    said = dialog.facts.text()
    for words in ("34", "31", "New clients, amounts unknown", "2 clients were read from ClubOS"):
        assert words in said
    assert dialog.lines.toPlainText() == "Line 5: it has no member name."
    assert desk.commands.imports.read == []
    dialog.reject()


def test_it_is_read_in_with_the_staff_member_and_said(
    qtbot: QtBot, window: MainWindow, desk: FakeDesk, tmp_path: Path
) -> None:
    window.outlet.staff = "Jo"
    said: list[object] = []
    window.imports.said.connect(said.append)
    preview(qtbot, window, tmp_path / "Clients_1.csv").verb.click()
    qtbot.waitUntil(lambda: window.imports.dialog is None and bool(said))
    assert desk.commands.imports.read == [("Clients_1.csv", "Jo")]
    assert said == ["Imported: 34 agreements from Clients_1.csv. No amounts."]


def test_a_file_of_another_kind_is_said_and_opens_nothing(
    qtbot: QtBot, window: MainWindow, desk: FakeDesk, tmp_path: Path
) -> None:
    desk.commands.imports.refuses = BadImport("It is not a text file")
    said: list[object] = []
    window.imports.said.connect(said.append)
    window.imports.look_at(tmp_path / "a.png")
    qtbot.waitUntil(lambda: bool(said))
    assert "This file cannot be imported. It is not a text file." in str(said[0])
    assert window.imports.dialog is None


def test_a_failure_after_the_preview_is_shown_in_it(
    qtbot: QtBot, window: MainWindow, desk: FakeDesk, tmp_path: Path
) -> None:
    dialog = preview(qtbot, window, tmp_path / "Clients_1.csv")
    desk.commands.imports.refuses = BadImport("It went away")
    dialog.verb.click()
    qtbot.waitUntil(dialog.verb.isEnabled)
    assert "It went away" in dialog.facts.text()
    dialog.reject()


def test_the_menu_asks_for_a_file(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, tmp_path: Path
) -> None:
    def chosen(_parent: QWidget, *_: object) -> tuple[str, str]:
        return str(tmp_path / "Clients_2.csv"), ""

    monkeypatch.setattr("ui.imports.QFileDialog.getOpenFileName", chosen)
    window.actions_of["import"].trigger()
    qtbot.waitUntil(lambda: window.imports.dialog is not None)
    assert window.imports.dialog is not None
    window.imports.dialog.reject()


def test_lists_and_panels_say_that_packages_are_from_a_file_and_when_it_was_made(
    phrases: ClubPhrases,
) -> None:
    row = replace(
        PEOPLE[0],
        packages=(PackageRow("PT 8 Sessions", None, PEOPLE[0].packages[0].state, imported=True),),
        imported=FROM,
    )
    words = FigureWords(phrases)
    where = "the file Clients_1763728200000.csv, made 09:12 today"
    assert where in words.trouble(row)
    table = ClientColumns(phrases).clients_table()
    table.set_rows([row])
    tip = table.index(0, table.column_of("package")).data(3)
    assert where in tip
    agreement = replace(client_detail(row).agreements[0], imported=FROM)
    assert where in words.agreement_tip(agreement, "USD")


def test_a_file_of_wodify_is_previewed_as_memberships_without_a_price(
    qtbot: QtBot, look: Style, phrases: ClubPhrases, window: MainWindow, desk: FakeDesk
) -> None:
    from ui.dialogs.import_file import ImportDialog

    of_clubos = desk.commands.imports.look_at(CLUB.club_id, Path("All Memberships.csv"))
    shown = ImportDialog(look, phrases, replace(of_clubos, source=Source.WODIFY))
    qtbot.addWidget(shown)
    assert "Memberships" in shown.facts.text()
    assert "Agreements" not in shown.facts.text()
    assert "Made" not in shown.facts.text()
    said: list[object] = []
    window.imports.said.connect(said.append)
    window.imports.on_imported(replace(of_clubos, source=Source.WODIFY))
    assert said == ["Imported: 34 memberships from All Memberships.csv. No amounts."]
