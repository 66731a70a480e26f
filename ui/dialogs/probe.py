"""Test connection: what WODIFY lets the key read, one line for each question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from ui.widgets.badge import Badge
from ui.widgets.dialog_frame import DialogFrame
from ui.widgets.label import Label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gymdesk.domain.wodify import Probed
    from gymdesk.errors import DeskError
    from gymdesk.sync.request import ProbeReport
    from ui.phrases import Phrases
    from ui.style import Style

OK: Final = "ok"
NO_RIGHT: Final = "no right"


class ProbeDialog(DialogFrame):
    """Opens while the questions are asked, and fills in. It asks nothing itself."""

    def __init__(self, style: Style, phrases: Phrases, parent: QWidget | None = None) -> None:
        super().__init__(style, "", parent, 560)
        title = self.tr("Connection to WODIFY")
        self.setWindowTitle(title)
        self.heading.setText(title)
        self._phrases = phrases
        self.lines: list[tuple[str, str, str]] = []
        self._build(style)

    def show_report(self, report: ProbeReport) -> None:
        """Show what each question found; what it means stands above."""
        well = sum(1 for p in report.found if p.verdict == OK)
        total = len(report.found)
        took = self.tr("{seconds} s").format(seconds=f"{report.seconds:.1f}")
        if well == total:
            self._badge.set_state("st-ok", "good", self.tr("All well"))
            self._say(
                self.tr("All {n} questions were answered in {took}.").format(n=total, took=took)
            )
        else:
            self._badge.set_state(
                "st-warn", "warn", self.tr("{n} of {total} well").format(n=well, total=total)
            )
            self._say(self._what_it_means(report.found))
        for probed in report.found:
            self._add(probed)
        self.grow()

    def show_failure(self, error: DeskError) -> None:
        """Show why nothing could be asked."""
        title, message = self._phrases.error(error)
        self._badge.set_state("st-failed", "bad", self.tr("Not asked"))
        self._say(f"{title}. {message}")
        self.grow()

    def _build(self, style: Style) -> None:
        self._badge = Badge(style)
        self._badge.set_state("st-running", "accent", self.tr("Asking"))
        self.body.addWidget(self._badge)
        self.why = Label(style, "body")
        self.why.setWordWrap(True)
        self.why.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._say(self.tr("WODIFY is asked what the key may read. Nothing is changed there."))
        self.body.addWidget(self.why)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(2, 1)
        self.body.addLayout(self._grid)
        self.body.addStretch(1)
        self.add_buttons(self.tr("Close"), None).clicked.connect(self.accept)

    def _say(self, words: str) -> None:
        self.why.setText(words)
        self.why.setAccessibleName(words)

    def _add(self, probed: Probed) -> None:
        row = len(self.lines)
        icon, tone, word = self._verdict(probed.verdict)
        name, what = self._name(probed.name), self._what(probed)
        badge = Badge(self.style_of)
        badge.set_state(icon, tone, word)
        text = Label(self.style_of, "body", "text2", what)
        text.setWordWrap(True)
        title = Label(self.style_of, "body_bold", "text", name)
        for label in (title, text):
            label.setMinimumHeight(badge.sizeHint().height())  # one line with the badge
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(title, row, 0, top)
        self._grid.addWidget(badge, row, 1, top)
        self._grid.addWidget(text, row, 2, top)
        self.lines.append((name, word, what))

    # --- words ----------------------------------------------------------------------------------

    def _what_it_means(self, found: tuple[Probed, ...]) -> str:
        """Return one sentence with the way out."""
        wrong = {p.verdict for p in found if p.verdict != OK}
        every = all(p.verdict != OK for p in found)
        if every and wrong == {NO_RIGHT}:
            return self.tr("WODIFY does not accept the key. Type it again in the account.")
        if every and wrong == {"wrong path"}:
            return self.tr(
                "This address has no such pages. Check the address, and how WODIFY answers, in "
                "the account."
            )
        if wrong == {"failed"}:
            return self.tr("Not everything was answered. Try again later.")
        return self.tr("What is not well may stay unread; the rest is fetched.")

    def _verdict(self, verdict: str) -> tuple[str, str, str]:
        return {
            OK: ("st-ok", "good", self.tr("OK")),
            "wrong path": ("st-failed", "bad", self.tr("Wrong path")),
            NO_RIGHT: ("lock", "warn", self.tr("No right")),
            "fields missing": ("st-warn", "warn", self.tr("Fields missing")),
        }.get(verdict, ("st-failed", "bad", self.tr("Failed")))

    def _what(self, probed: Probed) -> str:
        if probed.verdict == OK:
            return self.tr("It is empty so far.") if probed.detail else ""
        if probed.verdict == "wrong path":
            return self.tr("There is nothing at this path of the address.")
        if probed.verdict == NO_RIGHT:
            return self.tr("The key may not read this. Rights are given in WODIFY.")
        if probed.verdict == "fields missing":
            names = ", ".join(self._field(name) for name in probed.missing)
            return self.tr("The answer does not hold: {names}").format(names=names)
        return probed.detail

    def _name(self, name: str) -> str:
        return {
            "clients": self.tr("Clients"),
            "members": self.tr("Members"),
            "memberships": self.tr("Memberships"),
            "leads": self.tr("Leads"),
            "client statuses": self.tr("Client statuses"),
            "lead statuses": self.tr("Lead statuses"),
            "lead sources": self.tr("Lead sources"),
            "locations": self.tr("Locations"),
            "invoices": self.tr("Invoices"),
            "health": self.tr("Health"),
            "packages": self.tr("Packages"),
        }.get(name, name)

    def _field(self, name: str) -> str:
        """Return a field in the manager's words; one without any by its name."""
        return {
            "remote_id": self.tr("number"),
            "client_id": self.tr("number of the client"),
            "first_name": self.tr("first name"),
            "last_name": self.tr("last name"),
            "email": self.tr("e-mail"),
            "phone": self.tr("phone"),
            "raw_status": self.tr("status"),
            "name": self.tr("name"),
            "label": self.tr("name"),
            "start": self.tr("start"),
            "end": self.tr("end"),
            "active": self.tr("whether it is active"),
            "initial_cost": self.tr("price"),
            "converted": self.tr("whether it became a client"),
            "due": self.tr("due date"),
            "unpaid": self.tr("unpaid amount"),
        }.get(name, name)
