"""Reconciling as a table, and what holds for any reading."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gymdesk.domain.agreement import (
    Agreement,
    AgreementState,
    ExplicitBilling,
    Invoice,
    InvoiceState,
    ScheduledPayment,
    Service,
)
from gymdesk.domain.client import ClientReading, Person
from gymdesk.domain.past_due import NEVER_OWED, owed_by_client
from gymdesk.sync.reconcile import (
    ClientChange,
    KnownAgreement,
    KnownClient,
    newly_missing,
    reconcile,
)
from tests.sync.fakes import TODAY, agreement, invoice, person, reading

OWES = agreement("A", (invoice("1"), invoice("2", owed_cents=4000)))
PAID = agreement("B", (invoice("3", InvoiceState.PAID, 0),))
UNREAD = agreement("A", None)


def known(
    *agreements: Agreement, missing: tuple[str, ...] = (), kept: tuple[str, ...] = ()
) -> KnownClient:
    found = {
        a.remote_id: KnownAgreement(a, a.remote_id in missing, a.remote_id in kept)
        for a in agreements
    }
    return KnownClient(person(), found, fetched=True)


def after(before: KnownClient | None, change: ClientChange) -> KnownClient:
    """Return what a store knows that wrote *change* over *before*: its contract in a few lines."""
    agreements = {} if before is None else dict(before.agreements)
    for one in change.agreements:
        if one.remote_id in change.write:
            kept = one.remote_id in change.kept
            agreements[one.remote_id] = KnownAgreement(one, missing=False, kept=kept)
    for key in change.gone:
        agreements[key] = replace(agreements[key], missing=True)
    fetched = change.read or (before is not None and before.fetched)
    return KnownClient(change.person, agreements, fetched)


# --- the table ------------------------------------------------------------------------------------

TABLE = {
    "a new client": (None, reading(None, OWES), "created", {"A"}, set(), set()),
    "a new client without agreements": (None, reading(), "created", set(), set(), set()),
    "a new client that could not be read": (None, reading(unread=True), "failed", [], [], []),
    "the same again": (known(OWES, PAID), reading(None, OWES, PAID), "unchanged", [], [], []),
    "one agreement changed": (
        known(OWES, PAID),
        reading(None, replace(OWES, state=AgreementState.COMPLETED), PAID),
        "updated",
        {"A"},
        [],
        [],
    ),
    "a new agreement": (known(OWES), reading(None, OWES, PAID), "updated", {"B"}, [], []),
    "an agreement gone": (known(OWES, PAID), reading(None, PAID), "updated", [], [], {"A"}),
    "an agreement gone already": (
        known(OWES, PAID, missing=("A",)),
        reading(None, PAID),
        "unchanged",
        [],
        [],
        [],
    ),
    "a gone agreement back": (
        known(OWES, missing=("A",)),
        reading(None, OWES),
        "updated",
        {"A"},
        [],
        [],
    ),
    "all agreements gone": (known(OWES), reading(), "updated", [], [], {"A"}),
    "a failed list": (known(OWES, PAID), reading(unread=True), "failed", [], [], []),
    "an agreement not opened": (
        known(OWES, PAID),
        reading(None, UNREAD, PAID),
        "failed",
        {"A"},
        {"A"},
        [],
    ),
    "an agreement not opened again": (
        known(OWES, kept=("A",)),
        reading(None, UNREAD),
        "failed",
        [],
        {"A"},
        [],
    ),
    "a kept agreement opened at last": (
        known(OWES, kept=("A",)),
        reading(None, OWES),
        "updated",
        {"A"},
        [],
        [],
    ),
    "a new agreement not opened": (None, reading(None, UNREAD), "failed", {"A"}, [], []),
    "the name changed": (
        known(OWES),
        reading(replace(person(), name="Abigail Thornbury-Oakes"), OWES),
        "updated",
        [],
        [],
        [],
    ),
    "back on the list": (
        replace(known(OWES), missing=True),
        reading(None, OWES),
        "updated",
        [],
        [],
        [],
    ),
    "known by name only": (
        replace(known(), fetched=False),
        reading(),
        "updated",
        [],
        [],
        [],
    ),
}


@pytest.mark.parametrize("case", TABLE)
def test_what_a_reading_changes(case: str) -> None:
    before, read, outcome, write, kept, gone = TABLE[case]
    change = reconcile(before, read)
    assert change.outcome == outcome
    assert change.write == frozenset(write)
    assert change.kept == frozenset(kept)
    assert change.gone == frozenset(gone)
    assert change.read == (read.agreements is not None)


def test_an_agreement_that_was_not_opened_keeps_its_invoices_and_its_schedule() -> None:
    before = replace(OWES, scheduled=(ScheduledPayment(TODAY, 9000),))
    listed = replace(UNREAD, state=AgreementState.CANCELLED)
    (merged,) = reconcile(known(before), reading(None, listed)).agreements
    assert merged.invoices == OWES.invoices
    assert merged.scheduled == before.scheduled
    assert merged.state == AgreementState.CANCELLED


def test_an_agreement_never_opened_has_no_invoices_rather_than_none_owed() -> None:
    (merged,) = reconcile(known(UNREAD), reading(None, UNREAD)).agreements
    assert merged.invoices is None
    assert owed_by_client([merged], TODAY).past_due_cents is None


def test_extras_that_did_not_come_this_time_are_kept() -> None:
    before = replace(OWES, salesperson="Jordan Ellerby", total_value_cents=240000)
    (merged,) = reconcile(
        known(before), reading(None, replace(OWES, trainer=None, salesperson=None))
    ).agreements
    assert merged == before


def test_an_extra_that_is_zero_now_is_zero() -> None:
    before = replace(OWES, total_value_cents=240000)
    (merged,) = reconcile(
        known(before), reading(None, replace(OWES, total_value_cents=0))
    ).agreements
    assert merged.total_value_cents == 0


def test_an_amount_that_could_not_be_read_stays_as_it_was_and_is_marked_as_kept() -> None:
    unreadable = replace(OWES, invoices=(invoice("1", owed_cents=None), invoice("2")))
    change = reconcile(known(OWES), reading(None, unreadable, troubles=("An amount",)))
    (merged,) = change.agreements
    assert [i.owed_cents for i in merged.invoices or ()] == [9000, 9000]
    assert change.kept == {"A"}
    assert change.write == {"A"}


def test_a_day_that_could_not_be_read_stays_as_it_was() -> None:
    unreadable = replace(OWES, invoices=(invoice("1", billing_on=None),))
    (merged,) = reconcile(known(OWES), reading(None, unreadable)).agreements
    assert [i.billing_on for i in merged.invoices or ()] == [date(2026, 11, 1)]


def test_the_amount_of_a_paid_invoice_never_comes_back_as_a_debt() -> None:
    paid = agreement("A", (invoice("1", InvoiceState.PAID, 9000),))
    charged_back = agreement("A", (invoice("1", InvoiceState.CHARGED_BACK, None),))
    (merged,) = reconcile(known(paid), reading(None, charged_back)).agreements
    assert [i.owed_cents for i in merged.invoices or ()] == [None]
    assert owed_by_client([merged], TODAY).past_due_cents is None


def test_an_invoice_that_was_settled_since_is_settled_though_its_amount_is_unreadable() -> None:
    settled = replace(OWES, invoices=(invoice("1", InvoiceState.VOIDED, None),))
    change = reconcile(known(OWES), reading(None, settled))
    assert owed_by_client(change.agreements, TODAY).past_due_cents == 0
    assert change.kept == frozenset()


def test_an_estimate_that_was_not_sent_again_is_kept_and_says_so() -> None:
    before = replace(UNREAD, explicit=ExplicitBilling(past_due_cents=5000))
    change = reconcile(known(before), reading(None, UNREAD))
    assert owed_by_client(change.agreements, TODAY).past_due_cents == 5000
    assert change.kept == {"A"}


def test_contacts_that_are_not_sent_any_more_are_kept() -> None:
    before = replace(known(), person=Person("910000101", "Abigail", "a@example.org", "555 0100"))
    change = reconcile(before, reading(Person("910000101", "Abigail")))
    assert change.person == before.person
    assert change.outcome == "unchanged"


def test_a_name_whose_letters_cannot_be_read_stays_as_it_was() -> None:
    spoiled = reading(person(1, "Abiga\ufffdl Thornbury"), OWES)
    assert reconcile(known(OWES), spoiled).person.name == "Abigail Thornbury"
    assert reconcile(None, spoiled).person.name == "Abiga\ufffdl Thornbury"
    assert reconcile(known(OWES), reading(person(1, "Abigail T."), OWES)).outcome == "updated"


def test_a_failed_list_shows_what_is_known_and_writes_nothing() -> None:
    change = reconcile(known(OWES, PAID, missing=("B",)), reading(unread=True))
    assert change.agreements == (OWES,)
    assert not change.write
    assert not change.gone


def test_missing_is_who_is_known_and_not_on_the_list() -> None:
    assert newly_missing(["1", "2", "3"], ["3", "4"]) == {"1", "2"}


# --- what holds for any reading -------------------------------------------------------------------

DAYS = st.none() | st.integers(-400, 40).map(lambda n: TODAY + timedelta(days=n))
CENTS = st.none() | st.integers(-20000, 50000)
INVOICES = st.builds(
    Invoice,
    remote_id=st.sampled_from("123456"),
    state=st.sampled_from(InvoiceState),
    raw_state=st.sampled_from(["5", "4", "1", "42"]),
    billing_on=DAYS,
    total_cents=CENTS,
    owed_cents=CENTS,
    owed_field=st.sampled_from(["total", "remainingTotal"]),
)
AGREEMENTS = st.builds(
    Agreement,
    remote_id=st.sampled_from("ABCD"),
    name=st.sampled_from(["Personal Training 1x", "Team Training"]),
    state=st.sampled_from(AgreementState),
    raw_state=st.just("2"),
    start_on=DAYS,
    trainer=st.none() | st.just("Mika Santorelli"),
    salesperson=st.none() | st.just("Jordan Ellerby"),
    total_value_cents=CENTS,
    services=st.lists(st.builds(Service, st.text(max_size=3)), max_size=2).map(tuple),
    invoices=st.none() | st.lists(INVOICES, max_size=4, unique_by=lambda i: i.remote_id).map(tuple),
    scheduled=st.lists(st.builds(ScheduledPayment, DAYS, CENTS), max_size=2).map(tuple),
    explicit=st.none() | st.builds(ExplicitBilling, past_due_cents=CENTS),
)
READINGS = st.builds(
    ClientReading,
    person=st.builds(
        Person, st.just("910000101"), st.sampled_from(["Ana", "Ána"]), st.none() | st.just("a@b.c")
    ),
    agreements=st.none()
    | st.lists(AGREEMENTS, max_size=3, unique_by=lambda a: a.remote_id).map(tuple),
)


def state_after(history: list[ClientReading]) -> KnownClient | None:
    state: KnownClient | None = None
    for read in history:
        state = after(state, reconcile(state, read))
    return state


@given(st.lists(READINGS, max_size=3), READINGS)
def test_the_same_reading_a_second_time_changes_nothing(history, read) -> None:
    state = state_after(history)
    once = after(state, reconcile(state, read))
    again = reconcile(once, read)
    assert not again.write
    assert not again.gone
    assert again.outcome == ("unchanged" if read.whole else "failed")
    assert after(once, again) == once


@given(st.lists(READINGS, max_size=3), READINGS)
def test_nothing_known_is_ever_dropped(history, read) -> None:
    state = state_after(history)
    before = set() if state is None else set(state.agreements)
    assert set(after(state, reconcile(state, read)).agreements) >= before


@given(st.lists(READINGS, max_size=2), st.data())
def test_a_reading_that_failed_in_parts_leaves_every_figure_as_it_was(history, data) -> None:
    """The same truth, read badly: whatever could not be read, the figure stays what it was."""
    state = state_after(history)
    if state is None:
        return
    listed = tuple(k.agreement for k in state.agreements.values() if not k.missing)
    before = owed_by_client(listed, TODAY)
    broken = tuple(data.draw(_broken(one)) for one in listed)
    change = reconcile(state, ClientReading(state.person, broken))
    assert owed_by_client(change.agreements, TODAY) == before
    lost = {
        read.remote_id
        for read, true in zip(broken, listed, strict=True)
        if true.invoices is not None and read.invoices != true.invoices
    }
    assert lost <= change.kept | _settled_only(broken, listed)


def _settled_only(broken: tuple[Agreement, ...], true: tuple[Agreement, ...]) -> frozenset[str]:
    """Return the agreements that lost nothing but days and amounts of settled invoices."""
    found = set()
    for read, whole in zip(broken, true, strict=True):
        pairs = zip(read.invoices or (), whole.invoices or (), strict=False)
        if read.invoices is not None and all(a == b or a.state in NEVER_OWED for a, b in pairs):
            found.add(read.remote_id)
    return frozenset(found)


@st.composite
def _broken(draw, whole: Agreement) -> Agreement:
    if whole.invoices is None or draw(st.booleans()):
        return replace(whole, invoices=None, scheduled=(), explicit=None, trainer=None)
    invoices = tuple(
        replace(
            i,
            owed_cents=draw(st.sampled_from([i.owed_cents, None])),
            billing_on=draw(st.sampled_from([i.billing_on, None])),
        )
        for i in whole.invoices
    )
    return replace(whole, invoices=invoices, total_value_cents=None)


@given(READINGS)
def test_what_was_never_read_is_unknown_and_not_zero(read) -> None:
    if read.agreements is None or read.whole:
        return
    owed = owed_by_client(reconcile(None, read).agreements, TODAY)
    unread = [a for a in read.agreements if a.invoices is None and a.explicit is None]
    if any(a.state != AgreementState.CANCELLED for a in unread):
        assert owed.past_due_cents != 0


# --- stated amounts -------------------------------------------------------------------------------

STATED = replace(OWES, explicit=ExplicitBilling(past_due_cents=5000))
SAYS_NOTHING = replace(OWES, explicit=ExplicitBilling(past_due_cents=0))


def test_an_amount_stated_before_stays_while_the_billing_status_cannot_be_read() -> None:
    change = reconcile(known(STATED), reading(None, OWES, troubles=("A billing status",)))
    assert change.agreements == (STATED,)
    assert change.kept == {"A"}


def test_a_billing_status_that_states_nothing_takes_the_amount_back() -> None:
    change = reconcile(known(STATED), reading(None, SAYS_NOTHING, troubles=("Another one",)))
    assert change.agreements == (SAYS_NOTHING,)
    assert change.kept == set()


def test_where_nothing_was_stated_the_invoices_figure_is_not_old() -> None:
    for before in (OWES, SAYS_NOTHING):
        change = reconcile(known(before), reading(None, OWES, troubles=("A billing status",)))
        assert change.agreements == (OWES,)
        assert change.kept == set()


def test_a_service_that_states_amounts_no_more_leaves_none_behind() -> None:
    change = reconcile(known(STATED), reading(None, OWES))
    assert change.agreements == (OWES,)
    assert (change.kept, change.outcome) == (set(), "updated")
