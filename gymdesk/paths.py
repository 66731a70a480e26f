"""Where things lie on this PC: the data folder, the log folder, the program's own resources."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import platformdirs

APP_NAME = "GymDesk"


@dataclass(frozen=True)
class Places:
    """The folders of one desk. `data_dir` is readable by its user only (0700)."""

    data_dir: Path
    log_dir: Path

    @property
    def store_file(self) -> Path:
        """Return the file of the local store."""
        return self.data_dir / "gymdesk.db"

    @property
    def shape_file(self) -> Path:
        """Return the file of the report for support."""
        return self.data_dir / "shapes.json"

    @property
    def settings_file(self) -> Path:
        """Return the file of this PC's settings."""
        return self.data_dir / "settings.json"

    @property
    def order_file(self) -> Path:
        """Return the file of how the call list last stood on this PC."""
        return self.data_dir / "last-order.json"

    def make(self) -> None:
        """Create what is missing, closed to other users of the PC; a folder of theirs stays so."""
        for folder in (self.data_dir, self.log_dir):
            if folder.is_dir():
                continue
            folder.mkdir(parents=True, exist_ok=True)
            if os.name == "posix":
                folder.chmod(0o700)


def places(data_dir: Path | None = None) -> Places:
    """Return the folders for *data_dir*, or the user's own ones on this platform."""
    if data_dir is not None:
        return Places(data_dir, data_dir / "log")
    return Places(
        Path(platformdirs.user_data_dir(APP_NAME, appauthor=False)),
        Path(platformdirs.user_log_dir(APP_NAME, appauthor=False)),
    )


def resources() -> Path:
    """Return the folder of icons, style and translations: source tree, wheel or frozen program."""
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        return Path(frozen) / "resources"
    here = Path(__file__).resolve().parent
    beside = here.parent / "resources"
    return beside if beside.is_dir() else here / "resources"
