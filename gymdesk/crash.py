"""The last resort: an error nobody caught is logged, shown once in plain words, and survived."""

from __future__ import annotations

import logging
import platform
import sys
import threading
import traceback
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gymdesk import __version__
from gymdesk.errors import DeskError
from gymdesk.log import redact, reference

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class CrashReport:
    """An uncaught error in plain words; `details` is masked and safe to copy and send."""

    reference: str
    title: str
    summary: str
    details: str


def install(show: Callable[[CrashReport], None]) -> Callable[[], None]:
    """Return the function that undoes this: uncaught errors of all threads now go to *show*.

    *show* is called on the thread of the error, one call at a time: an error that comes while a
    report is shown is only logged. `KeyboardInterrupt` goes where it went before.
    """
    catcher = _Catcher(show)
    sys.excepthook = catcher.on_main
    threading.excepthook = catcher.on_thread
    return catcher.uninstall


class _Catcher:
    """Turns uncaught errors into reports; never raises, whatever logging or `show` does."""

    def __init__(self, show: Callable[[CrashReport], None]) -> None:
        self._show = show
        self._showing = threading.Lock()
        self._main_before = sys.excepthook
        self._thread_before = threading.excepthook

    def uninstall(self) -> None:
        """Put the hooks of before back, unless somebody else has replaced ours since."""
        if sys.excepthook == self.on_main:
            sys.excepthook = self._main_before
        if threading.excepthook == self.on_thread:
            threading.excepthook = self._thread_before

    def on_main(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Take an error of the main thread, or of a Qt slot."""
        if issubclass(kind, KeyboardInterrupt):
            self._main_before(kind, error, trace)
        else:
            self._take(error.with_traceback(trace), threading.current_thread().name)

    def on_thread(self, args: threading.ExceptHookArgs) -> None:
        """Take an error that ended a thread."""
        if args.exc_value is None or issubclass(args.exc_type, (KeyboardInterrupt, SystemExit)):
            self._thread_before(args)
        else:
            name = args.thread.name if args.thread is not None else "unknown"
            self._take(args.exc_value.with_traceback(args.exc_traceback), name)

    def _take(self, error: BaseException, thread_name: str) -> None:
        try:
            mark = reference()
            log.error("crash %s in thread %s", mark, thread_name, exc_info=error)
            if not self._showing.acquire(blocking=False):
                log.error("crash %s was not shown: another report is open", mark)
                return
            try:
                self._show(_report(mark, error))
            finally:
                self._showing.release()
        except BaseException:  # there is nobody left to tell but the log
            with suppress(BaseException):  # logging itself is broken: no memory, no disk
                log.exception("a crash could not be shown")


def _report(mark: str, error: BaseException) -> CrashReport:
    """Return what to show for *error*; an error of the desk speaks for itself."""
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]  # asyncio.TaskGroup wraps even a single one
    known = error if isinstance(error, DeskError) else DeskError()
    trace = "".join(traceback.format_exception(error))
    return CrashReport(mark, known.title, known.message, _details(mark, trace))


def _details(mark: str, trace: str) -> str:
    """Return the text for support: versions and traceback, without secrets or the user's folder."""
    text = (
        f"Reference: {mark}\n"
        f"GymDesk {__version__}, Python {platform.python_version()}, {platform.platform()}\n\n"
        f"{trace}"
    )
    home = str(Path.home())
    return redact(text if len(home) < 4 else text.replace(home, "~"))
