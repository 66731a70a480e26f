"""Each edit at the desk is kept with the staff member who made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gymdesk.domain.status_word import WordKind
from gymdesk.store.tables import desk_tables
from tests.sync.fakes import store_url
from tests.sync.test_held import crowd, owing, who
from tests.sync.test_recording import Script
from tests.sync.wodify_bench import wodify_bench

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gymdesk.store.unit_of_work import Store
    from tests.sync.fakes import Bench


@pytest.fixture
def script(desk: Bench) -> Iterator[Script]:
    made = Script(desk)
    yield made
    for engine in made.engines:
        engine.close()


def staff_of(store: Store, table: str, column: str = "staff") -> list[str]:
    with store.read() as work:
        rows = work._connection.exec_driver_sql(f"SELECT {column} FROM {table} ORDER BY 1")
        return [name for (name,) in rows]


@pytest.mark.warns_in_log
def test_who_accepted_and_who_dropped_a_held_sweep(script: Script) -> None:
    for decide, name in (("drop", "Sam"), ("accept", "Jordan")):
        script.sends(*crowd(4, 9000)).refresh()
        desk = script.sends(*(who(n, owing(n)) for n in range(1, 5)))
        desk.refresh()
        getattr(desk.commands.held, decide)(desk.club.club_id, staff=name)
    assert staff_of(desk.store, "held_decision") == ["Jordan", "Sam"]


def test_who_said_what_a_word_means(tmp_path: Path) -> None:
    with wodify_bench(store_url(tmp_path)) as desk:
        meant = {(WordKind.LEAD, "Waiting list"): "New"}
        desk.commands.status_words.mean(desk.club.club_id, meant, staff="Sam")
        assert staff_of(desk.store, "status_word") == ["Sam"]


def test_every_table_of_the_desk_has_a_place_for_who_it_was() -> None:
    places = {"staff", "joined_by", "added_by"}
    without = {
        kind.__tablename__
        for kind in desk_tables()
        if not places & set(kind.__table__.columns.keys())
    }
    # a club is set up before anybody has a name; the rows of a file carry the file's
    assert without <= {
        "club",
        "client",
        "imported_agreement",
        "imported_membership",
        "outbox_write",
    }
