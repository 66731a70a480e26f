"""One thing to be done about one or several cases: what the forms and dialogs hand over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gymdesk.domain.client import ClientId
    from ui.desk import WritesCases


@dataclass(frozen=True)
class CaseEdit:
    """What is written, for whom, and how it is said afterwards.

    `write` is called off the GUI thread with the commands and the staff member; it returns the ids
    of the events it wrote. `said` is a sentence in the past tense, without a full stop.
    """

    client_ids: tuple[ClientId, ...]
    said: str
    write: Callable[[WritesCases, str], int | Sequence[int]]
