"""Conditions a list of clients can be filtered by, beside search and chips."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from gymdesk.domain.aging import LIMITS
from gymdesk.domain.past_due import Mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from gymdesk.rows import ClientRow
    from ui.phrases import Phrases

ABSENT_DAYS: Final = (7, 14, 21, 30)
"""Who was not there for so long is looked after."""
MOST_PACKAGES: Final = 20
"""So many packages are offered, the most frequent ones; the search finds the others."""


@dataclass(frozen=True)
class Condition:
    """One condition. Of one group any may hold, of several groups all must."""

    key: str
    group: str
    words: str
    keep: Callable[[ClientRow], bool]


class ClientConditions(QObject):
    """Offers what the rows of a list differ in."""

    def __init__(self, phrases: Phrases, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._phrases = phrases

    def groups(self, rows: Sequence[ClientRow]) -> list[tuple[str, list[Condition]]]:
        """Return title and conditions of each group; a condition that finds nobody is left out."""
        groups = (
            (self.tr("Trainer"), self._trainers(rows)),
            (self.tr("ClubOS user"), self._users(rows)),
            (self.tr("Package"), self._packages(rows)),
            (self.tr("Can be reached by"), self._reached(rows)),
            (self.tr("Amount is"), self._doubtful(rows)),
            (self.tr("Age"), self._aged(rows)),
            (self.tr("Membership"), self._ending(rows)),
            (self.tr("Not seen for"), self._absent(rows)),
            *self._more(rows),
        )
        return [(title, found) for title, found in groups if found]

    def condition(self, key: str, rows: Sequence[ClientRow]) -> Condition | None:
        """Return the condition called *key*, None where it tells no rows apart."""
        return next((c for _, found in self.groups(rows) for c in found if c.key == key), None)

    def _more(self, rows: Sequence[ClientRow]) -> list[tuple[str, list[Condition]]]:
        """Return the groups that a kind of list has besides."""
        return []

    def _aged(self, rows: Sequence[ClientRow]) -> list[Condition]:
        offered = [
            Condition(
                f"over {limit}", "age", self.tr("Over {n} days").format(n=limit), _older_than(limit)
            )
            for limit in LIMITS
        ]
        return _that_part(offered, rows)

    def _ending(self, rows: Sequence[ClientRow]) -> list[Condition]:
        from gymdesk.domain.membership import EXPIRES_SOON_DAYS  # here: no list needs it to start

        words = self.tr("Ends within {n} days").format(n=EXPIRES_SOON_DAYS)
        offered = [
            Condition("expiring", "membership", words, _ends_within(EXPIRES_SOON_DAYS)),
            Condition("on hold", "membership", self.tr("On hold"), _is_on_hold),
        ]
        return _that_part(offered, rows)

    def _absent(self, rows: Sequence[ClientRow]) -> list[Condition]:
        offered = [
            Condition(
                f"absent {days}",
                "absent",
                self.tr("Not seen for {n} days").format(n=days),
                _absent_for(days),
            )
            for days in ABSENT_DAYS
        ]
        return _that_part(offered, rows)

    def _trainers(self, rows: Sequence[ClientRow]) -> list[Condition]:
        names = sorted({row.trainer for row in rows if row.trainer}, key=str.casefold)
        found = [Condition(f"trainer {name}", "trainer", name, _trained_by(name)) for name in names]
        if names and any(not row.trainer for row in rows):
            words = self.tr("No trainer known")
            found.append(Condition("no trainer", "trainer", words, lambda row: not row.trainer))
        return found

    def _users(self, rows: Sequence[ClientRow]) -> list[Condition]:
        names = sorted({name for row in rows for name in row.users}, key=str.casefold)
        found = [Condition(f"user {name}", "user", name, _seen_by(name)) for name in names]
        if names and any(not row.users for row in rows):
            words = self.tr("In no user's list")
            found.append(Condition("no user", "user", words, lambda row: not row.users))
        return found

    def _packages(self, rows: Sequence[ClientRow]) -> list[Condition]:
        counted = Counter(package.name for row in rows for package in row.packages)
        names = sorted((name for name, _ in counted.most_common(MOST_PACKAGES)), key=str.casefold)
        return [Condition(f"package {name}", "package", name, _has(name)) for name in names]

    def _reached(self, rows: Sequence[ClientRow]) -> list[Condition]:
        offered = (
            Condition("phone", "reach", self.tr("Phone"), lambda row: bool(row.phone.text)),
            Condition("mail only", "reach", self.tr("E-mail only"), _mail_only),
            Condition("nothing", "reach", self.tr("Neither phone nor e-mail"), _unreachable),
        )
        return _that_part(offered, rows)

    def _doubtful(self, rows: Sequence[ClientRow]) -> list[Condition]:
        offered = [
            Condition(f"mark {mark}", "mark", self._phrases.mark(mark), _marked(mark))
            for mark in Mark
        ]
        words = self.tr("Unknown")
        offered.append(Condition("unknown", "mark", words, _is_unknown))
        words = self.tr("On cancelled agreements")
        offered.append(Condition("cancelled", "mark", words, _on_cancelled))
        words = self.tr("Without doubt")
        offered.append(Condition("no mark", "mark", words, _without_doubt))
        return _that_part(offered, rows)


def _that_part(offered: Iterable[Condition], rows: Sequence[ClientRow]) -> list[Condition]:
    """Return the conditions that keep some of the rows, but not all."""
    found = []
    for condition in offered:
        kept = sum(1 for row in rows if condition.keep(row))
        if 0 < kept < len(rows):
            found.append(condition)
    return found


def _trained_by(name: str) -> Callable[[ClientRow], bool]:
    return lambda row: row.trainer == name


def _seen_by(username: str) -> Callable[[ClientRow], bool]:
    return lambda row: username in row.users


def _has(package: str) -> Callable[[ClientRow], bool]:
    return lambda row: any(p.name == package for p in row.packages)


def _marked(mark: Mark) -> Callable[[ClientRow], bool]:
    return lambda row: mark in row.marks


def _older_than(days: int) -> Callable[[ClientRow], bool]:
    return lambda row: (row.days_past_due or 0) > days


def _ends_within(days: int) -> Callable[[ClientRow], bool]:
    return lambda row: row.ends_in_days is not None and row.ends_in_days <= days


def _is_on_hold(row: ClientRow) -> bool:
    return row.on_hold


def _absent_for(days: int) -> Callable[[ClientRow], bool]:
    return lambda row: row.days_absent is not None and row.days_absent >= days


def _is_unknown(row: ClientRow) -> bool:
    return row.past_due_cents is None


def _on_cancelled(row: ClientRow) -> bool:
    return (row.cancelled_past_due_cents or 0) > 0


def _mail_only(row: ClientRow) -> bool:
    return not row.phone.text and bool(row.email.text)


def _unreachable(row: ClientRow) -> bool:
    return not row.phone.text and not row.email.text


def _without_doubt(row: ClientRow) -> bool:
    return row.past_due_cents is not None and not row.marks
