"""What a held sweep would write, kept as text, is the same when it is read again."""

from __future__ import annotations

from datetime import date

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
from gymdesk.domain.client import Person
from gymdesk.store.figures_text import figures_of, figures_text
from gymdesk.store.unit_of_work import ClientWrite

_TEXT = st.text(max_size=12)
_CENTS = st.none() | st.integers(-(10**12), 10**12)
_DAYS = st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1))
_INVOICES = st.builds(
    Invoice, _TEXT, st.sampled_from(InvoiceState), _TEXT, _DAYS, _CENTS, _CENTS, st.none() | _TEXT
)
_AGREEMENTS = st.builds(
    Agreement,
    remote_id=_TEXT,
    name=_TEXT,
    state=st.sampled_from(AgreementState),
    raw_state=_TEXT,
    start_on=_DAYS,
    end_on=_DAYS,
    trainer=st.none() | _TEXT,
    total_value_cents=_CENTS,
    services=st.lists(
        st.builds(Service, _TEXT, st.none() | _TEXT, st.none() | st.integers(0, 99), _CENTS),
        max_size=2,
    ).map(tuple),
    invoices=st.none() | st.lists(_INVOICES, max_size=3).map(tuple),
    scheduled=st.lists(st.builds(ScheduledPayment, _DAYS, _CENTS), max_size=2).map(tuple),
    explicit=st.none() | st.builds(ExplicitBilling, _CENTS, _CENTS, _CENTS, st.none()),
)
_IDS = st.frozensets(_TEXT, max_size=3)
_WRITES = st.builds(
    ClientWrite,
    person=st.builds(Person, _TEXT, _TEXT, st.none() | _TEXT, st.none() | _TEXT),
    agreements=st.lists(_AGREEMENTS, max_size=3).map(tuple),
    write=_IDS,
    kept=_IDS,
    gone=_IDS,
    read=st.booleans(),
    trouble=st.none() | _TEXT,
)


@given(_WRITES)
def test_figures_read_from_text_are_those_that_were_written(write: ClientWrite) -> None:
    assert figures_of(figures_text(write)) == write
