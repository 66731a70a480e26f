"""Pages and lists that ClubOS sends, read: forms, page variables, client lists. No talking.

Parsers return domain values or raise: `WrongAnswer` where an answer is not the one asked for,
`SessionLost` where it is the sign-in page.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser

from gymdesk.api.clubos_dialects import spoken_at
from gymdesk.api.clubos_values import (
    SOURCE,
    clean,
    email_of,
    person_name,
    phone_of,
    read_id,
    read_json,
    said_error,
    wrong,
)
from gymdesk.domain.client import ItemTrouble, Person
from gymdesk.errors import ReadingError, SessionLost

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from selectolax.lexbor import LexborNode

NOBODY: Final = "0"
"""The id that means oneself where a client's id is expected."""

_EMAIL_FIELDS: Final = ("email", "emailAddress", "email_address")
_PHONE_FIELDS: Final = (
    "phone",
    "mobilePhone",
    "phoneNumber",
    "cellPhone",
    "homePhone",
    "workPhone",
)
_DELEGATE: Final = re.compile(r"delegate\(\s*['\"]?(\d{1,12})")
_PAGE_VARIABLE: Final = re.compile(r"var\s+([A-Z_][A-Z0-9_]*)\s*=\s*\"([^\"]*)\"\s*;")


_LOCKED: Final = re.compile(
    r"\b(?:account|user|login)\b[^.<]{0,40}\b(?:locked|disabled|suspended|blocked|deactivated)\b"
    r"|\blocked out\b|\btoo many\b[^.<]{0,30}\b(?:log-?ins?|sign-?ins?|attempts)\b"
    r"|\bcaptcha\b|\bnot a robot\b",
    re.IGNORECASE,
)
"""How services say that an account is shut; ClubOS was never seen to say any of it."""


# --- pages ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SignInForm:
    """The sign-in form as the page has it: where it goes, its hidden fields, its two names."""

    action: str
    hidden: Mapping[str, str]
    username_field: str
    password_field: str


@dataclass(frozen=True)
class PageVariables:
    """What every signed-in page says about itself; None where it does not."""

    acting_user_id: str | None
    logged_in_user_id: str | None
    full_name: str | None
    location_id: str | None


def sign_in_form(text: str) -> SignInForm | None:
    """Return the first sign-in form of the page (the second one asks for a forgotten password)."""
    page = LexborHTMLParser(text)
    for form in page.css("form#loginForm") or page.css("form"):
        password = _first(form, "input[type=password]")
        if password is None:
            continue
        inputs = form.css("input")
        hidden = {
            name: i.attributes.get("value") or ""
            for i in inputs
            if (i.attributes.get("type") or "").casefold() == "hidden"
            and (name := i.attributes.get("name"))
        }
        users = [
            name
            for i in inputs
            if (i.attributes.get("type") or "text").casefold() in ("text", "email")
            and (name := i.attributes.get("name"))
        ]
        return SignInForm(
            action=form.attributes.get("action") or "",
            hidden=hidden,
            username_field=users[0] if users else "username",
            password_field=password.attributes.get("name") or "password",
        )
    return None


def is_sign_in_page(text: str) -> bool:
    """Return whether the page is the sign-in form, whatever status it came with."""
    if "loginForm" in text:
        return sign_in_form(text) is not None
    if "password" not in text or "<form" not in text:  # cheap, for an answer of 40 KB
        return False
    form = sign_in_form(text)
    return form is not None and spoken_at(form.action) is not None


def says_locked(text: str) -> bool:
    """Return whether what the answer to a sign-in shows is that the account is locked.

    Messages that the page holds ready but hides, as ClubOS does with all of its own, say nothing.
    """
    if not _LOCKED.search(text):
        return False
    page = LexborHTMLParser(text)
    for node in page.css("script, style, .hide, .hidden, [hidden]"):
        node.decompose()
    shown = page.body.text(separator=" ") if page.body is not None else text
    return _LOCKED.search(clean(shown)) is not None


def page_variables(text: str) -> PageVariables:
    """Return the variables of the page's script block."""
    found = {name: html.unescape(value) for name, value in _PAGE_VARIABLE.findall(text)}
    return PageVariables(
        acting_user_id=found.get("USER_ID") or None,
        logged_in_user_id=found.get("LOGGED_IN_USER_ID") or None,
        full_name=found.get("LOGGED_IN_USER_FULL_NAME") or None,
        location_id=found.get("CLUB_LOCATION_ID") or None,
    )


def error_page(text: str) -> str | None:
    """Return what kind of error page this is in words, None if it is none (clubos.md 7b)."""
    if "Something isn't right" in text and len(text) < 400:
        return "an error page"
    if "SKIPPED LEG DAY" in text:
        return "a server error page"
    if ">PAGE NOT FOUND<" in text:
        return "a page that says it does not exist"
    return None


def lost() -> SessionLost:
    """Return the error for an answer that only a signed-out user gets."""
    return SessionLost(SOURCE)


def found_instead(status: int, text: str) -> str:
    """Return what an answer that is of no use is, in words."""
    if status == 511:  # network authentication required: a hotel or a guest network answers
        return "the sign-in page of a network"
    if status != 200:
        return f"error {status}"
    said = error_page(text)
    if said is None and text.lstrip()[:1] in ("{", "["):
        return "data"
    return said or ("another page" if "<" in text else "something else")


# --- the client list ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Roster:
    """The clients assigned to the signed-in user, and the entries that could not be read.

    `sure_of_its_end` False: cut between two clients the list would look the same. `is_blank`: it
    says nothing at all, which is what a user without clients gets, and not only such a user.
    """

    people: tuple[Person, ...]
    troubles: tuple[ItemTrouble, ...] = ()
    sure_of_its_end: bool = True
    is_blank: bool = False


