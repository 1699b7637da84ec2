"""The list of the connect screen: practice scenarios, the lessons, targets used before, earlier sessions."""

from __future__ import annotations

import time
from pathlib import Path

from textual import events
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from smtptui.messages import Plural, Translator
from smtptui.practice.scenario import load_scenario, scenario_names
from smtptui.session.journals import JournalInfo, list_journals
from smtptui.session.target import DEFAULT_SCENARIO
from smtptui.settings import Settings, load_recent
from smtptui.smtp.visible import visible_text

LESSONS = "lessons:"
"""The id of the option that leads to the lessons."""
MOST_AGAIN, MOST_CUT_OFF, MOST_ENDED = 5, 3, 10


class Choices(OptionList):
    """What can be chosen with one key. An option's id is `target:` and a target, `journal:` and a session's id, or
    LESSONS.

    Typing goes into `field`, and the keyboard with it.
    """

    DEFAULT_CSS = """
    Choices {
        height: auto; max-height: 35vh; border: none; padding: 0; background: $surface; scrollbar-size-vertical: 1;
        text-wrap: nowrap; text-overflow: ellipsis;
    }
    """

    def __init__(self, settings: Settings, translate: Translator, field: Input, *, id: str | None = None) -> None:
        self._translate = translate
        self._field = field
        self._is_handing_over = False
        self._about: dict[str, str] = {}
        self._journals: dict[str, Path] = {}
        super().__init__(*self._all(settings), id=id, compact=True, markup=False)

    def about(self, option: Option) -> str:
        """The whole of what an option's line says: lines are cut where the screen is narrow."""
        return self._about.get(option.id or "", "")

    def journal(self, option: Option) -> Path | None:
        """The journal of an earlier session, None for a target."""
        return self._journals.get(option.id or "")

    @staticmethod
    def target(option: Option) -> str:
        """The target, "" for an earlier session."""
        kind, _, name = (option.id or "").partition(":")
        return name if kind == "target" else ""

    # -- typing

    async def _on_key(self, event: events.Key) -> None:
        if event.is_printable and event.character and event.character != " ":
            event.stop()
            self._type(event.character)
        elif event.key == "enter" and self._field.value:  # typed, and the keyboard has not gone there yet
            event.stop()
            await self._field.action_submit()

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        self._type((event.text.splitlines() or [""])[0])

    def _type(self, text: str) -> None:
        self._field.insert_text_at_cursor(text)
        if not self._is_handing_over:
            self._is_handing_over = True
            self._hand_over()

    def _hand_over(self) -> None:
        """The keyboard goes to the field when the keys that came meanwhile are there, too, in their order."""
        if self.message_queue_size:
            self.call_later(self._hand_over)
            return
        self._is_handing_over = False
        if self.has_focus:
            self.screen.set_focus(self._field)

    def _all(self, settings: Settings) -> list[Option]:
        names = sorted(scenario_names(), key=lambda name: (name != DEFAULT_SCENARIO, name))
        practice = [Option(self._scenario_line(name), id=f"target:practice:{name}") for name in names]
        recent = [target for target in load_recent(settings) if target not in _practice_names(names)]
        again = [Option(self._line(self._translate.text("Again"), target), id=f"target:{target}") for target in recent]
        found = list_journals(settings.sessions_folder)
        # What was cut off comes before what ended in good order.
        cut_off = [info for info in found if not info.finished][:MOST_CUT_OFF]
        ended = [info for info in found if info.finished][:MOST_ENDED]
        earlier = (*map(self._session, cut_off), *practice[1:], *map(self._session, ended))
        return [practice[0], self._lessons(), *again[:MOST_AGAIN], *earlier]

    def _line(self, kind: str, name: str, about: str = "") -> Content:
        shown = Content.styled(f"{kind:<9} ", "$text-muted") + Content.styled(f"{visible_text(name):<10}", "bold")
        return shown + Content(f"  {about}") if about else shown

    def _scenario_line(self, name: str) -> Content:
        about = self._about[f"target:practice:{name}"] = self._translate(load_scenario(name).summary)
        return self._line(self._translate.text("Practice"), name, about)

    def _lessons(self) -> Option:
        about = self._about[LESSONS] = self._translate.text("SMTP by hand, step by step (F3)")
        return Option(self._line(self._translate.text("Learn"), self._translate.text("lessons"), about), id=LESSONS)

    def _session(self, info: JournalInfo) -> Option:
        id = f"journal:{info.id}"
        self._journals[id] = info.path
        began = time.strftime("%Y-%m-%d %H:%M", time.localtime(info.started))
        about = self._translate(Plural("{count} event", "{count} events", info.records))
        if not info.finished:
            about = self._translate.text("unfinished, {events}", events=about)
        self._about[id] = self._translate.text(
            "An earlier session, to read and to save: nothing is connected. {date}, {events}.", date=began, events=about
        )
        return Option(self._line(self._translate.text("Look at"), info.target, f"{began}  {about}"), id=id)


def _practice_names(names: list[str]) -> set[str]:
    return {"practice", *(f"practice:{name}" for name in names)}
