"""A small load client: connections that ask for one path again and again, for some seconds."""

import json
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import quantiles

_HEAD_END = b"\r\n\r\n"
_LEAST = 2  # a percentile needs two
Figures = dict[str, float]


@dataclass(frozen=True)
class Load:
    """What to ask for: by GET, or by POST with a file of JSON as the body.

    With `every`, a connection asks at fixed times, that many seconds apart, and an answer counts
    from when it was due: a client that waits for a slow answer would else ask less just then.
    """

    port: int
    path: str
    connections: int = 1
    seconds: float = 3
    body: str = ""
    every: float = 0

    @property
    def request(self) -> bytes:
        """The bytes of one request."""
        if not self.body:
            return f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
        content = Path(self.body).read_bytes()
        return (
            f"POST {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(content)}\r\n\r\n".encode()
            + content
        )


def send_load(load: Load) -> Figures:
    """Return the requests per second and the median and 99th percentile in ms.

    Each connection asks twice at least, however long that takes.

    Raises:
        SystemExit: an answer's status is not 200.
    """
    start = time.perf_counter()
    one = partial(_ask, request=load.request)
    with ThreadPoolExecutor(load.connections) as pool:
        taken = list(pool.map(one, [load] * load.connections))
    wall = time.perf_counter() - start
    times = [one * 1000 for own in taken for one in own]
    cuts = quantiles(times, n=100, method="inclusive")
    return {"rate": len(times) / wall, "p50": cuts[49], "p99": cuts[98]}


def _ask(load: Load, request: bytes) -> list[float]:
    taken: list[float] = []
    with socket.create_connection(("127.0.0.1", load.port), timeout=30) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        start = time.perf_counter()
        deadline = start + load.seconds
        while start < deadline or len(taken) < _LEAST:
            connection.sendall(request)
            _take_answer(connection, load.path)
            ended = time.perf_counter()
            taken.append(ended - start)
            start = start + load.every if load.every else ended
            time.sleep(max(0.0, start - ended))
    return taken


def _take_answer(connection: socket.socket, path: str) -> None:
    got = b""
    while _HEAD_END not in got:
        got += _more(connection)
    head, _, body = got.partition(_HEAD_END)
    if not head.startswith(b"HTTP/1.1 200"):
        raise SystemExit(f"{path}: {head.splitlines()[0].decode()}")
    lines = dict(line.lower().split(b": ", 1) for line in head.splitlines()[1:])
    missing = int(lines[b"content-length"]) - len(body)
    while missing > 0:
        missing -= len(_more(connection))


def _more(connection: socket.socket) -> bytes:
    piece = connection.recv(65536)
    if not piece:
        raise SystemExit("the server closed the connection")
    return piece


if __name__ == "__main__":
    print(json.dumps(send_load(Load(**json.loads(sys.argv[1])))))
