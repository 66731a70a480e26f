"""The "All Memberships" export: what is read of it, and that no amount ever is."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest

from gymdesk.errors import BadImport
from gymdesk.imports.clubos_export import LineTrouble
from gymdesk.imports.wodify_memberships import ExportedMembership, read_memberships

TITLES = (
    "Client ID,Client Name,Membership ID,Membership,Membership Type,Payment Plan,Programs,Location,"
    "Start Date,Expiration Date,Membership Autorenew,Commitment Total,Autorenew Commitment Total,"
    "Payment Plan Type,Email,Mass Email Subscribed,Default Payment Method"
)
LINE = (
    '7000001,Alex Muster,55000001,Unlimited 12M,Class Plan,12M,CrossFit,Demo Box,"Jan 05, 2026",'
    "2027-01-05,Yes,1188.00,1260.00,Monthly,alex@example.test,Yes,Card"
)
ALEX = ExportedMembership(
    2,
    "55000001",
    "7000001",
    "Alex Muster",
    "Unlimited 12M",
    "Class Plan",
    "12M",
    date(2026, 1, 5),
    date(2027, 1, 5),
    True,
)


def export(*lines: str, titles: str = TITLES) -> bytes:
    return "\r\n".join((titles, *lines)).encode()


def test_a_line_is_read_in_both_ways_a_day_is_written() -> None:
    contents = read_memberships(export(LINE))
    assert contents.memberships == (ALEX,)
    assert contents.troubles == ()


def test_no_amount_is_ever_taken() -> None:
    names = {field.name for field in fields(ExportedMembership)}
    assert not [name for name in names if "cent" in name or "price" in name or "total" in name]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Jan 05, 2026", date(2026, 1, 5)),
        ("Sept 5, 2026", date(2026, 9, 5)),
        ("2026-01-05T00:00:00", date(2026, 1, 5)),
        ("", None),
        ("Jan 01, 1900", None),
        ("1900-01-01", None),
    ],
)
def test_a_day_is_read_and_wodifys_word_for_none_is_none(written: str, read: date | None) -> None:
    contents = read_memberships(export(LINE.replace("Jan 05, 2026", written)))
    assert contents.memberships == (replace(ALEX, start_on=read),)
    assert contents.troubles == ()


@pytest.mark.parametrize("written", ["3/4/2027", "Feb 30, 2026", "Foo 05, 2026", "soon"])
def test_a_day_that_could_be_two_is_none_and_the_line_stays(written: str) -> None:
    contents = read_memberships(export(LINE.replace("Jan 05, 2026", written)))
    assert contents.memberships == (replace(ALEX, start_on=None),)
    assert contents.troubles == (LineTrouble(2, "its start date could not be read", lost=False),)


@pytest.mark.parametrize(("written", "read"), [("No", False), ("", None), ("perhaps", None)])
def test_whether_it_renews_is_never_guessed(written: str, read: bool | None) -> None:
    contents = read_memberships(export(LINE.replace(",Yes,1188", f",{written},1188")))
    assert contents.memberships == (replace(ALEX, auto_renew=read),)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (LINE.replace("7000001", "x"), "its client id or its membership id is no number"),
        (LINE.replace("55000001", ""), "its client id or its membership id is no number"),
        (LINE.replace("Alex Muster", ""), "it has no client name"),
        (LINE.replace("Unlimited 12M", ""), "it has no membership"),
        (LINE.replace("Class Plan", "x" * 2001), "membership type is longer than 2000 characters"),
        (LINE.replace("7000001", "7000002"), "membership 55000001 stands in line 2 already"),
    ],
)
def test_a_line_that_cannot_be_read_costs_only_itself(line: str, reason: str) -> None:
    contents = read_memberships(export(LINE, line))
    assert contents.memberships == (ALEX,)
    assert contents.troubles == (LineTrouble(3, reason),)


def test_a_line_twice_is_one() -> None:
    assert read_memberships(export(LINE, "", LINE)).memberships == (ALEX,)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "It has no column called Client ID"),
        (export(titles="Client ID,Client Name"), "It has no column called Membership ID"),
        (export(), "It has no line of a membership"),
        (b"\0\1\2", "It is not a text file"),
    ],
)
def test_another_file_is_refused_with_what_is_missing(content: bytes, reason: str) -> None:
    with pytest.raises(BadImport) as refused:
        read_memberships(content)
    assert refused.value.reason == reason
