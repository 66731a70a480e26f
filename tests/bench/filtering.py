"""(b) From a key press in the real search field to the painted list, at 50,000 rows."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHeaderView, QLineEdit, QTableView, QVBoxLayout, QWidget

from gymdesk.clock import FixedClock
from gymdesk.domain.client import folded
from tests.bench.stores import AT, make_store
from tests.bench.table import Line, median, percentile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QAbstractItemView, QApplication

    from gymdesk.rows import ClientRow

WORDS: Final = ("thornbury", "jurgen mol", "0142")
"""Typed letter by letter: a name, two words that have accents, digits of a phone."""

_DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole.value)
_HAYSTACK: Final = int(Qt.ItemDataRole.UserRole.value)
_NO_INDEX: Final = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex
LONGEST_WAIT_S: Final = 60.0


def bench(app: QApplication, folder: Path, clients: int, repeats: int) -> list[Line]:
    """Return key press to painted, ours and both proxies' over the same rows."""
    data_dir = folder / f"filter-{clients}"
    data_dir.mkdir()
    make_store(data_dir / "gymdesk.db", clients)
    ours, rows = _ours_ms(app, data_dir, repeats)
    worklist, owing = _ours_ms(app, data_dir, repeats, "collections")
    texts = [_texts(row) for row in rows]
    columns = _proxy_ms(app, texts, all_columns=True)
    haystack = _proxy_ms(app, texts, all_columns=False)
    inputs = {
        "rows": clients,
        "keys": f"{len(ours)} ({', '.join(WORDS)}; {repeats} times)",
        "p95 ms": percentile(ours, 95),
        "max ms": max(ours),
    }
    value = median(ours)
    # the same keys on both sides: nine letters of one name
    keys = sum(map(len, WORDS))
    same = [ms for at, ms in enumerate(ours) if at % keys < len(WORDS[0])]
    return [
        Line(
            "b",
            "key press to painted, Clients list",
            value,
            "ms",
            target=16,
            target_of="value",
            inputs=inputs,
        ),
        Line(
            "b",
            "key press to painted, Collections list",
            median(worklist),
            "ms",
            target=16,
            target_of="value",
            inputs={
                "rows": len(owing),
                "keys": f"{len(worklist)} (as above)",
                "p95 ms": percentile(worklist, 95),
            },
        ),
        Line(
            "b",
            "… against an all-columns proxy",
            median(same),
            "ms",
            median(columns),
            "QSortFilterProxyModel, filterKeyColumn -1, Python source, QTableView",
            target=0.01,
            inputs={"rows": clients, "keys": f"{len(columns)} ({WORDS[0]})"},
        ),
        Line(
            "b",
            "… against a proxy on one haystack role",
            median(same),
            "ms",
            median(haystack),
            "QSortFilterProxyModel, filterRole of one folded text",
            inputs={"rows": clients, "keys": f"{len(haystack)} ({WORDS[0]})"},
        ),
    ]


def typed_ms(
    field: QLineEdit, letter: str, view: QAbstractItemView, settled: Callable[[], bool]
) -> float:
    """Press a key and return the time until the list is painted with what it finds."""
    watch = PaintWatch(view, settled)
    started_s = time.perf_counter()
    QTest.keyClicks(field, letter)
    while not watch.done():
        QCoreApplication.processEvents()
        if time.perf_counter() - started_s > LONGEST_WAIT_S:
            raise TimeoutError(letter)
    passed_ms = (time.perf_counter() - started_s) * 1000
    watch.end()
    return passed_ms


