"""A small load client: connections that ask for one path again and again, for some seconds."""

import json
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from statistics import quantiles

_HEAD_END = b"\r\n\r\n"


def main(port: int, path: str, connections: int, seconds: float) -> None:
    """Ask, and print as JSON the requests per second and the median and 99th percentile in ms."""
    deadline = time.perf_counter() + seconds
    start = time.perf_counter()
    with ThreadPoolExecutor(connections) as pool:
        taken = list(pool.map(partial(_ask, path=path, deadline=deadline), [port] * connections))
    wall = time.perf_counter() - start
    times = [one * 1000 for own in taken for one in own]
    cuts = quantiles(times, n=100)
    print(json.dumps({"rate": len(times) / wall, "p50": cuts[49], "p99": cuts[98]}))


def _ask(port: int, path: str, deadline: float) -> list[float]:
    taken = []
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while (start := time.perf_counter()) < deadline:
            connection.sendall(request)
            _take_answer(connection, path)
            taken.append(time.perf_counter() - start)
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
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4]))
