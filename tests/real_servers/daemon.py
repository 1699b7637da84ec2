"""A server's process and what it needs: free ports, a workspace, waiting with a deadline for a condition."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

POLL_SECONDS = 0.02
GUARD = 'read -r _; kill -s KILL -- "-$1"; rm -rf -- "$2"'


class DidNotStart(Exception):
    """A server gave no greeting on its port; the text holds what it logged."""


def wait_until(condition: Callable[[], bool], timeout: float, what: str) -> None:
    """Return as soon as `condition` holds; TimeoutError naming `what` after `timeout` seconds."""
    deadline = time.monotonic() + timeout
    pause = threading.Event()
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {timeout:g} s for {what}")
        pause.wait(POLL_SECONDS)


def free_ports(count: int) -> list[int]:
    """`count` different ports of 127.0.0.1 that are free now. Another process may still take one first."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def greeting(port: int) -> bytes:
    """The first line that a server on 127.0.0.1:`port` says, then we leave; empty when nobody listens."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            line = connection.makefile("rb").readline()
            connection.sendall(b"QUIT\r\n")
            return line
    except OSError:
        return b""


def make_workspace(name: str) -> Path:
    """A directory of its own, which the servers' own users may enter (pytest's are closed to them)."""
    # Short, because the path of a unix socket holds 107 bytes and the servers put theirs a few folders down.
    workspace = Path(tempfile.mkdtemp(prefix=f"smtptui-{name}-")).resolve()
    workspace.chmod(0o755)
    return workspace


class Daemon:
    """A server running in the foreground as our child, in `workspace`; both are gone after `stop`."""

    def __init__(
        self,
        command: Sequence[str | Path],
        workspace: Path,
        environment: Mapping[str, str] | None = None,
        run_as: pwd.struct_passwd | None = None,
    ) -> None:
        self.workspace = workspace
        self.output = workspace / "output.log"
        other_user = run_as if run_as is not None and run_as.pw_uid != os.geteuid() else None
        with self.output.open("wb") as output:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(environment or {})},
                cwd=workspace,
                user=other_user.pw_uid if other_user else None,
                group=other_user.pw_gid if other_user else None,
                extra_groups=[] if other_user else None,
                # A group of its own: Control-C is for the tests, which then stop it; and its children end with it.
                start_new_session=True,
            )
        # Its input ends with the tests, also when they are killed and `stop` is never reached.
        self._guard = subprocess.Popen(
            ["/bin/sh", "-c", GUARD, "guard", str(self._process.pid), workspace],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def wait_for_greeting(self, ports: Sequence[int], expected: bytes, timeout: float = 20) -> None:
        """Return when each port's first line holds `expected`; DidNotStart when that never comes."""
        for port in ports:

            def settled(port: int = port) -> bool:
                return not self.alive or expected in greeting(port)

            try:
                wait_until(settled, timeout, f"a greeting on port {port}")
            except TimeoutError as error:
                raise DidNotStart(str(error)) from error
            if not self.alive:
                raise DidNotStart(f"it ended with status {self._process.returncode}")

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Hold the process still: connections made meanwhile, and what was sent on them, wait for it."""
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """End the server and remove its workspace. A second call does nothing."""
        self._guard.kill()
        self._guard.communicate()
        if self.alive:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

        def removed() -> bool:
            # A child's last breath may still add a file under our hands.
            shutil.rmtree(self.workspace, ignore_errors=True)
            return not self.workspace.exists()

        wait_until(removed, 5, f"{self.workspace} to be removed")
