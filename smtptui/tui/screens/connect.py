"""F2: where to connect. The practice server comes first, so Enter alone starts a session."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Checkbox, Input, Label, OptionList, Select, Static
from textual.widgets.option_list import Option

from smtptui.errors import SmtptuiError
from smtptui.messages import Message, Plural, Translator
from smtptui.practice.scenario import load_scenario, scenario_names
from smtptui.session.journals import JournalInfo, list_journals
from smtptui.session.options import ConnectOptions, TlsMode
from smtptui.session.target import DEFAULT_SCENARIO, Kind, parse_target
from smtptui.settings import Settings, load_recent
from smtptui.smtp.visible import visible_text
from smtptui.tui.screens.overlay import Overlay
from smtptui.tui.widgets.tick import Tick
from smtptui.values import dataclass

MOST_AGAIN, MOST_CUT_OFF, MOST_ENDED = 5, 3, 10
FROM_TARGET = "target"


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen: a target and how to connect, or an earlier session's journal."""

    target: str
    options: ConnectOptions
    journal: Path | None = None


class ConnectScreen(Overlay[Choice]):
    """The connect screen."""

    ABOUT = Message(
        "Enter starts a session with the practice server that is marked. To connect elsewhere type a target: "
        "host:port, mx:example.org, user@example.org, smtps://host, gmail, unix:/path. TLS 'as the target says' means "
        "at once on port 465, else only when you type STARTTLS. The name for EHLO may be left empty."
    )
    VERTICAL_BREAKPOINTS = [(0, "-short"), (34, "-tall")]
    DEFAULT_CSS = """
    ConnectScreen #frame { width: 96%; max-width: 104; }
    ConnectScreen #choices {
        height: auto; max-height: 16; border: none; padding: 0; background: $surface; scrollbar-size-vertical: 1;
        text-wrap: nowrap; text-overflow: ellipsis;
    }
    ConnectScreen.-short #choices { max-height: 8; }
    ConnectScreen #about { width: 100%; height: 2; color: $text-muted; }
    ConnectScreen .label { width: 11; }
    ConnectScreen #tls { width: 30; }
    ConnectScreen #insecure { margin-left: 2; }
    """

    def __init__(self, settings: Settings, translate: Translator, options: ConnectOptions, target: str | None) -> None:
        super().__init__(translate)
        self._settings = settings
        self._options = options
        self._last = target or ""
        self._sessions: dict[str, JournalInfo] = {}
        self._about: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        text = self.translate.text
        with Vertical(id="frame") as frame:
            frame.border_title = text("smtptui: start a session")
            frame.border_subtitle = text("Enter starts · Tab moves · F1 help · Esc closes")
            yield OptionList(*self._choices(), id="choices", compact=True, markup=False)
            yield Static(id="about", markup=False)
            with Horizontal(classes="field"):
                yield Label(text("Target"), classes="label", markup=False)
                placeholder = text("host:port, mx:domain, user@domain, smtps://host, gmail …")
                # Selected on focus, the letters typed before it came would be lost to the next one.
                yield Input(placeholder=placeholder, compact=True, select_on_focus=False, id="target")
            with Horizontal(classes="field"):
                yield Label("TLS", classes="label", markup=False)
                yield Select(self._tls_choices(), value=self._tls(), allow_blank=False, compact=True, id="tls")
                yield Tick(text("insecure: any certificate"), self._options.insecure, id="insecure")
            with Horizontal(classes="field"):
                yield Label(text("CA file"), classes="label", markup=False)
                yield Input(
                    str(self._options.ca_file or ""),
                    placeholder=text("this system's authorities"),
                    compact=True,
                    id="ca",
                )
            with Horizontal(classes="field"):
                yield Label(text("EHLO name"), classes="label", markup=False)
                placeholder = text("for what is sent for you; empty: this end's address")
                yield Input(self._options.ehlo_name or "", placeholder=placeholder, compact=True, id="ehlo")
            yield Static(classes="problem", id="problem", markup=False)
            with Horizontal(classes="buttons"):
                yield Button(text("Connect"), id="go", variant="primary", compact=True)
                yield Button(text("Cancel"), id="cancel", compact=True)

    def on_mount(self) -> None:
        choices = self.query_one("#choices", OptionList)
        choices.focus()
        choices.highlighted = 0

    # -- the choices

    def _choices(self) -> list[Option]:
        names = sorted(scenario_names(), key=lambda name: (name != DEFAULT_SCENARIO, name))
        practice = [Option(self._scenario_line(name), id=f"target:practice:{name}") for name in names]
        recent = [target for target in load_recent(self._settings) if target not in _practice_names(names)]
        again = [Option(self._line(self.translate.text("Again"), target), id=f"target:{target}") for target in recent]
        found = list_journals(self._settings.sessions_folder)
        self._sessions = {info.id: info for info in found}
        # What was cut off comes before what ended in good order.
        cut_off = [self._session(info) for info in found if not info.finished]
        ended = [self._session(info) for info in found if info.finished]
        earlier = (*cut_off[:MOST_CUT_OFF], *practice[1:], *ended[:MOST_ENDED])
        return [practice[0], *again[:MOST_AGAIN], *earlier]

    def _session(self, info: JournalInfo) -> Option:
        return Option(self._session_line(info), id=f"journal:{info.id}")

    def _line(self, kind: str, name: str, about: str = "") -> Content:
        shown = Content.styled(f"{kind:<9} ", "$text-muted") + Content.styled(f"{visible_text(name):<10}", "bold")
        return shown + Content(f"  {about}") if about else shown

    def _scenario_line(self, name: str) -> Content:
        about = self._about[f"target:practice:{name}"] = self.translate(load_scenario(name).summary)
        return self._line(self.translate.text("Practice"), name, about)

    def _session_line(self, info: JournalInfo) -> Content:
        began = time.strftime("%Y-%m-%d %H:%M", time.localtime(info.started))
        about = self.translate(Plural("{count} event", "{count} events", info.records))
        if not info.finished:
            about = self.translate.text("unfinished, {events}", events=about)
        self._about[f"journal:{info.id}"] = self.translate.text(
            "An earlier session, to read and to save: nothing is connected. {date}, {events}.", date=began, events=about
        )
        return self._line(self.translate.text("Look at"), info.target, f"{began}  {about}")

    def _tls_choices(self) -> list[tuple[str, str]]:
        text = self.translate.text
        return [
            (text("as the target says"), FROM_TARGET),
            (text("none: only if you type it"), TlsMode.NONE.value),
            (text("auto: STARTTLS if offered"), TlsMode.AUTO.value),
            (text("starttls: for you, or fail"), TlsMode.STARTTLS.value),
            (text("implicit: at once (465)"), TlsMode.IMPLICIT.value),
        ]

    def _tls(self) -> str:
        return self._options.tls.value if self._options.tls is not None else FROM_TARGET

    # -- choosing

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        # Lines are cut where the screen is narrow: here the words are whole.
        self.query_one("#about", Static).update(Content(self._about.get(event.option.id or "", "")))

    @on(OptionList.OptionSelected)
    def _option_selected(self, event: OptionList.OptionSelected) -> None:
        kind, _, name = (event.option.id or "").partition(":")
        if kind == "journal":
            self.dismiss(Choice("", self._options, self._sessions[name].path))
        else:
            self._finish(name)

    @on(Input.Submitted)
    @on(Button.Pressed, "#go")
    def _entered(self) -> None:
        typed = self.query_one("#target", Input).value.strip()
        if typed:
            self._finish(typed)
        else:
            self.query_one("#choices", OptionList).action_select()

    @on(Button.Pressed, "#cancel")
    def _cancel(self) -> None:
        self.dismiss(None)

    def on_key(self, event: events.Key) -> None:
        """Typing goes into the target, wherever one is in the list."""
        if isinstance(self.focused, OptionList) and event.is_printable and event.character and event.character != " ":
            field = self.query_one("#target", Input)
            field.focus()
            field.insert_text_at_cursor(event.character)
            event.stop()

    def _finish(self, target: str) -> None:
        try:
            if (parsed := parse_target(target, self._settings.profiles)).kind is Kind.PRACTICE:
                load_scenario(parsed.host)
            options = self._filled()
        except SmtptuiError as error:
            self.tell(error.message)
            return
        self.dismiss(Choice(target, options))

    def _filled(self) -> ConnectOptions:
        tls = str(self.query_one("#tls", Select).value)
        ca = self.query_one("#ca", Input).value.strip()
        return replace(
            self._options,
            tls=None if tls == FROM_TARGET else TlsMode(tls),
            insecure=self.query_one("#insecure", Checkbox).value,
            ca_file=Path(ca).expanduser() if ca else None,
            ehlo_name=self.query_one("#ehlo", Input).value.strip() or None,
        )


def _practice_names(names: list[str]) -> set[str]:
    return {"practice", *(f"practice:{name}" for name in names)}
