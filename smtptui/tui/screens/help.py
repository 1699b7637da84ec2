"""F1: what the place is for where the cursor is, and every key."""

from __future__ import annotations

from textual.screen import Screen
from textual.widget import Widget

from smtptui.messages import Message, Translator
from smtptui.tui.screens.overlay import TextOverlay
from smtptui.tui.words import Words

KEYS: tuple[tuple[str, Message], ...] = (
    ("Enter", Message("send the line; in a message, add a line, and send it all on a lone dot")),
    ("F5  Ctrl+J", Message("send the message's lines so far, or start the batch")),
    ("Esc", Message("break off a wait or a batch, close a panel, empty the editor")),
    ("Tab", Message("go to the next part of the screen")),
    ("F1  ?", Message("this help")),
    ("F2", Message("connect: another server, a practice scenario, an earlier session")),
    ("F3", Message("lessons: learn SMTP by hand; in a lesson, to it and back to the line")),
    ("F4", Message("encode and decode base64, log in with AUTH LOGIN and others")),
    ("F6", Message("TLS: the certificate and its chain; before TLS, STARTTLS into the editor")),
    ("F7  Ctrl+S", Message("save the transcript as text, Markdown or JSON lines")),
    ("F9", Message("edit the command line or the message in $EDITOR")),
    ("F12", Message("the panel beside the session, where the screen is narrow")),
    ("PgUp PgDn", Message("turn over what is read")),
    ("Ctrl+R", Message("connect again")),
    ("Ctrl+N", Message("try again what was refused for now")),
    ("Ctrl+O", Message("send QUIT")),
    ("Ctrl+D", Message("drop the connection, without QUIT")),
    ("Ctrl+P  :", Message("the palette: every action by name")),
    ("Ctrl+Q", Message("leave")),
)
LESSON_KEYS: tuple[tuple[str, Message], ...] = (
    ("Enter", Message("on an empty line: read why, and go on")),
    ("F3  H", Message("a hint; there may be more than one")),
    ("F3  M", Message("the model answer; once more, and it is played for you")),
    ("F3  S", Message("leave the step out")),
    ("F3  R", Message("the step anew: connect, and repeat what came before; Ctrl+R too")),
    ("F3  T", Message("beside a question: type to the server first, and back")),
    ("F3  L", Message("all lessons")),
)
TRANSCRIPT_KEYS: tuple[tuple[str, Message], ...] = (
    ("j k g G", Message("down, up, first, last; G follows the session again")),
    ("/  n  N", Message("search, next, previous")),
    ("f", Message("filter: -> <- 2xx 3xx 4xx 5xx and words")),
    ("e  Enter", Message("fold or unfold a long reply")),
    ("← →", Message("move long lines; Home and End go to the first row and the last")),
    ("Space", Message("begin a range, to be copied; Shift with the arrow keys does, too")),
    ("y  Y", Message("copy the row, the range or the selection; the whole reply")),
    ("x", Message("the bytes in hex")),
    ("w  t", Message("wrap long lines or not; show the times or not")),
    ("r", Message("show a masked secret for five seconds")),
)


def help_screen(translate: Translator, screen: Screen[object]) -> TextOverlay:
    """The help for where the focus is."""
    words = Words(translate)
    about = _help_of(screen.focused)
    if about is not None:
        words.line(about)
        words.gap()
    for title, keys in (
        (Message("Keys"), KEYS),
        (Message("In a lesson"), LESSON_KEYS),
        (Message("In the transcript"), TRANSCRIPT_KEYS),
    ):
        words.title(title)
        for key, meaning in keys:
            words.pair(key, meaning, 11)
        words.gap()
    words.line(
        Message("Signs: ✓ 2xx done, … 3xx go on, ~ 4xx not now, ✗ 5xx no; -> sent, <- received, ~> and <~ under TLS.")
    )
    return TextOverlay(translate, Message("Help"), words.content())


def _help_of(widget: Widget | None) -> Message | None:
    node = widget
    while node is not None:
        about = getattr(node, "ABOUT", None)
        if isinstance(about, Message):
            return about
        node = node.parent if isinstance(node.parent, Widget) else None
    return None
