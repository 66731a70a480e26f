"""Opens the window."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the program with a window and return its exit code."""
    from ui.start import run  # here: the desk itself never needs a window

    return run(sys.argv)


if __name__ == "__main__":
    sys.exit(main())
