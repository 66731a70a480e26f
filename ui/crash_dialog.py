"""The crash dialog: what happened, what is safe, what to do; and the way to it from any thread."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QCoreApplication,
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    Signal,
    Slot,
    qInstallMessageHandler,
)
from PySide6.QtGui import QFontDatabase, QFontInfo, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from gymdesk.crash import CrashReport

log = logging.getLogger(__name__)
qt_log = logging.getLogger("qt")

# The offscreen platform says this at each show; it means nothing.
_NOISE = ("This plugin does not support propagateSizeHints()",)
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.ERROR,
}


class CrashDialog(QDialog):
    """Shows one report in plain words; the details are folded and can be copied."""

    def __init__(self, report: CrashReport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report = report
        self.setObjectName("crash_dialog")
        self.setWindowTitle(self.tr("GymDesk: an error"))
        self.setMinimumWidth(480)
        self._build()
        self._connect()
        self._close.setFocus()

    @property
    def report(self) -> CrashReport:
        """Return the report that is shown."""
        return self._report

    @Slot(bool)
    def on_details_toggled(self, shown: bool) -> None:
        """Unfold or fold the details."""
        self._details.setVisible(shown)
        self._fold.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)
        self._fold.setText(self.tr("Hide details") if shown else self.tr("Show details"))
        self._fold.setAccessibleName(self._fold.text())
        self.adjustSize()

    @Slot()
    def on_copy_clicked(self) -> None:
        """Put the details on the clipboard and say so."""
        QGuiApplication.clipboard().setText(self._report.details)
        self._copy.setText(self.tr("Copied"))
        self._copy.setAccessibleName(self.tr("Details copied"))

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(12)
        title = self._label("crash_title", self._report.title)
        title_font = title.font()
        title_font.setBold(True)
        # the window's fonts are set in pixels, a dialog before it has the platform's points
        title_font.setPixelSize(round(QFontInfo(title_font).pixelSize() * 1.2))
        title.setFont(title_font)
        safe = self.tr("Your notes and figures are saved.")
        advice = self.tr(
            "Close this message and go on. If it comes again, restart GymDesk; if it stays, "
            "send the copied details to your support."
        )
        mark = self.tr("Reference: {reference}").format(reference=self._report.reference)
        column.addWidget(title)
        column.addWidget(self._label("crash_summary", self._report.summary))
        column.addWidget(self._label("crash_safe", safe))
        column.addWidget(self._label("crash_advice", advice))
        column.addWidget(self._label("crash_reference", mark))
        self._fold = self._make_fold()
        self._details = self._make_details()
        column.addWidget(self._fold)
        column.addWidget(self._details, 1)
        column.addStretch(0)
        column.addWidget(self._make_buttons())

    def _connect(self) -> None:
        self._fold.toggled.connect(self.on_details_toggled)
        self._copy.clicked.connect(self.on_copy_clicked)
        self._buttons.rejected.connect(self.reject)

    def _label(self, name: str, text: str) -> QLabel:
        """Return a label that never reads its text as HTML."""
        label = QLabel()
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setText(text)
        label.setWordWrap(True)
        label.setObjectName(name)
        label.setAccessibleName(text)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    def _make_fold(self) -> QToolButton:
        fold = QToolButton()
        fold.setObjectName("crash_fold")
        fold.setCheckable(True)
        fold.setAutoRaise(True)
        fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        fold.setArrowType(Qt.ArrowType.RightArrow)
        fold.setText(self.tr("Show details"))
        fold.setAccessibleName(fold.text())
        fold.setMinimumHeight(24)
        return fold

    def _make_details(self) -> QPlainTextEdit:
        details = QPlainTextEdit(self._report.details)
        details.setObjectName("crash_details")
        details.setReadOnly(True)
        details.setTabChangesFocus(True)
        details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        details.setMinimumHeight(160)
        details.setAccessibleName(self.tr("Details for support"))
        details.setVisible(False)
        return details

    def _make_buttons(self) -> QDialogButtonBox:
        self._buttons = QDialogButtonBox()
        self._copy = QPushButton(self.tr("&Copy details"))
        self._copy.setObjectName("crash_copy")
        self._copy.setAccessibleName(self.tr("Copy details"))
        self._close = QPushButton(self.tr("C&lose"))
        self._close.setObjectName("crash_close")
        self._close.setAccessibleName(self.tr("Close"))
        self._buttons.addButton(self._copy, QDialogButtonBox.ButtonRole.ActionRole)
        self._buttons.addButton(self._close, QDialogButtonBox.ButtonRole.RejectRole)
        self._copy.setAutoDefault(False)
        self._close.setDefault(True)
        return self._buttons


class CrashDoor(QObject):
    """Lets a report from any thread in, and opens its dialog on the GUI thread, one at a time.

    Give `report` to `gymdesk.crash.install`. A report that comes while a dialog is open is left
    to the log.
    """

    report_made = Signal(object)

    def __init__(self, window: QWidget | None = None) -> None:
        super().__init__(window)
        self._window = window
        self._dialog: CrashDialog | None = None
        # Queued always: an error inside a paint must not open a window inside that paint.
        self.report_made.connect(self.on_report_made, Qt.ConnectionType.QueuedConnection)

    @property
    def dialog(self) -> CrashDialog | None:
        """Return the dialog that is open, if one is."""
        return self._dialog

    def report(self, report: CrashReport) -> None:
        """Hand *report* over; returns at once, on any thread."""
        self.report_made.emit(report)

    @Slot(object)
    def on_report_made(self, report: CrashReport) -> None:
        """Open the dialog, unless one is open."""
        if self._dialog is not None or QCoreApplication.closingDown():
            log.info("crash %s was not shown: another report is open", report.reference)
            return
        self._dialog = CrashDialog(report, self._window)
        self._dialog.finished.connect(self.on_dialog_finished)
        self._dialog.open()

    @Slot(int)
    def on_dialog_finished(self, _result: int) -> None:
        """Let the next report in."""
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.deleteLater()


def install_qt_messages() -> Callable[[], None]:
    """Return the function that undoes this: Qt's own messages now go to logging."""
    before = qInstallMessageHandler(_log_qt_message)

    def uninstall() -> None:
        qInstallMessageHandler(before)

    return uninstall


def _log_qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    if message.strip() in _NOISE:
        return
    qt_log.log(_LEVELS.get(kind, logging.WARNING), "%s: %s", context.category or "default", message)
