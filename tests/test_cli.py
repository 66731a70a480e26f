"""The command line as a program of its own, against a ClubOS on a real socket."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from gymdesk import __version__
from gymdesk.cli import app
from gymdesk.clock import SystemClock, today_in
from gymdesk.demo import DEMO_PASSWORD, DEMO_USERNAME, DemoGym, demo_gym
from gymdesk.demo.serve import running
from gymdesk.log import LOG_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.xdist_group("cli")

ROOT = Path(__file__).parent.parent
CLUB = "Harbour Street"
NEEDLESS_SECRET = "another-invented-secret"
RUN_KEYS = {
    *("club", "source", "entity", "status", "created", "updated", "unchanged", "missing"),
    *("failed", "requests", "started_at", "finished_at", "seconds", "errors", "reason"),
    "remark",
}
CLIENT_KEYS = {
    *("client_id", "name", "source_ids", "email", "phone", "trainer", "packages"),
    *("package_summary", "payment_status", "past_due", "cancelled_past_due", "flags"),
    *("membership", "membership_status", "sessions_remaining", "last_updated", "imported"),
    *("session_inventory", "membership_from"),
}
COLLECTION_KEYS = {
    *("client_id", "name", "source_ids", "payment_status", "past_due", "cancelled_past_due"),
    *("flags", "oldest_due_on", "days_past_due", "buckets", "credit", "email", "phone"),
    *("packages", "fetched_at"),
}
SOURCE_KEYS = {
    *("source", "entity", "configured", "health", "last_attempt", "last_success", "next_due"),
    "recent_errors",
}


def noon_zone() -> str:
    """Return a time zone in which it is about noon, so that no test sees two days."""
    ahead = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


@dataclass
class Shell:
    """Runs `gymdesk-cli` on a data folder of its own and keeps all that it said."""

    home: Path
    said: list[str] = field(default_factory=list)

    @property
    def data_dir(self) -> Path:
        return self.home / "desk"

    def start(self, *words: str) -> subprocess.Popen[str]:
        env = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHON_KEYRING_BACKEND": "tests.keyring_in_file.FileKeyring",
            "GYMDESK_TEST_KEYRING": str(self.home / "keyring.json"),
            "PYTHONWARNINGS": "error",
            "NO_COLOR": "1",
            "COLUMNS": "160",
        }
        return subprocess.Popen(
            [sys.executable, "-m", "gymdesk.cli", "--data-dir", str(self.data_dir), *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=env,
        )

    def run(
        self, *words: str, stdin: str = "", exit_code: int = 0
    ) -> subprocess.CompletedProcess[str]:
        process = self.start(*words)
        out, err = process.communicate(stdin, timeout=60)
        self.said += [out, err]
        assert process.returncode == exit_code, (words, out, err)
        assert "Traceback" not in err
        return subprocess.CompletedProcess(words, process.returncode, out, err)

    def ask(self, *words: str, stdin: str = "", exit_code: int = 0) -> dict[str, Any]:
        found = json.loads(self.run(*words, "--json", stdin=stdin, exit_code=exit_code).stdout)
        assert isinstance(found, dict)
        return found

    @property
    def log(self) -> str:
        return (self.data_dir / "log" / LOG_FILE).read_text(encoding="utf-8")


@dataclass
class Shop(Shell):
    """A shell with a gym on a real socket."""

    gym: DemoGym | None = None
    address: str = ""

    @property
    def knobs(self):
        assert self.gym is not None
        return self.gym.knobs

    def posts(self) -> int:
        return sum(method == "POST" for method, _ in self.knobs.requests)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A gym set up, signed in and refreshed once by the command line."""
    zone = noon_zone()
    gym = demo_gym(today_in(SystemClock(), zone))
    with running(gym.clubos) as address:
        made = Shop(tmp_path_factory.mktemp("shop"), gym=gym, address=address)
        made.data_dir.mkdir()
        quick = json.dumps({"sign_in_pause_s": 0.0})
        (made.data_dir / "settings.json").write_text(quick)
        added = made.ask("club", "add", CLUB, "--timezone", zone, "--clubos-url", address)
        assert [c["name"] for c in added["clubs"]] == [CLUB]
        words = ("credentials", "set", "clubos", "--club", CLUB, "--username", DEMO_USERNAME)
        made.run(*words, stdin=f"{DEMO_PASSWORD}\n")
        (run,) = made.ask("refresh")["runs"]
        assert run["status"] == "complete", run
        yield made


