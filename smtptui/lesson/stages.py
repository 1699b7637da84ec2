"""The stages of a session, for playing a script up to one of them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum


class Stage(Enum):
    """In the order in which a session passes them."""

    BANNER = "banner"
    EHLO = "ehlo"
    TLS = "tls"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"


_RANK = {stage: rank for rank, stage in enumerate(Stage)}
_OF_VERB = {
    "HELO": Stage.EHLO,
    "EHLO": Stage.EHLO,
    "LHLO": Stage.EHLO,
    "STARTTLS": Stage.TLS,
    "AUTH": Stage.AUTH,
    "MAIL": Stage.MAIL,
    "RCPT": Stage.RCPT,
    "DATA": Stage.DATA,
}


def until(stage: Stage, verbs: Sequence[str], secure: bool) -> tuple[int, bool]:
    """How many commands of a batch belong to a session that goes no further than `stage`, and whether it ends there.

    It never passes the stage, also where a script leaves it out. `secure`: TLS is up already.
    """
    if stage is Stage.BANNER or (stage is Stage.TLS and secure):
        return 0, True
    for index, verb in enumerate(verbs):
        # A chunk is the message itself.
        rank = len(_RANK) if verb == "BDAT" else _RANK.get(_OF_VERB.get(verb, Stage.BANNER), 0)
        if rank > _RANK[stage]:
            return index, True
        if rank == _RANK[stage] and _OF_VERB.get(verb) is stage and verbs[index + 1 : index + 2] != [verb]:
            return index + 1, True
    return len(verbs), False
