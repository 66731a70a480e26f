"""Errors that speak to the manager: a title (what happened) and a message (what to do).

    DeskError
    ├── SourceError            one source stops, the others go on
    │   ├── SignInRefused      the password is wrong: never retried
    │   ├── SignInThrottled    too many sign-ins: wait
    │   ├── SignInLocked       the account is locked: nobody is signed in any more
    │   ├── SessionLost        the session ended in the middle
    │   ├── Unreachable        no network, no such host, refused, timed out
    │   ├── Insecure           http where https is required, or TLS could not be verified
    │   ├── WrongAnswer        an answer arrived, but not the one that was asked for
    │   ├── ListMaybeCutOff    people are gone from a list that may not be whole
    │   ├── WrongPerson        the answer is about somebody else: thrown away
    │   ├── TookTooLong        the refresh used up its time
    │   ├── KeyRefused         the key is wrong or may not do this: never retried
    │   ├── RateLimited        too many requests: wait
    │   ├── WrongPath          the service has no such address for this account
    │   ├── NotThere           the service has no such record
    │   ├── Declined           the service understood a request and does not do it
    │   ├── OutcomeUnknown     a write was sent and no answer came: look before a repeat
    │   └── CredentialsMissing nothing to sign in with
    ├── ReadingError           one item could not be read: reported, the rest goes on
    │   └── UnreadableAmount
    ├── KeyringError           the PC's key store
    │   ├── KeyringAbsent  KeyringLocked  KeyringRefused
    ├── RefreshElsewhere       a refresh of the club runs already
    ├── LeaseLost              another refresh took over while this one slept
    ├── StoreError             the local store
    │   ├── StoreNewer  StoreFull  StoreBusy  StoreDamaged  StoreDenied
    └── UsageError             what was asked for does not exist or does not fit
        ├── UnknownClub  ClubExists  NoClub  BadAddress  UnknownUser  NothingHeld  ReportAbsent
        ├── BadImport
        ├── OtherGym
        ├── CardNumberTyped  TextTooLong  ContactWarned
        ├── WriteOpen  UnknownWrite  NotAgain
        └── NotOffered  WritesOff  ChangedMeanwhile  AlreadyThere

Texts are English templates filled from the error's fields. The window translates the template
(`ui/phrases.py`); the command line prints it as it is. Fields never hold a secret; texts that may
reach a log hold ids, not names.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import ClassVar


@dataclass(eq=False)
class DeskError(Exception):
    """An error the manager can read. Subclasses set `TITLE`, `MESSAGE` and their fields.

    One without fields of its own is a dataclass by inheritance: the window loads them all early.
    """

    TITLE: ClassVar[str] = "Something went wrong"
    MESSAGE: ClassVar[str] = "Nothing was lost. The log has the details."

    def __post_init__(self) -> None:
        super().__init__(self.title)

    @property
    def values(self) -> dict[str, object]:
        """Return the fields by name, to fill a (translated) template."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    @property
    def title(self) -> str:
        """Say what happened."""
        return self.TITLE.format(**self.values)

    @property
    def message(self) -> str:
        """Say what to do."""
        return self.MESSAGE.format(**self.values)

    def __str__(self) -> str:
        return f"{self.title}. {self.message}"


# --- a source -------------------------------------------------------------------------------------


@dataclass(eq=False)
class SourceError(DeskError):
    """A source could not be used; `source` is its visible name, such as "ClubOS"."""

    source: str = "ClubOS"


class SignInRefused(SourceError):
    """The user name or the password is wrong. Never retried: it would lock the account."""

    TITLE: ClassVar[str] = "{source} did not accept the password"
    MESSAGE: ClassVar[str] = (
        "Check the user name and the password under Settings, Accounts, then refresh again. "
        "The figures from the last refresh are kept."
    )


class SignInThrottled(SourceError):
    """The service refuses further sign-ins for a while (403 on the sign-in form)."""

    TITLE: ClassVar[str] = "{source} takes no more sign-ins for now"
    MESSAGE: ClassVar[str] = (
        "Too many sign-ins in a short time. Wait a few minutes, then refresh again."
    )


