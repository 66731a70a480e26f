"""Memberships in the window: forms are opened from the detail, what they ask for is handed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot

from gymdesk.domain.client import Source

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gymdesk.rows.members import MemberCard
    from ui.dialogs.lead_forms import LeadForm
    from ui.feed import Feed
    from ui.packages import Packages
    from ui.phrases import Phrases
    from ui.sending import Sending
    from ui.style import Style
    from ui.widgets.membership_part import MembershipPart


class Members(QObject):
    """Stands between the membership in the detail and the desk."""

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        feed: Feed,
        packages: Packages,
        sending: Sending,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._style = style
        self._phrases = phrases
        self._feed = feed
        self._packages = packages
        self._sending = sending
        self._window = window
        self._part: MembershipPart | None = None
        self.form: LeadForm | None = None
        sending.outbox_read.connect(self.on_outbox_read)

    def attach(self, part: MembershipPart) -> None:
        """Work with this part of the detail."""
        self._part = part
        part.sell_wanted.connect(self.on_sell_wanted)
        part.change_wanted.connect(self.on_change_wanted)
        part.cancel_wanted.connect(self.on_cancel_wanted)
        part.details_wanted.connect(self._sending.on_details_wanted)

    # --- slots ----------------------------------------------------------------------------------

    @Slot(object)
    def on_outbox_read(self, _outbox: object) -> None:
        """Show what became of a change of the membership that is on the screen."""
        card = None if self._part is None else self._part.card
        if card is not None:
            self._feed.read_client_again(card.row.client_id)

    @Slot(object)
    def on_sell_wanted(self, card: MemberCard) -> None:
        """Open the form, and fill in what can be sold."""
        from ui.dialogs.member_forms import SellForm  # here: not needed to start

        if self.form is None:
            form = SellForm(self._style, self._phrases, card, self._window)
            self._open(form)
            self._packages.fill(form.picker)

    @Slot(object)
    def on_change_wanted(self, card: MemberCard) -> None:
        """Open the form, and fill in what it can become."""
        from ui.dialogs.member_forms import ChangeForm

        if self.form is None:
            form = ChangeForm(self._style, self._phrases, card, self._window)
            self._open(form)
            self._packages.fill(form.picker)

    @Slot(object)
    def on_cancel_wanted(self, card: MemberCard) -> None:
        """Ask before a membership ends."""
        from ui.dialogs.member_forms import CancelForm

        if self.form is None:
            self._open(CancelForm(self._style, card, self._window))

    @Slot(object, str)
    def on_asked(self, intent: object, key: str) -> None:
        """Record what a form asks for and send it."""
        self._sending.ask(Source.WODIFY, intent, key)  # type: ignore[arg-type]

    @Slot()
    def on_form_finished(self) -> None:
        """Forget the form."""
        self.form = None
        self._packages.let_go()

    def _open(self, form: LeadForm) -> None:
        form.asked.connect(self.on_asked)
        form.finished.connect(self.on_form_finished)
        form.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.form = form
        form.open()
