"""A store that is damaged at the start: one dialog, and the desk works again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gymdesk.bootstrap import open_desk
from gymdesk.clock import FixedClock
from tests.sync.fakes import AT, bench, store_url
from ui.app import Program
from ui.start import Options

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from ui.dialogs.repair import RepairDialog

pytestmark = pytest.mark.warns_in_log

SOME = range(910000130, 910000142)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder whose store has a daily backup and is damaged."""
    with bench(store_url(tmp_path), members=SOME) as made:
        made.refresh()
        client = next(iter(made.rows().values()))
        made.commands.set_contact(client.client_id, staff="Jordan", phone="555 0100")
    desk = open_desk(tmp_path, clock=FixedClock(AT))
    desk.safekeeping.daily()
    desk.close()
    (tmp_path / "gymdesk.db").write_bytes(b"not a database at all" * 500)
    return tmp_path


@pytest.fixture
def program(qapp: QApplication, folder: Path) -> Iterator[Program]:
    made = Program(qapp, Options(folder), FixedClock(AT))
    yield made
    made.window.close()
    made.close()


def asked(program: Program, qtbot: QtBot) -> RepairDialog:
    program.start()
    qtbot.waitUntil(lambda: program.repair.dialog is not None and not program.reader.busy)
    dialog = program.repair.dialog
    assert dialog is not None
    return dialog


def test_the_newest_sound_backup_is_put_back_and_the_desk_opens(
    program: Program, qtbot: QtBot, folder: Path
) -> None:
    dialog = asked(program, qtbot)
    assert str(folder / "gymdesk.db") in " ".join(
        label.text() for label in dialog.findChildren(type(dialog.heading))
    )
    dialog.verb.click()
    qtbot.waitUntil(lambda: program.feed.club is not None and not program.reader.busy)
    club = program.feed.club
    assert program.feed.desk is not None
    assert club is not None
    rows = program.feed.desk.queries.clients(club.club_id).rows
    assert len(rows) == len(SOME)
    assert "555 0100" in [row.phone.text for row in rows]
    (aside,) = (folder / "backups").glob("damaged-*.db")
    assert aside.read_bytes().startswith(b"not a database")


def test_an_empty_start_keeps_the_damaged_file(
    program: Program, qtbot: QtBot, folder: Path
) -> None:
    asked(program, qtbot).empty.click()
    qtbot.waitUntil(lambda: program.feed.desk is not None and not program.reader.busy)
    assert program.feed.clubs == ()
    assert list((folder / "backups").glob("damaged-*.db"))


def test_quitting_leaves_everything_as_it_is(program: Program, qtbot: QtBot, folder: Path) -> None:
    before = (folder / "gymdesk.db").read_bytes()
    asked(program, qtbot).reject()
    assert not program.window.isVisible()
    assert (folder / "gymdesk.db").read_bytes() == before


def test_the_repair_is_of_the_store_that_was_opened_last(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    """The demo gym's store is another one: the user's own is not touched by its repair."""
    mine = tmp_path / "gymdesk.db"
    open_desk(tmp_path, clock=FixedClock(AT)).close()
    before = mine.read_bytes()
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "gymdesk.db").write_bytes(b"not a database at all" * 500)
    program = Program(qapp, Options(tmp_path), FixedClock(AT))
    program.start()
    qtbot.waitUntil(lambda: program.feed.desk is not None and not program.reader.busy)
    if program.window.accounts.dialog is not None:
        program.window.accounts.dialog.reject()
    program.on_demo_wanted()
    qtbot.waitUntil(lambda: program.repair.dialog is not None and not program.reader.busy)
    assert program.repair.dialog is not None
    program.repair.dialog.reject()
    assert mine.read_bytes() == before
    program.window.close()
    program.close()