class SignInLocked(SourceError):
    """The service says that the account is locked. Never retried: it would stay locked longer."""

    TITLE: ClassVar[str] = "{source} has locked the account"
    MESSAGE: ClassVar[str] = (
        "GymDesk signs in no more until the next refresh. Sign in to {source} in a browser and "
        "unlock the account there, then refresh again. The last known figures are kept."
    )


class SessionLost(SourceError):
    """The service answered with its sign-in page, `Session Expired`, 401 or 403."""

    TITLE: ClassVar[str] = "{source} ended the session"
    MESSAGE: ClassVar[str] = "Refresh again to sign in anew. What was read before is kept."


@dataclass(eq=False)
class Unreachable(SourceError):
    """No answer at all; `reason` is one plain clause such as "the connection was refused"."""

    TITLE: ClassVar[str] = "No connection to {source}"
    MESSAGE: ClassVar[str] = (
        "{host}: {reason}. Check the network and the address under Settings, Accounts, then "
        "try again. Everything but the refresh works without it."
    )
    host: str = ""
    reason: str = "no answer"


@dataclass(eq=False)
class Insecure(SourceError):
    """The connection would not be private; nothing was sent."""

    TITLE: ClassVar[str] = "The connection to {source} is not safe"
    MESSAGE: ClassVar[str] = (
        "{host}: {reason}. Nothing was sent. Check the address under Settings, Accounts."
    )
    host: str = ""
    reason: str = "the certificate could not be verified"


@dataclass(eq=False)
class WrongAnswer(SourceError):
    """An answer of the wrong shape. `what` was asked for, `found` is what came instead."""

    TITLE: ClassVar[str] = "{source} sent {found} instead of {what}"
    MESSAGE: ClassVar[str] = (
        "The last known figures are kept. Try again; if it stays, {source} may have changed."
    )
    what: str = "figures"
    found: str = "something else"


@dataclass(eq=False)
class ListMaybeCutOff(SourceError):
    """People are gone from a list of which nobody can say whether it is whole."""

    TITLE: ClassVar[str] = "The client list of {source} may have been cut off"
    MESSAGE: ClassVar[str] = (
        "People who were on it before are not on it now ({lost}), and nothing but the end of the "
        "connection ended it. Nobody is marked missing. Refresh again."
    )
    lost: int = 0


@dataclass(eq=False)
class WrongPerson(SourceError):
    """The answer belongs to another client than the one asked for; it was thrown away."""

    TITLE: ClassVar[str] = "{source} answered for another client"
    MESSAGE: ClassVar[str] = (
        "Asked for {asked}, the answer was about {answered}. It was thrown away and the refresh "
        "goes on with one session."
    )
    asked: str = ""
    answered: str = ""


@dataclass(eq=False)
class TookTooLong(SourceError):
    """The refresh of a source used up the time that the settings give it."""

    TITLE: ClassVar[str] = "The refresh of {source} took longer than {minutes} minutes"
    MESSAGE: ClassVar[str] = (
        "It was ended. What was read is kept, the other figures are the last known ones. "
        "{source} answers slowly: refresh again later."
    )
    minutes: int = 0


class KeyRefused(SourceError):
    """The key is wrong, missing, or may not do what was asked (401, 403). Never retried."""

    TITLE: ClassVar[str] = "{source} did not accept the key"
    MESSAGE: ClassVar[str] = (
        "Check the key under Settings, Accounts, then try again. The figures from the last "
        "refresh are kept."
    )


@dataclass(eq=False)
class RateLimited(SourceError):
    """The service takes no more requests for now (429), or the month's requests are used up."""

    TITLE: ClassVar[str] = "{source} takes no more requests for now"
    MESSAGE: ClassVar[str] = "{reason}. What was read before is kept."
    reason: str = "Wait a few minutes, then try again"


