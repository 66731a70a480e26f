"""Every template of a list's warning as a literal, so that Qt Linguist finds it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP

_TEXTS: Final = (
    QT_TRANSLATE_NOOP("phrases", "Nothing was ever fetched from {source}."),
    QT_TRANSLATE_NOOP("phrases", "The figures are older than {hours} hours."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "A sweep of {source} waits for a decision. Of {clients} of {everybody} clients it says "
        "something else; their figures are from before it.",
    ),
    QT_TRANSLATE_NOOP(
        "phrases",
        "The last refresh was incomplete, {older} of {everybody} clients have older figures or "
        "none.",
    ),
)
WARNING_TEXTS: Final = tuple(str(text) for text in _TEXTS)
"""The templates of `gymdesk.rows.warnings`; a test holds the two together."""