@pytest.fixture(autouse=True)
def no_faults(request: pytest.FixtureRequest) -> Iterator[None]:
    """Take every fault of a test away again."""
    yield
    if "shop" in request.fixturenames:
        knobs = request.getfixturevalue("shop").knobs
        knobs.server_error_members.clear()
        knobs.latency_s = 0.0


# --- the main job ---------------------------------------------------------------------------------


def test_collections_tell_every_clients_past_due_to_the_cent(shop: Shop) -> None:
    shop.run("refresh")
    (club,) = shop.ask("collections")["clubs"]
    ledger = shop.gym.ledger
    assert (club["club"], club["currency"]) == (CLUB, "USD")
    assert club["as_of"] == ledger.today.isoformat()
    assert club["total_past_due"] == "6846.62"
    assert club["total_cancelled_past_due"] == "449.94"
    rows = {int(r["source_ids"]["clubos"]): r for r in club["rows"]}
    owing = {
        c.member_id: c
        for c in ledger.clients
        if c.owed.past_due_cents or c.owed.cancelled_past_due_cents
    }
    assert set(rows) == set(owing)
    for key, row in rows.items():
        client = owing[key]
        assert set(row) == COLLECTION_KEYS
        assert row["name"] == client.name
        assert row["past_due"] == f"{Decimal(client.owed.past_due_cents) / 100:.2f}"
        apart = Decimal(client.owed.cancelled_past_due_cents) / 100
        assert row["cancelled_past_due"] == f"{apart:.2f}"
        assert {k: Decimal(v) * 100 for k, v in row["buckets"].items()} == client.owed.buckets_cents
        oldest = client.oldest_due_on
        assert row["oldest_due_on"] == (oldest.isoformat() if oldest else None)
        assert row["flags"] == ([] if client.owed.exact else ["at_least"])
        assert row["payment_status"] == "past_due"
        assert datetime.fromisoformat(row["fetched_at"]).tzinfo is not None


def test_clients_tell_everybody_with_packages_and_who_trains_them(shop: Shop) -> None:
    (club,) = shop.ask("clients", "--club", CLUB)["clubs"]
    assert len(club["rows"]) == 48
    rows = {int(r["source_ids"]["clubos"]): r for r in club["rows"]}
    for client in shop.gym.ledger.clients:
        row = rows[client.member_id]
        assert set(row) == CLIENT_KEYS
        assert row["name"] == client.name
        assert row["past_due"] == f"{Decimal(client.owed.past_due_cents) / 100:.2f}"
        assert set(client.active_packages) <= set(row["packages"])
        assert row["sessions_remaining"] is None
        assert (row["email"], row["phone"]) == (None, None)
    assert rows[910000101]["trainer"] == "Mika Santorelli"
    assert rows[910000101]["package_summary"].startswith("Personal Training 2x ($")
    assert rows[910000127]["package_summary"] is None


def test_status_tells_when_each_source_last_worked(shop: Shop) -> None:
    shop.run("refresh", exit_code=0)
    (club,) = shop.ask("status")["clubs"]
    (source,) = club["sources"]
    assert set(source) == SOURCE_KEYS
    assert (source["source"], source["entity"], source["health"]) == ("clubos", "clients", "ok")
    assert source["configured"] is True
    assert datetime.fromisoformat(source["last_success"]).tzinfo is not None
    next_due = datetime.fromisoformat(source["next_due"])
    assert next_due - datetime.fromisoformat(source["last_success"]) == timedelta(hours=6)


def test_a_refresh_tells_how_each_run_went_and_keeps_progress_off_stdout(shop: Shop) -> None:
    done = shop.run("--json", "refresh", "--club", CLUB, "--source", "clubos", "--force")
    (run,) = json.loads(done.stdout)["runs"]
    assert set(run) == RUN_KEYS
    assert (run["club"], run["source"], run["entity"]) == (CLUB, "clubos", "clients")
    assert (run["status"], run["unchanged"], run["created"]) == ("complete", 48, 0)
    assert run["errors"] == []
    assert run["requests"] > 48
    assert "ClubOS · reading clients 48 of 48" in done.stderr


