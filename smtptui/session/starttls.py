"""EHLO and STARTTLS, sent for the user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smtptui.errors import TlsFailed
from smtptui.messages import Message
from smtptui.session.options import TlsMode
from smtptui.smtp.events import Level

if TYPE_CHECKING:
    from smtptui.session.session import Session


async def negotiate(session: Session) -> None:
    """Brings a session that was just opened under TLS, as its mode says: AUTO goes on in the clear where there is none.

    Raises TlsFailed; ConnectionLost or WaitRanOut where the server gives up meanwhile.
    """
    is_must = session.tls_mode is TlsMode.STARTTLS
    await session.settled()
    if session.is_turned_away:
        if is_must:
            raise TlsFailed(Message("The server refused the session before TLS could begin."))
        return
    session.note(Level.INFO, Message("EHLO and STARTTLS are sent for you (--tls {mode}).", mode=session.tls_mode.value))
    session.send_line(f"{'LHLO' if session.target.lmtp else 'EHLO'} {session.ehlo_name}")
    await session.settled()
    if session.state.capabilities is None or "STARTTLS" not in session.state.capabilities:
        if is_must:
            raise TlsFailed(Message("The server does not offer STARTTLS, and --tls starttls asks for it."))
        session.note(Level.WARNING, Message("The server does not offer STARTTLS: the session goes on in the clear."))
        return
    session.send_line("STARTTLS")
    await session.settled()
    if not session.state.secure:
        if is_must:
            raise TlsFailed(Message("The server refused STARTTLS, and --tls starttls asks for it."))
        session.note(Level.WARNING, Message("The server refused STARTTLS: the session goes on in the clear."))