@dataclass(eq=False)
class WrongPath(SourceError):
    """The service has no such address: for an account without that part, or for any."""

    TITLE: ClassVar[str] = "{source} has no page for the {what} at this address"
    MESSAGE: ClassVar[str] = (
        "Check the address, and how {source} answers, under Settings, Accounts. Where both are "
        "right, the account's plan has no such part."
    )
    what: str = "list"


@dataclass(eq=False)
class NotThere(SourceError):
    """The service has no such record (any more)."""

    TITLE: ClassVar[str] = "{source} no longer has this {what}"
    MESSAGE: ClassVar[str] = "Id {key} is not there. It may have been removed; refresh to see."
    what: str = "record"
    key: str = ""


@dataclass(eq=False)
class Declined(SourceError):
    """The service understood and does not do it; `reason` is its own text and may name people."""

    TITLE: ClassVar[str] = "{source} declined"
    MESSAGE: ClassVar[str] = "{source} says: {reason}"
    reason: str = field(default="no reason was given", repr=False)
    code: int = 0


@dataclass(eq=False)
class OutcomeUnknown(SourceError):
    """A change was sent and no usable answer came: it may be done or not."""

    TITLE: ClassVar[str] = "{source} did not say whether the change was made"
    MESSAGE: ClassVar[str] = (
        "It was sent once and is not sent again by itself. Check in {source} first: {reason}."
    )
    reason: str = "no answer came"


class CredentialsMissing(SourceError):
    """No user name or password is known for this club and source."""

    TITLE: ClassVar[str] = "No sign-in for {source} yet"
    MESSAGE: ClassVar[str] = (
        "Enter the user name and the password under Settings, Accounts "
        "(or with `gymdesk-cli credentials set`)."
    )


# --- one item -------------------------------------------------------------------------------------


@dataclass(eq=False)
class ReadingError(DeskError):
    """One item of an answer could not be read; `subject` names the item by its remote id."""

    TITLE: ClassVar[str] = "An item could not be read"
    MESSAGE: ClassVar[str] = "{subject}: {reason}. Its last known figure is kept."
    subject: str = ""
    reason: str = "it has an unexpected shape"


@dataclass(eq=False)
class UnreadableAmount(ReadingError):
    """An amount that is not exactly an amount. Never guessed, never 0."""

    TITLE: ClassVar[str] = "An amount could not be read"
    reason: str = "the amount is not a number of whole cents"


# --- a refresh beside another ---------------------------------------------------------------------


@dataclass(eq=False)
class RefreshElsewhere(DeskError):
    """The club is being refreshed already; `where` is "in the window" or "on the command line"."""

    TITLE: ClassVar[str] = "A refresh is running since {since} {where}"
    MESSAGE: ClassVar[str] = "Its figures are stored as they come in. No second one was started."
    since: str = ""
    where: str = "in the window"


class LeaseLost(DeskError):
    """This PC slept, or its clock was changed, and another refresh has begun meanwhile."""

    TITLE: ClassVar[str] = "Another refresh took over"
    MESSAGE: ClassVar[str] = (
        "This one was silent for too long, as when the PC sleeps. What it had read is kept; the "
        "other one goes on."
    )


# --- the key store --------------------------------------------------------------------------------


class KeyringError(DeskError):
    """The PC's key store could not be used."""

    TITLE: ClassVar[str] = "The key store of this PC did not answer"
    MESSAGE: ClassVar[str] = (
        "Unlock it and try again, or enter the password for this session only: GymDesk then keeps "
        "it in memory and asks again at the next start."
    )


class KeyringAbsent(KeyringError):
    """There is no key store on this PC."""

    TITLE: ClassVar[str] = "This PC has no key store"
    MESSAGE: ClassVar[str] = (
        "GymDesk writes no password to a file. Enter it for this session only, or install a key "
        "store (on Linux: gnome-keyring or KWallet)."
    )


class KeyringLocked(KeyringError):
    """The key store is locked, or its prompt was not answered in time."""

    TITLE: ClassVar[str] = "The key store is locked"


