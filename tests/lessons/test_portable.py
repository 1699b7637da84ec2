"""The lessons marked portable, on a server that is not ours: its texts are its own, the codes hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from smtptui.lesson.library import Library
from smtptui.lesson.outcome import Outcome
from smtptui.lesson.player import Play, play
from smtptui.session.options import ConnectOptions
from smtptui.settings import Settings
from smtptui.workbench import Workbench
from tests.real_servers.postfix import Postfix

PORTABLE = [entry.id for entry in Library("en").entries() if entry.facts.portable]


@pytest.mark.real_server("postfix")
@pytest.mark.parametrize("id", PORTABLE)
async def test_a_portable_lesson_holds_on_postfix(id: str, postfix: Postfix, tmp_path: Path) -> None:
    lesson = Library("en").lesson(id)
    how = Play(
        f"127.0.0.1:{postfix.port}",
        ConnectOptions(ca_file=postfix.ca_file, server_name=postfix.host_name, timeout=10),
        variables={**lesson.variables, "user": postfix.user},
        secrets={"password": postfix.password},
    )
    async with Workbench(Settings(tmp_path, tmp_path), journalled=False) as bench:
        result = await play(lesson.script, bench, how)
    assert (result.outcome, result.where, result.message) == (Outcome.HELD, None, None)
