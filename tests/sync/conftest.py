"""A desk on a real store beside the demo gym, for each test its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.sync.fakes import Bench, bench, store_url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Bench]:
    with bench(store_url(tmp_path)) as opened:
        yield opened