@dataclass(eq=False)
class KeyringRefused(KeyringError):
    """The configured backend would keep secrets in clear; it is not used."""

    TITLE: ClassVar[str] = "This key store would keep the password in clear"
    MESSAGE: ClassVar[str] = (
        "{backend} writes secrets to a readable file, so GymDesk does not use it. Enter the "
        "password for this session only, or set up the PC's own key store."
    )
    backend: str = ""


# --- the store ------------------------------------------------------------------------------------


@dataclass(eq=False)
class StoreError(DeskError):
    """The local store could not be used; `place` is the file or the database, without secrets."""

    TITLE: ClassVar[str] = "The local store cannot be used"
    MESSAGE: ClassVar[str] = "{place}: {reason}. Nothing was changed."
    place: str = ""
    reason: str = ""


class StoreNewer(StoreError):
    """The store was written by a newer GymDesk."""

    TITLE: ClassVar[str] = "The store belongs to a newer GymDesk"
    MESSAGE: ClassVar[str] = (
        "{place} was written by a newer version. Update GymDesk on this PC. The store was not "
        "changed."
    )


class StoreFull(StoreError):
    """The disk is full."""

    TITLE: ClassVar[str] = "The disk is full"
    MESSAGE: ClassVar[str] = (
        "Free some space where {place} lies, then try again. Everything stored before is kept."
    )


class StoreBusy(StoreError):
    """Another program holds the store's write lock for too long."""

    TITLE: ClassVar[str] = "The store is in use"
    MESSAGE: ClassVar[str] = (
        "Another program writes to {place}. Close it or wait, then try again. Nothing was lost."
    )


class StoreDamaged(StoreError):
    """The file is not a readable database."""

    TITLE: ClassVar[str] = "The store is damaged"
    MESSAGE: ClassVar[str] = (
        "{place} cannot be read as a GymDesk store. Move the file aside or restore a backup; "
        "figures come back with the next refresh."
    )


class StoreDenied(StoreError):
    """The file or its folder may not be read or written."""

    TITLE: ClassVar[str] = "No permission for the store"
    MESSAGE: ClassVar[str] = "GymDesk may not write to {place}. Check the folder's permissions."


class RefreshUnderWay(StoreBusy):
    """A restore would pull the store from under a refresh."""

    TITLE: ClassVar[str] = "A refresh is running"
    MESSAGE: ClassVar[str] = (
        "Wait until it has ended or cancel it, then restore the backup. Nothing was changed."
    )


class WindowOpen(StoreBusy):
    """The window is open on the store that the command line wants to replace."""

    TITLE: ClassVar[str] = "GymDesk is open on this store"
    MESSAGE: ClassVar[str] = (
        "Close its window first, or restore there: File, Restore a backup. Nothing was changed."
    )


class StoreAbsent(StoreError):
    """There is no store to back up."""

    TITLE: ClassVar[str] = "There is no store yet"
    MESSAGE: ClassVar[str] = "{place} does not exist, so there is nothing to back up."


class ServerStore(StoreError):
    """Backups are files of SQLite; a server has its own."""

    TITLE: ClassVar[str] = "This store lies on a PostgreSQL server"
    MESSAGE: ClassVar[str] = "Back it up there with pg_dump and put it back with pg_restore."


# --- backups --------------------------------------------------------------------------------------


class BackupError(StoreError):
    """A backup could not be written; `place` is the file of the backup."""

    TITLE: ClassVar[str] = "The backup was not written"
    MESSAGE: ClassVar[str] = "{place}: {reason}. The store itself was not changed."


class BackupDenied(BackupError):
    """The file or folder of the backup may not be read or written."""

    TITLE: ClassVar[str] = "No permission for the backup"
    MESSAGE: ClassVar[str] = "GymDesk may not use {place}. Choose another place."


