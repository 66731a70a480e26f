"""`make demo`: the window on the demo gym, or the same work unseen where there is no display."""

from __future__ import annotations

import os
import sys
from pathlib import Path

OUT = Path("build") / "demo"


def main(argv: list[str]) -> int:
    """Open the demo gym; without a display print its list and picture its panes into build/demo."""
    from ui.app import demo_tour
    from ui.start import run

    if "--no-display" not in argv and has_display():
        return run(["gymdesk", "--demo"])
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return demo_tour(OUT)


def has_display() -> bool:
    """Return whether a window could be seen here."""
    if sys.platform in ("win32", "darwin"):
        return True
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    if chosen in ("offscreen", "minimal"):
        return False
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
