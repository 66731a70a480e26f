"""Member words: what WODIFY knows of a membership, in the manager's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gymdesk.domain.hold import HoldState
from gymdesk.domain.membership import EXPIRES_SOON_DAYS, MemberFlag, MemberStatus, PriceBasis
from ui.models.cells import State

if TYPE_CHECKING:
    from datetime import date

    from gymdesk.rows import MemberRow
    from gymdesk.rows.imports import FileMembership
    from gymdesk.rows.members import MemberCard
    from ui.phrases import Phrases

SILENT_DAYS = 21
"""An active member who was not there for so long is at risk."""


class MemberWords(QObject):
    """Says what the manager must know of a client of WODIFY."""

    def __init__(self, phrases: Phrases, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._phrases = phrases

    def status(self, status: MemberStatus) -> str:
        """Return a status in words."""
        return {
            MemberStatus.ACTIVE: self.tr("Active"),
            MemberStatus.PENDING: self.tr("Pending"),
            MemberStatus.SUSPENDED: self.tr("Suspended"),
            MemberStatus.CANCELLED: self.tr("Cancelled"),
            MemberStatus.INACTIVE: self.tr("Inactive"),
            MemberStatus.NO_MEMBERSHIP: self.tr("No membership"),
            MemberStatus.UNKNOWN: self.tr("Unknown"),
        }[status]

    def badges(self, card: MemberCard) -> tuple[list[State], list[str]]:
        """Return status and what else strikes, each with what it means."""
        row = card.row
        icon, tone = _STATES[row.status]
        found = [(State(icon, tone, self.status(row.status)), self._own_word(row))]
        if row.missing_since_utc is not None:
            words = self.tr("Not in WODIFY's list since {moment}.").format(
                moment=self._phrases.moment(row.missing_since_utc)
            )
            found.append((State("st-missing", "warn", self.tr("Missing")), words))
        if MemberFlag.DIFFERS in row.flags:
            words = self.tr("WODIFY says the client is inactive, and has a membership in force.")
            found.append((State("st-differs", "warn", self.tr("Differs")), words))
        if MemberFlag.UNCLEAR in row.flags:
            words = self.tr("A day of a membership could not be read.")
            found.append((State("st-unknown", "neutral", self.tr("Unclear")), words))
        if MemberFlag.SEVERAL in row.flags:
            words = self.tr("More than one membership is in force; the main one is shown.")
            found.append((State("st-info", "neutral", self.tr("Several")), words))
        if MemberFlag.ON_HOLD in row.flags:
            found.append((State("st-held", "note", self.tr("On hold")), self.hold(card)))
        if MemberFlag.HOLD_UNCLEAR in row.flags:
            words = self.tr("A hold is entered in WODIFY whose days are not understood.")
            found.append((State("st-held", "note", self.tr("On hold, days unclear")), words))
        if MemberFlag.HOLD_AHEAD in row.flags:
            found.append((State("st-info", "neutral", self.tr("Hold to come")), self.hold(card)))
        left = card.ends_in_days
        if left is not None and left <= EXPIRES_SOON_DAYS:
            words = self.tr("It will not be renewed by itself.")
            found.append((State("st-warn", "warn", self.tr("Expires soon")), words))
        absent = row.days_absent
        if row.status == MemberStatus.ACTIVE and absent is not None and absent >= SILENT_DAYS:
            words = self.tr("Last seen {n} days ago.").format(n=absent)
            found.append((State("st-warn", "warn", self.tr("Not seen lately")), words))
        return [state for state, _ in found], [words for _, words in found]

    def facts(self, card: MemberCard) -> list[tuple[str, str]]:
        """Return label and value of all that is known; what is not known says so."""
        row, phrases = card.row, self._phrases
        unknown = self.tr("unknown")
        absent = unknown
        if row.days_absent is not None:
            absent = self.tr("{days} ago").format(days=phrases.days_long(row.days_absent))
            absent = absent if row.days_absent else self.tr("today")
        facts = [
            (self.tr("Membership"), row.membership or self.tr("none")),
            (self.tr("Monthly price"), self.price(row)),
            (self.tr("Since"), unknown if row.start_on is None else phrases.day(row.start_on)),
            (self.tr("Ends"), self.end(card)),
            (self.tr("Hold"), self.hold(card)),
            (self.tr("Last attendance"), absent),
            (self.tr("Status in WODIFY"), row.raw_status or unknown),
        ]
        if row.membership is None:
            return [facts[0], *facts[5:]]
        return facts if card.hold is not None else [*facts[:4], *facts[5:]]

    def price(self, row: MemberRow) -> str:
        """Return what is paid a month, and how that is known."""
        if row.price_basis == PriceBasis.COMP:
            return self.tr("free of charge")
        if row.monthly_cents is None or row.price_basis is None:
            return self.tr("unknown")
        basis = {
            PriceBasis.MONTHLY: self.tr("billed by the month"),
            PriceBasis.PRORATED: self.tr("paid in full, shared out over its months"),
            PriceBasis.ESTIMATED: self.tr("estimated from a price by the week"),
        }[row.price_basis]
        money = self._phrases.money(row.monthly_cents, row.currency)
        return self.tr("{money}, {basis}").format(money=money, basis=basis)

    def end(self, card: MemberCard) -> str:
        """Return when the membership ends; one that is renewed by itself has no end."""
        row, today = card.row, card.today_on
        on = row.ends_on or row.end_on
        if on is None:
            return self.tr("no end is known")
        day = self._phrases.day(on)
        if on < today:
            return self.tr("ended {day}").format(day=day)
        if row.ends_on is None:
            return self.tr("not known, this period runs to {day}").format(day=day)
        if on == today:
            return self.tr("today")
        left = self._phrases.days_long((on - today).days)
        return self.tr("{day}, in {days}").format(day=day, days=left)

    def hold(self, card: MemberCard) -> str:
        """Return what is known of holds, and when WODIFY was asked for it."""
        hold = card.hold
        if hold is None:
            return self.tr("no membership is in force")
        if hold.looked_at_utc is None or hold.state == HoldState.UNKNOWN:
            if hold.looked_at_utc is None:
                return self.tr("unknown, nobody looked in WODIFY yet")
            words = self.tr("unknown, WODIFY did not say")
        elif hold.state == HoldState.NONE:
            words = self.tr("none")
        elif hold.from_on is None:
            words = self.tr("on hold, its days are not understood")
        else:
            words = self._days(hold.from_on, hold.until_on)
            if hold.reason:
                words = self.tr("{days} ({reason})").format(days=words, reason=hold.reason)
        at = self.tr("looked in WODIFY {moment}").format(
            moment=self._phrases.moment(hold.looked_at_utc)
        )
        return f"{words} · {at}"

    def _days(self, from_on: date, until_on: date | None) -> str:
        day = self._phrases.day
        if until_on is None:
            return self.tr("from {day}, no end is set").format(day=day(from_on))
        return self.tr("{first} to {last}").format(first=day(from_on), last=day(until_on))

    def why_no_holds(self, card: MemberCard) -> str:
        """Return why WODIFY cannot be asked for holds; "" where it can."""
        if not card.tells_holds:
            return self.tr("This WODIFY does not tell of holds; look at them in WODIFY itself.")
        if card.hold is None:
            return self.tr("No membership is in force that could be on hold.")
        return ""

    def from_file(self, found: FileMembership) -> str:
        """Return what a file says of a membership; it holds no price."""
        unknown = self.tr("unknown")
        days = [
            unknown if d is None else self._phrases.day(d) for d in (found.start_on, found.end_on)
        ]
        parts = [found.name, found.plan if found.plan != found.name else ""]
        parts.append(self.tr("from {start} to {end}").format(start=days[0], end=days[1]))
        if found.auto_renew is not None:
            renews = self.tr("renews itself"), self.tr("does not renew itself")
            parts.append(renews[not found.auto_renew])
        return " · ".join(part for part in parts if part)

    def file(self, found: FileMembership) -> str:
        """Return which file that is."""
        return self.tr("From the file {file}, read in {moment}. It holds no prices.").format(
            file=found.file.file_name, moment=self._phrases.moment(found.file.written_at_utc)
        )

    def provenance(self, card: MemberCard) -> str:
        """Return whose record this is, and how old."""
        words = self.tr("WODIFY {id}").format(id=card.remote_id)
        if card.row.fetched_at_utc is None:
            return self.tr("{source} · never fetched").format(source=words)
        moment = self._phrases.moment(card.row.fetched_at_utc)
        return self.tr("{source} · fetched {moment}").format(source=words, moment=moment)

    def why_not_sell(self, card: MemberCard) -> str:
        """Return why no membership can be sold from here; "" where it can."""
        return self._why_not(card)

    def why_not_change(self, card: MemberCard) -> str:
        """Return why the membership cannot be changed from here; "" where it can."""
        reason = self._why_not(card)
        if not reason and card.row.membership_id is None:
            return self.tr("There is no membership.")
        return reason

    def why_not_cancel(self, card: MemberCard) -> str:
        """Return why the membership cannot be ended from here; "" where it can."""
        reason = self.why_not_change(card)
        if not reason and card.row.status in (MemberStatus.CANCELLED, MemberStatus.INACTIVE):
            return self.tr("The membership is over.")
        return reason

    def _why_not(self, card: MemberCard) -> str:
        if not card.sells:
            return self.tr(
                "Memberships are sold, changed and cancelled in WODIFY itself: no program could "
                "verify how this account takes them."
            )
        if not card.writes_on:
            return self.tr("Changes in WODIFY are switched off: Settings, Changes in WODIFY.")
        if card.row.missing_since_utc is not None:
            return self.tr("WODIFY no longer lists this client.")
        if card.pending is not None:
            return self.tr("Another change of this membership is not settled yet.")
        return ""

    def _own_word(self, row: MemberRow) -> str:
        if row.status == MemberStatus.NO_MEMBERSHIP:
            return self.tr("A contact of WODIFY without a membership: no paying member.")
        return self.tr("WODIFY's own word: {word}").format(word=row.raw_status or "–")


_STATES = {
    MemberStatus.ACTIVE: ("st-ok", "good"),
    MemberStatus.PENDING: ("st-running", "neutral"),
    MemberStatus.SUSPENDED: ("st-frozen", "note"),
    MemberStatus.CANCELLED: ("minus", "neutral"),
    MemberStatus.INACTIVE: ("minus", "neutral"),
    MemberStatus.NO_MEMBERSHIP: ("minus", "neutral"),
    MemberStatus.UNKNOWN: ("st-unknown", "neutral"),
}
