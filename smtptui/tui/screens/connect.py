"""F2: where to connect. The practice server comes first, so Enter alone starts a session."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Checkbox, Input, OptionList, Static

from smtptui.errors import SmtptuiError
from smtptui.messages import Message, Translator
from smtptui.practice.scenario import load_scenario
from smtptui.session.options import ConnectOptions
from smtptui.session.target import Kind, parse_target
from smtptui.settings import Settings
from smtptui.tui.screens.connect_choices import LESSONS, Choices
from smtptui.tui.screens.connect_fields import CA, EHLO, MORE, PROXY, TLS, Field, WrongField, read_fields
from smtptui.tui.screens.connect_rows import MoreFields, row, value_of
from smtptui.tui.screens.overlay import Chooser, Leave
from smtptui.tui.widgets.row_button import RowButton
from smtptui.tui.widgets.tick import Tick
from smtptui.values import dataclass

FIELDS = (TLS, CA, EHLO, PROXY)
MORE_FIELDS = tuple(field for fields in MORE for field in fields)


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen: a target and how to connect, or an earlier session's journal."""

    target: str
    options: ConnectOptions
    journal: Path | None = None


class ConnectScreen(Chooser[Choice]):
    """The connect screen."""

    ABOUT = Message(
        "Enter starts a session with the practice server that is marked. To connect elsewhere type a target: "
        "host:port, mx:example.org, user@example.org, smtps://host, gmail, unix:/path. TLS 'as the target says' means "
        "at once on port 465, else only when you type STARTTLS. The name for EHLO may be left empty. More… has the "
        "client certificate, TLS versions, addresses, the DNS server, timeouts and a proxy's password, in the place "
        "of the list."
    )
    BINDINGS = [Binding("escape", "back", show=False)]
    DEFAULT_CSS = """
    ConnectScreen #frame { width: 96%; max-width: 104; }
    ConnectScreen #about { width: 100%; height: 2; color: $text-muted; }
    ConnectScreen .label { width: 11; }
    ConnectScreen #tls { width: 30; }
    ConnectScreen #insecure { margin-left: 2; }
    ConnectScreen #open-more { width: auto; }
    ConnectScreen #more { display: none; }
    ConnectScreen.-more #more { display: block; }
    ConnectScreen.-more #choices, ConnectScreen.-more #about { display: none; }
    """

    def __init__(
        self, settings: Settings, translate: Translator, options: ConnectOptions, leave: Leave[Choice]
    ) -> None:
        super().__init__(translate, leave)
        self._settings = settings
        self._options = options
        self._usual = settings.connect_options()

    def compose(self) -> ComposeResult:
        text = self.translate.text
        with Vertical(id="frame") as frame:
            frame.border_title = text("smtptui: start a session")
            frame.border_subtitle = text("Enter starts · Tab moves · F1 help · Esc closes")
            # Selected on focus, the letters typed before it came would be lost to the next one.
            target = Input(placeholder=self._target_forms(), compact=True, select_on_focus=False, id="target")
            yield Choices(self._settings, self.translate, target, id="choices")
            yield Static(id="about", markup=False)
            with Horizontal(classes="field"):
                yield Static(text("Target"), classes="label", markup=False)
                yield target
            insecure = Tick(text("insecure: any certificate"), self._options.insecure, id="insecure")
            yield row(self.translate, self._options, TLS, beside=[insecure])
            for field in (CA, EHLO, PROXY):
                yield row(self.translate, self._options, field)
            yield Static(classes="problem", id="problem", markup=False)
            with Horizontal(classes="buttons"):
                yield RowButton(text("Connect"), id="go", variant="primary")
                yield RowButton(text("Cancel"), id="cancel")
                yield RowButton(self._more_label(), id="open-more")

    def _target_forms(self) -> str:
        return self.translate.text("host:port, mx:domain, user@domain, smtps://host, gmail …")

    def on_mount(self) -> None:
        choices = self.query_one("#choices", Choices)
        choices.focus()
        choices.highlighted = 0

    # -- choosing

    @on(OptionList.OptionHighlighted, "#choices")
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        about = self.query_one("#choices", Choices).about(event.option)
        self.query_one("#about", Static).update(Content(about))

    @on(OptionList.OptionSelected, "#choices")
    async def _option_selected(self, event: OptionList.OptionSelected) -> None:
        if event.option.id == LESSONS:
            await self.app.run_action("app.lessons")
            return
        journal = self.query_one("#choices", Choices).journal(event.option)
        if journal is not None:
            self.choose(Choice("", self._options, journal))
        else:
            await self._finish(Choices.target(event.option))

    @on(Input.Submitted)
    @on(Button.Pressed, "#go")
    async def _entered(self) -> None:
        target = self.query_one("#target", Input)
        if typed := target.value.strip():
            await self._finish(typed)
        elif self.has_class("-more") and not self._marked():
            self.tell(Message("Type a target, or Esc goes back to the list."))
            target.focus()
        else:
            self.query_one("#choices", Choices).action_select()

    @on(Button.Pressed, "#cancel")
    def _cancel(self) -> None:
        self.dismiss(None)

    def _marked(self) -> str:
        """The target that is marked in the list, "" for an earlier session."""
        choices = self.query_one("#choices", Choices)
        return choices.target(choices.highlighted_option) if choices.highlighted_option is not None else ""

    async def _finish(self, target: str) -> None:
        try:
            if (parsed := parse_target(target, self._settings.profiles)).kind is Kind.PRACTICE:
                load_scenario(parsed.host)
            options = read_fields(self._typed(), self._options, self._usual)
        except SmtptuiError as error:
            if isinstance(error, WrongField):
                await self._go_to(error.name)
            self.tell(error.message)
        else:
            insecure = self.query_one("#insecure", Checkbox).value
            self.choose(Choice(target, replace(options, insecure=insecure)))

    def _typed(self) -> dict[Field, str]:
        """What stands in the fields; those that were never opened are as they came."""
        found = {widget.id: widget for widget in self.query("Input, Select")}
        return {
            field: value_of(found[field.name]) if field.name in found else field.shown(self._options)
            for field in (*FIELDS, *MORE_FIELDS)
        }

    # -- more fields, in the place of the list

    @on(Button.Pressed, "#open-more")
    async def _more_pressed(self) -> None:
        if self.has_class("-more"):
            self.action_back()
        else:
            await self._go_to(MORE_FIELDS[0].name)

    async def _go_to(self, name: str) -> None:
        """The field of that name; where it is one of those out of sight, they take the place of the list."""
        if not self.has_class("-more") and any(field.name == name for field in MORE_FIELDS):
            await self._open_more()
        self.query_one(f"#{name}").focus()

    async def _open_more(self) -> None:
        if marked := self._marked():  # it goes out of sight with the list
            self.query_one("#target", Input).placeholder = self.translate.text("empty: {target}", target=marked)
        if not self.query("#more"):
            await self.mount(MoreFields(self.translate, self._options, id="more"), after="#about")
        self.add_class("-more")
        self._name_button(self.translate.text("Back to the list"))

    def action_back(self) -> None:
        """Esc: back to the list, where what was typed still counts; there, out of here."""
        if not self.has_class("-more"):
            self.dismiss(None)
            return
        self.remove_class("-more")
        self.query_one("#target", Input).placeholder = self._target_forms()
        self._name_button(self._more_label())
        self.query_one("#choices").focus()

    def _name_button(self, label: str) -> None:
        button = self.query_one("#open-more", Button)
        button.label = label
        button.refresh(layout=True)  # a longer one needs more room

    def _more_label(self) -> str:
        """What is set out of sight is told."""
        typed = self._typed()
        count = sum(typed[field] not in ("", field.shown(self._usual)) for field in MORE_FIELDS)
        return self.translate.text("More… ({count} set)", count=count) if count else self.translate.text("More…")