def test_without_json_the_same_is_told_as_tables(shop: Shop) -> None:
    told = shop.run("collections").stdout
    assert "Marit Solheim" in told
    assert "6846.62 USD past due over 18 known amounts, 0 unknown" in told
    assert 'Kit "Kip" Rowan' in shop.run("clients").stdout
    assert CLUB in shop.run("club", "list").stdout
    assert "ClubOS" in shop.run("status").stdout


def test_the_list_is_written_as_csv_xlsx_and_pdf(shop: Shop, tmp_path: Path) -> None:
    files = [tmp_path / f"list.{kind}" for kind in ("csv", "xlsx", "pdf")]
    words = [w for f in files for w in (f"--{f.suffix[1:]}", str(f))]
    shop.run("collections", "--club", CLUB, *words)
    assert "Marit Solheim" in files[0].read_text(encoding="utf-8-sig")
    assert files[1].read_bytes()[:2] == b"PK"
    assert files[2].read_bytes()[:5] == b"%PDF-"


# --- when it does not work ------------------------------------------------------------------------


def test_a_client_that_cannot_be_read_makes_exit_1_and_a_stale_figure(shop: Shop) -> None:
    shop.knobs.server_error_members.add(910000131)
    (run,) = shop.ask("refresh", "--force", exit_code=1)["runs"]
    assert (run["status"], run["failed"], run["missing"]) == ("incomplete", 1, 0)
    assert run["errors"][0]["subject"] == "910000131"
    assert run["errors"][0]["title"]
    assert run["errors"][0]["message"]
    (club,) = shop.ask("collections")["clubs"]
    row = next(r for r in club["rows"] if r["source_ids"]["clubos"] == "910000131")
    assert (row["past_due"], row["flags"]) == ("630.00", ["stale"])
    assert club["total_past_due"] == "6846.62"


def test_a_refresh_soon_after_another_is_skipped_with_the_reason_and_exit_0(shop: Shop) -> None:
    shop.run("refresh", "--force", exit_code=0)
    posts = shop.posts()
    (run,) = shop.ask("refresh", exit_code=0)["runs"]
    assert (run["status"], run["requests"], run["errors"]) == ("skipped", 0, [])
    assert re.fullmatch(r"refreshed (less than a|\d+) minutes? ago", run["reason"])
    assert shop.posts() == posts
    said = shop.run("refresh", exit_code=0)
    assert "ClubOS skipped: refreshed " in said.stderr
    assert "--force" in said.stderr


def test_each_refresh_takes_the_backup_of_the_day_anew(shop: Shop) -> None:
    shop.run("refresh", "--force")
    newest = max((shop.data_dir / "backups").glob("gymdesk-*.db"))
    counts = []
    for file in (newest, shop.data_dir / "gymdesk.db"):
        with closing(sqlite3.connect(file)) as db:
            counts.append(db.execute("SELECT count(*) FROM sync_run").fetchone())
    assert counts[0] == counts[1]


def test_a_wrong_password_is_sent_once_and_the_figures_stay(shop: Shop) -> None:
    posts = shop.posts()
    words = ("refresh", "--ask", "--username", DEMO_USERNAME)
    (run,) = shop.ask(*words, stdin=f"{NEEDLESS_SECRET}\n", exit_code=1)["runs"]
    assert run["status"] == "failed"
    (error,) = run["errors"]
    assert error["title"] == "ClubOS did not accept the password"
    assert "Check the user name and the password" in error["message"]
    assert shop.posts() == posts + 1
    assert shop.ask("collections")["clubs"][0]["total_past_due"] == "6846.62"


def test_ctrl_c_ends_a_refresh_with_its_counts(shop: Shop) -> None:
    shop.knobs.latency_s = 0.05
    # a shell that runs this in the background ignores Ctrl+C, and programs inherit that
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = shop.start("--json", "refresh", "--force")
    signal.signal(signal.SIGINT, before)
    assert process.stderr is not None
    for line in process.stderr:
        if "reading clients" in line:
            break
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    shop.said += [out, err]
    assert process.returncode == 1, err
    (run,) = json.loads(out)["runs"]
    assert (run["status"], run["missing"]) == ("cancelled", 0)
    assert shop.ask("status")["clubs"][0]["sources"][0]["health"] == "cancelled"


