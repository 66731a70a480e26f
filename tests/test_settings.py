"""Settings: a file a person can read, and whatever stands in it the desk opens."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gymdesk.paths import places
from gymdesk.settings import PAPERS, THEMES, Settings, SettingsFile

if TYPE_CHECKING:
    from pathlib import Path

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
NAMES = st.sampled_from(list(Settings.__dataclass_fields__))


@pytest.fixture
def file(tmp_path: Path) -> SettingsFile:
    return SettingsFile(tmp_path / "desk" / "settings.json")


def test_without_a_file_there_are_defaults_and_somebody_at_the_desk(file: SettingsFile) -> None:
    found = file.load()
    assert (found.lanes, found.theme, found.stale_after_h) == (4, "system", 24)
    assert found.staff


def test_what_is_saved_is_loaded_again(file: SettingsFile) -> None:
    kept = Settings("dark", 1.25, 2, 0.5, 48, "Jordan", "a4")
    file.save(kept)
    assert file.load() == kept


def test_the_file_is_plain_text_and_nothing_is_left_beside_it(
    file: SettingsFile, tmp_path: Path
) -> None:
    file.save(Settings(staff="Jürgen"))
    (path,) = (tmp_path / "desk").iterdir()
    assert json.loads(path.read_text(encoding="utf-8"))["lanes"] == 4


def test_a_save_that_fails_leaves_the_file_as_it_was(
    file: SettingsFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.save(Settings(staff="Jordan"))

    def replace(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr("gymdesk.settings.os.replace", replace)
        with pytest.raises(OSError, match="No space"):
            file.save(Settings(staff="Mika"))
    assert file.load().staff == "Jordan"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "7",
        '"dark"',
        "\ufeff{}",
        "[" * 100_000,
        '{"lanes": ' + "9" * 9000 + "}",
    ],
    ids=range(9),
)
def test_a_damaged_file_gives_the_defaults(file: SettingsFile, tmp_path: Path, text: str) -> None:
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "settings.json").write_text(text, encoding="utf-8")
    found = file.load()
    assert (found.theme, found.paper) == ("system", "auto")


def test_bytes_that_are_no_text_give_the_defaults(file: SettingsFile, tmp_path: Path) -> None:
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "settings.json").write_bytes(b"\xff\xfe{}")
    assert file.load().lanes == 4


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ({"lanes": 0}, {"lanes": 1}),
        ({"lanes": 99}, {"lanes": 8}),
        ({"lanes": True}, {"lanes": 4}),
        ({"lanes": "8"}, {"lanes": 4}),
        ({"text_scale": 1}, {"text_scale": 1.0}),
        ({"text_scale": 10**400}, {"text_scale": 2.0}),
        ({"text_scale": -1}, {"text_scale": 0.8}),
        ({"sign_in_pause_s": -1.0}, {"sign_in_pause_s": 0.0}),
        ({"stale_after_h": 0}, {"stale_after_h": 1}),
        ({"theme": "purple"}, {"theme": "system"}),
        ({"paper": "a0"}, {"paper": "auto"}),
        ({"staff": " Jordan "}, {"staff": "Jordan"}),
        ({"from_the_future": 1, "lanes": 2}, {"lanes": 2}),
    ],
    ids=str,
)
def test_each_value_that_does_not_fit_is_put_right_alone(
    file: SettingsFile, tmp_path: Path, wrong, right
) -> None:
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "settings.json").write_text(json.dumps(wrong), encoding="utf-8")
    found = file.load()
    assert {name: getattr(found, name) for name in right} == right


@given(found=JSON | st.dictionaries(NAMES, JSON))
def test_whatever_stands_in_the_file_the_settings_are_sound(tmp_path_factory, found) -> None:
    path: Path = tmp_path_factory.mktemp("desk") / "settings.json"
    path.write_text(json.dumps(found), encoding="utf-8")
    loaded = SettingsFile(path).load()
    assert loaded == loaded.sound()
    assert 1 <= loaded.lanes <= 8
    assert 0.8 <= loaded.text_scale <= 2.0
    assert 0 <= loaded.sign_in_pause_s <= 30
    assert loaded.theme in THEMES
    assert loaded.paper in PAPERS
    assert loaded.staff


def test_a_folder_that_was_there_before_stays_as_open_as_it_was(tmp_path: Path) -> None:
    """`--data-dir` on a folder that others use too must not lock them out."""
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o755)
    before = shared.stat().st_mode
    places(shared).make()
    assert shared.stat().st_mode == before
    assert (shared / "log").stat().st_mode & 0o077 == 0
