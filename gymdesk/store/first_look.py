"""The store before SQLAlchemy is loaded: what the first list needs, read with the standard library.

Loading SQLAlchemy takes as long as Qt and the empty window together. Only a SQLite file that is at
this program's version is looked at, and nothing is ever written. The statements are those of the
repositories; a test holds the answers of both against each other.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from gymdesk.domain.client import ClientId, ClubId, Source
from gymdesk.domain.past_due import NEVER_OWED, Mark
from gymdesk.store.agreement_rows import agreement_of
from gymdesk.store.revision import HEAD
from gymdesk.store.stored import StoredAgreement, StoredClient, club_row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from gymdesk.rows import ClubRow

Row = dict[str, Any]

_IN_FLIGHT_OR_SETTLED: Final = ", ".join(f"'{state.value}'" for state in sorted(NEVER_OWED))
_MAY_BE_OWED: Final = (
    f"i.state NOT IN ({_IN_FLIGHT_OR_SETTLED}) AND (i.owed_cents IS NULL OR i.owed_cents != 0)"
)
_WHO_MAY_OWE: Final = f"""
SELECT s.client_id FROM client_source s WHERE s.club_id = :club AND (
  s.fetched_at_utc IS NULL OR EXISTS (
    SELECT 1 FROM agreement a WHERE a.client_source_id = s.id AND (
      a.invoices_read = 0 OR a.explicit IS NOT NULL
      OR EXISTS (SELECT 1 FROM invoice i WHERE i.agreement_id = a.id AND {_MAY_BE_OWED}))))
"""  # noqa: S608 (our own words)
_OLDER: Final = """
SELECT sum(older), count(*) FROM (
  SELECT min(a.kept_from_utc) < :than OR min(s.fetched_at_utc) < :than
         OR (min(a.kept_from_utc) IS NULL AND min(s.fetched_at_utc) IS NULL) AS older
  FROM client_source s
  LEFT JOIN agreement a ON a.client_source_id = s.id AND a.missing_since_utc IS NULL
  WHERE s.club_id = :club GROUP BY s.client_id)
"""
_NEWEST_STORING: Final = """
SELECT * FROM sync_run r WHERE r.club_id = :club
  AND r.asked IS NULL AND EXISTS (SELECT 1 FROM balance_snapshot b WHERE b.run_id = r.id)
ORDER BY r.started_at_utc DESC, r.id DESC LIMIT 1
"""
_WAITING: Final = """
SELECT h.id, r.source FROM held_sweep h JOIN sync_run r ON h.run_id = r.id
WHERE r.club_id = :club AND h.superseded_at_utc IS NULL
  AND NOT EXISTS (SELECT 1 FROM held_decision d WHERE d.held_sweep_id = h.id)
ORDER BY h.id
"""
_HELD: Final = f"""
SELECT c.client_source_id, c.kind, c.swept_cents, c.read_at_utc
FROM held_change c JOIN client_source s ON c.client_source_id = s.id
WHERE c.held_sweep_id IN (SELECT id FROM ({_WAITING}))
  AND (s.fetched_at_utc IS NULL OR s.fetched_at_utc <= c.read_at_utc)
ORDER BY c.id
"""  # noqa: S608 (our own words)


_USERS: Final = """
SELECT username FROM sign_in
WHERE club_id = :club AND source = :source AND removed_at_utc IS NULL ORDER BY id
"""
_SEEN_THROUGH: Final = """
SELECT s.client_id, n.username FROM client_source s
JOIN seen_through t ON t.client_source_id = s.id JOIN sign_in n ON t.sign_in_id = n.id
WHERE n.club_id = :club AND n.source = :source AND n.removed_at_utc IS NULL ORDER BY n.id
"""


class FirstLook:
    """Reads like a `Store`, as far as the collections list asks. Raises `sqlite3.Error`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def read(self) -> Iterator[_Look]:
        """Open a look that sees one consistent state.

        Raises LookupError where the file is not at this program's version.
        """
        db = sqlite3.connect(f"file:{quote(str(self._path))}?mode=ro", uri=True, timeout=0.2)
        try:
            db.isolation_level = None
            db.execute("BEGIN")
            found = db.execute("SELECT version_num FROM alembic_version").fetchone()
            if found != (HEAD,):
                raise LookupError
            yield _Look(db)
        finally:
            db.close()


