"""The history of the refreshes: every run kept, with what went wrong in it and for whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from gymdesk.domain.client import folded
from gymdesk.rows import ErrorRow, RunRow, RunStatus
from ui.models.cells import Kind
from ui.models.row_table import Column, RowTable
from ui.widgets.button import Button
from ui.widgets.dialog_frame import DialogFrame
from ui.widgets.label import Label
from ui.widgets.list_view import ListView
from ui.widgets.search_field import SearchField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gymdesk.domain.client import Source
    from ui.panes.sync_words import SyncWords
    from ui.phrases import Phrases
    from ui.style import Style

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
WIDTH_PX: Final = 1000
HEIGHT_PX: Final = 560
RUNS_PX: Final = 470


@dataclass(frozen=True)
class RetryWanted:
    """The clients of one source that are to be read again."""

    source: Source
    remote_ids: tuple[str, ...]


class HistoryDialog(DialogFrame):
    """Shows the runs and the errors of the chosen one; the errors can be searched and copied.

    `retry_wanted` carries a `RetryWanted`, `client_wanted` the `ClientId` of an opened error.
    """

    retry_wanted = Signal(object)
    client_wanted = Signal(object)

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        words: SyncWords,
        runs: Sequence[RunRow],
        chosen: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(style, "", parent, WIDTH_PX)
        self.setWindowTitle(self.tr("Refresh history"))
        self.heading.setText(self.tr("Refresh history"))
        self._phrases = phrases
        self._words = words
        self._all = tuple(runs)
        self._run: RunRow | None = None
        self.runs = self._run_table()
        self.errors = self._error_table()
        self._build()
        self.add_buttons(self.tr("Close"), None).clicked.connect(self.accept)
        self._show_runs()
        self.choose(chosen)

    def choose(self, run_id: int | None) -> None:
        """Show a run, the newest by default."""
        rows = [self.runs.row_at(place) for place in range(self.runs.rowCount())]
        place = next((i for i, run in enumerate(rows) if run.run_id == run_id), 0 if rows else -1)
        if place >= 0:
            self.run_view.setCurrentIndex(self.runs.index(place, 0))
        self._show_run(rows[place] if place >= 0 else None)

    def set_refreshing(self, running: bool) -> None:
        """Hold "Retry these" back while a refresh runs."""
        self._running = running
        self._enable()

    # --- slots ----------------------------------------------------------------------------------

    @Slot()
    def on_kind_chosen(self) -> None:
        """Show all runs, or those with errors."""
        kept = None if self._run is None else self._run.run_id
        self._show_runs()
        self.choose(kept)

    @Slot(QModelIndex, QModelIndex)
    def on_run_chosen(self, current: QModelIndex, _before: QModelIndex) -> None:
        """Show what went wrong in a run."""
        self._show_run(self.runs.row_at(current.row()) if current.isValid() else None)

    @Slot(object)
    def on_searched(self, _text: object) -> None:
        """Show the errors that hold the text."""
        self._show_errors()

    @Slot()
    def on_copy_clicked(self) -> None:
        """Copy the errors that are shown, one a line."""
        lines = [f"{self._whose(e)}\t{e.title}\t{e.message}" for e in self.shown()]
        QGuiApplication.clipboard().setText("\n".join(lines))

    @Slot()
    def on_retry_clicked(self) -> None:
        """Ask that the clients of the errors that are shown are read again."""
        if self._run is not None:
            self.retry_wanted.emit(RetryWanted(self._run.source, self._subjects()))

    @Slot(QModelIndex)
    def on_error_opened(self, index: QModelIndex) -> None:
        """Show the client an error is about."""
        row = self.errors.row_at(index.row())
        if row.client_id is not None:
            self.client_wanted.emit(row.client_id)

    # --- parts ----------------------------------------------------------------------------------

    def shown(self) -> list[ErrorRow]:
        """Return the errors that are shown."""
        return [self.errors.row_at(place) for place in range(self.errors.rowCount())]

    def _subjects(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(e.subject for e in self.shown() if e.subject))

    def _build(self) -> None:
        self._running = False
        self.kind = QComboBox()
        self.kind.setAccessibleName(self.tr("Which runs"))
        self.kind.addItem(self.tr("All runs"), "all")
        self.kind.addItem(self.tr("Runs with errors"), "errors")
        self.kind.currentIndexChanged.connect(self.on_kind_chosen)
        self.run_view = self._list(self.tr("Runs, newest first"), "run_list")
        self.run_view.setModel(self.runs)
        self.run_view.set_panel_rows(False)
        self.run_view.setFixedWidth(self.style_of.px(RUNS_PX))
        self.run_view.selectionModel().currentChanged.connect(self.on_run_chosen)
        self.about = Label(self.style_of, "body_bold")
        self.about.setWordWrap(True)
        self.search = SearchField(self.style_of, self.tr("Search the errors"))
        self.search.text_settled.connect(self.on_searched)
        self.error_view = self._list(self.tr("What went wrong"), "history_errors")
        self.error_view.setModel(self.errors)
        self.error_view.set_why_line(True)
        self.error_view.activated.connect(self.on_error_opened)
        self.nothing = Label(self.style_of, "body", "text2")
        self.copy = Button(self.style_of, self.tr("Copy"), "plain", "copy")
        self.copy.clicked.connect(self.on_copy_clicked)
        self.retry = Button(self.style_of, self.tr("Retry these"), "plain", "refresh")
        self.retry.clicked.connect(self.on_retry_clicked)
        self.body.addLayout(self._columns())
        self.resize(self.style_of.px(WIDTH_PX), self.style_of.px(HEIGHT_PX))

    def _columns(self) -> QHBoxLayout:
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.kind)
        left.addWidget(self.run_view, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.retry)
        buttons.addWidget(self.copy)
        buttons.addStretch(1)
        buttons.addWidget(self.search)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.about)
        right.addWidget(self.error_view, 1)
        right.addWidget(self.nothing)
        right.addStretch(0)
        right.addLayout(buttons)
        columns = QHBoxLayout()
        columns.setSpacing(16)
        columns.addLayout(left)
        columns.addLayout(right, 1)
        return columns

    def _list(self, title: str, name: str) -> ListView:
        view = ListView(self.style_of)
        view.setObjectName(name)
        view.setAccessibleName(title)
        view.set_panel_rows(True)
        view.set_section_title(title)
        view.setSortingEnabled(False)
        return view

    def _show_runs(self) -> None:
        wanted = self.kind.currentData()
        self.runs.set_rows([run for run in self._all if wanted == "all" or run.errors])

    def _show_run(self, run: RunRow | None) -> None:
        self._run = run
        words = self.tr("No refresh yet.")
        if run is not None:
            words = f"{self._name(run)}: {self._words.run(run)}, {self._words.trigger(run)}"
            words += f". {run.remark}" if run.remark else ""
        self.about.setText(words)
        self._show_errors()

    def _show_errors(self) -> None:
        errors = () if self._run is None else self._run.errors
        wanted = folded(self.search.text())
        found = [e for e in errors if wanted in folded(f"{self._whose(e)} {e.title} {e.message}")]
        self.errors.set_rows(found)
        self.error_view.setVisible(bool(found))
        self.nothing.setVisible(not found)
        nothing = self.tr("Nothing went wrong.")
        if errors:
            nothing = self.tr("No error holds this text.")
        elif self._run is not None and self._run.status == RunStatus.RUNNING:
            nothing = self.tr("Nothing went wrong so far.")
        elif self._run is not None and self._run.status == RunStatus.INTERRUPTED:
            nothing = self.tr("The program ended in the middle. What was read before is kept.")
        elif self._run is not None and self._run.reason:
            nothing = self.tr("Nothing was asked for: {reason}.").format(reason=self._run.reason)
        self.nothing.setText(nothing)
        self._enable()

    def _enable(self) -> None:
        subjects = self._subjects()
        self.copy.setEnabled(self.errors.rowCount() > 0)
        self.retry.setEnabled(bool(subjects) and not self._running)
        words = self.tr("Retry these") if not subjects else self.tr("Retry these {n}")
        self.retry.setText(words.format(n=len(subjects)))

    def _name(self, run: RunRow) -> str:
        return self._words.name(run.source, run.entity)

    def _whose(self, error: ErrorRow) -> str:
        if not error.subject:
            return self.tr("The whole refresh")
        return error.client_name or self.tr("client {id}").format(id=error.subject)

    def _run_table(self) -> RowTable[RunRow]:
        phrases = self._phrases
        return RowTable(
            (
                Column(
                    "run",
                    self.tr("Runs, newest first"),
                    0,
                    LEFT,
                    Kind.ICON_TEXT,
                    lambda run: f"{self._name(run)} · {phrases.run_status(run.status)}",
                    lambda run: -run.run_id,
                    icon=lambda run: phrases.run_status_icon(run.status).icon,
                    tone=lambda run: phrases.run_status_icon(run.status).tone,
                    tooltip=self._words.run,
                ),
                Column(
                    "errors",
                    self.tr("Errors"),
                    70,
                    RIGHT,
                    Kind.TEXT,
                    lambda run: str(len(run.errors)) if run.errors else "–",
                    lambda run: len(run.errors),
                ),
                Column(
                    "when",
                    self.tr("When"),
                    136,
                    RIGHT,
                    Kind.TEXT,
                    lambda run: phrases.moment(run.started_at_utc),
                    lambda run: -run.run_id,
                    tone=lambda run: "text2",
                ),
            ),
            row_id=lambda run: run.run_id,
            haystack=lambda run: run.status,
            sentence=lambda run: f"{self._name(run)}: {self._words.run(run)}",
            parent=self,
        )

    def _error_table(self) -> RowTable[ErrorRow]:
        return RowTable(
            (
                Column(
                    "what",
                    self.tr("What went wrong"),
                    0,
                    LEFT,
                    Kind.ICON_TEXT,
                    lambda row: f"{self._whose(row)} – {row.title}",
                    lambda row: row.title,
                    icon=lambda row: "st-warn" if row.subject else "st-failed",
                    tone=lambda row: "warn" if row.subject else "bad",
                    tooltip=lambda row: row.message,
                    bold=lambda row: True,
                ),
            ),
            row_id=lambda row: (row.subject, row.title, row.at_utc),
            haystack=lambda row: row.title,
            why=lambda row: row.message,
            sentence=lambda row: f"{self._whose(row)}: {row.title}. {row.message}",
            parent=self,
        )
