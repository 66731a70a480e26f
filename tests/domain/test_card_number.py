"""Card numbers: found however they are typed, and little else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gymdesk.domain.card_number import holds_card_number, passes_luhn


@pytest.mark.parametrize(
    "text",
    [
        "4242424242424242",
        "card 4242 4242 4242 4242 exp 12/29",
        "4242-4242-4242-4242",
        "4242.4242.4242.4242",
        "4242  4242  4242  4242",
        "4242 - 4242 - 4242 - 4242",
        "amex 378282246310005",
        "3782 822463 10005",
        "5555555555554444 and call back",
        "6011111111111117",
        "4222222222222",
        "4000000000000000006",
        "his number 555 0100 and 4242 4242 4242 4242",
        "0142 4242424242424242",
        "4242\u00a04242\u20094242\u202f4242",
        "4242\u20134242\u20144242\u20104242",
        "4242\u200b4242\u200b4242\u200b4242",
        "４２４２４２４２４２４２４２４２",
        "٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢",
        "4242\n4242\n4242\n4242",
    ],
)
def test_a_card_number_is_found(text: str) -> None:
    assert holds_card_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Called, no answer.",
        "4242424242424241",  # the check digit does not fit
        "424242424242",  # too short
        "42424242424242424242424242",  # too long: an account, a reference
        "1242424242424242",  # no card begins so, though the check digit could be right
        "phone (555) 010-0142, after 18:00",
        "invoice 70000001, agreement 1500001, client 910000131",
        "pays $150.00 on 2026-11-27",
        "4242 4242 then on Friday 4242 4242",
        "0000000000000000",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert not holds_card_number(text)


@pytest.mark.parametrize(
    ("digits", "fits"),
    [
        *(("0", True), ("18", True), ("59", True), ("10", False), ("79927398713", True)),
        *((f"7992739871{n}", False) for n in "012456789"),
    ],
)
def test_the_check_digit(digits: str, fits: bool) -> None:
    assert passes_luhn(digits) is fits


def with_check_digit(digits: str) -> str:
    return next(f"{digits}{n}" for n in "0123456789" if passes_luhn(f"{digits}{n}"))


@given(
    first=st.sampled_from("23456"),
    rest=st.text("0123456789", min_size=11, max_size=17),
    gap=st.sampled_from(["", " ", "-", " - ", ".", "/"]),
    size=st.integers(1, 6),
    around=st.sampled_from(["{}", "card {} please", "({})", "No.{},"]),
)
def test_no_card_number_passes_however_it_is_grouped(first, rest, gap, size, around):
    number = with_check_digit(first + rest)
    groups = [number[n : n + size] for n in range(0, len(number), size)]
    assert holds_card_number(around.format(gap.join(groups)))
