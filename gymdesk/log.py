"""The log: a bounded file of one-line events in UTC, with secrets and people masked.

What may reach it: event texts, ids, counts, durations, exception messages and tracebacks. What is
masked on the way: tokens, cookies, passwords and other named secrets, card numbers, e-mail
addresses, user names and passwords in addresses. Names of people are not written in the first
place.
"""

from __future__ import annotations

import logging
import logging.handlers
import os
import re
import secrets
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from io import TextIOWrapper

LOG_FILE = "gymdesk.log"
FILES = 5
FILE_BYTES = 2_000_000
LONGEST_MESSAGE = 20_000
LONGEST_TRACEBACK = 100_000
HIDDEN = "[hidden]"

# Their INFO lines hold whole addresses, query strings included.
_CHATTY = ("httpx", "httpcore")

_NAMES = (
    r"(?:passw(?:or)?d|passwd|pwd|passphrase|secret|token|api[ _-]?key|authorization|cookie|"
    r"j?session[_-]?id|credential|csrf|_sourcepage|__fp|cvc|cvv|card[ _-]?number)"
)
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    # A whole header line: "Cookie: a=1; b=2", "Authorization: Bearer x", also as a list of pairs.
    (
        re.compile(
            r"((?:set-)?cookie2?|(?:proxy-)?authorization)"
            r"(\\*[\"']\s*[,:]\s*b?|\s*[:=]\s*)"
            r"(?:\\*\"(?:\\+.|[^\"\\\r\n])*|\\*'(?:\\+.|[^'\\\r\n])*|[^\r\n]+)",
            re.IGNORECASE,
        ),
        rf"\1\2{HIDDEN}",
    ),
    # The user name and the password in an address.
    (re.compile(r"://[^\s/?#\"']+@"), f"://{HIDDEN}@"),
    (re.compile(r"\bBearer(?:\s|%20|\+)+[^\s\"',;]+", re.IGNORECASE), f"Bearer {HIDDEN}"),
    (re.compile(r"eyJ[\w-]{4,}(?:\.[\w-]*)+"), HIDDEN),
    (re.compile(r"\b(?:sk|rk|pk)_(?:live|test)_\w+|\bwhsec_[\w+/=]+"), HIDDEN),
    # password=x, "token": "x", ('api_key', b'x'), secret%3Dx, {\"secret\": \"x\"}
    (
        re.compile(
            rf"({_NAMES}[\w-]{{0,40}})"
            r"(\\*[\"']\s*[,:]\s*|\\*[\"']?\]?\s*(?:[:=]{1,2}|%3[AD])\s*)"
            r"(?:b?\"(?:\\+.|[^\"\\])*\"?|b?'(?:\\+.|[^'\\])*'?|"
            r"(?P<b>\\+)(?P<q>[\"'])(?:.*?(?<!\\)(?P=b)(?P=q)|.*)|[^\s&]+)",
            re.IGNORECASE,
        ),
        rf"\1\2{HIDDEN}",
    ),
    (re.compile(r"[\w.+%-][\w.+%'-]{0,63}(?:@|%40)[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
)
_DIGIT_GROUPS = re.compile(r"(?<![0-9])[0-9](?:[ .-]{0,2}[0-9]){12,}(?![0-9])")
_CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")


def start_log(log_dir: Path, *, to_stderr: bool = False) -> Path:
    """Return the log file, now written to; a log started before is stopped first.

    Raises `OSError` if the folder cannot be written to; logging then stays as it was.
    """
    log_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = log_dir / LOG_FILE
    to_file = _BoundedFile(
        file,
        maxBytes=FILE_BYTES,
        backupCount=FILES - 1,
        encoding="utf-8",
        errors="backslashreplace",
    )
    stop_log()
    _started.begin(to_file)
    if to_stderr and sys.stderr is not None:
        _started.add(logging.StreamHandler(sys.stderr))
    return file


def stop_log() -> None:
    """Close the log and put logging back as it was; nothing happens if none was started."""
    _started.end()


def reference() -> str:
    """Return a short id, new each time, that ties a dialog to its line in the log."""
    return secrets.token_hex(4)


def redact(text: str) -> str:
    """Return *text* with secrets, card numbers and e-mail addresses masked."""
    for pattern, masked in _RULES:
        text = pattern.sub(masked, text)
    return _DIGIT_GROUPS.sub(_mask_cards, text)


def one_line(text: str) -> str:
    r"""Return *text* with line ends and other control characters written as escapes (`\n`)."""
    return _CONTROLS.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


class _EventLine(logging.Formatter):
    """Writes a record as one line; a traceback follows on lines that no event can look like."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the masked text of *record*, which itself stays as it is for other handlers."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        message = _cut(redact(record.getMessage()), LONGEST_MESSAGE)
        event = f"{at} {record.levelname} {record.name} [{record.threadName}] {message}"
        trace = self.formatException(record.exc_info) if record.exc_info else record.exc_text
        lines = [event]
        for text in (trace, record.stack_info):
            if text:
                lines += _cut(redact(text), LONGEST_TRACEBACK).split("\n")
        return "\n    | ".join(map(one_line, lines))


class _BoundedFile(logging.handlers.RotatingFileHandler):
    """Rotates its file, which only its user may read; never prints a record it could not write."""

    def _open(self) -> TextIOWrapper:
        file = Path(self.baseFilename)
        file.touch(mode=0o600)
        if os.name == "posix":
            file.chmod(0o600)  # a file from before may be open to others
        return super()._open()

    def doRollover(self) -> None:
        """Start a new file; where another program holds the old one (Windows), go on in it."""
        with suppress(OSError):
            super().doRollover()
        if self.stream is None:
            self.stream = self._open()

    def handleError(self, record: logging.LogRecord) -> None:
        """Say that a line was lost, without its text: logging's own report shows it unmasked."""
        kind = sys.exc_info()[0]
        if sys.stderr is not None:
            with suppress(OSError, ValueError):
                name = kind.__name__ if kind else "an error"
                sys.stderr.write(f"a log line of {record.name} was lost: {name}\n")


class _Started:
    """Remembers what `start_log` changed, to undo it."""

    def __init__(self) -> None:
        self._handlers: list[logging.Handler] = []
        self._levels: dict[str, int] = {}

    def begin(self, handler: logging.Handler) -> None:
        for name, level in (("", logging.INFO), *((name, logging.WARNING) for name in _CHATTY)):
            logger = logging.getLogger(name)
            self._levels[name] = logger.level
            logger.setLevel(level)
        self.add(handler)

    def add(self, handler: logging.Handler) -> None:
        handler.setFormatter(_EventLine())
        logging.getLogger().addHandler(handler)
        self._handlers.append(handler)

    def end(self) -> None:
        for handler in self._handlers:
            logging.getLogger().removeHandler(handler)
            handler.close()
        for name, level in self._levels.items():
            logging.getLogger(name).setLevel(level)
        self._handlers, self._levels = [], {}


_started = _Started()


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]} ... {len(text)} characters"


