"""Every command that edits something at the desk is taken back by Ctrl+Z, or says why it is not."""

from __future__ import annotations

from datetime import timedelta
from types import FunctionType
from typing import TYPE_CHECKING, Any, Final

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from sqlalchemy import insert

from gymdesk.clock import FixedClock
from gymdesk.commands import Commands
from gymdesk.domain.case_event import CaseMark, Channel, Outcome
from gymdesk.domain.past_due import PaymentStatus
from gymdesk.store.opening import file_url
from gymdesk.store.tables.wodify import LeadTable
from gymdesk.store.unit_of_work import Store
from tests.bench.stores import AT, CLUB_ID, TODAY, make_store
from tests.bench.window import open_window
from tests.ui.dialogs import test_joins, test_status_words
from ui.case_edit import CaseEdit
from ui.widgets.contact_line import ContactTyped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from gymdesk.domain.client import ClientId
    from gymdesk.rows.cases import CaseDetail
    from tests.bench.window import BenchWindow

LEAD: Final = "5521"
CONTROL: Final = Qt.KeyboardModifier.ControlModifier


class Hands:
    """The window over a store of a few people, and what is read of it to compare."""

    def __init__(self, window: BenchWindow, qtbot: QtBot) -> None:
        self.window = window
        self.qtbot = qtbot
        rows = self.queries.clients(CLUB_ID).rows
        owing = [r for r in rows if r.payment_status == PaymentStatus.PAST_DUE]
        self.one, self.other = owing[0].client_id, owing[1].client_id

    @property
    def queries(self) -> Any:
        return self.window._feed.desk.queries  # type: ignore[union-attr]

    def settle(self) -> None:
        """Wait until all is written and read again."""
        window = self.window

        def quiet() -> bool:
            busy = window.reading or window.case_actions.desk.busy
            return not busy and not window._feed.reads_soon

        QCoreApplication.processEvents()
        self.qtbot.waitUntil(quiet, timeout=20_000)

    def press(self, key: Qt.Key) -> None:
        self.window.activateWindow()
        QTest.keyClick(self.window, key, CONTROL)
        self.settle()

    def write(self, write: Callable[[Any, str], Any], *about: ClientId) -> None:
        """Write an edit of a case as every form and dialog does."""
        self.window.case_actions.desk.perform(CaseEdit(about or (self.one,), "Done", write))
        self.settle()

    def read(self) -> tuple[Any, ...]:
        """Return all that is shown of what a local edit can change."""
        queries = self.queries
        cases = [queries.cases.case(CLUB_ID, key) for key in (self.one, self.other)]
        return (
            *((c.row, c.promises, c.client.row, c.client.confirmed, notes(c)) for c in cases),
            tuple(sorted((w.client_id, w.expected_cents) for w in queries.watched(CLUB_ID))),
            queries.cases.rules(CLUB_ID),
            tuple((c.follow_up, tuple(f.day for f in c.followed))
                  for c in queries.leads.book(CLUB_ID).cards),
            frozenset(r.client_id for r in queries.clients(CLUB_ID).rows),
        )  # fmt: skip


def notes(case: CaseDetail) -> list[str]:
    """Return the notes that hold."""
    return [row.note for row in case.timeline if row.note is not None and not row.undone]


@pytest.fixture
def hands(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Hands]:
    monkeypatch.setattr("ui.feed.RELOAD_MS", 1)
    monkeypatch.setattr("ui.feed.REST", 0)
    make_store(tmp_path / "gymdesk.db", 30)
    store = Store.open(file_url(tmp_path / "gymdesk.db"))
    with store.begin() as work:
        came = AT - timedelta(days=2)
        lead = {"club_id": CLUB_ID, "remote_id": LEAD, "name": "Nadia Farouk", "raw_status": "New",
                "converted": False, "remote_created_at_utc": came, "raw": "{}",
                "fetched_run_id": 1}  # fmt: skip
        work._connection.execute(insert(LeadTable), [lead])
        work.commit()
    store.close()
    with open_window(qapp, tmp_path, FixedClock(AT)) as window:
        made = Hands(window, qtbot)
        made.settle()
        yield made


# --- each edit, as the window makes it ------------------------------------------------------------


def confirm(hands: Hands) -> None:
    show_client(hands)
    hands.window.detail.marks.confirm.click()


def watch(hands: Hands) -> None:
    show_client(hands)
    hands.window.detail.marks.watch.click()


def show_client(hands: Hands) -> None:
    hands.window.show_pane("clients")
    hands.window.clients.select(hands.one)
    hands.qtbot.waitUntil(lambda: not hands.window.detail.marks.isHidden())


def contact_typed(hands: Hands) -> None:
    hands.window.answering.on_contact_typed(
        ContactTyped(hands.one, "(555) 0100", "desk@example.org")
    )


def promise_cancelled(hands: Hands) -> None:
    hands.write(lambda c, who: c.promise(hands.one, TODAY + timedelta(days=3), staff=who))
    (taken,) = hands.queries.cases.case(CLUB_ID, hands.one).promises
    hands.write(lambda c, who: c.cancel_promise(taken.promise_id, staff=who))


def unmarked(hands: Hands) -> None:
    hands.write(lambda c, who: c.mark([hands.one], CaseMark.DISPUTE, staff=who))
    hands.write(lambda c, who: c.unmark([hands.one], CaseMark.DISPUTE, staff=who))


def rule_changed(hands: Hands) -> None:
    hands.window.case_actions.on_rules_changed({"new_days": 5})


def followed_up(hands: Hands) -> None:
    hands.window.lead_desk.on_follow_up_done((LEAD, 2))


