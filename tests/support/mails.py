"""A server that takes mails over SMTP and keeps them, on a port of its own."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread


@contextmanager
def mail_server() -> Iterator[tuple[int, list[str]]]:
    """Listen until the block ends; yield the port and the mails taken so far."""
    listener = socket.create_server(("127.0.0.1", 0))
    taken: list[str] = []
    thread = Thread(target=_serve, args=(listener, taken), daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1], taken
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def _serve(listener: socket.socket, taken: list[str]) -> None:
    """Take one connection after another."""
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection, connection.makefile("rwb") as talk:
            talk.write(b"220 here\r\n")
            talk.flush()
            for line in talk:
                word = line[:4].upper().strip()
                if word == b"DATA":
                    talk.write(b"354 go on\r\n")
                    talk.flush()
                    lines = iter(talk.readline, b".\r\n")
                    taken.append(b"".join(lines).decode())
                talk.write(b"221 bye\r\n" if word == b"QUIT" else b"250 good\r\n")
                talk.flush()
                if word == b"QUIT":
                    break
