"""Scripts played by `smtptui run` against the real servers: all that they wait for comes, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.real_servers.dovecot import Dovecot
from tests.real_servers.exim import Exim
from tests.real_servers.postfix import Postfix
from tests.robustness.program import Ran, run_program


def run_script(home: Path, script: str, target: str, *flags: str, env: dict[str, str] | None = None) -> Ran:
    file = home / "script.smtp"
    file.write_text(script)
    return run_program(home, "run", str(file), "-t", target, *flags, env=env)


OUT_OF_TURN = """\
S: 220
C: EHLO client.example.test
C: MAIL FROM:<vasya@example.test>
S: 554 /synchronization error/
@closed
"""

PRDR = """\
S: 220 /ESMTP Exim/
C: EHLO client.example.test
S: 250
S+ PRDR
S+ PIPELINING
C: MAIL FROM:<vasya@example.test> PRDR
C: RCPT TO:<vasya@example.test>
C: RCPT TO:<masha@example.test>
C: DATA
S: 250 /PRDR Requested/
S: 250
S: 250
S: 354
C: X-Refused-By: vasya
C:
C: hello
C: .
S: 353
S: 550 /vasya does not want/
S: 250 /masha/
S: 250 /id=(?<qid>\\S+)/
C: QUIT
S: 221
@closed
"""

CHUNKS = """\
S: 220
C: EHLO client.example.test
S: 250
S+ CHUNKING
C: MAIL FROM:<vasya@example.test>
S: 250
C: RCPT TO:<masha@example.test>
S: 250
C: BDAT 13
C= 5375626a6563743a2068690d0a
S: 250
C: BDAT 9 LAST
C= 0d0a68656c6c6f0d0a
S: 250
C: QUIT
S: 221
"""


@pytest.mark.real_server("exim")
class TestExim:
    def test_out_of_turn(self, exim: Exim, tmp_path: Path) -> None:
        ran = run_script(tmp_path, OUT_OF_TURN, f"127.0.0.1:{exim.port}")
        assert ran.code == 0, ran.out + ran.err
        assert ran.gutters(" -> ") == ["EHLO client.example.test", "MAIL FROM:<vasya@example.test>"]

    def test_out_of_turn_unexpectedly(self, exim: Exim, tmp_path: Path) -> None:
        """The script waits for a 250: what fell short is shown, and its line."""
        ran = run_script(tmp_path, OUT_OF_TURN.replace("554 /synchronization error/", "250"), f"127.0.0.1:{exim.port}")
        assert ran.code == 1, ran.out + ran.err
        assert ran.gutters("<** ") == ["554 SMTP synchronization error"]

    def test_prdr(self, exim: Exim, tmp_path: Path) -> None:
        before = len(exim.mailbox("masha"))
        ran = run_script(tmp_path, PRDR, f"127.0.0.1:{exim.port}")
        assert ran.code == 0, ran.out + ran.err
        assert exim.await_mail("masha", before + 1)

    def test_chunks(self, exim: Exim, tmp_path: Path) -> None:
        before = len(exim.mailbox("masha"))
        ran = run_script(tmp_path, CHUNKS, f"127.0.0.1:{exim.port}")
        assert ran.code == 0, ran.out + ran.err
        assert exim.await_mail("masha", before + 1)[-1].endswith(b"hello\n")


LMTP = """\
S: 220
C: LHLO client.example.test
S: 250
S+ PIPELINING
C: MAIL FROM:<vasya@example.test>
C: RCPT TO:<vasya@example.test>
C: RCPT TO:<petya@example.test>
C: RCPT TO:<masha@example.test>
C: DATA
S: 250
S: 250
S: 550 [5.1.1]
S: 250
S: 354
C: Subject: hi
C:
C: hello
C: .
S: 250 /<vasya@example\\.test> .* Saved/
S: 250 /<masha@example\\.test> .* Saved/
C: QUIT
S: 221
"""

SUBMISSION = """\
S: 220
C: EHLO client.example.test
S: 250
S+ STARTTLS
C: MAIL FROM:<vasya@example.test>
S: 530
@starttls
C: EHLO client.example.test
S: 250
S- STARTTLS
S+ AUTH PLAIN
C: AUTH LOGIN
S: 334 VXNlcm5hbWU6
C: {{user|b64}}
S: 334 UGFzc3dvcmQ6
C: {{password|b64}}
S: 235
C: MAIL FROM:<vasya@example.test>
S: 250
C: QUIT
S: 221
"""


@pytest.mark.real_server("dovecot")
class TestDovecot:
    @pytest.mark.parametrize("way", ["tcp", "unix"])
    def test_lmtp(self, dovecot: Dovecot, way: str, tmp_path: Path) -> None:
        target = f"lmtp://127.0.0.1:{dovecot.lmtp_port}" if way == "tcp" else f"unix:{dovecot.lmtp_socket}"
        before = len(dovecot.mailbox("masha"))
        ran = run_script(tmp_path, LMTP, target)
        assert ran.code == 0, ran.out + ran.err
        assert dovecot.await_mail("masha", before + 1)

    def test_submission(self, dovecot: Dovecot, tmp_path: Path) -> None:
        login = ("--user", dovecot.user, "--password-env", "WORD", "--ca", str(dovecot.ca_file))
        ran = run_script(tmp_path, SUBMISSION, f"localhost:{dovecot.port}", *login, env={"WORD": dovecot.password})
        assert ran.code == 0, ran.out + ran.err
        assert dovecot.password not in ran.out + ran.err
        wrong = run_script(tmp_path, SUBMISSION, f"localhost:{dovecot.port}", *login, env={"WORD": "wrong"})
        assert wrong.code == 1
        assert wrong.gutters("<~* ") == ["535 5.7.8 Authentication failed."]


@pytest.mark.real_server("postfix")
def test_postfix_under_tls_from_the_start(postfix: Postfix, tmp_path: Path) -> None:
    script = SUBMISSION.replace("S+ STARTTLS\nC: MAIL FROM:<vasya@example.test>\nS: 530\n@starttls\n", "S- STARTTLS\n")
    flags = ("--user", postfix.user, "--password-env", "WORD", "--ca", str(postfix.ca_file))
    target = f"smtps://localhost:{postfix.tls_port}"
    ran = run_script(tmp_path, script, target, *flags, env={"WORD": postfix.password})
    assert ran.code == 0, ran.out + ran.err
    assert ran.gutters("<-  ", "<** ", "<~* ") == []
