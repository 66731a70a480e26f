"""Generated remote histories: what ClubOS has from refresh to refresh, and how badly it is read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from gymdesk.domain.agreement import (
    Agreement,
    AgreementState,
    ExplicitBilling,
    Invoice,
    InvoiceState,
    ScheduledPayment,
)
from gymdesk.domain.client import ClientReading, ItemTrouble, Person
from tests.sync.fakes import TODAY

if TYPE_CHECKING:
    from random import Random

STATES = (
    InvoiceState.PAID,
    InvoiceState.PENDING,
    InvoiceState.REJECTED,
    InvoiceState.NOT_SET,
    InvoiceState.DELINQUENT,
    InvoiceState.CHARGED_BACK,
)
OPEN = (InvoiceState.REJECTED, InvoiceState.NOT_SET, InvoiceState.DELINQUENT)


@dataclass
class World:
    """What the remote system has: per person the agreements, as a flawless reading tells them.

    `settled_only`: no debt vanishes but by being paid, so that no sweep has to be held.
    """

    dice: Random
    people: tuple[Person, ...]
    settled_only: bool = False
    agreements: dict[str, list[Agreement]] = field(default_factory=dict)
    said: dict[str, set[int | None]] = field(default_factory=dict)
    _number: int = 1000

    def __post_init__(self) -> None:
        for person in self.people:
            count = self.dice.choice((0, 1, 1, 1, 2, 3))
            self.agreements[person.remote_id] = [self._agreement() for _ in range(count)]
        self._note()

    def truth(self, person: Person) -> tuple[Agreement, ...]:
        """Return what a flawless reading of the person tells now."""
        return tuple(self.agreements[person.remote_id])

    def move_on(self) -> None:
        """Let some days of business happen."""
        for person in self.people:
            listed = self.agreements[person.remote_id]
            if self.dice.random() < 0.15:
                listed.append(self._agreement())
            if listed and self.dice.random() < 0.1:
                gone = self.dice.randrange(len(listed))
                if not (self.settled_only and self._owes(listed[gone])):
                    listed.pop(gone)
            listed[:] = [self._moved(a) for a in listed]
        self._note()

    def _owes(self, agreement: Agreement) -> bool:
        return any(i.state in (*OPEN, InvoiceState.CHARGED_BACK) for i in agreement.invoices or ())

    def _note(self) -> None:
        """Remember each amount an invoice ever had: no other may ever be shown for it."""
        for listed in self.agreements.values():
            for agreement in listed:
                for invoice in agreement.invoices or ():
                    self.said.setdefault(invoice.remote_id, set()).add(invoice.owed_cents)

    def _next(self) -> str:
        self._number += 1
        return str(self._number)

    def _agreement(self) -> Agreement:
        count = self.dice.randrange(5)
        stated = self.dice.choice((None, None, ExplicitBilling(), ExplicitBilling(0)))
        return Agreement(
            self._next(),
            "Personal Training 1x",
            self.dice.choice((AgreementState.ACTIVE, AgreementState.ACTIVE, *AgreementState)),
            "2",
            start_on=TODAY,
            trainer=self.dice.choice((None, "Mika Santorelli")),
            invoices=tuple(self._invoice() for _ in range(count)),
            scheduled=(ScheduledPayment(TODAY + timedelta(days=7), 9000),),
            explicit=stated,
        )

    def _invoice(self) -> Invoice:
        state = self.dice.choice(STATES)
        cents = self.dice.choice((0, 1, 4198, 9000, 12000, 15000, self.dice.randrange(10**6)))
        day = TODAY - timedelta(days=self.dice.randrange(-20, 200))
        return Invoice(self._next(), state, state.value, day, cents, cents, "total")

    def _moved(self, agreement: Agreement) -> Agreement:
        invoices = [self._changed(i) for i in agreement.invoices or ()]
        if self.dice.random() < 0.3:
            invoices.append(self._invoice())
        return replace(agreement, invoices=tuple(invoices))

    def _changed(self, invoice: Invoice) -> Invoice:
        throw = self.dice.random()
        if throw < 0.15:
            return replace(invoice, state=InvoiceState.PAID, raw_state="1")
        if throw < 0.25 and invoice.state in OPEN and not self.settled_only:
            return replace(invoice, owed_cents=self.dice.randrange(10**5))
        if throw < 0.3 and invoice.state == InvoiceState.NOT_SET:
            return replace(invoice, state=InvoiceState.DELINQUENT, raw_state="5")
        return invoice


def readings(world: World, dice: Random, badly: float) -> list[ClientReading]:
    """Return one refresh: each part of it fails with the chance *badly*, and some never comes."""
    order = list(world.people)
    dice.shuffle(order)
    cut = len(order) if dice.random() >= badly else dice.randrange(len(order) + 1)
    return [_reading(world, person, dice, badly) for person in order[:cut]]


def _reading(world: World, person: Person, dice: Random, badly: float) -> ClientReading:
    def trouble() -> ItemTrouble:
        return ItemTrouble(person.remote_id, "ClubOS sent half of it", "Try again.")

    if dice.random() < badly / 2:
        return ClientReading(person, None, (trouble(),))
    troubles: list[ItemTrouble] = []
    listed = []
    for agreement in world.truth(person):
        if dice.random() < badly:
            troubles.append(trouble())
            listed.append(replace(agreement, invoices=None, scheduled=(), explicit=None))
        elif dice.random() < badly:
            spoiled = [_spoiled(i, dice) for i in agreement.invoices or ()]
            if spoiled != list(agreement.invoices or ()):
                troubles.append(trouble())
            listed.append(replace(agreement, invoices=tuple(spoiled)))
        else:
            listed.append(agreement)
    return ClientReading(person, tuple(listed), tuple(troubles))


def _spoiled(invoice: Invoice, dice: Random) -> Invoice:
    throw = dice.random()
    if throw < 0.3:
        return replace(invoice, owed_cents=None, owed_field=None)
    return replace(invoice, billing_on=None) if throw < 0.5 else invoice


def crowd(dice: Random) -> tuple[Person, ...]:
    return tuple(Person(str(910000101 + n), f"Client {n}") for n in range(dice.randrange(1, 5)))
