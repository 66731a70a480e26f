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
from gymdesk.store.stored import (
    StoredAgreement,
    StoredClient,
    club_row,
    file_memberships_of,
    imports_of,
    inventories_of,
    stored_look,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from gymdesk.domain.bill import Bill
    from gymdesk.domain.membership import MemberRecord
    from gymdesk.domain.status_word import OwnWords
    from gymdesk.rows import ClubRow
    from gymdesk.store.stored import (
        StoredFileMembership,
        StoredImport,
        StoredInventory,
        StoredLook,
    )

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
      OR EXISTS (SELECT 1 FROM invoice i WHERE i.agreement_id = a.id AND {_MAY_BE_OWED})))
  OR EXISTS (SELECT 1 FROM bill i WHERE i.client_source_id = s.id
    AND i.missing_since_utc IS NULL AND {_MAY_BE_OWED}))
"""  # noqa: S608 (our own words)
_OLDER: Final = """
SELECT sum(older), count(*) FROM (
  SELECT min(a.kept_from_utc) IS NOT NULL OR min(s.fetched_run_id) IS NULL
         OR min(s.fetched_run_id) < :than AS older
  FROM client_source s
  LEFT JOIN agreement a ON a.client_source_id = s.id AND a.missing_since_utc IS NULL
  WHERE s.club_id = :club AND s.source = 'clubos' GROUP BY s.client_id)
"""
_OLDER_BILLS: Final = """
SELECT sum(NOT EXISTS (SELECT 1 FROM balance_snapshot b
  WHERE b.client_source_id = m.client_source_id AND b.run_id >= :than)), count(*)
FROM member m JOIN client_source s ON m.client_source_id = s.id WHERE s.club_id = :club
"""
_NEWEST_STORING: Final = """
SELECT * FROM sync_run r WHERE r.club_id = :club
  AND r.asked IS NULL AND EXISTS (SELECT 1 FROM balance_snapshot b WHERE b.run_id = r.id)
ORDER BY r.source != 'clubos', r.id DESC LIMIT 1
"""
_WAITING: Final = """
SELECT h.id, r.source, r.entity FROM held_sweep h JOIN sync_run r ON h.run_id = r.id
WHERE r.club_id = :club AND h.superseded_at_utc IS NULL
  AND NOT EXISTS (SELECT 1 FROM held_decision d WHERE d.held_sweep_id = h.id)
ORDER BY h.id
"""
_HELD: Final = f"""
SELECT c.client_source_id, c.kind, c.swept_cents, c.read_at_utc
FROM held_change c JOIN client_source s ON c.client_source_id = s.id
JOIN ({_WAITING}) w ON c.held_sweep_id = w.id
WHERE c.kind != 'rows'
  AND (s.fetched_at_utc IS NULL OR s.fetched_at_utc <= c.read_at_utc OR w.entity = 'invoices')
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
_IMPORTED: Final = """
SELECT i.client_source_id, i.remote_id, i.name, i.end_on, i.trainers, f.file_name, f.written_at_utc
FROM imported_agreement i JOIN import_file f ON i.import_file_id = f.id
JOIN client_source s ON i.client_source_id = s.id
WHERE f.id = (SELECT max(id) FROM import_file WHERE club_id = :club)
  AND (s.fetched_at_utc IS NULL OR s.fetched_at_utc < f.written_at_utc)
ORDER BY i.id
"""
_INVENTORIES: Final = """
SELECT n.* FROM session_inventory n JOIN client_source s ON n.client_source_id = s.id
WHERE s.club_id = :club
"""


_FILE_MEMBERSHIPS: Final = """
SELECT s.remote_id AS client_remote_id, i.remote_id, i.name, i.kind, i.plan, i.start_on, i.end_on,
  i.auto_renew, f.file_name, f.at_utc
FROM imported_membership i JOIN membership_file f ON i.membership_file_id = f.id
JOIN client_source s ON i.client_source_id = s.id
WHERE f.id = (SELECT max(id) FROM membership_file WHERE club_id = :club) AND s.club_id = :club
  AND (s.fetched_at_utc IS NULL OR s.fetched_at_utc < f.at_utc)
ORDER BY i.id
"""


