"""The Collections pane: a worklist of who owes; totals above, the case beside."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from gymdesk.domain.aging import Aging
from ui.list_pane import ALL, ListPane
from ui.models.case_columns import CaseColumns
from ui.models.case_conditions import CaseConditions
from ui.widgets.aging_bar import AgingStrip
from ui.widgets.label import Label
from ui.widgets.panel_splitter import PanelSplitter
from ui.widgets.tiles import Tile, TileStrip

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import SignalInstance
    from PySide6.QtGui import QResizeEvent

    from gymdesk.last_order import LastOrder
    from gymdesk.rows import ClientDetail, ClientRow, CollectionsList
    from gymdesk.rows.cases import CallList, CaseDetail
    from ui.actions import ActionSet
    from ui.case_words import CaseWords
    from ui.phrases import Phrases
    from ui.style import Style

TO_DO, PROMISED, OFF = "to_do", "promised", "off"
WEEK_DAYS = 7
LOW_PX = 700
LOWEST_PX = 560
"""Lower than this the list has the room of the aging bar: the smallest window in large text."""


class ShowsCase(Protocol):
    """The panel: `ui.panes.collections_case.CasePanel`."""

    def clear(self) -> None:
        """Show that nobody is selected."""
        ...

    def show_place(self, place: int, of: int) -> None:
        """Show "1 of 14"."""
        ...

    def show_row(self, row: ClientRow) -> None:
        """Show what the list knows."""
        ...

    def show_detail(self, detail: ClientDetail) -> None:
        """Show agreements and invoices."""
        ...

    def show_case(self, detail: CaseDetail) -> None:
        """Show the case with its history."""
        ...

    @property
    def left(self) -> SignalInstance:
        """Tell that Esc asks for the list."""
        ...


class CollectionsPane(ListPane):
    """Lists everybody who owes, may owe, or whose amount is unknown, in the order to call them.

    Tiles and aging are those of the whole list; the status bar adds up what the chips and the
    search leave. Until the cases are read it stands as it last stood on this
    PC; where that is not known, by amount.
    """

    _columns: CaseColumns

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        actions: ActionSet,
        case: QWidget,
        case_words: Callable[[], CaseWords],
        parent: QWidget | None = None,
    ) -> None:
        self._case_words = case_words
        super().__init__(style, self.tr("Collections"), phrases, case, parent)
        self._list: CollectionsList | None = None
        self._calls: CallList | None = None
        self._order: LastOrder | None = None
        self._chosen_once = False
        self._everybody = 0
        self.table = self._columns.collections_table(self)
        self._build(style, actions)
        self._connect_list(self.case.left)
        self.tiles.pressed.connect(self.on_tile_pressed)
        self._show_emptiness()

    @property
    def case(self) -> ShowsCase:
        """Return the panel at the right."""
        return self._panel  # type: ignore[return-value]

    def show_club(self, set_up: bool) -> None:
        """Say whether a gym is set up at all, and forget the figures of another one."""
        self._club_set_up = set_up
        self._list = None
        self._calls = None
        self._order = None
        self._chosen_once = False
        self._columns.book = {}
        self._everybody = 0
        self.filter.clear()
        self.table.set_rows(())
        self.case.clear()
        self.header.set_subtitle("")
        self._show_strips()
        self._show_emptiness()

    def expect_order(self, order: LastOrder) -> None:
        """Take how the list last stood on this PC: it stands like that until the cases are read."""
        if self._calls is None and order.to_do:
            self._order = order
            self.chips.set_chips(self._chips())
            self.chips.choose(TO_DO)

    def show_list(self, collections: CollectionsList) -> None:
        """Show *collections*; what was selected stays selected.

        Where the cases are known their order stays until they are read anew, right after this.
        """
        self._list = collections
        if self._calls is None:
            order = self._order
            rows = collections.rows if order is None else order.arranged(collections.rows)
            self.table.set_rows(rows)
        self._show_all()

    def show_calls(self, calls: CallList) -> None:
        """Show who is to be called, in that order, and who is not and why."""
        if calls.figures_from_utc is None:
            return  # before the first refresh there is nobody to call
        first = self._calls is None
        self._calls = calls
        self._columns.book = {row.client_id: row for row in calls.rows}
        self.table.set_rows([row.client for row in calls.rows])
        if first and self._chip == ALL and not self._chosen_once:
            self.chips.set_chips(self._chips())
            self.chips.choose(TO_DO)
        else:
            self.table.set_predicate("chip", self._chip_filter(self._chip))
        self._show_all()

    def show_case(self, detail: CaseDetail) -> None:
        """Show one case as it is now, in its row and in the panel."""
        client_id = detail.row.client_id
        if client_id in self._columns.book:
            self._columns.book[client_id] = detail.row
            self.table.touch(client_id)
        self.case.show_case(detail)

    @override
    def worklist(self) -> CollectionsPane:
        return self

    @property
    def in_call_order(self) -> bool:
        """Return whether the rows stand in the order to call them."""
        return self._calls is not None and self.table.sorted_by is None

    def off_the_list(self, row: ClientRow) -> str:
        """Return why a client is not to be called, "" for who is."""
        case = self._columns.book.get(row.client_id)
        if case is None or case.gate is None:
            return ""
        return self._case_words().off_the_list(case.gate)

    @property
    def calls(self) -> CallList | None:
        """Return the worklist as it was read."""
        return self._calls

    def _show_all(self) -> None:
        self._show_strips()
        if self._list is not None:
            self._show_subtitle(self._list)
        self._show_emptiness()
        self.on_current_changed()
        self._read_branches_again()

    def show_everybody(self, people: int) -> None:
        """Take how many clients there are in all, for the words of the empty list."""
        self._everybody = people
        self._show_emptiness()

    def show_detail(self, detail: ClientDetail) -> None:
        """Show the agreements and invoices of the selected client."""
        self._shown_detail = detail
        self.case.show_detail(detail)

    @override
    def shown_list(self) -> CollectionsList | None:
        """Return the list as on screen, its totals added up anew over the shown rows."""
        if self._list is None:
            return None
        rows = tuple(self.table.visible_rows())
        if len(rows) == len(self._list.rows):
            return replace(self._list, rows=rows)
        known = [row for row in rows if row.past_due_cents is not None]
        return replace(
            self._list,
            rows=rows,
            aging=sum((row.aging for row in rows), Aging()),
            total_past_due_cents=sum(row.past_due_cents or 0 for row in known),
            total_cancelled_cents=sum(row.cancelled_past_due_cents or 0 for row in rows),
            known=len(known),
            unknown=len(rows) - len(known),
        )

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the tiles where the window is low, and give up the aging where it is lower."""
        super().resizeEvent(event)
        height = self.window().height()
        self.tiles.set_folded(height < self.style_of.px(LOW_PX))
        self.aging.setVisible(height >= self.style_of.px(LOWEST_PX))

    # --- slots ----------------------------------------------------------------------------------

    @Slot(object)
    def on_tile_pressed(self, key: str) -> None:
        """Filter the list by what the tile counts."""
        if key == PROMISED and self._calls is not None:
            self.chips.choose(PROMISED)
            return
        self.filter.clear()
        self.chips.choose(ALL)
        if key != ALL:
            self.filter.set_by_key(key)

    # --- parts ----------------------------------------------------------------------------------

    @override
    def _listed(self) -> CollectionsList | None:
        return self._list

    @override
    def _chip_filter(self, key: str) -> Callable[[ClientRow], bool] | None:
        book = self._columns.book
        if key == TO_DO and self._calls is None and self._order is not None:
            off = frozenset(self._order.off)
            return lambda row: row.client_id not in off
        if key == TO_DO:
            return lambda row: row.client_id in book and book[row.client_id].gate is None
        if key == PROMISED:
            return lambda row: row.client_id in book and book[row.client_id].promised
        if key == OFF:
            return lambda row: row.client_id in book and book[row.client_id].gate is not None
        return None

    @override
    def on_chip_chosen(self, key: str) -> None:
        """Filter by what is to do with a row."""
        told = self._calls is not None or self._order is not None
        self._chosen_once = self._chosen_once or told
        super().on_chip_chosen(key)

    @override
    def _chip_word(self, key: str) -> str:
        return {
            TO_DO: self.tr("To do"),
            PROMISED: self.tr("Promised"),
            OFF: self.tr("Off the list"),
            ALL: self.tr("All"),
        }[key]

    @override
    def _make_columns(self, phrases: Phrases) -> CaseColumns:
        return CaseColumns(phrases, self._case_words, self)

    @override
    def _conditions(self) -> CaseConditions:
        return CaseConditions(self._phrases, self._case_words, self._columns)

    @override
    def _show_current(self, row: ClientRow | None) -> None:
        if row is None:
            self.case.clear()
            return
        self.case.show_row(row)
        place = self.table.index_of(row.client_id).row() + 1
        self.case.show_place(place, self.table.rowCount())

    def _build(self, style: Style, actions: ActionSet) -> None:
        self._build_header(actions, self.tr("Search name, phone, package"))
        self._build_list(actions, "collections")
        self.view.setAccessibleName(self.tr("Collections"))
        self.view.set_why_line(True)
        self._strips = self._build_strips(style)
        side = self._side(self._strips)
        self.splitter = PanelSplitter(side, self._panel, wide=392, narrow=320)
        self.body.addWidget(self.splitter)

    def _build_strips(self, style: Style) -> QWidget:
        strips = QWidget()
        column = QVBoxLayout(strips)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.tiles = TileStrip(style)
        self.aging = AgingStrip(style)
        self._control = Label(style, "label_bold", "bad")
        self._control.setContentsMargins(20, 4, 16, 4)
        self._control.setWordWrap(True)
        self._control.hide()
        for widget in (self.tiles, self.aging, self._control, self.chips):
            column.addWidget(widget)
        return strips

    def _show_subtitle(self, shown: CollectionsList) -> None:
        from_words = self.tr("no figures yet")
        if shown.figures_from_utc is not None:
            from_words = self.tr("figures from {moment}").format(
                moment=self._phrases.moment(shown.figures_from_utc)
            )
        self.header.set_subtitle(f"{self._phrases.day_long(shown.today_on)} · {from_words}")

    def _show_strips(self) -> None:
        shown = self._list
        self._strips.setVisible(shown is not None and shown.figures_from_utc is not None)
        chips = self._chips()
        if self._chip not in [key for key, *_ in chips]:
            self.on_chip_chosen(ALL)
        self.chips.set_chips(chips)
        self.chips.choose(self._chip)
        if shown is None:
            return
        self.tiles.set_tiles(self._tiles(shown))
        self.aging.set_aging(shown.aging, self._phrases.money, shown.club.currency)
        self._control.setVisible(not shown.agrees)
        self._control.setText(
            self.tr(
                "The buckets add up to {buckets}, the balances to {balances}. Do not rely on the "
                "totals before the next refresh."
            ).format(
                buckets=self._money(shown.aging.past_due_cents),
                balances=self._money(shown.total_past_due_cents),
            )
        )

    def _chips(self) -> list[tuple[str, str, int | None]]:
        calls = self._calls
        if calls is None:
            n = 0 if self._list is None else len(self._list.rows)
            everybody = (ALL, self._chip_word(ALL), n)
            if self._order is None:
                return [everybody]
            return [(TO_DO, self._chip_word(TO_DO), None), everybody]
        counts = {
            TO_DO: len(calls.to_do),
            PROMISED: len(calls.promised),
            OFF: len(calls.off),
            ALL: len(calls.rows),
        }
        return [(key, self._chip_word(key), n) for key, n in counts.items()]

    def _tiles(self, shown: CollectionsList) -> list[Tile]:
        total, old = shown.total_past_due_cents, shown.aging.days_91
        owing = sum(1 for row in shown.rows if (row.past_due_cents or 0) > 0)
        share = f"{round(100 * old / total)} %" if total else "–"
        over_line = self.tr("nothing is owed")
        if total:
            over_line = self.tr("{part} of {total}").format(
                part=self._money(old), total=self._money(total)
            )
        return [
            Tile(
                ALL,
                self.tr("Past due"),
                self._money(total),
                self._clients(owing),
                self.tr("Sum of all that is due, cancelled agreements apart"),
            ),
            Tile(
                "over 90",
                self.tr("Over 90 days"),
                share,
                over_line,
                self.tr("What is 91 days old or older, of all that is past due"),
            ),
            *self._work_tiles(),
            *self._doubt_tiles(shown),
        ]

    def _work_tiles(self) -> list[Tile]:
        """Return what the promises and contacts came to."""
        calls = self._calls
        if calls is None:
            return []
        from gymdesk.domain.promise import PromiseState

        not_kept = (PromiseState.BROKEN, PromiseState.PARTLY_KEPT)
        states = [row.promise for row in calls.rows if row.promise is not None]
        open_ones = [p for p in states if p.state == PromiseState.OPEN]
        due = sum(1 for p in open_ones if p.on <= calls.today_on)
        broken = sum(1 for p in states if p.state in not_kept)
        line = self.tr("{broken} broken, {open} still open").format(
            broken=broken, open=len(open_ones)
        )
        since, zone = calls.today_on - timedelta(days=WEEK_DAYS), ZoneInfo(calls.club.timezone)
        owing = [row for row in calls.rows if row.client.past_due_cents]
        reachable = [r for r in owing if r.client.phone.text or r.client.email.text]
        contacted = sum(
            1
            for r in reachable
            if r.last_contact is not None and r.last_contact.at_utc.astimezone(zone).date() > since
        )
        share = "–"
        if reachable:
            percent = round(100 * contacted / len(reachable))
            share = self.tr("{n} % of reachable").format(n=percent)
        return [
            Tile(
                PROMISED,
                self.tr("Promises due"),
                str(due),
                line,
                self.tr("Open promises whose day is today or past"),
                "bad" if broken else None,
                "st-failed" if broken else "",
            ),
            Tile(
                "contacted",
                self.tr("Contacted this week"),
                self.tr("{n} of {of}").format(n=contacted, of=len(reachable)),
                share,
                self.tr("Clients past due who can be reached, and were in the last 7 days"),
            ),
        ]

    def _doubt_tiles(self, shown: CollectionsList) -> list[Tile]:
        """Return what stands apart, where there is any of it."""
        apart = sum(1 for row in shown.rows if (row.cancelled_past_due_cents or 0) > 0)
        unknown_line = self.tr("every amount is known")
        if not shown.complete:
            unknown_line = self.tr("not everybody was read")
        if shown.unknown:
            unknown_line = self.tr("not part of the sums")
        unknown = Tile(
            "unknown",
            self.tr("Unknown"),
            str(shown.unknown),
            unknown_line,
            self.tr("Clients whose amount could not be read"),
            "warn" if shown.unknown else None,
        )
        cancelled = Tile(
            "cancelled",
            self.tr("Cancelled agreements"),
            self._money(shown.total_cancelled_cents),
            self._clients(apart) if apart else self.tr("nothing open"),
            self.tr("Debt on cancelled agreements; in no other sum"),
        )
        tiles = [unknown] if shown.unknown or not shown.complete or self._calls is None else []
        return [*tiles, cancelled] if apart or self._calls is None else tiles

    def _clients(self, n: int) -> str:
        return self.tr("1 client") if n == 1 else self.tr("{n} clients").format(n=n)

    def _money(self, cents: int) -> str:
        currency = self._list.club.currency if self._list is not None else "USD"
        return self._phrases.money(cents, currency)

    def _is_worked_off(self) -> bool:
        """Return whether nothing is left to do today."""
        calls = self._calls
        plain = not self.table.query and not self.filter.words()
        return self._chip == TO_DO and plain and calls is not None and not calls.to_do

    @override
    def _show_emptiness(self) -> None:
        nothing = not self._club_set_up or (self._list is not None and self._never())
        self._panel.setVisible(self._panel_wanted and not nothing)
        words, shown = self._words, self._list
        if not self._club_set_up:
            words.no_club(self.empty)
        elif shown is not None and self._never():
            words.never(self.empty, self.notice)
        elif shown is not None and not shown.rows:
            words.nobody_owes(self.empty, shown, self._everybody)
        elif shown is not None and self._calls is not None and self._is_worked_off():
            off, waiting = len(self._calls.off), len(self._calls.waiting)
            if waiting:
                words.refresh_first(self.empty, waiting, off)
            else:
                words.worked_off(self.empty, off)
        elif shown is not None and not self.table.rowCount():
            clients = self._phrases.clients(len(shown.rows))
            people = self.tr("{clients} are on the list.").format(clients=clients)
            words.filtered(self.empty, self.filter_words(), people)
        else:
            self._stack.setCurrentWidget(self.view)
            return
        self._stack.setCurrentWidget(self.empty)
