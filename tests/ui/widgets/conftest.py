"""What every widget's test gets: the style on the application, taken off again afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ui.style import Style

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication


@pytest.fixture
def style(qapp: QApplication) -> Iterator[Style]:
    before = (qapp.font(), qapp.palette(), qapp.styleSheet())
    made = Style()
    made.apply(qapp)
    yield made
    font, palette, sheet = before
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)
    qapp.setFont(font)
