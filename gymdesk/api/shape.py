"""How answers look: their keys, kinds and sizes, and none of their values. For the support."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gymdesk.api.transport import Answer

DEEPEST: Final = 12
MOST_FIELDS: Final = 600
MOST_KEYS: Final = 60
"""An object with more keys is a table that somebody looks things up in: its keys are values."""

LONGEST_LOOKED_AT: Final = 2_000_000

_KEY: Final = re.compile(r"[a-z_][A-Za-z_]*[0-9]{0,2}[A-Za-z_]*|[A-Z][A-Z_]+")
_LONGEST_KEY: Final = 40
_PART: Final = re.compile(r"[A-Za-z_]{1,40}(?:=[A-Za-z]{1,20})?|V\d")
_KIND: Final = re.compile(r"[a-z]{1,20}/[a-z.+-]{1,40}")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_AMOUNT: Final = re.compile(r"[-+(]?[$€£]?[0-9][0-9.,]*\)?")

_TAG: Final = re.compile(r"<([a-z][a-z0-9]{0,10})\b")
_CLASS: Final = re.compile(r'\sclass="([a-z -]{1,80})"')
_FIELD: Final = re.compile(r'<(?:input|select|textarea|form)\b[^>]*?\s(?:name|id)="([^"]+)"')
_VARIABLE: Final = re.compile(r"\bvar\s+([A-Z_]{2,40})\s*=")
_HANDLER: Final = re.compile(r'\son[a-z]+="\s*([a-z]{2,20})\(')


@dataclass
class _Looks:
    """One part of an answer: how often which kind stood there, and how long it was at most."""

    kinds: Counter[str] = field(default_factory=Counter)
    longest: int = 0

    def seen(self, kind: str, size: int = 0) -> None:
        self.kinds[kind] += 1
        self.longest = max(self.longest, size)

    @property
    def told(self) -> dict[str, Any]:
        """Return it as JSON. Lengths are rounded up, so that they fit no single value."""
        up_to = {"up_to": 1 << max(3, (self.longest - 1).bit_length())} if self.longest else {}
        return {"kinds": dict(sorted(self.kinds.items())), **up_to}


@dataclass
class _Call:
    """All answers to one kind of request."""

    parameters: set[str] = field(default_factory=set)
    statuses: Counter[str] = field(default_factory=Counter)
    content_types: Counter[str] = field(default_factory=Counter)
    forms: Counter[str] = field(default_factory=Counter)
    sizes: list[int] = field(default_factory=list)
    fields: dict[str, _Looks] = field(default_factory=dict)

    def look(self, place: str, kind: str, size: int = 0) -> None:
        if place in self.fields or len(self.fields) < MOST_FIELDS:
            self.fields.setdefault(place, _Looks()).seen(kind, size)


class ShapeNotes:
    """Notes of one refresh, by call. No name, id, amount or token of an answer is kept.

    Of JSON the keys with the kinds and lengths of what stands under them; of pages the names of
    elements, classes, fields and variables; of both the sizes. What could be a value in the place
    of a name (it has digits, a capital, a blank) is told as "*".
    """

    def __init__(self) -> None:
        self._calls: dict[str, _Call] = {}

    def begin(self) -> None:
        """Forget the refresh before."""
        self._calls = {}

    def add(self, method: str, path: str, names: Sequence[str], answer: Answer) -> None:
        """Note the answer to a request with parameters of these names."""
        call = self._calls.setdefault(f"{method} {without_ids(path)}", _Call())
        call.parameters.update(plain_key(name) for name in names)
        call.statuses[str(answer.status)] += 1
        kind = answer.content_type
        call.content_types[kind if _KIND.fullmatch(kind) else ("*" if kind else "none")] += 1
        call.sizes.append(len(answer.body))
        call.forms[_described(call, answer)] += 1

    @property
    def document(self) -> list[dict[str, Any]]:
        """Return the notes as JSON, in the order of the first calls; empty if there was none."""
        return [
            {
                "call": name,
                "answers": sum(call.statuses.values()),
                "status": dict(sorted(call.statuses.items())),
                "content_type": dict(sorted(call.content_types.items())),
                "form": dict(sorted(call.forms.items())),
                "bytes": {"least": min(call.sizes), "most": max(call.sizes)},
                "parameters": sorted(call.parameters),
                "fields": {place: looks.told for place, looks in sorted(call.fields.items())},
            }
            for name, call in self._calls.items()
        ]


def without_ids(path: str) -> str:
    """Return the path with all that is no plain word replaced."""
    parts = [part.partition(";")[0] for part in path.split("/")]
    return "/".join(p if not p or _PART.fullmatch(p) else "{id}" for p in parts)


def plain_key(key: str) -> str:
    """Return a key that reads like one, "*" for what may be a value in its place."""
    return key if len(key) <= _LONGEST_KEY and _KEY.fullmatch(key) else "*"


def _described(call: _Call, answer: Answer) -> str:
    """Note the parts of the body and return what form it has."""
    if len(answer.body) > LONGEST_LOOKED_AT:
        return "too long to look at"
    text = answer.text.strip()
    if not text:
        return "empty"
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        if "<" not in text:
            return "text"
        _look_at_page(call, text)
        return "page"
    _look_at(call, "", value, DEEPEST)
    return "JSON"


def _look_at(call: _Call, place: str, value: object, deeper: int) -> None:
    if isinstance(value, dict):
        call.look(place or "(all)", "object", len(value))
        if deeper:
            told = len(value) <= MOST_KEYS
            for key, part in value.items():
                name = plain_key(key) if told else "*"
                _look_at(call, f"{place}.{name}" if place else name, part, deeper - 1)
    elif isinstance(value, list):
        call.look(place or "(all)", "list", len(value))
        for part in value if deeper else ():
            _look_at(call, f"{place}[]", part, deeper - 1)
    else:
        call.look(place or "(all)", *_kind_of(value))


def _kind_of(value: object) -> tuple[str, int]:
    if value is None:
        return "null", 0
    if isinstance(value, bool):
        return "yes or no", 0
    if isinstance(value, int):
        return "whole number", 0
    if isinstance(value, float):
        return "number", 0
    text = str(value)
    if _DAY.fullmatch(text):
        return "text: a day", len(text)
    return ("text: a number" if _AMOUNT.fullmatch(text) else "text"), len(text)


def _look_at_page(call: _Call, text: str) -> None:
    for tag, times in Counter(_TAG.findall(text)).items():
        call.look(f"<{tag}>", "element", times)
    for word, times in Counter(_words(_CLASS.findall(text))).items():
        call.look(f".{word}", "class", times)
    for name in _FIELD.findall(text):
        call.look(f"field {plain_key(name)}", "field")
    for name in _VARIABLE.findall(text):
        call.look(f"var {name}", "variable")
    for name, times in Counter(_HANDLER.findall(text)).items():
        call.look(f"{name}()", "handler", times)


def _words(lists: Iterable[str]) -> Iterable[str]:
    return (word for words in lists for word in words.split())
