"""A sheet: what is printed, on which paper, and how far it got. One painter for every device."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Final, Literal, Protocol, TypeVar
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale, QMarginsF, QObject
from PySide6.QtGui import QPageLayout, QPageSize, QPainter

from gymdesk.errors import UsageError
from ui.printing.fonts import Faces
from ui.printing.layout import MARGIN_MM, laid_out
from ui.printing.page import PagePainter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from PySide6.QtGui import QPagedPaintDevice

    from gymdesk.errors import DeskError
    from gymdesk.rows import ClubRow
    from ui.phrases import Phrases
    from ui.printing.contents import Contents, SheetRow
    from ui.printing.wording import Privacy

Paper = Literal["auto", "a4", "letter"]
Orientation = Literal["auto", "portrait", "landscape"]
Row = TypeVar("Row")

PORTRAIT_MM: Final = 186.0
"""A4 upright between its margins; wider columns turn the paper."""

_T = QLocale.Country
LETTER_TERRITORIES: Final = frozenset(
    {
        _T.UnitedStates,
        _T.Canada,
        _T.Mexico,
        _T.Chile,
        _T.Colombia,
        _T.CostaRica,
        _T.ElSalvador,
        _T.Guatemala,
        _T.Nicaragua,
        _T.Panama,
        _T.Philippines,
        _T.PuertoRico,
        _T.Venezuela,
    }
)
"""Where office paper is Letter (CLDR)."""


class PaintsPages(Protocol):
    """What paints a sheet page by page: `ui.printing.page.PagePainter`."""

    @property
    def pages(self) -> int:
        """Return how many pages there are."""
        ...

    def paint_page(self, number: int) -> None:
        """Paint page *number*, counted from 1."""
        ...


class Stopped(Exception):
    """The user stopped composing a long list."""


class Sheet(QObject):
    """A list on paper. Subclasses compose its `contents`; the order of the rows is the given one.

    `contents` is made once, so that a preview, the page count and the paper say the same.
    """

    def __init__(
        self, club: ClubRow, phrases: Phrases, printed_by: str, printed_at_utc: datetime
    ) -> None:
        super().__init__()
        self._club = club
        self._phrases = phrases
        self._printed_by = printed_by
        self._printed_at_utc = printed_at_utc
        self._contents: Contents | None = None
        self._step: Callable[[int, int], bool] | None = None

    @property
    def contents(self) -> Contents:
        """Return what stands on the sheet."""
        if self._contents is None:
            self._contents = self._composed()
        return self._contents

    def compose(self, step: Callable[[int, int], bool]) -> bool:
        """Compose the contents of a long list; False where *step* said to stop.

        *step* is told rows done and rows in all.
        """
        self._step = step
        try:
            return bool(self.contents.columns)
        except Stopped:
            return False
        finally:
            self._step = None

    @property
    def title(self) -> str:
        """Return the name of the sheet."""
        return self.contents.title

    @property
    def warning(self) -> str:
        """Return what the sheet says in its box above the table, "" if there is none."""
        return self.contents.warning

    @property
    def clients(self) -> int:
        """Return how many people stand on the sheet."""
        return len(self.contents.rows)

    @property
    def privacy(self) -> Privacy:
        """Return whether names and phones are in full."""
        return "full"

    @property
    def file_name(self) -> str:
        """Return a file name made of the title and the day, never of a person."""
        return f"{self.title} {self._local(self._printed_at_utc).date().isoformat()}.pdf"

    @property
    def is_landscape(self) -> bool:
        """Return whether the columns need more than upright A4 is wide."""
        return sum(column.width_mm for column in self.contents.columns) > PORTRAIT_MM

    def in_words(self, error: DeskError) -> str:
        """Return what an error says, for the dialog that prints the sheet."""
        title, message = self._phrases.error(error)
        return f"{title}. {message}"

    @abstractmethod
    def with_privacy(self, privacy: Privacy) -> Sheet:
        """Return the same sheet with names and phones in full or for public view."""

    @abstractmethod
    def _composed(self) -> Contents:
        """Return what stands on the sheet."""

    def page_layout(self, paper: Paper = "auto", orientation: Orientation = "auto") -> QPageLayout:
        """Return paper, direction and margins; the paper follows the club's country by itself."""
        landscape = self.is_landscape if orientation == "auto" else orientation == "landscape"
        margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
        turned = QPageLayout.Orientation.Landscape
        return QPageLayout(
            QPageSize(self.page_size(paper)),
            turned if landscape else QPageLayout.Orientation.Portrait,
            margins,
            QPageLayout.Unit.Millimeter,
        )

    def page_size(self, paper: Paper = "auto") -> QPageSize.PageSizeId:
        """Return A4 or Letter; "auto" is what the club's country uses."""
        if paper == "auto":
            territory = QLocale(self._club.locale).territory()
            paper = "letter" if territory in LETTER_TERRITORIES else "a4"
        return QPageSize.PageSizeId.Letter if paper == "letter" else QPageSize.PageSizeId.A4

    def page_count(self, device: QPagedPaintDevice) -> int:
        """Return how many pages the sheet takes on the device's paper."""
        return len(laid_out(self.contents, device, Faces(device)).pages)

    def paint(
        self,
        device: QPagedPaintDevice,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> int:
        """Paint all pages and return how many were painted; fewer than all when *cancelled*.

        *progress* is told pages done and pages in all. Raises `UsageError` where the device does
        not take the sheet.
        """
        self.contents  # noqa: B018 (composed before the device is touched)
        painter = QPainter()
        if not painter.begin(device):
            raise UsageError("The printer did not take the list. Nothing was printed.")
        try:
            page_painter = self._page_painter(painter, device, Faces(device))
            pages = page_painter.pages
            for number in range(1, pages + 1):
                if cancelled is not None and cancelled():
                    return number - 1
                if number > 1 and not device.newPage():
                    raise UsageError(f"The printer stopped after page {number - 1} of {pages}.")
                page_painter.paint_page(number)
                if progress is not None:
                    progress(number, pages)
        finally:
            painter.end()
        return pages

    def _page_painter(
        self, painter: QPainter, device: QPagedPaintDevice, faces: Faces
    ) -> PaintsPages:
        """Return what paints the pages; *painter* has begun on *device*."""
        layout = laid_out(self.contents, device, faces)
        return PagePainter(painter, self.contents, layout, faces)

    # --- for subclasses ---------------------------------------------------------------------------

    def _sheet_rows(
        self, make: Callable[[int, Row], SheetRow], rows: Sequence[Row]
    ) -> tuple[SheetRow, ...]:
        """Return the rows made one by one, counted from 1; raises Stopped when told to."""
        made = []
        for number, row in enumerate(rows, start=1):
            made.append(make(number, row))
            if self._step is not None and self._step(number, len(rows)):
                raise Stopped
        return tuple(made)

    # --- words for subclasses ---------------------------------------------------------------------

    def _local(self, at_utc: datetime) -> datetime:
        return at_utc.astimezone(ZoneInfo(self._club.timezone))

    def _dated(self, words: str, on: date) -> str:
        """Return a day with its year: paper is read in other years, too."""
        return words if str(on.year) in words else f"{words} {on.year}"

    def _printed(self) -> str:
        """Return when and by whom."""
        on = self._local(self._printed_at_utc).date()
        day = self._dated(self._phrases.weekday(on), on)
        clock = self._phrases.clock_time(self._printed_at_utc)
        if not self._printed_by:
            return self.tr("Printed {day}, {clock}").format(day=day, clock=clock)
        return self.tr("Printed {day}, {clock} by {who}").format(
            day=day, clock=clock, who=self._printed_by
        )

    def _figures_from(self, at_utc: datetime | None) -> str:
        if at_utc is None:
            return self.tr("no figures yet")
        return self.tr("figures from {moment}").format(moment=self._phrases.moment(at_utc))

    def _foot(self, at_utc: datetime | None, run_id: int | None = None) -> str:
        """Return the privacy sentence and the refresh that the figures are of."""
        if at_utc is None:
            return self.tr("Personal data, shred after use.")
        on = self._local(at_utc).date()
        day = self._dated(self._phrases.day(on), on)
        clock = self._phrases.clock_time(at_utc)
        if run_id is None:
            return self.tr("Personal data, shred after use. Refresh of {day} {clock}").format(
                day=day, clock=clock
            )
        return self.tr(
            "Personal data, shred after use. Refresh of {day} {clock}, run no. {run}"
        ).format(day=day, clock=clock, run=run_id)
