"""The book of leads: read from WODIFY's demo, with follow-ups that no refresh touches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gymdesk.domain.follow_up import OPEN
from gymdesk.domain.lead import LeadStatus
from gymdesk.domain.outbox import ADDED_NOTE, FieldChange, UpdateLead
from gymdesk.errors import UsageError

if TYPE_CHECKING:
    from gymdesk.rows.leads import LeadBook, LeadCard

