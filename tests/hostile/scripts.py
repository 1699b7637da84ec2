"""What servers, middleboxes and attackers send, one script for each. After the script the server waits, or is gone."""

from __future__ import annotations

from dataclasses import dataclass

from smtptui.smtp.reply import Anomaly
from tests.hostile.server import Do, Slowly, Step

EITHER = -1
HELLO = b"220 mail.example.test\r\n"


@dataclass(frozen=True)
class Script:
    """`steps` after the connection; `typed`: what the client sends once greeted (nothing: it only listens). Then
    `rows` must be among the lines shown and `anomalies` among those named; `ends` tells how the connection does,
    `says` what a person is told beside. `codes`: how the program ends, as a script that expects nothing odd, and where
    the lines are typed into `--no-tui`; EITHER: 0 where our own end comes first, 3 where the server's does."""

    name: str
    steps: tuple[Step, ...]
    rows: tuple[str, ...]
    anomalies: tuple[Anomaly, ...] = ()
    typed: tuple[str, ...] = ()
    ends: str = ""
    says: str = ""
    codes: tuple[int, int] = (0, 0)


def script(
    name: str,
    *steps: Step,
    rows: list[str],
    odd: list[Anomaly] | None = None,
    typed: str = "",
    ends: str = "",
    says: str = "",
    codes: tuple[int, int] = (0, 0),
) -> Script:
    """One script, as the table writes it."""
    lines = tuple(typed.split("|")) if typed else ()
    return Script(name, steps, tuple(rows), tuple(odd or []), lines, ends, says, codes)


GONE = "The server closed the connection."

