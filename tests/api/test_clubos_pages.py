"""What ClubOS sends is read as captured, tolerated where it varies, refused where doubtful."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gymdesk.api import clubos_agreements as agreements
from gymdesk.api import clubos_pages as pages
from gymdesk.api import clubos_values as values
from gymdesk.demo.payloads import CARD_TOKEN, INITIALS, SIGNATURE, TERMS
from gymdesk.domain.agreement import AgreementState, InvoiceState, ScheduledPayment, Service
from gymdesk.domain.client import Person
from gymdesk.domain.past_due import PaymentStatus, owed_by_client
from gymdesk.errors import DeskError, WrongAnswer
from tests.builders import TODAY
from tests.conftest import SCALE

LONG = settings(max_examples=max(50, int(500 * SCALE)))


def shown(answer: str) -> str:
    """Return the name of a test case: the beginning of its answer."""
    return ascii(answer[:30]).strip("'")


PHOTO = "https://s3.amazonaws.com/technique-usercontent/photos/910000002/profile/50.jpg?h=0"
NO_PHOTO = "https://s3.amazonaws.com/technique-webcontent/images/profile/50_img_profile_male.gif"

ITEM = """                <li class="client assignee">
                    <img src="{photo}" />
        
                    <h4 class="name-email"><a  href="#" onclick="delegate({id},'/action/Assignees'); return false;">{name}</a></h4>
        
                    <span class="edit-client">
                        <a href="#" title="Contact Now" class="direct-contact" data-id="{id}" data-name="{name}"><i class="fa fa-envelope-o"></i></a>
                        <a href="#" id="{id}" class="delete fa"></a>
                    </span>
                </li>
"""  # noqa: E501, W293 - as captured

SIGN_IN_PAGE = """<!DOCTYPE html><html><head><title>Anytime Fitness</title></head><body>
<form method="post" action="/action/Login" id="loginForm">
  <input type="hidden" name="login" value="Submit" />
  <input class="form-control input-lg" type="text" name="username" placeholder="Username" required />
  <input class="form-control input-lg" type="password" name="password" placeholder="Password" />
  <div style="display: none;"><input type="hidden" name="_sourcePage" value="first-page" />
  <input type="hidden" name="__fp" value="first-print=" /></div></form>
