"""Requests as bytes over sockets, which may be incomplete."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import httpx

HEAD = b"GET /api/health HTTP/1.1\r\nHost: localhost\r\n"
_SECONDS = 30


@contextmanager
def connections(client: httpx.Client, count: int = 1) -> Iterator[list[socket.socket]]:
    """Open connections to the server of a client."""
    address = (client.base_url.host, client.base_url.port)
    with ExitStack() as stack:
        yield [
            stack.enter_context(socket.create_connection(address, _SECONDS)) for _ in range(count)
        ]


def post(length: int, sent: bytes = b"", path: str = "/api/predictions") -> bytes:
    """A request whose body is announced with this length, and as much of it as is sent."""
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n"
    return head.encode() + b"Content-Type: application/json\r\n\r\n" + sent


def answer(link: socket.socket) -> bytes:
    """Return what the server sends until it closes the connection."""
    found = b""
    try:
        while piece := link.recv(65_536):
            found += piece
    except ConnectionResetError:
        pass
    return found


def first_line(link: socket.socket) -> bytes:
    """Return the first line of the next answer."""
    found = b""
    while b"\r\n" not in found and (piece := link.recv(65_536)):
        found += piece
    return found.partition(b"\r\n")[0]
