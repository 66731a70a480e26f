"""Accounts: opens the account dialog, tries what was typed, and keeps it off the GUI thread."""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from gymdesk.credentials import Credential
from gymdesk.domain.client import ClubId, Source
from gymdesk.errors import CredentialsMissing, DeskError, KeyringError, UnknownUser
from gymdesk.sync.request import SignInTest
from ui.probing import Probing, kept_key

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gymdesk.credentials import KeyStoreState
    from gymdesk.rows import ClubRow, SignInRow
    from ui.desk import KeepsSignIns, OpenDesk
    from ui.dialogs.account import AccountDialog, AccountEntry
    from ui.feed import Feed
    from ui.phrases import Phrases
    from ui.reading import Reader
    from ui.style import Style
    from ui.worker import Answered, Failure, SyncWorker

NO_CLUB = ClubId(0)


@dataclass(frozen=True)
class _Found:
    state: KeyStoreState
    rows: tuple[SignInRow, ...] = ()
    without: frozenset[str] = frozenset()
    key_set_up: bool = False
    key_here: bool = False


@dataclass(frozen=True)
class _Kept:
    club: ClubRow
    error: DeskError | None = None


class Accounts(QObject):
    """`account_saved` carries the `ClubRow`; `demo_wanted` asks for the demo gym.

    The gym is kept even where the key store refuses the password: the dialog then stays open and
    offers to keep the password for this session only.
    """

    account_saved = Signal(object)
    said = Signal(object)
    demo_wanted = Signal()

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        feed: Feed,
        reader: Reader,
        worker: SyncWorker,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._style = style
        self._phrases = phrases
        self._feed = feed
        self._reader = reader
        self._worker = worker
        self._window = window
        self._club: ClubRow | None = None
        self.dialog: AccountDialog | None = None
        self.probing = Probing(style, phrases, feed, reader, worker, window)
        self._tests: deque[SignInTest] = deque()
        self._told: list[str] = []
        self._several = False
        worker.sign_in_tested.connect(self.on_sign_in_tested)
        worker.request_failed.connect(self.on_request_failed)

    def open(self, club: ClubRow | None) -> None:
        """Open the dialog for *club*, or for a gym yet to be set up."""
        if self._feed.desk is None or self.dialog is not None:
            return
        self._club = club
        self._tests.clear()
        from ui.dialogs.account import AccountDialog  # here: no dialog is needed to start

        dialog = AccountDialog(self._style, self._phrases, club, self._window)
        dialog.test_wanted.connect(self.on_test_wanted)
        dialog.wodify_test_wanted.connect(self.on_wodify_test_wanted)
        dialog.save_wanted.connect(self.on_save_wanted)
        dialog.demo_wanted.connect(self.demo_wanted)
        dialog.finished.connect(self.on_finished)
        self.dialog = dialog
        dialog.open()
        self._look(self._feed.desk, club)

    def test_kept(self, club: ClubRow, source: Source = Source.CLUBOS) -> None:
        """Try what is kept for *club*; `said` carries how ClubOS went, a dialog tells of WODIFY."""
        if source == Source.WODIFY:
            self.probing.probe_kept(club)
            return
        desk = self._feed.desk
        if desk is None:
            return
        sign_ins = desk.sign_ins

        def question() -> tuple[SignInTest, ...]:
            rows = sign_ins.listed(club, Source.CLUBOS)
            if not rows or not club.clubos_url:
                raise CredentialsMissing
            return tuple(_test_of(sign_ins, club, row.username) for row in rows)

        self.said.emit(self.tr("Signing in to ClubOS…"))
        self._reader.read("sign-in test", question, self.on_tests_ready, self.on_refused)

    def _test_next(self) -> None:
        if self._tests:
            self._worker.submit(self._tests.popleft())

    def _tell(self, username: str, words: str) -> None:
        """Say how a test went; of several users all together, each by name."""
        self._told.append(f"{username}: {words}" if self._several else words)
        self.said.emit(" ".join(self._told))
        self._test_next()

    def _look(self, desk: OpenDesk, club: ClubRow | None) -> None:
        credentials, sign_ins = desk.credentials, desk.sign_ins

        def question() -> _Found:
            state = credentials.state()
            if club is None:
                return _Found(state)
            rows: tuple[SignInRow, ...] = ()
            without = set()
            with suppress(KeyringError):
                rows = sign_ins.listed(club, Source.CLUBOS)
                for row in rows:
                    if sign_ins.credential(club, Source.CLUBOS, row.username) is None:
                        without.add(row.username)
            set_up, here = _key_of(sign_ins, club)
            return _Found(state, rows, frozenset(without), set_up, here)

        self._reader.read("account", question, self.on_found)

    # --- slots ----------------------------------------------------------------------------------

    @Slot(object)
    def on_found(self, found: _Found) -> None:
        """Show the users and the key store."""
        if self.dialog is not None:
            self.dialog.show_key_store(found.state)
            self.dialog.show_sign_ins(found.rows, found.without)
            self.dialog.show_wodify_key(set_up=found.key_set_up, here=found.key_here)

    @Slot(object)
    def on_test_wanted(self, entry: AccountEntry) -> None:
        """Try the sign-in with what was typed, or with the password that is kept."""
        desk = self._feed.desk
        if desk is None:
            return
        club, sign_ins = self._club, desk.sign_ins

        def question() -> SignInTest:
            secret = entry.secret
            if not secret and club is not None:
                kept = sign_ins.credential(club, Source.CLUBOS, entry.username)
                secret = kept.secret if kept is not None else ""
            if not secret:
                raise CredentialsMissing
            club_id = club.club_id if club is not None else NO_CLUB
            return SignInTest(
                club_id, Source.CLUBOS, entry.address, entry.username, secret, entry.dialect
            )

        self._reader.read("sign-in test", question, self.on_test_ready, self.on_refused)

    @Slot(object)
    def on_wodify_test_wanted(self, entry: AccountEntry) -> None:
        """Ask WODIFY with what was typed, or with the key that is kept."""
        if self.dialog is not None:
            self.probing.probe(entry.wodify, self._club, self.dialog)

    @Slot(object)
    def on_test_ready(self, test: SignInTest) -> None:
        """Hand the test to the worker."""
        self._worker.submit(test)

    @Slot(object)
    def on_tests_ready(self, tests: tuple[SignInTest, ...]) -> None:
        """Hand the users' tests to the worker, one after the other."""
        self._tests = deque(tests)
        self._told = []
        self._several = len(tests) > 1
        self._test_next()

    @Slot(object)
    def on_sign_in_tested(self, answered: Answered) -> None:
        """Show that it works."""
        answer = answered.answer
        if self.dialog is not None:
            self.dialog.show_answer(answer)
            return
        if answer.clients is None:
            words = self.tr("The sign-in to ClubOS works.")
        else:
            words = self.tr("The sign-in to ClubOS works: {clients} are assigned to it.")
            words = words.format(clients=self._phrases.clients(answer.clients))
        self._tell(answered.request.username, words)

    @Slot(object)
    def on_request_failed(self, failure: Failure) -> None:
        """Show why it does not work."""
        if not isinstance(failure.request, SignInTest):
            return
        if self.dialog is not None:
            self.on_refused(failure.error)
            return
        title, message = self._phrases.error(failure.error)
        self._tell(failure.request.username, f"{title}. {message}")

    @Slot(object)
    def on_refused(self, error: DeskError) -> None:
        """Show why nothing was kept or tried."""
        if self.dialog is not None:
            self.dialog.show_save_failure(error)
        else:
            title, message = self._phrases.error(error)
            self.said.emit(f"{title}. {message}")

    @Slot(object)
    def on_save_wanted(self, entry: AccountEntry) -> None:
        """Keep the gym, then the passwords; who was taken out is removed last."""
        desk = self._feed.desk
        if desk is None:
            return
        club, commands, sign_ins = self._club, desk.commands, desk.sign_ins
        staff = desk.settings.load().staff

        def question() -> _Kept:
            draft = draft_of(entry, club)
            if club is None:
                kept = commands.add_club(draft)
            else:
                kept = commands.change_club(club.club_id, draft, same_gym=entry.same_gym)
            try:
                _keep_sign_ins(sign_ins, kept, entry, staff)
            except DeskError as error:
                return _Kept(kept, error)
            return _Kept(kept)

        self._reader.read("save account", question, self.on_kept, self.on_refused)

    @Slot(object)
    def on_kept(self, kept: _Kept) -> None:
        """Close the dialog, or say why the password was not kept."""
        self._club = kept.club
        if kept.error is None:
            if self.dialog is not None:
                self.dialog.saved()
            self.account_saved.emit(kept.club)
            return
        if self.dialog is not None and self._feed.desk is not None:
            self.dialog.show_save_failure(kept.error)
            self._look(self._feed.desk, kept.club)

    @Slot(int)
    def on_finished(self, _result: int) -> None:
        """Let go of the dialog; a gym kept without its password is shown all the same."""
        self._worker.cancel_sign_in()
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()
        known = {club.club_id for club in self._feed.clubs}
        if self._club is not None and self._club.club_id not in known:
            self._feed.read_clubs()


