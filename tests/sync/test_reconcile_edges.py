"""What a reconciled agreement keeps to the last field: each test here was asked for by a mutant."""

from __future__ import annotations

from dataclasses import replace

from gymdesk.sync.reconcile import KnownAgreement, KnownClient, reconcile
from tests.sync.fakes import agreement, invoice, person, reading

OWES = agreement("A", (invoice("1"),))


def test_an_agreement_of_the_store_is_there_and_whole_unless_it_says_otherwise() -> None:
    assert KnownAgreement(OWES) == KnownAgreement(OWES, missing=False, kept=False)
    assert KnownClient(person(), {}, fetched=True).missing is False


def test_an_amount_that_is_kept_still_says_which_field_it_came_from() -> None:
    spoiled = replace(invoice("1"), owed_cents=None, owed_field=None)
    known = KnownClient(person(), {"A": KnownAgreement(OWES)}, fetched=True)
    change = reconcile(known, reading(None, agreement("A", (spoiled,)), troubles=("An amount",)))
    (kept,) = change.agreements[0].invoices or ()
    assert (kept.owed_cents, kept.owed_field) == (9000, "total")
