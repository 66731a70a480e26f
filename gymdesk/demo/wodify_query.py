"""The search of the demo WODIFY: `field|operator|value`, clauses joined by ";", nothing escaped."""

from __future__ import annotations

import operator as op
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_ORDER: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "lt": op.lt,
    "lte": op.le,
    "gt": op.gt,
    "gte": op.ge,
    "eq": op.eq,
    "neq": op.ne,
}
_TEXT: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "contains": op.contains,
    "starts_with": str.startswith,
    "ends_with": str.endswith,
}


class BadQueryError(ValueError):
    """The question is not one of the grammar."""


def matching(rows: list[dict[str, Any]], query: str) -> list[dict[str, Any]]:
    """Return the rows that every clause fits; raises BadQueryError."""
    if not query:
        raise BadQueryError("q is missing")
    if query.count("'") % 2:
        raise BadQueryError("a quote is not closed")
    kept = rows
    for clause in query.split(";"):
        kept = [row for row in kept if _fits(row, clause)]
    return kept


def _fits(row: dict[str, Any], clause: str) -> bool:
    parts = clause.split("|")
    if len(parts) < 2 or parts[0] not in row:
        raise BadQueryError(f"unknown field in {clause}")
    name, operator, values = parts[0], parts[1], parts[2:]
    held = row[name]
    if operator == "is_null":
        return held in ("", 0, None)
    if operator == "not_null":
        return held not in ("", 0, None)
    if operator in ("in", "not_in") and len(values) == 1:
        listed = [_comparable(_value(v, held)) for v in values[0].strip("{}").split(",")]
        return (_comparable(held) in listed) == (operator == "in")
    if operator == "between" and len(values) == 2:
        low, high = (_value(v, held) for v in values)
        return bool(_comparable(low) <= _comparable(held) <= _comparable(high))
    if len(values) != 1:
        raise BadQueryError(f"a value is missing in {clause}")
    if operator in _ORDER:
        return bool(_ORDER[operator](_comparable(held), _comparable(_value(values[0], held))))
    if operator in _TEXT:
        return bool(_TEXT[operator](str(held), str(_value(values[0], held))))
    raise BadQueryError(f"unknown operator {operator}")


def _value(text: str, held: object) -> Any:
    if text.startswith("'") and text.endswith("'") and len(text) > 1:
        return text[1:-1]
    if isinstance(held, bool):
        return text == "true"
    return int(text) if text.lstrip("-").isdecimal() else text


def _comparable(value: Any) -> Any:
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    return value.casefold() if isinstance(value, str) else value
