"""About GymDesk: version, where the figures lie, where the log is."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from PySide6.QtCore import qVersion

from gymdesk import __version__
from ui.widgets.dialog_frame import DialogFrame
from ui.widgets.facts import Facts
from ui.widgets.label import Label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gymdesk.paths import Places
    from ui.style import Style


class AboutDialog(DialogFrame):
    """Says what this is and where it keeps things."""

    def __init__(
        self, style: Style, places: Places | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(style, "", parent, 480)
        self.setWindowTitle(self.tr("About GymDesk"))
        self.heading.setText(self.tr("GymDesk {version}").format(version=__version__))
        what = Label(
            style,
            "body",
            "text",
            self.tr("Who owes what, from when, and what to do next. Nothing leaves this PC."),
        )
        what.setWordWrap(True)
        self.body.addWidget(what)
        facts = [(self.tr("Runs on"), f"Python {platform.python_version()}, Qt {qVersion()}")]
        if places is not None:
            facts += [
                (self.tr("Figures"), str(places.data_dir)),
                (self.tr("Log"), str(places.log_dir)),
            ]
        self.facts = Facts(style, 1)
        self.facts.set_facts(facts)
        self.body.addWidget(self.facts)
        self.add_buttons(self.tr("Close"), None).clicked.connect(self.accept)
