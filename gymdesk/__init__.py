"""GymDesk without its window: what is true, whom we ask, what we remember, how the two meet."""

from __future__ import annotations

__version__ = "0.1.0"