SCRIPTS = [
    script("bare LF", b"220-a\n220 b\n", rows=["<-  220-a", "<-  220 b"], odd=[Anomaly.BARE_LF]),
    script("bare CR", b"220 a\rb\r\n", rows=[r"<-  220 a\x0db"], odd=[Anomaly.BARE_CR]),
    script("no text", b"220\r\n", rows=["<-  220"]),
    script("malformed codes", b"2500 ok\r\n2_5 ok\r\n25\r\n250\tok\r\n" + HELLO,
           rows=["<** 2500 ok", "<** 2_5 ok", "<** 25", r"<** 250\x09ok", "<-  220 mail.example.test"],
           odd=[Anomaly.MALFORMED_LINE]),
    script("codes that differ", HELLO, "NOOP", b"250-a\r\n550-b\r\n451 c\r\n", typed="NOOP",
           rows=["<** 250-a", "<** 550-b", "<** 451 c"], odd=[Anomaly.CODES_DIFFER], codes=(1, 0)),
    script("no final line", HELLO, "NOOP", b"250-a\r\n250-b\r\n", Do.CLOSE, typed="NOOP", ends=GONE,
           rows=["<** 250-a", "<** 250-b", "No reply came to: NOOP."], odd=[Anomaly.UNFINISHED], codes=(3, 3)),
    script("nothing at all", Do.CLOSE, rows=[], ends=GONE, codes=(3, 3)),
    script("one byte at a time", Slowly(HELLO), "NOOP", Slowly(b"250-a\r\n250 b\r\n"), typed="NOOP",
           rows=["<-  220 mail.example.test", "<-  250-a", "<-  250 b"]),
    script("a 20 kB line", b"220 " + b"x" * 20_000 + b"\r\n", rows=["<-  220 " + "x" * 20_000],
           odd=[Anomaly.OVER_512]),
    script("a megabyte without a line end", b"220 " + b"x" * 1_000_000 + b"\r\n", rows=[],
           odd=[Anomaly.LINE_TOO_LONG]),
    script("200,000 lines in one reply", HELLO, "EHLO", b"250-x\r\n" * 200_000 + b"250 end\r\n", typed="EHLO x",
           rows=["<-  250-x", "<-  250 end"], odd=[Anomaly.REPLY_TOO_LONG]),
    script("odd characters", b"220 \x00\x07\x7f\xff\xc2\x9b \xe2\x80\xae\xe2\x80\x8b\r\n",
           rows=[r"<-  220 \x00\x07\x7f\xff\x9b \u202e\u200b"], odd=[Anomaly.NOT_UTF8, Anomaly.UNSAFE_CHARACTERS]),
    script("escape sequences", b"220 \x1b[31m\x1b[2J\x1b]0;t\x07\x1b]8;;http://x\x1b\\\x1b]52;c;aGk=\x07\r\n",
           rows=[r"<-  220 \x1b[31m\x1b[2J\x1b]0;t\x07\x1b]8;;http://x\x1b\\x1b]52;c;aGk=\x07"],
           odd=[Anomaly.UNSAFE_CHARACTERS]),
    script("markup", b"220 [bold red]x[/] [@click=app.quit]y[/] :smile:\r\n",
           rows=["<-  220 [bold red]x[/] [@click=app.quit]y[/] :smile:"]),
    script("blank lines", b"\r\n" + HELLO + b"\r\n", "NOOP", b"\r\n250 ok\r\n", typed="NOOP",
           rows=["<** ", "<-  220 mail.example.test", "<-  250 ok"], odd=[Anomaly.BLANK_LINE]),
    script("a reply and a 421 at once", HELLO, "NOOP", b"250 ok\r\n421 bye\r\n", Do.CLOSE, typed="NOOP", ends=GONE,
           rows=["<-  250 ok", "<** 421 bye"], codes=(0, EITHER)),
    script("a late 421", HELLO, b"421 idle\r\n", Do.CLOSE, rows=["<** 421 idle"], ends=GONE, codes=(0, EITHER)),
    script("a stray reply", HELLO, b"250 stray\r\n", rows=["<-  250 stray"], says="Nothing asked for this reply"),
    script("a greeting of 554", b"554 no\r\n", Do.CLOSE, rows=["<** 554 no"], ends=GONE, codes=(1, EITHER)),
    script("a greeting of 421", b"421 no\r\n", Do.CLOSE, rows=["<** 421 no"], ends=GONE, codes=(1, EITHER)),
    script("a reset", HELLO, "NOOP", Do.RESET, typed="NOOP", rows=["No reply came to: NOOP."],
           ends="The connection was reset by the server or something on the way.", codes=(3, 3)),
    script("a reset before anything", Do.RESET, rows=[],
           ends="The connection was reset by the server or something on the way.", codes=(3, 3)),
    script("half-closed", HELLO, Do.HALF_CLOSE, Do.WAIT, rows=["<-  220 mail.example.test"], ends=GONE, codes=(0,
           EITHER)),
    script("a reply before the dot", HELLO, "DATA", b"354 go\r\n", b"552 too big\r\n", typed="DATA",
           rows=["<-  354 go", "<** 552 too big"]),
    script("no reply after the dot", HELLO, "DATA", b"354 go\r\n", ".", Do.CLOSE, typed="DATA|.", ends=GONE,
           rows=["<-  354 go", " -> .",
                 "The end of the message was sent and not answered: whether it was delivered is unknown."], codes=(3,
           3)),
    script("a middlebox", b"220 ****************\r\n", rows=["<-  220 ****************"],
           says="overwrites the greeting with stars"),
    script("HTTP", "", b"HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n", Do.CLOSE, typed="EHLO x", ends=GONE,
           rows=["<** HTTP/1.1 400 Bad Request", "<** Server: x", "<** "], odd=[Anomaly.MALFORMED_LINE], codes=(4, 4)),
    script("SSH", b"SSH-2.0-OpenSSH_9.2\r\n", Do.CLOSE, rows=["<** SSH-2.0-OpenSSH_9.2"], ends=GONE, codes=(3, 3),
           says="SSH server"),
    script("IMAP", b"* OK ready\r\n", Do.CLOSE, rows=["<** * OK ready"], ends=GONE, codes=(3, 3), says="IMAP server"),
    script("a TLS alert", "", b"\x15\x03\x01\x00\x02\x02\x46", Do.CLOSE, typed="EHLO x", ends=GONE,
           rows=[r"<** \x15\x03\x01\x00\x02\x02F"], odd=[Anomaly.UNFINISHED], codes=(4, 4)),
    script("a flood of blank lines", b"\n" * 50_000, rows=[],
           ends="The server sent 10000 lines that nothing asked for: it is cut off.", codes=(3, 3)),
    script("a flood of replies", HELLO, b"250 x\r\n" * 50_000, rows=[],
           ends="The server sent 10000 lines that nothing asked for: it is cut off.", codes=(1, EITHER),
           says="Nothing asked for this reply"),
    script("mixed line ends", b"220-a\r\n220-b\n220 c\r\n", rows=["<-  220-b", "<-  220 c"], odd=[Anomaly.BARE_LF]),
    script("escape sequences in a refusal", HELLO, "AUTH", b"535 5.7.8 \x1b[?1049h\x1b]0;t\x07\x9b31mno\r\n",
           typed="AUTH PLAIN AHgAeQ==", rows=[r"<** 535 5.7.8 \x1b[?1049h\x1b]0;t\x07\x9b31mno"],
           odd=[Anomaly.UNSAFE_CHARACTERS, Anomaly.NOT_UTF8], codes=(1, 0)),
    script("a stray reply before a refusal", HELLO, "MAIL", b"250 sender\r\n250 stray\r\n", "RCPT", b"550 no\r\n",
           typed="MAIL FROM:<a@x.test>|RCPT TO:<b@x.test>", rows=["<-  250 stray", "<** 550 no"],
           says="Nothing asked", codes=(1, 0)),
    script("EHLO keywords in disorder", HELLO, "EHLO",
           b"250-x\r\n250-auth=login PLAIN\r\n250-Size 5 \r\n250-SIZE 6\r\n250 pipelining \r\n", typed="EHLO x",
           rows=["<-  250-auth=login PLAIN", "<-  250-Size 5 ", "<-  250 pipelining "]),
    script("EHLO keywords crossed out", HELLO, "EHLO", b"250-x\r\n250-XXXXXXXA\r\n250 XXXB\r\n", typed="EHLO x",
           rows=["<-  250-XXXXXXXA", "<-  250 XXXB"]),
    script("a reply for each recipient", HELLO, "MAIL", b"250 ok\r\n", "RCPT", b"250 ok\r\n", "DATA", b"354 go\r\n",
           ".",
           b"353 each\r\n250 one\r\n250 all\r\n", typed="MAIL FROM:<a@x.test> PRDR|RCPT TO:<b@x.test>|DATA|.",
           rows=["<-  353 each", "<-  250 one", "<-  250 all"], codes=(1, 0)),
    script("a chunk refused", HELLO, "BDAT", b"503 no\r\n", typed="BDAT 0 LAST", rows=["<** 503 no"], codes=(1, 0)),
    script("POP3", b"+OK ready\r\n", Do.CLOSE, rows=["<** +OK ready"], ends=GONE, says="POP3", codes=(3, 3)),
    script("plaintext behind the STARTTLS 220", HELLO, "STARTTLS", b"220 go\r\n250 injected\r\n", Do.TAKE, Do.CLOSE,
           typed="STARTTLS", rows=["<-  220 go", "<** 250 injected",
           "These bytes came in the clear after the 220 to STARTTLS: they are not parsed.",
           "TLS failed: the server closed the connection during the handshake."], ends="The session is over.",
           codes=(0, 3)),
    script("garbage instead of a handshake", HELLO, "STARTTLS", b"220 go\r\n", Do.TAKE, b"garbage\r\n", Do.CLOSE,
           typed="STARTTLS", rows=["<-  220 go"], ends="The session is over.", codes=(0, 3)),
]  # fmt: skip

SILENT = [
    script("silence from the start", Do.WAIT, rows=[], says="Waited 1 s for the greeting", codes=(4, 4)),
    script("silence after a command", HELLO, "NOOP", Do.WAIT, typed="NOOP", rows=[],
           says="Waited 1 s for the reply to NOOP", codes=(4, 4)),
    script("silence in the middle of a line", HELLO, "NOOP", b"250 hal", Do.WAIT, typed="NOOP", rows=[],
           says="Waited 1 s for the reply to NOOP", codes=(4, 4)),
    script("silence in the middle of a reply", HELLO, "NOOP", b"250-half\r\n", Do.WAIT, typed="NOOP", rows=[],
           says="Waited 1 s for the reply to NOOP", codes=(4, 4)),
    script("a handshake that never ends", HELLO, "STARTTLS", b"220 go\r\n", Do.WAIT, typed="STARTTLS",
           rows=[], says="handshake", codes=(4, 4)),
]  # fmt: skip
"""What ends only by the client's own patience, which is a second here."""
