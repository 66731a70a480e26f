"""One person in two systems: suggested side by side, joined by hand, and parted again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QListWidget,
    QListWidgetItem,
)

from gymdesk.domain.client import SOURCE_NAMES
from gymdesk.domain.matching import Likeness
from gymdesk.rows import JoinRow, PairRow
from ui.widgets.dialog_frame import DialogFrame
from ui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from gymdesk.domain.client import ClientId
    from gymdesk.errors import DeskError
    from ui.phrases import Phrases
    from ui.style import Style

ROW_PX: Final = 30
ROWS_SHOWN: Final = 8


class JoinsDialog(DialogFrame):
    """Joins nothing itself: `join_wanted` carries a `PairRow`, `part_wanted` a `JoinRow`.

    Suggestions come first, what was joined by hand below them. After a decision the dialog stays,
    on what was just decided, so that the same button takes it back.
    """

    join_wanted = Signal(object)
    part_wanted = Signal(object)

    def __init__(self, style: Style, phrases: Phrases, parent: QWidget | None = None) -> None:
        super().__init__(style, "", parent, 640)
        title = self.tr("One person in two systems")
        self.setWindowTitle(title)
        self.heading.setText(title)
        self._phrases = phrases
        self._rows: list[PairRow | JoinRow | None] = []
        self._busy = False
        self._build(style)
        self._connect()

    @property
    def chosen(self) -> PairRow | JoinRow | None:
        """Return the pair, or the join, that is chosen."""
        at = self.list.currentRow()
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def show_joins(
        self,
        likely: Sequence[PairRow],
        joined: Sequence[JoinRow],
        about: frozenset[ClientId] = frozenset(),
    ) -> None:
        """List both kinds; the first row about one of those clients is chosen."""
        self._busy = False
        before = self.list.currentRow()
        self.list.blockSignals(True)
        self.list.clear()
        self._rows = []
        self._add_section(self.tr("Likely one person ({n})").format(n=len(likely)), likely)
        self._add_section(self.tr("Joined by hand ({n})").format(n=len(joined)), joined)
        self.list.setCurrentRow(self._place(about, before))
        self.list.blockSignals(False)
        there = bool(likely or joined)
        self.list.setVisible(there)
        self.nothing.setText("" if there else self.tr("Nobody is likely one person in both."))
        self.nothing.setVisible(not there)
        self._show_chosen()
        if there:
            self.list.setFocus()
        self.grow()

    def show_failure(self, error: DeskError) -> None:
        """Say why nothing was joined or parted."""
        self._busy = False
        title, message = self._phrases.error(error)
        self._show_chosen()
        self._say(f"{title}. {message}", "bad")
        self.grow()

    # --- slots ----------------------------------------------------------------------------------

    @Slot(int)
    def on_row_changed(self, _row: int) -> None:
        """Show what is chosen side by side."""
        self._show_chosen()

    @Slot()
    def on_verb_clicked(self) -> None:
        """Join the pair that is chosen, or part the join."""
        chosen = self.chosen
        if chosen is None or self._busy:
            return
        self._busy = True
        self._verb_button.setEnabled(False)
        if isinstance(chosen, PairRow):
            self.join_wanted.emit(chosen)
        else:
            self.part_wanted.emit(chosen)

    # --- parts ----------------------------------------------------------------------------------

    def _build(self, style: Style) -> None:
        intro = Label(
            style,
            "body",
            "text2",
            self.tr(
                "Nobody is joined by itself. Joined, they are one row and what both owe is added "
                "up. Parting gives every record back."
            ),
        )
        intro.setWordWrap(True)
        self.body.addWidget(intro)
        self.nothing = Label(style, "body_bold", "text", self.tr("Reading…"))
        self.body.addWidget(self.nothing)
        self.list = QListWidget()
        self.list.setObjectName("joins_list")
        self.list.setAccessibleName(self.tr("Pairs that are likely one person, then the joined"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setMinimumHeight(style.px(ROWS_SHOWN * ROW_PX + 8))
        self.list.hide()
        self.body.addWidget(self.list, 1)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        self._cells = [[Label(style, "body") for _ in range(3)] for _ in range(5)]
        for row, cells in enumerate(self._cells):
            for column, cell in enumerate(cells):
                cell.setWordWrap(column > 0)
                self._grid.addWidget(cell, row, column, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(self._grid)
        self.remark = Label(style, "body", "text2")
        self.remark.setWordWrap(True)
        self.body.addWidget(self.remark)
        self._verb_button = self.add_buttons(self.tr("Join these two"), self.tr("Close"))
        self._verb_button.setEnabled(False)

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(self.on_row_changed)
        self._verb_button.clicked.connect(self.on_verb_clicked)

    def _add_section(self, title: str, rows: Sequence[PairRow | JoinRow]) -> None:
        if not rows:
            return
        head = QListWidgetItem(title)
        head.setFlags(Qt.ItemFlag.NoItemFlags)
        self._add_item(head, None)
        for row in rows:
            self._add_item(QListWidgetItem(self._line(row)), row)

    def _add_item(self, item: QListWidgetItem, row: PairRow | JoinRow | None) -> None:
        item.setSizeHint(QSize(0, self.style_of.px(ROW_PX)))
        self.list.addItem(item)
        self._rows.append(row)

    def _place(self, about: frozenset[ClientId], before: int) -> int:
        """Return the row about those clients, else the nearest to where one stood."""
        there = [at for at, row in enumerate(self._rows) if row is not None]
        if not there:
            return -1
        for at in there:
            row = self._rows[at]
            ids = {row.client_id} if isinstance(row, JoinRow) else set()
            if isinstance(row, PairRow):
                ids = {row.one.client_id, row.other.client_id}
            if ids & about:
                return at
        return min(there, key=lambda at: abs(at - max(before, 0)))

    def _show_chosen(self) -> None:
        chosen = self.chosen
        lines: list[tuple[str, str, str]] = []
        if isinstance(chosen, PairRow):
            one, other = chosen.one, chosen.other
            lines = [
                ("", SOURCE_NAMES[one.source], SOURCE_NAMES[other.source]),
                (self.tr("Name"), one.name, other.name),
                (self.tr("E-mail"), one.email or "–", other.email or "–"),
                (self.tr("Phone"), one.phone or "–", other.phone or "–"),
                (self.tr("Number"), one.remote_id, other.remote_id),
            ]
            same = self.tr("The same: {what}.").format(what=self._likeness(chosen))
            self._say(same if chosen.strong else self._only_name(), "text2")
        elif isinstance(chosen, JoinRow):
            words = self.tr("{source} {id} was joined by {who}, {moment}.").format(
                source=SOURCE_NAMES[chosen.source],
                id=chosen.remote_id,
                who=chosen.joined_by,
                moment=self._phrases.moment(chosen.joined_at_utc),
            )
            self._say(words, "text2")
        else:
            self._say("", "text2")
        self._show_lines(lines)
        part = isinstance(chosen, JoinRow)
        self._verb_button.setText(self.tr("Part") if part else self.tr("Join these two"))
        self._verb_button.setEnabled(chosen is not None and not self._busy)

    def _show_lines(self, lines: list[tuple[str, str, str]]) -> None:
        for at, cells in enumerate(self._cells):
            for column, cell in enumerate(cells):
                cell.setVisible(at < len(lines))
                cell.setText(lines[at][column] if at < len(lines) else "")
                cell.set_tone("text2" if column == 0 or at == 0 else "text")

    def _say(self, words: str, tone: str) -> None:
        self.remark.set_tone(tone)
        self.remark.setText(words)
        self.remark.setVisible(bool(words))

    # --- words ----------------------------------------------------------------------------------

    def _line(self, row: PairRow | JoinRow) -> str:
        if isinstance(row, JoinRow):
            said = self.tr("{name} · {source} {id}")
            return said.format(name=row.name, source=SOURCE_NAMES[row.source], id=row.remote_id)
        names = row.one.name
        if row.other.name != row.one.name:
            names = self.tr("{one} and {other}").format(one=row.one.name, other=row.other.name)
        said = self.tr("{names} · {one} and {other} · same {what}")
        return said.format(
            names=names,
            one=f"{SOURCE_NAMES[row.one.source]} {row.one.remote_id}",
            other=f"{SOURCE_NAMES[row.other.source]} {row.other.remote_id}",
            what=self._likeness(row),
        )

    def _only_name(self) -> str:
        return self.tr("Only the name is the same: look closely.")

    def _likeness(self, row: PairRow) -> str:
        words = {
            Likeness.NAME: self.tr("name"),
            Likeness.EMAIL: self.tr("e-mail"),
            Likeness.PHONE: self.tr("phone"),
        }
        return ", ".join(words[like] for like in Likeness if like in row.likeness)
