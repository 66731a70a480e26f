"""The collections list on paper, read back from the PDF."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace

import pytest
from PySide6.QtCore import QBuffer
from PySide6.QtGui import QImage, QPageLayout, QPageSize

from gymdesk.domain.aging import Aging
from gymdesk.domain.past_due import Mark
from gymdesk.rows import ClientRow, Contact, RefreshIncomplete
from tests.printing.builders import (
    CLUB,
    NAMES,
    PRINTED_UTC,
    client_row,
    collections_of,
    twenty_rows,
    unknown_row,
)
from ui.printing.collections_sheet import CollectionsSheet
from ui.printing.fonts import Faces
from ui.printing.layout import laid_out
from ui.printing.pdf import pdf_page_count, pdf_writer, write_pdf


@pytest.fixture
def printed(tmp_path, read_pages):
    def read(sheet, paper="a4", orientation="auto") -> list[str]:
        path = tmp_path / "list.pdf"
        write_pdf(sheet, path, paper, orientation)
        return read_pages(path)

    return read


def one_spaced(text: str) -> str:
    return " ".join(text.split())


def test_every_name_is_printed_once_and_in_the_given_order(collections_sheet, printed):
    text = "".join(printed(collections_sheet(collections_of(twenty_rows()))))

    found = [text.index(name) for name in NAMES]
    assert found == sorted(found)
    assert all(text.count(name) == 1 for name in NAMES)


def test_title_columns_and_page_number_stand_on_every_page(collections_sheet, printed):
    pages = printed(collections_sheet(collections_of(twenty_rows())))

    assert len(pages) == 2
    for number, page in enumerate(pages, start=1):
        words = one_spaced(page)
        assert "Collections list" in words
        assert "Harbour Street Gym" in words
        assert "figures from 09:12 today" in words
        assert "Clients assigned to the signed-in user." in words
        assert "Printed Fri 20 Nov 2026, 09:26 by Jo" in words
        assert (
            "# Client Phone Past due Age Not due 1–30 31–60 61–90 91+ No date Cancelled Trainer"
            in words
        )
        assert f"Page {number} of 2" in words
        assert "Personal data, shred after use. Refresh of 20 Nov 2026 09:12, run no. 118" in words


def test_totals_and_control_are_right_to_the_cent(collections_sheet, printed):
    last = one_spaced(printed(collections_sheet(collections_of(twenty_rows())))[-1])

    assert (
        "Total of 19 known amounts $12,404.68 996.00 3,120.44 1,884.00 2,460.00 4,938.24 2.00 "
        "396.00" in last
    )
    assert (
        "Control: 1–30 + 31–60 + 61–90 + 91+ + no date = $12,404.68 = sum of 19 balances. The two "
        "agree. 1 client is unknown and not in the sum." in last
    )
    assert "Cancelled agreements owe $396.00 apart" in last


def test_sums_that_do_not_agree_are_boxed_with_both_numbers(collections_sheet, printed):
    right = collections_of(twenty_rows())
    wrong = replace(right, total_past_due_cents=right.total_past_due_cents - 1)
    sheet = collections_sheet(wrong)

    last = one_spaced(printed(sheet)[-1])

    assert "no date = $12,404.68, but the 19 balances add up to $12,404.67" in last
    assert "The two do not agree." in last
    assert "The two agree." not in last
    assert [note.boxed for note in sheet.contents.notes] == [True, False, False]


def test_rows_that_miss_the_total_the_list_claims_do_not_agree(collections_sheet, printed):
    right = collections_of(twenty_rows())
    more = replace(right.aging, days_91=right.aging.days_91 + 100)
    claimed = replace(right, aging=more, total_past_due_cents=right.total_past_due_cents + 100)

    last = one_spaced(printed(collections_sheet(claimed))[-1])

    assert "add up to $12,404.68, but the list says $12,405.68. The two do not agree." in last


def test_a_filtered_list_is_summed_for_the_rows_it_shows(collections_sheet, printed):
    whole = collections_of(twenty_rows())
    part = replace(whole, rows=whole.rows[:2])

    last = one_spaced(printed(collections_sheet(part))[-1])

    assert "no date = $1,272.00 = sum of 2 balances. The two agree." in last
    assert "Total of 2 known amounts $1,272.00 150.00 526.00 526.00 220.00 0.00 0.00 0.00" in last


def test_an_unknown_amount_is_a_word_and_never_a_zero_or_a_dash(collections_sheet, printed):
    page = printed(collections_sheet(collections_of((unknown_row(),))))[0]
    row = next(line for line in page.splitlines() if "Ruben Castellanos" in line)

    assert "? unknown" in row
    assert "0.00" not in row
    assert "–" not in row
    assert one_spaced(page).count("1 client is unknown and not in the sum.") == 1
    assert "last known $88.00 on 18 Nov" in page
    assert "ClubOS refused this client at 09:12" in page


def test_marks_stand_before_the_amount_and_are_explained(collections_sheet, printed):
    rows = tuple(
        client_row(at, name, marks=frozenset({mark}), explicit_cents=1, invoices_cents=2)
        for at, (name, mark) in enumerate(
            zip(
                NAMES,
                (Mark.DIFFERS, Mark.STALE, Mark.ESTIMATED, Mark.HELD, Mark.AT_LEAST),
                strict=False,
            ),
            start=1,
        )
    )
    text = "".join(printed(collections_sheet(collections_of(rows))))

    for sign in "≠†~H≥":
        assert f"{sign} $612.00" in text
    assert "Marks: ≠ billing status and invoices differ · † older" in text


def test_somebody_missing_is_called_missing_after_the_name(collections_sheet, printed):
    rows = (client_row(marks=frozenset({Mark.MISSING})),)

    assert "Mara Ellison missing" in one_spaced(printed(collections_sheet(collections_of(rows)))[0])


def test_the_warning_stands_in_a_box_on_the_first_page(collections_sheet, printed):
    warned = collections_of(twenty_rows(), warning=RefreshIncomplete(3, 48))

    pages = printed(collections_sheet(warned))

    assert "Check before you call: The last refresh was incomplete, 3 of 48" in one_spaced(pages[0])
    assert "Check before you call" not in pages[1]


def test_a_list_that_is_not_complete_says_so_without_being_told(collections_sheet, printed):
    page = printed(collections_sheet(collections_of(twenty_rows(), complete=False)))[0]

    assert "the last refresh did not read everybody" in one_spaced(page)


def test_an_empty_complete_list_says_that_nobody_is_past_due(collections_sheet, printed):
    assert "Nobody is past due." in printed(collections_sheet(collections_of(())))[0]


def test_an_empty_list_of_an_incomplete_refresh_does_not_promise_that(collections_sheet, printed):
    page = printed(collections_sheet(collections_of((), complete=False)))[0]

    assert "not everybody was read" in page
    assert "Nobody is past due." not in page


def test_two_thousand_rows_are_all_there(collections_sheet, printed):
    rows = tuple(client_row(n, f"Client{n:04d}") for n in range(1, 2001))
    sheet = collections_sheet(collections_of(rows))

    pages = printed(sheet)

    assert len(pages) == pdf_page_count(sheet, "a4")
    names = re.findall(r"Client\d{4}", "".join(pages))
    assert names == [f"Client{n:04d}" for n in range(1, 2001)]
    assert all(f"Page {n} of {len(pages)}" in page for n, page in enumerate(pages, start=1))
    assert "$1,224,000.00 = sum of 2000 balances" in one_spaced(pages[-1])


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("orientation", ["auto", "portrait"])
@pytest.mark.parametrize("count", [0, 1, 14, 15, 16, 17, 31, 46])
def test_pages_counted_are_pages_painted(collections_sheet, paper, orientation, count):
    rows = tuple(client_row(n) for n in range(count))
    sheet = collections_sheet(collections_of(rows, complete=count % 2 == 0))
    stream = QBuffer()
    stream.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = pdf_writer(stream, sheet, paper, orientation)
    told = []

    counted = sheet.page_count(writer)
    painted = sheet.paint(writer, lambda page, pages: told.append((page, pages)))

    assert counted == painted == len(told)
    assert told[-1] == (painted, painted)


def test_the_end_never_stands_alone(collections_sheet):
    for count in range(10, 34):
        sheet = collections_sheet(collections_of(tuple(client_row(n) for n in range(count))))
        pages = _layout_of(sheet).pages
        assert pages[-1].has_end
        assert pages[-1].stop > pages[-1].first
        assert sum(page.stop - page.first for page in pages) == count


def _layout_of(sheet):
    writer = pdf_writer(QBuffer(), sheet, "a4")
    return laid_out(sheet.contents, writer, Faces(writer))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("<b>Bold</b> & Söhne", "<b>Bold</b> & Söhne"),
        ("Two\nlines\r\n\tand a tab", "Two lines and a tab"),
        ("\u202eReversed", "Reversed"),
        ("", "no name"),
        ("%1 {0} %s", "%1 {0} %s"),
    ],
)
def test_hostile_names_are_printed_as_plain_text(collections_sheet, printed, name, shown):
    page = printed(collections_sheet(collections_of((client_row(name=name),))))[0]

    assert shown in one_spaced(page)


@pytest.mark.parametrize("name", ["W" * 300, "Ann " * 75, "שרה כהן", "محمد علي", "\ud800 half"])
def test_long_and_foreign_names_leave_the_amount_whole(collections_sheet, printed, name):
    page = printed(collections_sheet(collections_of((client_row(name=name),))))[0]

    assert "$612.00" in page
    assert "(555) 010-0001" in page


def test_an_amount_of_nearly_a_thousand_million_is_never_cut(collections_sheet, printed):
    cents = 98_765_432_198
    row = client_row(past_due_cents=cents, aging=Aging(days_91=cents))

    for orientation in ("landscape", "portrait"):
        text = printed(collections_sheet(collections_of((row,))), "letter", orientation)[0]
        assert text.count("987,654,321.98") == 5  # balance, bucket, their totals, control


def test_public_view_shows_first_name_initial_and_last_four(collections_sheet, printed):
    rows = (client_row(), replace(unknown_row(), trouble="Ruben Castellanos was refused"))

    text = "".join(printed(collections_sheet(collections_of(rows), "public")))

    assert "Mara E." in text
    assert "…0001" in text
    assert "Ellison" not in text
    assert "(555)" not in text
    assert "Castellanos" not in text
    assert "Names and numbers shortened." in text


def test_privacy_changes_nothing_but_names_and_numbers(collections_sheet):
    full = collections_sheet(collections_of(twenty_rows()))
    public = full.with_privacy("public")

    assert public.contents.totals == full.contents.totals
    assert public.with_privacy("full").contents == full.contents


def test_somebody_without_a_phone_has_none(collections_sheet):
    sheet = collections_sheet(collections_of((client_row(phone=Contact()),)))

    assert sheet.contents.rows[0].cells[2] == "none"


def test_other_currencies_stay_out_of_the_sum_and_are_counted(collections_sheet):
    rows = (client_row(1), client_row(2, "Petra Novák", currency="EUR"))

    sheet = collections_sheet(collections_of(rows))

    assert sheet.contents.totals[1] == "Total of 1 known amount"
    assert sheet.contents.totals[3] == "$612.00"
    control = sheet.contents.notes[0].text
    assert "1 client owes in another currency and is not in the sum." in control


def test_the_list_lies_across_by_itself_and_on_the_clubs_paper(collections_sheet):
    sheet = collections_sheet(collections_of(twenty_rows()))
    german = collections_sheet(
        replace(collections_of(twenty_rows()), club=replace(CLUB, locale="de_DE"))
    )

    assert sheet.page_layout().orientation() == QPageLayout.Orientation.Landscape
    assert sheet.page_layout().pageSize().id() == QPageSize.PageSizeId.Letter
    assert german.page_layout().pageSize().id() == QPageSize.PageSizeId.A4


def test_painting_stops_after_the_page_on_which_it_is_cancelled(collections_sheet, tmp_path):
    sheet = collections_sheet(collections_of(tuple(client_row(n) for n in range(100))))
    done = []

    pages = write_pdf(
        sheet,
        tmp_path / "list.pdf",
        progress=lambda page, _: done.append(page),
        cancelled=lambda: len(done) == 2,
    )

    assert pages == 0
    assert done == [1, 2]
    assert list(tmp_path.iterdir()) == []


def test_nothing_but_black_and_grey_is_painted(collections_sheet, tmp_path):
    tool = shutil.which("pdftoppm")
    if tool is None:
        pytest.skip("pdftoppm (poppler-utils) is not installed")
    path = tmp_path / "list.pdf"
    write_pdf(collections_sheet(collections_of(twenty_rows(), complete=False)), path)
    subprocess.run(
        [tool, "-r", "40", "-png", "-f", "1", "-l", "1", str(path), str(tmp_path / "page")],
        check=True,
    )
    image = QImage(str(next(tmp_path.glob("page*.png"))))

    colours = {
        image.pixelColor(x, y).getRgb()[:3]
        for x in range(image.width())
        for y in range(image.height())
    }
    assert all(max(c) - min(c) <= 2 for c in colours)


@pytest.mark.parametrize(
    ("users", "privacy", "words"),
    [
        ((), "full", "Clients assigned to the signed-in user."),
        (("jo.hartley",), "full", "Clients assigned to the signed-in user."),
        (("jo.hartley", "mika"), "full", "Clients assigned to jo.hartley, mika in ClubOS."),
        (
            ("jo.hartley", "mika"),
            "public",
            "Clients assigned to the 2 users signed in to ClubOS. Names and numbers shortened.",
        ),
        (
            ("jo", "mika", "sam", "robin"),
            "full",
            "Clients assigned to the 4 users signed in to ClubOS.",
        ),
    ],
)
def test_the_sheet_says_whose_clients_it_lists(collections_sheet, users, privacy, words):
    shown = collections_of((client_row(),), users=users)
    assert collections_sheet(shown, privacy).contents.sublines[1] == words


class CallOrder:
    """A worklist in call order; *off* are the names of those who are not called, with reasons."""

    in_call_order = True

    def __init__(self, off: dict[str, str]) -> None:
        self.off = off

    def cell(self, key: str, row: ClientRow) -> str:
        return "Find details" if key == "next" else "never"

    def why(self, row: ClientRow) -> str:
        return "Drifting"

    def off_the_list(self, row: ClientRow) -> str:
        return self.off.get(row.name, "")


@pytest.fixture
def worked_sheet(phrases):
    def make(rows, off=None, filter_words=""):
        return CollectionsSheet(
            collections_of(rows),
            phrases,
            printed_by="Jo",
            printed_at_utc=PRINTED_UTC,
            filter_words=filter_words,
            order_words="",
            columns=["name", "past_due", "age", "aging", "contact", "promise", "next", "phone"],
            worklist=CallOrder(off or {}),
        )

    return make


def test_the_head_says_who_is_listed_in_what_order_and_how_old_the_figures_are(
    worked_sheet, printed
):
    first = one_spaced(printed(worked_sheet(twenty_rows()))[0])
    assert "All 20 clients · in call order · figures from 09:12 today" in first
    filtered = one_spaced(printed(worked_sheet(twenty_rows(), filter_words="To do"))[0])
    assert "20 clients: To do · in call order · figures from 09:12 today" in filtered


def test_the_sheet_says_which_rows_are_off_the_call_list_and_why(worked_sheet, printed):
    off = dict.fromkeys(NAMES[17:19], "disputed") | {NAMES[19]: "promised"}
    last = one_spaced(printed(worked_sheet(twenty_rows(), off))[-1])
    assert "Rows 18–20 are off the call list: disputed, promised." in last
    one = one_spaced(printed(worked_sheet(twenty_rows(), {NAMES[4]: "snoozed"}))[-1])
    assert "Row 5 is off the call list: snoozed." in one
    apart = dict.fromkeys(NAMES[::2], "snoozed")
    many = one_spaced(printed(worked_sheet(twenty_rows(), apart))[-1])
    assert "10 of these rows are off the call list: snoozed." in many
    assert "off the call list" not in "".join(printed(worked_sheet(twenty_rows())))


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_no_column_title_of_the_worklist_is_cut_off(worked_sheet, printed, paper):
    first = one_spaced(printed(worked_sheet(twenty_rows()), paper)[0])
    titles = "Past due Age Not due 1–30 31–60 61–90 91+ No date Last contact Promise Next Phone"
    assert titles in first
