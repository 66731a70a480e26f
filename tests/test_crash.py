"""The last resort: errors of any thread are logged, shown once, and never end in another error."""

from __future__ import annotations

import logging
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gymdesk import __version__
from gymdesk.crash import CrashReport, install
from gymdesk.errors import DeskError, StoreFull

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.warns_in_log  # what is tested here writes warnings


CANARY = "caNary7Qx9"


class Shown(list[CrashReport]):
    """What was shown; *during* is called while a report is open."""

    def __init__(self, during: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self.during = during

    def show(self, report: CrashReport) -> None:
        self.append(report)
        self.during()


@pytest.fixture
def shown() -> Iterator[Shown]:
    """Return what is shown while the hooks are installed."""
    shown = Shown()
    uninstall = install(shown.show)
    yield shown
    uninstall()


def crash(error: BaseException) -> None:
    """Raise *error* and let the interpreter's hook have it."""
    try:
        raise error
    except BaseException as caught:
        sys.excepthook(type(caught), caught, caught.__traceback__)


def crash_in_thread(error: BaseException, name: str = "net") -> None:
    """End a thread with *error*."""

    def run() -> None:
        raise error

    thread = threading.Thread(target=run, name=name)
    thread.start()
    thread.join()


def test_an_unexpected_error_is_shown_in_plain_words(shown: Shown) -> None:
    crash(ZeroDivisionError("division by zero"))
    (report,) = shown
    assert (report.title, report.summary) == (DeskError.TITLE, DeskError.MESSAGE)
    assert "ZeroDivisionError" not in report.title + report.summary


def test_the_reference_ties_the_report_to_its_log_line(
    shown: Shown, caplog: pytest.LogCaptureFixture
) -> None:
    crash(ValueError("x"))
    (line,) = caplog.records
    assert shown[0].reference in line.getMessage()
    assert shown[0].reference in shown[0].details
    assert line.levelno == logging.ERROR
    assert line.exc_info


def test_an_error_of_the_desk_uses_its_own_words(shown: Shown) -> None:
    error = StoreFull(place="/data/gymdesk.db", reason="no space")
    crash(error)
    assert (shown[0].title, shown[0].summary) == (error.title, error.message)


def test_a_single_error_in_a_group_speaks_for_the_group(shown: Shown) -> None:
    error = StoreFull(place="/data/gymdesk.db", reason="no space")
    crash(ExceptionGroup("tasks", [ExceptionGroup("inner", [error])]))
    assert shown[0].title == error.title


def test_an_error_in_a_thread_is_shown_too(shown: Shown, caplog: pytest.LogCaptureFixture) -> None:
    crash_in_thread(ValueError("x"), name="net")
    assert len(shown) == 1
    assert "in thread net" in caplog.text


def test_details_name_versions_and_hold_the_traceback(shown: Shown) -> None:
    crash(ValueError("the cause"))
    details = shown[0].details
    assert f"GymDesk {__version__}" in details
    assert f"Python {sys.version_info.major}.{sys.version_info.minor}" in details
    assert "Traceback" in details
    assert "ValueError: the cause" in details


def test_details_hold_no_secret_and_no_home_folder(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: Path("/home/ann-lee"))
    crash(ValueError(f"password={CANARY} ann@example.com in /home/ann-lee/desk/gymdesk.db"))
    assert CANARY not in shown[0].details
    assert "ann" not in shown[0].details
    assert "~/desk/gymdesk.db" in shown[0].details


def test_an_error_while_a_report_is_open_is_only_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    shown = Shown(during=lambda: crash_in_thread(KeyError("second")))
    uninstall = install(shown.show)
    crash(ValueError("first"))
    uninstall()
    assert len(shown) == 1
    assert "KeyError: 'second'" in caplog.text
    assert "was not shown" in caplog.text


def test_a_later_error_is_shown_again(shown: Shown) -> None:
    crash(ValueError("first"))
    crash(ValueError("second"))
    assert len({report.reference for report in shown}) == 2


def test_a_report_that_cannot_be_shown_raises_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise RuntimeError("no window")

    shown = Shown(during=fail)
    uninstall = install(shown.show)
    crash(ValueError("first"))
    crash(ValueError("second"))
    uninstall()
    assert len(shown) == 2
    assert "RuntimeError: no window" in caplog.text


def test_broken_logging_raises_nothing(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(logging.Logger, "error", fail)
    monkeypatch.setattr(logging.Logger, "exception", fail)
    crash(ValueError("x"))
    assert shown == []


def test_an_error_whose_text_cannot_be_made_raises_nothing(shown: Shown) -> None:
    class Unspeakable(Exception):
        def __str__(self) -> str:
            raise RuntimeError("no text")

    crash(Unspeakable())
    assert len(shown) == 1


def test_control_c_goes_where_it_went_before(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []
    monkeypatch.setattr(sys, "excepthook", lambda *args: seen.append(args[0]))
    monkeypatch.setattr(threading, "excepthook", lambda args: seen.append(args.exc_type))
    shown = Shown()
    uninstall = install(shown.show)
    crash(KeyboardInterrupt())
    crash_in_thread(KeyboardInterrupt())
    uninstall()
    assert seen == [KeyboardInterrupt, KeyboardInterrupt]
    assert shown == []


def test_uninstalling_puts_the_hooks_back() -> None:
    before = (sys.excepthook, threading.excepthook)
    uninstall = install(Shown().show)
    assert (sys.excepthook, threading.excepthook) != before
    uninstall()
    assert (sys.excepthook, threading.excepthook) == before


def test_uninstalling_leaves_a_later_hook_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # put back at the end
    uninstall = install(Shown().show)

    def later(*_: object) -> None: ...

    sys.excepthook = later
    uninstall()
    assert sys.excepthook is later