class _Look:
    """A unit of work that only looks."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.clubs = _Clubs(db)
        self.clients = _Clients(db)
        self.runs = _Runs(db)
        self.balances = _Balances(db)
        self.held = _Held(db)
        self.sign_ins = _SignIns(db)


class _Clubs:
    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def all(self) -> tuple[ClubRow, ...]:
        rows = _rows(self._db, "SELECT * FROM club ORDER BY name, id")
        return tuple(club_row(row) for row in rows)

    def find(self, club_id: ClubId) -> ClubRow | None:
        return next((club for club in self.all() if club.club_id == club_id), None)


class _Runs:
    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def newest_storing(self, club_id: ClubId) -> Row | None:
        rows = _rows(self._db, _NEWEST_STORING, club=club_id)
        return next((_read(row, moments=("started_at_utc",)) for row in rows), None)


class _Clients:
    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def who_may_owe(self, club_id: ClubId) -> tuple[StoredClient, ...]:
        ids = {key for (key,) in self._db.execute(_WHO_MAY_OWE, {"club": club_id})}
        mine = f"s.club_id = :club AND s.client_id IN ({', '.join(map(str, ids))})"
        sources = _rows(
            self._db,
            f"SELECT s.* FROM client_source s WHERE {mine} ORDER BY s.id",  # noqa: S608
            club=club_id,
        )
        agreements = _rows(
            self._db,
            "SELECT a.* FROM agreement a JOIN client_source s ON a.client_source_id = s.id "  # noqa: S608
            f"WHERE {mine} ORDER BY a.id",
            club=club_id,
        )
        found = _rows(
            self._db,
            "SELECT i.* FROM invoice i JOIN agreement a ON i.agreement_id = a.id "  # noqa: S608
            "JOIN client_source s ON a.client_source_id = s.id "
            f"WHERE {mine} AND {_MAY_BE_OWED} ORDER BY i.agreement_id, i.position",
            club=club_id,
        )
        invoices: defaultdict[int, list[Row]] = defaultdict(list)
        for row in found:
            invoices[row["agreement_id"]].append(_read(row, days=("billing_on",)))
        owned: defaultdict[int, list[StoredAgreement]] = defaultdict(list)
        for row in agreements:
            _read(row, days=("start_on", "end_on"), moments=("kept_from_utc", "missing_since_utc"))
            agreement = agreement_of(row, invoices.get(row["id"], ()), ())
            stored = StoredAgreement(agreement, row["kept_from_utc"], row["missing_since_utc"])
            owned[row["client_source_id"]].append(stored)
        moments = ("fetched_at_utc", "missing_since_utc", "trouble_at_utc")
        return tuple(
            StoredClient(_read(row, moments=moments), tuple(owned.get(row["id"], ())))
            for row in sources
        )

    def typed_contacts(self, club_id: ClubId) -> dict[ClientId, Row]:
        rows = _rows(
            self._db,
            "SELECT id, email_desk, phone_desk FROM client WHERE club_id = :club "
            "AND (email_desk IS NOT NULL OR phone_desk IS NOT NULL)",
            club=club_id,
        )
        return {ClientId(row["id"]): row for row in rows}

    def count_older(self, club_id: ClubId, than_utc: datetime) -> tuple[int, int]:
        than = than_utc.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        older, everybody = self._db.execute(_OLDER, {"club": club_id, "than": than}).fetchone()
        return (int(older or 0), int(everybody))


class _Held:
    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def waiting(self, club_id: ClubId) -> tuple[Row, ...]:
        return tuple(_rows(self._db, _WAITING, club=club_id))

    def of_club(self, club_id: ClubId) -> dict[int, Row]:
        rows = _rows(self._db, _HELD, club=club_id)
        return {row["client_source_id"]: _read(row, moments=("read_at_utc",)) for row in rows}


class _SignIns:
    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def users(self, club_id: ClubId, source: Source) -> tuple[str, ...]:
        of = {"club": club_id, "source": source.value}
        return tuple(name for (name,) in self._db.execute(_USERS, of))

    def seen_through(self, club_id: ClubId, source: Source) -> dict[ClientId, tuple[str, ...]]:
        found: defaultdict[ClientId, dict[str, None]] = defaultdict(dict)
        for key, name in self._db.execute(_SEEN_THROUGH, {"club": club_id, "source": source.value}):
            found[ClientId(key)][name] = None
        return {key: tuple(names) for key, names in found.items()}


class _Balances:
    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def last_known(self, client_source_ids: Sequence[int]) -> dict[int, tuple[int, date]]:
        found: dict[int, tuple[int, date]] = {}
        for source_id in client_source_ids:
            rows = self._db.execute(
                "SELECT past_due_cents, as_of_on, marks FROM balance_snapshot "
                "WHERE client_source_id = ? AND past_due_cents IS NOT NULL ORDER BY run_id DESC",
                (source_id,),
            )
            for cents, as_of_on, marks in rows:
                if Mark.STALE not in marks.split():
                    found[source_id] = (cents, date.fromisoformat(as_of_on))
                    break
        return found


def _rows(db: sqlite3.Connection, statement: str, **values: object) -> list[Row]:
    cursor = db.execute(statement, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def _read(row: Row, *, days: Sequence[str] = (), moments: Sequence[str] = ()) -> Row:
    """Turn the texts that SQLite keeps days and moments as into what they are."""
    for name in days:
        if row[name] is not None:
            row[name] = date.fromisoformat(row[name])
    for name in moments:
        if row[name] is not None:
            row[name] = datetime.fromisoformat(row[name]).replace(tzinfo=UTC)
    return row


__all__ = ["FirstLook"]
