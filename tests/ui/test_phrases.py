"""Figures, days, states and errors in words."""

from __future__ import annotations

import inspect
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import QLocale

from gymdesk import errors
from gymdesk.clock import FixedClock
from gymdesk.domain.agreement import AgreementState, InvoiceState
from gymdesk.domain.past_due import Mark, PaymentStatus
from gymdesk.rows import LIST_WARNINGS, Health, RefreshIncomplete, RunStatus
from ui.error_texts import ERROR_TEXTS
from ui.phrases import Phrases
from ui.style import Style
from ui.warning_texts import WARNING_TEXTS

NOW = datetime(2026, 11, 20, 14, 26, tzinfo=UTC)


def phrases(locale: str = "en_US", now: datetime = NOW, zone: str = "America/New_York") -> Phrases:
    return Phrases(QLocale(locale), zone, FixedClock(now))


@pytest.mark.parametrize(
    ("cents", "currency", "words"),
    [
        (0, "USD", "$0.00"),
        (123456, "USD", "$1,234.56"),
        (-300, "USD", "−$3.00"),
        (100000000005, "USD", "$1,000,000,000.05"),
        (1999, "EUR", "€19.99"),
        (1999, "CHF", "CHF\u00a019.99"),
        (None, "USD", "unknown"),
    ],
)
def test_money_has_cents_a_real_minus_and_no_zero_for_unknown(cents, currency, words):
    assert phrases().money(cents, currency) == words


def test_money_follows_the_locale():
    assert phrases("de_DE").money(123456, "EUR") == "1.234,56\u00a0€"
    assert phrases("de_DE").money(-61200, "EUR") == "−612,00\u00a0€"


def test_a_day_has_its_year_only_when_it_is_another_one():
    words = phrases()
    assert words.day(date(2026, 11, 17)) == "17 Nov"
    assert words.day(date(2025, 12, 31)) == "31 Dec 2025"
    assert words.day_long(date(2026, 11, 20)) == "Friday 20 November 2026"
    assert words.weekday(date(2026, 11, 27)) == "Fri 27 Nov"


@pytest.mark.parametrize(
    ("at_utc", "words"),
    [
        (datetime(2026, 11, 20, 14, 12, tzinfo=UTC), "09:12 today"),
        (datetime(2026, 11, 20, 5, 0, tzinfo=UTC), "00:00 today"),
        (datetime(2026, 11, 20, 4, 59, tzinfo=UTC), "yesterday 23:59"),
        (datetime(2026, 11, 20, 2, 4, tzinfo=UTC), "yesterday 21:04"),
        (datetime(2026, 11, 17, 20, 0, tzinfo=UTC), "17 Nov"),
        (datetime(2025, 11, 17, 20, 0, tzinfo=UTC), "17 Nov 2025"),
    ],
)
def test_a_moment_is_told_by_the_clubs_calendar(at_utc, words):
    assert phrases().moment(at_utc) == words


def test_a_moment_that_has_not_come_yet_is_owned_to_be_of_a_clock_that_was_wrong():
    words = phrases(now=datetime(2026, 11, 20, 14, 26, tzinfo=UTC))
    later = datetime(2026, 11, 20, 17, 26, tzinfo=UTC)
    assert words.moment(later) == "12:26 today by a clock that was ahead"
    assert words.moment(later + timedelta(days=3)) == "23 Nov by a clock that was ahead"
    assert words.ago(later) == "of unknown age"
    assert words.moment_to_come(later) == "12:26 today"
    a_little = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)  # the clock of another PC
    assert (words.moment(a_little), words.ago(a_little)) == ("09:30 today", "just now")


