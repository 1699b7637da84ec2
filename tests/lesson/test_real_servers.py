"""A script that delivers a message, on the mail servers of this machine: each is played its own way in."""

from __future__ import annotations

from typing import Any

import pytest

from smtptui.lesson.format import parse_script
from smtptui.lesson.outcome import Outcome
from smtptui.lesson.player import Play, play
from smtptui.session.options import ConnectOptions
from tests.lesson.scripted import PlainBench

DELIVER = r"""S: 220 /^(?<host>\S+) /
C: EHLO client.example.test
S: 250
S+ STARTTLS
S+ SIZE -> size
@starttls
@goal tls
C: EHLO client.example.test
S: 250
S- STARTTLS
S+ AUTH PLAIN
C: AUTH PLAIN {{user|plain}}
S: 235
@goal authed
C: MAIL FROM:<{{user}}> SIZE=200
S: 250
C: RCPT TO:<masha@{{user|domain}}>
S: 250
C: DATA
S: 354
C: From: <{{user}}>
C: Subject: by hand
C:
C: ..dot
C: .
S: 250
@goal queued
C: QUIT
S: 221
@closed"""


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.real_server(name)) for name in ("postfix", "exim", "dovecot")]
)
async def test_a_script_delivers(name: str, request: pytest.FixtureRequest) -> None:
    server: Any = request.getfixturevalue(name)
    before = len(server.mailbox("masha"))
    bench = PlainBench()
    how = Play(
        f"127.0.0.1:{server.port}",
        ConnectOptions(timeout=20.0, ca_file=server.ca_file, server_name=server.host_name),
        variables={"user": server.user},
        secrets={"password": server.password},
    )
    result = await play(parse_script(DELIVER, "x.smtp"), bench, how)
    shown = [record.event for record in bench.sessions[0].feed.everything()]
    assert result.outcome is Outcome.HELD, (result.where, result.message, shown)
    assert b"\n.dot" in server.await_mail("masha", before + 1)[-1]
    assert server.password not in repr(shown)
