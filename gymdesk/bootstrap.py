"""The one file that wires: settings, store, key store, sources and engine become one desk."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gymdesk.chores import Chores
from gymdesk.clock import Clock, SystemClock, today_in
from gymdesk.commands import ClubDraft, Commands
from gymdesk.credentials import Credential, CredentialStore, Service
from gymdesk.domain.client import Source
from gymdesk.domain.wodify import Capability
from gymdesk.errors import NotOffered, StoreDenied, StoreError
from gymdesk.jobs import Schedule, rhythm_of
from gymdesk.paths import Places, places
from gymdesk.presence import Presence
from gymdesk.queries import Queries
from gymdesk.rows.members import PackageShelf
from gymdesk.safekeeping import Safekeeping
from gymdesk.settings import SettingsFile
from gymdesk.shape_report import ShapeReport
from gymdesk.sign_ins import SignIns, key_of
from gymdesk.store.opening import file_url
from gymdesk.store.unit_of_work import Store
from gymdesk.sync.engine import SyncEngine
from gymdesk.sync.lanes import LaneRules
from gymdesk.sync.lease import interrupt_dead_runs
from gymdesk.sync.outbox import Outbox, Rules, check_broken_off
from gymdesk.sync.sources import ClubOsSource
from gymdesk.sync.tidying import tidy
from gymdesk.sync.wodify_sender import WodifySenders
from gymdesk.sync.wodify_source import WodifySource

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    import httpx

    from gymdesk.api.wodify import WodifyApi
    from gymdesk.domain.client import ClubId
    from gymdesk.domain.wodify import Probed
    from gymdesk.rows import ClubRow
    from gymdesk.sync.request import Chore

log = logging.getLogger(__name__)

DEMO_CLUB = "Harbour Street"
DEMO_ZONE = "America/New_York"
DEMO_ADDRESS = "http://127.0.0.1:1"
"""Nothing listens there: the demo gym answers inside this process."""


@dataclass(frozen=True)
class Desk:
    """Everything that a window or a command line needs, wired."""

    queries: Queries
    commands: Commands
    engine: SyncEngine
    credentials: CredentialStore
    sign_ins: SignIns
    settings: SettingsFile
    clock: Clock
    places: Places
    store: Store
    safekeeping: Safekeeping
    presence: Presence
    schedule: Schedule
    shapes: ShapeReport
    wodify_of: Callable[[ClubRow], Awaitable[WodifyApi]]

    async def probe_wodify(self, club: ClubRow) -> tuple[dict[str, Any], tuple[Probed, ...]]:
        """Return how a club's WODIFY is, and what each of eight read-only questions found.

        Raises DeskError kinds where there is nothing to ask with.
        """
        api = await self.wodify_of(club)
        try:
            return await api.check_api_health(), await api.probe()
        finally:
            await api.aclose()

    def close(self) -> None:
        """Wait for the last write and close the store."""
        self.schedule.close()
        self.engine.close()
        self.store.close()
        self.presence.close()


def open_desk(
    data_dir: Path | None = None,
    database_url: str | None = None,
    *,
    clock: Clock | None = None,
    credentials: CredentialStore | None = None,
    demo: bool = False,
    demo_week: bool = False,
) -> Desk:
    """Open the desk of *data_dir* (the user's own by default); raises StoreError kinds.

    With *demo* ClubOS is the demo gym inside this process, its club set up and signed in; with
    *demo_week* its list has been worked with for a week once it was refreshed.
    """
    clock = clock or SystemClock()
    where = places(data_dir)
    try:
        where.make()
    except OSError as error:
        raise StoreDenied(str(where.data_dir)) from error
    settings_file = SettingsFile(where.settings_file)
    settings = settings_file.load()
    store = Store.open(database_url or file_url(where.store_file))
    presence = Presence(where.data_dir)
    _mark_what_broke_off(store, clock, presence)
    credentials = credentials or CredentialStore()
    transport = _demo_transport(clock) if demo else None

    def may_write(source: Source) -> bool:
        """Say whether changes of a source may be sent; read anew each time it matters."""
        return source == Source.WODIFY and settings_file.load().wodify_writes

    def lane_rules() -> LaneRules:
        """Return how many sessions are used side by side; read anew for each refresh."""
        now = settings_file.load()
        return LaneRules(lanes=now.lanes, pause_s=0.1 if demo else now.sign_in_pause_s)

    def hold_budget() -> int:
        """Say how many memberships a refresh asks for their holds; 0 = it is not wanted."""
        now = settings_file.load()
        return now.wodify_holds_at_once if now.wodify_holds else 0

    queries = Queries(
        store,
        clock,
        settings.stale_after_h,
        lambda club, _source: rhythm_of(settings_file.load(), club),
        may_write=may_write,
    )
    commands = Commands(store, clock, may_write)
    sign_ins = SignIns(queries, commands, credentials)
    shapes = ShapeReport(where.shape_file, clock)
    clubos = ClubOsSource(
        clock,
        lane_rules,
        transport,
        notes=shapes.clubos,
        asks_inventory=lambda: settings_file.load().clubos_inventory,
    )
    wodify = WodifySource(
        clock,
        per_s=settings.wodify_per_s,
        paced=not demo,
        used_this_month=lambda: _used_this_month(store, clock),
        hold_budget=hold_budget,
        transport=_demo_wodify(clock) if demo else None,
    )
    safekeeping = Safekeeping.of(where, database_url, clock)
    chores = Chores(where.data_dir / "chores.json", clock, _chores(safekeeping, store, clock))
    engine = SyncEngine(
        store,
        {Source.CLUBOS: clubos},
        sign_ins.to_use,
        clock,
        presence,
        lists={Source.WODIFY: wodify},
        limit_s=settings.refresh_limit_min * 60.0,
        chores=chores.do,
        shapes=shapes,
    )

    async def wodify_of(club: ClubRow) -> WodifyApi:
        """Return what talks to a club's WODIFY; raises DeskError kinds."""
        sign_in = (await sign_ins.to_use(club, Source.WODIFY))[0]
        if sign_in.trouble is not None:
            raise sign_in.trouble
        return wodify.api(sign_in, club, may_write=may_write(Source.WODIFY))

    async def packages_of(club: ClubRow) -> PackageShelf:
        """Return what a club's WODIFY lists to be sold; raises DeskError kinds."""
        api = await wodify_of(club)
        try:
            if not api.offers(Capability.TEMPLATES):
                raise NotOffered(reason="This account lists no packages")
            return PackageShelf(await api.get_membership_packages(), clock.now_utc(), True)
        finally:
            await api.aclose()

    senders = WodifySenders(wodify_of, lambda club: today_in(clock, club.timezone))
    rules = Rules(store, clock, engine.write, may_write, engine.turn, presence)
    engine.outbox = Outbox(rules, {Source.WODIFY: senders})
    engine.refreshed = commands.cases.judge
    if demo and demo_week:
        engine.refreshed = _week_first(store, clock, queries, commands.cases.judge)
    engine.prober = wodify.probe
    engine.packager = packages_of
    desk = Desk(
        queries=queries,
        commands=commands,
        engine=engine,
        credentials=credentials,
        sign_ins=sign_ins,
        settings=settings_file,
        clock=clock,
        places=where,
        store=store,
        safekeeping=safekeeping,
        presence=presence,
        schedule=Schedule(
            where.data_dir, file_url, clock, store, engine.set_up, settings_file, chores
        ),
        wodify_of=wodify_of,
        shapes=shapes,
    )
    if demo:
        _set_up_demo(desk)
    return desk


def _mark_what_broke_off(store: Store, clock: Clock, presence: Presence) -> None:
    """Mark the runs, and the changes elsewhere, whose program died in the middle of them."""
    try:
        interrupt_dead_runs(store, clock, presence)
        check_broken_off(store, clock, presence)
    except StoreError as error:  # the figures can be read all the same
        log.warning("broken runs were not marked: %s", error.title)


def _chores(
    safekeeping: Safekeeping, store: Store, clock: Clock
) -> dict[Chore, Callable[[], tuple[str, ...]]]:
    """Return how each chore is done; what it returns is what the manager must know."""

    def back_up() -> tuple[str, ...]:
        safekeeping.daily()
        return ()

    def look() -> tuple[str, ...]:
        return tuple(f"{found.rule}: {found.advice}" for found in safekeeping.check())

    def tidy_up() -> tuple[str, ...]:
        tidy(store, clock)
        return ()

    return {"backup": back_up, "integrity check": look, "tidy": tidy_up}


def _demo_transport(clock: Clock) -> Callable[[], httpx.AsyncBaseTransport]:
    import httpx

    from gymdesk.demo import demo_gym

    gym = demo_gym(today_in(clock, DEMO_ZONE))
    return lambda: httpx.ASGITransport(gym.clubos)


def _week_first(
    store: Store, clock: Clock, queries: Queries, judge: Callable[[ClubId], int]
) -> Callable[[ClubId], int]:
    from gymdesk.demo_week import DemoWeek

    week = DemoWeek(store, clock, queries)

    def refreshed(club_id: ClubId) -> int:
        week.write_once(club_id)
        return judge(club_id)

    return refreshed


def _demo_wodify(clock: Clock) -> Callable[[], httpx.AsyncBaseTransport]:
    import httpx

    from gymdesk.demo import demo_wodify

    gym = demo_wodify(today_in(clock, DEMO_ZONE))
    return lambda: httpx.ASGITransport(gym.app)


def _used_this_month(store: Store, clock: Clock) -> int:
    """Return how many requests WODIFY had this month: other programs and PCs count as well."""
    first_utc = clock.now_utc().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    with store.read() as work:
        return work.runs.requests_since(Source.WODIFY, first_utc)


def _set_up_demo(desk: Desk) -> None:
    from gymdesk.demo import DEMO_KEY, DEMO_LOCATION, DEMO_PASSWORD, DEMO_USERNAME

    clubs = [c for c in desk.queries.clubs() if c.name == DEMO_CLUB]
    draft = ClubDraft(
        DEMO_CLUB,
        timezone=DEMO_ZONE,
        clubos_url=DEMO_ADDRESS,
        wodify_url=DEMO_ADDRESS,
        wodify_location=DEMO_LOCATION,
    )
    club = clubs[0] if clubs else desk.commands.add_club(draft)
    credential = Credential(DEMO_USERNAME, DEMO_PASSWORD)
    desk.credentials.put(key_of(club, DEMO_USERNAME), Service.CLUBOS, credential, memory_only=True)
    desk.commands.sign_ins.add(club.club_id, Source.CLUBOS, DEMO_USERNAME, staff="GymDesk")
    key = Credential("", DEMO_KEY)
    desk.credentials.put(key_of(club, ""), Service.WODIFY, key, memory_only=True)
    desk.commands.sign_ins.add(club.club_id, Source.WODIFY, "", staff="GymDesk")
