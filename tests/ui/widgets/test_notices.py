"""Header, banner, empty state, toast, figures: what is shown and what a press tells."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from gymdesk.domain.aging import Aging
from tests.ui.models.samples import english
from tests.ui.widgets.test_choices import Told
from ui.style import Theme
from ui.widgets.aging_bar import AgingStrip
from ui.widgets.badge import Badge
from ui.widgets.banner import Banner
from ui.widgets.button import ActionButton, set_icon_name
from ui.widgets.empty_state import EmptyState
from ui.widgets.figure import FigureBlock
from ui.widgets.label import Label, plain_tooltip
from ui.widgets.pane_header import PaneHeader
from ui.widgets.provenance import ProvenanceLine
from ui.widgets.refresh_slot import ProgressLine, RefreshSlot
from ui.widgets.tiles import Tile, TileButton, TileStrip
from ui.widgets.toast import Toast

MARKUP = "<b>x</b> & <img src='file:///etc/hostname'>"


def test_every_label_shows_markup_as_it_stands(qtbot, style):
    banner, empty, figure, line = Banner(style), EmptyState(style), FigureBlock(style), None
    line = ProvenanceLine(style)
    header = PaneHeader(style, MARKUP)
    for widget in (banner, empty, figure, line, header):
        qtbot.addWidget(widget)
    banner.show_notice("bad", "st-failed", MARKUP, MARKUP, [("a", MARKUP, True)])
    empty.show_text("refresh", "text2", MARKUP, MARKUP)
    figure.set_figure(MARKUP, MARKUP, MARKUP)
    line.set_text(MARKUP, MARKUP)
    header.set_subtitle(MARKUP)
    for widget in (banner, empty, figure, line, header):
        labels = [label for label in widget.findChildren(QLabel) if label.text()]
        assert labels
        assert all(label.textFormat() == Qt.TextFormat.PlainText for label in labels)
        assert "&lt;b&gt;" in line.toolTip()


def test_a_tooltip_of_remote_text_is_escaped():
    assert "&lt;b&gt;x&lt;/b&gt; &amp;" in plain_tooltip(MARKUP)
    assert plain_tooltip("") == ""


def test_a_label_follows_theme_and_text_scale(qtbot, style):
    label = Label(style, "body", "text2", "words")
    qtbot.addWidget(label)
    style.set_theme(Theme.DARK)
    style.set_text_scale(2.0)
    assert label.font().pixelSize() == 26
    assert label.palette().windowText().color() == style.colour("text2")


def test_a_banner_tells_which_button_was_pressed_and_that_it_was_dismissed(qtbot, style):
    banner, pressed, dismissed = Banner(style), Told(), Told()
    qtbot.addWidget(banner)
    banner.pressed.connect(pressed.on_told)
    banner.dismissed.connect(dismissed.on_nothing_told)
    assert not banner.isVisible()
    banner.show_notice("warn", "st-warn", "Incomplete", "14 old", [("again", "Try again", True)])
    assert banner.isVisible()
    qtbot.mouseClick(banner.findChild(QPushButton, "button_again"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(banner.findChild(QPushButton, "banner_close"), Qt.MouseButton.LeftButton)
    assert (pressed.values, dismissed.values) == (["again"], [None])
    assert not banner.isVisible()
    assert banner.accessibleName() == "Incomplete. 14 old"


def test_a_second_notice_replaces_the_first(qtbot, style):
    banner = Banner(style)
    qtbot.addWidget(banner)
    banner.show_notice("warn", "st-warn", "One", "first", [("a", "A", True), ("b", "B", False)])
    banner.show_notice("bad", "st-failed", "Two", "", [], dismissible=False)
    shown = [b for b in banner.findChildren(QPushButton) if b.isVisible()]
    assert shown == []
    assert (banner.title, banner.sentence) == ("Two", "")


def test_an_empty_state_tells_which_button_was_pressed(qtbot, style):
    empty, pressed = EmptyState(style), Told()
    qtbot.addWidget(empty)
    empty.pressed.connect(pressed.on_told)
    empty.show_text("refresh", "text2", "No figures yet", "Press Refresh.", [("go", "Go", True)])
    empty.show()
    qtbot.mouseClick(empty.findChild(QPushButton, "button_go"), Qt.MouseButton.LeftButton)
    assert pressed.values == ["go"]


def test_a_toast_sits_at_the_bottom_right_and_undoes(qtbot, style):
    window = QWidget()
    window.resize(900, 500)
    qtbot.addWidget(window)
    toast, undone = Toast(style, window), Told()
    toast.undo_pressed.connect(undone.on_told)
    window.show()
    toast.show_done("Promise saved", "Mara Ellison", undo_key=7)
    assert (toast.width(), toast.height()) == (440, 56)
    assert (toast.geometry().right(), toast.geometry().bottom()) == (900 - 17, 500 - 17)
    window.resize(700, 400)
    assert toast.geometry().right() == 700 - 17
    qtbot.mouseClick(toast.findChild(QPushButton, "toast_undo"), Qt.MouseButton.LeftButton)
    assert undone.values == [7]
    assert not toast.isVisible()


def test_the_refresh_slot_shows_progress_in_place_and_cancels_once(qtbot, style):
    slot, cancelled, refreshed = RefreshSlot(style), Told(), Told()
    qtbot.addWidget(slot)
    action = QAction("Refresh")
    action.triggered.connect(refreshed.on_nothing_told)
    slot.set_action(action)
    slot.cancelled.connect(cancelled.on_nothing_told)
    slot.show()
    button = slot.findChild(ActionButton)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert refreshed.values == [None]
    slot.show_progress("ClubOS · client 37 of 212", 37, 212, 84.9)
    assert slot.running
    assert slot.width() == 340
    assert "1:24" in [label.text() for label in slot.findChildren(QLabel)]
    assert slot.findChild(ProgressLine).share == pytest.approx(37 / 212)
    cancel = slot.findChild(QPushButton, "refresh_cancel")
    qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton)
    assert cancelled.values == [None]
    slot.set_narrow(True)
    assert slot.width() == 270
    slot.show_idle()
    assert not slot.running
    slot.show_progress("ClubOS · signing in", 0, None, 0)
    assert cancel.isEnabled()
    assert slot.findChild(ProgressLine).share == 0


def test_the_header_keeps_its_order_and_loses_words_when_narrow(qtbot, style):
    header = PaneHeader(style, "Collections")
    qtbot.addWidget(header)
    actions = [QAction("&Print"), QAction("Export")]
    for action, icon in zip(actions, ("print", "export"), strict=True):
        set_icon_name(action, icon)
        header.add_action(action)
    actions[0].setShortcut(QKeySequence("Ctrl+P"))
    search = header.add_search("Search name, phone")
    refresh = QAction("Refresh")
    header.refresh.set_action(refresh)
    header.resize(900, 61)
    header.show()
    printing, exporting = (
        b for b in header.findChildren(ActionButton) if b.action_shown in actions
    )
    assert search.x() < printing.x() < exporting.x() < header.refresh.x()
    assert header.search is search
    assert header.add_search("again") is search
    header.set_narrow(True)
    assert printing.text() == ""
    assert printing.accessibleName() == "Print"
    assert "Ctrl+P" in printing.toolTip()
    assert search.width() == 180
    header.set_narrow(False)
    assert printing.text() == "&Print"
    actions[0].setEnabled(False)
    assert not printing.isEnabled()


def test_buttons_are_as_high_as_fields_and_nothing_is_too_small_to_hit(qtbot, style):
    header = PaneHeader(style, "Clients")
    qtbot.addWidget(header)
    action = QAction("Print")
    header.add_action(action)
    search = header.add_search("Search")
    header.show()
    button = header.findChild(ActionButton)
    assert button.sizeHint().height() == search.sizeHint().height() == 32


def test_tiles_are_pressed_and_say_their_sentence(qtbot, style):
    strip, pressed = TileStrip(style), Told()
    qtbot.addWidget(strip)
    strip.pressed.connect(pressed.on_told)
    strip.set_tiles(
        [Tile("due", "Past due", "$5,076.00", "19 clients", "Sum"), Tile("b", "B", "–", "", "")]
    )
    strip.resize(500, 77)
    strip.show()
    first = strip.findChild(TileButton, "tile_due")
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    qtbot.keyClick(strip.findChild(TileButton, "tile_b"), Qt.Key.Key_Space)
    assert pressed.values == ["due", "b"]
    assert first.accessibleName() == "Past due, $5,076.00, 19 clients"


def test_tiles_that_do_not_fit_are_left_out_from_the_end(qtbot, style):
    strip = TileStrip(style)
    qtbot.addWidget(strip)
    strip.set_tiles([Tile(str(i), "Label", "1", "line", "") for i in range(4)])
    strip.show()
    for width, shown in ((838, 4), (646, 3), (200, 1)):
        strip.resize(width, 77)
        assert sum(b.isVisibleTo(strip) for b in strip.findChildren(TileButton)) == shown
    strip.set_folded(True)
    assert strip.sizeHint().height() == 41


def test_the_aging_strip_says_all_its_parts_and_credit_only_if_there_is_any(qtbot, style):
    strip = AgingStrip(style)
    qtbot.addWidget(strip)
    strip.set_aging(Aging(not_due=100, days_91=200), english().money, "USD")
    assert "91+ days $2.00" in strip.accessibleName()
    assert "Credit" not in strip.accessibleName()
    strip.set_aging(Aging(credit=500), english().money, "USD")
    assert "Credit −$5.00" in strip.accessibleName()


def colours(widget: QWidget, y: int) -> set[str]:
    image = widget.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width())}


def test_the_bar_shows_only_the_parts_there_are(qtbot, style):
    strip = AgingStrip(style)
    qtbot.addWidget(strip)
    strip.resize(600, 69)
    strip.set_aging(Aging(days_1_30=10, days_91=1), english().money, "USD")
    seen = colours(strip, 12)
    first, _, _, last = (c.lower() for c in style.tokens.aging)
    assert {first, last} <= seen
    assert style.tokens.aging[1].lower() not in seen


def test_a_badge_is_as_wide_as_its_word_and_hides_without_one(qtbot, style):
    badge = Badge(style)
    qtbot.addWidget(badge)
    badge.set_state("st-stale", "warn", "Stale")
    narrow = badge.sizeHint().width()
    badge.set_state("st-unknown", "neutral", "Unknown (paused)")
    assert badge.sizeHint().width() > narrow
    assert badge.sizeHint().height() == 22
    assert badge.accessibleName() == "Unknown (paused)"
    badge.set_state("", "neutral", "")
    assert badge.isHidden()


@pytest.mark.parametrize("folded", [True, False])
@pytest.mark.parametrize("width", [380, 700, 1100])
def test_no_figure_of_a_tile_is_cut_off(qtbot, style, width, folded):
    strip = TileStrip(style)
    qtbot.addWidget(strip)
    figures = ("$12,345,678.90", "30 %", "0", "1,234 of 5,678")
    strip.set_tiles([Tile(f, "Contacted this week", f, "line", "") for f in figures])
    strip.set_folded(folded)
    strip.resize(width, strip.sizeHint().height())
    strip.show()
    seen = [b for b in strip.findChildren(TileButton) if b.isVisible()]
    assert seen
    assert all(button.least_px() <= button.width() for button in seen)
