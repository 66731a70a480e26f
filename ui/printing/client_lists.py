"""What the lists of clients have in common on paper: names, amounts, second lines, marks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from gymdesk.domain.client import SOURCE_NAMES
from gymdesk.domain.past_due import Mark
from ui.printing.chosen import Part, printed_keys
from ui.printing.contents import NOT_APPLICABLE, UNKNOWN, Note, SheetColumn
from ui.printing.marks import marked, unknown
from ui.printing.sheet import Sheet
from ui.printing.wording import bare_amount, one_line, short_name, short_phone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from gymdesk.domain.aging import Aging
    from gymdesk.rows import ClientRow, ClubRow, ListWarning
    from ui.phrases import Phrases
    from ui.printing.control import Sums
    from ui.printing.wording import Privacy


USERS_NAMED = 3
"""More ClubOS users than these are counted on paper, not named: the line is one line."""


class Worklist(Protocol):
    """What the worklist says of a client beside the figures: the Collections pane's columns."""

    def cell(self, key: str, row: ClientRow, /) -> str:
        """Return the text of a column."""
        ...

    def why(self, row: ClientRow, /) -> str:
        """Return why the row stands where it stands."""
        ...

    def off_the_list(self, row: ClientRow, /) -> str:
        """Return why the client is not to be called, "" for who is."""
        ...

    @property
    def in_call_order(self) -> bool:
        """Return whether the rows stand in the order to call them."""
        ...


