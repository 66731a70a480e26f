"""The rows as JSON documents: what `--json` prints. Null is unknown; money is a string."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gymdesk.domain.money import in_words, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from gymdesk.domain.backup import BackupContents, Loss, Restored
    from gymdesk.domain.past_due import Mark
    from gymdesk.domain.violation import Violation
    from gymdesk.rows import (
        ClientList,
        ClientRow,
        ClubRow,
        CollectionsList,
        ErrorRow,
        HeldSweepRow,
        Imported,
        ImportPreview,
        MembershipPreview,
        PackageRow,
        SignInRow,
        SourceRow,
    )
    from gymdesk.rows.inventories import InventoryRow
    from gymdesk.sync.request import RefreshReport, RunReport

Document = dict[str, Any]


def clubs_document(clubs: Iterable[ClubRow]) -> Document:
    """Return the clubs with their addresses; sign-ins are not part of it."""
    return {
        "clubs": [
            {
                "name": c.name,
                "timezone": c.timezone,
                "currency": c.currency,
                "locale": c.locale,
                "clubos_url": c.clubos_url,
                "wodify_url": c.wodify_url,
                "wodify_location": c.wodify_location,
                "wodify_profile": c.wodify_profile,
                "stripe_url": c.stripe_url,
                "clubos_dialect": c.clubos_dialect,
                "clubos_dialect_found": c.clubos_dialect_found,
            }
            for c in clubs
        ]
    }


def sign_ins_document(clubs: Iterable[tuple[ClubRow, Sequence[SignInRow]]]) -> Document:
    """Return as whom each club is read: names, never secrets."""
    return {
        "clubs": [
            {
                "club": club.name,
                "sign_ins": [
                    {
                        "service": s.source.value,
                        "username": s.username or None,
                        "clients": s.clients,
                        "set_up_by": s.added_by,
                        "set_up_at": moment(s.added_at_utc),
                    }
                    for s in sign_ins
                ],
            }
            for club, sign_ins in clubs
        ]
    }


def refresh_document(report: RefreshReport) -> Document:
    """Return how each run went."""
    return {"runs": [_run(run) for run in report.runs]}


def held_document(
    waiting: Iterable[HeldSweepRow], decision: str | None = None, changed: int | None = None
) -> Document:
    """Return the sweeps that wait (or did) with what each would change, and what was decided."""
    return {
        "held": [
            {
                "club": sweep.club.name,
                "source": sweep.source.value,
                "entity": sweep.entity,
                "swept_at": moment(sweep.swept_at_utc),
                "currency": sweep.club.currency,
                "people_known": sweep.finding.people_known,
                "people_gone": sweep.finding.people_gone,
                "debt_before": plain(sweep.finding.debt_before_cents),
                "unexplained": plain(sweep.finding.unexplained_cents),
                "changes": [
                    {
                        "client_id": c.client_id,
                        "source_id": c.source_id,
                        "name": c.name,
                        "past_due": money(c.past_due_cents),
                        "swept": money(c.swept_cents),
                        "missing": c.missing,
                        "memberships_missing": c.rows,
                    }
                    for c in sweep.changes
                ],
            }
            for sweep in waiting
        ],
        "decision": decision,
        "clients": changed,
    }


def import_document(found: ImportPreview, *, applied: bool) -> Document:
    """Return what reading a file in changed or would change."""
    return {
        "import": {
            "club": found.club.name,
            "file": found.file.file_name,
            "written_at": moment(found.file.written_at_utc),
            "applied": applied,
            "clients_known": found.known,
            "clients_new": found.new,
            "agreements": found.agreements,
            "newer_figures": found.newer_figures,
            "errors": [
                {"line": t.line, "reason": t.reason, "lost": t.lost} for t in found.troubles
            ],
        }
    }


def membership_file_document(found: MembershipPreview, *, applied: bool) -> Document:
    """Return what reading a file of memberships in changed or would change."""
    return {
        "import": {
            "club": found.club.name,
            "file": found.file.file_name,
            "read_at": moment(found.file.written_at_utc),
            "applied": applied,
            "clients_known": found.known,
            "clients_new": found.new,
            "memberships": found.memberships,
            "errors": [
                {"line": t.line, "reason": t.reason, "lost": t.lost} for t in found.troubles
            ],
        }
    }


def clients_document(lists: Iterable[ClientList]) -> Document:
    """Return everybody of each club."""
    return {"clubs": [{"club": c.club.name, "rows": [_client(r) for r in c.rows]} for c in lists]}


def collections_document(lists: Iterable[CollectionsList]) -> Document:
    """Return who owes what in each club."""
    return {
        "clubs": [
            {
                "club": c.club.name,
                "as_of": day(c.today_on),
                "currency": c.club.currency,
                "total_past_due": plain(c.total_past_due_cents),
                "total_cancelled_past_due": plain(c.total_cancelled_cents),
                "rows": [_collection(r) for r in c.rows],
            }
            for c in lists
        ]
    }


def status_document(clubs: Iterable[tuple[ClubRow, Sequence[SourceRow]]]) -> Document:
    """Return what each source of each club last said and when."""
    return {
        "clubs": [
            {"club": club.name, "sources": [_source(s) for s in sources]} for club, sources in clubs
        ]
    }


def check_document(violations: Iterable[Violation]) -> Document:
    """Return what is wrong with the store; samples are ids, never names."""
    return {
        "violations": [
            {
                "rule": v.rule,
                "severity": v.severity.value,
                "count": v.count,
                "samples": list(v.samples),
                "advice": v.advice,
            }
            for v in violations
        ]
    }


def backup_document(contents: BackupContents) -> Document:
    """Return what a backup holds."""
    return {
        "backup": {
            "file": str(contents.path),
            "written_at": moment(contents.written_at_utc),
            "bytes": contents.size_bytes,
            "clubs": contents.typed.get("club", 0),
            "clients": contents.clients,
            "contacts_typed": contents.typed.get("contact_edit", 0),
            "runs": contents.runs,
            "newest_run": moment(contents.newest_run_utc),
            "typed": dict(contents.typed),
        }
    }


def restore_document(restored: Restored, lost: Loss | None) -> Document:
    """Return what was put back, where the former store lies, and what it had beyond that."""
    return {
        **backup_document(restored.backup),
        "former_store": None if restored.former is None else str(restored.former),
        "lost": None
        if lost is None
        else {
            "clubs": lost.typed.get("club", 0),
            "clients": lost.clients,
            "contacts_typed": lost.typed.get("contact_edit", 0),
            "runs": lost.runs,
            "typed": dict(lost.typed),
        },
    }


def package_summary(packages: Iterable[PackageRow], currency: str) -> str | None:
    """Return the packages as one text, such as "16 Session Package ($2,400.00)"."""
    shown = [
        p.name if p.total_cents is None else f"{p.name} ({in_words(p.total_cents, currency)})"
        for p in packages
    ]
    return ", ".join(shown) or None


def money(cents: int | None) -> str | None:
    """Return a money string, None where the amount is unknown."""
    return None if cents is None else plain(cents)


def day(on: date | None) -> str | None:
    """Return a day as YYYY-MM-DD."""
    return None if on is None else on.isoformat()


def moment(at_utc: datetime | None) -> str | None:
    """Return a moment with its offset."""
    return None if at_utc is None else at_utc.isoformat(timespec="seconds")


def flags(marks: Iterable[Mark]) -> list[str]:
    """Return the marks of a figure in a fixed order."""
    return sorted(mark.value for mark in marks)


def _run(run: RunReport) -> Document:
    return {
        "club": run.club,
        "source": run.source.value,
        "entity": run.entity,
        "status": run.status.value,
        "created": run.created,
        "updated": run.updated,
        "unchanged": run.unchanged,
        "missing": run.missing,
        "failed": run.failed,
        "requests": run.requests,
        "started_at": moment(run.started_at_utc),
        "finished_at": moment(run.finished_at_utc),
        "seconds": round(run.seconds, 3),
        "reason": run.reason,
        "remark": run.remark,
        "errors": [
            {"subject": e.subject, "title": e.title, "message": e.message} for e in run.errors
        ],
    }


def _person(row: ClientRow) -> Document:
    return {
        "client_id": row.client_id,
        "name": row.name,
        "source_ids": {source.value: remote_id for source, remote_id in row.source_ids},
        "email": row.email.text,
        "phone": row.phone.text,
        "packages": [p.name for p in row.packages],
        "payment_status": row.payment_status.value,
        "past_due": money(row.past_due_cents),
        "cancelled_past_due": money(row.cancelled_past_due_cents),
        "flags": flags(row.marks),
    }


def _file(found: Imported | None) -> Document | None:
    if found is None:
        return None
    return {"file": found.file_name, "written_at": moment(found.written_at_utc)}


def _client(row: ClientRow) -> Document:
    return _person(row) | {
        "trainer": row.trainer,
        "package_summary": package_summary(row.packages, row.currency),
        "membership": row.membership,
        "membership_status": row.membership_status,
        "sessions_remaining": row.sessions_remaining,
        "session_inventory": _inventory(row.inventory),
        "last_updated": moment(row.fetched_at_utc),
        "imported": _file(row.imported),
        "membership_from": _file(row.membership_from),
    }


def _inventory(found: InventoryRow | None) -> Document | None:
    """Return where the sessions left are from; None = the inventory was never asked for."""
    if found is None:
        return None
    return {
        "source": found.source.value,
        "entries": found.entries,
        "fetched_at": moment(found.fetched_at_utc),
        "stale": found.stale,
        "trouble": found.trouble,
        "trouble_at": moment(found.trouble_at_utc),
    }


def _collection(row: ClientRow) -> Document:
    known = row.past_due_cents is not None
    aging = row.aging
    buckets = {
        "not_due": aging.not_due,
        "1-30": aging.days_1_30,
        "31-60": aging.days_31_60,
        "61-90": aging.days_61_90,
        "91+": aging.days_91,
        "no_date": aging.no_date,
    }
    return _person(row) | {
        "oldest_due_on": day(row.oldest_due_on),
        "days_past_due": row.days_past_due,
        "buckets": {name: money(cents if known else None) for name, cents in buckets.items()},
        "credit": money(aging.credit if known else None),
        "fetched_at": moment(row.fetched_at_utc),
    }


def _source(row: SourceRow) -> Document:
    return {
        "source": row.source.value,
        "entity": row.entity,
        "configured": row.configured,
        "health": row.health.value,
        "last_attempt": moment(row.last_attempt_utc),
        "last_success": moment(row.last_success_utc),
        "next_due": moment(row.next_due_utc),
        "recent_errors": [_error(e) for e in row.recent_errors],
    }


def _error(error: ErrorRow) -> Document:
    return {
        "subject": error.subject,
        "title": error.title,
        "message": error.message,
        "at": moment(error.at_utc),
    }
