"""Case words: every clause of the domain can be translated, and reads as the desk says it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QTranslator

from gymdesk.domain import call_words, case_words, contact
from gymdesk.domain.call_words import Clause, Lane
from gymdesk.domain.case import Stage
from gymdesk.domain.case_event import CaseMark, Channel, Outcome, PaymentKind
from gymdesk.domain.contact import ContactWarning
from gymdesk.domain.money import Money
from tests.ui.models.samples import english
from ui.case_texts import CASE_TEXTS
from ui.case_words import CaseWords

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication


def kinds(base: type) -> Iterator[type]:
    for kind in base.__subclasses__():
        yield kind
        yield from kinds(kind)


ICONS = Path(__file__).parents[2] / "resources" / "icons"
TEMPLATES = sorted(
    {k.TEMPLATE for base in (Clause, ContactWarning) for k in kinds(base) if k.TEMPLATE}  # type: ignore[attr-defined]
    | set(case_words.CHANNELS.values())
    | set(case_words.OUTCOMES.values())
    | {words for pair in case_words.MARKED.values() for words in pair}
)


@pytest.fixture
def words(qapp: QApplication) -> CaseWords:
    return CaseWords(english())


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_clause_can_be_translated(template: str) -> None:
    assert template in CASE_TEXTS


def test_money_and_days_are_written_as_the_locale_does(words: CaseWords) -> None:
    kept = call_words.PromisePartlyKept(date(2026, 11, 12), Money(5000, "USD"), Money(9000, "USD"))
    said = words.sentence((kept, call_words.Age(47)))
    assert said == "Promise of 12 Nov partly kept, $50.00 of $90.00 · 47 days"
    quiet = contact.QuietHours(21, 8)
    assert words.clause(quiet) == "Quiet hours, 21:00 to 8:00"


def test_every_stage_channel_outcome_kind_and_mark_has_its_own_word(words: CaseWords) -> None:
    assert len({words.stage(s).word for s in Stage}) == len(Stage)
    assert len({words.channel(c) for c in Channel}) == len(Channel)
    assert len({words.outcome(o) for o in Outcome}) == len(Outcome)
    assert len({words.payment(k) for k in PaymentKind}) == len(PaymentKind)
    assert len({words.mark(m, on) for m in CaseMark for on in (True, False)}) == 2 * len(CaseMark)


def test_every_state_has_an_icon_that_is_there(words: CaseWords) -> None:
    names = {words.stage(s).icon for s in Stage}
    names |= {words.channel_icon(c, o) for c in Channel for o in Outcome}
    there = {path.stem for path in ICONS.glob("*.svg")}
    assert names <= there


def test_a_translation_of_a_clause_is_shown(qapp: QApplication, words: CaseWords) -> None:
    class German(QTranslator):
        def translate(
            self, context: str, text: str, disambiguation: str | None = None, n: int = -1
        ) -> str:
            return "Zugesagt" if (context, text) == ("CaseWords", "Written off") else ""

        def isEmpty(self) -> bool:
            return False

    translator = German()
    qapp.installTranslator(translator)
    try:
        assert words.clause(call_words.WrittenOff()) == "Zugesagt"
    finally:
        qapp.removeTranslator(translator)


def test_each_lane_says_what_to_do(words: CaseWords) -> None:
    assert {lane.value for lane in Lane} == {"call", "email", "letter", "at_desk", "find_details"}
