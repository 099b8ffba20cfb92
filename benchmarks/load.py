"""A small load client: connections that ask for one path again and again, for some seconds."""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles

_MIN_REQUESTS = 2  # a percentile needs two
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


def send_load(load: Load) -> Figures:
    """Return the requests per second and the median and 99th percentile in ms.

    Each connection asks twice at least, however long that takes.

    Raises:
        SystemExit: an answer's status is not 200.
    """
    start = time.perf_counter()
    with ThreadPoolExecutor(load.connections) as pool:
        taken = list(pool.map(_ask, [load] * load.connections))
    wall = time.perf_counter() - start
    times = [one * 1000 for own in taken for one in own]
    cuts = quantiles(times, n=100, method="inclusive")
    return {"rate": len(times) / wall, "p50": cuts[49], "p99": cuts[98]}


def _ask(load: Load) -> list[float]:
    taken: list[float] = []
    body = Path(load.body).read_bytes() if load.body else None
    headers = {"Content-Type": "application/json"} if load.body else {}
    with closing(HTTPConnection("127.0.0.1", load.port, timeout=30)) as connection:
        connection.connect()
        start = time.perf_counter()
        deadline = start + load.seconds
        while start < deadline or len(taken) < _MIN_REQUESTS:
            connection.request("POST" if body else "GET", load.path, body, headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise SystemExit(f"{load.path}: HTTP/1.1 {answer.status} {answer.reason}")
            ended = time.perf_counter()
            taken.append(ended - start)
            start = start + load.every if load.every else ended
            time.sleep(max(0.0, start - ended))
    return taken


if __name__ == "__main__":
    print(json.dumps(send_load(Load(**json.loads(sys.argv[1])))))