def _test_of(sign_ins: KeepsSignIns, club: ClubRow, username: str) -> SignInTest:
    """Return the test of a user that is set up; without a password here the answer says so."""
    kept = sign_ins.credential(club, Source.CLUBOS, username)
    return SignInTest(
        club.club_id,
        Source.CLUBOS,
        club.clubos_url or "",
        username,
        kept.secret if kept is not None else "",
        club.clubos_dialect,
    )


def draft_of(entry: AccountEntry, club: ClubRow | None) -> Any:
    """Return the `ClubDraft` for what was typed; what the dialog does not ask stays."""
    from gymdesk.commands import ClubDraft  # here: it pulls in the store

    if club is None:
        return ClubDraft(entry.name, **_typed(entry))
    before = ClubDraft(
        club.name,
        club.timezone,
        club.currency,
        club.locale,
        club.clubos_url,
        club.wodify_url,
        club.wodify_location,
        club.wodify_profile,
        club.stripe_url,
    )
    return replace(before, name=entry.name, **_typed(entry))


def _typed(entry: AccountEntry) -> dict[str, Any]:
    return {
        "timezone": entry.timezone,
        "currency": entry.currency,
        "clubos_url": entry.address,
        "clubos_dialect": entry.dialect,
        "wodify_url": entry.wodify.address or None,
        "wodify_location": entry.wodify.location or None,
        "wodify_profile": entry.wodify.profile,
    }


