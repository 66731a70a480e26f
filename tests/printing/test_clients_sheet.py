"""The client list on paper."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gymdesk.domain.agreement import AgreementState
from gymdesk.rows import FiguresOld, PackageRow, SweepWaits
from tests.printing.builders import NAMES, client_row, clients_of, twenty_rows, unknown_row
from ui.printing.pdf import write_pdf


def one_spaced(text: str) -> str:
    return " ".join(text.split())


def test_the_list_shows_how_to_reach_everybody(clients_sheet, tmp_path, read_pages):
    path = tmp_path / "clients.pdf"
    write_pdf(clients_sheet(clients_of(twenty_rows())), path, "a4")

    pages = read_pages(path)

    text = one_spaced("".join(pages))
    assert all(name in text for name in NAMES)
    assert "client1@example.com Gold 12 months Jo Marsh Past due $612.00 09:12 today" in text
    assert "Total of 19 known amounts $12,404.68" in text
    assert "1 client is unknown and not in the sum." in text
    head = "# Client Phone E-mail Package Trainer Status Past due Last updated"
    assert all(head in one_spaced(page) for page in pages)


def test_public_view_has_no_e_mail_addresses(clients_sheet, tmp_path, read_pages):
    path = tmp_path / "clients.pdf"
    write_pdf(clients_sheet(clients_of(twenty_rows()), "public"), path)

    text = "".join(read_pages(path))

    assert "@" not in text
    assert "E-mail" not in text
    assert "Mara E." in text


def test_an_unknown_status_is_unknown(clients_sheet):
    cells = clients_sheet(clients_of((unknown_row(),))).contents.rows[0].cells

    assert cells[6:8] == ("Unknown", "? unknown")


def test_further_packages_stand_on_the_second_line(clients_sheet):
    packages = tuple(PackageRow(name, None, AgreementState.ACTIVE) for name in ("Gold", "Boxing"))

    row = clients_sheet(clients_of((client_row(packages=packages),))).contents.rows[0]

    assert row.cells[4] == "Gold"
    assert row.line == "Also Boxing"


def test_somebody_never_read_was_never_updated(clients_sheet):
    row = replace(unknown_row(), fetched_at_utc=None, trouble=None, last_known_cents=None)

    printed = clients_sheet(clients_of((row,))).contents.rows[0]

    assert printed.cells[-1] == "never"
    assert printed.line == "Amount unknown: never read"


@pytest.mark.parametrize("warning", [FiguresOld(24), SweepWaits("ClubOS", 3, 48)])
def test_old_figures_and_a_sweep_that_waits_are_said_in_a_box(clients_sheet, warning):
    clients = replace(clients_of(twenty_rows()), warning=warning)
    said = clients_sheet(clients).warning
    assert said == f"Check before you call: {warning.sentence}"


def test_a_list_that_is_not_complete_says_so(clients_sheet):
    assert clients_sheet(clients_of(twenty_rows(), complete=False)).warning
    assert clients_sheet(clients_of(twenty_rows())).warning == ""