def test_moments_on_both_sides_of_the_clock_change_keep_their_own_hour():
    """New York leaves summer time on 1 Nov 2026 at 06:00 UTC: 01:30 happens twice."""
    words = phrases(now=datetime(2026, 11, 1, 12, 0, tzinfo=UTC))
    assert words.moment(datetime(2026, 11, 1, 5, 30, tzinfo=UTC)) == "01:30 today"
    assert words.moment(datetime(2026, 11, 1, 6, 30, tzinfo=UTC)) == "01:30 today"
    assert words.ago(datetime(2026, 11, 1, 5, 30, tzinfo=UTC)) == "6 h ago"
    assert words.moment(datetime(2026, 11, 1, 3, 30, tzinfo=UTC)) == "yesterday 23:30"


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(seconds=-30), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=14), "14 min ago"),
        (timedelta(hours=3, minutes=59), "3 h ago"),
        (timedelta(hours=25), "1 day ago"),
        (timedelta(days=2, hours=17), "3 days ago"),
    ],
)
def test_an_age_is_told_in_the_largest_fitting_unit(before, words):
    assert phrases().ago(NOW - before) == words


def test_counts_know_one_from_many():
    words = phrases()
    assert (words.days(47), words.days_long(47), words.days_long(1)) == ("47 d", "47 days", "1 day")
    assert (words.clients(1), words.clients(1212)) == ("1 client", "1,212 clients")
    assert (words.invoices(1), words.invoices(4)) == ("1 invoice", "4 invoices")


def test_codes_that_are_not_known_are_shown_as_they_came():
    words = phrases()
    assert words.invoice_state(InvoiceState.UNKNOWN, "42") == "Unknown (42)"
    assert words.agreement_state(AgreementState.UNKNOWN, "paused") == "Unknown (paused)"
    assert words.agreement_state(AgreementState.UNKNOWN, "") == "Unknown"
    assert words.agreement_state(AgreementState.ACTIVE, "2") == "Active"


def test_every_state_has_a_word_and_an_icon_that_exists(qapp):
    words = phrases()
    states = [words.payment_status_icon(s) for s in PaymentStatus]
    states += [words.mark_icon(m) for m in Mark]
    states += [words.agreement_state_icon(s, "9") for s in AgreementState]
    states += [words.invoice_state_icon(s, "99") for s in InvoiceState]
    states += [words.run_status_icon(s) for s in RunStatus]
    states += [words.health_icon(h) for h in Health]
    style = Style()
    for icon, tone, word in states:
        assert word
        assert icon in style.icon_names()
        assert style.colour(tone).isValid()
    assert all(words.mark_meaning(mark) for mark in Mark)


def test_the_states_of_a_figure_differ_by_icon_and_word():
    shown = [phrases().mark_icon(mark) for mark in Mark]
    assert len({s.icon for s in shown}) == len({s.word for s in shown}) == len(Mark)


def desk_errors() -> list[type[errors.DeskError]]:
    return [
        kind
        for _, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, errors.DeskError)
    ]


@pytest.mark.parametrize("kind", desk_errors(), ids=lambda kind: kind.__name__)
def test_every_error_template_can_be_translated(kind):
    assert kind.TITLE in ERROR_TEXTS
    assert kind.MESSAGE in ERROR_TEXTS


@pytest.mark.parametrize("kind", desk_errors(), ids=lambda kind: kind.__name__)
def test_every_error_is_told_with_its_fields_filled_in(kind):
    title, message = phrases().error(kind())
    assert (title, message) == (kind().title, kind().message)
    assert not re.search(r"[{}]", title + message)


def test_an_error_with_braces_in_a_field_is_told_as_it_is():
    title, _ = phrases().error(errors.UnknownClub(name="{oops}"))
    assert title == "There is no club called {oops}"


@pytest.mark.parametrize("kind", LIST_WARNINGS, ids=lambda kind: kind.__name__)
def test_every_warning_of_a_list_can_be_translated_and_is_told_with_its_fields(kind):
    assert kind.TEXT in WARNING_TEXTS
    assert phrases().warning(kind()) == kind().sentence
    assert not re.search(r"[{}]", kind().sentence)


def test_a_large_number_in_a_warning_is_written_as_the_locale_has_it():
    said = phrases().warning(RefreshIncomplete(older=1200, everybody=50000))
    assert "1,200 of 50,000 clients" in said