def events(write: Callable[[Any, Hands, str], Any]) -> Callable[[Hands], None]:
    """Return what writes an edit of a case."""
    return lambda hands: hands.write(lambda commands, who: write(commands, hands, who))


UNDONE: Final[dict[str, Callable[[Hands], None]]] = {
    "confirm_amount": confirm,
    "watch": watch,
    "set_contact": contact_typed,
    "cases.note": events(lambda c, h, who: c.note(h.one, "Moved away", staff=who)),
    "cases.contact": events(
        lambda c, h, who: c.contact(h.one, Channel.CALL, Outcome.NO_ANSWER, staff=who)
    ),
    "cases.promise": events(
        lambda c, h, who: c.promise(h.one, TODAY + timedelta(days=3), staff=who)
    ),
    "cases.cancel_promise": promise_cancelled,
    "cases.says_paid": events(lambda c, h, who: c.says_paid(h.one, staff=who)),
    "cases.snooze": events(
        lambda c, h, who: c.snooze([h.one, h.other], TODAY + timedelta(days=9), staff=who)
    ),
    "cases.mark": events(lambda c, h, who: c.mark([h.one, h.other], CaseMark.HOLD, staff=who)),
    "cases.unmark": unmarked,
    "cases.assign": events(lambda c, h, who: c.assign([h.one, h.other], "Sam", staff=who)),
    "cases.set_rule": rule_changed,
    "leads.follow_up": followed_up,
}

UNDONE_IN: Final[dict[str, object]] = {
    "status_words.mean": test_status_words.test_what_is_said_in_the_settings_is_undone_by_the_keys,
    "joins.join": test_joins.test_a_join_is_undone_and_done_again_by_the_keys,
    "joins.part": (
        test_joins.test_who_was_joined_is_parted_in_the_detail_and_that_is_undone_by_the_keys
    ),
}
"""The tests of what needs people of two systems: they press the keys as well."""

_ITSELF: Final = "is the undoing, or the doing again"
_ASKED: Final = "a dialog asks before it; the club's settings are changed back in that dialog"
_FILE: Final = "a file read in stands for a refresh; reading the file before it brings that back"
_ELSEWHERE: Final = "changes another system: an outbox sends it once, and what was sent stays sent"
_LOOKS: Final = "writes nothing"
NOT_UNDONE: Final[dict[str, str]] = {
    "take_back_confirmation": _ITSELF,
    "confirm_again": _ITSELF,
    "cases.undo": _ITSELF,
    "cases.undo_all": _ITSELF,
    "cases.judge": "the desk's own: what the figures said of a promise, written after a refresh",
    "add_club": _ASKED,
    "change_club": _ASKED,
    "sign_ins.add": _ASKED,
    "sign_ins.remove": _ASKED,
    "sign_ins.carry_over": "the desk's own, once, when a store of before sign-ins is opened",
    "held.accept": "a dialog asks before it; the next refresh brings what a source then says",
    "held.drop": "a dialog asks before it; the next refresh brings what a source then says",
    "looks.mark_seen": "a bookmark of the reader in Sync that never goes back; nothing is edited",
    "imports.look_at": _LOOKS,
    "membership_files.look_at": _LOOKS,
    "files.look_at": _LOOKS,
    "imports.read_in": _FILE,
    "membership_files.read_in": _FILE,
    "files.read_in": _FILE,
    "outbox.ask": _ELSEWHERE,
    "outbox.retry": _ELSEWHERE,
    "outbox.discard": _ELSEWHERE,
}


def commands_of(kind: type, prefix: str = "") -> set[str]:
    """Return the public methods of a class of commands by name."""
    return {
        f"{prefix}{name}"
        for name, value in vars(kind).items()
        if isinstance(value, FunctionType) and not name.startswith("_")
    }


def test_every_command_is_undone_by_the_keys_or_says_why_not(tmp_path: Path) -> None:
    store = Store.open(file_url(tmp_path / "gymdesk.db"))
    commands = Commands(store, FixedClock(AT))
    store.close()
    found = commands_of(Commands)
    for name, part in vars(commands).items():
        if not name.startswith("_"):
            found |= commands_of(type(part), f"{name}.")
    assert found == {*UNDONE, *UNDONE_IN, *NOT_UNDONE}
    assert len(found) == len(UNDONE) + len(UNDONE_IN) + len(NOT_UNDONE), "one of them is in two"
    assert all(NOT_UNDONE.values())


@pytest.mark.parametrize("name", UNDONE)
def test_ctrl_z_brings_back_what_was_and_ctrl_y_what_was_done(hands: Hands, name: str) -> None:
    before = hands.read()
    UNDONE[name](hands)
    hands.settle()
    after = hands.read()
    steps = hands.window.case_actions.desk.stack.count()
    assert steps in (1, 2)
    if steps == 1:
        assert after != before
    hands.press(Qt.Key.Key_Z)
    between = hands.read()
    assert between != after
    if steps == 1:
        assert between == before
    hands.press(Qt.Key.Key_Y)
    assert hands.read() == after
    for _ in range(steps):
        hands.press(Qt.Key.Key_Z)
    assert hands.read() == before


def test_a_contact_of_somebody_who_owes_nothing_is_taken_back_as_well(hands: Hands) -> None:
    rows = hands.queries.clients(CLUB_ID).rows
    hands.one = next(r for r in rows if r.payment_status == PaymentStatus.CURRENT).client_id
    before = hands.read()
    show_client(hands)
    contact_typed(hands)
    hands.settle()
    assert hands.read() != before
    hands.press(Qt.Key.Key_Z)
    assert hands.read() == before
