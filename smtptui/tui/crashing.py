"""What is said of a crash: where its report is, and nothing of what was in memory."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text

from smtptui import crash
from smtptui.messages import Translator
from smtptui.settings import Settings


def told(error: BaseException | None, settings: Settings, translate: Translator, mask: Callable[[str], str]) -> Text:
    """Writes the report; the words for the terminal. `mask` hides the secrets that the error may quote."""
    path = crash.write_report(error, settings.crash_folder, mask) if error is not None else None
    sentences = [translate.text("smtptui crashed, and is sorry. The session is in the journal.")]
    if path is not None:
        sentences.append(translate.text("Crash report: {path}", path=str(path)))
    else:
        sentences.append(translate.text("The crash report could not be written."))
    return Text("\n".join(sentences))
