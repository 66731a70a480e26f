"""The columns of the Clients and the Collections list, and what a client's row says in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Qt

from gymdesk.domain.client import SOURCE_NAMES, folded
from gymdesk.domain.past_due import Mark, PaymentStatus
from ui.models.cells import Kind, State
from ui.models.inventory_words import InventoryWords, inventory_is_new
from ui.models.row_table import NOT_APPLICABLE, Column, RowTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from gymdesk.domain.aging import Aging
    from gymdesk.rows import ClientRow, HeldFigure
    from ui.phrases import Phrases

_LEFT: Final = Qt.AlignmentFlag.AlignLeft
_RIGHT: Final = Qt.AlignmentFlag.AlignRight
_NONE: Final = "–"
_WORST_FIRST: Final = (Mark.HELD, Mark.DIFFERS, Mark.AT_LEAST, Mark.STALE, Mark.ESTIMATED)
"""The one mark that is shown where a row has several; `MISSING` stands after the name instead."""


class ClientColumns(QObject):
    """Words and columns for `ClientRow`s."""

    def __init__(self, phrases: Phrases, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._phrases = phrases
        self._inventory = InventoryWords(phrases, self)

    def clients_table(self, parent: QObject | None = None) -> RowTable[ClientRow]:
        """Return an empty table for the Clients list."""
        return self._table(self.clients(), parent)

    def collections_table(self, parent: QObject | None = None) -> RowTable[ClientRow]:
        """Return an empty table for the Collections list."""
        return self._table(self.collections(), parent)

    def clients(self) -> tuple[Column[ClientRow], ...]:
        """Return Client, Package, Credits, Past due; then what is there to be chosen."""
        return (
            self._name_column(),
            self._package_column(),
            self._credits_column(),
            self._money_column(),
            *self._optional(self._age_column(), self._phone_column(), self._trainer_column()),
            *self._more_columns(),
        )

    def collections(self) -> tuple[Column[ClientRow], ...]:
        """Return Client, Past due, Age, Aging, (Why,) Trainer, Phone; then what can be chosen."""
        return (
            self._name_column(),
            self._money_column(),
            self._age_column(),
            Column(
                "aging",
                self.tr("Aging"),
                84,
                _LEFT,
                Kind.AGING,
                self._aging_text,
                self._aging_key,
                tone=lambda row: "text2",
                tooltip=self.aging_words,
                aging=lambda row: row.aging,
                min_list_px=560,
                copied=self._aging_copied,
            ),
            Column(
                "why",
                self.tr("Why"),
                0,
                _LEFT,
                Kind.TEXT,
                self.why,
                lambda row: folded(self.why(row)),
                tone=lambda row: "text2",
                tooltip=self.why,
            ),
            self._trainer_column(),
            self._phone_column(),
            *self._bucket_columns(),
            *self._optional(self._package_column(), self._credits_column()),
            *self._more_columns(),
        )

    def haystack(self, row: ClientRow) -> str:
        """Return all that a search looks at: name, contact, packages, trainer, remote ids."""
        phone = row.phone.text or ""
        digits = "".join(c for c in phone if c.isdigit())
        parts = [row.name, row.email.text or "", phone, digits, row.trainer or ""]
        parts += [package.name for package in row.packages]
        parts += [remote_id for _, remote_id in row.source_ids]
        return "\x1f".join(parts)

    def packages(self, row: ClientRow) -> str:
        """Return the active packages, or that there is none."""
        return " + ".join(package.name for package in row.packages) or _NONE

    def credits(self, row: ClientRow) -> str:
        """Return the sessions left; unknown is not 0."""
        if row.sessions_remaining is not None:
            return str(row.sessions_remaining)
        return self.tr("unknown") if _has_credits(row) else _NONE

    def amount(self, row: ClientRow) -> str:
        """Return what is past due as the list shows it: "Current" only where that is known."""
        if row.past_due_cents is None:
            return self._phrases.payment_status(PaymentStatus.UNKNOWN)
        if row.payment_status == PaymentStatus.CURRENT:
            return self._phrases.payment_status(PaymentStatus.CURRENT)
        words = self._phrases.money(row.past_due_cents, row.currency)
        return f"≥ {words}" if _is_at_least(row) else words

    def age(self, row: ClientRow) -> str:
        """Return how old the oldest debt is."""
        if row.days_past_due is not None:
            return self._phrases.days(row.days_past_due)
        if row.past_due_cents == 0:
            return _NONE
        return self.tr("unknown") if row.past_due_cents is None else self.tr("no date")

    def aging_words(self, row: ClientRow) -> str:
        """Return the buckets that are not empty, in words."""
        money, aging = self._phrases.money, row.aging
        named = (
            (self.tr("not due"), aging.not_due),
            (self.tr("1–30 days"), aging.days_1_30),
            (self.tr("31–60 days"), aging.days_31_60),
            (self.tr("61–90 days"), aging.days_61_90),
            (self.tr("91+ days"), aging.days_91),
            (self.tr("no date"), aging.no_date),
            (self.tr("credit, stands apart"), aging.credit),
        )
        return "\n".join(f"{word}: {money(cents, row.currency)}" for word, cents in named if cents)

    def why(self, row: ClientRow) -> str:
        """Return in one line why the row stands in the list."""
        money = self._phrases.money
        parts: list[str] = []
        if row.past_due_cents is None:
            parts.append(self._why_unknown(row))
        elif row.oldest_due_on is not None:
            words = self.tr("oldest due {day}")
            parts.append(words.format(day=self._phrases.day(row.oldest_due_on)))
        if row.unpaid_invoices == 1:
            parts.append(self.tr("1 unpaid invoice"))
        elif row.unpaid_invoices:
            parts.append(self.tr("{count} unpaid invoices").format(count=row.unpaid_invoices))
        if Mark.DIFFERS in row.marks and row.explicit_cents is not None:
            words = self.tr("billing status says {said}, invoices add up to {sum}")
            said = money(row.explicit_cents, row.currency)
            parts.append(words.format(said=said, sum=money(row.invoices_cents, row.currency)))
        if row.held is not None:
            parts.append(self._held(row, row.held))
        if Mark.AT_LEAST in row.marks:
            parts.append(self.tr("not everything could be read"))
        if Mark.ESTIMATED in row.marks:
            parts.append(self.tr("from the balance, no invoices sent"))
        if row.cancelled_past_due_cents:
            words = self.tr("{amount} on cancelled agreements, apart")
            parts.append(words.format(amount=money(row.cancelled_past_due_cents, row.currency)))
        if row.aging.not_due:
            words = self.tr("also {amount} not yet due")
            parts.append(words.format(amount=money(row.aging.not_due, row.currency)))
        if Mark.STALE in row.marks and row.fetched_at_utc is not None:
            words = self.tr("fetched {moment}")
            parts.append(words.format(moment=self._phrases.moment(row.fetched_at_utc)))
        if row.packages:
            parts.append(self.packages(row))
        line = " · ".join(parts)
        return line[:1].upper() + line[1:]

    def sentence(self, row: ClientRow) -> str:
        """Return the row as one spoken sentence."""
        parts = [row.name]
        if row.past_due_cents is None:
            parts.append(self.tr("past due unknown"))
        elif row.payment_status == PaymentStatus.CURRENT:
            parts.append(self._phrases.payment_status(PaymentStatus.CURRENT))
        else:
            at_least = _is_at_least(row)
            words = (
                self.tr("past due at least {amount}") if at_least else self.tr("past due {amount}")
            )
            parts.append(words.format(amount=self._phrases.money(row.past_due_cents, row.currency)))
        if row.days_past_due is not None:
            parts.append(self._phrases.days_long(row.days_past_due))
        parts += [self._phrases.mark(mark) for mark in sorted(row.marks) if mark != Mark.AT_LEAST]
        return ", ".join(parts)

    def _table(
        self, columns: tuple[Column[ClientRow], ...], parent: QObject | None
    ) -> RowTable[ClientRow]:
        return RowTable(
            columns,
            row_id=lambda row: row.client_id,
            haystack=self.haystack,
            why=self.why,
            sentence=self.sentence,
            parent=parent,
        )

    def _name_column(self) -> Column[ClientRow]:
        return Column(
            "name",
            self.tr("Client"),
            0,
            _LEFT,
            Kind.NAME,
            lambda row: row.name,
            lambda row: folded(row.name),
            icon=lambda row: "st-missing" if row.missing_since_utc is not None else "",
            bold=lambda row: True,
            tooltip=self._name_tooltip,
        )

    def _money_column(self) -> Column[ClientRow]:
        return Column(
            "past_due",
            self.tr("Past due"),
            132,
            _RIGHT,
            Kind.MONEY,
            self.amount,
            lambda row: row.past_due_cents,
            tone=lambda row: "text2" if row.payment_status == PaymentStatus.CURRENT else "text",
            tooltip=self._amount_tooltip,
            bold=lambda row: row.payment_status != PaymentStatus.CURRENT,
            mark=self._mark,
            badge=self._badge,
            widest=_widest_amounts,
        )

    def _package_column(self) -> Column[ClientRow]:
        return Column(
            "package",
            self.tr("Package"),
            170,
            _LEFT,
            Kind.TEXT,
            self.packages,
            lambda row: folded(self.packages(row)) if row.packages else NOT_APPLICABLE,
            tone=lambda row: "text2",
            tooltip=self._package_tooltip,
            min_list_px=480,
        )

    def _credits_column(self) -> Column[ClientRow]:
        return Column(
            "credits",
            self.tr("Credits"),
            84,
            _RIGHT,
            Kind.TEXT,
            self.credits,
            self._credits_key,
            tone=lambda row: "text" if inventory_is_new(row) else "text2",
            tooltip=self._inventory.sessions,
            min_list_px=480,
        )

    def _age_column(self) -> Column[ClientRow]:
        return Column(
            "age",
            self.tr("Age"),
            76,
            _RIGHT,
            Kind.TEXT,
            self.age,
            self._age_key,
            tone=lambda row: "text" if row.days_past_due is not None else "text2",
            tooltip=self._age_tooltip,
        )

    def _trainer_column(self) -> Column[ClientRow]:
        return Column(
            "trainer",
            self.tr("Trainer"),
            130,
            _LEFT,
            Kind.TEXT,
            lambda row: row.trainer or _NONE,
            lambda row: folded(row.trainer) if row.trainer else NOT_APPLICABLE,
            tone=lambda row: "text2",
            min_list_px=640,
        )

    def _phone_column(self) -> Column[ClientRow]:
        return Column(
            "phone",
            self.tr("Phone"),
            130,
            _LEFT,
            Kind.TEXT,
            lambda row: row.phone.text or self.tr("none"),
            lambda row: row.phone.text or NOT_APPLICABLE,
            tone=lambda row: "text2",
            min_list_px=760,
        )

    def _optional(self, *columns: Column[ClientRow]) -> tuple[Column[ClientRow], ...]:
        """Return the columns as ones that are not shown until they are chosen."""
        return tuple(replace(column, chosen=False, min_list_px=0) for column in columns)

    def _bucket_columns(self) -> tuple[Column[ClientRow], ...]:
        """Return one column of each age, as the paper has them."""
        named = (
            ("not_due", self.tr("Not due"), lambda aging: aging.not_due),
            ("days_1_30", self.tr("1–30"), lambda aging: aging.days_1_30),
            ("days_31_60", self.tr("31–60"), lambda aging: aging.days_31_60),
            ("days_61_90", self.tr("61–90"), lambda aging: aging.days_61_90),
            ("days_91", self.tr("91+"), lambda aging: aging.days_91),
            ("no_date", self.tr("No date"), lambda aging: aging.no_date),
        )
        return tuple(self._bucket_column(*one) for one in named)

    def _bucket_column(self, key: str, title: str, of: Callable[[Aging], int]) -> Column[ClientRow]:
        def cents(row: ClientRow) -> int | None:
            # of an unknown balance nothing is known to be zero
            return None if row.past_due_cents is None and not of(row.aging) else of(row.aging)

        return self._amount_column(key, title, cents, lambda row: of(row.aging))

    def _amount_column(
        self,
        key: str,
        title: str,
        cents: Callable[[ClientRow], int | None],
        widest: Callable[[ClientRow], int],
    ) -> Column[ClientRow]:
        """Return a column of another amount: unknown is a word, nothing is a dash."""

        def text(row: ClientRow) -> str:
            amount = cents(row)
            if amount is None:
                return self.tr("unknown")
            return self._phrases.money(amount, row.currency) if amount else _NONE

        def sort_key(row: ClientRow) -> object:
            amount = cents(row)
            return NOT_APPLICABLE if amount == 0 else amount

        return Column(
            key,
            title,
            96,
            _RIGHT,
            Kind.MONEY,
            text,
            sort_key,
            tone=lambda row: "text" if cents(row) else "text2",
            widest=lambda rows: sorted(rows, key=widest)[-1:],
            chosen=False,
        )

    def _more_columns(self) -> tuple[Column[ClientRow], ...]:
        """Return what both lists have for those who want it."""
        phrases = self._phrases
        cancelled = self._amount_column(
            "cancelled",
            self.tr("Cancelled"),
            lambda row: row.cancelled_past_due_cents,
            lambda row: row.cancelled_past_due_cents or 0,
        )

        def text(
            key: str,
            title: str,
            width_px: int,
            of: Callable[[ClientRow], str | None],
            tooltip: Callable[[ClientRow], str] | None = None,
        ) -> Column[ClientRow]:
            return Column(
                key,
                title,
                width_px,
                _LEFT,
                Kind.TEXT,
                lambda row: of(row) or _NONE,
                lambda row: folded(of(row) or "") or NOT_APPLICABLE,
                tone=lambda row: "text2",
                tooltip=tooltip or (lambda row: of(row) or ""),
                chosen=False,
            )

        def dated(
            key: str, title: str, width_px: int, of: Callable[[ClientRow], object], none: str
        ) -> Column[ClientRow]:
            def said(row: ClientRow) -> str:
                at: Any = of(row)
                if at is None:
                    return none
                return phrases.moment(at) if isinstance(at, datetime) else phrases.day(at)

            def sort_key(row: ClientRow) -> object:
                at: Any = of(row)
                if at is None:
                    return NOT_APPLICABLE
                return at.timestamp() if isinstance(at, datetime) else at.toordinal()

            return Column(
                key,
                title,
                width_px,
                _LEFT,
                Kind.TEXT,
                said,
                sort_key,
                tone=lambda row: "text2",
                chosen=False,
            )

        return (
            cancelled,
            text("email", self.tr("E-mail"), 200, lambda row: row.email.text),
            text(
                "membership",
                self.tr("Membership"),
                150,
                lambda row: row.membership,
                self._membership_tooltip,
            ),
            text("member", self.tr("Member"), 120, self._member_word),
            dated("oldest", self.tr("Oldest due"), 96, lambda r: r.oldest_due_on, _NONE),
            Column(
                "invoices",
                self.tr("Unpaid"),
                72,
                _RIGHT,
                Kind.TEXT,
                lambda row: str(row.unpaid_invoices) if row.unpaid_invoices else _NONE,
                lambda row: row.unpaid_invoices or NOT_APPLICABLE,
                tone=lambda row: "text2",
                chosen=False,
            ),
            dated(
                "fetched",
                self.tr("Last updated"),
                130,
                lambda row: row.fetched_at_utc,
                self.tr("never"),
            ),
            text("ids", self.tr("Source no."), 130, _ids),
        )

    def _member_word(self, row: ClientRow) -> str | None:
        """Return what the person is as a member; a word nobody knows stays as it came."""
        if row.membership_status is None:
            return None
        words = {
            "active": self.tr("Active"),
            "pending": self.tr("Pending"),
            "suspended": self.tr("Suspended"),
            "cancelled": self.tr("Cancelled"),
            "inactive": self.tr("Inactive"),
            "no_membership": self.tr("No membership"),
            "unknown": self.tr("Unknown"),
        }
        return words.get(row.membership_status.casefold(), row.membership_status)

    def _aging_copied(self, row: ClientRow) -> str:
        return self.aging_words(row) or self._aging_text(row)

    def _mark(self, row: ClientRow) -> State | None:
        shown = next((mark for mark in _WORST_FIRST if mark in row.marks), None)
        return None if shown is None else self._phrases.mark_icon(shown)

    def _badge(self, row: ClientRow) -> State | None:
        if row.past_due_cents is not None:
            return None
        return self._phrases.payment_status_icon(PaymentStatus.UNKNOWN)

    def _why_unknown(self, row: ClientRow) -> str:
        if row.trouble:
            words = self.tr("Amount unknown: {reason}").format(reason=row.trouble)
        else:
            words = self.tr("Amount unknown: never fetched")
        return f"{words} · {known}" if (known := self._last_known(row)) else words

    def _last_known(self, row: ClientRow) -> str:
        if row.last_known_cents is None or row.last_known_on is None:
            return ""
        amount = self._phrases.money(row.last_known_cents, row.currency)
        day = self._phrases.day(row.last_known_on)
        return self.tr("last known {amount} on {day}").format(amount=amount, day=day)

    def _credits_key(self, row: ClientRow) -> object:
        if row.sessions_remaining is not None:
            return row.sessions_remaining
        return None if _has_credits(row) else NOT_APPLICABLE

    def _age_key(self, row: ClientRow) -> object:
        return NOT_APPLICABLE if row.past_due_cents == 0 else row.days_past_due

    def _aging_text(self, row: ClientRow) -> str:
        if row.past_due_cents is None:
            return self.tr("unknown")
        return "" if row.aging.past_due_cents > 0 else _NONE

    def _aging_key(self, row: ClientRow) -> object:
        if row.past_due_cents is None:
            return None
        aging = row.aging
        if aging.past_due_cents <= 0:
            return NOT_APPLICABLE
        return (aging.days_91, aging.days_61_90, aging.days_31_60, aging.days_1_30)

    def _name_tooltip(self, row: ClientRow) -> str:
        if row.missing_since_utc is None:
            return row.name
        since = self._phrases.moment(row.missing_since_utc)
        return self.tr("{name}: not in the list since {moment}").format(name=row.name, moment=since)

    def _package_tooltip(self, row: ClientRow) -> str:
        lines = [
            f"{package.name}: {self._phrases.money(package.total_cents, row.currency)}"
            for package in row.packages
        ]
        if row.imported is not None:
            words = self.tr("from the file {file}, made {moment}")
            at = self._phrases.moment(row.imported.written_at_utc)
            lines.append(words.format(file=row.imported.file_name, moment=at))
        return "\n".join(lines)

    def _membership_tooltip(self, row: ClientRow) -> str:
        """Return the membership, and the file that says it where that was not WODIFY itself."""
        if row.membership_from is None:
            return row.membership or ""
        words = self.tr("from the file {file}, read in {moment}")
        at = self._phrases.moment(row.membership_from.written_at_utc)
        said = words.format(file=row.membership_from.file_name, moment=at)
        return "\n".join(line for line in (row.membership, said) if line)

    def _age_tooltip(self, row: ClientRow) -> str:
        if row.oldest_due_on is None:
            return ""
        return self.tr("oldest due {day}").format(day=self._phrases.day(row.oldest_due_on))

    def _held(self, row: ClientRow, held: HeldFigure) -> str:
        """Return what the sweep says that waits for the manager."""
        at = self._phrases.moment(held.swept_at_utc)
        if held.missing:
            return self.tr(
                "the sweep of {moment} did not find this client and waits for you"
            ).format(moment=at)
        said = self._phrases.money(held.past_due_cents, row.currency)
        return self.tr("the sweep of {moment} says {said} and waits for you").format(
            moment=at, said=said
        )

    def _amount_tooltip(self, row: ClientRow) -> str:
        parts = []
        if row.past_due_cents is None:
            parts.append(self._why_unknown(row))
        for mark in (m for m in _WORST_FIRST if m in row.marks):
            word, meaning = self._phrases.mark(mark), self._phrases.mark_meaning(mark)
            if mark == Mark.HELD and row.held is not None:
                meaning = self._held(row, row.held)
            parts.append(f"{word}: {meaning}")
        if row.cancelled_past_due_cents:
            words = self.tr("{amount} on cancelled agreements, not part of this figure")
            amount = self._phrases.money(row.cancelled_past_due_cents, row.currency)
            parts.append(words.format(amount=amount))
        if row.fetched_at_utc is not None:
            moment = self._phrases.moment(row.fetched_at_utc)
            parts.append(self.tr("fetched {moment}").format(moment=moment))
        return "\n".join(parts)


def _is_at_least(row: ClientRow) -> bool:
    """Return whether the amount may be more; over a known 0 the mark is about cancelled debt."""
    return Mark.AT_LEAST in row.marks and bool(row.past_due_cents)


def _widest_amounts(rows: Sequence[ClientRow]) -> Iterable[ClientRow]:
    """Return one row for each number of digits, sign and word: one of them is the widest."""
    kinds: dict[tuple[object, ...], ClientRow] = {}
    for row in rows:
        cents = row.past_due_cents
        digits = None if cents is None else len(str(cents))
        kinds[digits, Mark.AT_LEAST in row.marks, row.payment_status] = row
    return kinds.values()


def _has_credits(row: ClientRow) -> bool:
    """Return whether sessions could come with a package; a membership alone has none."""
    return any(package.training is not False for package in row.packages)


def _ids(row: ClientRow) -> str:
    return ", ".join(f"{SOURCE_NAMES[source]} {remote_id}" for source, remote_id in row.source_ids)
