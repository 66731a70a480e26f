"""Conditions of the worklist: whose case it is, its stage, and debts that nobody is after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from ui.models.conditions import ClientConditions, Condition

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gymdesk.domain.case import Stage
    from gymdesk.rows import ClientRow
    from gymdesk.rows.cases import CaseRow
    from ui.models.case_columns import CaseColumns, SaysCases
    from ui.phrases import Phrases


class CaseConditions(ClientConditions):
    """Looks up the cases in the book of the list's columns."""

    def __init__(
        self, phrases: Phrases, words: Callable[[], SaysCases], columns: CaseColumns
    ) -> None:
        super().__init__(phrases, columns)
        self._words = words
        self._columns = columns

    @override
    def _more(self, rows: Sequence[ClientRow]) -> list[tuple[str, list[Condition]]]:
        from gymdesk.domain.case import Stage  # here: the list opens before any case is read

        cases = [c for row in rows if (c := self._columns.book.get(row.client_id)) is not None]
        stages = {case.stage for case in cases}
        owners = sorted({case.owner for case in cases if case.owner}, key=str.casefold)
        by_stage = [
            Condition(
                f"stage {stage}", "stage", self._words().stage(stage).word, self._where(_is(stage))
            )
            for stage in Stage
            if stage in stages
        ]
        by_owner = [
            Condition(f"owner {name}", "owner", name, self._where(_owned_by(name)))
            for name in owners
        ]
        if owners and len(owners) < len({case.owner for case in cases}):
            words = self.tr("Nobody's case")
            by_owner.append(Condition("no owner", "owner", words, self._where(_owned_by(None))))
        nobody = []
        if any(case.orphan for case in cases):
            words = self.tr("Nothing scheduled, nobody contacted")
            nobody.append(Condition("orphan", "orphan", words, self._where(_is_orphan)))
        return [
            (self.tr("Stage"), by_stage),
            (self.tr("Owner"), by_owner),
            (self.tr("Nobody is after it"), nobody),
        ]

    def _where(self, keep: Callable[[CaseRow], bool]) -> Callable[[ClientRow], bool]:
        book = self._columns  # the book itself is another one after each reading

        def kept(row: ClientRow) -> bool:
            case = book.book.get(row.client_id)
            return case is not None and keep(case)

        return kept


def _is(stage: Stage) -> Callable[[CaseRow], bool]:
    return lambda case: case.stage == stage


def _owned_by(name: str | None) -> Callable[[CaseRow], bool]:
    return lambda case: case.owner == name


def _is_orphan(case: CaseRow) -> bool:
    return case.orphan
