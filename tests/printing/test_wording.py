"""Names, numbers and amounts as paper takes them."""

from __future__ import annotations

import pytest

from gymdesk.domain.past_due import Mark
from ui.printing.marks import marked, unknown
from ui.printing.wording import bare_amount, one_line, short_name, short_phone


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Mara Ellison", "Mara E."),
        ("Hannah Abernathy-Montgomery", "Hannah A."),
        ("Noor van Dijk", "Noor D."),
        ("Ellison, Mara", "Mara E."),
        ("van Dijk, Noor", "Noor D."),
        ("Cher", "C."),
        ("mara@example.com", "m."),
        ("  ", ""),
    ],
)
def test_a_short_name_is_first_name_and_initial(name, short):
    assert short_name(name) == short


@pytest.mark.parametrize(
    ("phone", "short"),
    [("(555) 010-0142", "…0142"), ("+1 555 010 0142", "…0142"), ("0142", "…"), ("n/a", "…")],
)
def test_a_short_number_is_its_last_four_and_never_all_of_it(phone, short):
    assert short_phone(phone) == short


@pytest.mark.parametrize(
    ("money", "bare"),
    [
        ("$1,234.56", "1,234.56"),
        ("\u2212$3.00", "\u22123.00"),
        ("1.234,56\u00a0€", "1.234,56"),
        ("PLN\u00a012.00", "12.00"),
    ],
)
def test_a_bare_amount_keeps_all_but_the_currency(money, bare):
    assert bare_amount(money) == bare


def test_one_line_drops_controls_and_direction_overrides():
    assert one_line("a\nb\u202e\x00 c\u2028d") == "a b c d"


def test_signs_stand_in_one_order_with_at_least_next_to_the_amount():
    marks = {Mark.AT_LEAST, Mark.STALE, Mark.DIFFERS, Mark.MISSING}

    assert marked("$1.00", marks) == "≠†≥ $1.00"
    assert marked("$1.00", {Mark.MISSING}) == "$1.00"
    assert unknown("unknown", {Mark.STALE, Mark.AT_LEAST}) == "†? unknown"
    assert unknown("unknown", set()) == "? unknown"
