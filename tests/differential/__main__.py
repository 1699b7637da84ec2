"""`python -m tests.differential`: what swaks, curl and smtplib do with each behaviour, measured here and now."""

from __future__ import annotations

import ssl
import tempfile
from pathlib import Path

from tests.differential.behaviours import BEHAVIOURS
from tests.differential.clients import Heard, curl, smtp, starttls, swaks, with_smtplib
from tests.differential.scripted import Scripted
from tests.real_servers.certificates import make_certificates


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = make_certificates(folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(made.certificate_file, made.key_file)
        message = folder / "message"
        message.write_bytes(b"Subject: hi\r\n\r\nhello\r\n")
        for title, answers in BEHAVIOURS.items():
            print(f"\n=== {title}")
            is_tls = "STARTTLS" in answers
            for client in ("swaks", "curl", "smtplib"):
                with Scripted(answers, context) as server:
                    heard = _ask(client, server.port, message, made.ca_file if is_tls else None)
                    print(f"  {client}: code {heard.code}, {heard.last_words!r}")
                    for line in heard.lines:
                        sign = "~" if line.secure else "-"
                        print(f"      {f' {sign}>' if line.sent else f'<{sign} '} {line.text!r}")
                    print(f"      the server heard: {server.heard}")


def _ask(client: str, port: int, message: Path, ca_file: Path | None) -> Heard:
    if client == "swaks":
        return swaks(port, *(("--tls",) if ca_file else ()), timeout=5)
    if client == "curl":
        flags = ("--ssl-reqd", "--cacert", str(ca_file)) if ca_file else ()
        return curl(f"smtp://127.0.0.1:{port}", message, *flags)
    return with_smtplib(smtp(), port, before=starttls(ca_file) if ca_file else lambda client: None)


if __name__ == "__main__":
    main()
