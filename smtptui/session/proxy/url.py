"""A proxy as a value: its URL, its login, and how it is told."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from smtptui.errors import UsageError
from smtptui.messages import Message
from smtptui.smtp.authority import authority
from smtptui.values import dataclass

PASSWORD_VARIABLE = "SMTPTUI_PROXY_PASSWORD"
"""The environment variable that has the proxy's password: a command line is seen by every user of the machine."""
FORMS = Message("A proxy is socks5://[user@]host:port or http://[user@]host:port.")

_NAMES = {"socks5": "SOCKS5", "socks5h": "SOCKS5", "http": "HTTP"}


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy as `--proxy` names it. `kind` is SOCKS5 or HTTP; `user` None: no login."""

    kind: str
    host: str
    port: int
    user: str | None = None

    @property
    def shown(self) -> str:
        """The proxy for a sentence, such as `SOCKS5 proxy 127.0.0.1:1080`."""
        return f"{self.kind} proxy {authority(self.host, self.port)}"


def parse_proxy(text: str) -> Proxy:
    """Reads a proxy's URL. Raises UsageError that says what is wrong and what is right."""
    scheme, separator, _ = text.partition("://")
    kind = _NAMES.get(scheme.lower())
    try:
        url = urlsplit(text)
        host, port = url.hostname, url.port
    except ValueError as error:
        raise _wrong(text, Message("{why}", why=str(error))) from error
    if url.password is not None:
        shown = f"{scheme}://{url.username}@…"
        why = Message("a password does not belong there; put it into the variable {name}", name=PASSWORD_VARIABLE)
        raise _wrong(shown, why)
    if not separator or kind is None:
        raise _wrong(text, Message("it begins with neither socks5:// nor http://"))
    if not host:
        raise _wrong(text, Message("the host is missing"))
    if not port:
        raise _wrong(text, Message("the port is missing"))
    if url.path not in ("", "/") or url.query or url.fragment:
        raise _wrong(text, Message("nothing may follow the port"))
    return Proxy(kind, host, port, unquote(url.username) if url.username else None)


def _wrong(text: str, why: Message) -> UsageError:
    return UsageError(Message('"{text}" is no proxy: {why}. {forms}', text=text, why=why, forms=FORMS))


def check_login(proxy: Proxy, password: str | None) -> None:
    """Whether the proxy's user and password can be sent at all. Raises UsageError."""
    if proxy.user is None:
        return
    if not password:
        raise UsageError(
            Message("The proxy's user needs a password, in the environment variable {name}.", name=PASSWORD_VARIABLE)
        )
    if proxy.kind == "HTTP":
        if ":" in proxy.user:
            raise UsageError(Message("A user name for an HTTP proxy has no colon."))
    elif any(not word.isascii() or len(word) > 255 for word in (proxy.user, password)):
        raise UsageError(Message("User and password of a SOCKS5 proxy are ASCII, 255 letters at most."))


def told(proxy: Proxy, where: str, took: float) -> Message:
    """The note about a connection: which way it goes, and how long the proxy took."""
    return Message(
        "Through the {proxy}, which connected to {address} in {ms} ms.",
        proxy=proxy.shown,
        address=where,
        ms=f"{took * 1000:.0f}",
    )
