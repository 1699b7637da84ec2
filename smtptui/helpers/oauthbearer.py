"""AUTH OAUTHBEARER (RFC 7628 §3.1): a GS2 header with the user, then host, port and token, ^A between them."""

from __future__ import annotations

from collections.abc import Mapping

from smtptui.helpers._helper import Field, Helper, encode, refuse_control
from smtptui.messages import Message

_FIELDS = (
    Field("user", Message("User name")),
    Field("token", Message("Access token"), secret=True),
    Field("host", Message("Server"), optional=True),
    Field("port", Message("Port"), optional=True),
)


def _apply(values: Mapping[str, str]) -> tuple[str, ...]:
    for field in _FIELDS:
        refuse_control(values.get(field.name, ""), field.label, "\x01")
    # RFC 5801 §4: a saslname writes "=" and "," as =3D and =2C.
    user = values.get("user", "").replace("=", "=3D").replace(",", "=2C")
    pairs = [f"{name}={value}" for name in ("host", "port") if (value := values.get(name, ""))]
    parts = ("n,a=" + user + ",", *pairs, f"auth=Bearer {values.get('token', '')}", "", "")
    return (f"AUTH OAUTHBEARER {encode(chr(1).join(parts))}",)


HELPER = Helper("oauthbearer", Message("Log in with AUTH OAUTHBEARER"), _FIELDS, _apply)
