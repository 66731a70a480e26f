"""Lines of a CSV file as somebody's program or spreadsheet wrote it. Pure."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from gymdesk.errors import BadImport

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LARGEST_BYTES: Final = 20_000_000


def text_of(content: bytes) -> str:
    """Return the text: UTF-8, or what a spreadsheet made of it; raises BadImport."""
    if len(content) > LARGEST_BYTES:
        raise BadImport("It is larger than 20 MB")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: Sequence[str] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadImport("It is not a text file")


def rows_of(text: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the number of each line with its cells; raises BadImport."""
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise BadImport(f"Line {reader.line_num} is not CSV") from error


def places_of(titles: Sequence[str], wanted: Sequence[str]) -> dict[str, int]:
    """Return where each column stands; the order does not matter, nor do columns beside them."""
    places = {" ".join(title.split()).casefold(): place for place, title in enumerate(titles)}
    missing = [name for name in wanted if name not in places]
    if missing:
        raise BadImport(f"It has no column called {_title(missing[0])}")
    return places


def titled_rows(text: str, wanted: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each line that is not empty, by the small letters of its titles; raises BadImport."""
    rows = rows_of(text)
    places = places_of(next(rows, (0, ()))[1], wanted)
    for line, cells in rows:
        if any(cell.strip() for cell in cells):
            yield (
                line,
                {
                    name: " ".join(cells[place].split()) if place < len(cells) else ""
                    for name, place in places.items()
                },
            )


def _title(name: str) -> str:
    return " ".join("ID" if word == "id" else word.title() for word in name.split())
