"""Reading in the background: queries and key store calls never block the GUI thread."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

from ui.plain_errors import plain_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from gymdesk.errors import DeskError

T = TypeVar("T")


@dataclass(frozen=True)
class _Ticket:
    key: str
    serial: int
    on_done: Callable[[Any], None]
    on_failed: Callable[[DeskError], None] | None


@dataclass(frozen=True)
class _Result:
    ticket: _Ticket
    value: object = None
    error: BaseException | None = None


class Reader(QObject):
    """Runs blocking reads in its own threads and hands results to slots on the GUI thread.

    A newer read of the same key drops the result of the older one. *on_done* and *on_failed* are
    bound methods of QObjects; a receiver that is gone by then is left alone. Errors of a read
    without *on_failed* go to `read_failed`.
    """

    read_failed = Signal(object)
    _answered = Signal(object)

    def __init__(self, parent: QObject | None = None, threads: int = 3) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="reader")
        self._newest: dict[str, _Ticket] = {}
        self._futures: dict[str, Future[None]] = {}
        self._serial = 0
        self._closed = False
        self._answered.connect(self._on_answered)

    @property
    def busy(self) -> bool:
        """Return whether a result is still to come."""
        return bool(self._newest)

    def read(
        self,
        key: str,
        question: Callable[[], T],
        on_done: Callable[[T], None],
        on_failed: Callable[[DeskError], None] | None = None,
    ) -> None:
        """Run *question* in the background and give its result to *on_done*."""
        if self._closed:
            return
        older = self._futures.pop(key, None)
        if older is not None:
            older.cancel()
        self._serial += 1
        ticket = _Ticket(key, self._serial, on_done, on_failed)
        self._newest[key] = ticket
        self._futures[key] = self._pool.submit(self._run, ticket, question)

    def is_reading(self, key: str) -> bool:
        """Return whether the result of a read is still to come."""
        return key in self._newest

    def drop(self, key: str) -> None:
        """Forget a read: its result goes nowhere."""
        self._newest.pop(key, None)
        older = self._futures.pop(key, None)
        if older is not None:
            older.cancel()

    def close(self) -> None:
        """Drop what waits and wait for what runs; later reads are ignored."""
        self._closed = True
        self._newest.clear()
        self._futures.clear()
        self._pool.shutdown(wait=True, cancel_futures=True)

    @Slot(object)
    def _on_answered(self, result: _Result) -> None:
        ticket = result.ticket
        if self._newest.get(ticket.key) is not ticket:
            return
        del self._newest[ticket.key]
        self._futures.pop(ticket.key, None)
        if not _alive(ticket.on_done):
            return
        if result.error is None:
            ticket.on_done(result.value)
            return
        error = plain_error(result.error)
        if ticket.on_failed is not None:
            ticket.on_failed(error)
        else:
            self.read_failed.emit(error)

    def _run(self, ticket: _Ticket, question: Callable[[], object]) -> None:
        """Answer one question; runs in a reader thread."""
        try:
            result = _Result(ticket, question())
        except Exception as error:  # reported on the GUI thread
            result = _Result(ticket, error=error)
        if not self._closed:
            self._answered.emit(result)


def _alive(slot: Callable[..., None]) -> bool:
    receiver = getattr(slot, "__self__", None)
    return not isinstance(receiver, QObject) or isValid(receiver)
