"""The practice certificates: private, believable, made anew when they must be."""

from __future__ import annotations

import datetime
import ssl
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from smtptui.practice.certificates import LIFETIME, CertificateFiles, certificates, is_usable, server_context

NOW = datetime.datetime.now(datetime.UTC)


def shake_hands(files: CertificateFiles, name: str) -> None:
    """A handshake in memory, with a client that is strict."""
    trusting = ssl.create_default_context(cafile=files.ca)
    trusting.verify_flags |= ssl.VERIFY_X509_STRICT
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = trusting.wrap_bio(to_client, to_server, server_hostname=name)
    server = server_context(files).wrap_bio(to_server, to_client, server_side=True)
    done = 0
    while done < 2:
        done = 0
        for side in (client, server):
            try:
                side.do_handshake()
                done += 1
            except ssl.SSLWantReadError:
                pass


@pytest.mark.parametrize("name", ["localhost", "practice.example.test", "mail.example.test", "127.0.0.1", "::1"])
def test_each_name_is_believed(files: CertificateFiles, name: str) -> None:
    shake_hands(files, name)


def test_no_other_name_is(files: CertificateFiles) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(files, "example.org")


def test_they_are_made_once_and_the_key_is_private(tmp_path: Path) -> None:
    files = certificates(tmp_path / "new" / "folder")
    before = files.key.read_bytes()
    assert certificates(tmp_path / "new" / "folder") == files
    assert files.key.read_bytes() == before
    assert stat.S_IMODE(files.key.stat().st_mode) == 0o600
    assert stat.S_IMODE(files.key.parent.stat().st_mode) == 0o700
    assert sorted(path.name for path in files.key.parent.iterdir()) == ["ca.pem", "server.key", "server.pem"]


def test_they_are_made_anew_before_they_expire(tmp_path: Path) -> None:
    old = certificates(tmp_path, NOW - LIFETIME + datetime.timedelta(hours=12))
    assert not is_usable(old, NOW)
    new = certificates(tmp_path)
    assert new != old
    assert is_usable(new, NOW)
    assert list(tmp_path.iterdir()) == [new.ca.parent]


@pytest.mark.parametrize("which", ["ca", "certificate", "key"])
@pytest.mark.parametrize("damage", ["missing", "empty", "garbage", "another's"])
def test_they_are_made_anew_when_one_is_unusable(
    tmp_path: Path, files: CertificateFiles, which: str, damage: str
) -> None:
    damaged: Path = getattr(certificates(tmp_path), which)
    match damage:
        case "missing":
            damaged.unlink()
        case "empty":
            damaged.write_bytes(b"")
        case "garbage":
            damaged.write_bytes(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
        case _:
            damaged.write_bytes(getattr(files, which).read_bytes())
    shake_hands(certificates(tmp_path), "localhost")


def test_a_stranger_in_the_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "practice-tls-notes").write_text("mine")
    (tmp_path / "practice-tls-7").write_text("a file, not a folder")
    files = certificates(tmp_path)
    assert is_usable(files, NOW)
    assert (tmp_path / "practice-tls-notes").read_text() == "mine"


def test_programs_that_make_them_at_once_agree(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from smtptui.practice.certificates import certificates;"
        "print(certificates(Path(sys.argv[1])).ca, flush=True)"
    )
    programs = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(6)
    ]
    found = {program.communicate(timeout=60)[0].strip() for program in programs}
    assert found == {str(certificates(tmp_path).ca)}
    assert len(list(tmp_path.iterdir())) == 1


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError):
        certificates(tmp_path / "file" / "folder")
