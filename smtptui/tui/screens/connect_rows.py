"""The connect screen's fields as rows of widgets."""

from __future__ import annotations

from collections.abc import Iterable

from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Input, Select, Static

from smtptui.messages import Translator
from smtptui.session.options import ConnectOptions
from smtptui.tui.screens.connect_fields import MORE, Field
from smtptui.tui.widgets.masked_input import MaskedInput


def row(translate: Translator, options: ConnectOptions, *fields: Field, beside: Iterable[Widget] = ()) -> Horizontal:
    """The fields, each behind its label; a field's widget has its name as id."""
    widgets: list[Widget] = []
    for field in fields:
        widgets.append(Static(translate(field.label), classes="label", markup=False))
        widgets.append(_widget(translate, options, field))
    return Horizontal(*widgets, *beside, classes="field")


def _widget(translate: Translator, options: ConnectOptions, field: Field) -> Widget:
    value = field.shown(options)
    if field.choices:
        choices = [(translate(words), choice) for words, choice in field.choices]
        return Select(choices, value=value, allow_blank=False, compact=True, id=field.name)
    placeholder = translate(field.placeholder) if field.placeholder is not None else ""
    if field.is_secret:
        return MaskedInput(value, translate, placeholder=placeholder, id=field.name)
    return Input(value, placeholder=placeholder, compact=True, id=field.name)


def value_of(widget: Widget) -> str:
    """What stands in a field's widget."""
    assert isinstance(widget, Input | Select)
    return str(widget.value)


class MoreFields(Vertical):
    """The fields that few need, in the place of the list."""

    DEFAULT_CSS = """
    MoreFields { height: auto; margin-bottom: 1; }
    MoreFields .label { width: 20; }
    MoreFields Select { width: 1fr; }
    """

    def __init__(self, translate: Translator, options: ConnectOptions, *, id: str) -> None:
        super().__init__(*(row(translate, options, *fields) for fields in MORE), id=id)
