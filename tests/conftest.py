"""What every test gets: no screen, no key store of this PC, no log line that nobody expected."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import keyring
import stamina
from hypothesis import HealthCheck, settings
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

if TYPE_CHECKING:
    from collections.abc import Iterator

SCALE = float(os.environ.get("GYMDESK_SCALE", "1"))
"""One number scales every generated count: 1 in `make test`, more in `make prove`."""

settings.register_profile(
    "gymdesk",
    max_examples=max(10, int(100 * SCALE)),
    deadline=None,  # these machines are noisy: no test fails on a clock
    derandomize=False,
    print_blob=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
settings.load_profile("gymdesk")


class MemoryKeyring(KeyringBackend):
    """A key store that forgets."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError(username)


@pytest.fixture(autouse=True)
def memory_keyring() -> Iterator[MemoryKeyring]:
    before = keyring.get_keyring()
    backend = MemoryKeyring()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)


@pytest.fixture(autouse=True)
def quick_retries() -> Iterator[None]:
    """Retries happen, their waits do not."""
    with stamina.set_testing(True, attempts=3, cap=True):
        yield


@pytest.fixture(autouse=True)
def no_unexpected_warnings(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """Fail a test in whose course GymDesk warned of something that the test did not expect.

    A test that provokes a warning says so with `@pytest.mark.warns_in_log`.
    """
    yield
    if request.node.get_closest_marker("warns_in_log"):
        return
    loud = [
        record
        for record in caplog.get_records("call")
        if record.levelno >= logging.WARNING and record.name.startswith(("gymdesk", "ui"))
    ]
    assert not loud, [record.getMessage() for record in loud]