def test_an_unreachable_host_is_one_message(shop: Shop, tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    shell = Shell(tmp_path)
    shell.run("club", "add", "Mill Lane", "--clubos-url", f"http://127.0.0.1:{port}")
    words = ("refresh", "--ask", "--username", "somebody")
    (run,) = shell.ask(*words, stdin=f"{NEEDLESS_SECRET}\n", exit_code=1)["runs"]
    assert run["status"] == "failed"
    assert run["errors"][0]["title"] == "No connection to ClubOS"
    assert "Check the network and the address" in run["errors"][0]["message"]
    assert NEEDLESS_SECRET not in "".join([*shell.said, shell.log])


def test_a_club_without_a_sign_in_says_where_to_enter_one(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    shell.run("club", "add", "Mill Lane", "--clubos-url", "https://clubos.example")
    done = shell.run("refresh", exit_code=1)
    assert "No sign-in for ClubOS yet" in done.stderr
    assert "gymdesk-cli credentials set" in done.stderr


def test_no_secret_and_no_name_is_said_where_it_does_not_belong(shop: Shop) -> None:
    """Runs over all that the tests of this file were told before it, and the whole log."""
    told = "".join(shop.said)
    for secret in (DEMO_PASSWORD, NEEDLESS_SECRET):
        assert secret not in told
        assert secret not in shop.log
        for file in shop.data_dir.rglob("*"):
            assert not file.is_file() or secret.encode() not in file.read_bytes()
    for client in shop.gym.ledger.clients:
        assert client.name not in shop.log
    for phase in ("signed in", "clients found", "clients stored"):
        assert phase in shop.log


# --- wrong calls, in this process -----------------------------------------------------------------


@dataclass
class Caller:
    """Calls the command line without a program of its own."""

    data_dir: Path

    def run(self, *words: str, stdin: str = "", exit_code: int = 0) -> Any:
        done = CliRunner().invoke(app, ["--data-dir", str(self.data_dir), *words], input=stdin)
        assert done.exit_code == exit_code, (words, done.output, done.exception)
        return done


@pytest.fixture
def caller(tmp_path: Path) -> Caller:
    return Caller(tmp_path / "desk")


@pytest.fixture
def mill_lane(caller: Caller) -> Caller:
    caller.run("club", "add", "Mill Lane", "--clubos-url", "https://clubos.example")
    return caller


def test_the_version_is_told_without_a_command() -> None:
    done = CliRunner().invoke(app, ["--version"])
    assert (done.exit_code, done.stdout) == (0, f"GymDesk {__version__}\n")


@pytest.mark.parametrize(
    "words",
    [
        ("refresh", "--club", "Nowhere"),
        ("clients", "--club", "Nowhere"),
        ("collections", "--club", "Nowhere"),
        ("status", "--club", "Nowhere"),
        ("credentials", "set", "clubos", "--club", "Nowhere", "--username", "somebody"),
    ],
    ids=" ".join,
)
def test_an_unknown_club_is_a_wrong_call_that_names_the_known_ones(
    mill_lane: Caller, words: tuple[str, ...]
) -> None:
    done = mill_lane.run(*words, stdin=f"{NEEDLESS_SECRET}\n", exit_code=2)
    assert "There is no club called Nowhere" in done.stderr
    assert "Mill Lane" in done.stderr
    assert NEEDLESS_SECRET not in done.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("club", "add", "X", "--clubos-url", "http://clubos.example"), "http is not private"),
        (("club", "add", "X", "--clubos-url", "http://10.0.0.5:8080"), "http is not private"),
        (("club", "add", "X", "--stripe-url", "nonsense"), "cannot be used"),
        (("club", "add", "mill LANE"), "already"),
        (("club", "add", "X", "--timezone", "Moon/Base"), "not a time zone"),
        (("club", "add", "X", "--currency", "Dollar"), "not a currency code"),
        (("refresh", "--source", "fax"), "not a source"),
        (("refresh", "--source", "stripe"), "Stripe is not set up for Mill Lane"),
        (("credentials", "set", "fax", "--club", "Mill Lane"), "not a service"),
        (("credentials", "set", "clubos", "--club", "Mill Lane"), "--username"),
        (("refresh", "--ask", "--username", "somebody"), "secret is empty"),
        (("frobnicate",), "No such command"),
        (("clients", "--colour"), "No such option"),
    ],
    ids=str,
)
def test_a_wrong_call_says_what_is_wrong_with_exit_2(
    mill_lane: Caller, words: tuple[str, ...], said: str
) -> None:
    assert said in mill_lane.run(*words, exit_code=2).stderr


