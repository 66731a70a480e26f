"""Signing in to ClubOS through the form as its page has it, wherever that page stands."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from gymdesk.api import clubos_pages as pages
from gymdesk.api.clubos_dialects import sign_in_pages, spoken_at
from gymdesk.api.clubos_values import SOURCE
from gymdesk.errors import Insecure, SignInLocked, SignInRefused, SignInThrottled, WrongAnswer

if TYPE_CHECKING:
    from gymdesk.api.transport import Answer, Wire
    from gymdesk.domain.dialect import ClubOsDialect

log = logging.getLogger(__name__)

HTML: Final = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
THROTTLED: Final = (403, 429)
LOCKED: Final = 423
DOWN: Final = (502, 503, 504)


@dataclass(frozen=True)
class SignedIn:
    """Who the session belongs to, and the dialect of the form that let it in (None = unsaid)."""

    user_id: str
    full_name: str | None
    dialect: ClubOsDialect | None = None


async def sign_in(
    wire: Wire, username: str, secret: str, likely: ClubOsDialect | None = None
) -> SignedIn:
    """Sign in through the first sign-in form found; pages of the *likely* dialect come first.

    Raises SignInRefused (wrong password), SignInLocked, SignInThrottled (403, 429), Unreachable,
    Insecure, WrongAnswer. Success is a page that is not the form, with the user's id in the
    cookie `loggedInUserId` or in its variables.
    """
    page, form = await _form(wire, likely)
    target = _own_path(wire, form.action or page.path, page.path)
    answer = await wire.post(
        target,
        {**form.hidden, form.username_field: username, form.password_field: secret},
        {
            "Accept": HTML,
            "Origin": wire.origin,
            "Referer": f"{wire.origin}{page.path}",
            "Upgrade-Insecure-Requests": "1",
        },
    )
    variables = pages.page_variables(answer.text)
    user_id = wire.cookie("loggedInUserId") or variables.logged_in_user_id
    if answer.status == LOCKED or (not user_id and pages.says_locked(answer.text)):
        raise SignInLocked(SOURCE)
    if answer.status in THROTTLED:
        raise SignInThrottled(SOURCE)
    sent_on = answer.path != urlsplit(target).path
    if sent_on and not user_id and not wire.keeps_cookies:
        # let in and at once a stranger again, for want of cookies: do not blame the password
        raise WrongAnswer(SOURCE, "a session", "no cookies")
    if pages.is_sign_in_page(answer.text) or (not user_id and pages.sign_in_form(answer.text)):
        raise SignInRefused(SOURCE)
    if answer.status != 200 or not user_id or pages.error_page(answer.text):
        found = pages.found_instead(answer.status, answer.text)
        raise WrongAnswer(SOURCE, "a signed-in page", found)
    return SignedIn(user_id, variables.full_name, spoken_at(target) or spoken_at(page.path))


async def _form(wire: Wire, likely: ClubOsDialect | None) -> tuple[Answer, pages.SignInForm]:
    """Return the page with the sign-in form, and the form."""
    found = ""
    for path in sign_in_pages(likely):
        answer = await wire.get(path, headers={"Accept": HTML})
        if answer.status in THROTTLED:
            raise SignInThrottled(SOURCE)
        form = pages.sign_in_form(answer.text) if answer.status == 200 else None
        if form is not None:
            return answer, form
        log.info("no sign-in form at %s: status %d", path, answer.status)
        found = found or pages.found_instead(answer.status, answer.text)
        if answer.status in DOWN:
            break
    raise WrongAnswer(SOURCE, "its sign-in page", found)


def _own_path(wire: Wire, action: str, page_path: str) -> str:
    """Return where the form goes; a form that leads to another host gets no password."""
    try:
        target = urljoin(f"{wire.origin}{page_path}", action)
    except ValueError as error:
        raise WrongAnswer(SOURCE, "its sign-in form", "a form without address") from error
    if not target.startswith(f"{wire.origin}/"):
        host = urlsplit(wire.origin).hostname or ""
        raise Insecure(SOURCE, host, "its sign-in form leads to another address")
    return target.removeprefix(wire.origin)
