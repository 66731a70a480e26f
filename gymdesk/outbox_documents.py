"""Changes in other systems as JSON, and why each stands where it does in English words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gymdesk.documents import moment
from gymdesk.domain.client import SOURCE_NAMES
from gymdesk.domain.outbox import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gymdesk.documents import Document
    from gymdesk.rows import ClubRow
    from gymdesk.rows.outbox import OutboxRow, WriteRow

REASONS: Final[dict[Reason, str]] = {
    Reason.QUEUED: "Not sent yet.",
    Reason.ASKED_AGAIN: "Not sent yet; it was asked for again.",
    Reason.SENT_ANYWAY: "Not sent yet; it is to be sent all the same.",
    Reason.STARTED: "It is being sent.",
    Reason.ANSWERED: "{source} said that it is done.",
    Reason.FOUND: "{source} did not answer; looked afterwards, it is there.",
    Reason.ALREADY: "It was so already, nothing was sent.",
    Reason.TWIN: "{source} has such a record already. Nothing was sent.",
    Reason.CHANGED: "Somebody changed it in {source} meanwhile. Nothing more was sent.",
    Reason.GONE: "{source} no longer has this record.",
    Reason.DECLINED: "{source} declined; it is not done.",
    Reason.NOT_LOOKED: "Nothing was sent: it could not be looked at first.",
    Reason.NO_ANSWER: "It was sent once and no answer came. It may be done or not.",
    Reason.BROKEN_OFF: "GymDesk ended while it was being sent. It may be done or not.",
    Reason.LOOK_FAILED: "It may be done or not; it could not be looked at.",
    Reason.ON_ITS_WAY: "Looked, not there yet; it may still be on its way for a minute.",
    Reason.SEVERAL: "Looked, and there is more than one new record.",
    Reason.NOT_FOUND: "No answer came; looked afterwards, it is not there. It is not done.",
    Reason.DISCARDED: "Given up by hand.",
}
"""English templates; the window translates them."""


def reason_words(write: WriteRow) -> str:
    """Return why a change stands where it does."""
    words = REASONS[write.reason].format(source=SOURCE_NAMES[write.source])
    return f"{words} {write.detail}".strip()


def outbox_document(found: Iterable[tuple[ClubRow, OutboxRow]]) -> Document:
    """Return the changes of each club, with both values where somebody else changed one."""
    return {
        "clubs": [
            {
                "club": club.name,
                "writes_on": sorted(source.value for source in shown.writes_on),
                "rows": [_write(row) for row in shown.writes],
            }
            for club, shown in found
        ]
    }


def _write(row: WriteRow) -> Document:
    return {
        "write_id": row.write_id,
        "source": row.source.value,
        "kind": row.kind,
        "name": row.name,
        "record_id": row.about,
        "state": row.state.value,
        "reason": row.reason.value,
        "message": reason_words(row),
        "half_done": row.half_done,
        "done": [{"part": part.value, "record_id": key} for part, key in row.done_parts],
        "differences": [
            {"field": d.name, "seen": d.seen, "now": d.now, "wanted": d.wanted}
            for d in row.differences
        ],
        "likely_twins": list(row.keys),
        "asked_by": row.asked_by,
        "asked_at": moment(row.asked_at_utc),
        "at": moment(row.at_utc),
        "look_again_at": moment(row.look_again_utc),
        "steps": [
            {
                "state": s.state.value,
                "part": s.part.value,
                "reason": s.reason.value,
                "detail": s.detail,
                "staff": s.staff,
                "at": moment(s.at_utc),
            }
            for s in row.steps
        ],
    }