def _keep_sign_ins(sign_ins: KeepsSignIns, club: ClubRow, entry: AccountEntry, staff: str) -> None:
    for typed in entry.typed:
        credential = Credential(typed.username, typed.secret)
        sign_ins.keep(club, Source.CLUBOS, credential, staff=staff, memory_only=entry.memory_only)
    _keep_key(sign_ins, club, entry, staff)
    for username in entry.removed:
        with suppress(UnknownUser):  # removed already, before the key store stopped the rest
            sign_ins.forget(club, Source.CLUBOS, username, staff=staff)


def _keep_key(sign_ins: KeepsSignIns, club: ClubRow, entry: AccountEntry, staff: str) -> None:
    """Keep WODIFY's key; where WODIFY is set up no more, its key leaves this PC."""
    if entry.wodify.address and not entry.wodify.key:
        return
    names = [row.username for row in _listed_keys(sign_ins, club)]
    if entry.wodify.address:
        key = Credential(names[0] if names else "", entry.wodify.key)
        sign_ins.keep(club, Source.WODIFY, key, staff=staff, memory_only=entry.memory_only)
        return
    for name in names:
        with suppress(UnknownUser):
            sign_ins.forget(club, Source.WODIFY, name, staff=staff)


def _listed_keys(sign_ins: KeepsSignIns, club: ClubRow) -> tuple[SignInRow, ...]:
    try:
        return sign_ins.listed(club, Source.WODIFY)
    except KeyringError:  # nothing is known, and keeping one will say the same
        return ()


def _key_of(sign_ins: KeepsSignIns, club: ClubRow) -> tuple[bool, bool]:
    """Return whether a key of WODIFY is set up, and whether this PC has it."""
    set_up = bool(_listed_keys(sign_ins, club))
    with suppress(KeyringError):
        return set_up, bool(kept_key(sign_ins, club))
    return set_up, False
