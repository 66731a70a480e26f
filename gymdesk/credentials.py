"""Credentials: a user name and its secret per key and service, in the PC's own key store."""

from __future__ import annotations

import json
import logging
import threading
import time
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, TypeVar

from gymdesk.errors import DeskError, KeyringAbsent, KeyringError, KeyringLocked, KeyringRefused

if TYPE_CHECKING:
    from collections.abc import Callable

    from keyring.backend import KeyringBackend

    from gymdesk.domain.client import Source

log = logging.getLogger(__name__)

T = TypeVar("T")
Word = Literal["ready", "absent", "locked", "refused", "silent"]

# Exception classes that mean "locked" and "absent", by name: SecretStorage exists on Linux only,
# and importing keyring's backends costs start-up time.
_LOCKED = {"KeyringLocked", "InitError", "LockedException", "PromptDismissedException"}
_ABSENT = {"NoKeyringError", "SecretServiceNotAvailableException"}
_WORDS: dict[type[DeskError], Word] = {KeyringAbsent: "absent", KeyringLocked: "locked"}


class Service(StrEnum):
    """A system that asks for a sign-in."""

    CLUBOS = "clubos"
    WODIFY = "wodify"
    STRIPE = "stripe"


@dataclass(frozen=True)
class Credential:
    """A user name and its secret; the secret stays out of `repr`."""

    username: str
    secret: str = field(repr=False)


@dataclass(frozen=True)
class KeyStoreState:
    """What the key store said when asked; "silent" = nothing before the deadline, or an error."""

    word: Word
    backend: str


@dataclass(frozen=True)
class KeyStoreUse:
    """How the key store is, and for whom that matters: the sources whose secrets lie in it.

    `in_memory` are sources that do without it in this session; `state` None = all of them do.
    """

    state: KeyStoreState | None
    needed_by: tuple[Source, ...] = ()
    in_memory: tuple[Source, ...] = ()

    @property
    def well(self) -> bool:
        """Return whether every secret that is needed is to be had."""
        return self.state is None or self.state.word == "ready"


class _NoAnswer(Exception):
    """The key store did not answer before the deadline."""


class CredentialStore:
    """Keeps credentials in the PC's key store, or in memory for this session only.

    What an entry is found by is up to the caller: `gymdesk/sign_ins.py` has one for each user.

    Methods block for up to *deadline_s*: call them off the GUI thread. A locked key store with a
    display waits for its prompt without end, so each call runs in a thread that is abandoned at
    the deadline; the next call waits for the abandoned one instead of opening a second prompt. A
    `put` abandoned at its prompt may still be kept if the prompt is answered later.

    A backend that would write secrets in clear is never used; from a chain of backends, the first
    fit one alone is used.
    """

    def __init__(self, backend: KeyringBackend | None = None, deadline_s: float = 3.0) -> None:
        self._given = backend
        self._found: KeyringBackend | None = None
        self._deadline_s = deadline_s
        self._memory: dict[tuple[str, Service], Credential] = {}
        self._turn = threading.Lock()

    def state(self) -> KeyStoreState:
        """Return whether secrets can be kept on this PC, and by which backend."""
        seen: list[str] = []

        def probe() -> None:
            backend = self._backend()
            seen.append(_name(backend))
            backend.get_password("GymDesk", "state")  # unlocks: a locked store shows here

        try:
            self._within_deadline(probe)
        except _NoAnswer:
            return KeyStoreState("silent", seen[0] if seen else "")
        except Exception as error:  # backends raise what they like
            found = _as_desk_error(error)
            if isinstance(found, KeyringRefused):
                return KeyStoreState("refused", found.backend)
            return KeyStoreState(_WORDS.get(type(found), "silent"), seen[0] if seen else "")
        return KeyStoreState("ready", seen[0])

    def get(self, key: str, service: Service) -> Credential | None:
        """Return the credential, from memory first; None if there is none.

        Raises a `KeyringError` if the key store cannot be asked.
        """
        remembered = self._memory.get((key, service))
        if remembered is not None:
            return remembered
        text = self._ask(lambda: self._backend().get_password(_service_name(service), key))
        if text is None:
            return None
        credential = _parse(text)
        if credential is None:
            whose = key.partition(" ")[0]  # a user name may follow: none of the log's business
            log.warning("key store: the %s entry of club %s is unreadable", service, whose)
        return credential

    def put(
        self,
        key: str,
        service: Service,
        credential: Credential,
        *,
        memory_only: bool = False,
    ) -> None:
        """Keep the credential; with *memory_only* until the program ends, else in the key store.

        Raises a `KeyringError`, and keeps nothing, if the key store does not take it.
        """
        if memory_only:
            self._memory[key, service] = credential
            return
        text = json.dumps({"username": credential.username, "secret": credential.secret})
        self._ask(lambda: self._backend().set_password(_service_name(service), key, text))
        self._memory.pop((key, service), None)

    def forget(self, key: str, service: Service) -> None:
        """Drop the credential from memory and from the key store; nothing there is no error."""
        was_in_memory = self._memory.pop((key, service), None) is not None

        def drop() -> None:
            backend = self._backend()
            # Reading first unlocks the entry and tells "not there" from "could not be removed".
            if backend.get_password(_service_name(service), key) is not None:
                backend.delete_password(_service_name(service), key)

        try:
            self._ask(drop)
        except (KeyringAbsent, KeyringRefused):
            if not was_in_memory:
                raise

    def kept_in_memory(self, key: str, service: Service) -> bool:
        """Return whether the credential ends with this session."""
        return (key, service) in self._memory

    def _ask(self, question: Callable[[], T]) -> T:
        """Return the key store's answer; whatever goes wrong is one of the desk's own errors."""
        try:
            return self._within_deadline(question)
        except _NoAnswer as error:
            raise KeyringLocked from error
        except DeskError:
            raise
        except Exception as error:  # backends raise what they like
            raise _as_desk_error(error) from error

    def _within_deadline(self, question: Callable[[], T]) -> T:
        """Return *question*'s answer; raises what it raises, `_NoAnswer` when it takes too long."""
        until = time.monotonic() + self._deadline_s
        if not self._turn.acquire(timeout=self._deadline_s):
            raise _NoAnswer("an earlier call still waits")
        answer: Future[T] = Future()

        def run() -> None:
            try:
                answer.set_result(question())
            except BaseException as error:  # raised again in the caller's thread
                answer.set_exception(error)
            finally:
                self._turn.release()

        try:
            threading.Thread(target=run, daemon=True, name="key store").start()
        except RuntimeError:
            self._turn.release()
            raise
        wait([answer], timeout=max(0.0, until - time.monotonic()))
        if not answer.done():
            raise _NoAnswer("the key store did not answer in time")
        return answer.result()

    def _backend(self) -> KeyringBackend:
        """Return the backend to use, once found; may block, so only within the deadline."""
        if self._found is None:
            self._found = _fit(self._given)
        return self._found


