"""The columns of the worklist: what the cases say beside the figures of a client's row."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import Qt
from typing_extensions import override

from gymdesk.domain.client import folded
from ui.models.cells import Kind
from ui.models.client_columns import ClientColumns
from ui.models.row_table import NOT_APPLICABLE, Column

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtCore import QObject

    from gymdesk.domain.call_words import Clause
    from gymdesk.domain.case import Stage
    from gymdesk.domain.client import ClientId
    from gymdesk.rows import ClientRow
    from gymdesk.rows.cases import CaseRow
    from ui.models.cells import State
    from ui.phrases import Phrases

_LEFT: Final = Qt.AlignmentFlag.AlignLeft
_NONE: Final = ("", "text2", "–")


class SaysCases(Protocol):
    """Words of cases: `ui.case_words.CaseWords`."""

    def sentence(self, clauses: Iterable[Clause], /) -> str:
        """Return the why-line."""
        ...

    def stage(self, stage: Stage, /) -> State:
        """Return the stage."""
        ...

    def last_contact(self, row: CaseRow, /) -> tuple[str, str, str]:
        """Return icon, tone and words of the last contact."""
        ...

    def promise(self, row: CaseRow, /) -> tuple[str, str, str]:
        """Return icon, tone and words of the promise."""
        ...

    def next(self, row: CaseRow, /) -> tuple[str, str, str]:
        """Return icon, tone and words of what is next."""
        ...


class CaseColumns(ClientColumns):
    """Words and columns of the worklist. `book` holds the cases by client, as they were read.

    Without a case (before the first reading) a row says what its figures say, and "–". *words* is
    asked for when there is a case: the words of cases load slowly.
    """

    def __init__(
        self, phrases: Phrases, words: Callable[[], SaysCases], parent: QObject | None = None
    ) -> None:
        super().__init__(phrases, parent)
        self._words = words
        self.book: dict[ClientId, CaseRow] = {}

    @override
    def collections(self) -> tuple[Column[ClientRow], ...]:
        """Return the figures, then Last contact, Promise and Next, then what can be chosen."""
        built = {column.key: column for column in super().collections()}
        first = [built.pop(key) for key in ("name", "past_due", "age")]
        aging = replace(built.pop("aging"), min_list_px=700)
        why = built.pop("why")
        phone = replace(built.pop("phone"), min_list_px=1500)
        trainer = replace(built.pop("trainer"), chosen=False, min_list_px=0)
        return (
            *first,
            aging,
            why,
            self._said("contact", self.tr("Last contact"), 104, self._contact, self._contact_key),
            self._said("promise", self.tr("Promise"), 92, self._promise, self._promise_key),
            self._said("next", self.tr("Next"), 118, self._next, self._next_key),
            phone,
            trainer,
            self._plain("stage", self.tr("Stage"), 130, self._stage),
            self._plain("owner", self.tr("Owner"), 110, self._owner),
            *built.values(),
        )

    @override
    def why(self, row: ClientRow) -> str:
        """Return why the row stands where it stands."""
        case = self.book.get(row.client_id)
        if case is None or row.past_due_cents is None:
            return super().why(row)
        return self._words().sentence(case.why)

    @override
    def sentence(self, row: ClientRow) -> str:
        """Return the row as one spoken sentence, with promise and what is next."""
        case = self.book.get(row.client_id)
        if case is None:
            return super().sentence(row)
        parts = [super().sentence(row), self._words().stage(case.stage).word]
        parts.append(self._words().next(case)[2])
        return ", ".join(parts)

    @override
    def haystack(self, row: ClientRow) -> str:
        """Return all that a search looks at, the owner of the case included."""
        case = self.book.get(row.client_id)
        owner = "" if case is None or case.owner is None else case.owner
        return f"{super().haystack(row)}\x1f{owner}"

    def _said(
        self,
        key: str,
        title: str,
        width_px: int,
        of: Callable[[ClientRow], tuple[str, str, str]],
        sort_key: Callable[[ClientRow], object],
    ) -> Column[ClientRow]:
        return Column(
            key,
            title,
            width_px,
            _LEFT,
            Kind.ICON_TEXT,
            lambda row: of(row)[2],
            sort_key,
            icon=lambda row: of(row)[0],
            tone=lambda row: of(row)[1],
            tooltip=lambda row: self._tip(key, row),
            min_list_px=760 if key == "contact" else 560,
        )

    def _plain(
        self, key: str, title: str, width_px: int, of: Callable[[ClientRow], str]
    ) -> Column[ClientRow]:
        return Column(
            key,
            title,
            width_px,
            _LEFT,
            Kind.TEXT,
            lambda row: of(row) or "–",
            lambda row: folded(of(row)) or NOT_APPLICABLE,
            tone=lambda row: "text2",
            chosen=False,
        )

    def _contact(self, row: ClientRow) -> tuple[str, str, str]:
        case = self.book.get(row.client_id)
        return _NONE if case is None else self._words().last_contact(case)

    def _promise(self, row: ClientRow) -> tuple[str, str, str]:
        case = self.book.get(row.client_id)
        return _NONE if case is None else self._words().promise(case)

    def _next(self, row: ClientRow) -> tuple[str, str, str]:
        case = self.book.get(row.client_id)
        return _NONE if case is None else self._words().next(case)

    def _stage(self, row: ClientRow) -> str:
        case = self.book.get(row.client_id)
        return "" if case is None else self._words().stage(case.stage).word

    def _owner(self, row: ClientRow) -> str:
        case = self.book.get(row.client_id)
        return "" if case is None else case.owner or ""

    def _contact_key(self, row: ClientRow) -> object:
        case = self.book.get(row.client_id)
        if case is None:
            return NOT_APPLICABLE
        return 0.0 if case.last_contact is None else case.last_contact.at_utc.timestamp()

    def _promise_key(self, row: ClientRow) -> object:
        case = self.book.get(row.client_id)
        if case is None or case.promise is None:
            return NOT_APPLICABLE
        return case.promise.on.toordinal()

    def _next_key(self, row: ClientRow) -> object:
        case = self.book.get(row.client_id)
        if case is None:
            return NOT_APPLICABLE
        on = case.next_on
        return (case.gate is not None, on is None, 0 if on is None else on.toordinal(), case.lane)

    def _tip(self, key: str, row: ClientRow) -> str:
        case = self.book.get(row.client_id)
        if case is None:
            return ""
        if key == "contact" and case.last_contact is not None:
            last = case.last_contact
            said = f"{self._phrases.moment(last.at_utc)} · {last.staff}"
            return f"{said}\n{last.note}" if last.note else said
        return self.why(row) if key == "next" else ""
