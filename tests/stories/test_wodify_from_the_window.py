"""From the window to the demo gym's WODIFY and back: dialogs, outbox, socket, server, pane."""

from __future__ import annotations

import socket
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gymdesk.bootstrap import open_desk
from gymdesk.clock import FixedClock
from gymdesk.commands import ClubDraft
from gymdesk.credentials import Credential
from gymdesk.demo import DEMO_KEY, DEMO_LOCATION, DemoWodify, WodifyKnobs, demo_wodify
from gymdesk.demo.serve import running
from gymdesk.domain.client import Source
from gymdesk.domain.outbox import WriteState
from tests.sync.fakes import AT, TODAY, ZONE
from ui.app import Program
from ui.dialogs.settings import SettingsDialog
from ui.dialogs.write_details import WriteDetailsDialog
from ui.start import Options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gymdesk.rows.outbox import WriteRow
    from ui.main_window import MainWindow

CONTROL = Qt.KeyboardModifier.ControlModifier
KEY = Qt.Key
PLAIN = Qt.KeyboardModifier.NoModifier
SOLD = "3x per Week"


class Front:
    """The program in front of a WODIFY on a socket, and hands that only have a keyboard."""

    def __init__(self, program: Program, gym: DemoWodify, clock: FixedClock, qtbot: QtBot) -> None:
        self.program, self.gym, self.clock, self.qtbot = program, gym, clock, qtbot
        self.server = gym.server

    @property
    def window(self) -> MainWindow:
        return self.program.window

    def until(self, done: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(done, timeout=30_000)

    def settle(self) -> None:
        """Wait until all is read and written."""

        def quiet() -> bool:
            if any(name.startswith("send") for name in list(self.program.worker._tasks)):
                return False
            QCoreApplication.processEvents()  # what was sent is told of, and read then
            window = self.window
            busy = self.program.reader.busy or window.case_actions.desk.busy
            soon = self.program.feed.reads_soon or window.sending._soon.isActive()
            return not busy and not soon and not window.refreshing.running

        self.until(quiet)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
        """Press a key where the focus is, in the dialog where one is open."""
        over = QApplication.activeModalWidget()
        inside = over.focusWidget() if over is not None else self.window.focusWidget()
        QTest.keyClick(inside or over or self.window, key, modifiers)

    def push(self, button: Any) -> None:
        """Push a button with the space bar, as somebody does who came there by Tab."""
        assert button.isVisible()
        assert button.isEnabled(), button.toolTip()
        button.setFocus()
        QTest.keyClick(button, KEY.Key_Space)

    def choose(self, box: Any, words: str) -> None:
        """Choose what begins with *words* by the arrow keys."""
        box.setFocus()
        QTest.keyClick(box, KEY.Key_Home)
        while not box.currentText().startswith(words):
            before = box.currentIndex()
            QTest.keyClick(box, KEY.Key_Down)
            assert box.currentIndex() != before, f"{words} is not offered"

    def refresh(self) -> None:
        """Refresh by F5."""
        self.window.activateWindow()
        self.until(self.window.isActiveWindow)
        QTest.keyClick(self.window.pane, KEY.Key_F5)
        self.until(lambda: self.window.refreshing.running)
        self.settle()

    def form(self, hand: Any) -> Any:
        """Return the form that was opened, once it is filled in."""
        self.until(lambda: hand.form is not None)
        form = hand.form
        self.until(lambda: not hasattr(form, "picker") or not form.picker.asking)
        return form

    def confirm(self, hand: Any) -> WriteRow:
        """Confirm the form by Ctrl+Enter; return the change where it came to rest."""
        before = {row.write_id for row in self.writes()}
        self.press(KEY.Key_Return, CONTROL)
        assert hand.form is None, "the form is closed"
        self.until(lambda: any(row.write_id not in before for row in self.writes()))
        return self.rested()

    def rested(self) -> WriteRow:
        """Return the newest change, once it is not being sent any more."""

        def resting() -> bool:
            moving = (WriteState.PENDING, WriteState.SENDING)
            return self.writes()[0].state not in moving

        self.until(resting)
        self.settle()
        return self.writes()[0]

    def writes(self) -> tuple[WriteRow, ...]:
        desk, club = self.program.feed.desk, self.program.feed.club
        assert desk is not None
        assert club is not None
        return desk.queries.outbox.writes(club.club_id, everything=True).writes

    def without_membership(self) -> str:
        """Return who has an e-mail address and no membership."""
        desk, club = self.program.feed.desk, self.program.feed.club
        assert desk is not None
        assert club is not None
        rows = desk.queries.members.members(club.club_id).rows  # type: ignore[attr-defined]
        return next(r.name for r in rows if r.membership is None and r.email)

    def member(self, name: str) -> Any:
        """Show somebody in Clients; return the part about the membership."""
        self.window.show_pane("clients", focus=True)
        row = next(r for r in self.window.clients.table.visible_rows() if r.name == name)
        assert self.window.clients.select(row.client_id)
        self.until(lambda: self.window.detail._detail is not None)
        self.settle()
        part = self.window.detail.membership
        assert part.isVisible()
        return part

    def lead(self, lead_id: str) -> Any:
        """Show a lead; return its panel."""
        self.window.show_pane("leads", focus=True)
        self.settle()
        if not self.window.leads.select(lead_id):
            self.window.leads.on_chip_chosen("converted")
            assert self.window.leads.select(lead_id)
        return self.window.lead

    def writes_on(self) -> None:
        """Switch changes in WODIFY on in the settings, by keyboard."""
        QTest.keyClick(self.window, KEY.Key_Comma, CONTROL)
        settings = QApplication.activeModalWidget()
        assert isinstance(settings, SettingsDialog)
        settings.wodify_writes.setFocus()
        self.press(KEY.Key_Space)
        self.press(KEY.Key_Return, CONTROL)
        self.settle()


@contextmanager
def front(
    app: QApplication,
    qtbot: QtBot,
    folder: Path,
    profile: str,
    address: str,
    gym: DemoWodify,
) -> Iterator[Front]:
    """Yield the program on a gym that is set up and was refreshed once."""
    clock = FixedClock(AT)
    desk = open_desk(folder, clock=clock)
    settings = desk.settings.load()
    desk.settings.save(
        replace(settings, staff="Jordan", wodify_per_s=5.0, refresh_automatically=False)
    )
    draft = ClubDraft(
        "Harbour Street",
        ZONE,
        wodify_url=address,
        wodify_location=DEMO_LOCATION,
        wodify_profile=profile,
    )
    club = desk.commands.add_club(draft)
    desk.sign_ins.keep(club, Source.WODIFY, Credential("", DEMO_KEY), staff="Jordan")
    desk.close()
    program = Program(app, Options(folder), clock)
    program.start()
    made = Front(program, gym, clock, qtbot)
    made.until(lambda: program.feed.club is not None)
    made.settle()
    made.refresh()
    try:
        yield made
    finally:
        program.window.close()
        program.close()


@pytest.fixture
def stand(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[str], Front]]:
    """Return what opens the program in front of the gym in a profile."""
    with ExitStack() as stack:

        def stand_there(profile: str) -> Front:
            knobs = WodifyKnobs(profile=profile)  # type: ignore[arg-type]
            gym = demo_wodify(TODAY, knobs=knobs, clients=30, rows=60, leads=20)
            address = stack.enter_context(running(gym.app))
            return stack.enter_context(front(qapp, qtbot, tmp_path, profile, address, gym))

        yield stand_there


