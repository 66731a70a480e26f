"""Empty words: why a list is empty. Each reason has its own text and its own way on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from gymdesk.rows import CollectionsList
    from ui.phrases import Phrases
    from ui.widgets.empty_state import EmptyState
    from ui.widgets.pane_frame import Notice


class EmptyWords(QObject):
    """Fills an `EmptyState`."""

    def __init__(self, phrases: Phrases, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._phrases = phrases

    def no_club(self, empty: EmptyState) -> None:
        """Say that no gym is set up."""
        empty.show_text(
            "club",
            "text2",
            self.tr("No gym is set up yet"),
            self.tr("Name the gym and sign in to ClubOS, or look around in the demo gym first."),
            (
                ("accounts", self.tr("Set up the gym"), True),
                ("demo", self.tr("Look at the demo gym"), False),
            ),
        )

    def never(self, empty: EmptyState, notice: Notice | None) -> None:
        """Say that nothing was fetched yet, or why it could not be."""
        if notice is not None and notice.key != "stale":
            buttons = notice.buttons[::-1]
            empty.show_text(notice.icon, notice.tone, notice.title, notice.sentence, buttons)
            return
        empty.show_text(
            "sync",
            "text2",
            self.tr("No figures yet"),
            self.tr(
                "Press Refresh to fetch clients and invoices from ClubOS. It takes about two "
                "minutes for 200 clients."
            ),
            (
                ("refresh", self.tr("Refresh now"), True),
                ("demo", self.tr("Look at the demo gym"), False),
            ),
        )

    def filtered(self, empty: EmptyState, filter_words: str, people: str) -> None:
        """Say that search and filter hide everybody; *people* is who is there."""
        empty.show_text(
            "filter",
            "text2",
            self.tr("No client matches"),
            self.tr("{filter} finds nobody. {people}").format(filter=filter_words, people=people),
            (("clear", self.tr("Clear search and filter"), True),),
        )

    def refresh_first(self, empty: EmptyState, waiting: int, off: int) -> None:
        """Say that nobody can be called on these figures: *waiting* of those who are *off*."""
        title = self.tr("Refresh before you call")
        if waiting != off:
            title = self.tr("Nothing left to do before a refresh")
            some = self.tr("Of {n} of {off} clients the amount is unknown, or too old to call on.")
            said = some.format(n=waiting, off=off)
        elif off == 1:
            said = self.tr("What 1 client owes is unknown, or too old to call on.")
        else:
            many = self.tr("What {n} clients owe is unknown, or too old to call on.")
            said = many.format(n=off)
        buttons = (("refresh", self.tr("Refresh now"), True), ("clear", self.tr("Show all"), False))
        empty.show_text("st-stale", "warn", title, said, buttons)

    def worked_off(self, empty: EmptyState, off: int) -> None:
        """Say that nothing is left to do today; *off* clients wait for something."""
        one = self.tr("1 client is off the list, each with its reason.")
        many = self.tr("{n} clients are off the list, each with its reason.")
        empty.show_text(
            "st-ok",
            "good",
            self.tr("Nothing left to do today"),
            one if off == 1 else many.format(n=off),
            (("clear", self.tr("Show all"), True),),
        )

    def nobody_assigned(self, empty: EmptyState) -> None:
        """Say that the source knows no clients of this sign-in."""
        empty.show_text(
            "clients",
            "text2",
            self.tr("No clients are assigned to this sign-in"),
            self.tr("ClubOS answered with an empty list. Check the sign-in under Accounts."),
            (("accounts", self.tr("Open accounts"), False),),
        )

    def nobody_owes(self, empty: EmptyState, shown: CollectionsList, everybody: int) -> None:
        """Say that nobody is past due, if that is known."""
        if not shown.complete or shown.figures_from_utc is None:
            empty.show_text(
                "st-unknown",
                "text2",
                self.tr("Nobody is known to be past due"),
                self.tr("The last refresh did not read everybody, so this may not be all."),
                (("try_again", self.tr("Try again"), True),),
            )
            return
        moment = self._phrases.moment(shown.figures_from_utc)
        words = self.tr("All {n} clients were fetched at {moment} and every due invoice is paid.")
        empty.show_text(
            "st-ok",
            "good",
            self.tr("Nobody is past due"),
            words.format(n=everybody, moment=moment),
            (("clients", self.tr("See all clients"), False),),
        )