def _mask_cards(run: re.Match[str]) -> str:
    """Return a run of digit groups with each stretch of whole groups that is a card masked."""
    parts = re.split(r"([ .-]+)", run[0])  # group, separator, group, ...
    masked = [""] * len(parts)
    first = 0
    while first < len(parts):
        last = _card_end(parts, first)
        masked[first] = parts[first] if last is None else "[card]"
        first = first if last is None else last
        if first + 1 < len(parts):
            masked[first + 1] = parts[first + 1]
        first += 2
    return "".join(masked)


def _card_end(parts: list[str], first: int) -> int | None:
    """Return the index of the last group of the longest card that starts at *first*, if any."""
    digits, found = parts[first], None
    for index in range(first, len(parts), 2):
        if index > first:
            digits += parts[index]
            if set(parts[index - 1]) != set(parts[first + 1]):
                break  # "1500.00 2026-11-21": not one number
        if len(digits) > 19:
            break
        if len(digits) >= 13 and _luhn_valid(digits):
            found = index
    return found


def _luhn_valid(digits: str) -> bool:
    """Return whether the check digit at the end of *digits* fits."""
    doubled = [int(digit) * 2 for digit in digits[-2::-2]]
    plain = [int(digit) for digit in digits[-1::-2]]
    return (sum(plain) + sum(n - 9 if n > 9 else n for n in doubled)) % 10 == 0