class PaintWatch(QObject):
    """Sees whether the list was painted after its model had settled.

    A key that changes nothing (every row found has the longer word as well) paints nothing.
    """

    def __init__(self, view: QAbstractItemView, settled: Callable[[], bool]) -> None:
        super().__init__()
        self._viewport = view.viewport()
        self._model = view.model()
        self._settled = settled
        self._changed = False
        self._painted = False
        self._viewport.installEventFilter(self)
        for signal in (self._model.modelReset, self._model.layoutChanged):
            signal.connect(self.on_changed)
        self._model.rowsRemoved.connect(self.on_changed)

    def on_changed(self) -> None:
        self._changed = True

    def done(self) -> bool:
        """Return whether there is nothing more to wait for."""
        return self._settled() and (self._painted or not self._changed)

    def end(self) -> None:
        """Stop watching."""
        self._viewport.removeEventFilter(self)
        for signal in (self._model.modelReset, self._model.layoutChanged):
            signal.disconnect(self.on_changed)
        self._model.rowsRemoved.disconnect(self.on_changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._changed and self._settled():
            self._painted = True
        return False


# --- ours -----------------------------------------------------------------------------------------


def _ours_ms(
    app: QApplication, data_dir: Path, repeats: int, key: str = "clients"
) -> tuple[list[float], tuple[ClientRow, ...]]:
    """Type into a pane of the whole window, over the real store."""
    from tests.bench.window import open_window, wait_until

    with open_window(app, data_dir, FixedClock(AT)) as window:
        window.show_pane(key)
        pane = window.clients if key == "clients" else window.collections
        wait_until(lambda: pane.table.total_rows > 0 and not window.reading)
        wait_until(lambda: not window.clients.table.is_folding)
        pane.chips.choose("all")
        wait_until(lambda: not pane.table.is_folding)
        shown = pane.shown_list()
        field = pane.header.search
        assert shown is not None
        assert field is not None
        # somebody is selected whom the first word keeps in the list, with the detail beside it
        found = next((r for r in shown.rows if WORDS[0] in folded(r.name)), shown.rows[0])
        pane.view.select_id(found.client_id)
        wait_until(lambda: not window.reading)
        field.setFocus()
        times_ms = []
        for _ in range(repeats):
            for word in WORDS:
                for end in range(1, len(word) + 1):
                    wanted = " ".join(folded(word[:end]).split())
                    times_ms.append(
                        typed_ms(
                            field,
                            word[end - 1],
                            pane.view,
                            lambda wanted=wanted: pane.table.query == wanted,
                        )
                    )
                    wait_until(lambda: not window.reading)
                field.clear_text()
                QCoreApplication.processEvents()
        return times_ms, shown.rows


# --- proxies --------------------------------------------------------------------------------------


class Texts(QAbstractTableModel):
    """The texts of the same rows, as lean as a Python model can be."""

    def __init__(self, texts: list[tuple[str, ...]]) -> None:
        super().__init__()
        self._texts = texts
        self._haystack = [folded("\x1f".join(row)) for row in texts]

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._texts)

    def columnCount(self, parent: _Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._texts[0])

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        if role == _DISPLAY:
            return self._texts[index.row()][index.column()]
        if role == _HAYSTACK:
            return self._haystack[index.row()]
        return None


def _proxy_ms(app: QApplication, texts: list[tuple[str, ...]], *, all_columns: bool) -> list[float]:
    source = Texts(texts)
    proxy = QSortFilterProxyModel()
    proxy.setSourceModel(source)
    proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    proxy.setFilterKeyColumn(-1 if all_columns else 0)
    if not all_columns:
        proxy.setFilterRole(_HAYSTACK)
    window, field, view = QWidget(), QLineEdit(), QTableView()
    column = QVBoxLayout(window)
    column.addWidget(field)
    column.addWidget(view)
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    view.setModel(proxy)
    field.textChanged.connect(proxy.setFilterFixedString)
    window.resize(900, 800)
    window.show()
    QCoreApplication.processEvents()
    times_ms = []
    for end, letter in enumerate(WORDS[0], start=1):
        settled = WORDS[0][:end]
        times_ms.append(
            typed_ms(field, letter, view, lambda settled=settled: field.text() == settled)
        )
    window.close()
    return times_ms


def _texts(row: ClientRow) -> tuple[str, ...]:
    return (
        row.name,
        row.email.text or "",
        row.phone.text or "",
        row.trainer or "",
        " + ".join(p.name for p in row.packages),
        "" if row.past_due_cents is None else f"${row.past_due_cents / 100:,.2f}",
        str(row.payment_status),
        row.source_ids[0][1],
    )
