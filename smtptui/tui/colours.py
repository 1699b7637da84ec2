"""How the screen looks where colours say nothing (NO_COLOR): weight and lines say it instead."""

from __future__ import annotations

THEME = "ansi-dark"
"""Textual's own way with NO_COLOR is grey on grey: the terminal's default colours are read better."""

WITHOUT = """
App:nocolor {
    RowButton.-primary { text-style: bold underline; }
    RowButton:focus { text-style: bold reverse; }
    Select:focus > SelectCurrent { text-style: bold reverse; }
    Input { text-style: underline; }
    StateBar #clock.waiting { text-style: bold reverse; }
}
"""

VARIABLES_WITHOUT = {
    # Textual's lists know no reversal.
    "block-cursor-text-style": "bold underline",
    "button-focus-text-style": "bold reverse",
}
