"""A small HTTP server on a free local port that answers by script, and misbehaves on demand."""

import io
import socket
import ssl
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Reply = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """One request; helpers for the replies."""

    server: "_Server"

    def do_GET(self) -> None:
        seen = self.server.seen
        with self.server.lock:
            seen.paths.append(self.path)
            seen.headers.append({name.lower(): value for name, value in self.headers.items()})
            reply = self.server.replies[min(len(seen.paths), len(self.server.replies)) - 1]
        try:
            reply(self)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the client had enough, which is often the point

    def head(self, status: int, **headers: object) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@dataclass
class Seen:
    """What the server was asked for, in order."""

    url: str
    paths: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    replies: Sequence[Reply]
    seen: Seen
    lock: threading.Lock


@contextmanager
def serving(*replies: Reply, tls: ssl.SSLContext | None = None) -> Iterator[Seen]:
    """Answer the requests in turn with these replies, over TLS or not; the last one stays."""
    with _Server(("127.0.0.1", 0), Handler) as server:
        if tls:  # the handshake is the handler's, whose thread may fail
            server.socket = tls.wrap_socket(
                server.socket, server_side=True, do_handshake_on_connect=False
            )
        server.replies, server.lock = replies, threading.Lock()
        server.seen = Seen(f"http://127.0.0.1:{server.server_port}/table.csv")
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server.seen
        finally:
            server.shutdown()
            thread.join()


def body(content: bytes, status: int = 200, **headers: object) -> Reply:
    """Answer with a whole body."""

    def reply(handler: Handler) -> None:
        handler.head(status, Content_Length=len(content), **headers)
        handler.wfile.write(content)

    return reply


def status(code: int, **headers: object) -> Reply:
    """Answer with a status and no body."""

    def reply(handler: Handler) -> None:
        handler.head(code, **({"Content_Length": 0} if code != 304 else {}), **headers)

    return reply


def by_etag(content: bytes, etag: str) -> Reply:
    """Answer 304 to whoever has this ETag already, and the body to others."""

    def reply(handler: Handler) -> None:
        known = handler.headers.get("If-None-Match") == etag
        (status(304, ETag=etag) if known else body(content, ETag=etag))(handler)

    return reply


def rate_limited(content: bytes, seconds: int) -> Reply:
    """Answer 429 with Retry-After to whoever has not stayed away for that long."""
    before: list[float] = []

    def reply(handler: Handler) -> None:
        before.append(time.monotonic())
        early = len(before) == 1 or before[-1] - before[-2] < seconds
        (status(429, Retry_After=seconds) if early else body(content))(handler)

    return reply


def dripping(content: bytes, seconds: float, headers: bool = False) -> Reply:
    """Answer one byte per interval, from the headers on or in the body only."""

    def reply(handler: Handler) -> None:
        if headers:
            handler.wfile.write(b"HTTP/1.0 200 OK\r\nX-Slow: ")
        else:
            handler.head(200, Content_Length=len(content))
        for byte in content:
            handler.wfile.write(bytes([byte]))
            time.sleep(seconds)

    return reply


def truncated(content: bytes, missing: int) -> Reply:
    """Promise more bytes than come."""

    def reply(handler: Handler) -> None:
        handler.head(200, Content_Length=len(content) + missing)
        handler.wfile.write(content)

    return reply


def reset(content: bytes = b"") -> Reply:
    """Break the connection hard, before the status or, given content, after that much body."""

    def reply(handler: Handler) -> None:
        if content:
            handler.head(200, Content_Length=len(content) + 1)
            handler.wfile.write(content)
            time.sleep(0.05)  # or the reset overtakes the content
        linger = struct.pack("ii", 1, 0)
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        handler.close_connection = True
        handler.wfile = io.BytesIO()
        handler.connection.close()

    return reply


def gzip_bomb(megabytes: int) -> bytes:
    """Return a gzip stream that expands about a thousandfold, to this many megabytes of zeros."""
    stream = zlib.compressobj(9, wbits=16 + zlib.MAX_WBITS)
    megabyte = bytes(1_000_000)
    return b"".join(stream.compress(megabyte) for _ in range(megabytes)) + stream.flush()
