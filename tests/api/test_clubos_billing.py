"""What only the documented dialect sends: stated amounts, invoices without ids, words for codes."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gymdesk.api import clubos_agreements as agreements
from gymdesk.api import clubos_pages as pages
from gymdesk.domain.agreement import Agreement, AgreementState, ExplicitBilling, InvoiceState
from gymdesk.domain.past_due import Mark, explicit_cents, owed_by_client
from gymdesk.errors import DeskError, UnreadableAmount, WrongAnswer
from tests.api.test_clubos_pages import CORE, NO_ANSWERS, json_values, shown
from tests.builders import TODAY

OVERDUE = {
    "outstandingBalance": 150.0,
    "total": 150.0,
    "status": "overdue",
    "dueDate": "2026-11-01",
}


def stated(said: object) -> ExplicitBilling:
    return agreements.stated_billing(json.dumps(said), "USD").explicit


def amount(said: object) -> int | None:
    return explicit_cents(Agreement("1", "PT", AgreementState.ACTIVE, "2", explicit=stated(said)))


def documented(*invoices: dict, currency: str = "USD") -> agreements.OpenedAgreement:
    text = json.dumps({"packageAgreement": CORE, "invoices": invoices})
    return agreements.opened_agreement(text, currency, ids_wanted=False)


def owed(*invoices: dict) -> int | None:
    found = documented(*invoices)
    return owed_by_client([found.listed.agreement], TODAY).past_due_cents


# --- billing status -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "cents"),
    [
        ({"pastDueAmount": 150}, 15000),
        ({"pastDueAmount": "150.00"}, 15000),
        ({"pastDueAmount": "$1,234.50"}, 123450),
        ({"pastDueAmount": 0, "amountPastDue": 50}, 5000),
        ({"pastDueAmount": None, "amountPastDue": "50"}, 5000),
        ({"pastDueAmount": 50, "amountPastDue": 60, "balanceDue": 70}, 5000),
        ({"isPastDue": True, "balanceDue": 70, "balance": 900}, 7000),
        ({"isPastDue": "true", "balanceDue": 70}, 7000),
        ({"status": "Past Due", "balanceDue": "70.00"}, 7000),
        ({"status": "past_due", "balanceDue": 70}, 7000),
        ({"isPastDue": False, "status": "Current", "balanceDue": 70}, None),
        ({"balanceDue": 70}, None),
        ({"pastDueAmount": 50, "balance": 900}, 5000),
        ({"isPastDue": True, "balance": 900}, None),
        ({"isPastDue": True, "balance": "not a number"}, None),
        ({"isPastDue": True, "pastDueAmount": 0, "amountPastDue": 0}, None),
        ({"pastDueAmount": -50}, None),
        ({"status": "Current"}, None),
        ({"past": [], "current": {"billingState": 1}, "next": None, "future": []}, None),
        ({"data": {"pastDueAmount": 50}}, 5000),
        # one that cannot be read decides nothing where another leads, or where it never counts
        ({"pastDueAmount": 50, "amountPastDue": "12abc"}, 5000),
        ({"isPastDue": False, "balanceDue": "12abc"}, None),
        ({"isPastDue": "perhaps", "balanceDue": "12abc"}, None),
    ],
)
def test_a_positive_stated_amount_counts_and_a_contract_balance_never(said, cents) -> None:
    assert amount(said) == cents


@pytest.mark.parametrize(
    "said",
    [
        {"pastDueAmount": "12abc"},
        {"pastDueAmount": "12abc", "amountPastDue": 50},
        {"pastDueAmount": 0, "amountPastDue": "1.000"},
        {"pastDueAmount": True},
        {"pastDueAmount": {"amount": 5}},
        {"isPastDue": True, "balanceDue": "150,00 €"},
        {"status": "delinquent", "balanceDue": ""},
    ],
)
def test_an_amount_that_decides_and_cannot_be_read_is_unknown_and_not_0(said) -> None:
    with pytest.raises(UnreadableAmount):
        stated(said)


@pytest.mark.parametrize(
    "text", [*NO_ANSWERS, "[]", '{"foo":1}', '{"data":{}}', '{"data":5}'], ids=shown
)
def test_no_doubtful_answer_is_a_billing_status(text) -> None:
    with pytest.raises(WrongAnswer):
        agreements.stated_billing(text, "USD")


def test_a_billing_status_tells_whose_it_is_where_it_does() -> None:
    found = agreements.stated_billing('{"status":"x","memberId":7,"agreementId":"15"}', "USD")
    assert (found.member_id, found.agreement_id) == ("7", "15")
    found = agreements.stated_billing('{"status":"x"}', "USD")
    assert (found.member_id, found.agreement_id) == (None, None)


@given(
    said=st.dictionaries(
        st.sampled_from(
            ["isPastDue", "pastDueAmount", "amountPastDue", "balanceDue", "balance", "status"]
        ),
        json_values | st.sampled_from(["$5.00", 0, 50, True, "past due"]),
    )
)
def test_any_billing_status_is_read_or_a_desk_error_and_a_balance_changes_nothing(said) -> None:
    with suppress(DeskError):
        found = stated(said)
        assert stated({**said, "balance": 900}) == found


# --- invoices -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "cents"),
    [
        ({}, 15000),
        ({"outstandingBalance": "150.00"}, 15000),
        ({"outstandingBalance": "$1,150.00"}, 115000),
        ({"outstandingBalance": 0}, 0),
        ({"outstandingBalance": None, "remainingBalance": 20}, 2000),
        ({"outstandingBalance": None, "totalDue": 30}, 3000),
        ({"outstandingBalance": None}, 15000),
        ({"outstandingBalance": "12abc"}, None),
        ({"status": "paid"}, 0),
        ({"status": "Under Review"}, None),
        ({"status": None}, None),
    ],
)
def test_what_a_documented_invoice_owes(fields, cents) -> None:
    assert owed({**OVERDUE, **fields}) == cents


def test_two_invoices_are_added_up_and_never_the_larger_one() -> None:
    assert owed(OVERDUE, {**OVERDUE, "dueDate": "2026-11-15"}) == 30000
    assert owed(OVERDUE, OVERDUE) == 30000  # nothing says that these two are one


def test_an_explicit_0_never_hides_unpaid_invoices_and_50_is_not_900() -> None:
    agreement = documented(OVERDUE).listed.agreement
    nothing = stated({"isPastDue": False, "pastDueAmount": 0, "balance": 0, "status": "current"})
    fifty = stated({"pastDueAmount": 50, "balance": 900})
    for explicit, cents, marks in ((nothing, 15000, set()), (fifty, 5000, {Mark.DIFFERS})):
        said = Agreement(
            agreement.remote_id,
            agreement.name,
            agreement.state,
            agreement.raw_state,
            invoices=agreement.invoices,
            explicit=explicit,
        )
        debt = owed_by_client([said], TODAY)
        assert (debt.past_due_cents, debt.marks) == (cents, marks)


@pytest.mark.parametrize(
    ("word", "state"),
    [
        *(("Overdue", InvoiceState.DELINQUENT), ("past_due", InvoiceState.DELINQUENT)),
        *(("PAID", InvoiceState.PAID), ("Paid in full", InvoiceState.PAID)),
        *(("Open", InvoiceState.NOT_SET), ("unpaid", InvoiceState.NOT_SET)),
        *(("Declined", InvoiceState.REJECTED), ("Charged-back", InvoiceState.CHARGED_BACK)),
        *(("Void", InvoiceState.VOIDED), ("mystery", InvoiceState.UNKNOWN)),
    ],
)
def test_words_of_invoices_are_understood_and_kept_as_they_came(word, state) -> None:
    (invoice,) = documented({**OVERDUE, "status": word}).listed.agreement.invoices
    assert (invoice.state, invoice.raw_state) == (state, word)


def test_an_open_invoice_counts_from_the_day_after_its_date() -> None:
    for word in ("open", "unpaid", "scheduled", "partially paid"):
        assert owed({**OVERDUE, "status": word, "dueDate": "2026-11-20"}) == 15000
        assert owed({**OVERDUE, "status": word, "dueDate": "2026-11-21"}) == 0


def test_the_due_date_counts_where_no_billing_date_stands() -> None:
    (invoice,) = documented({**OVERDUE, "billingDate": None}).listed.agreement.invoices
    assert invoice.billing_on == date(2026, 11, 1)


def ids(*invoices: dict) -> list[str]:
    return [i.remote_id for i in documented(*invoices).listed.agreement.invoices]


def test_an_invoice_without_id_is_known_by_day_and_total_whatever_is_left_to_pay() -> None:
    later = {**OVERDUE, "dueDate": "2026-11-15"}
    bare = {"outstandingBalance": 5, "status": "overdue"}
    first = ids(OVERDUE, later, OVERDUE, bare)
    twins = ["2026-11-01/150.00/1", "2026-11-15/150.00/1", "2026-11-01/150.00/2"]
    assert first == [*twins, "no day/no total/1"]
    part_paid = {**OVERDUE, "outstandingBalance": 20, "status": "paid"}
    assert ids(part_paid, later, OVERDUE, bare) == first
    in_words = {**later, "total": "$150.00", "dueDate": "2026-11-15T00:00:00"}
    assert ids(later) == ids(in_words) == ["2026-11-15/150.00/1"]
    odd = {**OVERDUE, "total": "12abc", "dueDate": "soon"}
    assert ids(odd) == ["soon/12abc/1"]


@pytest.mark.parametrize("key", ["a/b", True, [], ""])
def test_an_id_that_is_none_is_no_reason_to_make_one_up(key) -> None:
    with pytest.raises(WrongAnswer, match="without its id"):
        documented({**OVERDUE, "id": key})


def test_where_ids_are_always_sent_one_without_is_no_invoice() -> None:
    text = json.dumps({"packageAgreement": CORE, "invoices": [OVERDUE]})
    with pytest.raises(WrongAnswer, match="without its id"):
        agreements.opened_agreement(text, "USD")


def test_an_agreement_may_bring_its_invoices_along() -> None:
    text = json.dumps({"data": {"packageAgreement": CORE, "invoices": [OVERDUE]}})
    found = agreements.opened_agreement(text, "USD", ids_wanted=False)
    assert [i.owed_cents for i in found.listed.agreement.invoices] == [15000]


def test_all_whom_an_answer_names_are_known() -> None:
    text = {"packageAgreement": CORE, "memberId": 1, "invoices": [{**OVERDUE, "memberId": "2"}]}
    found = agreements.opened_agreement(json.dumps(text), "USD", ids_wanted=False)
    assert found.member_ids == {"1", "2", "910000002"}


# --- the rest -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "cents"),
    [
        ({"total": "1,234.00"}, 123400),
        ({"total": 5}, 500),
        ({"agreementTotalValue": 5.5}, 550),
        ({"data": {"totalValue": "6"}}, 600),
        *(({"total": None}, None), ({}, None), ({"error": 5, "total": 5}, None), ([5], None)),
    ],
)
def test_a_total_value_in_an_object_is_read_too(said, cents) -> None:
    assert agreements.total_value_cents(json.dumps(said), "USD") == cents


def test_a_total_value_that_is_a_text_of_its_own_is_read() -> None:
    assert agreements.total_value_cents("$1,234.50", "USD") == 123450


LI = '<li class="client assignee" {}><a onclick="delegate(5)">Ada</a>{}</li>'


@pytest.mark.parametrize(
    ("attributes", "inside", "contact"),
    [
        ('data-email="a@b.test" data-phone="555 0100"', "", ("a@b.test", "555 0100")),
        ("", '<b data-email="a@b.test"></b><b data-phone="5"></b>', ("a@b.test", "5")),
        ("", '<a href="mailto:a%40b.test?subject=x">x</a>', ("a@b.test", None)),
        ("", '<a href="TEL:+1%20555">x</a>', (None, "+1 555")),
        ('data-email="N/A" data-phone="none"', "", (None, None)),
        ('data-email="N/A"', '<a href="mailto:a@b.test">x</a>', ("a@b.test", None)),
        ('data-email=""', '<a href="#">x</a><a href>y</a>', (None, None)),
        ('data-email="a@b.test" data-email="c@d.test"', "", ("a@b.test", None)),
    ],
)
def test_e_mail_and_phone_are_read_from_attributes_and_links(attributes, inside, contact) -> None:
    (person,) = pages.roster(LI.format(attributes, inside)).people
    assert (person.email, person.phone) == contact


@pytest.mark.parametrize(
    ("fields", "contact"),
    [
        ({"email": "a@b.test", "phone": 5550100}, ("a@b.test", "5550100")),
        ({"emailAddress": "a@b.test", "mobilePhone": "5"}, ("a@b.test", "5")),
        ({"email": None, "phone": "", "homePhone": "6"}, (None, "6")),
        ({"email": "N/A", "phone": True, "workPhone": ["7"]}, (None, None)),
    ],
)
def test_e_mail_and_phone_are_read_from_json(fields, contact) -> None:
    (person,) = pages.roster(json.dumps([{"id": 5, "name": "Ada", **fields}])).people
    assert (person.email, person.phone) == contact
