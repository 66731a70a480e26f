"""A table over rows in memory that filters and sorts by hand.

A proxy model in Python takes two seconds for 50,000 rows, a list of indices three milliseconds.
What a key press costs beside that is the list laying itself out; see `RowTable`.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel
from typing_extensions import override

from gymdesk.domain.client import folded
from ui.models import cells
from ui.models.cells import Cell, Kind, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from gymdesk.domain.aging import Aging

Row = TypeVar("Row")
Value = TypeVar("Value")
_Index = QModelIndex | QPersistentModelIndex

_DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole.value)
_TOOLTIP: Final = int(Qt.ItemDataRole.ToolTipRole.value)
_ALIGNMENT: Final = int(Qt.ItemDataRole.TextAlignmentRole.value)
_SPOKEN: Final = int(Qt.ItemDataRole.AccessibleTextRole.value)
_HORIZONTAL: Final = Qt.Orientation.Horizontal
_VCENTER: Final = Qt.AlignmentFlag.AlignVCenter
_KEPT_SORTS: Final = 3
MOST_CELLS: Final = 5_000
"""So many painted cells are kept, some dozen screens; those of 50,000 rows would take 30 MB."""
FOLD_AT_ONCE: Final = 500
"""So many rows are made searchable in one go; the rest follows between the events."""
FOLD_AFTER_MS: Final = 300
"""First the new rows are painted; who types sooner has them made searchable at once."""
FOLD_PAUSE_MS: Final = 10
"""Room for the events between."""


class NotApplicable:
    """The sort key of a cell that has nothing to say ("–"): last in both directions."""


NOT_APPLICABLE: Final = NotApplicable()


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column. `width_px` 0 takes the spare width; `sort_key` None = unknown.

    `min_list_px`: the column is left out while the list is narrower. `widest` names the rows of
    which one has the longest text, where wording all of them would take its time. `chosen` False:
    not shown until the user asks for it. `copied`: what a copied table says instead of `text`.
    """

    key: str
    title: str
    width_px: int
    align: Qt.AlignmentFlag
    kind: Kind
    text: Callable[[Row], str]
    sort_key: Callable[[Row], object]
    icon: Callable[[Row], str] | None = None
    tone: Callable[[Row], str] | None = None
    tooltip: Callable[[Row], str] | None = None
    bold: Callable[[Row], bool] | None = None
    mark: Callable[[Row], State | None] | None = None
    badge: Callable[[Row], State | None] | None = None
    aging: Callable[[Row], Aging | None] | None = None
    min_list_px: int = 0
    widest: Callable[[Sequence[Row]], Iterable[Row]] | None = None
    chosen: bool = True
    copied: Callable[[Row], str] | None = None


@dataclass(frozen=True)
class Branch:
    """A line that a row unfolds to: a cell for each column key it has something to say in.

    `line` is its second line. `deep` lines stand further in, under the one above them.
    """

    cells: Mapping[str, Cell]
    line: str = ""
    spoken: str = ""
    tooltip: str = ""
    deep: bool = False


@dataclass(frozen=True)
class Totals:
    """What the visible rows add up to. `unknown` of them have no figure."""

    shown: int
    of: int
    cents: int
    unknown: int


