"""A button in one row. Textual's own style sheet for buttons is the largest of all, and nearly all of it is about
borders and kinds that are not used here: parsing it would be a part of the start that can be noticed."""

from __future__ import annotations

from typing import Literal

from textual.widgets import Button


class RowButton(Button, inherit_css=False):
    """Looks as a compact button of Textual's does."""

    DEFAULT_CSS = """
    RowButton {
        width: auto; min-width: 16; height: auto; line-pad: 1; pointer: pointer;
        text-align: center; content-align: center middle; text-style: bold;
        color: $button-foreground; background: $surface;
        &:focus { text-style: $button-focus-text-style; background-tint: $foreground 5%; }
        &:hover { background: $surface-darken-1; }
        &.-active { background: $surface; tint: $background 30%; }
        &.-primary {
            color: $button-color-foreground; background: $primary;
            &:hover { background: $primary-darken-2; }
            &.-active { background: $primary; }
        }
        &.-warning {
            color: $button-color-foreground; background: $warning;
            &:hover { background: $warning-darken-2; }
            &.-active { background: $warning; }
        }
        &:ansi {
            background: ansi_default;
            &:hover { background: $ansi-background; }
            &.-active { background: $ansi-background; tint: transparent; }
            &.-primary { color: $primary; background: ansi_default; }
            &.-primary:hover { background: $ansi-background; }
            &.-warning { color: $warning; background: ansi_default; }
            &.-warning:hover { background: $ansi-background; }
        }
    }
    """

    def __init__(self, label: str, variant: Literal["default", "primary", "warning"] = "default", *, id: str) -> None:
        super().__init__(label, variant, id=id)