class ClientSheet(Sheet):
    """A list of clients on paper, with names and phones in full or for public view.

    *columns* are the keys of those on the screen, in their order; None = the sheet's own.
    """

    OWN_COLUMNS: tuple[str, ...] = ("name",)

    def __init__(
        self,
        club: ClubRow,
        phrases: Phrases,
        *,
        printed_by: str,
        printed_at_utc: datetime,
        filter_words: str,
        order_words: str,
        privacy: Privacy,
        columns: Sequence[str] | None = None,
        worklist: Worklist | None = None,
    ) -> None:
        super().__init__(club, phrases, printed_by, printed_at_utc)
        self._worklist = worklist
        self._chosen = None if columns is None else tuple(columns)
        self._filter_words = filter_words
        self._order_words = order_words
        self._privacy: Privacy = privacy

    @property
    def privacy(self) -> Privacy:
        """Return whether names and phones are in full or shortened."""
        return self._privacy

    @property
    def is_public(self) -> bool:
        """Return whether the sheet may lie where others see it."""
        return self._privacy == "public"

    # --- head -------------------------------------------------------------------------------------

    def _sublines(
        self, people: int, figures_from_utc: datetime | None, users: tuple[str, ...]
    ) -> tuple[str, str]:
        said = (self._who(people), self._order(), self._figures_from(figures_from_utc))
        scope = self._scope(users)
        if self.is_public:
            scope = f"{scope} {self.tr('Names and numbers shortened.')}"
        return " · ".join(one_line(part) for part in said if part), scope

    def _who(self, people: int) -> str:
        """Return how many are listed, and what the list was filtered by."""
        clients = self._phrases.clients(people)
        if self._filter_words:
            return f"{clients}: {self._filter_words}"
        return clients if people == 1 else self.tr("All {clients}").format(clients=clients)

    def _order(self) -> str:
        if not self._order_words and self._worklist is not None and self._worklist.in_call_order:
            return self.tr("in call order")
        return self._order_words

    def _scope(self, users: tuple[str, ...]) -> str:
        """Return whose clients are listed: ClubOS shows nobody else's."""
        if len(users) < 2:
            return self.tr("Clients assigned to the signed-in user.")
        if self.is_public or len(users) > USERS_NAMED:
            return self.tr("Clients assigned to the {n} users signed in to ClubOS.").format(
                n=len(users)
            )
        return self.tr("Clients assigned to {names} in ClubOS.").format(
            names=", ".join(one_line(name) for name in users)
        )

    def _warned(self, warning: ListWarning | None, complete: bool) -> str:
        """Return the sentence for the box; a list that is not whole says so in any case."""
        if warning is not None:
            said = self._phrases.warning(warning)
            return self.tr("Check before you call: {warning}").format(warning=said)
        if not complete:
            return self.tr(
                "Check before you call: the last refresh did not read everybody. Amounts may be "
                "older than they look, and somebody may be missing."
            )
        return ""

    # --- columns ----------------------------------------------------------------------------------

    def _parts(self) -> list[Part]:
        """Return the columns of the sheet after the number."""
        known = {**self._known_parts(), **self._worklist_parts()}
        if self.is_public:
            del known["email"]
        chosen = self.OWN_COLUMNS if self._chosen is None else self._chosen
        return [known[key] for key in printed_keys(chosen, known)]

    def _numbered(self, parts: Sequence[Part], width_mm: float) -> tuple[SheetColumn, ...]:
        number = SheetColumn(self.tr("#"), width_mm, "figure", right=True)
        return (number, *(part.column for part in parts))

    def _cells(self, number: int, row: ClientRow, parts: Sequence[Part]) -> tuple[str, ...]:
        return (str(number), *(part.cell(row) for part in parts))

    def _sums(self, sums: Sums, parts: Sequence[Part]) -> tuple[str, ...]:
        return ("", *("" if part.total is None else part.total(sums) for part in parts))

    def _known_parts(self) -> dict[str, Part]:
        """Return all that a list of clients can print, by the keys of the screen's columns."""

        def text(title: str, width_mm: float, least_mm: float) -> SheetColumn:
            return SheetColumn(title, width_mm, least_mm=least_mm)

        def figure(title: str, width_mm: float, *, right: bool = True) -> SheetColumn:
            return SheetColumn(title, width_mm, "figure", right=right)

        name = SheetColumn(self.tr("Client"), 50, "name", bold=True, least_mm=44)
        money = SheetColumn(self.tr("Past due"), 24, "money", right=True, bold=True)
        trainer = SheetColumn(self.tr("Trainer"), 32, lead_mm=2.5, least_mm=20)
        updated = SheetColumn(self.tr("Last updated"), 25, lead_mm=2.5)
        return {
            "name": Part(name, self._name, lambda sums: self._total_words(sums.known)),
            "phone": Part(figure(self.tr("Phone"), 27, right=False), self._phone),
            "past_due": Part(money, self._past_due, self._balance),
            "age": Part(figure(self.tr("Age"), 12), self._age),
            "not_due": self._bucket(self.tr("Not due"), lambda aging: aging.not_due),
            "days_1_30": self._bucket(self.tr("1–30"), lambda aging: aging.days_1_30),
            "days_31_60": self._bucket(self.tr("31–60"), lambda aging: aging.days_31_60),
            "days_61_90": self._bucket(self.tr("61–90"), lambda aging: aging.days_61_90),
            "days_91": self._bucket(self.tr("91+"), lambda aging: aging.days_91),
            "no_date": self._bucket(self.tr("No date"), lambda aging: aging.no_date),
            "cancelled": Part(
                SheetColumn(self.tr("Cancelled"), 19, "money", right=True),
                self._apart,
                lambda sums: self._bare(sums.cancelled_cents, self._club.currency),
            ),
            "trainer": Part(trainer, self._trainer),
            "email": Part(text(self.tr("E-mail"), 50, 34), self._email),
            "package": Part(text(self.tr("Package"), 45, 30), self._package),
            "status": Part(SheetColumn(self.tr("Status"), 18), self._status),
            "fetched": Part(updated, self._updated),
            "credits": Part(figure(self.tr("Credits"), 16), self._credits),
            "membership": Part(text(self.tr("Membership"), 30, 22), self._membership),
            "oldest": Part(
                SheetColumn(self.tr("Oldest due"), 20, lead_mm=2.5),
                lambda row: self._on(row.oldest_due_on),
            ),
            "invoices": Part(
                figure(self.tr("Unpaid"), 13),
                lambda row: str(row.unpaid_invoices) if row.unpaid_invoices else NOT_APPLICABLE,
            ),
            "ids": Part(text(self.tr("Source no."), 30, 22), self._ids),
        }

    def _worklist_parts(self) -> dict[str, Part]:
        """Return the columns of what is done about the debts, in the words of the screen."""
        said = self._worklist
        if said is None:
            return {}

        def part(key: str, title: str, width_mm: float, gives_mm: float = 4) -> Part:
            column = SheetColumn(title, width_mm, lead_mm=2.0, least_mm=width_mm - gives_mm)
            return Part(column, lambda row: one_line(said.cell(key, row)) or NOT_APPLICABLE)

        return {
            "contact": part("contact", self.tr("Last contact"), 22, 1.5),
            "promise": part("promise", self.tr("Promise"), 24),
            "next": part("next", self.tr("Next"), 22),
            "stage": part("stage", self.tr("Stage"), 26),
            "owner": part("owner", self.tr("Owner"), 24),
        }

    def _bucket(self, title: str, of: Callable[[Aging], int]) -> Part:
        return Part(
            SheetColumn(title, 17, "money", right=True),
            lambda row: self._part(of(row.aging), row),
            lambda sums: self._bare(of(sums.aging), self._club.currency),
        )

    # --- cells ------------------------------------------------------------------------------------

    def _name(self, row: ClientRow) -> str:
        name = short_name(row.name) if self.is_public else one_line(row.name)
        return name or self.tr("no name")

    def _flag(self, row: ClientRow) -> str:
        is_missing = Mark.MISSING in row.marks or row.missing_since_utc is not None
        return self.tr("missing") if is_missing else ""

    def _phone(self, row: ClientRow) -> str:
        if not row.phone.text or not row.phone.text.strip():
            return self.tr("none")
        return short_phone(row.phone.text) if self.is_public else one_line(row.phone.text)

    def _trainer(self, row: ClientRow) -> str:
        return one_line(row.trainer or "") or NOT_APPLICABLE

    def _past_due(self, row: ClientRow) -> str:
        if row.past_due_cents is None:
            return unknown(self.tr("unknown"), row.marks)
        return marked(self._phrases.money(row.past_due_cents, row.currency), row.marks)

    def _balance(self, sums: Sums) -> str:
        return str(self._phrases.money(sums.balances_cents, self._club.currency))

    def _age(self, row: ClientRow) -> str:
        if row.days_past_due is not None:
            return str(self._phrases.days(row.days_past_due))
        # Owed but undated, or not known at all: the age is not known either.
        return NOT_APPLICABLE if row.past_due_cents == 0 else UNKNOWN

    def _email(self, row: ClientRow) -> str:
        return one_line(row.email.text or "") or self.tr("none")

    def _package(self, row: ClientRow) -> str:
        return one_line(row.packages[0].name) if row.packages else NOT_APPLICABLE

    def _status(self, row: ClientRow) -> str:
        return str(self._phrases.payment_status(row.payment_status))

    def _updated(self, row: ClientRow) -> str:
        if row.fetched_at_utc is None:
            return self.tr("never")
        return str(self._phrases.moment(row.fetched_at_utc))

    def _credits(self, row: ClientRow) -> str:
        if row.sessions_remaining is not None:
            return str(row.sessions_remaining)
        return UNKNOWN if any(p.training is not False for p in row.packages) else NOT_APPLICABLE

    def _membership(self, row: ClientRow) -> str:
        return one_line(row.membership or "") or NOT_APPLICABLE

    def _ids(self, row: ClientRow) -> str:
        named = (f"{SOURCE_NAMES[source]} {remote_id}" for source, remote_id in row.source_ids)
        return one_line(", ".join(named)) or NOT_APPLICABLE

    def _on(self, day: date | None) -> str:
        return NOT_APPLICABLE if day is None else str(self._phrases.day(day))

    def _bare(self, cents: int, currency: str) -> str:
        return bare_amount(self._phrases.money(cents, currency))

    def _part(self, cents: int, row: ClientRow) -> str:
        """Return one bucket; of an unknown balance nothing is known to be zero."""
        if cents:
            return self._bare(cents, row.currency)
        return UNKNOWN if row.past_due_cents is None else NOT_APPLICABLE

    def _apart(self, row: ClientRow) -> str:
        """Return what cancelled agreements owe."""
        if row.cancelled_past_due_cents is None:
            return UNKNOWN
        cents = row.cancelled_past_due_cents
        return self._bare(cents, row.currency) if cents else NOT_APPLICABLE

    # --- second line ------------------------------------------------------------------------------

    def _doubts(self, row: ClientRow) -> list[str]:
        """Return why the figure is not simply so, in words."""
        said = self._unknown_words(row) if row.past_due_cents is None else []
        if Mark.DIFFERS in row.marks and None not in (row.explicit_cents, row.invoices_cents):
            said.append(
                self.tr("billing status says {explicit}, invoices add up to {invoices}").format(
                    explicit=self._phrases.money(row.explicit_cents, row.currency),
                    invoices=self._phrases.money(row.invoices_cents, row.currency),
                )
            )
        if Mark.AT_LEAST in row.marks and row.past_due_cents is not None:
            said.append(self.tr("not all agreements could be read"))
        if Mark.ESTIMATED in row.marks:
            said.append(self.tr("from the balance, no invoices sent"))
        if Mark.STALE in row.marks and row.fetched_at_utc is not None:
            fetched = self._phrases.moment(row.fetched_at_utc)
            said.append(self.tr("fetched {moment}").format(moment=fetched))
        if Mark.HELD in row.marks:
            said.append(self._held_words(row))
        if row.missing_since_utc is not None:
            since = self._phrases.moment(row.missing_since_utc)
            said.append(self.tr("not in the list since {moment}").format(moment=since))
        return said

    def _held_words(self, row: ClientRow) -> str:
        if row.held is None:
            return self.tr("held, waits for a decision")
        at = self._phrases.moment(row.held.swept_at_utc)
        if row.held.missing:
            return self.tr("the sweep of {moment} did not find this client and waits").format(
                moment=at
            )
        amount = self._phrases.money(row.held.past_due_cents, row.currency)
        return self.tr("the sweep of {moment} says {amount} and waits").format(
            moment=at, amount=amount
        )

    def _unknown_words(self, row: ClientRow) -> list[str]:
        said = [self.tr("Amount unknown")]
        if row.fetched_at_utc is None and row.trouble is None:
            said = [self.tr("Amount unknown: never read")]
        elif row.trouble and not self.is_public:  # a trouble may quote the source
            trouble = one_line(row.trouble).rstrip(".")
            said = [self.tr("Amount unknown: {trouble}").format(trouble=trouble)]
        if row.last_known_cents is not None:
            amount = self._phrases.money(row.last_known_cents, row.currency)
            if row.last_known_on is None:
                said.append(self.tr("last known {amount}").format(amount=amount))
            else:
                said.append(
                    self.tr("last known {amount} on {day}").format(
                        amount=amount, day=self._phrases.day(row.last_known_on)
                    )
                )
        return said

    # --- end --------------------------------------------------------------------------------------

    def _total_words(self, known: int) -> str:
        if known == 1:
            return self.tr("Total of 1 known amount")
        return self.tr("Total of {n} known amounts").format(n=known)

    def _unknown_count(self, count: int) -> str:
        if count == 0:
            return ""
        if count == 1:
            return self.tr("1 client is unknown and not in the sum.")
        return self.tr("{n} clients are unknown and not in the sum.").format(n=count)

    def _foreign_count(self, count: int) -> str:
        if count == 0:
            return ""
        if count == 1:
            return self.tr("1 client owes in another currency and is not in the sum.")
        return self.tr("{n} clients owe in another currency and are not in the sum.").format(
            n=count
        )

    def _marks_note(self) -> Note:
        return Note(
            self.tr(
                "Marks: ≠ billing status and invoices differ · † older than the other figures · "
                "~ worked out from a balance · H held, waits for a decision · ≥ at least, not all "
                "was read · ? unknown · missing: not in the source's list any more"
            )
        )
