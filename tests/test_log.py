"""The log: secrets and people stay out, lines cannot be forged, files stay small and private."""

from __future__ import annotations

import logging
import os
import re
import stat
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from _pytest.logging import LogCaptureHandler

from gymdesk import log as desk_log
from gymdesk.log import redact, reference, start_log, stop_log

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.warns_in_log  # what is tested here writes warnings


log = logging.getLogger("gymdesk.test")

CANARY = "caNary7Qx9"
JWT = f"eyJhbGciOiJIUzI1NiJ9.eyJzZXNzaW9uSWQiOiJ4In0.{CANARY}_sig-nature"
JWE = f"eyJhbGciOiJSU0EtT0FFUCJ9.{CANARY}a.{CANARY}b.{CANARY}c.{CANARY}d"

SECRETS = [
    f"Authorization: Bearer {CANARY}",
    f"Authorization: Basic {CANARY}==",
    f"sent bearer {CANARY} to /api",
    f"?auth=Bearer%20{CANARY}",
    f"var ACCESS_TOKEN = {JWT!r};",
    JWT,
    f"tail {JWE}.",
    f"?state=%7B%22t%22%3A%22{JWT}%22%7D",
    f"Cookie: JSESSIONID={CANARY}; loggedInUserId=900000001; x={CANARY}",
    f'Set-Cookie: apiV3RefreshToken="{CANARY}"; Path=/; Comment="{CANARY}"',
    f"{{'Cookie': 'a=1; b={CANARY}', 'Accept': '*/*'}}",
    f"[(b'Cookie', b'a={CANARY}; b={CANARY}')]",
    f"/action/Login;jsessionid={CANARY}",
    f"password={CANARY}&username=ann",
    f"password = {CANARY}",
    f"password: '{CANARY} with spaces {CANARY}'",
    f"{{'password': 'it\\'s {CANARY}'}}",
    f'{{"password": "{CANARY} \\"{CANARY}\\""}}',
    f'{{\\"password\\": \\"a {CANARY}\\"}}',
    f"('client_secret', '{CANARY}')",
    f'{{\\"password\\": \\"a \\\\\\"{CANARY}\\\\\\" {CANARY}\\"}}',
    f'\\"password\\": \\"{CANARY} unclosed {CANARY}',
    f"passwd={CANARY}",
    f"pwd:{CANARY}",
    f"next=%2Fa&password%3D{CANARY}",
    f"Credential(username='ann', secret='{CANARY}')",
    f"x-api-key: {CANARY}",
    f"headers['api_key'] = '{CANARY}'",
    f"apiV3AccessToken={CANARY}",
    f"csrf_token={CANARY}",
    f"_sourcePage={CANARY}%3D&__fp={CANARY}",
    f"rk_live_{CANARY}",
    f"sk_test_51{CANARY}",
    f"whsec_{CANARY}+/=",
    f"postgresql+psycopg://desk:{CANARY}@localhost/desk",
    f"https://{CANARY}@example.com/",
    f"https://ann:p@{CANARY}@example.com/",
    f"mail to {CANARY}@example.com now",
    f"<{CANARY}.o'{CANARY}@mail.example.co.uk>",
    f"?email={CANARY}%40example.com&x=1",
]
CARDS = [
    "4111111111111111",
    "4111 1111 1111 1111",
    "4111-1111-1111-1111",
    "378282246310005",
    "3782 822463 10005",
    "4222222222222",
    "6304000000000000000",
    "card 1 4111111111111111 12/27",
    "id_4111111111111111x",
]


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    """Return the file of a log that is being written."""
    yield start_log(tmp_path / "log")
    stop_log()


@pytest.mark.parametrize("text", SECRETS)
def test_a_secret_in_a_line_never_reaches_the_file(file: Path, text: str) -> None:
    log.info("sent %s", text)
    log.info("sent %r", {"text": text})
    written = file.read_text("utf-8")
    assert written.count("sent") >= 2
    assert CANARY not in written