def is_own_list(text: str) -> bool:
    """Return whether this is the page around the client list, seen by its user as oneself."""
    said = page_variables(text)
    oneself = said.logged_in_user_id is not None and said.acting_user_id == said.logged_in_user_id
    kinds = [k.attributes.get("value") for k in LexborHTMLParser(text).css("input#assignee-type")]
    return oneself and kinds == ["member"]


def roster(text: str) -> Roster:
    """Return the assigned clients of the fragment (or JSON list) of `/action/Assignees/members`.

    Raises WrongAnswer for an empty body, for a page without a client, for an error in JSON and for
    a list that breaks off: none of them says that there are no (more) clients. Only an explicit
    empty JSON list does.
    """
    if not text.strip():
        wrong("the client list", "an empty page")
    if text.lstrip()[0] in "[{":
        return _roster_of_json(read_json(text, "the client list"))
    if text.rfind("</li") < text.rfind("<li"):
        wrong("the client list", "a list that breaks off")
    page = LexborHTMLParser(text)
    # :is, because a list of selectors gives an entry once for each that fits
    entries = page.css("li:is(.client, .assignee, [onclick*=delegate])") or page.css(
        "a[onclick*=delegate]"
    )
    people: dict[str, Person] = {}
    troubles = []
    for number, entry in enumerate(entries, start=1):
        try:
            person = _person_of_entry(entry, number)
        except ReadingError as error:
            troubles.append(ItemTrouble(error.subject, error.title, error.message))
        else:
            people.setdefault(person.remote_id, person)
    if not people:
        wrong("the client list", "a page without a client")
    if set(_DELEGATE.findall(text)) - _named_in(entries):
        loose = ReadingError("the client list", "somebody stands outside of its entries")
        troubles.append(ItemTrouble("", loose.title, loose.message))
    return Roster(tuple(people.values()), tuple(troubles))


def _named_in(entries: Iterable[LexborNode]) -> set[str]:
    """Return all ids that the entries name, also those of entries that could not be read."""
    return {key for entry in entries for key in _DELEGATE.findall(entry.html or "")}


def _person_of_entry(entry: LexborNode, number: int) -> Person:
    subject = f"entry {number} of the client list"
    ids = set()
    for node in (entry, *entry.css("[onclick]")):
        ids.update(_DELEGATE.findall(node.attributes.get("onclick") or ""))
    contact = _first(entry, "[data-id]")
    if contact is not None:
        ids.add((contact.attributes.get("data-id") or "").strip())
    ids.discard("")
    key = read_id(ids.pop()) if len(ids) == 1 else None
    if key is None or key == NOBODY:
        raise ReadingError(subject, "its id is missing or not the same throughout")
    name_places = "h4 a, a[onclick*=delegate], .name-email"
    link = entry if entry.tag == "a" else _first(entry, name_places)
    name = clean(link.text() if link is not None else "") or clean(
        (contact.attributes.get("data-name") if contact is not None else None) or ""
    )
    if not name:
        own = [node.text() for node in entry.iter(include_text=True) if node.tag == "-text"]
        name = clean(" ".join(own))
    if not name:
        raise ReadingError(subject, "it has no name")
    return Person(key, name, *_contact_of_entry(entry))


def _contact_of_entry(entry: LexborNode) -> tuple[str | None, str | None]:
    """Return e-mail and phone of the entry's attributes and links; the captured list has none."""
    emails, phones = [], []
    for node in (entry, *entry.css("[data-email], [data-phone], a[href]")):
        emails.append(node.attributes.get("data-email"))
        phones.append(node.attributes.get("data-phone"))
        scheme, _, address = (node.attributes.get("href") or "").partition(":")
        written = {"mailto": emails, "tel": phones}.get(scheme.casefold())
        if written is not None:
            written.append(unquote(address.partition("?")[0]))
    return _first_of(emails, email_of), _first_of(phones, phone_of)


def _first_of(values: Iterable[object], read: Callable[[object], str | None]) -> str | None:
    return next((found for value in values if (found := read(value))), None)


def _first(node: LexborNode, selector: str) -> LexborNode | None:
    # selectolax types css_first as never None
    found = node.css(selector)
    return found[0] if found else None


def _roster_of_json(value: object) -> Roster:
    if said_error(value):
        wrong("the client list", "an error")
    if isinstance(value, dict):
        lists = [v for v in value.values() if isinstance(v, list)]
        value = (lists[0] or None) if len(lists) == 1 else None  # of errors, or of nobody
    if not isinstance(value, list):
        wrong("the client list", "another JSON object")
    people: dict[str, Person] = {}
    troubles = []
    for number, item in enumerate(value, start=1):
        person = _person_of_json(item)
        if person is None:
            error = ReadingError(f"entry {number} of the client list", "it has no id or no name")
            troubles.append(ItemTrouble(error.subject, error.title, error.message))
        else:
            people.setdefault(person.remote_id, person)
    if value and not people:
        wrong("the client list", "a list without a client")
    return Roster(tuple(people.values()), tuple(troubles))


def _person_of_json(item: object) -> Person | None:
    if not isinstance(item, dict):
        return None
    key = read_id(item.get("id", item.get("memberId")))
    name = person_name(item)
    if key is None or key == NOBODY or not name:
        return None
    email = _first_of((item.get(f) for f in _EMAIL_FIELDS), email_of)
    return Person(key, name, email, _first_of((item.get(f) for f in _PHONE_FIELDS), phone_of))
