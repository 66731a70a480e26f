"""The call sheet on paper: who can be called, numbered as in the list, with room to write."""

from __future__ import annotations

import pytest

from gymdesk.rows import Contact
from tests.printing.builders import (
    PRINTED_UTC,
    client_row,
    collections_of,
    twenty_rows,
    unknown_row,
)
from ui.printing.call_sheet import CallSheet
from ui.printing.pdf import pdf_page_count, write_pdf


@pytest.fixture
def call_sheet(phrases):
    def make(collections, privacy="full", off=None):
        return CallSheet(
            collections,
            phrases,
            printed_by="Jo",
            printed_at_utc=PRINTED_UTC,
            filter_words="",
            order_words="",
            why=lambda row: f"Why of {row.name.split()[0]}",
            off=lambda row: (off or {}).get(row.name, ""),
            privacy=privacy,
        )

    return make


def one_spaced(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def printed(tmp_path, read_pages):
    def read(sheet, paper="a4") -> list[str]:
        path = tmp_path / "calls.pdf"
        write_pdf(sheet, path, paper)
        return [one_spaced(page) for page in read_pages(path)]

    return read


def test_seven_blocks_stand_on_a_page_of_a4_and_six_on_letter(call_sheet):
    rows = tuple(client_row(n, f"Name{n} Last") for n in range(1, 15))
    sheet = call_sheet(collections_of(rows))
    assert pdf_page_count(sheet, "a4") == 2
    assert pdf_page_count(sheet, "letter") == 3
    assert not sheet.is_landscape


def test_a_block_has_number_short_name_full_phone_amount_and_why(call_sheet, printed):
    text = printed(call_sheet(collections_of((client_row(42, "Mara Ellison"),))))[0]
    assert "Call sheet" in text
    assert "1 call" in text
    assert "for Jo" in text
    assert "Mara E." in text
    assert "Ellison" not in text
    assert "phone (555) 010-0042" in text
    assert "$612.00" in text
    assert "Why of Mara" in text
    for blank in ("Spoke to client", "Voice message", "No answer", "Wrong number", "Call again at"):
        assert blank in text
    for field in ("Pays on", "Amount", "How", "Note"):
        assert field in text
    assert "Page 1 of 1" in text


def test_public_view_prints_the_last_four_digits(call_sheet, printed):
    text = printed(call_sheet(collections_of((client_row(42),)), "public"))[0]
    assert "phone …0042" in text
    assert "(555)" not in text
    assert "names and numbers shortened" in text


def test_numbers_are_those_of_the_list_also_where_somebody_is_left_out(call_sheet):
    rows = (
        client_row(1, "Anna One"),
        unknown_row(),
        client_row(3, "Cara Three", phone=Contact()),
        client_row(4, "Dora Four"),
    )
    contents = call_sheet(collections_of(rows)).contents
    assert [row.cells[0] for row in contents.rows] == ["1", "4"]
    (note,) = contents.notes
    assert "1 client has no phone" in note.text
    assert "1 amount is unknown: refresh before you call." in note.text


def test_everybody_of_the_list_is_called_or_counted(call_sheet):
    rows = twenty_rows()
    contents = call_sheet(collections_of(rows)).contents
    called = {row.cells[0] for row in contents.rows}
    left = [str(n) for n, row in enumerate(rows, 1) if str(n) not in called]
    known = [rows[int(n) - 1] for n in left]
    assert all(row.past_due_cents is None or not row.phone.text for row in known)


def test_nobody_to_call_is_said(call_sheet, printed):
    text = printed(call_sheet(collections_of((unknown_row(),))))[0]
    assert "Nobody on the list can be called." in text
    assert "0 calls" in text


def test_an_incomplete_refresh_is_said_in_the_box(call_sheet, printed):
    shown = collections_of((client_row(1),), complete=False)
    assert "Check before you call" in printed(call_sheet(shown))[0]


@pytest.mark.parametrize("count", [1, 6, 7, 8, 21, 22])
def test_no_block_is_lost_at_a_page_edge(call_sheet, printed, count):
    rows = tuple(client_row(n, f"Name{n} Last") for n in range(1, count + 1))
    text = " ".join(printed(call_sheet(collections_of(rows))))
    assert text.count("Spoke to client") == count
    assert all(text.count(f"Why of Name{n} ") == 1 for n in range(1, count + 1))


def test_nobody_who_is_off_the_call_list_stands_on_the_sheet(call_sheet, printed):
    rows = (client_row(1, "Mara Ellison"), client_row(2, "Theo Brandt"), client_row(3, "Ida Vale"))
    off = {"Theo Brandt": "not to be contacted", "Ida Vale": "disputed"}
    sheet = call_sheet(collections_of(rows), off=off)
    text = printed(sheet)[0]
    assert sheet.clients == 1
    assert "Theo B." not in text
    assert "2 clients are off the call list: not to be contacted, disputed." in text
    assert "1 call" in text