class BackupFolderMissing(BackupError):
    """There is no folder for the backup; it is not made: a drive that is not there looks so."""

    TITLE: ClassVar[str] = "There is no such folder"
    MESSAGE: ClassVar[str] = (
        "{place} does not exist. If it is on a drive, plug it in, or choose another place."
    )


class BackupMissing(BackupError):
    """There is no such file."""

    TITLE: ClassVar[str] = "There is no such backup"
    MESSAGE: ClassVar[str] = "{place} does not exist. Choose another backup."


class BackupDamaged(BackupError):
    """The file is not what was written."""

    TITLE: ClassVar[str] = "The backup is damaged"
    MESSAGE: ClassVar[str] = (
        "{place} is no longer what was written. The store was not changed. Choose another backup."
    )


class BackupForeign(BackupError):
    """The file is something else."""

    TITLE: ClassVar[str] = "This is not a GymDesk backup"
    MESSAGE: ClassVar[str] = (
        "{place} is another kind of file. The store was not changed. Choose another file."
    )


class BackupNewer(BackupError):
    """The backup was written by a newer GymDesk."""

    TITLE: ClassVar[str] = "The backup belongs to a newer GymDesk"
    MESSAGE: ClassVar[str] = (
        "{place} was written by a newer version. Update GymDesk on this PC. The store was not "
        "changed."
    )


class NotOverwritten(BackupError):
    """A backup never replaces a file that is none."""

    TITLE: ClassVar[str] = "That file was not replaced"
    MESSAGE: ClassVar[str] = "{place} is there already and is no backup. Choose another name."


# --- what was asked for ---------------------------------------------------------------------------


@dataclass(eq=False)
class UsageError(DeskError):
    """What was asked for does not exist or does not fit."""

    TITLE: ClassVar[str] = "That cannot be done"
    MESSAGE: ClassVar[str] = "{reason}"
    reason: str = ""


@dataclass(eq=False)
class WriteOpen(UsageError):
    """Another change of the same record has not ended."""

    TITLE: ClassVar[str] = "A change of this record is not settled yet"
    MESSAGE: ClassVar[str] = (
        "Nothing was recorded. Look under Sync, Pending writes: change {write_id} comes first."
    )
    write_id: int = 0


@dataclass(eq=False)
class UnknownWrite(UsageError):
    """There is no such change."""

    TITLE: ClassVar[str] = "There is no change {write_id}"
    MESSAGE: ClassVar[str] = "`gymdesk-cli outbox list` shows what there is."
    write_id: int = 0


@dataclass(eq=False)
class NotAgain(UsageError):
    """The change has ended, or is being sent."""

    TITLE: ClassVar[str] = "Change {write_id} cannot be tried again or discarded"
    MESSAGE: ClassVar[str] = "It is {state}."
    write_id: int = 0
    state: str = ""


@dataclass(eq=False)
class UnknownClub(UsageError):
    """No club of that name."""

    TITLE: ClassVar[str] = "There is no club called {name}"
    MESSAGE: ClassVar[str] = "Known clubs: {known}. Add one with `gymdesk-cli club add`."
    name: str = ""
    known: str = "none"


@dataclass(eq=False)
class ClubExists(UsageError):
    """A club of that name is there already."""

    TITLE: ClassVar[str] = "There is a club called {name} already"
    MESSAGE: ClassVar[str] = "Choose another name. Nothing was changed."
    name: str = ""


class NoClub(UsageError):
    """No club is set up yet."""

    TITLE: ClassVar[str] = "No club is set up yet"
    MESSAGE: ClassVar[str] = "Add the gym first: Settings, Accounts (or `gymdesk-cli club add`)."


@dataclass(eq=False)
class OtherGym(UsageError):
    """An address is changed under clients who came from the former one."""

    TITLE: ClassVar[str] = "{name} has clients from {source} already"
    MESSAGE: ClassVar[str] = (
        "They came from {address}. At the address of another gym all of them would be missing "
        "after the next refresh: add that gym as a club of its own. If it is the same gym at a "
        "new address, say so and save again."
    )
    name: str = ""
    source: str = "ClubOS"
    address: str = ""


