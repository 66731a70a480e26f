"""The membership of a client: what WODIFY knows, what can be done, and why something cannot."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from gymdesk.domain.client import Source
from gymdesk.domain.hold import HoldState
from gymdesk.domain.membership import MemberFlag, MemberStatus, Package, Price, PriceBasis
from gymdesk.domain.outbox import (
    CancelMembership,
    ChangeMembership,
    CreateMembership,
    FieldChange,
    Sale,
)
from gymdesk.errors import KeyRefused, RateLimited, Unreachable
from gymdesk.rows import FileMembership, Imported
from gymdesk.rows.members import HoldRow
from gymdesk.sync.request import PackagesRequest, RefreshRequest
from tests.ui.fakes import FETCHED, PEOPLE, TODAY, a_write
from tests.ui.member_fakes import MEMBER_ID, member_card, member_row
from ui.member_words import MemberWords

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from gymdesk.errors import DeskError
    from gymdesk.rows.members import MemberCard
    from tests.ui.fakes import FakeDesk
    from ui.club_phrases import ClubPhrases
    from ui.main_window import MainWindow


@pytest.fixture
def show(
    desk: FakeDesk, open_window: Callable[..., MainWindow], qtbot: QtBot
) -> Callable[..., MainWindow]:
    """Return what opens the detail of a client of WODIFY."""

    def show_it(card: MemberCard | None) -> MainWindow:
        if card is not None:
            desk.queries.member_cards[MEMBER_ID] = card
            desk.queries.people = tuple(
                replace(p, source_ids=card.row.source_ids) if p.client_id == MEMBER_ID else p
                for p in PEOPLE
            )
        window = open_window(desk)
        window.show_pane("clients")
        assert window.clients.select(MEMBER_ID)
        qtbot.waitUntil(lambda: window.detail._detail is not None)
        return window

    return show_it


def asked(desk: FakeDesk, qtbot: QtBot) -> object:
    qtbot.waitUntil(lambda: bool(desk.commands.outbox.calls))
    word, intent, _staff = desk.commands.outbox.calls[0]
    assert word == "ask"
    return intent


def form_of(window: MainWindow, qtbot: QtBot) -> Any:
    qtbot.waitUntil(lambda: window.members.form is not None)
    form: Any = window.members.form
    qtbot.waitUntil(lambda: not hasattr(form, "picker") or not form.picker.asking)
    return form


def test_what_wodify_knows_stands_in_the_detail_with_where_it_is_from(
    show: Callable[..., MainWindow],
) -> None:
    part = show(member_card()).detail.membership
    assert part.isVisible()
    assert part.badges.words == ["Active"]
    assert part.facts.text() == (
        "Membership: Unlimited 12M\n"
        "Monthly price: $105.00, billed by the month\n"
        "Since: 1 Jan\n"
        "Ends: not known, this period runs to 1 Dec\n"
        "Last attendance: 3 days ago\n"
        "Status in WODIFY: Active"
    )
    assert part.provenance.text == "WODIFY 7000117 · fetched 09:12 today"


def test_who_is_not_in_wodify_has_no_such_part(show: Callable[..., MainWindow]) -> None:
    window = show(None)
    assert not window.detail.membership.isVisible()
    assert "Membership" in window.detail.facts.text()


def test_the_membership_of_the_last_client_never_stays(
    show: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = show(member_card())
    other = next(p.client_id for p in PEOPLE if p.client_id != MEMBER_ID)
    assert window.clients.select(other)
    assert not window.detail.membership.isVisible(), "not even until the new one is read"


@pytest.mark.parametrize(
    ("hold", "fact"),
    [
        (HoldRow(HoldState.UNKNOWN), "unknown, nobody looked in WODIFY yet"),
        (
            HoldRow(HoldState.UNKNOWN, looked_at_utc=FETCHED),
            "unknown, WODIFY did not say · looked in WODIFY 09:12 today",
        ),
        (
            HoldRow(HoldState.NONE, looked_at_utc=FETCHED),
            "none · looked in WODIFY 09:12 today",
        ),
        (
            HoldRow(HoldState.UNCLEAR, looked_at_utc=FETCHED),
            "on hold, its days are not understood · looked in WODIFY 09:12 today",
        ),
        (
            HoldRow(HoldState.ON_HOLD, date(2026, 11, 18), None, None, FETCHED),
            "from 18 Nov, no end is set · looked in WODIFY 09:12 today",
        ),
        (
            HoldRow(HoldState.AHEAD, date(2026, 12, 1), date(2026, 12, 9), "Injury", FETCHED),
            "1 Dec to 9 Dec (Injury) · looked in WODIFY 09:12 today",
        ),
    ],
)
def test_what_is_known_of_holds_says_when_somebody_looked(
    phrases: ClubPhrases, hold: HoldRow, fact: str
) -> None:
    assert ("Hold", fact) in MemberWords(phrases).facts(member_card(hold=hold))


def test_the_button_looks_for_the_holds_of_this_client_alone(
    show: Callable[..., MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    window = show(member_card(hold=HoldRow(HoldState.UNKNOWN)))
    button = window.detail.membership.holds
    assert button.isEnabled()
    button.click()
    qtbot.waitUntil(lambda: bool(desk.engine.asked))
    (asked,) = [r for r in desk.engine.asked if isinstance(r, RefreshRequest)]
    assert (asked.sources, asked.entities, asked.only) == (
        *((Source.WODIFY,), ("holds",), ("7000117",)),
    )


def test_where_wodify_does_not_tell_of_holds_the_button_says_so(
    show: Callable[..., MainWindow],
) -> None:
    part = show(member_card(tells_holds=False)).detail.membership
    assert not part.holds.isEnabled()
    assert "does not tell of holds" in part.holds.toolTip()
    assert "does not tell of holds" in part.reason.text()


@pytest.mark.parametrize(
    ("changed", "badges"),
    [
        ({"ends_on": date(2026, 12, 2)}, ["Active", "Expires soon"]),
        ({"ends_on": date(2026, 12, 20)}, ["Active", "Expires soon"]),
        ({"ends_on": date(2026, 12, 21)}, ["Active"]),
        ({"days_absent": 21}, ["Active", "Not seen lately"]),
        ({"days_absent": 20}, ["Active"]),
        ({"days_absent": None}, ["Active"]),
        (
            {"status": MemberStatus.CANCELLED, "flags": frozenset({MemberFlag.DIFFERS})},
            ["Cancelled", "Differs"],
        ),
        ({"status": MemberStatus.CANCELLED, "days_absent": 90}, ["Cancelled"]),
        ({"status": MemberStatus.UNKNOWN, "raw_status": "Zombie"}, ["Unknown"]),
        ({"status": MemberStatus.NO_MEMBERSHIP}, ["No membership"]),
        ({"missing_since_utc": FETCHED}, ["Active", "Missing"]),
        (
            {"flags": frozenset({MemberFlag.SEVERAL, MemberFlag.UNCLEAR})},
            ["Active", "Unclear", "Several"],
        ),
        ({"flags": frozenset({MemberFlag.ON_HOLD})}, ["Active", "On hold"]),
        ({"flags": frozenset({MemberFlag.HOLD_UNCLEAR})}, ["Active", "On hold, days unclear"]),
        ({"flags": frozenset({MemberFlag.HOLD_AHEAD})}, ["Active", "Hold to come"]),
    ],
)
def test_what_strikes_stands_as_a_word_beside_the_status(
    phrases: ClubPhrases, changed: dict[str, Any], badges: list[str]
) -> None:
    states, tips = MemberWords(phrases).badges(member_card(member_row(**changed)))
    assert [state.word for state in states] == badges
    assert all(tips)
    assert len(tips) == len(states)


@pytest.mark.parametrize(
    ("cents", "basis", "words"),
    [
        (10_500, PriceBasis.MONTHLY, "$105.00, billed by the month"),
        (8_250, PriceBasis.PRORATED, "$82.50, paid in full, shared out over its months"),
        (10_833, PriceBasis.ESTIMATED, "$108.33, estimated from a price by the week"),
        (None, PriceBasis.COMP, "free of charge"),
        (0, PriceBasis.COMP, "free of charge"),
        (None, None, "unknown"),
    ],
)
def test_a_price_says_how_it_is_known_and_an_unknown_one_is_no_zero(
    phrases: ClubPhrases, cents: int | None, basis: PriceBasis | None, words: str
) -> None:
    row = member_row(monthly_cents=cents, price_basis=basis)
    assert MemberWords(phrases).price(row) == words


@pytest.mark.parametrize(
    ("ends_on", "end_on", "words"),
    [
        (None, None, "no end is known"),
        (date(2026, 12, 2), None, "2 Dec, in 12 days"),
        (TODAY, None, "today"),
        (None, date(2026, 10, 1), "ended 1 Oct"),
    ],
)
def test_an_end_is_told_in_days(
    phrases: ClubPhrases, ends_on: date | None, end_on: date | None, words: str
) -> None:
    row = member_row(ends_on=ends_on, end_on=end_on)
    assert MemberWords(phrases).end(member_card(row)) == words


# --- what can be done -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("card", "sell", "change", "cancel", "reason"),
    [
        (member_card(), True, True, True, ""),
        (member_card(sells=False), False, False, False, "in WODIFY itself"),
        (member_card(writes_on=False), False, False, False, "switched off"),
        (member_card(writes=(a_write(),)), False, False, False, "not settled"),
        (
            member_card(member_row(missing_since_utc=FETCHED)),
            False,
            False,
            False,
            "no longer lists",
        ),
        (
            member_card(member_row(membership=None, membership_id=None)),
            True,
            False,
            False,
            "There is no membership",
        ),
        (member_card(member_row(status=MemberStatus.CANCELLED)), True, True, False, "is over"),
    ],
)
def test_what_cannot_be_done_is_disabled_and_says_why(
    show: Callable[..., MainWindow],
    card: MemberCard,
    sell: bool,
    change: bool,
    cancel: bool,
    reason: str,
) -> None:
    part = show(card).detail.membership
    enabled = [b.isEnabled() for b in (part.sell, part.change, part.cancel)]
    assert enabled == [sell, change, cancel]
    assert reason in part.reason.text()
    assert part.reason.isVisible() == bool(reason)
    assert part.page.isEnabled(), "WODIFY can always be opened"


def test_a_membership_is_sold_to_the_client_who_is_there(
    show: Callable[..., MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    window = show(member_card())
    window.detail.membership.sell.click()
    form = form_of(window, qtbot)
    names = [form.picker.box.itemText(n) for n in range(form.picker.box.count())]
    assert names == ["Staff · $0.00", "Unlimited 12M · $105.00", "Open Gym · $60.00"]
    form.verb.click()
    assert form.isVisible(), "nothing is sold that nobody chose"
    form.picker.box.setCurrentIndex(2)
    form.start.show_day(date(2026, 12, 1))
    form.verb.click()
    assert asked(desk, qtbot) == CreateMembership(
        "Mara",
        "Ellison",
        "mara@example.com",
        Sale("Open Gym", date(2026, 12, 1)),
        "(555) 010-0142",
        "7000117",
    )


def test_another_price_is_asked_for_with_what_was_on_the_screen(
    show: Callable[..., MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    window = show(member_card())
    window.detail.membership.change.click()
    form = form_of(window, qtbot)
    assert (form.picker.box.currentData(), form.price.text()) == ("Unlimited 12M", "105.00")
    form.verb.click()
    assert form.picker.field.error == "Nothing is different."
    form.price.setText("a lot")
    form.verb.click()
    assert form.price_field.error == "This is no amount."
    form.price.setText("0")
    form.verb.click()
    assert asked(desk, qtbot) == ChangeMembership(
        "55000001",
        "7000117",
        "Mara Ellison",
        (FieldChange("monthly_price", "105.00", "0.00"),),
    )


def test_a_membership_that_is_no_longer_sold_stays_unless_another_is_chosen(
    show: Callable[..., MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    window = show(member_card(member_row(membership="Founders", monthly_cents=None)))
    window.detail.membership.change.click()
    form = form_of(window, qtbot)
    assert (form.picker.box.currentData(), form.price.text()) == ("Founders", "")
    form.picker.box.setCurrentIndex(3)
    form.verb.click()
    assert asked(desk, qtbot) == ChangeMembership(
        "55000001",
        "7000117",
        "Mara Ellison",
        (FieldChange("membership_type", "Founders", "Open Gym"),),
    )


def test_a_cancellation_says_that_it_is_final_and_keeps_what_was_seen(
    show: Callable[..., MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    window = show(member_card())
    window.detail.membership.cancel.click()
    form = form_of(window, qtbot)
    form.why.setText(" moves away ")
    form.verb.click()
    assert asked(desk, qtbot) == CancelMembership(
        "55000001", "7000117", "Mara Ellison", "Active", "moves away"
    )


def test_a_change_that_is_not_settled_is_shown_where_the_membership_is(
    show: Callable[..., MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    window = show(member_card())
    part = window.detail.membership
    assert not part.pending.isVisible()
    write = a_write(kind="cancel membership", name="Mara Ellison", about="55000001")
    desk.queries.member_cards[MEMBER_ID] = member_card(writes=(write,))
    window.sending.read()
    qtbot.waitUntil(part.pending.isVisible)
    assert part.pending_title.text() == "Cancel the membership of Mara Ellison"
    assert part.pending_badge.word == "Waiting"


def test_wodify_opens_from_the_membership(show: Callable[..., MainWindow]) -> None:
    window = show(member_card(sells=False))
    opened: list[object] = []
    window.lead_desk.page_wanted.disconnect()
    window.lead_desk.page_wanted.connect(opened.append)
    window.detail.membership.page.click()
    assert opened == ["https://app.wodify.com/"]


def test_the_list_is_filtered_by_what_ends_soon_and_who_stays_away(phrases: ClubPhrases) -> None:
    from ui.models.conditions import ClientConditions

    wodify = ((Source.WODIFY, "1"),)
    rows = (
        replace(PEOPLE[0], source_ids=wodify, ends_in_days=30, days_absent=7),
        replace(PEOPLE[1], source_ids=wodify, ends_in_days=31, days_absent=30, on_hold=True),
        replace(PEOPLE[2], ends_in_days=None, days_absent=None),
    )
    conditions = ClientConditions(phrases)

    def kept(key: str) -> list[str]:
        found = conditions.condition(key, rows)
        assert found is not None
        return [row.name for row in rows if found.keep(row)]

    assert kept("expiring") == [PEOPLE[0].name]
    assert kept("absent 7") == [PEOPLE[0].name, PEOPLE[1].name]
    assert kept("absent 30") == [PEOPLE[1].name]
    assert kept("on hold") == [PEOPLE[1].name]


def test_what_a_file_says_names_the_file_and_no_price(phrases: ClubPhrases) -> None:
    words = MemberWords(phrases)
    file = Imported("All Memberships.csv", FETCHED)
    said = FileMembership("Unlimited", "12M", date(2026, 1, 5), None, False, file)
    assert words.from_file(said) == (
        "Unlimited · 12M · from 5 Jan to unknown · does not renew itself"
    )
    assert words.from_file(replace(said, plan="Unlimited", auto_renew=None)) == (
        "Unlimited · from 5 Jan to unknown"
    )
    assert words.file(said) == (
        "From the file All Memberships.csv, read in 09:12 today. It holds no prices."
    )


def test_what_a_file_says_stands_in_the_detail_of_its_client_only(
    show: Callable[..., MainWindow],
) -> None:
    window = show(None)
    panel = window.detail
    assert panel._detail is not None
    file = Imported("All Memberships.csv", FETCHED)
    said = FileMembership("Unlimited", "", None, None, None, file)
    panel.show_detail(replace(panel._detail, from_file=(said,)))
    assert panel.from_file.isVisible()
    assert "All Memberships.csv" in panel.file_line.text
    other = next(p.client_id for p in PEOPLE if p.client_id != MEMBER_ID)
    assert window.clients.select(other)
    assert not panel.from_file.isVisible()
    assert not panel.file_line.isVisible()


# --- which packages there are ---------------------------------------------------------------------

LISTED = (Package("p1", "Gold", Price(12_000, PriceBasis.MONTHLY)), Package("p2", "Silver"))
SEEN = ["Staff · $0.00", "Unlimited 12M · $105.00", "Open Gym · $60.00"]
AGE = "last read 09:12 today (14 min ago). A price may be older."


def offered(form: Any) -> list[str]:
    box = form.picker.box
    return [box.itemText(n) for n in range(box.count())]


def asking(desk: FakeDesk) -> FakeDesk:
    """Let the account list its packages when it is asked."""
    desk.queries.members.can_be_asked = True
    return desk


def test_packages_are_asked_for_while_the_form_is_open(
    show: Callable[..., MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    asking(desk).engine.listed = LISTED
    window = show(member_card())
    window.detail.membership.sell.click()
    form = form_of(window, qtbot)
    assert offered(form) == ["Gold · $120.00", "Silver"], "a price nobody named is no 0"
    assert form.picker.line.text() == "As WODIFY lists them now."
    assert not form.picker.skip.isVisible()


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (Unreachable("WODIFY", "no route"), "No connection to WODIFY"),
        (KeyRefused("WODIFY"), "WODIFY did not accept the key"),
        (RateLimited("WODIFY"), "WODIFY takes no more requests for now"),
    ],
)
def test_where_wodify_does_not_answer_those_seen_before_are_offered_with_their_age(
    show: Callable[..., MainWindow],
    desk: FakeDesk,
    qtbot: QtBot,
    error: DeskError,
    why: str,
) -> None:
    asking(desk).engine.error = error
    window = show(member_card())
    window.detail.membership.sell.click()
    form = form_of(window, qtbot)
    assert offered(form) == SEEN
    assert form.picker.line.text() == f"{why}. These were seen there before, {AGE}"


def test_an_account_without_a_list_of_packages_is_not_asked(
    show: Callable[..., MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    window = show(member_card())
    window.detail.membership.change.click()
    form = form_of(window, qtbot)
    assert offered(form) == SEEN
    assert form.picker.line.text() == (
        f"This account lists no packages. These are what was sold before, {AGE}"
    )
    assert not [r for r in desk.engine.asked if isinstance(r, PackagesRequest)]


def test_a_list_without_a_package_is_not_believed(
    show: Callable[..., MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    window = show(member_card())
    asking(desk)
    window.detail.membership.sell.click()
    form = form_of(window, qtbot)
    assert offered(form) == SEEN
    assert form.picker.line.text().startswith("WODIFY lists no package now.")


def test_nothing_seen_and_nothing_answered_says_none(
    show: Callable[..., MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    desk.queries.members.sold = ()
    window = show(member_card())
    window.detail.membership.sell.click()
    form = form_of(window, qtbot)
    assert form.picker.line.text().endswith("These are what was sold before: none.")


def test_while_it_is_asked_nothing_is_sold_and_nobody_must_wait(
    show: Callable[..., MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    asking(desk).engine.hold_at = 1
    window = show(member_card())
    window.detail.membership.sell.click()
    form: Any = window.members.form
    picker = form.picker
    qtbot.waitUntil(lambda: any(isinstance(r, PackagesRequest) for r in desk.engine.asked))
    assert picker.line.text() == "Asking WODIFY for its packages…"
    assert not picker.box.isEnabled()
    QTest.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert picker.field.error == "WODIFY is still being asked."
    picker.skip.setFocus()
    QTest.keyClick(picker.skip, Qt.Key.Key_Space)
    assert offered(form) == SEEN
    assert picker.line.text().startswith("WODIFY was not waited for. These were seen there before")
    picker.box.setFocus()
    QTest.keyClicks(picker.box, "Open")
    QTest.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wanted = asked(desk, qtbot)
    assert isinstance(wanted, CreateMembership)
    assert wanted.sale == Sale("Open Gym", TODAY)


def test_a_price_is_changed_without_waiting_for_packages(
    show: Callable[..., MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    asking(desk).engine.hold_at = 1
    window = show(member_card())
    window.detail.membership.change.click()
    form: Any = window.members.form
    assert form.picker.picked == "Unlimited 12M"
    form.price.setText("99")
    form.verb.click()
    wanted = asked(desk, qtbot)
    assert isinstance(wanted, ChangeMembership)
    assert wanted.changes == (FieldChange("monthly_price", "105.00", "99.00"),)


def test_a_form_that_was_closed_is_not_filled_in_any_more(
    show: Callable[..., MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    asking(desk).engine.hold_at = 1
    window = show(member_card())
    window.detail.membership.sell.click()
    qtbot.waitUntil(lambda: any(isinstance(r, PackagesRequest) for r in desk.engine.asked))
    form: Any = window.members.form
    QTest.keyClick(form, Qt.Key.Key_Escape)
    assert window.members.form is None
    desk.engine.hold_at, desk.engine.listed = None, LISTED
    window.detail.membership.sell.click()
    assert offered(form_of(window, qtbot)) == ["Gold · $120.00", "Silver"]


# --- by keyboard ----------------------------------------------------------------------------------


def test_what_cannot_be_undone_takes_more_than_enter(
    show: Callable[..., MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    window = show(member_card())
    window.detail.membership.cancel.click()
    form = form_of(window, qtbot)
    qtbot.waitUntil(form.why.hasFocus)
    QTest.keyClicks(form.why, "moves away")
    QTest.keyClick(form.why, Qt.Key.Key_Return)
    assert form.isVisible()
    assert desk.commands.outbox.calls == []
    words = [b.text() for b in form.findChildren(QPushButton) if b.isVisible()]
    assert words == ["Keep it", "Cancel the membership"], "no two of them say Cancel"
    QTest.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(asked(desk, qtbot), CancelMembership)


def test_the_keys_go_to_the_packages_once_they_are_there(
    show: Callable[..., MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    asking(desk).engine.listed = LISTED
    window = show(member_card())
    window.detail.membership.sell.click()
    form = form_of(window, qtbot)
    qtbot.waitUntil(form.picker.box.hasFocus)
    QTest.keyClick(form.picker.box, Qt.Key.Key_Down)
    assert form.picker.picked == "Gold"
