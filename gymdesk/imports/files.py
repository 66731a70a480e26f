"""The bytes of a file that somebody chose, or why it cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gymdesk.errors import BadImport
from gymdesk.imports.csv_text import LARGEST_BYTES

if TYPE_CHECKING:
    from pathlib import Path


def content_of(path: Path) -> bytes:
    """Return what is in the file, a little more than the most that is taken; raises BadImport."""
    try:
        with path.open("rb") as stream:
            return stream.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise BadImport(f"{path.name}: {error.strerror or 'it cannot be read'}") from error
