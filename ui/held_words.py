"""Held words: what a sweep that waits would change, and what made it doubtful."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gymdesk.domain.client import SOURCE_NAMES

if TYPE_CHECKING:
    from gymdesk.rows import HeldChangeRow, HeldSweepRow
    from ui.phrases import Phrases

_MINUS = "\u2212"


class HeldWords(QObject):
    """Says what waits for the manager, for the banner, the card in Sync and the comparison."""

    def __init__(self, phrases: Phrases, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._phrases = phrases

    def title(self, sweep: HeldSweepRow) -> str:
        """Return what is the matter, in a few words."""
        if sweep.finding.loses_people:
            return {
                "leads": self.tr("Held: far fewer leads than before"),
                "memberships": self.tr("Held: far fewer memberships than before"),
            }.get(sweep.what, self.tr("Held: far fewer clients than before"))
        return self.tr("Held: debt gone without a payment")

    def sentence(self, sweep: HeldSweepRow) -> str:
        """Return what the sweep found and what stands meanwhile."""
        at = self._phrases.moment(sweep.swept_at_utc)
        if sweep.finding.loses_people:
            clients = self.tr(
                "The sweep of {moment} did not find {gone} of {known} clients. The figures from "
                "before stand and nobody is marked as missing."
            )
            words = {
                "leads": self.tr(
                    "The sweep of {moment} did not find {gone} of {known} leads. They stand as "
                    "they were and none is marked as missing."
                ),
                "memberships": self.tr(
                    "The sweep of {moment} did not find {gone} of {known} memberships. They stand "
                    "as they were and none is marked as missing."
                ),
            }.get(sweep.what, clients)
            gone, known = sweep.finding.people_gone, sweep.finding.people_known
            return words.format(
                moment=at, gone=self._phrases.number(gone), known=self._phrases.number(known)
            )
        words = self.tr(
            "By the sweep of {moment} {lost} of {former} is gone, and nothing in it says that it "
            "was paid. The figures from before stand."
        )
        money, currency = self._phrases.money, sweep.club.currency
        return words.format(
            moment=at,
            lost=money(sweep.finding.unexplained_cents, currency),
            former=money(sweep.finding.debt_before_cents, currency),
        )

    def source(self, sweep: HeldSweepRow) -> str:
        """Return what was swept."""
        words = {
            "leads": self.tr("{source} leads"),
            "members": self.tr("{source} members"),
            "invoices": self.tr("{source} invoices"),
        }.get(sweep.entity, self.tr("{source} clients"))
        return words.format(source=SOURCE_NAMES[sweep.source])

    def summary(self, sweep: HeldSweepRow) -> list[tuple[str, str, str, str]]:
        """Return people and debt: before, found now, and the difference."""
        number, currency = self._phrases.number, sweep.club.currency
        known, gone = sweep.finding.people_known, sweep.finding.people_gone
        before, lost = sweep.finding.debt_before_cents, sweep.finding.unexplained_cents
        label = {"leads": self.tr("Leads"), "memberships": self.tr("Memberships")}
        people = (
            label.get(sweep.what, self.tr("Clients")),
            number(known),
            number(known - gone),
            self._less(number(gone), gone),
        )
        debt = (
            self.tr("Debt, but for what was paid"),
            self._phrases.money(before, currency),
            self._phrases.money(before - lost, currency),
            self._less(self._phrases.money(lost, currency), lost),
        )
        # a list of people says nothing of debt, and one of invoices nothing of people
        parts = {"clients": [people, debt], "invoices": [debt]}
        return parts.get(sweep.entity, [people])

    def accept(self, sweep: HeldSweepRow) -> str:
        """Return the word of the button that believes the sweep."""
        count = len(sweep.changes)
        if count == 1:
            return self.tr("Accept 1 change")
        return self.tr("Accept {n} changes").format(n=self._phrases.number(count))

    def says(self, change: HeldChangeRow, currency: str) -> str:
        """Return what the sweep says of a client."""
        if change.missing:
            return self.tr("not found")
        if change.rows == 1:
            return self.tr("1 membership less")
        if change.rows:
            return self.tr("{n} memberships less").format(n=self._phrases.number(change.rows))
        return self._phrases.money(change.swept_cents, currency)

    def why(self, change: HeldChangeRow) -> str:
        """Return why it is not simply believed."""
        if change.missing or change.rows:
            return self.tr("not in the list any more")
        return self.tr("lower, and nothing says it was paid")

    def now(self, change: HeldChangeRow, currency: str) -> str:
        """Return the figure that stands; a lead has none."""
        if change.client_id is None:
            return ""
        return self._phrases.money(change.past_due_cents, currency)

    def spoken(self, change: HeldChangeRow, currency: str) -> str:
        """Return a change as one spoken sentence."""
        if change.client_id is None:
            return f"{change.name}, {self.why(change)}"
        now = self._phrases.money(change.past_due_cents, currency)
        words = self.tr("{name}, figure now {now}, the sweep says {says}, {why}")
        return words.format(
            name=change.name, now=now, says=self.says(change, currency), why=self.why(change)
        )

    def card(self, sweep: HeldSweepRow) -> list[tuple[str, str]]:
        """Return label and value for the card in Sync."""
        finding, number = sweep.finding, self._phrases.number
        words = {
            "leads": self.tr("{found} leads, {before} before"),
            "memberships": self.tr("{found} memberships, {before} before"),
        }.get(sweep.what, self.tr("{found} clients, {before} before"))
        found = words.format(
            found=number(finding.people_known - finding.people_gone),
            before=number(finding.people_known),
        )
        pairs = [] if sweep.entity == "invoices" else [(self.tr("Found"), found)]
        if finding.unexplained_cents:
            lost = self._phrases.money(finding.unexplained_cents, sweep.club.currency)
            pairs.append(
                (self.tr("Debt"), self.tr("{amount} less, unexplained").format(amount=lost))
            )
        gone = sum(c.missing for c in sweep.changes)
        if gone:
            words = self.tr("{n} would be marked missing").format(n=number(gone))
            pairs.append((self.tr("Missing"), words))
        if sweep.entity in ("clients", "invoices"):
            kept = self.tr("{n} figures from before").format(n=number(len(sweep.changes)))
            pairs.append((self.tr("Kept"), kept))
        return pairs

    def _less(self, words: str, by: int) -> str:
        return f"{_MINUS}{words}" if by else words