@dataclass(eq=False)
class UnknownUser(UsageError):
    """No sign-in of that user."""

    TITLE: ClassVar[str] = "There is no sign-in of {name}"
    MESSAGE: ClassVar[str] = "Known users: {known}. Nothing was changed."
    name: str = ""
    known: str = "none"


class BadImport(UsageError):
    """A file that is not the export it should be; `reason` is one plain clause."""

    TITLE: ClassVar[str] = "This file cannot be imported"
    MESSAGE: ClassVar[str] = (
        "{reason}. Choose the file that ClubOS's PT dashboard or WODIFY's All Memberships exports. "
        "Nothing was changed."
    )


class NothingHeld(UsageError):
    """Nothing waits for a decision, or somebody else has decided meanwhile."""

    TITLE: ClassVar[str] = "No sweep waits for a decision"
    MESSAGE: ClassVar[str] = (
        "Somebody decided meanwhile, or a later refresh judged anew. Nothing was changed."
    )


class ReportAbsent(UsageError):
    """No refresh has asked anybody anything yet."""

    TITLE: ClassVar[str] = "There is no report yet"
    MESSAGE: ClassVar[str] = "It is made by a refresh. Refresh once, then save it."


@dataclass(eq=False)
class BadAddress(UsageError):
    """An address that cannot be used for a source."""

    TITLE: ClassVar[str] = "This address cannot be used"
    MESSAGE: ClassVar[str] = "{address}: {reason}."
    address: str = ""
    reason: str = "it is not a web address that starts with https://"


class CardNumberTyped(UsageError):
    """Digits that can be a card number: GymDesk keeps none, wherever they are typed."""

    TITLE: ClassVar[str] = "That looks like a card number"
    MESSAGE: ClassVar[str] = (
        "GymDesk keeps no card numbers. Take it out, then save again. Nothing was saved."
    )


@dataclass(eq=False)
class TextTooLong(UsageError):
    """A text longer than the store takes."""

    TITLE: ClassVar[str] = "That is too long"
    MESSAGE: ClassVar[str] = "{length} characters; at most {longest} fit. Nothing was saved."
    length: int = 0
    longest: int = 0


@dataclass(eq=False)
class ContactWarned(UsageError):
    """There is something to think of before this contact; with a reason it is written.

    `found` are the warnings themselves, `warnings` their English words.
    """

    TITLE: ClassVar[str] = "Think twice before this contact"
    MESSAGE: ClassVar[str] = "{warnings}. With a reason it is written all the same."
    warnings: str = ""
    found: tuple[object, ...] = ()


@dataclass(eq=False)
class NotOffered(UsageError):
    """The source does not offer this to programs, or nobody could verify that it does."""

    TITLE: ClassVar[str] = "This is done in {source} itself"
    MESSAGE: ClassVar[str] = "{reason}. Open the page in {source} instead."
    source: str = "WODIFY"
    reason: str = "It cannot be done from here"


@dataclass(eq=False)
class WritesOff(UsageError):
    """Changes in a remote system are switched off on this PC."""

    TITLE: ClassVar[str] = "Changes in {source} are switched off"
    MESSAGE: ClassVar[str] = "Nothing was sent. Switch them on under Settings first."
    source: str = "WODIFY"


@dataclass(eq=False)
class ChangedMeanwhile(UsageError):
    """A field changed remotely since the manager looked at it; nothing was sent."""

    TITLE: ClassVar[str] = "{source} has another value by now"
    MESSAGE: ClassVar[str] = "Nothing was sent. Look at {fields}, then decide again."
    source: str = "WODIFY"
    fields: str = ""


@dataclass(eq=False)
class AlreadyThere(UsageError):
    """A record of the same name and e-mail exists; nothing was created."""

    TITLE: ClassVar[str] = "{source} has such a {what} already"
    MESSAGE: ClassVar[str] = "Nothing was created. Look at id {keys} first."
    source: str = "WODIFY"
    what: str = "record"
    keys: str = ""