@pytest.mark.parametrize("text", SECRETS)
def test_a_secret_in_an_exception_never_reaches_the_file(file: Path, text: str) -> None:
    try:
        try:
            raise ValueError(text)
        except ValueError as error:
            error.add_note(f"while sending {text}")
            raise ExceptionGroup("several", [KeyError(text)]) from error
    except ExceptionGroup:
        log.exception("failed")
    written = file.read_text("utf-8")
    assert "ValueError" in written
    assert "KeyError" in written
    assert CANARY not in written


@pytest.mark.parametrize("text", CARDS)
def test_a_card_number_never_reaches_the_file(file: Path, text: str) -> None:
    log.info("paid with %s, thanks", text)
    written = file.read_text("utf-8")
    assert "[card]" in written
    assert not re.search(r"\d{4}[ -]?\d{4}", written.split("paid with")[1])
    assert written.rstrip().endswith(", thanks")


@pytest.mark.parametrize(
    "text",
    [
        "ClubOS: 212 clients read, 14 changed, 3 skipped in 41.2 s",
        "invoice 4111111111111112 of client 88731 is unreadable",
        "due 2026-11-21, 1500.00 on agreement 1672118",
        "the token was refused with 401",
        "https://anytime.club-os.com/action/Login/view?__fsk=1234567890",
        "run 9f3a1c2b at 2026-11-21T09:12:33.123+00:00",
        "http://127.0.0.1:8123/@me",
    ],
)
def test_an_ordinary_line_stays_as_it_is(text: str) -> None:
    assert redact(text) == text


def test_line_ends_in_a_message_cannot_forge_a_line(file: Path) -> None:
    log.info(
        "client %s", "7\r\n2026-11-21T09:00:00.000+00:00 INFO forged\x0b\x85\u2028\x1b[31mx\x00"
    )
    lines = file.read_text("utf-8").splitlines()
    assert len(lines) == 1
    assert r"7\r\n2026-11-21T09" in lines[0]
    assert r"\x0b\x85\u2028\x1b[31mx\x00" in lines[0]


def test_a_traceback_cannot_forge_a_line(file: Path) -> None:
    try:
        raise ValueError("x\n2026-11-21T09:00:00.000+00:00 INFO forged\r\u2028y")
    except ValueError:
        log.exception("failed\nbadly", stack_info=True)
    first, *others = file.read_text("utf-8").splitlines()
    assert r"failed\nbadly" in first
    assert others
    assert all(line.startswith("    | ") for line in others)


def test_a_line_starts_with_its_moment_in_utc(file: Path) -> None:
    log.warning("here")
    moment, level, name, _ = file.read_text("utf-8").split(" ", 3)
    assert datetime.fromisoformat(moment).utcoffset() == timedelta(0)
    assert moment.endswith("+00:00")
    assert (level, name) == ("WARNING", "gymdesk.test")


def test_a_huge_message_is_cut(file: Path) -> None:
    log.info("%s", "ab " * 100_000)
    assert file.stat().st_size < 30_000
    assert file.read_text("utf-8").rstrip().endswith("300000 characters")


def test_text_that_is_no_unicode_is_still_written(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # pytest would keep the line for its report, and xdist cannot send a lone surrogate home
    root = logging.getLogger()
    ours = [h for h in root.handlers if not isinstance(h, LogCaptureHandler)]
    monkeypatch.setattr(root, "handlers", ours)
    log.info("name \udcff and Zoë")
    assert "Zoë" in file.read_text("utf-8")
    assert r"\udcff" in file.read_text("utf-8")


@pytest.mark.skipif(os.name != "posix", reason="Windows has no file modes")
def test_only_the_user_may_read_the_log(tmp_path: Path) -> None:
    folder = tmp_path / "log"
    folder.mkdir()
    (folder / desk_log.LOG_FILE).touch(mode=0o644)
    file = start_log(folder)
    stop_log()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_log_stays_within_five_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_log, "FILE_BYTES", 2_000)
    file = start_log(tmp_path)
    for number in range(500):
        log.info("event %d with some text behind it", number)
    stop_log()
    files = sorted(file.parent.iterdir())
    assert len(files) == 5
    assert all(each.stat().st_size <= 2_000 for each in files)
    assert "event 499" in file.read_text("utf-8")
    if os.name == "posix":
        assert {stat.S_IMODE(each.stat().st_mode) for each in files} == {0o600}


