"""The line between transcript and editor: what is wrong with what is typed, else its grammar, else the latest reply
in one sentence, else what could be done. A batch under way comes before all."""

from __future__ import annotations

import asyncio

from textual.content import Content
from textual.widgets import Static

from smtptui.explain.states import what_next
from smtptui.explain.verbs import explain_verb
from smtptui.messages import Message, Plural, Translator
from smtptui.smtp.events import Closed, Party, Received, TlsRefused
from smtptui.smtp.state import DialogueState, Phase
from smtptui.tui.batch import BatchProgress
from smtptui.tui.palette import SIGNS, STYLES

SEARCH_SECONDS = 6.0


class HintLine(Static):
    """One row. Inputs: `show`, `show_reply`, `show_batch`, `show_for_a_moment`."""

    ABOUT = Message("Warnings about what you type, the grammar of the command, the latest reply in short.")
    DEFAULT_CSS = """
    HintLine { height: auto; max-height: 3; padding: 0 1; background: $panel; }
    """

    def __init__(self, translate: Translator, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._translate = translate
        self._batch: BatchProgress | None = None
        self._lesson: Content | None = None
        self._reply: Content | None = None
        self._is_failure = False
        self._moment: Content | None = None
        self._moment_timer: asyncio.TimerHandle | None = None
        self._stays = False
        self._rest: Content = Content("")
        self._shown: Content | None = None

    def show_batch(self, batch: BatchProgress | None) -> None:
        """The progress of a batch, None when none runs."""
        self._batch = batch

    def show_lesson(self, lesson: Content | None) -> None:
        """What the lesson says: in place of advice about the line, which is the learner's to find. None outside one."""
        self._lesson = lesson

    def show_reply(self, event: Received, state: DialogueState | None) -> None:
        """The latest reply in one sentence."""
        from smtptui.explain.reply import explain_reply

        explanation = explain_reply(event, state)
        severity = event.reply.severity
        if explanation.retry_after is not None:
            text = self._translate.text("{why} Ctrl+N tries again.", why=explanation.retry_after.message)
        elif explanation.prompt is not None:
            text = self._translate.text(
                'The server asks: "{prompt}". F4 encodes the answer.', prompt=explanation.prompt
            )
        elif explanation.queue_id is not None:
            text = self._translate.text("Accepted; the server's queue id is {id}.", id=explanation.queue_id)
        else:
            text = self._translate(explanation.meaning)
        self._is_failure = False
        head = Content.styled(f"{SIGNS[severity]} {event.reply.code}", STYLES[severity])
        self._reply = head + Content(f"  {text}")
        self.end_moment()

    def show_end(self, event: TlsRefused | Closed, spoken: Message | None) -> None:
        """How the session ended, where no reply says it. `spoken`: what the server spoke instead of SMTP."""
        if (
            isinstance(event, TlsRefused)
            or (event.by is Party.NETWORK and not self._is_failure)
            or (event.by is Party.SERVER and event.unanswered)
        ):
            self._reply = self._failure(spoken or event.reason)

    def _failure(self, reason: Message) -> Content:
        self._is_failure = True
        return Content.styled("! ", "bold $text-error") + Content(self._translate(reason))

    def show_search(self, current: int, count: int, problem: Message | None) -> None:
        """How a search in the transcript stands, for a few seconds."""
        if problem is not None:
            content = Content.styled(self._translate(problem), "$text-warning")
        elif not count:
            content = Content.styled(self._translate.text("Not found."), "$text-warning")
        else:
            told = Plural(
                "Match {current} of {count}; n and N go to the next and the one before.",
                "Match {current} of {count}; n and N go to the next and the one before.",
                count,
                current=current or "-",
            )
            content = Content(self._translate(told))
        self.show_for_a_moment(content, SEARCH_SECONDS)

    def show_for_a_moment(self, content: Content, seconds: float, *, stays: bool = False) -> None:
        """Shows something for `seconds`, over everything else; unless it `stays`, only until a reply comes."""
        self._moment = content
        self._stays = stays
        if self._moment_timer is not None:
            self._moment_timer.cancel()
        # Not set_timer: Textual skips a timer that is late when it starts, and the moment would never be over.
        self._moment_timer = asyncio.get_running_loop().call_later(seconds, self.call_later, self._moment_over)
        self._draw()

    def end_moment(self) -> None:
        """What was shown for a moment has been read."""
        if not self._stays:
            self._moment_over()

    def _moment_over(self) -> None:
        self._moment = None
        self._stays = False
        self._draw()

    def show(self, state: DialogueState | None, open_state: DialogueState | None, line: str, count: int = 1) -> None:
        """Works out what to say; `open_state` is None when nothing can be sent. `line` is the one at the cursor of
        `count` in the editor."""
        about_line = self._about_lines(open_state, line, count)
        if self._lesson is not None:
            self._rest = self._lesson
        elif about_line is not None:
            self._rest = about_line
        elif self._reply is not None and open_state is None and state is not None:
            again = self._translate.text("Ctrl+R connects again.")
            self._rest = self._reply + Content(f" {again}")
        else:
            self._rest = self._reply or self._about_state(state)
        self._draw()

    def forget_reply(self) -> None:
        """Another session is shown."""
        self._reply = None
        self._is_failure = False

    def _about_lines(self, state: DialogueState | None, line: str, count: int) -> Content | None:
        if state is not None and state.phase is Phase.DATA:
            if (warning := self._about_line(state, line)) is not None or not (line or count > 1):
                return warning
            return Content(
                self._translate.text("Enter adds a line. A line with one dot, then Enter, sends the message.")
            )
        if count > 1:
            told = Plural(
                "A batch of {count} line. F5 sends it line by line, as replies come; Esc empties the editor.",
                "A batch of {count} lines. F5 sends it line by line, as replies come; Esc empties the editor.",
                count,
            )
            return Content(self._translate(told))
        return self._about_line(state, line)

    def _about_line(self, state: DialogueState | None, line: str) -> Content | None:
        if not line or state is None:
            return None
        from smtptui.explain.mistakes import diagnose

        mistakes = diagnose(line, state)
        if mistakes:
            return Content.styled(f"⚠ {self._translate(mistakes[0].message)}", "$text-warning")
        if state.phase is not Phase.COMMAND:
            return None
        explained = explain_verb(line.split(maxsplit=1)[0] if line.split() else "")
        if explained is None:
            return None
        return Content.styled(explained.syntax, "bold") + Content(f"   {self._translate(explained.hint)}")

    def _about_state(self, state: DialogueState | None) -> Content:
        if state is None:
            return Content(self._translate.text("F2 connects to a server, or to the practice server."))
        if state.phase is Phase.CLOSED:
            return Content(
                self._translate.text("The session is over. Ctrl+R connects again, F2 elsewhere, F7 saves it.")
            )
        return Content(" ".join(self._translate(message) for message in what_next(state)))

    def _draw(self) -> None:
        content = self._moment or self._about_batch() or self._rest
        if content != self._shown:
            self._shown = content
            self.update(content)

    def _about_batch(self) -> Content | None:
        if self._batch is None:
            return None
        text = self._translate(
            Plural(
                "Batch: {done} of {count} line sent. Esc stops it.",
                "Batch: {done} of {count} lines sent. Esc stops it.",
                self._batch.total,
                done=self._batch.done,
            )
        )
        return Content.styled(text, "bold $text-accent")
