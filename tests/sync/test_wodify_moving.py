"""The documented profile while its pages move: it has no search to look into a gap with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gymdesk.rows import RunStatus
from tests.sync.fakes import store_url
from tests.sync.wodify_bench import wodify_bench

if TYPE_CHECKING:
    from pathlib import Path


def test_who_slipped_over_the_edge_of_a_page_keeps_the_membership_too(tmp_path: Path) -> None:
    """A membership that stands inside its client cannot be asked for: it goes with the client."""
    with wodify_bench(
        store_url(tmp_path), profile="documented", clients=250, rows=400, leads=20
    ) as desk:
        desk.refresh()
        before = {key: (row.status, row.membership) for key, row in desk.members().items()}
        gone = next(iter(desk.gym.server.clients))
        asked = 0

        def remove(_method: str, path: str) -> None:
            nonlocal asked
            asked += path == "/v1/members"
            if path == "/v1/members" and asked == 2:
                desk.gym.server.clients.pop(gone, None)

        desk.knobs.before = remove
        run = desk.refresh()["members"]
        assert (run.status, run.missing) == (RunStatus.INCOMPLETE, 0)
        assert [e.title for e in run.errors] == ["One record moved while the list was read"]
        after = {key: (row.status, row.membership) for key, row in desk.members().items()}
        assert after == before
        desk.knobs.before = None
        run = desk.refresh()["members"]
        assert (run.status, run.missing) == (RunStatus.COMPLETE, 1)
        assert desk.members()[gone].missing_since_utc is not None
