"""The encoders: a helper is chosen, its fields are filled in, and its lines are put into the editor, to be seen."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Checkbox, Input, Label, Select, Static

from smtptui import helpers, registry
from smtptui.errors import UsageError
from smtptui.helpers import Field, Helper
from smtptui.messages import Message, Translator
from smtptui.tui.screens.overlay import Overlay
from smtptui.tui.widgets.masked_input import MaskedInput
from smtptui.tui.widgets.row_button import RowButton
from smtptui.tui.widgets.tick import Tick
from smtptui.values import dataclass

_TOOLS = ("base64", "base64-decode")
"""Helpers whose fields are any text: what is typed there is not taken for a secret from then on."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the server asks for in a login under way: `challenge` is its text, `prompt` what the base64 says, and
    `answered` names the fields that it has been told already."""

    challenge: str = ""
    prompt: str | None = None
    answered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Encoded:
    """What goes into the editor, and the values of secret fields, to be masked from now on."""

    helper: str
    lines: tuple[str, ...]
    secrets: tuple[str, ...]


class EncodeScreen(Overlay[Encoded]):
    """F4. `asked` is None outside a login."""

    ABOUT = Message(
        "Choose what to make, and fill in the fields: the lines go into the editor, where they can be read before "
        "Enter sends them. No newline is ever part of what is encoded, and letters are UTF-8. Base64 to text shows "
        "what a server's line says."
    )
    DEFAULT_CSS = """
    EncodeScreen #fields { height: auto; }
    EncodeScreen Select { width: 1fr; }
    EncodeScreen .label { width: 24; }
    EncodeScreen #asked { width: 100%; height: auto; text-style: bold; margin-bottom: 1; }
    EncodeScreen #result { width: 100%; height: auto; max-height: 8; margin-top: 1; color: $text-accent; }
    """

    def __init__(self, translate: Translator, chosen: str, asked: Asked | None = None) -> None:
        super().__init__(translate)
        self._helpers = registry.collect(helpers, Helper)
        self._chosen = chosen
        self._asked = asked or Asked()
        self._values = {"challenge": self._asked.challenge}
        self._lines: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        text = self.translate.text
        options = [(self.translate(helper.title), name) for name, helper in self._helpers.items()]
        with Vertical(id="frame") as frame:
            frame.border_title = text("Encode, decode, log in")
            frame.border_subtitle = text("Enter goes on · Esc closes")
            if self._asked.prompt is not None:
                yield Static(text('The server asks: "{prompt}"', prompt=self._asked.prompt), id="asked", markup=False)
            with Horizontal(classes="field"):
                yield Label(text("What"), classes="label", markup=False)
                yield Select(options, value=self._chosen, allow_blank=False, compact=True, id="helper")
            yield Vertical(id="fields")
            yield Static(id="result", markup=False)
            with Horizontal(classes="buttons"):
                yield RowButton(text("Put into the editor"), id="insert", variant="primary")
                yield RowButton(text("Cancel"), id="cancel")

    async def on_mount(self) -> None:
        await self._show_fields()

    @property
    def _helper(self) -> Helper:
        return self._helpers[self._chosen]

    @property
    def _fields(self) -> list[Field]:
        """The fields to fill in: in a login under way not those that the server has."""
        answered = self._asked.answered if self._chosen not in _TOOLS else ()
        return [field for field in self._helper.fields if field.name not in answered]

    async def _show_fields(self) -> None:
        container = self.query_one("#fields", Vertical)
        await container.remove_children()
        rows: list[Horizontal] = [self._row(field) for field in self._fields]
        if any(field.secret for field in self._fields):
            tick = Tick(self.translate.text("show what is typed"), id="show")
            rows.append(Horizontal(Label("", classes="label"), tick, classes="field"))
        await container.mount(*rows)
        inputs = list(container.query(Input))
        empty = [field for field in inputs if not field.value]
        (empty or inputs)[0].focus()
        self._work_out()

    def _row(self, field: Field) -> Horizontal:
        value, id = self._values.get(field.name, ""), f"field-{field.name}"
        box = MaskedInput(value, self.translate, id=id) if field.secret else Input(value, compact=True, id=id)
        return Horizontal(Label(self.translate(field.label), classes="label", markup=False), box, classes="field")

    @on(Checkbox.Changed, "#show")
    def _show_secrets(self, event: Checkbox.Changed) -> None:
        for field in self._fields:
            if field.secret:
                self.query_one(f"#field-{field.name}", Input).password = not event.value

    @on(Select.Changed, "#helper")
    async def _helper_changed(self, event: Select.Changed) -> None:
        if event.value != self._chosen:
            self._chosen = str(event.value)
            await self._show_fields()

    @on(Input.Changed)
    def _field_changed(self, event: Input.Changed) -> None:
        self._values[(event.input.id or "").removeprefix("field-")] = event.value
        self._work_out()

    def _work_out(self) -> None:
        """Shows what would go into the editor: a result that holds a secret is shown there, in the editor, only."""
        result = self.query_one("#result", Static)
        missing = [field for field in self._fields if not field.optional and not self._values.get(field.name)]
        if missing:
            self._lines = ()
            names = ", ".join(self.translate(field.label) for field in missing)
            result.update(Content(self.translate.text("To fill in: {names}", names=names)))
            return
        try:
            self._lines = self._helper.apply(self._values)
        except UsageError as error:
            self._lines = ()
            result.update(Content.styled(self.translate(error.message), "$text-warning"))
            return
        if any(self._values.get(field.name) for field in self._fields if field.secret):
            text = self.translate.text("Ready: the lines can be read in the editor before they are sent.")
        else:
            text = "\n".join(self._lines)
        result.update(Content(text))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        fields = list(self.query(Input))
        index = fields.index(event.input)
        if index + 1 < len(fields):
            fields[index + 1].focus()
        else:
            self._insert()

    @on(Button.Pressed, "#insert")
    def _insert(self) -> None:
        if self._lines:
            kept = [] if self._chosen in _TOOLS else [field for field in self._fields if field.secret]
            secrets = tuple(self._values.get(field.name, "") for field in kept)
            self.dismiss(Encoded(self._chosen, self._lines, secrets))

    @on(Button.Pressed, "#cancel")
    def _cancel(self) -> None:
        self.dismiss(None)