<form method="post" action="/action/Login" id="forgotForm" onsubmit="return false;">
  <input type="hidden" name="forgot" value="Submit" /><input type="text" name="username" />
  <input type="hidden" name="_sourcePage" value="second-page" />
  <input type="hidden" name="__fp" value="second-print=" /></form></body></html>"""  # noqa: E501
SOMETHING_WRONG = (
    "<br />Something isn't right.  Please refresh the page and try your request again.<br />"
)
LEG_DAY = (
    "<html><head><title>Club OS</title></head><body><h2>OOPS! OUR SERVERS MUST HAVE SKIPPED LEG "
    "DAY...</h2></body></html>"
)
NOT_FOUND = '<html><title>Club OS</title><h2 class="cabin">PAGE NOT FOUND</h2></html>'
SERVER_ERROR = '{"message":"Server Error"}'
BAD_INCLUDE = '{"error":["invalid value for parameter: include"]}'

NO_ANSWERS = [
    *("", "\n" * 6, "Session Expired", SIGN_IN_PAGE, SOMETHING_WRONG, LEG_DAY, NOT_FOUND),
    *(SERVER_ERROR, BAD_INCLUDE, "null", "0", "true", '"text"', "{}", "NaN", "[NaN]", "[Infinity]"),
    *("[1e99999999999999999999]", '[{"id":1,"id":2}]', "[" * 100_000, "{", "[1", "[[]]", '["x"]'),
    *('{"errors":[]}', '{"data":[]}', '{"a":[],"b":[]}', '{"errors":["x"],"data":{}}', "[null]"),
]


def item(key=910000002, name="Ada Example", photo=PHOTO):
    return ITEM.format(id=key, name=name, photo=photo)


# --- pages ----------------------------------------------------------------------------------------


def test_the_first_form_of_the_page_signs_in_and_the_second_is_left_alone():
    form = pages.sign_in_form(SIGN_IN_PAGE)
    assert form == pages.SignInForm(
        action="/action/Login",
        hidden={"login": "Submit", "_sourcePage": "first-page", "__fp": "first-print="},
        username_field="username",
        password_field="password",
    )


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("", None),
        ("<form><input type=text name=q></form>", None),
        (
            "<form><input name=q></form><form action='/x'><input type=email name=mail>"
            "<input type=PASSWORD name=pin><input type=hidden name=t><input type=hidden></form>",
            pages.SignInForm("/x", {"t": ""}, "mail", "pin"),
        ),
        ("<form><input type=password></form>", pages.SignInForm("", {}, "username", "password")),
    ],
)
def test_a_sign_in_form_is_known_by_its_password_field(markup, expected):
    assert pages.sign_in_form(markup) == expected


def test_the_sign_in_page_is_known_whatever_its_status():
    assert pages.is_sign_in_page(SIGN_IN_PAGE)
    assert not pages.is_sign_in_page("the word loginForm alone")
    assert not pages.is_sign_in_page(item())


def test_page_variables_are_read_from_the_script_block():
    text = """<script>var CLUB_LOCATION_ID = "2001"; var USER_ID = "910000002"; // acting
    var LOGGED_IN_USER_ID = "900000001"; var LOGGED_IN_USER_FULL_NAME = "Jo &amp; Co";
    var IS_DELEGATING = USER_ID !== LOGGED_IN_USER_ID;</script>"""
    found = pages.page_variables(text)
    assert found == pages.PageVariables("910000002", "900000001", "Jo & Co", "2001")
    assert pages.page_variables('var USER_ID = "";') == pages.PageVariables(None, None, None, None)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (SOMETHING_WRONG, "an error page"),
        (LEG_DAY, "a server error page"),
        (NOT_FOUND, "a page that says it does not exist"),
        (item(), None),
        ("[]", None),
        ("Something isn't right" + "." * 400, None),
    ],
)
def test_error_pages_with_status_200_are_known(text, kind):
    assert len(SOMETHING_WRONG) == 87
    assert pages.error_page(text) == kind


# --- the client list ------------------------------------------------------------------------------


def test_the_captured_fragment_gives_ids_and_names():
    text = "\n" * 6 + item() + item(910000003, "Bo Sample", NO_PHOTO)
    roster = pages.roster(text)
    assert roster.people == (Person("910000002", "Ada Example"), Person("910000003", "Bo Sample"))
    assert roster.troubles == ()


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Aoife O&#39;Neill", "Aoife O'Neill"),
        ("Zo&euml; &amp; Max", "Zoë & Max"),
        ("J&uuml;rgen  M&#252;ller ", "Jürgen Müller"),
        ("Anne-Marie O'Brien", "Anne-Marie O'Brien"),
        ("&lt;b&gt;Kit&lt;/b&gt; &quot;Kip&quot;", '<b>Kit</b> "Kip"'),
        ("Ann\0a", "Anna"),
    ],
)
def test_a_name_is_plain_text_with_its_entities_decoded(written, name):
    assert pages.roster(item(name=written)).people == (Person("910000002", name),)


@pytest.mark.parametrize(
    "markup",
    [
        '<li class="client" onclick="delegate(910000002,\'/action/Assignees\')">Ada Example</li>',
        "<li onclick=\"delegate( '910000002' )\"><i>x</i>Ada Example</li>",
        '<li class="client"><a onclick="delegate(910000002)">Ada Example</a></li>',
        "<div><a onclick=\"delegate(910000002,'/x')\">Ada Example</a></div>",
        '<li class="assignee"><a data-id="910000002" data-name="Ada  Example"></a></li>',
        '<li class="client" onclick="delegate(910000002)"><h4><a>Ada Example</a></h4></li>',
    ],
)
def test_other_ways_to_write_an_entry_are_read_too(markup):
    assert pages.roster(markup).people == (Person("910000002", "Ada Example"),)


@pytest.mark.parametrize(
    "odd",
    [
        item("", "No Id"),
        item(0, "Oneself"),
        item(910000004, ""),
        item(910000004, "Two Ids").replace('data-id="910000004"', 'data-id="910000005"'),
        '<li class="client"><a data-id="../Logout" data-name="Odd">Odd</a></li>',
        '<li class="client">nobody</li>',
    ],
)
def test_an_entry_that_cannot_be_read_is_reported_and_the_others_stay(odd):
    roster = pages.roster(item() + odd)
    assert roster.people == (Person("910000002", "Ada Example"),)
    assert [t.subject for t in roster.troubles] == ["entry 2 of the client list"]


def test_two_clients_of_one_name_are_two_people_and_one_id_is_one():
    text = item(1, "Robin Ashdown") + item(2, "Robin Ashdown") + item(2, "Robin Ashdown")
    assert [p.remote_id for p in pages.roster(text).people] == ["1", "2"]


def test_a_json_list_is_read_with_its_e_mail_and_phone():
    text = json.dumps(
        [
            {"id": 910000002, "name": "Ada Example", "email": "ada@example.test", "phone": " 1 "},
            {"memberId": "910000003", "firstName": "Bo", "lastName": "O&#39;Sample"},
            {"id": 910000004, "name": "\ud800Cy\0"},
        ]
    )
    assert pages.roster(text).people == (
        Person("910000002", "Ada Example", "ada@example.test", "1"),
        Person("910000003", "Bo O'Sample"),
        Person("910000004", "?Cy"),  # half of a surrogate pair could not be stored
    )
    assert pages.roster(json.dumps({"members": json.loads(text)})) == pages.roster(text)


@pytest.mark.parametrize(
    "odd",
    [
        *({}, None, 5, {"id": 1}, {"name": "No Id"}, {"id": True, "name": "x"}),
        *({"id": "../x", "name": "x"}, {"id": " ", "name": "x"}, {"id": 0, "name": "Oneself"}),
        *({"id": 1.5, "name": "x"}, {"id": 2, "name": "  "}, {"id": 2, "lastName": 7}),
    ],
)
def test_an_odd_entry_of_a_json_list_is_reported(odd):
    roster = pages.roster(json.dumps([{"id": 7, "name": "Ada"}, odd]))
    assert [p.remote_id for p in roster.people] == ["7"]
    assert len(roster.troubles) == 1


def test_only_an_explicit_empty_list_says_that_there_are_no_clients():
    assert pages.roster("[]") == pages.Roster(())


@pytest.mark.parametrize(
    "text", [*NO_ANSWERS, "<html></html>", '<li class="client">x</li>'], ids=shown
)
def test_no_doubtful_answer_is_an_empty_client_list(text):
    with pytest.raises(WrongAnswer):
        pages.roster(text)


@pytest.mark.parametrize("cut", range(20, len(item()), 97))
def test_a_list_cut_off_in_an_entry_is_no_list(cut):
    with pytest.raises(WrongAnswer, match="breaks off"):
        pages.roster(item() + item(910000003, "Bo Sample")[:cut])


@LONG
@given(text=st.text() | st.text("<li>class='client'onclick=\"delegate(12)/ab&;#"))
def test_any_text_is_a_client_list_or_a_desk_error(text):
    try:
        roster = pages.roster(text)
    except DeskError:
        return
    assert roster.people or text.strip().startswith("[")
    assert all(p.remote_id and p.name for p in roster.people)


# --- agreements -----------------------------------------------------------------------------------

CORE = {
    "id": 1500001,
    "packageId": 90001,
    "locationId": 2001,
    "name": "Group Coaching &amp; more",
    "memberId": 910000002,
    "salespersonId": 900000001,
    "trainerId": 900000002,
    "agreementStatus": 2,
    "startDate": "2025-03-10",
    "endDate": "2026-03-10",
    "packageAgreementMemberServices": [
        {
            "id": 2100001,
            "name": "Group Coaching",
            "calendarEventType": {"name": "Small Group Training", "id": 8, "ptEventType": True},
            "unitPrice": 25.0,
            "unitsPerBillingDuration": 2,
            "priceAfterDiscount": 21.5,
        }
    ],
    "packageAgreementTerms": [{"termsId": 1001, "termsText": TERMS, "termsType": "1"}],
    "signature": SIGNATURE,
    "cancelInitials": INITIALS,
    "recurringPaymentProfile": {"id": 300000001, "mask": "0000", "token": CARD_TOKEN},
}
STATUSES = {"past": [], "current": {"billingState": 4}, "next": None, "future": []}
INVOICE = {"id": 70000001, "invoiceStatus": 5, "total": 150.0, "billingDate": "2026-11-11"}


def listing(*items):
    return json.dumps(items)


def v2(*invoices, **overrides):
    return json.dumps({"data": CORE, "include": {"invoices": invoices}, **overrides})


def opened(*invoices, currency="USD", **overrides):
    return agreements.opened_agreement(v2(*invoices, **overrides), currency)


def only(invoice, currency="USD"):
    found = opened(invoice, currency=currency)
    return found.listed.agreement.invoices[0], found.troubles


def test_the_id_is_read_where_it_is_nested():
    nested = {"billingStatuses": STATUSES, "packageAgreement": CORE}
    (found,) = agreements.agreement_list(listing(nested), "USD")
    agreement = found.agreement
    assert (agreement.remote_id, agreement.name) == ("1500001", "Group Coaching & more")
    assert (agreement.state, agreement.raw_state) == (AgreementState.ACTIVE, "2")
    assert (agreement.start_on, agreement.end_on) == (date(2025, 3, 10), date(2026, 3, 10))
    assert (agreement.location_id, agreement.billing_state) == ("2001", "4")
    assert agreement.services == (
        Service("Group Coaching", "Small Group Training", 2, 2150, training=True),
    )
    assert (found.member_id, found.trainer_id) == ("910000002", "900000002")
    assert found.salesperson_id == "900000001"
    assert agreement.invoices is None  # a list holds no amounts: unread, not nothing


def test_a_flat_list_is_read_as_well():
    (found,) = agreements.agreement_list(listing({"id": "15", "status": "canceled"}), "USD")
    assert (found.agreement.remote_id, found.agreement.name) == ("15", "(no name)")
    assert (found.agreement.state, found.member_id) == (AgreementState.CANCELLED, None)


def test_an_empty_list_is_a_real_none():
    assert agreements.agreement_list("[]", "USD") == ()


def test_an_agreement_listed_twice_counts_once_and_never_with_two_faces():
    assert len(agreements.agreement_list(listing(CORE, CORE), "USD")) == 1
    with pytest.raises(WrongAnswer, match="twice"):
        agreements.agreement_list(listing(CORE, {**CORE, "agreementStatus": 5}), "USD")


@pytest.mark.parametrize(
    "text",
    [*NO_ANSWERS, "[{}]", '[{"id":null}]', '[{"packageAgreement":5}]', '[{"id":"a/b"}]'],
    ids=shown,
)
def test_no_doubtful_answer_is_an_empty_list_of_agreements(text):
    with pytest.raises(WrongAnswer):
        agreements.agreement_list(text, "USD")


@pytest.mark.parametrize(
    "odd",
    [
        {"packageAgreementMemberServices": "x", "billingStatuses": 5, "startDate": "soon"},
        {"packageAgreementMemberServices": [5], "billingStatuses": {"current": None}},
        {"name": 5, "locationId": None, "endDate": 20260101, "billingStatuses": {"current": {}}},
    ],
)
def test_what_is_odd_beside_the_amounts_is_left_out(odd):
    (found,) = agreements.agreement_list(listing({**CORE, **odd}), "USD")
    assert found.agreement.remote_id == "1500001"
    assert found.agreement.billing_state is None


def test_an_odd_service_keeps_what_can_be_read_of_it():
    odd = {"name": "PT", "calendarEventType": 5, "unitsPerBillingDuration": True, "unitPrice": "x"}
    (found,) = agreements.agreement_list(
        listing({**CORE, "packageAgreementMemberServices": [odd]}), "USD"
    )
    assert found.agreement.services == (Service("PT"),)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [(42, "42"), ("fro\nzen", "fro zen"), ({"token": CARD_TOKEN}, "dict"), ("x" * 99, "x" * 60)],
)
def test_a_state_that_is_not_understood_is_kept_as_it_came_but_no_more_than_that(raw, kept):
    (found,) = agreements.agreement_list(listing({**CORE, "agreementStatus": raw}), "USD")
    assert found.agreement.state == AgreementState.UNKNOWN
    assert found.agreement.raw_state == kept


def test_an_opened_agreement_has_its_invoices_and_scheduled_payments():
    include = {
        "invoices": [INVOICE, {**INVOICE, "id": 70000002, "invoiceStatus": 4}],
        "scheduledPayments": [
            {"billingDate": "2026-12-01", "total": 150.0},
            {"scheduledDate": "2026-12-15", "total": "x"},
            {"billingDate": "soon", "total": None},
            "odd",
        ],
        "prohibitChangeTypes": [],
    }
    found = opened(include=include)
    agreement = found.listed.agreement
    assert [i.remote_id for i in agreement.invoices] == ["70000001", "70000002"]
    assert agreement.invoices[0].billing_on == date(2026, 11, 11)
    assert agreement.scheduled == (
        ScheduledPayment(date(2026, 12, 1), 15000),
        ScheduledPayment(date(2026, 12, 15), None),
        ScheduledPayment(None, None),
    )
    assert found.troubles == ()
    assert owed_by_client([agreement], TODAY).past_due_cents == 30000


@pytest.mark.parametrize(
    "envelope",
    [
        {"data": CORE, "invoices": [INVOICE]},
        {"packageAgreement": CORE, "invoices": [INVOICE], "scheduledPayments": None},
        {"packageAgreement": CORE, "include": {"invoices": [INVOICE]}},
        {"data": {"packageAgreement": CORE}, "include": {"invoices": [INVOICE]}, "meta": {}},
        {"data": CORE, "include": None, "invoices": [INVOICE]},
    ],
)
def test_other_envelopes_are_read_too(envelope):
    found = agreements.opened_agreement(json.dumps(envelope), "USD").listed
    assert (found.agreement.remote_id, found.member_id) == ("1500001", "910000002")
    assert [i.owed_cents for i in found.agreement.invoices] == [15000]


@pytest.mark.parametrize(
    "envelope",
    [
        {"data": CORE},
        {"data": CORE, "include": {}},
        {"data": CORE, "include": {"invoices": None}},
        {"data": CORE, "include": {"invoices": {}}},
        {"data": CORE, "include": {"invoices": ["x"]}},
        {"data": CORE, "include": {"invoices": [{"total": 1}]}},
        {"data": None, "include": {"invoices": []}},
        {"include": {"invoices": []}},
        {"data": {}, "include": {"invoices": []}},
        {"data": CORE, "include": {"invoices": []}, "error": ["x"]},
    ],
)
def test_an_agreement_without_readable_invoices_is_unread_and_not_without_debt(envelope):
    with pytest.raises(WrongAnswer):
        agreements.opened_agreement(json.dumps(envelope), "USD")


@pytest.mark.parametrize("text", [*NO_ANSWERS, "[]"], ids=shown)
def test_no_doubtful_answer_is_an_agreement(text):
    with pytest.raises(WrongAnswer):
        agreements.opened_agreement(text, "USD")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
@pytest.mark.parametrize("field", ["remainingTotal", "total"])
def test_a_number_that_is_none_is_no_answer_and_never_0(number, field):
    text = v2({"id": 1, "invoiceStatus": 5, "billingDate": "2026-11-01", field: "HERE"})
    with pytest.raises(WrongAnswer, match="unreadable"):
        agreements.opened_agreement(text.replace('"HERE"', number), "USD")


def test_one_invoice_twice_counts_once_and_with_different_figures_not_at_all():
    assert len(opened(INVOICE, INVOICE).listed.agreement.invoices) == 1
    with pytest.raises(WrongAnswer, match="one invoice twice"):
        opened(INVOICE, {**INVOICE, "total": 100.0})


@pytest.mark.parametrize(
    ("fields", "cents", "field"),
    [
        ({"total": 150.0}, 15000, "total"),
        ({"total": 41.980000000000004}, 4198, "total"),
        ({"total": "$1,234.56"}, 123456, "total"),
        ({"total": "(150.00)"}, -15000, "total"),
        ({"total": 180, "remainingTotal": 65}, 6500, "remainingTotal"),
        ({"total": 180, "remainingTotal": 0}, 0, "remainingTotal"),
        ({"total": 180, "remainingTotal": None}, 18000, "total"),
        ({"total": 180, "remainingBalance": "20"}, 2000, "remainingBalance"),
        ({"total": 180, "outstandingBalance": 30}, 3000, "outstandingBalance"),
        ({"total": 180, "totalDue": 40}, 4000, "totalDue"),
        ({"total": None, "amount": 25}, 2500, "amount"),
        ({"total": None, "invoiceTotal": 26, "balance": 900}, 2600, "invoiceTotal"),
    ],
)
def test_what_is_owed_is_the_first_field_that_is_present(fields, cents, field):
    invoice, troubles = only({**INVOICE, **fields})
    assert (invoice.owed_cents, invoice.owed_field) == (cents, field)
    assert troubles == ()


@pytest.mark.parametrize("amount", ["12abc", "1.234", "", True, [1], {"a": 1}, "150,00 €", 0.001])
@pytest.mark.parametrize("field", ["total", "remainingTotal"])
def test_an_unreadable_amount_is_reported_and_leaves_the_figure_unknown(amount, field):
    found = opened({**INVOICE, field: amount})
    (invoice,) = found.listed.agreement.invoices
    assert (invoice.owed_cents, invoice.owed_field) == (None, field)
    assert [t.subject for t in found.troubles] == ["70000001"]
    debt = owed_by_client([found.listed.agreement], TODAY)
    assert (debt.past_due_cents, debt.status) == (None, PaymentStatus.UNKNOWN)


def test_an_open_invoice_without_any_amount_is_reported():
    invoice, troubles = only({"id": 7, "invoiceStatus": 4, "billingDate": "2026-11-01"})
    assert (invoice.owed_cents, invoice.owed_field) == (None, None)
    assert "no amount" in troubles[0].message


def test_a_settled_invoice_needs_no_amount():
    for odd in ({"total": None}, {"total": "x"}):
        invoice, troubles = only({**INVOICE, "invoiceStatus": 1, **odd})
        assert invoice.state == InvoiceState.PAID
        assert troubles == ()


def test_an_amount_of_another_currency_is_refused():
    invoice, troubles = only({**INVOICE, "total": "$150.00"}, currency="EUR")
    assert (invoice.owed_cents, len(troubles)) == (None, 1)


@pytest.mark.parametrize("day", ["soon", "2026-02-30", "11/21/2026", 20261121, True, "2026-11"])
def test_an_unreadable_day_is_reported_and_the_amount_stays(day):
    invoice, troubles = only({**INVOICE, "billingDate": day})
    assert (invoice.billing_on, invoice.owed_cents) == (None, 15000)
    assert "not a day" in troubles[0].message


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (5, InvoiceState.DELINQUENT),
        ("5", InvoiceState.DELINQUENT),
        ("overdue", InvoiceState.DELINQUENT),
        (42, InvoiceState.UNKNOWN),
        (None, InvoiceState.UNKNOWN),
    ],
)
def test_the_status_is_named_and_kept_as_it_came(status, state):
    invoice, _ = only({**INVOICE, "invoiceStatus": status})
    assert invoice.state == state
    assert invoice.raw_state == ("" if status is None else str(status))
    text = {k: v for k, v in INVOICE.items() if k != "invoiceStatus"} | {"status": status}
    assert only(text)[0].state == state


def test_card_signature_and_terms_go_no_further():
    listed = agreements.agreement_list(listing({"packageAgreement": CORE}), "USD")
    for shown in (repr(listed), repr(opened(INVOICE))):
        assert CARD_TOKEN not in shown
        assert SIGNATURE[:40] not in shown
        assert "Demo terms" not in shown


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
json_values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=6,
)
odd_invoices = st.fixed_dictionaries(
    {"id": st.integers(1, 3)},
    optional={
        key: st.one_of(scalars, st.sampled_from(["$1,50", "2026-11-01", 5, 4, 1, 42]), json_values)
        for key in ("invoiceStatus", "status", "total", "remainingTotal", "billingDate", "amount")
    },
)


@LONG
@given(value=json_values, text=st.text())
def test_any_answer_is_read_or_a_desk_error(value, text):
    readers = (agreements.agreement_list, agreements.opened_agreement, agreements.total_value_cents)
    for answer in (text, json.dumps(value), json.dumps([value]), json.dumps({"data": value})):
        for read in readers:
            with suppress(DeskError):
                read(answer, "USD")
        for read in (pages.roster, agreements.first_salesperson):
            with suppress(DeskError):
                read(answer)


@given(
    odd=st.lists(odd_invoices, max_size=3),
    core=st.dictionaries(st.sampled_from([*CORE]), json_values),
)
def test_any_invoice_is_read_reported_or_refused_and_never_silently_0(odd, core):
    answer = json.dumps({"data": {**CORE, **core, "id": 1}, "include": {"invoices": odd}})
    try:
        found = agreements.opened_agreement(answer, "USD")
    except DeskError:
        return
    reported = {t.subject for t in found.troubles}
    for invoice in found.listed.agreement.invoices:
        if invoice.owed_cents is None and invoice.state.value in (
            "delinquent",
            "not set",
            "unknown",
        ):
            assert invoice.remote_id in reported
        if invoice.owed_cents == 0:
            source = next(i for i in odd if str(i["id"]) == invoice.remote_id)
            value = source[invoice.owed_field]
            if isinstance(value, str):
                assert set("123456789").isdisjoint(value)
            else:
                assert abs(value) <= 1e-6  # dust of a float, never a cent


# --- extras and single values ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        *(
            ("200.00", 20000),
            ("1234.00\n", 123400),
            ('"200.00"', 20000),
            ("", None),
            ("null", None),
        ),
        *((SERVER_ERROR, None), (SIGN_IN_PAGE, None), ("-", None)),
    ],
)
def test_a_total_value_is_a_bare_number_or_unknown(text, cents):
    assert agreements.total_value_cents(text, "USD") == cents


def test_the_staff_is_known_by_user_id():
    staff = [
        {"tfoUserId": 900000001, "firstName": "Jordan", "lastName": "Ellerby"},
        {"id": "5", "name": "Mika &amp; Co"},
        {"userId": 6, "displayName": "Blair"},
        *({"tfoUserId": 7}, {"name": "No Id"}, "odd"),
    ]
    expected = {"900000001": "Jordan Ellerby", "5": "Mika & Co", "6": "Blair"}
    for answer in (staff, {"data": staff}, {"employees": staff}):
        assert agreements.names_by_id(json.dumps(answer), "the staff") == expected


@pytest.mark.parametrize("text", [SERVER_ERROR, "5", "{}", SIGN_IN_PAGE, LEG_DAY])
def test_no_staff_is_an_answer_of_the_wrong_shape(text):
    with pytest.raises(WrongAnswer):
        agreements.names_by_id(text, "the staff")


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ({"data": [{"salespersonName": "Jordan Ellerby"}]}, "Jordan Ellerby"),
        ([{"firstName": "Jordan"}, {"name": "Later"}], "Jordan"),
        ([{}, 5, {"name": "Third"}], "Third"),
        *(({"data": []}, None), ([], None), (5, None), ({"data": None}, None)),
    ],
)
def test_the_first_salesperson_with_a_name_counts(value, name):
    assert agreements.first_salesperson(json.dumps(value)) == name


@pytest.mark.parametrize(
    ("value", "day"),
    [
        *((None, None), ("", None), ("2026-11-21", date(2026, 11, 21))),
        *((" 2028-02-29 ", date(2028, 2, 29)), ("2026-11-21T23:59:59Z", date(2026, 11, 21))),
        ("2026-11-21 00:00:00", date(2026, 11, 21)),
    ],
)
def test_a_day_is_read_without_its_time(value, day):
    assert values.read_day(value) == day


@pytest.mark.parametrize(
    "value", ["2027-02-29", "0000-01-01", "2026-13-01", "2026-1-1", 5, " ", []]
)
def test_what_is_no_day_is_refused(value):
    with pytest.raises(ValueError, match=r"day|month|year"):
        values.read_day(value)


@given(value=scalars | json_values)
def test_any_value_is_a_day_none_or_a_value_error(value):
    try:
        day = values.read_day(value)
    except ValueError:
        return
    assert isinstance(day, date) or (day is None and value in (None, ""))


@given(day=st.dates())
def test_every_day_is_read_back(day):
    assert values.read_day(day.isoformat()) == day


def test_numbers_are_read_exactly():
    assert values.read_json("[0.1, 1e400]", "x") == [Decimal("0.1"), Decimal("1e400")]


def test_a_page_instead_of_json_is_called_a_page():
    with pytest.raises(WrongAnswer, match="sent a page instead of"):
        values.read_json(LEG_DAY, "the agreements")