def test_a_membership_is_sold_changed_and_cancelled(stand: Callable[[str], Front]) -> None:
    desk = stand("documented")
    name = desk.without_membership()
    part = desk.member(name)
    assert not part.sell.isEnabled()
    assert "switched off" in part.sell.toolTip()
    desk.writes_on()
    part = desk.member(name)
    key = part.card.remote_id
    people, rows = len(desk.server.clients), set(desk.server.memberships)

    desk.push(part.sell)
    form = desk.form(desk.window.members)
    assert form.picker.line.text() == "As WODIFY lists them now."
    desk.choose(form.picker.box, SOLD)
    form.start.show_day(TODAY + timedelta(days=10))
    done = desk.confirm(desk.window.members)
    assert (done.state, done.kind) == (WriteState.DONE, "create membership")
    (sold,) = set(desk.server.memberships) - rows
    assert desk.server.memberships[sold]["name"] == SOLD
    assert str(desk.server.memberships[sold]["client_id"]) == key
    assert len(desk.server.clients) == people, "nobody was made twice"
    assert desk.gym.knobs.bodies[-1]["start_date"] == (TODAY + timedelta(days=10)).isoformat()
    desk.refresh()
    part = desk.member(name)
    assert part.card.row.membership_id == sold
    assert f"Membership: {SOLD}" in part.facts.text()
    assert part.badges.words[0] == "Pending"

    desk.push(part.change)
    form = desk.form(desk.window.members)
    form.price.setFocus()
    form.price.selectAll()
    QTest.keyClicks(form.price, "a lot")
    desk.press(KEY.Key_Return, CONTROL)
    assert form.price_field.error == "This is no amount."
    form.price.selectAll()
    QTest.keyClicks(form.price, "99.50")
    assert desk.confirm(desk.window.members).state == WriteState.DONE
    assert desk.server.documented_changes[sold] == {"monthly_price": "99.50"}
    desk.refresh()
    part = desk.member(name)
    assert "Monthly price: $99.50, billed by the month" in part.facts.text()

    desk.push(part.cancel)
    form = desk.form(desk.window.members)
    form.why.setFocus()
    QTest.keyClicks(form.why, "moves away")
    assert desk.confirm(desk.window.members).state == WriteState.DONE
    assert desk.server.documented_changes[sold]["membership_status"] == "Cancelled"
    assert desk.gym.knobs.bodies[-1] == {"reason": "moves away"}
    desk.refresh()
    part = desk.member(name)
    assert part.badges.words[0] == "Cancelled"
    assert part.cancel.toolTip() == "The membership is over."
    sent = desk.gym.knobs.writes()
    assert sent == [
        ("POST", "/v1/memberships"),
        ("PATCH", f"/v1/memberships/{sold}"),
        ("POST", f"/v1/memberships/{sold}/cancel"),
    ]