_ACCOUNTS: Final = """
SELECT m.client_source_id, m.bills_read_at_utc, s.remote_id, s.fetched_at_utc
FROM member m JOIN client_source s ON m.client_source_id = s.id
WHERE {mine} AND m.bills_read_at_utc IS NOT NULL
"""
_BILLS: Final = f"""
SELECT i.*, s.remote_id AS client_remote_id FROM bill i
JOIN client_source s ON i.client_source_id = s.id
WHERE {{mine}} AND i.missing_since_utc IS NULL AND {_MAY_BE_OWED} ORDER BY i.due_on, i.id
"""  # noqa: S608 (our own words)
_STATUS_WORDS: Final = """
SELECT kind, word, meaning FROM status_word WHERE meaning IS NOT NULL AND id IN (
  SELECT max(id) FROM status_word WHERE club_id = :club GROUP BY kind, word)
"""
_LAST_SUCCESS: Final = """
SELECT finished_at_utc FROM sync_run WHERE club_id = :club AND source = :source
  AND entity = :entity AND asked IS NULL AND status = 'complete' ORDER BY id DESC LIMIT 1
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
        self.imports = _Imports(db)
        self.inventories = _Inventories(db)
        self.sign_ins = _SignIns(db)
        self.wodify = _Wodify(db)
        self.status_words = _StatusWords(db)
        self.hold_looks = _HoldLooks(db)
        self.membership_files = _MembershipFiles(db)


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

    def last_success_utc(self, club_id: ClubId, source: Source, entity: str) -> datetime | None:
        of = {"club": club_id, "source": source.value, "entity": entity}
        name = "finished_at_utc"
        found = [_read(row, moments=(name,))[name] for row in _rows(self._db, _LAST_SUCCESS, **of)]
        moment: datetime | None = (*found, None)[0]
        return moment


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
        for key, its_account in self._accounts(mine, club_id).items():
            owned[key].append(its_account)
        moments = ("fetched_at_utc", "missing_since_utc", "trouble_at_utc")
        return tuple(
            StoredClient(_read(row, moments=moments), tuple(owned.get(row["id"], ())))
            for row in sources
        )

    def _accounts(self, mine: str, club_id: ClubId) -> dict[int, StoredAgreement]:
        read = _rows(self._db, _ACCOUNTS.format(mine=mine), club=club_id)
        if not read:
            return {}
        # here, as below: what only a club with a WODIFY needs
        from gymdesk.domain.bill import account, bills_kept_from
        from gymdesk.store.wodify_rows import bill_of

        by_client: defaultdict[int, list[Bill]] = defaultdict(list)
        for row in _rows(self._db, _BILLS.format(mine=mine), club=club_id):
            bill = bill_of(_read(row, days=("due_on", "paid_on")), row["client_remote_id"])
            by_client[row["client_source_id"]].append(bill)
        found = {}
        for row in read:
            _read(row, moments=("bills_read_at_utc", "fetched_at_utc"))
            bills = by_client[row["client_source_id"]]
            found[row["client_source_id"]] = StoredAgreement(
                account(row["remote_id"], bills),
                bills_kept_from(row["bills_read_at_utc"], row["fetched_at_utc"]),
                None,
                row["bills_read_at_utc"],
            )
        return found

    def typed_contacts(self, club_id: ClubId) -> dict[ClientId, Row]:
        rows = _rows(
            self._db,
            "SELECT id, email_desk, phone_desk FROM client WHERE club_id = :club "
            "AND (email_desk IS NOT NULL OR phone_desk IS NOT NULL)",
            club=club_id,
        )
        return {ClientId(row["id"]): row for row in rows}

    def count_older(
        self, club_id: ClubId, than_run_id: int, source: Source = Source.CLUBOS
    ) -> tuple[int, int]:
        of = {"club": club_id, "than": than_run_id}
        query = _OLDER_BILLS if source == Source.WODIFY else _OLDER
        older, everybody = self._db.execute(query, of).fetchone()
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


class _Wodify:
    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def members(self, club_id: ClubId, remote_ids: Sequence[str] | None) -> dict[str, MemberRecord]:
        from gymdesk.domain.membership import MemberRecord
        from gymdesk.store.wodify_rows import member_of, membership_of

        of = "s.club_id = :club AND s.source = 'wodify'"
        people = _rows(
            self._db,
            f"SELECT m.*, s.id, s.remote_id, s.name, s.email, s.phone FROM member m "  # noqa: S608
            f"JOIN client_source s ON m.client_source_id = s.id WHERE {of}",
            club=club_id,
        )
        if remote_ids is not None:
            wanted = frozenset(remote_ids)
            people = [row for row in people if row["remote_id"] in wanted]
        keys = ", ".join(str(row["id"]) for row in people)
        rows = _rows(
            self._db,
            f"SELECT * FROM membership WHERE client_source_id IN ({keys}) "  # noqa: S608
            "AND missing_since_utc IS NULL ORDER BY id",
        )
        own: defaultdict[int, list[Row]] = defaultdict(list)
        for row in rows:
            _read(row, days=("start_on", "end_on", "ends_scheduled_on"))
            for name in ("is_active", "is_deleted", "unclear"):
                row[name] = None if row[name] is None else bool(row[name])
            own[row["client_source_id"]].append(row)
        found = {}
        for person in people:
            _read(
                person,
                days=("since_on", "last_attendance_on"),
                moments=("remote_created_at_utc", "remote_updated_at_utc"),
            )
            key = person["remote_id"]
            periods = tuple(membership_of(row, key) for row in own[person["id"]])
            found[key] = MemberRecord(member_of(person, person), periods)
        return found


class _HoldLooks:
    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def of_club(
        self, club_id: ClubId, clients: Sequence[str] | None = None
    ) -> dict[tuple[str, str], StoredLook]:
        rows = _rows(
            self._db,
            "SELECT h.*, s.remote_id AS client FROM hold_look h "
            "JOIN client_source s ON h.client_source_id = s.id WHERE s.club_id = :club",
            club=club_id,
        )
        moments = ("looked_at_utc", "tried_at_utc")
        return {
            (row["client"], row["remote_id"]): stored_look(_read(row, moments=moments))
            for row in rows
        }


class _StatusWords:
    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def of_club(self, club_id: ClubId) -> OwnWords:
        from gymdesk.domain.status_word import own_words

        rows = _rows(self._db, _STATUS_WORDS, club=club_id)
        return own_words({(row["kind"], row["word"]): row["meaning"] for row in rows})


class _Imports:
    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def of_club(self, club_id: ClubId) -> dict[int, list[StoredImport]]:
        rows = _rows(self._db, _IMPORTED, club=club_id)
        return imports_of(
            [_read(row, days=("end_on",), moments=("written_at_utc",)) for row in rows]
        )


class _MembershipFiles:
    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def of_club(self, club_id: ClubId) -> dict[str, list[StoredFileMembership]]:
        rows = _rows(self._db, _FILE_MEMBERSHIPS, club=club_id)
        for row in rows:
            _read(row, days=("start_on", "end_on"), moments=("at_utc",))
            row["auto_renew"] = None if row["auto_renew"] is None else bool(row["auto_renew"])
        return file_memberships_of(rows)


class _Inventories:
    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def of_club(self, club_id: ClubId) -> dict[int, StoredInventory]:
        rows = _rows(self._db, _INVENTORIES, club=club_id)
        moments = ("fetched_at_utc", "trouble_at_utc")
        return inventories_of([_read(row, moments=moments) for row in rows])


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