def test_a_wrong_call_with_json_is_json_on_stdout(mill_lane: Caller) -> None:
    done = mill_lane.run("clients", "--club", "Nowhere", "--json", exit_code=2)
    assert set(json.loads(done.stdout)["error"]) == {"title", "message"}


def test_a_refresh_without_a_club_says_to_add_one(caller: Caller) -> None:
    assert "Add the gym first" in caller.run("refresh", exit_code=2).stderr


@pytest.mark.parametrize(
    "words",
    [
        *(("clients",), ("collections",), ("status",), ("held",), ("outbox", "list")),
        *(("case", "list"), ("memberships",), ("leads",), ("joins",), ("credentials", "list")),
    ],
    ids=" ".join,
)
def test_an_empty_list_of_a_desk_without_a_gym_says_so(
    caller: Caller, words: tuple[str, ...]
) -> None:
    assert "No club is set up yet" in caller.run(*words).stderr
    assert "No club is set up yet" in caller.run(*words, "--json").stderr


def test_of_two_clubs_what_is_said_names_whose_it_is(mill_lane: Caller) -> None:
    mill_lane.run("club", "add", "Zeeland", "--clubos-url", "https://clubos.example")
    said = mill_lane.run("refresh", exit_code=1).stderr
    for club in ("Mill Lane", "Zeeland"):
        assert f"{club}: No sign-in for ClubOS yet" in said
    said = mill_lane.run("collections").stderr
    for club in ("Mill Lane", "Zeeland"):
        assert f"{club}: check before you call: Nothing was ever fetched" in said


def test_a_list_of_two_clubs_goes_into_one_file_only_when_one_is_chosen(
    mill_lane: Caller, tmp_path: Path
) -> None:
    mill_lane.run("club", "add", "Zeeland")
    done = mill_lane.run("collections", "--csv", str(tmp_path / "x.csv"), exit_code=2)
    assert "choose it with --club" in done.stderr
    assert not (tmp_path / "x.csv").exists()


def test_a_password_for_one_run_is_sent_to_one_gym_alone(mill_lane: Caller) -> None:
    mill_lane.run("club", "add", "Zeeland", "--clubos-url", "https://other.example")
    words = ("refresh", "--ask", "--username", "somebody")
    done = mill_lane.run(*words, stdin=f"{NEEDLESS_SECRET}\n", exit_code=2)
    assert "choose it with --club" in done.stderr


def test_clubs_are_told_without_their_sign_ins(mill_lane: Caller) -> None:
    words = ("credentials", "set", "clubos", "--club", "mill lane", "--username", "somebody")
    mill_lane.run(*words, stdin=f"{NEEDLESS_SECRET}\n")
    done = mill_lane.run("club", "list", "--json")
    (club,) = json.loads(done.stdout)["clubs"]
    assert club["clubos_url"] == "https://clubos.example"
    assert set(club) == {
        *("name", "timezone", "currency", "locale", "clubos_url", "wodify_url"),
        *("wodify_location", "wodify_profile", "stripe_url"),
        *("clubos_dialect", "clubos_dialect_found"),
    }
    assert "somebody" not in done.output


def test_a_second_user_is_one_sign_in_more_and_can_be_forgotten(mill_lane: Caller) -> None:
    for name in ("jo.hartley", "mika", "jo.hartley"):
        words = ("credentials", "set", "clubos", "--club", "Mill Lane", "--username", name)
        mill_lane.run(*words, stdin=f"{NEEDLESS_SECRET}\n")
    done = mill_lane.run("credentials", "list", "--json")
    (club,) = json.loads(done.stdout)["clubs"]
    assert [(s["service"], s["username"], s["clients"]) for s in club["sign_ins"]] == [
        ("clubos", "jo.hartley", None),
        ("clubos", "mika", None),
    ]
    told = mill_lane.run("credentials", "list", "--club", "mill lane").output
    assert "mika" in told
    assert "never read" in told
    assert NEEDLESS_SECRET not in done.output + told
    words = ("credentials", "forget", "clubos", "--club", "Mill Lane")
    assert "jo.hartley, mika" in mill_lane.run(*words, exit_code=2).stderr
    assert (
        "no sign-in of nobody" in mill_lane.run(*words, "--username", "nobody", exit_code=2).stderr
    )
    mill_lane.run(*words, "--username", "mika")
    (club,) = json.loads(mill_lane.run("credentials", "list", "--json").stdout)["clubs"]
    assert [s["username"] for s in club["sign_ins"]] == ["jo.hartley"]
    mill_lane.run(*words)  # the only one needs no name
    (club,) = json.loads(mill_lane.run("credentials", "list", "--json").stdout)["clubs"]
    assert club["sign_ins"] == []


