"""The delivered messages of a server, read back from its maildirs as the bytes it wrote."""

from pathlib import Path

from tests.real_servers.daemon import wait_until


class Maildirs:
    """One maildir for each local part below `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def messages(self, name: str) -> list[bytes]:
        """The messages delivered to `name` so far, the oldest first."""
        new = self.root / name / "new"
        files = sorted(new.iterdir(), key=lambda file: file.stat().st_mtime_ns) if new.is_dir() else []
        return [file.read_bytes() for file in files]

    def await_mail(self, name: str, count: int, timeout: float) -> list[bytes]:
        """`messages(name)` once there are at least `count`; TimeoutError after `timeout` seconds."""
        wait_until(lambda: len(self.messages(name)) >= count, timeout, f"{count} messages in the mailbox of {name}")
        return self.messages(name)
