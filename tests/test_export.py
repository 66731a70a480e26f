"""CSV and XLSX: read back with other programs' rules."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from gymdesk.domain.aging import Aging
from gymdesk.domain.past_due import Mark
from gymdesk.errors import UsageError
from gymdesk.export import (
    clients_csv,
    clients_xlsx,
    collections_csv,
    collections_xlsx,
    guarded,
    write_csv,
)
from gymdesk.rows import Contact
from tests.printing.builders import (
    client_row,
    clients_of,
    collections_of,
    twenty_rows,
    unknown_row,
)

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def records(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+1 555 010 0142", "'+1 555 010 0142"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("\nx", "'\nx"),
        ("\0=1", "'\0=1"),
        ("＝1", "'＝1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠x", "'＠x"),
        ("﹦1", "'﹦1"),
        ("\u22121", "'\u22121"),
        (" =1", "' =1"),
        ("\u00a0=1", "'\u00a0=1"),
        ("\ufeff=1", "'\ufeff=1"),
        ("a;=cmd|' /C calc'!A0", "a;'=cmd|' /C calc'!A0"),
        ("a\r\n=1", "a\r\n'=1"),
        ("Mara Ellison", "Mara Ellison"),
        ("Abernathy-Montgomery", "Abernathy-Montgomery"),
        ("a=b", "a=b"),
        ("(555) 010-0142", "(555) 010-0142"),
        ("mara@example.com", "mara@example.com"),
        ("'=1", "'=1"),
        ("", ""),
    ],
)
def test_no_text_is_left_that_a_spreadsheet_takes_for_a_formula(text, safe):
    assert guarded(text) == safe


def test_every_row_comes_back_in_order():
    rows = twenty_rows()

    back = records(collections_csv(collections_of(rows)))

    assert [r["name"] for r in back] == [r.name for r in rows]
    assert back[0] == {
        "client_id": "1",
        "name": "Mara Ellison",
        "source_ids": "ClubOS 40101",
        "phone": "(555) 010-0001",
        "email": "client1@example.com",
        "trainer": "Jo Marsh",
        "packages": "Gold 12 months",
        "payment_status": "past_due",
        "currency": "USD",
        "past_due": "612.00",
        "past_due_status": "known",
        "cancelled_past_due": "0.00",
        "flags": "",
        "oldest_due_on": "2026-10-04",
        "days_past_due": "47",
        "unpaid_invoices": "2",
        "not_due": "150.00",
        "days_1_30": "306.00",
        "days_31_60": "306.00",
        "days_61_90": "0.00",
        "days_91": "0.00",
        "no_date": "0.00",
        "credit": "0.00",
        "last_known": "",
        "last_known_on": "",
        "fetched_at": "2026-11-20T14:12:00+00:00",
        "imported_from": "",
        "missing_since": "",
        "trouble": "",
    }


def test_lines_end_with_crlf_and_quotes_are_doubled():
    text = clients_csv(clients_of((client_row(name='Mara "Mo" Ellison, the 2nd\nline'),)))

    assert text.endswith("\r\n")
    assert '"Mara ""Mo"" Ellison, the 2nd\nline"' in text
    assert records(text)[0]["name"] == 'Mara "Mo" Ellison, the 2nd\nline'


def test_names_and_phones_are_guarded_and_negative_amounts_stay_numbers():
    row = client_row(
        name="=HYPERLINK(1)",
        phone=Contact("+1 555 010 0142", "clubos"),
        past_due_cents=-1_205,
        aging=Aging(credit=1_205),
    )

    back = records(collections_csv(collections_of((row,))))[0]

    assert back["name"] == "'=HYPERLINK(1)"
    assert back["phone"] == "'+1 555 010 0142"
    assert back["past_due"] == "-12.05"
    assert back["credit"] == "12.05"


def test_an_unknown_amount_is_an_empty_cell_and_the_word_unknown():
    back = records(collections_csv(collections_of((unknown_row(),))))[0]

    assert back["past_due"] == ""
    assert back["cancelled_past_due"] == ""
    assert back["payment_status"] == "unknown"
    assert back["past_due_status"] == "unknown"
    assert back["last_known"] == "88.00"
    buckets = ("not_due", "days_1_30", "days_31_60", "days_61_90", "days_91", "no_date")
    assert [back[bucket] for bucket in buckets] == [""] * 6


def test_flags_and_at_least_are_words():
    row = client_row(marks=frozenset({Mark.AT_LEAST, Mark.STALE}))

    back = records(clients_csv(clients_of((row,))))[0]

    assert back["past_due_status"] == "at least"
    assert back["flags"] == "stale; at_least"


def test_a_client_never_fetched_has_no_moment():
    row = client_row(fetched_at_utc=None)

    assert records(clients_csv(clients_of((row,))))[0]["fetched_at"] == ""


def test_the_file_begins_with_a_byte_order_mark_for_excel(tmp_path):
    path = tmp_path / "clients.csv"

    write_csv(clients_csv(clients_of((client_row(name="Petra Novák"),))), path)

    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbfclient_id,")
    assert "Petra Novák" in content.decode("utf-8-sig")
    assert content.count(b"\r\n") == 2
    assert list(tmp_path.iterdir()) == [path]


def test_a_broken_character_does_not_stop_the_export(tmp_path):
    write_csv(clients_csv(clients_of((client_row(name="half \ud800"),))), tmp_path / "clients.csv")

    assert "half ?" in (tmp_path / "clients.csv").read_text("utf-8-sig")


@pytest.mark.parametrize("write", [clients_xlsx, collections_xlsx])
def test_a_missing_folder_is_said(tmp_path, write):
    rows = clients_of(()) if write is clients_xlsx else collections_of(())

    with pytest.raises(UsageError, match="does not exist"):
        write(rows, tmp_path / "nowhere" / "list.xlsx")


# --- XLSX -----------------------------------------------------------------------------------------


class Workbook:
    """The first sheet of a workbook, read without the library that wrote it."""

    def __init__(self, path):
        with zipfile.ZipFile(path) as packed:
            self.sheet = ET.fromstring(packed.read("xl/worksheets/sheet1.xml"))
            shared = ET.fromstring(packed.read("xl/sharedStrings.xml"))
        self._texts = ["".join(si.itertext()) for si in shared.iter(f"{MAIN}si")]
        self.cells = {c.get("r"): self._value(c) for c in self.sheet.iter(f"{MAIN}c") if len(c)}

    def _value(self, cell):
        value = cell.find(f"{MAIN}v").text
        return self._texts[int(value)] if cell.get("t") == "s" else float(value)

    def column(self, title):
        at = next(r.rstrip("0123456789") for r, v in self.cells.items() if v == title)
        return {
            int(ref.removeprefix(at)): value
            for ref, value in self.cells.items()
            if ref.rstrip("0123456789") == at
        }


@pytest.fixture
def workbook(tmp_path):
    def make(rows) -> Workbook:
        path = tmp_path / "list.xlsx"
        collections_xlsx(collections_of(rows), path)
        return Workbook(path)

    return make


def test_a_workbook_has_no_formula_and_no_link_whatever_the_names_are(workbook):
    rows = (
        client_row(1, "=1+1"),
        client_row(2, "http://example.com/x"),
        client_row(3, "{=SUM(A1)}", phone=Contact("+1 555", "clubos")),
        client_row(4, "\x00\x01control"),
        client_row(5, "x" * 40_000),
        client_row(6, ""),
    )

    book = workbook(rows)

    assert list(book.sheet.iter(f"{MAIN}f")) == []
    assert list(book.sheet.iter(f"{MAIN}hyperlink")) == []
    names = book.column("Client")
    assert names[2] == "=1+1"
    assert names[4] == "{=SUM(A1)}"
    assert len(names[6]) == 32_767
    assert book.column("Phone")[4] == "+1 555"


def test_amounts_are_numbers_and_an_unknown_one_is_an_empty_cell(workbook):
    negative = client_row(2, past_due_cents=-1_205, aging=Aging(credit=1_205))

    past_due = workbook((client_row(1), negative, unknown_row(3))).column("Past due")

    assert past_due[2] == 612.0
    assert past_due[3] == -12.05
    assert 4 not in past_due


def test_totals_are_those_of_the_known_amounts(workbook):
    book = workbook(twenty_rows())

    line = 23  # a head, twenty rows, a free row
    assert book.column("Client")[line] == "Total of 19 known amounts"
    assert book.column("Past due")[line] == 12_404.68
    assert book.column("91+ days")[line] == 4_938.24
    assert book.column("Cancelled")[line] == 396.0
    assert line not in book.column("Days past due")


def test_another_currency_stays_out_of_the_totals(workbook):
    book = workbook((client_row(1), replace(client_row(2), currency="EUR")))

    assert book.column("Client")[5] == "Total of 1 known amount"
    assert book.column("Past due")[5] == 612.0


def test_the_header_row_is_frozen(workbook):
    pane = next(workbook(twenty_rows()).sheet.iter(f"{MAIN}pane"))

    assert pane.get("ySplit") == "1"
    assert pane.get("state") == "frozen"


def test_the_client_list_is_a_workbook_too(tmp_path):
    clients_xlsx(clients_of(twenty_rows()), tmp_path / "clients.xlsx")

    names = Workbook(tmp_path / "clients.xlsx").column("Client")
    assert len(names) == 21
