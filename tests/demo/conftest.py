"""The demo gym on one fixed day."""

from __future__ import annotations

from datetime import date

import pytest

from gymdesk.demo import DemoGym, demo_gym

TODAY = date(2026, 11, 21)


@pytest.fixture
def gym() -> DemoGym:
    """Return a demo gym of its own for each test."""
    return demo_gym(TODAY)