def test_where_no_program_could_verify_it_memberships_are_sold_in_wodify(
    stand: Callable[[str], Front],
) -> None:
    desk = stand("wodify_v1")
    desk.writes_on()
    part = desk.member(desk.window.clients.table.visible_rows()[0].name)
    for button in (part.sell, part.change, part.cancel):
        assert not button.isEnabled()
        assert "no program could verify how this account takes them" in button.toolTip()
    assert "in WODIFY itself" in part.reason.text()
    opened: list[object] = []
    part.page_wanted.disconnect()
    part.page_wanted.connect(lambda: opened.append("https://app.wodify.com/"))
    desk.push(part.page)
    assert opened
    assert desk.gym.knobs.writes() == []


def test_a_lead_is_made_changed_and_half_becomes_a_client_until_it_is_whole(
    stand: Callable[[str], Front],
) -> None:
    desk = stand("documented")
    desk.writes_on()
    desk.window.show_pane("leads", focus=True)
    desk.settle()
    before = set(desk.server.leads)

    desk.window.leads.new_lead.trigger()
    form = desk.form(desk.window.lead_desk)
    desk.press(KEY.Key_Return, CONTROL)
    assert form.first_field.error == "A lead needs a name."
    for field, text in ((form.first, "Ida"), (form.last, "Novak"), (form.email, "ida@mail")):
        field.setFocus()
        QTest.keyClicks(field, text)
    assert desk.confirm(desk.window.lead_desk).state == WriteState.DONE
    (ida,) = set(desk.server.leads) - before
    assert desk.server.leads[ida]["email"] == "ida@mail"
    desk.refresh()
    panel = desk.lead(ida)
    assert (panel.name.text(), panel.badge.word) == ("Ida Novak", "New")

    desk.push(panel.change_status)
    form = desk.form(desk.window.lead_desk)
    desk.choose(form.status, "Contacted")
    assert desk.confirm(desk.window.lead_desk).state == WriteState.DONE
    assert desk.server.leads[ida]["lead_status"] == "Contacted"
    desk.refresh()
    panel = desk.lead(ida)
    assert panel.badge.word == "Contacted"

    desk.gym.knobs.half_conversions = True
    desk.gym.knobs.faults["/v1/memberships"] = ["error 503"]
    people = set(desk.server.clients)
    desk.push(panel.convert)
    form = desk.form(desk.window.lead_desk)
    desk.choose(form.picker.box, SOLD)
    half = desk.confirm(desk.window.lead_desk)
    assert (half.state, half.half_done) == (WriteState.CHECK, True)
    (made,) = set(desk.server.clients) - people
    panel = desk.lead(ida)
    assert panel.badge.word == "Half converted"
    assert panel.pending_badge.word == "Half done"
    assert panel.pending_done.text() == f"Client made: id {made}"
    assert panel.pending_go.text() == "Look again"

    desk.clock.at_utc += timedelta(minutes=2)
    desk.push(panel.pending_go)
    desk.until(lambda: desk.writes()[0].state == WriteState.FAILED)
    desk.settle()
    panel = desk.lead(ida)
    assert panel.pending_go.text() == "Try again"
    assert "it is not there" in panel.pending_why.text()
    desk.push(panel.pending_go)
    desk.until(lambda: desk.writes()[0].state == WriteState.DONE)
    rows = [r for r in desk.server.memberships.values() if str(r["client_id"]) == made]
    assert [r["name"] for r in rows] == [SOLD], "once"
    assert len(set(desk.server.clients) - people) == 1
    desk.refresh()
    assert desk.lead(ida).badge.word == "Converted"
    assert f"Membership: {SOLD}" in desk.member("Ida Novak").facts.text()


