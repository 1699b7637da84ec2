"""F9: what stands in the command editor, in the user's own editor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from textual import work
from textual.app import SuspendNotSupported

from smtptui.errors import SmtptuiError
from smtptui.messages import Message
from smtptui.smtp.state import Phase
from smtptui.tui.screens.parts import ExplorerParts, PaletteEntry


class EditingActions(ExplorerParts):
    """Mixed into the explorer's screen."""

    def editing_entries(self) -> Iterator[PaletteEntry]:
        """This action, for the palette."""
        about = Message("F9: the text of the command line, in $EDITOR")
        yield PaletteEntry(Message("Edit in your editor"), about, self.action_edit)

    @work(exclusive=True, group="edit")
    async def action_edit(self) -> None:
        """F9: the text comes back into the command editor; nothing is sent by that."""
        from smtptui.tui.outside import edit, find_command, why_not

        text, phase = self.editor.text, self.conversation.phase
        if (why := why_not(text, phase, self.conversation.mask)) is not None:
            self.on_problem(why)
            return
        name = "message.eml" if phase is Phase.DATA else "commands.smtp"
        problem: SmtptuiError | None = None
        edited = text
        try:
            command = find_command()
            # Frames drawn meanwhile would be drawn over the other program.
            with self.app.batch_update(), self.app.suspend():
                try:
                    edited = await edit(text, command, name)
                except SmtptuiError as error:
                    problem = error  # raised here, it would leave the terminal as it is
        except SuspendNotSupported:
            told = Message("There is no terminal here that another program could have (a web browser, perhaps).")
            self.on_problem(told)
        except SmtptuiError as error:
            self.on_problem(error.message)
        else:
            if problem is not None:
                self.on_problem(problem.message)
            else:
                self._take_back(text, edited, Path(command[0]).name)

    def _take_back(self, before: str, edited: str, name: str) -> None:
        if edited == before:
            self.on_problem(
                Message(
                    "{name} changed nothing. One with a window of its own must wait: EDITOR='code --wait'.", name=name
                )
            )
        elif self.editor.text == before:
            self.editor.put_batch(edited.split("\n"))
        else:  # lines came back from a batch meanwhile
            self.editor.give_back(edited.split("\n"))
        self.editor.focus()
