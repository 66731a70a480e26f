"""PDF files: whole or not there."""

from __future__ import annotations

import os
import sys

import pytest

from gymdesk.errors import DeskError, StoreFull, UsageError
from tests.printing.builders import collections_of, twenty_rows
from ui.printing.fonts import Faces, figures_family, words_family
from ui.printing.pdf import pdf_writer, write_pdf

DIGITS = "0123456789"


@pytest.fixture
def sheet(collections_sheet):
    return collections_sheet(collections_of(twenty_rows()))


def test_a_file_is_written_whole_and_for_its_user_only(sheet, tmp_path):
    path = tmp_path / "list.pdf"

    pages = write_pdf(sheet, path)

    content = path.read_bytes()
    assert pages == 2
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")
    assert list(tmp_path.iterdir()) == [path]
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0


def test_a_missing_folder_is_said_and_nothing_is_left(sheet, tmp_path):
    with pytest.raises(UsageError, match="does not exist"):
        write_pdf(sheet, tmp_path / "nowhere" / "list.pdf")

    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_place_of_the_file_is_said_and_nothing_is_left(sheet, tmp_path):
    place = tmp_path / "list.pdf"
    place.mkdir()

    with pytest.raises(UsageError, match="is a folder"):
        write_pdf(sheet, place)

    assert list(tmp_path.iterdir()) == [place]


@pytest.mark.skipif(
    os.name != "posix" or os.geteuid() == 0, reason="needs a user who can be refused"
)
def test_a_denied_folder_is_said_and_nothing_is_left(sheet, tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(UsageError, match="may not write"):
            write_pdf(sheet, tmp_path / "list.pdf")
    finally:
        tmp_path.chmod(0o700)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/sys is there on Linux only")
def test_a_place_that_takes_no_files_raises_a_desk_error(sheet, tmp_path):
    with pytest.raises(DeskError):
        write_pdf(sheet, tmp_path.__class__("/sys/list.pdf"))


@pytest.mark.skipif(os.name != "posix", reason="needs a limit on file sizes")
def test_a_full_disk_keeps_the_file_that_was_there(sheet, tmp_path):
    import resource

    path = tmp_path / "list.pdf"
    path.write_bytes(b"the list of yesterday")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(StoreFull, match="full"):
            write_pdf(sheet, path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert path.read_bytes() == b"the list of yesterday"
    assert list(tmp_path.iterdir()) == [path]


def test_the_file_name_is_made_of_title_and_day_only(sheet):
    assert sheet.file_name == "Collections list 2026-11-20.pdf"


def test_figures_are_equally_wide_so_that_they_stand_under_each_other(sheet, tmp_path):
    from PySide6.QtCore import QBuffer

    writer = pdf_writer(QBuffer(), sheet)
    for bold in (False, True):
        face = Faces(writer).face(8.5, bold=bold, figures=True)
        widths = {round(face.width_px(digit), 2) for digit in DIGITS}
        assert len(widths) == 1, (words_family(), figures_family())


def test_a_text_that_does_not_fit_shrinks_before_it_is_elided(sheet):
    from PySide6.QtCore import QBuffer

    faces = Faces(pdf_writer(QBuffer(), sheet))
    name = "Hannah Abernathy-Montgomery"
    body = faces.face(8.5).width_px(name)
    least = faces.face(7.0).width_px(name)

    assert faces.fitted(name, body, bold=False, may_elide=True)[1] == name
    face, shown = faces.fitted(name, least, bold=False, may_elide=True)
    assert (face.size_pt, shown) == (7.0, name)
    face, shown = faces.fitted(name, least * 0.8, bold=False, may_elide=True)
    assert face.size_pt == 7.0
    assert shown.endswith("…")
    assert face.width_px(shown) <= least * 0.8
    face, shown = faces.fitted("$1,234,567.89", least * 0.3, bold=True, may_elide=False)
    assert shown == "$1,234,567.89"
    assert face.width_px(shown) <= least * 0.3
