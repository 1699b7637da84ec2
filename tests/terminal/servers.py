"""Small servers in threads, for a program that runs in a terminal beside the test."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from tests.real_servers.certificates import Certificates

Serve = Callable[[socket.socket], None]
GREETING = b"220 scripted ESMTP\r\n"


@contextmanager
def listening(serve: Serve) -> Iterator[int]:
    """Calls `serve` in a thread for each connection; the port. Connections end with the block."""
    taken: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def take() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                taken.append(connection)
                threading.Thread(target=_run, args=(serve, connection), daemon=True).start()

        threading.Thread(target=take, daemon=True).start()
        try:
            yield server.getsockname()[1]
        finally:
            with contextlib.suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
            for connection in taken:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
                connection.close()


def _run(serve: Serve, connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        serve(connection)
    connection.close()


def scripted(answers: Mapping[bytes, bytes], greeting: bytes = GREETING) -> Serve:
    """Says what is known to a line, to any other 250."""

    def serve(connection: socket.socket) -> None:
        connection.sendall(greeting)
        for line in connection.makefile("rb"):
            connection.sendall(answers.get(line.rstrip(b"\r\n"), b"250 ok\r\n"))

    return serve


def over_tls(certificates: Certificates, then: Serve) -> Serve:
    """TLS from the start."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificates.certificate_file, certificates.key_file)

    def serve(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            then(secure)

    return serve


@contextmanager
def no_names() -> Iterator[int]:
    """A name server that knows no name at all; the port."""
    import dns.message
    import dns.rcode

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))

        def answer() -> None:
            while True:
                try:
                    question, client = server.recvfrom(4096)
                except OSError:
                    return
                if not question:
                    return
                response = dns.message.make_response(dns.message.from_wire(question))
                response.set_rcode(dns.rcode.NXDOMAIN)
                server.sendto(response.to_wire(), client)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            # An empty datagram ends it: closing alone does not wake who waits.
            server.sendto(b"", server.getsockname())
            thread.join()
