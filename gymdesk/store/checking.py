"""The check: rules that hold in every sound store, each with its way out. Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from gymdesk.domain.violation import Severity, Violation
from gymdesk.errors import StoreDamaged
from gymdesk.store.backup import file_of
from gymdesk.store.opening import HEAD, engine_tables, make_engine, place_of, plain_errors

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

SAMPLES: Final = 5
LEFT_AFTER: Final = timedelta(hours=1)
"""A run that is "running" for longer was broken off; a shorter one may well run elsewhere."""

RESTORE: Final = "Restore a backup: File, Restore a backup (or `gymdesk-cli restore FILE`)."
REFRESH: Final = "Refresh with `gymdesk-cli refresh --force`; if it stays, report it."


@dataclass(frozen=True)
class _Rule:
    """A query that finds the ids of what breaks the rule."""

    name: str
    severity: Severity
    query: str
    advice: str


_ERROR, _WARNING = Severity.ERROR, Severity.WARNING

RULES: Final = (
    _Rule(
        "buckets_add_up",
        _ERROR,
        "SELECT 'snapshot ' || id FROM balance_snapshot WHERE past_due_cents IS NOT NULL AND "
        "past_due_cents <> days_1_30_cents + days_31_60_cents + days_61_90_cents + days_91_cents "
        "+ no_date_cents ORDER BY id",
        REFRESH,
    ),
    _Rule(
        "one_client_per_source_id",
        _ERROR,
        "SELECT source || ' ' || remote_id FROM client_source "
        "GROUP BY club_id, source, remote_id HAVING count(*) > 1 ORDER BY 1",
        RESTORE,
    ),
    _Rule(
        "one_club_per_client",
        _ERROR,
        "SELECT 'client ' || c.id FROM client_source s JOIN client c ON c.id = s.client_id "
        "WHERE c.club_id <> s.club_id ORDER BY c.id",
        RESTORE,
    ),
    _Rule(
        "figures_have_a_run",
        _ERROR,
        "SELECT s.source || ' ' || s.remote_id FROM client_source s WHERE "
        "(s.fetched_at_utc IS NULL) <> (s.fetched_run_id IS NULL) OR "
        # a visit of WODIFY brings no balance: its invoices are a list of their own
        "(s.source = 'clubos' AND s.fetched_run_id IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM balance_snapshot b "
        "WHERE b.client_source_id = s.id AND b.run_id = s.fetched_run_id)) ORDER BY 1",
        REFRESH,
    ),
    _Rule(
        "invoices_that_were_read_have_balances",
        _ERROR,
        # whose invoices were read when the newest run of them began or later has a balance of it
        "SELECT 'wodify ' || s.remote_id FROM member m JOIN client_source s "
        "ON s.id = m.client_source_id JOIN sync_run r ON r.id = (SELECT max(n.id) FROM sync_run n "
        "WHERE n.club_id = s.club_id AND n.source = 'wodify' AND n.entity = 'invoices' AND EXISTS "
        "(SELECT 1 FROM balance_snapshot b WHERE b.run_id = n.id)) "
        "WHERE m.bills_read_at_utc >= r.started_at_utc AND NOT EXISTS "
        "(SELECT 1 FROM balance_snapshot b WHERE b.run_id = r.id AND b.client_source_id = s.id) "
        "ORDER BY 1",
        REFRESH,
    ),
    _Rule(
        "members_have_a_record",
        _ERROR,
        # whom only a file names was never read
        "SELECT 'wodify ' || s.remote_id FROM client_source s WHERE s.source = 'wodify' AND "
        "s.fetched_at_utc IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM member m WHERE m.client_source_id = s.id) ORDER BY 1",
        REFRESH,
    ),
    _Rule(
        "joined_records_lie_where_they_were_joined",
        _ERROR,
        "SELECT s.source || ' ' || s.remote_id FROM client_join j "
        "JOIN client_source s ON j.client_source_id = s.id WHERE j.parted_at_utc IS NULL AND "
        "j.to_client_id <> s.client_id AND NOT EXISTS (SELECT 1 FROM client_join n WHERE "
        "n.client_source_id = s.id AND n.id > j.id AND n.parted_at_utc IS NULL) ORDER BY 1",
        "Part the two with `gymdesk-cli part`, then join them again.",
    ),
    _Rule(
        "runs_add_up",
        _ERROR,
        # a client who was read in parts counts as failed and has a balance all the same
        "SELECT 'run ' || r.id FROM sync_run r "
        # and of a run that was thinned only the last balances of a day are there
        "WHERE done <> created + updated + unchanged + failed OR r.source = 'clubos' AND "
        "(SELECT count(*) FROM balance_snapshot b WHERE b.run_id = r.id) NOT BETWEEN "
        "CASE WHEN r.thinned_at_utc IS NULL THEN created + updated + unchanged ELSE 0 END "
        "AND done ORDER BY r.id",
        REFRESH,
    ),
    _Rule(
        "ended_runs_have_an_end",
        _WARNING,
        "SELECT 'run ' || id FROM sync_run WHERE finished_at_utc IS NULL AND "
        "status NOT IN ('running', 'interrupted') ORDER BY id",
        "The next refresh shows the right times.",
    ),
    _Rule(
        "runs_left_running",
        _WARNING,
        "SELECT 'run ' || id FROM sync_run r WHERE status = 'running' AND "
        "(started_at_utc < :left_before OR EXISTS (SELECT 1 FROM sync_run n WHERE n.id > r.id AND "
        "n.club_id = r.club_id AND n.source = r.source AND n.entity = r.entity)) ORDER BY id",
        "A refresh was broken off; what it had stored is kept. The next one marks it interrupted.",
    ),
    _Rule(
        "contacts_have_an_author",
        _ERROR,
        "SELECT 'client ' || c.id FROM client c WHERE coalesce(c.email_desk, '') <> coalesce("
        "(SELECT e.after FROM contact_edit e WHERE e.client_id = c.id AND e.field = 'email' "
        "ORDER BY e.id DESC LIMIT 1), '') OR coalesce(c.phone_desk, '') <> coalesce("
        "(SELECT e.after FROM contact_edit e WHERE e.client_id = c.id AND e.field = 'phone' "
        "ORDER BY e.id DESC LIMIT 1), '') ORDER BY c.id",
        "Type the contact again, so that it is known who said so.",
    ),
    _Rule(
        "changes_have_all_their_steps",
        _ERROR,
        "SELECT 'change ' || w.id FROM outbox_write w LEFT JOIN outbox_step s ON s.write_id = w.id "
        "GROUP BY w.id HAVING count(s.id) = 0 OR max(s.number) <> count(s.id) ORDER BY w.id",
        RESTORE,
    ),
    _Rule(
        "changes_are_not_repeated_unlooked",
        _ERROR,
        # a part that was sent is looked for before it is sent again: "not done" or "changed there"
        "SELECT DISTINCT 'change ' || a.write_id FROM outbox_step a JOIN outbox_step b "
        "ON b.write_id = a.write_id AND b.part = a.part AND b.number > a.number "
        "WHERE a.state = 'sending' AND b.state = 'sending' AND NOT EXISTS "
        "(SELECT 1 FROM outbox_step c WHERE c.write_id = a.write_id AND c.number > a.number AND "
        "c.number < b.number AND c.state IN ('failed', 'conflict')) ORDER BY 1",
        "Look in the other system whether it was made twice, and report it.",
    ),
    _Rule(
        "read_invoices_are_marked_read",
        _ERROR,
        "SELECT 'agreement ' || a.remote_id FROM agreement a WHERE a.invoices_read = :no AND "
        "EXISTS (SELECT 1 FROM invoice i WHERE i.agreement_id = a.id) ORDER BY a.id",
        REFRESH,
    ),
    _Rule(
        "case_events_stay_in_their_case",
        _ERROR,
        "SELECT 'event ' || e.id FROM case_event e JOIN case_event r ON r.id = e.refers_to "
        "WHERE e.client_id <> r.client_id OR "
        "(e.kind IN ('judged', 'promise_cancelled') AND r.kind <> 'promise') ORDER BY e.id",
        RESTORE,
    ),
    _Rule(
        "debts_come_and_go_in_turn",
        _ERROR,
        "SELECT 'turn ' || t.id FROM debt_turn t WHERE t.owes = coalesce((SELECT b.owes "
        "FROM debt_turn b WHERE b.client_source_id = t.client_source_id AND b.id < t.id "
        "ORDER BY b.id DESC LIMIT 1), :no) ORDER BY t.id",
        RESTORE,
    ),
)


def check_store(url: str, now_utc: datetime) -> tuple[Violation, ...]:
    """Return what is wrong with the store at *url*, worst first; an absent file is no store.

    Raises StoreDenied, StoreBusy, StoreError or UsageError where it cannot be looked at.
    """
    file = file_of(url)
    if file is not None and not file.exists():
        return ()
    engine = make_engine(url)
    try:
        with plain_errors(engine), engine.connect() as connection:
            found = [*_file_rules(connection), *_schema_rule(connection)]
            if not any(v.severity == _ERROR for v in found):
                found += _data_rules(connection, now_utc)
    except StoreDamaged:
        found = [Violation("integrity", _ERROR, 1, (place_of(engine),), RESTORE)]
    finally:
        engine.dispose()
    return tuple(sorted(found, key=lambda v: v.severity != _ERROR))


def _file_rules(connection: Connection) -> list[Violation]:
    if connection.dialect.name != "sqlite":
        return []
    found = []
    broken = list(connection.exec_driver_sql("PRAGMA integrity_check").scalars())
    if broken != ["ok"]:
        found.append(_violation("integrity", _ERROR, broken, RESTORE))
    orphans = [
        f"{table} {row_id}"
        for table, row_id, *_ in connection.exec_driver_sql("PRAGMA foreign_key_check")
    ]
    if orphans:
        found.append(_violation("foreign_keys", _ERROR, orphans, RESTORE))
    return found


def _schema_rule(connection: Connection) -> list[Violation]:
    """Look at the revision; the data of another one is not looked at."""
    if "alembic_version" not in engine_tables(connection):
        advice = "This is no store of GymDesk. Move the file aside."
        return [Violation("schema", _ERROR, 1, ("none",), advice)]
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if revision == HEAD:
        return []
    advice = "Open it with the GymDesk that wrote it last, or let this one update it by opening it."
    return [Violation("schema", _ERROR, 1, (str(revision),), advice)]


def _data_rules(connection: Connection, now_utc: datetime) -> list[Violation]:
    left_before = now_utc - LEFT_AFTER
    on_sqlite = connection.dialect.name == "sqlite"
    values = {
        "left_before": left_before.replace(tzinfo=None) if on_sqlite else left_before,
        "no": False,
    }
    found = []
    for rule in RULES:
        names = {name for name in values if f":{name}" in rule.query}
        query = text(rule.query)
        try:
            ids = connection.execute(query, {n: values[n] for n in names}).scalars().all()
        except DBAPIError as error:
            if "malformed" in str(error.orig):
                raise StoreDamaged from error
            raise
        if ids:
            found.append(_violation(rule.name, rule.severity, [str(i) for i in ids], rule.advice))
    return found


def _violation(name: str, severity: Severity, ids: list[str], advice: str) -> Violation:
    return Violation(name, severity, len(ids), tuple(ids[:SAMPLES]), advice)
