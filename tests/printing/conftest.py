"""Sheets of invented people in the words of the window."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QLocale

from gymdesk.clock import FixedClock
from tests.printing.builders import CLUB, PRINTED_UTC
from ui.phrases import Phrases
from ui.printing.clients_sheet import ClientsSheet
from ui.printing.collections_sheet import CollectionsSheet

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gymdesk.rows import ClientList, CollectionsList
    from ui.printing.wording import Privacy


@pytest.fixture
def phrases(qapp) -> Phrases:
    return Phrases(QLocale("en_US"), CLUB.timezone, FixedClock(PRINTED_UTC))


@pytest.fixture
def collections_sheet(phrases: Phrases) -> Callable[..., CollectionsSheet]:
    def make(collections: CollectionsList, privacy: Privacy = "full") -> CollectionsSheet:
        return CollectionsSheet(
            collections,
            phrases,
            printed_by="Jo",
            printed_at_utc=PRINTED_UTC,
            filter_words="",
            order_words="unknown first, then by amount",
            privacy=privacy,
        )

    return make


@pytest.fixture
def clients_sheet(phrases: Phrases) -> Callable[..., ClientsSheet]:
    def make(clients: ClientList, privacy: Privacy = "full") -> ClientsSheet:
        return ClientsSheet(
            clients,
            phrases,
            printed_by="Jo",
            printed_at_utc=PRINTED_UTC,
            filter_words="",
            order_words="by name",
            privacy=privacy,
        )

    return make


@pytest.fixture
def read_pages() -> Callable[[Path], list[str]]:
    """Return a reader of a PDF's text, page by page, as it stands on paper."""
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")

    def read(path: Path) -> list[str]:
        answer = subprocess.run(
            [tool, "-layout", str(path), "-"], check=True, capture_output=True, timeout=60
        )
        return answer.stdout.decode("utf-8").split("\f")[:-1]

    return read
