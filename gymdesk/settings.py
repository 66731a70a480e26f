"""This PC's settings: a small JSON file that a person can read. No secrets."""

from __future__ import annotations

import getpass
import json
import os
import re
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from pathlib import Path

THEMES: Final = ("system", "light", "dark", "contrast")
_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
PAPERS: Final = ("auto", "a4", "letter")


@dataclass(frozen=True)
class Settings:
    """Everything that can be set on this PC. `lanes` = sessions of ClubOS used side by side.

    `refresh_limit_min` ends a source that still answers, but would take all day. WODIFY is asked
    `wodify_per_s` times a second at most; without `wodify_writes` nothing is ever changed there.
    With `clubos_inventory` ClubOS is asked for each client's session inventory as well.
    With `wodify_holds` each refresh asks `wodify_holds_at_once` memberships for their holds.
    The quiet hours, in which nothing refreshes by itself, are two times of the club's day such as
    "21:00" and "06:00"; empty = none.
    """

    theme: str = "system"
    text_scale: float = 1.0
    lanes: int = 4
    sign_in_pause_s: float = 1.0
    stale_after_h: int = 24
    staff: str = ""
    paper: Literal["auto", "a4", "letter"] = "auto"
    refresh_limit_min: int = 60
    wodify_per_s: float = 3.0
    wodify_writes: bool = False
    clubos_inventory: bool = False
    wodify_holds: bool = False
    wodify_holds_at_once: int = 60
    refresh_automatically: bool = True
    refresh_every_h: int = 6
    quiet_from: str = ""
    quiet_until: str = ""
    notify: bool = True
    tray: bool = False

    def sound(self) -> Settings:
        """Return the settings with everything impossible put right."""
        quiet = bool(_TIME.fullmatch(self.quiet_from) and _TIME.fullmatch(self.quiet_until))
        return replace(
            self,
            theme=self.theme if self.theme in THEMES else "system",
            text_scale=min(2.0, max(0.8, self.text_scale)),
            lanes=min(8, max(1, self.lanes)),
            sign_in_pause_s=min(30.0, max(0.0, self.sign_in_pause_s)),
            refresh_limit_min=min(24 * 60, max(1, self.refresh_limit_min)),
            wodify_per_s=min(5.0, max(0.1, self.wodify_per_s)),
            wodify_holds_at_once=min(500, max(1, self.wodify_holds_at_once)),
            stale_after_h=min(24 * 30, max(1, self.stale_after_h)),
            staff=self.staff.strip() or _user_name(),
            paper=self.paper if self.paper in PAPERS else "auto",
            refresh_every_h=min(24, max(1, self.refresh_every_h)),
            quiet_from=self.quiet_from if quiet else "",
            quiet_until=self.quiet_until if quiet else "",
        )


class SettingsFile:
    """The file that keeps the settings. What it does not say, or says wrongly, is the default."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> Settings:
        """Return the settings; a missing or damaged file gives the defaults."""
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            found = {}
        known = found if isinstance(found, dict) else {}
        return replace(Settings(), **_fitting(known)).sound()

    def save(self, settings: Settings) -> None:
        """Write the settings, whole or not at all; raises OSError."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = self._path.with_suffix(".new")
        beside.write_text(json.dumps(asdict(settings.sound()), indent=2) + "\n", encoding="utf-8")
        os.replace(beside, self._path)  # noqa: PTH105 (Path.replace reads as if it took a name)


def _fitting(found: dict[str, Any]) -> dict[str, Any]:
    fitting = {}
    for field in fields(Settings):
        value = found.get(field.name)
        kind = type(field.default)
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(max(-1000, min(value, 1000)))  # a longer number fits no float
        if type(value) is kind:
            fitting[field.name] = value
    return fitting


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # ImportError: Windows without a user name
        return "front desk"