def test_what_somebody_changed_meanwhile_is_shown_before_anything_is_sent(
    stand: Callable[[str], Front],
) -> None:
    desk = stand("wodify_v1")
    desk.writes_on()
    panel = desk.lead("900001")
    desk.push(panel.change_status)
    form = desk.form(desk.window.lead_desk)
    desk.server.leads["900001"] |= {"lead_status": "Trial", "lead_status_id": 2}
    desk.choose(form.status, "Contacted")
    held = desk.confirm(desk.window.lead_desk)
    assert held.state == WriteState.CONFLICT
    assert desk.gym.knobs.writes() == [], "nothing was sent over it"
    panel = desk.lead("900001")
    assert panel.pending_badge.word == "Changed there"
    desk.push(panel.pending_go)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, WriteDetailsDialog)
    assert dialog.values == [("Status", "New", "Trial", "Contacted")]
    desk.press(KEY.Key_Return)
    assert dialog.isVisible(), "Enter alone sends nothing over what somebody wrote"
    assert desk.gym.knobs.writes() == []
    desk.press(KEY.Key_Return, CONTROL)
    desk.until(lambda: desk.writes()[0].state == WriteState.DONE)
    assert desk.server.leads["900001"]["lead_status"] == "Contacted"
    desk.settle()
    desk.refresh()
    assert desk.lead("900001").badge.word == "Contacted"


def test_a_change_that_found_nobody_waits_and_is_sent_once_when_it_is_asked_for_again(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    gym = demo_wodify(TODAY, knobs=WodifyKnobs(), clients=30, rows=60, leads=20)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with ExitStack() as server, ExitStack() as program:
        address = server.enter_context(running(gym.app, port))
        desk = program.enter_context(front(qapp, qtbot, tmp_path, "wodify_v1", address, gym))
        desk.writes_on()
        panel = desk.lead("900001")
        server.close()

        desk.push(panel.note)
        form = desk.form(desk.window.lead_desk)
        form.text.setFocus()
        QTest.keyClicks(form.text, "Called, comes on Monday")
        waits = desk.confirm(desk.window.lead_desk)
        assert waits.state == WriteState.FAILED
        panel = desk.lead("900001")
        assert panel.pending_badge.word == "Not done"
        assert panel.pending_why.text().startswith("Nothing was sent")
        assert not panel.convert.isEnabled()
        assert gym.knobs.writes() == []

        server.enter_context(running(gym.app, port))
        desk.push(panel.pending_go)
        desk.until(lambda: desk.writes()[0].state == WriteState.DONE)
        assert gym.server.leads["900001"]["notes"].count("Called, comes on Monday") == 1
        assert [method for method, _ in gym.knobs.writes()] == ["PUT"]
        desk.settle()
        assert not desk.lead("900001").pending_card.isVisible()