def _service_name(service: Service) -> str:
    return f"GymDesk {service}"


def _name(backend: KeyringBackend) -> str:
    kind = type(backend)
    return f"{kind.__module__}.{kind.__qualname__}"


def _parse(text: str) -> Credential | None:
    """Return the credential in a key store entry; None if it is not one of ours."""
    try:
        entry = json.loads(text)
    except ValueError:
        return None
    if not isinstance(entry, dict):
        return None
    username, secret = entry.get("username"), entry.get("secret")
    if isinstance(username, str) and isinstance(secret, str):
        return Credential(username, secret)
    return None


def _fit(backend: KeyringBackend | None) -> KeyringBackend:
    """Return the backend to use, or raise `KeyringAbsent` or `KeyringRefused`; may block."""
    if backend is None:
        import keyring  # here, not above: it costs start-up time

        try:
            backend = keyring.get_keyring()
        except Exception as error:  # a configured backend that does not load
            raise KeyringAbsent from error
    from keyring.backends.chainer import ChainerBackend

    # A chain writes to its first member but reads from all: only the first fit one is used.
    members: list[KeyringBackend] = [backend]
    if isinstance(backend, ChainerBackend):
        members = list(backend.backends)
    refused = ""
    for member in members:
        verdict = _verdict(member)
        if verdict == "fit":
            return member
        if verdict == "clear" and not refused:
            refused = _name(member)
    if refused:
        raise KeyringRefused(backend=refused)
    raise KeyringAbsent


def _verdict(backend: KeyringBackend) -> Literal["fit", "clear", "none"]:
    """Say if *backend* keeps secrets well, in clear (or drops them), or is none at all."""
    # keyrings.alt, once installed, becomes the backend by itself and writes plain text.
    modules = {kind.__module__ for kind in type(backend).__mro__}
    if any(f"{module}.".startswith("keyrings.alt.") for module in modules):
        return "clear"
    if "keyring.backends.null" in modules:
        return "clear"
    return "none" if "keyring.backends.fail" in modules else "fit"


def _as_desk_error(error: Exception) -> DeskError:
    """Return the desk's error for what a backend raised."""
    if isinstance(error, DeskError):
        return error
    names = {kind.__name__ for kind in type(error).__mro__}
    if names & _LOCKED:
        return KeyringLocked()
    return KeyringAbsent() if names & _ABSENT else KeyringError()
