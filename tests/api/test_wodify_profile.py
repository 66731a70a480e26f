"""The tables of WODIFY: both whole, and no path or raw field name anywhere else."""

from __future__ import annotations

import ast
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gymdesk
from gymdesk.api.wodify_payloads import read_day, read_flag, read_key, read_moment
from gymdesk.api.wodify_profile import (
    DOCUMENTED,
    INVOICES,
    LEADS,
    MEMBERS,
    MEMBERSHIPS,
    PROFILES,
    RESERVED,
    WODIFY_V1,
    Profile,
    found,
    profile_named,
)
from gymdesk.domain.wodify import Capability, WodifyProfile
from gymdesk.errors import UsageError

ROOT = Path(gymdesk.__file__).parent
OURS = {
    "city",
    "client_id",
    "created_at",
    "email",
    "end_date",
    "first_name",
    "interested_in",
    "last_name",
    "lead_id",
    "lead_source",
    "lead_status",
    "location",
    "location_id",
    "membership_type",
    "message",
    "monthly_price",
    "name",
    "notes",
    "owner",
    "payment_method",
    "phone",
    "reason",
    "start_date",
    "status",
    "tags",
    "updated_at",
}
"""Words that are our names as well, of a parameter or a column."""


def raw_names() -> set[str]:
    names: set[str] = set()
    for profile in PROFILES.values():
        for table in profile.fields.values():
            names |= {path for paths in table.values() for path in paths}
        for written in profile.written.values():
            names |= set(written.values())
        names |= {name for whole in profile.whole.values() for name in whole}
        names |= profile.volatile
    # words of one piece, such as "created", are everybody's
    return {step for name in names for step in name.split(".") if "_" in step} - OURS


def paths() -> set[str]:
    return {listing.path for profile in PROFILES.values() for listing in profile.lists.values()} | {
        call.path for profile in PROFILES.values() for call in profile.calls.values()
    }


def texts_of(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {
        n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)
    }


def test_no_other_module_knows_a_path_or_a_raw_field_name() -> None:
    forbidden = raw_names() | paths()
    assert "phone_number" in forbidden
    for folder in ("api", "sync", "domain"):
        for file in sorted((ROOT / folder).glob("*.py")):
            if file.name != "wodify_profile.py" and not file.name.startswith("clubos"):
                known = texts_of(file) & forbidden
                assert not known, f"{file.name}: {sorted(known)}"


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_each_profile_has_a_table_for_everything_that_is_read(profile: Profile) -> None:
    assert set(profile.fields) >= {MEMBERS, MEMBERSHIPS, LEADS, INVOICES}
    assert profile.fields[MEMBERS].keys() >= {"remote_id", "email", "raw_status"}
    for probe in profile.probes:
        if probe.table is not None:
            assert set(probe.fields) <= set(profile.fields[probe.table])


def test_the_real_api_is_the_default_and_a_strange_name_is_refused() -> None:
    assert profile_named(None) is profile_named("wodify_v1") is WODIFY_V1
    assert profile_named("documented") is DOCUMENTED
    with pytest.raises(UsageError, match="wodify_v1 or documented"):
        profile_named("seed")
    assert set(PROFILES) == set(WodifyProfile)


def test_what_nobody_could_verify_is_off() -> None:
    assert Capability.MEMBERSHIP_WRITES not in WODIFY_V1.offered
    assert Capability.TEMPLATES not in WODIFY_V1.offered
    assert Capability.HOLDS in WODIFY_V1.offered
    assert Capability.HOLDS not in DOCUMENTED.offered


@given(value=st.text(max_size=30))
def test_a_search_never_holds_a_reserved_sign_inside_its_value(value: str) -> None:
    clause = WODIFY_V1.question("email", "eq", value)
    if any(sign in value for sign in RESERVED):
        assert clause is None
    else:
        assert clause == f"email|eq|'{value}'"


@pytest.mark.parametrize("profile", [WODIFY_V1, DOCUMENTED])
def test_a_price_of_0_and_an_emptied_text_are_sent_and_only_what_is_none_is_not(
    profile: Profile,
) -> None:
    """ "if monthly_price:" dropped the price of a membership that is given away."""
    values = {"monthly_price": 0, "status": None, "reason": ""}
    assert set(profile.body("membership", values).values()) == {0, ""}


def test_numbers_are_asked_for_without_quotes_and_unknown_fields_not_at_all() -> None:
    assert WODIFY_V1.question("remote_id", "gt", "7000001") == "id|gt|7000001"
    assert WODIFY_V1.question("shoe size", "eq", "44") is None


def test_a_key_never_leaves_its_place_in_an_address() -> None:
    call = WODIFY_V1.calls["lead"]
    assert call.about("1/../../clients?x=1") == "/leads/1%2F..%2F..%2Fclients%3Fx%3D1"


def test_a_field_is_read_from_the_first_path_that_holds_something() -> None:
    paths = ("created_on.created_on_datetime", "created.created_on_datetime")
    assert found({"created": {"created_on_datetime": "x"}}, paths) == "x"
    assert (
        found(
            {"created_on": {"created_on_datetime": ""}, "created": {"created_on_datetime": "y"}},
            paths,
        )
        == "y"
    )
    assert found({"created": 7}, paths) is None
    assert found({"a": 0}, ("a",)) == 0


@pytest.mark.parametrize(
    ("value", "key"),
    [
        (7, "7"),
        ("7", "7"),
        (0, None),
        ("0", None),
        ("", None),
        (None, None),
        (True, None),
        (2**40, str(2**40)),
    ],
)
def test_an_id_is_text_however_large_and_none_is_none(value: object, key: str | None) -> None:
    assert read_key(value) == key


@given(value=st.none() | st.booleans() | st.integers() | st.floats() | st.text())
def test_no_value_breaks_a_reader(value: object) -> None:
    read_key(value)
    read_flag(value)
    read_moment(value)
    with suppress(ValueError):
        read_day(value)


def test_a_day_is_read_and_never_converted() -> None:
    assert str(read_day("2026-11-21T23:30:00Z")) == "2026-11-21"
    assert read_day("1900-01-01T00:00:00") is None
    with pytest.raises(ValueError, match="not a day"):
        read_day("soon")
