"""The Collections pane: who owes, how much, how old; totals above, the case beside."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from gymdesk.domain.aging import LIMITS, Aging
from ui.list_pane import ALL, ListPane
from ui.widgets.aging_bar import AgingStrip
from ui.widgets.label import Label
from ui.widgets.panel_splitter import PanelSplitter
from ui.widgets.tiles import Tile, TileStrip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import SignalInstance
    from PySide6.QtGui import QResizeEvent

    from gymdesk.rows import ClientDetail, ClientRow, CollectionsList
    from ui.actions import ActionSet
    from ui.phrases import Phrases
    from ui.style import Style

OVER_30, OVER_60, OVER_90, UNKNOWN, CANCELLED = (
    "over_30",
    "over_60",
    "over_90",
    "unknown",
    "cancelled",
)
LOW_PX = 700


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

    @property
    def left(self) -> SignalInstance:
        """Tell that Esc asks for the list."""
        ...


class CollectionsPane(ListPane):
    """Lists everybody who owes, may owe, or whose amount is unknown.

    Tiles and aging are those of the whole list; the status bar adds up what the chips and the
    search leave.
    """

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        actions: ActionSet,
        case: QWidget,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(style, self.tr("Collections"), phrases, case, parent)
        self._list: CollectionsList | None = None
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
        self._everybody = 0
        self.filter.clear()
        self.table.set_rows(())
        self.case.clear()
        self.header.set_subtitle("")
        self._show_strips()
        self._show_emptiness()

    def show_list(self, collections: CollectionsList) -> None:
        """Show *collections*; what was selected stays selected."""
        self._list = collections
        self.table.set_rows(collections.rows)
        self._show_strips()
        self._show_subtitle(collections)
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
        """Fold the tiles where the window is low."""
        super().resizeEvent(event)
        self.tiles.set_folded(self.window().height() < self.style_of.px(LOW_PX))

    # --- slots ----------------------------------------------------------------------------------

    @Slot(object)
    def on_tile_pressed(self, key: str) -> None:
        """Filter the list by what the tile counts."""
        self.chips.choose(key)
        self.on_chip_chosen(key)

    # --- parts ----------------------------------------------------------------------------------

    @override
    def _listed(self) -> CollectionsList | None:
        return self._list

    @override
    def _chip_filter(self, key: str) -> Callable[[ClientRow], bool] | None:
        return PREDICATES[key]

    @override
    def _chip_word(self, key: str) -> str:
        return self._chip_words()[key]

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
        rows: Sequence[ClientRow] = shown.rows if shown is not None else ()
        self._strips.setVisible(shown is not None and shown.figures_from_utc is not None)
        words = self._chip_words()
        chips = []
        for key in PREDICATES:
            keep = PREDICATES[key]
            n = sum(1 for row in rows if keep is None or keep(row))
            if n or key in (ALL, OVER_30, OVER_60, OVER_90):
                chips.append((key, words[key], n))
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

    def _tiles(self, shown: CollectionsList) -> list[Tile]:
        total, old = shown.total_past_due_cents, shown.aging.days_91
        owing = sum(1 for row in shown.rows if (row.past_due_cents or 0) > 0)
        apart = sum(1 for row in shown.rows if (row.cancelled_past_due_cents or 0) > 0)
        share = f"{round(100 * old / total)} %" if total else "–"
        over_line = self.tr("nothing is owed")
        if total:
            over_line = self.tr("{part} of {total}").format(
                part=self._money(old), total=self._money(total)
            )
        unknown_line = self.tr("every amount is known")
        if not shown.complete:
            unknown_line = self.tr("not everybody was read")
        if shown.unknown:
            unknown_line = self.tr("not part of the sums")
        return [
            Tile(
                ALL,
                self.tr("Past due"),
                self._money(total),
                self._clients(owing),
                self.tr("Sum of all that is due, cancelled agreements apart"),
            ),
            Tile(
                OVER_90,
                self.tr("Over 90 days"),
                share,
                over_line,
                self.tr("What is 91 days old or older, of all that is past due"),
            ),
            Tile(
                CANCELLED,
                self.tr("Cancelled agreements"),
                self._money(shown.total_cancelled_cents),
                self._clients(apart) if apart else self.tr("nothing open"),
                self.tr("Debt on cancelled agreements; in no other sum"),
            ),
            Tile(
                UNKNOWN,
                self.tr("Unknown"),
                str(shown.unknown),
                unknown_line,
                self.tr("Clients whose amount could not be read"),
                "warn" if shown.unknown else None,
            ),
        ]

    def _clients(self, n: int) -> str:
        return self.tr("1 client") if n == 1 else self.tr("{n} clients").format(n=n)

    def _money(self, cents: int) -> str:
        currency = self._list.club.currency if self._list is not None else "USD"
        return self._phrases.money(cents, currency)

    def _chip_words(self) -> dict[str, str]:
        return {
            ALL: self.tr("All"),
            OVER_30: self.tr("Over 30 days"),
            OVER_60: self.tr("Over 60 days"),
            OVER_90: self.tr("Over 90 days"),
            UNKNOWN: self.tr("Unknown"),
            CANCELLED: self.tr("Cancelled"),
        }

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
        elif shown is not None and not self.table.rowCount():
            clients = self._phrases.clients(len(shown.rows))
            people = self.tr("{clients} are on the list.").format(clients=clients)
            words.filtered(self.empty, self.filter_words(), people)
        else:
            self._stack.setCurrentWidget(self.view)
            return
        self._stack.setCurrentWidget(self.empty)


def _older_than(days: int) -> Callable[[ClientRow], bool]:
    return lambda row: (row.days_past_due or 0) > days


PREDICATES: dict[str, Callable[[ClientRow], bool] | None] = {
    ALL: None,
    OVER_30: _older_than(LIMITS[0]),
    OVER_60: _older_than(LIMITS[1]),
    OVER_90: _older_than(LIMITS[2]),
    UNKNOWN: lambda row: row.past_due_cents is None,
    CANCELLED: lambda row: (row.cancelled_past_due_cents or 0) > 0,
}
