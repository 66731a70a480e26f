"""Every error template of the desk as a literal, so that Qt Linguist finds it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP

_TEXTS: Final = (
    QT_TRANSLATE_NOOP("phrases", "Something went wrong"),
    QT_TRANSLATE_NOOP("phrases", "Nothing was lost. The log has the details."),
    QT_TRANSLATE_NOOP("phrases", "{source} did not accept the password"),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Check the user name and the password under Settings, Accounts, then refresh "
        "again. The figures from the last refresh are kept.",
    ),
    QT_TRANSLATE_NOOP("phrases", "{source} takes no more sign-ins for now"),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Too many sign-ins in a short time. Wait a few minutes, then refresh again.",
    ),
    QT_TRANSLATE_NOOP("phrases", "{source} has locked the account"),
    QT_TRANSLATE_NOOP(
        "phrases",
        "GymDesk signs in no more until the next refresh. Sign in to {source} in a "
        "browser and unlock the account there, then refresh again. The last known "
        "figures are kept.",
    ),
    QT_TRANSLATE_NOOP("phrases", "{source} ended the session"),
    QT_TRANSLATE_NOOP("phrases", "Refresh again to sign in anew. What was read before is kept."),
    QT_TRANSLATE_NOOP("phrases", "No connection to {source}"),
    QT_TRANSLATE_NOOP(
        "phrases",
        "{host}: {reason}. Check the network and the address under Settings, Accounts, "
        "then try again. Everything but the refresh works without it.",
    ),
    QT_TRANSLATE_NOOP("phrases", "The connection to {source} is not safe"),
    QT_TRANSLATE_NOOP(
        "phrases",
        "{host}: {reason}. Nothing was sent. Check the address under Settings, Accounts.",
    ),
    QT_TRANSLATE_NOOP("phrases", "{source} sent {found} instead of {what}"),
    QT_TRANSLATE_NOOP(
        "phrases",
        "The last known figures are kept. Try again; if it stays, {source} may have changed.",
    ),
    QT_TRANSLATE_NOOP("phrases", "{source} answered for another client"),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Asked for {asked}, the answer was about {answered}. It was thrown away and the"
        " refresh goes on with one session.",
    ),
    QT_TRANSLATE_NOOP("phrases", "The refresh of {source} took longer than {minutes} minutes"),
    QT_TRANSLATE_NOOP(
        "phrases",
        "It was ended. What was read is kept, the other figures are the last known "
        "ones. {source} answers slowly: refresh again later.",
    ),
    QT_TRANSLATE_NOOP("phrases", "{source} did not accept the key"),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Check the key under Settings, Accounts, then try again. The figures from the last "
        "refresh are kept.",
    ),
    QT_TRANSLATE_NOOP("phrases", "{source} takes no more requests for now"),
    QT_TRANSLATE_NOOP("phrases", "{reason}. What was read before is kept."),
    QT_TRANSLATE_NOOP("phrases", "{source} has no page for the {what} at this address"),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Check the address, and how {source} answers, under Settings, Accounts. Where both are "
        "right, the account's plan has no such part.",
    ),
    QT_TRANSLATE_NOOP("phrases", "{source} no longer has this {what}"),
    QT_TRANSLATE_NOOP(
        "phrases", "Id {key} is not there. It may have been removed; refresh to see."
    ),
    QT_TRANSLATE_NOOP("phrases", "{source} declined"),
    QT_TRANSLATE_NOOP("phrases", "{source} says: {reason}"),
    QT_TRANSLATE_NOOP("phrases", "{source} did not say whether the change was made"),
    QT_TRANSLATE_NOOP(
        "phrases",
        "It was sent once and is not sent again by itself. Check in {source} first: {reason}.",
    ),
    QT_TRANSLATE_NOOP("phrases", "No sign-in for {source} yet"),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Enter the user name and the password under Settings, Accounts (or with "
        "`gymdesk-cli credentials set`).",
    ),
    QT_TRANSLATE_NOOP("phrases", "An item could not be read"),
    QT_TRANSLATE_NOOP("phrases", "{subject}: {reason}. Its last known figure is kept."),
    QT_TRANSLATE_NOOP("phrases", "An amount could not be read"),
    QT_TRANSLATE_NOOP("phrases", "The key store of this PC did not answer"),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Unlock it and try again, or enter the password for this session only: GymDesk "
        "then keeps it in memory and asks again at the next start.",
    ),
    QT_TRANSLATE_NOOP("phrases", "This PC has no key store"),
    QT_TRANSLATE_NOOP(
        "phrases",
        "GymDesk writes no password to a file. Enter it for this session only, or "
        "install a key store (on Linux: gnome-keyring or KWallet).",
    ),
    QT_TRANSLATE_NOOP("phrases", "The key store is locked"),
    QT_TRANSLATE_NOOP("phrases", "This key store would keep the password in clear"),
    QT_TRANSLATE_NOOP(
        "phrases",
        "{backend} writes secrets to a readable file, so GymDesk does not use it. Enter"
        " the password for this session only, or set up the PC's own key store.",
    ),
    QT_TRANSLATE_NOOP("phrases", "The local store cannot be used"),
    QT_TRANSLATE_NOOP("phrases", "{place}: {reason}. Nothing was changed."),
    QT_TRANSLATE_NOOP("phrases", "The store belongs to a newer GymDesk"),
    QT_TRANSLATE_NOOP(
        "phrases",
        "{place} was written by a newer version. Update GymDesk on this PC. The store "
        "was not changed.",
    ),
    QT_TRANSLATE_NOOP("phrases", "The disk is full"),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Free some space where {place} lies, then try again. Everything stored before is kept.",
    ),
    QT_TRANSLATE_NOOP("phrases", "The store is in use"),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Another program writes to {place}. Close it or wait, then try again. Nothing was lost.",
    ),
    QT_TRANSLATE_NOOP("phrases", "The store is damaged"),
    QT_TRANSLATE_NOOP(
        "phrases",
        "{place} cannot be read as a GymDesk store. Move the file aside or restore a "
        "backup; figures come back with the next refresh.",
    ),
    QT_TRANSLATE_NOOP("phrases", "No permission for the store"),
    QT_TRANSLATE_NOOP(
        "phrases", "GymDesk may not write to {place}. Check the folder's permissions."
    ),
    QT_TRANSLATE_NOOP("phrases", "A refresh is running"),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Wait until it has ended or cancel it, then restore the backup. Nothing was changed.",
    ),
    QT_TRANSLATE_NOOP("phrases", "GymDesk is open on this store"),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Close its window first, or restore there: File, Restore a backup. Nothing was changed.",
    ),
    QT_TRANSLATE_NOOP("phrases", "There is no store yet"),
    QT_TRANSLATE_NOOP("phrases", "{place} does not exist, so there is nothing to back up."),
    QT_TRANSLATE_NOOP("phrases", "This store lies on a PostgreSQL server"),
    QT_TRANSLATE_NOOP("phrases", "Back it up there with pg_dump and put it back with pg_restore."),
    QT_TRANSLATE_NOOP("phrases", "The backup was not written"),
    QT_TRANSLATE_NOOP("phrases", "{place}: {reason}. The store itself was not changed."),
    QT_TRANSLATE_NOOP("phrases", "No permission for the backup"),
    QT_TRANSLATE_NOOP("phrases", "GymDesk may not use {place}. Choose another place."),
    QT_TRANSLATE_NOOP("phrases", "There is no such folder"),
    QT_TRANSLATE_NOOP(
        "phrases",
        "{place} does not exist. If it is on a drive, plug it in, or choose another place.",
    ),
    QT_TRANSLATE_NOOP("phrases", "There is no such backup"),
    QT_TRANSLATE_NOOP("phrases", "{place} does not exist. Choose another backup."),
    QT_TRANSLATE_NOOP("phrases", "The backup is damaged"),
    QT_TRANSLATE_NOOP(
        "phrases",
        "{place} is no longer what was written. The store was not changed. Choose another backup.",
    ),
    QT_TRANSLATE_NOOP("phrases", "This is not a GymDesk backup"),
    QT_TRANSLATE_NOOP(
        "phrases",
        "{place} is another kind of file. The store was not changed. Choose another file.",
    ),
    QT_TRANSLATE_NOOP("phrases", "The backup belongs to a newer GymDesk"),
    QT_TRANSLATE_NOOP("phrases", "That file was not replaced"),
    QT_TRANSLATE_NOOP("phrases", "{place} is there already and is no backup. Choose another name."),
    QT_TRANSLATE_NOOP("phrases", "A change of this record is not settled yet"),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Nothing was recorded. Look under Sync, Pending writes: change {write_id} comes first.",
    ),
    QT_TRANSLATE_NOOP("phrases", "There is no change {write_id}"),
    QT_TRANSLATE_NOOP("phrases", "`gymdesk-cli outbox list` shows what there is."),
    QT_TRANSLATE_NOOP("phrases", "Change {write_id} cannot be tried again or discarded"),
    QT_TRANSLATE_NOOP("phrases", "It is {state}."),
    QT_TRANSLATE_NOOP("phrases", "A refresh is running since {since} {where}"),
    QT_TRANSLATE_NOOP(
        "phrases", "Its figures are stored as they come in. No second one was started."
    ),
    QT_TRANSLATE_NOOP("phrases", "Another refresh took over"),
    QT_TRANSLATE_NOOP(
        "phrases",
        "This one was silent for too long, as when the PC sleeps. What it had read is kept; the "
        "other one goes on.",
    ),
    QT_TRANSLATE_NOOP("phrases", "That cannot be done"),
    QT_TRANSLATE_NOOP("phrases", "{reason}"),
    QT_TRANSLATE_NOOP("phrases", "There is no club called {name}"),
    QT_TRANSLATE_NOOP("phrases", "Known clubs: {known}. Add one with `gymdesk-cli club add`."),
    QT_TRANSLATE_NOOP("phrases", "{name} has clients from {source} already"),
    QT_TRANSLATE_NOOP(
        "phrases",
        "They came from {address}. At the address of another gym all of them would be "
        "missing after the next refresh: add that gym as a club of its own. If it is the "
        "same gym at a new address, say so and save again.",
    ),
    QT_TRANSLATE_NOOP("phrases", "There is no sign-in of {name}"),
    QT_TRANSLATE_NOOP("phrases", "Known users: {known}. Nothing was changed."),
    QT_TRANSLATE_NOOP("phrases", "There is a club called {name} already"),
    QT_TRANSLATE_NOOP("phrases", "Choose another name. Nothing was changed."),
    QT_TRANSLATE_NOOP("phrases", "No club is set up yet"),
    QT_TRANSLATE_NOOP(
        "phrases", "Add the gym first: Settings, Accounts (or `gymdesk-cli club add`)."
    ),
    QT_TRANSLATE_NOOP("phrases", "No sweep waits for a decision"),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Somebody decided meanwhile, or a later refresh judged anew. Nothing was changed.",
    ),
    QT_TRANSLATE_NOOP("phrases", "There is no report yet"),
    QT_TRANSLATE_NOOP("phrases", "It is made by a refresh. Refresh once, then save it."),
    QT_TRANSLATE_NOOP("phrases", "This file cannot be imported"),
    QT_TRANSLATE_NOOP(
        "phrases",
        "{reason}. Choose the file that ClubOS's PT dashboard or WODIFY's All Memberships exports. "
        "Nothing was changed.",
    ),
    QT_TRANSLATE_NOOP("phrases", "This address cannot be used"),
    QT_TRANSLATE_NOOP("phrases", "{address}: {reason}."),
    QT_TRANSLATE_NOOP("phrases", "That looks like a card number"),
    QT_TRANSLATE_NOOP(
        "phrases",
        "GymDesk keeps no card numbers. Take it out, then save again. Nothing was saved.",
    ),
    QT_TRANSLATE_NOOP("phrases", "That is too long"),
    QT_TRANSLATE_NOOP("phrases", "{length} characters; at most {longest} fit. Nothing was saved."),
    QT_TRANSLATE_NOOP("phrases", "Think twice before this contact"),
    QT_TRANSLATE_NOOP("phrases", "{warnings}. With a reason it is written all the same."),
    QT_TRANSLATE_NOOP("phrases", "This is done in {source} itself"),
    QT_TRANSLATE_NOOP("phrases", "{reason}. Open the page in {source} instead."),
    QT_TRANSLATE_NOOP("phrases", "Changes in {source} are switched off"),
    QT_TRANSLATE_NOOP("phrases", "Nothing was sent. Switch them on under Settings first."),
    QT_TRANSLATE_NOOP("phrases", "{source} has another value by now"),
    QT_TRANSLATE_NOOP("phrases", "Nothing was sent. Look at {fields}, then decide again."),
    QT_TRANSLATE_NOOP("phrases", "{source} has such a {what} already"),
    QT_TRANSLATE_NOOP("phrases", "Nothing was created. Look at id {keys} first."),
    QT_TRANSLATE_NOOP("phrases", "A refresh is running since {since} {where}"),
    QT_TRANSLATE_NOOP(
        "phrases", "Its figures are stored as they come in. No second one was started."
    ),
    QT_TRANSLATE_NOOP("phrases", "Another refresh took over"),
    QT_TRANSLATE_NOOP(
        "phrases",
        "This one was silent for too long, as when the PC sleeps. What it had read is kept; the "
        "other one goes on.",
    ),
    QT_TRANSLATE_NOOP("phrases", "The client list of {source} may have been cut off"),
    QT_TRANSLATE_NOOP(
        "phrases",
        "People who were on it before are not on it now ({lost}), and nothing but the end of the "
        "connection ended it. Nobody is marked missing. Refresh again.",
    ),
)
ERROR_TEXTS: Final = tuple(str(text) for text in _TEXTS)
"""The templates of `gymdesk.errors`; a test holds the two together."""
