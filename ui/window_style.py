"""The few style rules that belong to the frame of the window and its dialogs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ui.style import Style

_RULES: Final = """
QFrame#hairline {{ background: {line}; border: 0; }}
QWidget#frame_side, QFrame#status_line {{ background: {frame}; }}
QWidget#panel, QWidget#list_side, QStackedWidget, QWidget#pane {{ background: {surface}; }}
QDialog#dialog, QWidget#rules_inside, QWidget#status_words_inside {{ background: {raised}; }}
QToolButton#club_plate {{
  background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 0 10px;
  color: {text}; font-weight: 600; text-align: left;
}}
QToolButton#club_plate[several="true"] {{ background: {raised}; border-color: {line}; }}
QToolButton#club_plate:focus {{ border: 2px solid {focus}; padding: 0 9px; }}
QToolButton#club_plate::menu-indicator {{ image: none; }}
QToolButton#status_part {{
  background: transparent; border: 1px solid transparent; border-radius: 4px; color: {text2};
  padding: 0 5px;
}}
QToolButton#status_part:hover {{ background: {hover}; }}
QToolButton#status_part:focus {{ border: 2px solid {focus}; padding: 0 4px; }}
QPushButton#status_message {{
  background: transparent; border: 1px solid transparent; border-radius: 4px; color: {text2};
  padding: 0 5px; min-height: 20px; text-align: left; font-weight: 400;
}}
QPushButton#status_message:hover {{ background: {hover}; }}
QPushButton#status_message:focus {{ border: 2px solid {focus}; padding: 0 4px; min-height: 18px; }}
QPushButton[quick="true"] {{ text-align: left; padding: 0 10px; }}
QPushButton[quick="true"]:focus {{ padding: 0 9px; }}
QPushButton[quick="true"][on="true"] {{
  background: {accent_soft}; border-color: {accent}; color: {accent};
}}
QLabel#key_cap {{
  background: {sunken}; border: 1px solid {line}; border-radius: 4px; padding: 1px 6px;
}}
"""


def frame_rules(style: Style) -> str:
    """Return the rules in the colours of the theme."""
    names = ["line", "frame", "surface", "raised", "text", "text2", "focus", "hover", "sunken"]
    names += ["accent", "accent_soft"]
    return _RULES.format(**{name: style.colour(name).name() for name in names})
