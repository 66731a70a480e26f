"""The faults a test can switch on in the demo ClubOS, and what the server saw."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

Dialect = Literal["captured", "documented"]


@dataclass
class Knobs:
    """Faults of the demo ClubOS; they may be turned while it runs.

    Sets of ids hold member ids, which meet the agreement list. In `html_login_in_200_for` and
    `truncate_body_for` an agreement id may stand as well and meets that agreement's V2 answer.
    `requests` and `acting` are written by the server, for tests to read.
    """

    dialect: Dialect = "captured"
    """How the service answers; may change from one day to the next."""
    now: date | None = None
    """The server's today: scheduled payments up to it turn into invoices "pending payment"."""
    latency_s: float = 0.0
    """Waiting time of each `/api` call."""
    slow_pages_s: float = 0.0
    """Waiting time of each `/action` page."""
    refuse_login: bool = False
    login_throttle_s: float = 0.0
    """A sign-in closer than this to the one before, or beside another, is answered 403."""
    lock_account: bool = False
    """The sign-in form answers that the account is locked, whatever the password."""
    one_session_for_all: bool = False
    """Every sign-in gets the same server session, so that lanes act for each other's clients."""
    lose_session_after: int | None = None
    """API calls a session answers before it is gone; each new session counts anew."""
    idle_s: float | None = None
    """A session unused for longer is gone."""
    expired_api: Literal["401", "403", "redirect"] = "401"
    """How `/api` turns a caller without a session away."""
    server_error_every: int | None = None
    """Each n-th API call answers 500."""
    server_error_members: set[int] = field(default_factory=set)
    v2_error_agreements: set[int] = field(default_factory=set)
    billing_error_agreements: set[int] = field(default_factory=set)
    """Agreements whose billing status answers 500."""
    wrong_bearer: bool = False
    """No bearer fits any more: `/api` answers 500, as to a token of somebody else."""
    html_login_in_200_for: set[int] = field(default_factory=set)
    wrong_member_for: set[int] = field(default_factory=set)
    """Members whose list answers with somebody else's agreements."""
    truncate_body_for: set[int] = field(default_factory=set)
    assigned: dict[str, frozenset[int]] = field(default_factory=dict)
    """Whom a user sees, by user name; all have the demo password. The demo user, too, sees
    everybody unless named here."""
    refused_users: set[str] = field(default_factory=set)
    """Users whose password is not accepted."""
    empty_assignees: bool = False
    assignees_as_json: bool = False
    onclick_on_li: bool = False
    amounts_as_text: bool = False
    requests: list[tuple[str, str]] = field(default_factory=list)
    """Method and path of every request, in order of arrival."""
    acting: dict[str, int] = field(default_factory=dict)
    """Whom each session acts as, by JSESSIONID."""
