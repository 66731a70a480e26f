"""The PT dashboard's export: what is read of it, and what is said of what cannot be."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gymdesk.errors import BadImport
from gymdesk.imports.clubos_export import (
    ExportedAgreement,
    LineTrouble,
    read_export,
    written_at,
)
from gymdesk.imports.csv_text import LARGEST_BYTES

HEAD = (
    "ID,Member Name,Profile,Member Location,Agreement Location,Agreement Name,"
    "Next Invoice Subtotal,Member Services,Renew Type,Bill Cycle,"
    "Agreement Expiration Date,Assigned Trainers"
)
LINK = "https://app.club-os.com/action/Delegate/{}/url=false"


def line(
    key: str = "1500131-910000131",
    name: str = "Marit Solheim",
    agreement: str = "Personal Training 1x",
    ends: str = "2027-03-04 00:00:00",
    trainers: str = "Mika Santorelli",
    link: str = LINK.format(910000131),
) -> str:
    cells = (key, name, link, "Fond du Lac", "Fond du Lac", agreement, "60.00", "PT")
    return ",".join(f'"{cell}"' for cell in (*cells, "AUTO", "2 WEEKS", ends, trainers))


def file(*lines: str, head: str = HEAD, encoding: str = "utf-8-sig", end: str = "\r\n") -> bytes:
    return (end.join((head, *lines)) + end).encode(encoding)


MARIT = ExportedAgreement(
    line=2,
    agreement_id="1500131",
    member_id="910000131",
    member_name="Marit Solheim",
    name="Personal Training 1x",
    end_on=date(2027, 3, 4),
    trainers=("Mika Santorelli",),
)


def test_a_line_gives_package_trainer_and_expiry_and_no_amount() -> None:
    contents = read_export(file(line()))
    assert (contents.agreements, contents.troubles) == ((MARIT,), ())
    assert not any("cents" in name for name in ExportedAgreement.__dataclass_fields__)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "utf-16", "cp1252"])
def test_a_file_that_a_spreadsheet_saved_again_is_read_as_well(encoding: str) -> None:
    content = file(line(name="Zoë Ångström"), encoding=encoding)
    assert read_export(content).agreements[0].member_name == "Zoë Ångström"


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters_line_ends_and_orders_of_columns_are_understood(delimiter: str) -> None:
    head = delimiter.join(("assigned  trainers", "Agreement Name", "MEMBER NAME", "id"))
    row = delimiter.join(("Mika Santorelli, Jo Marsh", "PT, twice", "Marit Solheim", "1-2"))
    (found,) = read_export(file(row, head=head, end="\n")).agreements
    assert (found.trainers, found.name) == (("Mika Santorelli", "Jo Marsh"), "PT, twice")
    assert (found.agreement_id, found.member_id, found.end_on) == ("1", "2", None)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (line(key="1500131"), "its ID is not two numbers with a hyphen between them"),
        (line(key="1500131-91000013x"), "its ID is not two numbers with a hyphen between them"),
        (line(link=LINK.format(7)), "its ID and its profile name two different members"),
        (line(agreement=" "), "it has no agreement name"),
        (line(name=""), "it has no member name"),
        ("oops", "its ID is not two numbers with a hyphen between them"),
    ],
)
def test_a_line_that_cannot_be_read_costs_itself_and_is_named(bad: str, reason: str) -> None:
    contents = read_export(file(bad, line(key="2-910000131")))
    assert [a.agreement_id for a in contents.agreements] == ["2"]
    assert contents.troubles == (LineTrouble(2, reason),)


@pytest.mark.parametrize("ends", ["3/4/2027", "2027-13-04", "soon", "2027-02-30 00:00:00"])
def test_a_day_that_cannot_be_read_is_unknown_and_said(ends: str) -> None:
    contents = read_export(file(line(ends=ends)))
    assert contents.agreements[0].end_on is None
    assert contents.troubles == (LineTrouble(2, "its expiration date could not be read", False),)


def test_the_same_line_twice_is_one_and_two_that_differ_are_doubted() -> None:
    assert read_export(file(line(), line())).agreements == (MARIT,)
    contents = read_export(file(line(), line(agreement="Another")))
    assert contents.agreements == (MARIT,)
    assert contents.troubles[0].reason == "agreement 1500131 stands in line 2 already"


def test_one_member_may_have_several_agreements() -> None:
    contents = read_export(file(line(), "", line(key="1500231-910000131")))
    assert {a.member_id for a in contents.agreements} == {"910000131"}
    assert len(contents.agreements) == 2


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no column called ID"),
        (b"<html>Sign in</html>", "no column called ID"),
        (file(), "no line of a client"),
        (file(head="ID,Member Name"), "no column called Agreement Name"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "not a text file"),
        (b"PK\x03\x04\0\0", "not a text file"),
        (file('"open' + "x" * 200_000), "not CSV"),
        (b"x" * (LARGEST_BYTES + 1), "larger than 20 MB"),
    ],
)
def test_a_file_of_another_kind_is_refused_in_words(content: bytes, reason: str) -> None:
    with pytest.raises(BadImport, match=reason):
        read_export(content)


def test_when_the_file_was_made_is_in_its_name() -> None:
    assert written_at("Clients_1763728200000.csv") == datetime(2025, 11, 21, 12, 30, tzinfo=UTC)
    assert written_at("Clients_1763728200000 (1).csv") is not None
    for name in ("Clients.csv", "Clients_17637282000001.csv", "Clients_0000000000001.csv"):
        assert written_at(name) is None


@given(st.binary(max_size=400) | st.text(max_size=300).map(lambda t: f"{HEAD}\n{t}".encode()))
def test_whatever_the_file_holds_it_is_read_or_refused(content: bytes) -> None:
    try:
        contents = read_export(content)
    except BadImport:
        return
    for agreement in contents.agreements:
        assert agreement.agreement_id.isascii()
        assert agreement.member_id.isdecimal()
        assert agreement.name
        assert agreement.member_name
