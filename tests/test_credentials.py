"""Credentials: round trips, the deadline, refused backends, and a real gnome-keyring."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import keyring
import keyring.backends.fail
import keyring.backends.null
import keyring.errors
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend

from gymdesk.credentials import Credential, CredentialStore, KeyStoreState, Service
from gymdesk.errors import KeyringAbsent, KeyringError, KeyringLocked, KeyringRefused

pytestmark = pytest.mark.warns_in_log  # what is tested here writes warnings

ROOT = Path(__file__).resolve().parent.parent
CANARY = "canary-Zq7!ü'\"%-secret"
ANN = Credential("ann@example.com", CANARY)


class MemoryKeyring(KeyringBackend):
    """A key store that keeps its entries in a dict."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.entries.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError("No such password!")


class PromptingKeyring(MemoryKeyring):
    """A locked key store with a display: each call waits until its prompt is answered."""

    def __init__(self) -> None:
        super().__init__()
        self.answered = threading.Event()
        self.prompts = 0

    def get_password(self, service: str, username: str) -> str | None:
        self.prompts += 1
        self.answered.wait(20)
        return super().get_password(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self.prompts += 1
        self.answered.wait(20)
        super().set_password(service, username, password)


class FailingKeyring(MemoryKeyring):
    """A key store whose every call raises *error*."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def get_password(self, service: str, username: str) -> str | None:
        raise self.error

    def set_password(self, service: str, username: str, password: str) -> None:
        raise self.error


class PlaintextKeyring(MemoryKeyring):
    """Looks like the one of keyrings.alt."""


PlaintextKeyring.__module__ = "keyrings.alt.file"


class HomemadePlaintextKeyring(PlaintextKeyring):
    """Somebody's own flavour of the plain text one."""


class Chain(ChainerBackend):
    """A chain with given members."""

    backends: tuple[KeyringBackend, ...] = ()

    def __init__(self, *members: KeyringBackend) -> None:
        super().__init__()
        self.backends = members


# keyring remembers each subclass and may choose it as the PC's own: not the ones of a test.
KeyringBackend._classes -= {
    MemoryKeyring,
    PromptingKeyring,
    FailingKeyring,
    PlaintextKeyring,
    HomemadePlaintextKeyring,
    Chain,
}


def make_locked(name: str) -> Exception:
    """Return an exception of SecretStorage by its name, without needing SecretStorage."""
    kind: type[Exception] = type(name, (Exception,), {})
    return kind("org.freedesktop.Secret.Error")


def test_a_credential_put_is_the_credential_got() -> None:
    backend = MemoryKeyring()
    CredentialStore(backend).put("club-1", Service.CLUBOS, ANN)
    assert CredentialStore(backend).get("club-1", Service.CLUBOS) == ANN


def test_each_club_and_service_has_its_own_entry() -> None:
    backend = MemoryKeyring()
    store = CredentialStore(backend)
    store.put("club-1", Service.CLUBOS, ANN)
    assert list(backend.entries) == [("GymDesk clubos", "club-1")]
    assert json.loads(backend.entries["GymDesk clubos", "club-1"]) == {
        "username": ANN.username,
        "secret": CANARY,
    }
    assert store.get("club-2", Service.CLUBOS) is None
    assert store.get("club-1", Service.STRIPE) is None


def test_the_repr_of_a_credential_hides_its_secret() -> None:
    assert CANARY not in f"{ANN!r} {ANN} {[ANN]}"


def test_a_memory_only_credential_never_reaches_the_key_store() -> None:
    backend = MemoryKeyring()
    store = CredentialStore(backend)
    store.put("club-1", Service.WODIFY, ANN, memory_only=True)
    assert backend.entries == {}
    assert store.get("club-1", Service.WODIFY) == ANN
    assert store.kept_in_memory("club-1", Service.WODIFY)
    assert CredentialStore(backend).get("club-1", Service.WODIFY) is None


def test_memory_is_asked_before_the_key_store() -> None:
    store = CredentialStore(MemoryKeyring())
    store.put("club-1", Service.CLUBOS, Credential("old", "old"))
    store.put("club-1", Service.CLUBOS, ANN, memory_only=True)
    assert store.get("club-1", Service.CLUBOS) == ANN


def test_a_credential_put_in_the_key_store_leaves_memory() -> None:
    backend = MemoryKeyring()
    store = CredentialStore(backend)
    store.put("club-1", Service.CLUBOS, Credential("old", "old"), memory_only=True)
    store.put("club-1", Service.CLUBOS, ANN)
    assert not store.kept_in_memory("club-1", Service.CLUBOS)
    assert store.get("club-1", Service.CLUBOS) == ANN


def test_a_forgotten_credential_is_gone_from_memory_and_key_store() -> None:
    backend = MemoryKeyring()
    store = CredentialStore(backend)
    store.put("club-1", Service.CLUBOS, ANN)
    store.put("club-1", Service.CLUBOS, ANN, memory_only=True)
    store.forget("club-1", Service.CLUBOS)
    assert store.get("club-1", Service.CLUBOS) is None
    assert backend.entries == {}


def test_forgetting_what_was_never_kept_is_no_error() -> None:
    CredentialStore(MemoryKeyring()).forget("club-1", Service.CLUBOS)


def test_without_a_key_store_memory_still_keeps_and_forgets() -> None:
    store = CredentialStore(keyring.backends.fail.Keyring())
    store.put("club-1", Service.CLUBOS, ANN, memory_only=True)
    assert store.get("club-1", Service.CLUBOS) == ANN
    store.forget("club-1", Service.CLUBOS)
    assert not store.kept_in_memory("club-1", Service.CLUBOS)
    with pytest.raises(KeyringAbsent):
        store.forget("club-1", Service.CLUBOS)


@pytest.mark.parametrize(
    "text", ["", "not json", "[]", '"x"', '{"username": "ann"}', '{"username": 1, "secret": "x"}']
)
def test_an_entry_of_somebody_else_counts_as_none(text: str) -> None:
    backend = MemoryKeyring()
    backend.entries["GymDesk clubos", "club-1"] = text
    assert CredentialStore(backend).get("club-1", Service.CLUBOS) is None


def test_a_key_store_that_prompts_is_left_at_the_deadline() -> None:
    backend = PromptingKeyring()
    store = CredentialStore(backend, deadline_s=0.1)
    started = time.monotonic()
    with pytest.raises(KeyringLocked):
        store.get("club-1", Service.CLUBOS)
    assert time.monotonic() - started < 5
    assert store.state().word == "silent"
    backend.answered.set()


def test_a_waiting_prompt_is_not_doubled_by_the_next_call() -> None:
    backend = PromptingKeyring()
    store = CredentialStore(backend, deadline_s=0.05)
    for _ in range(3):
        with pytest.raises(KeyringLocked):
            store.get("club-1", Service.CLUBOS)
    assert backend.prompts == 1
    backend.answered.set()


def test_an_answered_prompt_lets_the_next_call_through() -> None:
    backend = PromptingKeyring()
    backend.entries["GymDesk clubos", "club-1"] = json.dumps({"username": "a", "secret": "b"})
    store = CredentialStore(backend, deadline_s=1)
    with pytest.raises(KeyringLocked):
        store.get("club-1", Service.CLUBOS)
    backend.answered.set()
    assert store.get("club-1", Service.CLUBOS) == Credential("a", "b")


def test_a_put_left_at_its_prompt_is_not_in_memory_either() -> None:
    backend = PromptingKeyring()
    store = CredentialStore(backend, deadline_s=0.05)
    with pytest.raises(KeyringLocked):
        store.put("club-1", Service.CLUBOS, ANN)
    assert not store.kept_in_memory("club-1", Service.CLUBOS)
    backend.answered.set()


@pytest.mark.parametrize(
    ("error", "expected", "word"),
    [
        (keyring.errors.KeyringLocked("locked"), KeyringLocked, "locked"),
        (keyring.errors.InitError("Prompt dismissed"), KeyringLocked, "locked"),
        (make_locked("PromptDismissedException"), KeyringLocked, "locked"),
        (make_locked("LockedException"), KeyringLocked, "locked"),
        (keyring.errors.NoKeyringError("none"), KeyringAbsent, "absent"),
        (make_locked("SecretServiceNotAvailableException"), KeyringAbsent, "absent"),
        (keyring.errors.PasswordSetError("full"), KeyringError, "silent"),
        (make_locked("DBusErrorResponse"), KeyringError, "silent"),
        (RuntimeError("no bus"), KeyringError, "silent"),
        (TimeoutError("slow"), KeyringError, "silent"),
        (ConnectionResetError("gone"), KeyringError, "silent"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_what_a_key_store_raises_becomes_an_error_of_the_desk(
    error: Exception, expected: type[KeyringError], word: str
) -> None:
    store = CredentialStore(FailingKeyring(error))
    with pytest.raises(KeyringError) as got:
        store.get("club-1", Service.CLUBOS)
    assert type(got.value) is expected
    assert got.value.__cause__ is error
    with pytest.raises(expected):
        store.put("club-1", Service.CLUBOS, ANN)
    assert store.state().word == word


@pytest.mark.parametrize(
    ("backend", "named"),
    [
        (PlaintextKeyring(), "keyrings.alt.file.PlaintextKeyring"),
        (HomemadePlaintextKeyring(), f"{__name__}.HomemadePlaintextKeyring"),
        (keyring.backends.null.Keyring(), "keyring.backends.null.Keyring"),
        (Chain(PlaintextKeyring()), "keyrings.alt.file.PlaintextKeyring"),
        (
            Chain(keyring.backends.fail.Keyring(), keyring.backends.null.Keyring()),
            "keyring.backends.null.Keyring",
        ),
    ],
    ids=["plain", "subclass", "null", "chain of plain", "chain of fail and null"],
)
def test_a_backend_that_keeps_no_secret_is_refused_by_name(
    backend: KeyringBackend, named: str
) -> None:
    store = CredentialStore(backend)
    for use in (
        lambda: store.put("club-1", Service.CLUBOS, ANN),
        lambda: store.get("club-1", Service.CLUBOS),
    ):
        with pytest.raises(KeyringRefused) as got:
            use()
        assert got.value.backend == named
    assert store.state() == KeyStoreState("refused", named)
    assert not getattr(backend, "entries", None)


@pytest.mark.parametrize(
    "backend",
    [keyring.backends.fail.Keyring(), Chain(), Chain(keyring.backends.fail.Keyring())],
    ids=["fail", "empty chain", "chain of fail"],
)
def test_no_backend_at_all_is_absent(backend: KeyringBackend) -> None:
    store = CredentialStore(backend)
    with pytest.raises(KeyringAbsent):
        store.put("club-1", Service.CLUBOS, ANN)
    assert store.state() == KeyStoreState("absent", "")


def test_a_chain_uses_its_first_fit_member_only() -> None:
    plain, good, second = PlaintextKeyring(), MemoryKeyring(), MemoryKeyring()
    store = CredentialStore(Chain(plain, good, second))
    store.put("club-1", Service.CLUBOS, ANN)
    assert (len(plain.entries), len(good.entries), len(second.entries)) == (0, 1, 0)
    assert store.get("club-1", Service.CLUBOS) == ANN
    assert store.state() == KeyStoreState("ready", f"{__name__}.MemoryKeyring")


def test_without_a_given_backend_the_one_of_the_pc_is_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    backend = MemoryKeyring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    CredentialStore().put("club-1", Service.STRIPE, ANN)
    assert list(backend.entries) == [("GymDesk stripe", "club-1")]


def test_a_configured_backend_that_does_not_load_is_absent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def load() -> KeyringBackend:
        raise ModuleNotFoundError("no_such.backend")

    monkeypatch.setattr(keyring, "get_keyring", load)
    with pytest.raises(KeyringAbsent):
        CredentialStore().get("club-1", Service.CLUBOS)


def test_no_log_line_holds_a_secret(caplog: pytest.LogCaptureFixture) -> None:
    backend = MemoryKeyring()
    backend.entries["GymDesk clubos", "club-1"] = f'{{"secret": "{CANARY[:6]}"'
    with caplog.at_level("DEBUG"):
        store = CredentialStore(backend)
        assert store.get("club-1", Service.CLUBOS) is None
        store.put("club-1", Service.CLUBOS, ANN)
        store.get("club-1", Service.CLUBOS)
    assert "club-1" in caplog.text
    assert "canary" not in caplog.text


def test_importing_credentials_does_not_import_keyring() -> None:
    code = "import sys, gymdesk.credentials; sys.exit('keyring' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


# --- the real thing -------------------------------------------------------------------------------

WITH_KEYRING = """
printf '%s\\n' "$KEYRING_PW" |
  gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null 2>&1
"$@"
"""
SESSION = """
import json, sys
from gymdesk.credentials import Credential, CredentialStore, Service
from gymdesk.errors import KeyringError

store = CredentialStore(deadline_s=10)
said = {"state": store.state().word, "backend": store.state().backend}
try:
    for word in sys.argv[1:]:
        if word == "put":
            secret = sys.stdin.read()
            store.put("club-1", Service.CLUBOS, Credential("ann", secret))
        elif word == "get":
            found = store.get("club-1", Service.CLUBOS)
            said["got"] = found and [found.username, found.secret]
        elif word == "forget":
            store.forget("club-1", Service.CLUBOS)
except KeyringError as error:
    said["error"] = type(error).__name__
print(json.dumps(said))
"""


def run_session(home: Path, *words: str, password: str = "test") -> dict[str, object]:
    """Return what a desk said in a session of its own with a real, just unlocked gnome-keyring."""
    kept = {"PATH", "LANG", "LC_ALL", "VIRTUAL_ENV"}
    env = {name: value for name, value in os.environ.items() if name in kept}
    # Sockets have short names only: the folder of the session is not below pytest's.
    with tempfile.TemporaryDirectory(prefix="gd") as runtime:
        Path(runtime).chmod(0o700)
        env |= {
            "HOME": str(home),
            "XDG_DATA_HOME": str(home / "share"),
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_CACHE_HOME": str(home / "cache"),
            "XDG_RUNTIME_DIR": runtime,
            "KEYRING_PW": password,
            "PYTHONPATH": str(ROOT),
        }
        inside = [sys.executable, "-c", SESSION, *words]
        done = subprocess.run(
            ["dbus-run-session", "--", "sh", "-c", WITH_KEYRING, "sh", *inside],
            input=CANARY,
            env=env,
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    said: dict[str, object] = json.loads(done.stdout)
    return said


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return the home of a person who has a gnome-keyring."""
    for tool in ("dbus-run-session", "gnome-keyring-daemon"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed (apt install dbus gnome-keyring)")
    (tmp_path / "share").mkdir()
    return tmp_path


def test_a_real_keyring_keeps_a_credential_over_sessions_and_not_in_clear(home: Path) -> None:
    first = run_session(home, "put", "get")
    assert first == {
        "state": "ready",
        "backend": "keyring.backends.SecretService.Keyring",
        "got": ["ann", CANARY],
    }
    assert run_session(home, "get")["got"] == ["ann", CANARY]

    files = [file for file in (home / "share").rglob("*") if file.is_file()]
    assert any(file.suffix == ".keyring" for file in files)
    escaped = json.dumps(CANARY)[1:-1]
    for file in files:
        stored = file.read_bytes()
        for clear in (CANARY, escaped, "canary"):
            assert clear.encode() not in stored
            assert clear.encode("utf-16-le") not in stored

    assert run_session(home, "forget", "get")["got"] is None


def test_a_real_keyring_with_the_wrong_password_is_locked(home: Path) -> None:
    run_session(home, "put")
    said = run_session(home, "get", password="wrong")
    assert (said["state"], said["error"]) == ("locked", "KeyringLocked")
    assert "got" not in said