def test_a_file_holds_two_megabytes() -> None:
    assert (desk_log.FILES, desk_log.FILE_BYTES) == (5, 2_000_000)


def test_a_file_that_cannot_be_rotated_is_written_on(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("held by another program")

    handler = next(h for h in logging.getLogger().handlers if hasattr(h, "maxBytes"))
    monkeypatch.setattr(handler, "maxBytes", 100)
    monkeypatch.setattr(handler, "rotate", refuse)
    for number in range(5):
        log.info("event %d", number)
    assert [f"event {n}" in file.read_text("utf-8") for n in range(5)] == [True] * 5


def test_a_line_that_cannot_be_formatted_is_reported_without_its_text(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    handler = next(h for h in logging.getLogger().handlers if hasattr(h, "maxBytes"))
    broken = logging.LogRecord("gymdesk.test", 20, "x", 1, "%d", (f"password={CANARY}",), None)
    handler.handle(broken)
    said = capsys.readouterr().err
    assert "a log line of gymdesk.test was lost: TypeError" in said
    assert CANARY not in said
    assert file.read_text("utf-8") == ""


def test_addresses_of_requests_are_not_logged(file: Path) -> None:
    for name in ("httpx", "httpcore.connection"):
        logging.getLogger(name).info("GET https://anytime.club-os.com/members/88731")
        logging.getLogger(name).warning("%s warns", name)
    written = file.read_text("utf-8")
    assert "88731" not in written
    assert "httpx warns" in written


def test_other_handlers_see_the_record_as_it_was(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    log.info("mail ann@example.com")
    assert caplog.messages == ["mail ann@example.com"]
    assert "[e-mail]" in file.read_text("utf-8")


def test_stderr_gets_the_same_masked_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = start_log(tmp_path, to_stderr=True)
    log.info("password=%s", CANARY)
    stop_log()
    said = capsys.readouterr().err
    assert said == file.read_text("utf-8")
    assert "[hidden]" in said


def test_a_log_started_twice_writes_each_line_once(tmp_path: Path) -> None:
    start_log(tmp_path)
    file = start_log(tmp_path)
    log.info("once")
    stop_log()
    assert file.read_text("utf-8").count("once") == 1


def test_a_stopped_log_leaves_logging_as_it_was(tmp_path: Path) -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers), logging.getLogger("httpx").level)
    file = start_log(tmp_path)
    stop_log()
    stop_log()
    assert (root.level, list(root.handlers), logging.getLogger("httpx").level) == before
    log.warning("late")
    assert file.read_text("utf-8") == ""


def test_a_folder_that_cannot_be_written_raises_and_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("a file where the folder should be")
    before = list(logging.getLogger().handlers)
    with pytest.raises(OSError, match="log"):
        start_log(tmp_path / "log")
    assert logging.getLogger().handlers == before


def test_a_reference_is_eight_hex_digits_and_new_each_time() -> None:
    marks = {reference() for _ in range(100)}
    assert len(marks) == 100
    assert all(re.fullmatch(r"[0-9a-f]{8}", mark) for mark in marks)


@pytest.mark.parametrize("piece", ["a", "a.", "1 ", "eyJ.", "token", '\\"', "://", "'a", "cookie"])
def test_masking_long_text_takes_no_long_time(piece: str) -> None:
    started_s = time.process_time()
    redact(piece * (40_000 // len(piece)))
    assert time.process_time() - started_s < 2
