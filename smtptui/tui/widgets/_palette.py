"""The transcript view's colours, as component classes, and the styles computed from them."""

from __future__ import annotations

from rich.style import Style
from textual.widget import Widget

from smtptui.tui.palette import COLOURS
from smtptui.tui.widgets._strips import ROLES, Palette, State

_STATES = {State.CURSOR: "cursor", State.UNFOCUSED: "cursor-unfocused", State.RANGE: "range"}

COMPONENTS = {f"transcript--{name}" for name in (*ROLES, *_STATES.values(), "badge")}

CSS = """
TranscriptView {
    background: $background;
    color: $foreground;
    overflow-x: auto;
    overflow-y: auto;
    scrollbar-gutter: stable;
    scrollbar-size: 0 1;
    & > .transcript--time { color: $text-muted; }
    & > .transcript--tail { color: $text-muted; }
    & > .transcript--info { color: $text-muted; }
    & > .transcript--warning { color: $text-warning; }
    & > .transcript--error { color: $text-error; text-style: bold; }
    & > .transcript--sent { color: $foreground; text-style: bold; }
    & > .transcript--block { color: $foreground; }
    & > .transcript--anomaly { color: $text-warning; text-style: reverse; }
    & > .transcript--match { text-style: underline; color: $text-warning; }
    & > .transcript--current { text-style: reverse bold; color: $text-warning; }
    & > .transcript--cursor { background: $foreground 12%; }
    & > .transcript--cursor-unfocused { background: $foreground 6%; }
    & > .transcript--range { background: $primary 25%; }
    & > .transcript--badge { background: $primary; color: $text; text-style: bold; }
}
""" + "".join(
    f"TranscriptView > .transcript--{severity.name.lower()} {{ color: {colour}; text-style: bold; }}\n"
    for severity, colour in COLOURS.items()
)


def palette_of(widget: Widget) -> Palette:
    """The widget's styles by now: its theme or its state may have changed since."""
    roles = {role: _overlay(widget, role) for role in ROLES}
    styles = {State.PLAIN: _on(widget.rich_style, roles)}
    for state, name in _STATES.items():
        styles[state] = _on(widget.get_component_rich_style(f"transcript--{name}"), roles)
    badge = widget.get_component_rich_style("transcript--badge")
    return Palette(styles, widget.screen.get_component_rich_style("screen--selection"), badge)


def _overlay(widget: Widget, role: str) -> Style:
    # The whole style has the colour that is meant, blended; only the partial one tells whether there is a background.
    whole = widget.get_component_rich_style(f"transcript--{role}")
    return widget.get_component_rich_style(f"transcript--{role}", partial=True) + Style(color=whole.color)


def _on(base: Style, roles: dict[str, Style]) -> dict[str, Style]:
    return {"base": base, **{role: base + style for role, style in roles.items()}}