def test_a_new_password_of_the_only_user_needs_no_name(mill_lane: Caller) -> None:
    words = ("credentials", "set", "clubos", "--club", "Mill Lane")
    mill_lane.run(*words, "--username", "jo.hartley", stdin=f"{NEEDLESS_SECRET}\n")
    mill_lane.run(*words, stdin="another word\n")
    (club,) = json.loads(mill_lane.run("credentials", "list", "--json").stdout)["clubs"]
    assert [s["username"] for s in club["sign_ins"]] == ["jo.hartley"]


def test_a_key_is_kept_without_a_name(mill_lane: Caller) -> None:
    words = ("credentials", "set", "stripe", "--club", "Mill Lane")
    mill_lane.run(*words, stdin=f"{NEEDLESS_SECRET}\n")
    (club,) = json.loads(mill_lane.run("credentials", "list", "--json").stdout)["clubs"]
    assert [(s["service"], s["username"]) for s in club["sign_ins"]] == [("stripe", None)]


def test_a_store_from_a_newer_version_is_not_touched(mill_lane: Caller) -> None:
    path = mill_lane.data_dir / "gymdesk.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
        db.commit()
    before = path.read_bytes()
    for words in (("refresh",), ("collections",), ("club", "add", "X")):
        done = mill_lane.run(*words, exit_code=1)
        assert "The store belongs to a newer GymDesk" in done.stderr
        assert "Update GymDesk on this PC" in done.stderr
    assert path.read_bytes() == before


def test_a_damaged_store_says_what_to_do(mill_lane: Caller) -> None:
    (mill_lane.data_dir / "gymdesk.db").write_bytes(b"no database " * 999)
    done = mill_lane.run("collections", exit_code=1)
    assert "The store is damaged" in done.stderr


def test_a_data_folder_that_cannot_be_is_said(caller: Caller) -> None:
    caller.data_dir.write_text("a file")
    assert "No permission for the store" in caller.run("clients", exit_code=1).stderr


def test_a_log_that_cannot_be_written_stops_nothing(mill_lane: Caller) -> None:
    log = mill_lane.data_dir / "log" / LOG_FILE
    log.unlink()
    log.mkdir()
    done = mill_lane.run("club", "list", "--json")
    assert "No log is written" in done.stderr
    assert len(json.loads(done.stdout)["clubs"]) == 1


def test_a_key_store_that_is_not_there_names_the_way_around(
    mill_lane: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    import keyring
    from keyring.backends.fail import Keyring

    monkeypatch.setattr(keyring, "get_keyring", Keyring)
    done = mill_lane.run("refresh", exit_code=1)
    assert "This PC has no key store" in done.output
    words = ("credentials", "set", "clubos", "--club", "Mill Lane", "--username", "somebody")
    done = mill_lane.run(*words, stdin=f"{NEEDLESS_SECRET}\n", exit_code=1)
    assert "refresh --ask" in done.stderr


def test_another_database_is_used_where_one_is_named(caller: Caller, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'other.db'}"
    caller.run("--database-url", url, "club", "add", "Mill Lane")
    found = caller.run("--database-url", url, "club", "list", "--json")
    assert len(json.loads(found.stdout)["clubs"]) == 1
    assert not (caller.data_dir / "gymdesk.db").exists()


def test_a_database_address_that_is_none_is_a_wrong_call(caller: Caller) -> None:
    done = caller.run("--database-url", "mysql://root:very-secret@host/x", "clients", exit_code=2)
    assert "very-secret" not in done.output
