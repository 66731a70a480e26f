"""What a client's row says: honest about the unknown, in the manager's words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt

from gymdesk.domain.aging import Aging
from gymdesk.domain.agreement import AgreementState
from gymdesk.domain.past_due import Mark
from gymdesk.rows import Contact, Imported, PackageRow
from tests.ui.models.samples import NOW, client, columns
from ui.models import cells

UP, DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder

PEOPLE = (
    client(1, "Ödön Ács", 100, days_past_due=3, trainer="Zoe", sessions_remaining=4),
    client(2, "bea Lindholm", None, trainer=None, membership="Gold", packages=()),
    client(3, "Carlos Ibarra", 0, sessions_remaining=0, phone=Contact()),
    client(4, "Abe Novak", 66000, days_past_due=78, aging=Aging(days_61_90=66000)),
)


def order(which: str, key: str, direction: Qt.SortOrder) -> list[int]:
    table = columns().clients_table() if which == "clients" else columns().collections_table()
    table.set_rows(PEOPLE)
    table.sort(table.column_of(key), direction)
    return [int(row.client_id) for row in table.visible_rows()]


@pytest.mark.parametrize(
    ("which", "key", "up", "down"),
    [
        ("clients", "name", [4, 2, 3, 1], [1, 3, 2, 4]),
        ("clients", "package", [1, 3, 4, 2], [1, 3, 4, 2]),
        ("clients", "credits", [4, 3, 1, 2], [4, 1, 3, 2]),
        ("clients", "past_due", [2, 3, 1, 4], [2, 4, 1, 3]),
        ("collections", "age", [2, 1, 4, 3], [2, 4, 1, 3]),
        ("collections", "aging", [2, 1, 4, 3], [2, 4, 1, 3]),
        ("collections", "trainer", [3, 4, 1, 2], [1, 3, 4, 2]),
        ("collections", "phone", [1, 2, 4, 3], [4, 2, 1, 3]),
    ],
)
def test_each_column_sorts_by_its_value(which, key, up, down):
    assert order(which, key, UP) == up
    assert order(which, key, DOWN) == down


def test_an_unknown_amount_is_a_badge_and_never_zero_or_current():
    row = client(1, "Ruben Castellanos", None)
    table = columns().collections_table()
    table.set_rows([row])
    cell = table.cell(0, table.column_of("past_due"))
    assert cell.badge is not None
    assert (cell.badge.icon, cell.badge.word) == ("st-unknown", "Unknown")
    assert cell.text == "Unknown"
    assert table.index(0, table.column_of("past_due")).data(cells.SORT) is None
    assert columns().age(row) == "unknown"
    assert table.cell(0, table.column_of("aging")).text == "unknown"
    assert "Current" not in columns().sentence(row)


def test_nothing_owed_says_current_and_a_dash_only_where_nothing_applies():
    row = client(1, "Bea Lindholm", 0)
    words = columns()
    assert words.amount(row) == "Current"
    assert words.age(row) == "–"
    assert words.credits(row) == "unknown"
    gold = PackageRow("Gold", None, AgreementState.ACTIVE, training=False)
    assert words.credits(client(1, "B", 0, packages=(gold,))) == "–"
    assert words.credits(client(1, "B", 0, packages=())) == "–"
    assert words.credits(client(1, "B", 0, sessions_remaining=0)) == "0"


def test_debt_only_on_cancelled_agreements_is_neither_current_nor_added():
    row = client(1, "Daniel Weiss", 0, cancelled_past_due_cents=12000)
    row = client(
        1,
        "Daniel Weiss",
        0,
        cancelled_past_due_cents=12000,
        payment_status=type(row.payment_status).PAST_DUE,
    )
    assert columns().amount(row) == "$0.00"
    assert "$120.00 on cancelled agreements, apart" in columns().why(row)


def test_at_least_is_said_in_the_cell_the_line_and_the_sentence():
    row = client(1, "Amira Haddad", 19500, marks=frozenset({Mark.AT_LEAST}))
    words = columns()
    assert words.amount(row) == "≥ $195.00"
    assert words.why(row) == "Not everything could be read · 16 Session Package"
    assert "past due at least $195.00" in words.sentence(row)


def test_a_membership_out_of_a_file_names_the_file():
    table = columns().clients_table()
    file = Imported("All Memberships.csv", NOW)
    table.set_rows([client(1, "Alex Muster", 0, membership="Gold", membership_from=file)])
    cell = table.index(0, table.column_of("membership"))
    assert cell.data() == "Gold"
    assert "from the file All Memberships.csv, read in " in cell.data(Qt.ItemDataRole.ToolTipRole)


def test_the_worst_mark_stands_beside_the_amount_and_all_are_in_the_tooltip():
    marks = frozenset({Mark.STALE, Mark.HELD})
    table = columns().clients_table()
    table.set_rows([client(1, "Petra Novak", 12000, marks=marks)])
    index = table.index(0, table.column_of("past_due"))
    assert index.data(cells.MARK).icon == "st-held"
    tip = index.data(Qt.ItemDataRole.ToolTipRole)
    assert "Held:" in tip
    assert "Stale:" in tip


def test_the_why_line_tells_age_count_and_what_differs():
    row = client(
        1,
        "Oskar Lindqvist",
        45000,
        days_past_due=64,
        oldest_due_on=date(2026, 9, 17),
        unpaid_invoices=3,
        marks=frozenset({Mark.DIFFERS}),
        explicit_cents=45000,
        invoices_cents=30000,
        aging=Aging(days_61_90=45000, not_due=15000),
    )
    assert columns().why(row) == (
        "Oldest due 17 Sep · 3 unpaid invoices · billing status says $450.00, invoices add up to "
        "$300.00 · also $150.00 not yet due · 16 Session Package"
    )


def test_the_why_line_of_an_unknown_amount_has_the_reason_and_the_last_known_figure():
    row = client(
        1,
        "Ruben Castellanos",
        None,
        trouble="ClubOS refused this client at 09:12",
        last_known_cents=8800,
        last_known_on=date(2026, 11, 18),
    )
    assert columns().why(row) == (
        "Amount unknown: ClubOS refused this client at 09:12 · last known $88.00 on 18 Nov"
        " · 16 Session Package"
    )
    assert columns().why(client(1, "A", None, packages=())) == "Amount unknown: never fetched"


def test_somebody_missing_from_the_list_has_the_sign_after_the_name():
    table = columns().clients_table()
    table.set_rows([client(1, "Gil Avidan", 0, missing_since_utc=NOW - timedelta(days=3))])
    index = table.index(0, 0)
    assert index.data(cells.ICON) == "st-missing"
    assert "not in the list since 17 Nov" in index.data(Qt.ItemDataRole.ToolTipRole)


def test_a_name_that_looks_like_html_is_shown_as_it_stands():
    table = columns().clients_table()
    table.set_rows([client(1, "<b>x</b> & Co", 0)])
    index = table.index(0, 0)
    assert index.data() == "<b>x</b> & Co"
    assert "&lt;b&gt;x&lt;/b&gt; &amp; Co" in index.data(Qt.ItemDataRole.ToolTipRole)


def test_a_row_is_one_spoken_sentence():
    row = client(1, "Mara Ellison", 61200, days_past_due=47, marks=frozenset({Mark.STALE}))
    assert columns().sentence(row) == "Mara Ellison, past due $612.00, 47 days, Stale"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("Active", "Active"),
        ("active", "Active"),
        ("no_membership", "No membership"),
        ("Unknown", "Unknown"),
        (None, "–"),
    ],
)
def test_what_somebody_is_as_a_member_is_a_word(status: str | None, words: str) -> None:
    table = columns().clients_table()
    table.set_rows((client(1, "Alex Brandt", 0, membership_status=status),))
    assert table.cell(0, table.column_of("member")).text == words