class RowTable(QStandardItemModel, Generic[Row]):
    """Rows, a search, named conditions, an order.

    Unknown values stand first in both directions; equal ones keep the order they had. New rows
    keep search, conditions and order; where the same people stay visible in the same order, no
    reset is told, so selection and scroll stay.

    The class under it is there for its row and column count alone: a tree asks for both once per
    row when it lays itself out, which takes 90 ms for 50,000 rows where Python answers and 6 ms
    where C++ does. So neither `rowCount` nor `index` nor `flags` may be overridden here. Items are
    made for the few rows that are unfolded, and for their branches; the rest has none.
    """

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        *,
        row_id: Callable[[Row], object],
        haystack: Callable[[Row], str],
        why: Callable[[Row], str] | None = None,
        sentence: Callable[[Row], str] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(0, len(columns), parent)
        self._columns = tuple(columns)
        self._row_id = row_id
        self._haystack_of = haystack
        self._why = why
        self._sentence = sentence
        self._rows: list[Row] = []
        self._haystack: list[str] = []
        self._order: list[int] = []
        self._visible: list[int] = []
        self._place_of: dict[object, int] = {}
        self._query = ""
        self._predicates: dict[str, Callable[[Row], bool]] = {}
        self._sorts: list[tuple[int, bool]] = []
        self._cells: dict[tuple[int, int], Cell] = {}
        self._longest: dict[int, str] = {}
        self._values: dict[object, list[Any]] = {}
        self._branches: dict[object, tuple[Branch, ...]] = {}
        self._held: list[int] = []
        self._folding = QTimer(self)
        self._folding.timeout.connect(self.on_idle)

    @property
    def columns(self) -> tuple[Column[Row], ...]:
        """Return the columns."""
        return self._columns

    @property
    def query(self) -> str:
        """Return what is searched for, folded."""
        return self._query

    @property
    def total_rows(self) -> int:
        """Return how many rows there are, shown or not."""
        return len(self._rows)

    @property
    def is_folding(self) -> bool:
        """Return whether some rows are not searchable yet; a search waits for them."""
        return self._folding.isActive()

    @property
    def sorted_by(self) -> tuple[int, Qt.SortOrder] | None:
        """Return the column and direction that lead the order."""
        if not self._sorts:
            return None
        column, down = self._sorts[-1]
        return column, Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder

    def column_of(self, key: str) -> int:
        """Return the number of the column called *key*, -1 if there is none."""
        return next((i for i, column in enumerate(self._columns) if column.key == key), -1)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows; search, conditions and order stay."""
        before = [self._row_id(self._rows[i]) for i in self._visible]
        fresh = list(rows)
        haystack: list[str] = []
        if self._query or len(fresh) <= FOLD_AT_ONCE:
            haystack = self._folded(fresh, 0, len(fresh))
        order = list(range(len(fresh)))
        for column, down in self._sorts:
            order = self._sorted(fresh, order, column, down)
        visible = self._matching(fresh, haystack, order)
        ids = [self._row_id(row) for row in fresh]
        same = bool(before) and before == [ids[i] for i in visible]
        if not same:
            self.beginResetModel()
        self._rows, self._haystack, self._order, self._visible = fresh, haystack, order, visible
        self._place_of = dict(zip(ids, range(len(ids)), strict=True))
        self._branches = {i: b for i, b in self._branches.items() if i in self._place_of}
        self._cells.clear()
        self._longest.clear()
        self._values.clear()
        if same:
            last = self.index(len(visible) - 1, len(self._columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        else:
            self._end_reset()
        if len(haystack) < len(fresh):
            self._folding.start(FOLD_AFTER_MS)

    def set_query(self, query: str) -> None:
        """Show the rows that contain every word of *query*, without regard to accents and case."""
        wanted = " ".join(folded(query).split())
        # A longer query finds nothing that the shorter one did not, so only its rows are looked at.
        narrower = bool(self._query) and wanted.startswith(self._query)
        if wanted == self._query:
            return
        self._query = wanted
        self._fold_rest()
        base = self._visible if narrower else self._order
        self._show(self._matching(self._rows, self._haystack, base))

    def set_predicate(self, key: str, keep: Callable[[Row], bool] | None) -> None:
        """Set one of the conditions every visible row must meet; None takes it away."""
        if keep is None:
            if key not in self._predicates:
                return
            del self._predicates[key]
        else:
            self._predicates[key] = keep
        self._show(self._matching(self._rows, self._haystack, self._order))

    def row_at(self, line: int) -> Row:
        """Return the row that is shown at *line*."""
        return self._rows[self._visible[line]]

    def row_with(self, row_id: object) -> Row | None:
        """Return the row of that id, shown or not."""
        place = self._place_of.get(row_id)
        return None if place is None else self._rows[place]

    def index_of(self, row_id: object) -> QModelIndex:
        """Return where the row of that id is shown; an invalid index if it is not."""
        (line,) = self.lines_of([row_id])
        return QModelIndex() if line < 0 else self.index(line, 0)

    def lines_of(self, row_ids: Sequence[object]) -> list[int]:
        """Return where the rows of these ids are shown, -1 for each that is not."""
        places = [self._place_of.get(row_id, -1) for row_id in row_ids]
        if len(places) <= 1:
            # one look through the list is ten times quicker than turning all of it round
            return [self._visible.index(p) if p in self._visible else -1 for p in places]
        line_of = {place: line for line, place in enumerate(self._visible)}
        return [line_of.get(place, -1) for place in places]

    def visible_rows(self) -> list[Row]:
        """Return the rows as they are shown."""
        return [self._rows[i] for i in self._visible]

    def totals(self, figure: Callable[[Row], int | None]) -> Totals:
        """Return the sum of *figure* over the visible rows; unknown ones are counted, not added."""
        figures = self.values(figure)
        if len(self._visible) < len(self._rows):
            figures = [figures[i] for i in self._visible]
        known = [cents for cents in figures if cents is not None]
        return Totals(len(figures), len(self._rows), sum(known), len(figures) - len(known))

    def touch(self, row_id: object) -> None:
        """Word a row anew: something beside it has changed."""
        place = self._place_of.get(row_id)
        line = self.index_of(row_id).row()
        if place is None or line < 0:
            return
        for column in range(len(self._columns)):
            self._cells.pop((place, column), None)
        self.dataChanged.emit(self.index(line, 0), self.index(line, len(self._columns) - 1))

    def unfold(self, row_id: object, branches: Sequence[Branch]) -> None:
        """Put *branches* under a row; none take away what is there."""
        if row_id not in self._place_of:
            return
        line = self.index_of(row_id).row()
        if not branches:
            self._branches.pop(row_id, None)
            self._clear_branches(line)
            return
        grown = len(branches) != len(self._branches.get(row_id, ()))
        if grown:
            self._clear_branches(line)
        self._branches[row_id] = tuple(branches)
        if line < 0:
            return
        if grown:
            self._hang(line, len(branches))
        else:
            parent = self.index(line, 0)
            last = self.index(len(branches) - 1, len(self._columns) - 1, parent)
            self.dataChanged.emit(self.index(0, 0, parent), last)

    def unfolded(self) -> list[object]:
        """Return the ids of the rows that have branches."""
        return list(self._branches)

    def branches_of(self, row_id: object) -> tuple[Branch, ...]:
        """Return what is under a row."""
        return self._branches.get(row_id, ())

    def values(self, of: Callable[[Row], Value]) -> list[Value]:
        """Return *of* each row, shown or not; kept until the rows change where *of* is the same."""
        found = self._values.get(of)
        if found is None:
            found = self._values[of] = [of(row) for row in self._rows]
        return found

    def longest_text(self, column: int) -> str:
        """Return the longest text of a column over all rows, shown or not."""
        if column not in self._longest:
            text, widest = self._columns[column].text, self._columns[column].widest
            rows = self._rows if widest is None else widest(self._rows)
            self._longest[column] = max((text(row) for row in rows), key=len, default="")
        return self._longest[column]

    def cell(self, line: int, column: int) -> Cell:
        """Return all that is painted at *line* and *column*."""
        at = (self._visible[line], column)
        found = self._cells.get(at)
        if found is None:
            if len(self._cells) >= MOST_CELLS:
                self._cells.clear()
            found = self._cells[at] = self._make_cell(self._rows[at[0]], self._columns[column])
        return found

    @Slot()
    def on_idle(self) -> None:
        """Make the next rows searchable: nothing else waits."""
        done = len(self._haystack)
        self._haystack += self._folded(self._rows, done, done + FOLD_AT_ONCE)
        self._folding.setInterval(FOLD_PAUSE_MS)
        if len(self._haystack) >= len(self._rows):
            self._folding.stop()

    @override
    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        if not index.isValid():
            return None
        if self._branches and index.parent().isValid():
            return self._branch_data(index, role)
        if role == cells.CELL:
            return self.cell(index.row(), index.column())
        if role == _DISPLAY:
            return self.cell(index.row(), index.column()).text
        row = self._rows[self._visible[index.row()]]
        column = self._columns[index.column()]
        if role == _TOOLTIP:
            return self._tooltip(row, column)
        if role == _ALIGNMENT:
            return int((column.align | _VCENTER).value)
        if role in (_SPOKEN, cells.SENTENCE):
            return self._spoken(row, index.column(), role)
        if role == cells.WHY:
            return self._why(row) if self._why is not None else ""
        if role == cells.ROW_ID:
            return self._row_id(row)
        if role == cells.SORT:
            return column.sort_key(row)
        return self._part(index.row(), index.column(), role)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation != _HORIZONTAL or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        if role == _DISPLAY:
            return column.title
        if role == _ALIGNMENT:
            return int((column.align | _VCENTER).value)
        return None

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; -1 goes back to the order the rows came in."""
        if column >= len(self._columns):
            return
        unfolded, self._branches = self._branches, {}
        self._drop_items()  # the branches of a row would stay at the line it had
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        were = [self._visible[index.row()] for index in held]
        if column < 0:
            self._sorts = []
            self._order = list(range(len(self._rows)))
        else:
            down = order == Qt.SortOrder.DescendingOrder
            self._sorts = [s for s in self._sorts if s[0] != column][1 - _KEPT_SORTS :]
            self._sorts.append((column, down))
            self._order = self._sorted(self._rows, self._order, column, down)
        shown = set(self._visible)
        self._visible = [i for i in self._order if i in shown]
        line_of = {i: line for line, i in enumerate(self._visible)}
        now = [self.index(line_of[i], index.column()) for i, index in zip(were, held, strict=True)]
        self.changePersistentIndexList(held, now)
        self.layoutChanged.emit()
        for row_id, branches in unfolded.items():
            self.unfold(row_id, branches)

    def _show(self, visible: list[int]) -> None:
        if visible == self._visible:
            return
        self.beginResetModel()
        self._visible = visible
        self._end_reset()

    def _end_reset(self) -> None:
        blocked = self.blockSignals(True)  # the reset tells everybody
        self._drop_items()
        self.setRowCount(len(self._visible))
        if self._branches:
            ids = list(self._branches)
            for row_id, line in zip(ids, self.lines_of(ids), strict=True):
                if line >= 0:
                    self._hang(line, len(self._branches[row_id]))
        self.blockSignals(blocked)
        self.endResetModel()

    def _hang(self, line: int, count: int) -> None:
        """Make room for so many branches under a line."""
        item: QStandardItem | None = self.item(line, 0)
        if item is None:
            item = QStandardItem()
            self.setItem(line, 0, item)
        if not item.columnCount():
            item.insertColumns(0, len(self._columns))
        self._held.append(line)
        item.insertRows(0, count)

    def _clear_branches(self, line: int) -> None:
        if line in self._held:
            # The item stays: to take it would take the selection of its row along.
            self._held.remove(line)
            self.removeRows(0, self.rowCount(self.index(line, 0)), self.index(line, 0))

    def _drop_items(self) -> None:
        for line in list(self._held):
            self._clear_branches(line)

    def _branch_data(self, index: _Index, role: int) -> Any:
        """Return what a branch says; it is copied, spoken and hovered like a row."""
        row_id = self._row_id(self._rows[self._visible[index.parent().row()]])
        branches = self._branches.get(row_id, ())
        if index.row() >= len(branches):
            return None
        branch, column = branches[index.row()], self._columns[index.column()]
        cell = branch.cells.get(column.key)
        if role == cells.CELL:
            return cell
        if role == _DISPLAY:
            return "" if cell is None else cell.text
        if role == _TOOLTIP:
            return _plain(branch.tooltip)
        if role == _ALIGNMENT:
            return int((column.align | _VCENTER).value)
        if role in (_SPOKEN, cells.SENTENCE):
            return branch.spoken
        return {cells.WHY: branch.line, cells.ROW_ID: row_id, cells.DEEP: branch.deep}.get(role)

    def _folded(self, rows: list[Row], first: int, stop: int) -> list[str]:
        return [folded(self._haystack_of(row)) for row in rows[first:stop]]

    def _fold_rest(self) -> None:
        self._folding.stop()
        self._haystack += self._folded(self._rows, len(self._haystack), len(self._rows))

    def _matching(self, rows: list[Row], haystack: list[str], base: list[int]) -> list[int]:
        found = base
        for word in self._query.split():
            found = [i for i in found if word in haystack[i]]
        for keep in self._predicates.values():
            found = [i for i in found if keep(rows[i])]
        return list(found)

    def _sorted(self, rows: list[Row], order: list[int], column: int, down: bool) -> list[int]:
        key_of = self._columns[column].sort_key
        keys: dict[int, Any] = {i: key_of(rows[i]) for i in order}
        unknown = [i for i in order if keys[i] is None]
        without = [i for i in order if keys[i] is NOT_APPLICABLE]
        known = [i for i in order if keys[i] is not None and keys[i] is not NOT_APPLICABLE]
        known.sort(key=keys.__getitem__, reverse=down)
        return unknown + known + without

    def _make_cell(self, row: Row, column: Column[Row]) -> Cell:
        return Cell(
            kind=int(column.kind),
            text=column.text(row),
            right=bool(column.align & Qt.AlignmentFlag.AlignRight),
            bold=column.bold(row) if column.bold else False,
            tone=column.tone(row) if column.tone else "text",
            icon=column.icon(row) if column.icon else "",
            mark=column.mark(row) if column.mark else None,
            badge=column.badge(row) if column.badge else None,
            aging=column.aging(row) if column.aging else None,
        )

    def _part(self, line: int, column: int, role: int) -> object:
        cell = self.cell(line, column)
        if role == cells.KIND:
            return cell.kind
        if role == cells.ICON:
            return cell.icon
        if role == cells.TONE:
            return cell.tone
        if role == cells.MARK:
            return cell.mark
        if role == cells.AGING:
            return cell.aging
        return None

    def _tooltip(self, row: Row, column: Column[Row]) -> str | None:
        return _plain(column.tooltip(row) if column.tooltip else "")

    def _spoken(self, row: Row, column: int, role: int) -> str | None:
        if self._sentence is not None and (column == 0 or role == cells.SENTENCE):
            return self._sentence(row)
        return self._columns[column].text(row)


def _plain(said: str) -> str | None:
    """Return a tooltip wrapped and escaped, so that Qt does not take a name for HTML."""
    return f"<p style='white-space:pre-wrap'>{html.escape(said)}</p>" if said else None
