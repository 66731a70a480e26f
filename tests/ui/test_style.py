"""The token table is as readable as the look says, and the style gives it to everything."""

from __future__ import annotations

import itertools
from dataclasses import fields

import pytest
from PySide6.QtGui import QColor, QFont, QPalette

from ui.style import FONT_ROLES, TOKENS, Style, Theme, Tokens

ON_SURFACE = {
    "text": (16.6, 13.3, 21.0),
    "text2": (6.7, 7.5, 21.0),
    "text3": (5.5, 6.1, 15.9),
    "accent": (6.5, 6.8, 16.6),
    "good": (6.7, 7.8, 16.2),
    "warn": (6.8, 8.3, 14.6),
    "bad": (6.7, 7.2, 10.5),
    "note": (7.2, 7.4, 12.1),
    "focus": (6.5, 7.6, 13.7),
    "edge": (3.9, 4.3, 21.0),
}
AGING = ((3.1, 5.4, 8.9, 15.0), (3.2, 4.8, 7.2, 11.7))
THEMES = (Theme.LIGHT, Theme.DARK, Theme.CONTRAST)
TONES = ("good", "warn", "bad", "note")


def luminance(colour: str) -> float:
    def channel(value: float) -> float:
        return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4

    rgb = QColor(colour)
    red, green, blue = (channel(c) for c in (rgb.redF(), rgb.greenF(), rgb.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("token", ON_SURFACE)
def test_a_token_on_surface_is_as_readable_as_the_look_measured(theme, token):
    tokens = TOKENS[theme]
    measured = contrast(getattr(tokens, token), tokens.surface)
    assert measured >= ON_SURFACE[token][THEMES.index(theme)] - 0.06


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("tone", [*TONES, "accent"])
def test_a_tone_is_readable_on_its_own_soft_ground(theme, tone):
    tokens = TOKENS[theme]
    assert contrast(getattr(tokens, tone), getattr(tokens, f"{tone}_soft")) >= 5.35


@pytest.mark.parametrize(
    ("theme", "least"), [(Theme.LIGHT, 6.5), (Theme.DARK, 7.7), (Theme.CONTRAST, 16.6)]
)
def test_text_on_the_accent_is_readable(theme, least):
    tokens = TOKENS[theme]
    assert contrast(tokens.accent_text, tokens.accent) >= least - 0.06


@pytest.mark.parametrize("theme", THEMES)
def test_tooltips_and_badges_are_readable(theme):
    tokens = TOKENS[theme]
    assert contrast(tokens.tip_text, tokens.tip) >= 7
    assert contrast(tokens.text2, tokens.sunken) >= 4.5
    assert contrast(tokens.text2, tokens.frame) >= 4.5
    assert contrast(tokens.text2, tokens.hover) >= 4.5


def test_the_selected_row_keeps_its_text_and_tones_readable():
    least = {Theme.LIGHT: (13.3, 5.4, 5.0, 5.2), Theme.DARK: (10.2, 5.2, 5.0, 4.7)}
    for theme, (text, text2, tone, accent) in least.items():
        tokens = TOKENS[theme]
        assert contrast(tokens.sel_text, tokens.sel) >= text - 0.06
        assert contrast(tokens.text2, tokens.sel) >= text2 - 0.06
        assert contrast(tokens.accent, tokens.sel) >= accent - 0.06
        for name in TONES:
            assert contrast(getattr(tokens, name), tokens.sel) >= tone - 0.06
    assert contrast(TOKENS[Theme.CONTRAST].sel_text, TOKENS[Theme.CONTRAST].sel) >= 16.5


@pytest.mark.parametrize("theme", THEMES)
def test_aging_parts_stand_out_and_keep_their_order_without_colour(theme):
    tokens = TOKENS[theme]
    steps = [contrast(colour, tokens.surface) for colour in tokens.aging]
    assert steps == sorted(steps)
    apart = 1.35 if theme == Theme.CONTRAST else 1.48
    assert all(b / a >= apart for a, b in itertools.pairwise(steps))
    assert min(steps) >= 3.0
    if theme != Theme.CONTRAST:
        measured = AGING[THEMES.index(theme)]
        assert all(s >= m - 0.06 for s, m in zip(steps, measured, strict=True))


def test_the_pairs_that_are_not_allowed_are_still_the_bad_ones():
    """The four rules exist because of these numbers; if they change, the rules may go."""
    light, high = TOKENS[Theme.LIGHT], TOKENS[Theme.CONTRAST]
    assert contrast(light.text3, light.sel) < 4.5
    assert min(contrast(light.aging[0], g) for g in (light.sel, light.hover, light.sunken)) < 3
    assert min(contrast(getattr(high, tone), high.sel) for tone in TONES) < 3
    assert contrast(light.line, light.surface) < 3


@pytest.mark.parametrize("theme", THEMES)
def test_the_palette_says_what_the_tokens_say(qapp, theme):
    style = Style(theme)
    palette, tokens = style.palette(), TOKENS[theme]
    assert palette.color(QPalette.ColorRole.Window) == QColor(tokens.frame)
    assert palette.color(QPalette.ColorRole.Base) == QColor(tokens.surface)
    assert palette.color(QPalette.ColorRole.Highlight) == QColor(tokens.sel)
    assert palette.color(QPalette.ColorRole.PlaceholderText) == QColor(tokens.text3)
    disabled = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert disabled == QColor(tokens.text3)


@pytest.mark.parametrize("theme", THEMES)
def test_the_stylesheet_has_no_token_left(qapp, theme):
    sheet = Style(theme).stylesheet()
    assert "@" not in sheet
    assert "None" not in sheet
    assert TOKENS[theme].accent in sheet


def test_fields_take_the_same_place_with_and_without_focus(qapp):
    sheet = Style().stylesheet()
    assert (
        "border: 1px solid #79818C; border-radius: 6px;\n  padding: 0 10px; min-height: 30px"
        in sheet
    )
    assert "border: 2px solid #2457C5; padding: 0 9px; min-height: 28px" in sheet


def test_every_token_is_a_colour():
    for tokens in TOKENS.values():
        for field in fields(Tokens):
            value = getattr(tokens, field.name)
            for colour in value if field.name == "aging" else (value,):
                assert QColor(colour).isValid()


def test_a_new_theme_is_told_once_and_changes_colours(qapp, qtbot):
    style = Style()
    before = style.colour("surface")
    with qtbot.waitSignal(style.changed):
        style.set_theme(Theme.DARK)
    assert style.colour("surface") != before
    with qtbot.assertNotEmitted(style.changed):
        style.set_theme(Theme.DARK)


def test_fonts_follow_the_text_scale_and_line_figures_up(qapp):
    style = Style()
    assert style.font("body").pixelSize() == 13
    assert style.font("headline").weight() == QFont.Weight.DemiBold
    style.set_text_scale(2.0)
    assert style.font("body").pixelSize() == 26
    for role in FONT_ROLES:
        widths = {style.metrics(role).horizontalAdvance(digit * 4) for digit in "0123456789"}
        assert max(widths) - min(widths) <= 1, role  # "44" is kerned by an eighth of a pixel


def test_small_text_does_not_make_targets_smaller(qapp):
    style = Style(text_scale=0.8)
    assert style.px(32) == 32
    assert Style(text_scale=1.5).px(32) == 48


def test_an_icon_is_painted_once_and_in_its_tone(qapp):
    style = Style()
    first = style.pixmap("st-warn", "warn", 16, 2.0)
    assert first.cacheKey() == style.pixmap("st-warn", "warn", 16, 2.0).cacheKey()
    assert (first.width(), first.devicePixelRatio()) == (32, 2.0)
    image = first.toImage()
    seen = {
        image.pixelColor(x, y).name()
        for x in range(32)
        for y in range(32)
        if image.pixelColor(x, y).alpha() == 255
    }
    assert seen == {TOKENS[Theme.LIGHT].warn.lower()}


def test_a_missing_icon_leaves_its_place_empty(qapp):
    assert not Style().pixmap("no-such-icon", "text", 16).isNull()
