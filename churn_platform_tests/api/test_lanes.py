"""Large bodies wait in a pool of their own, so that small ones do not wait behind them."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from api.main import create_app
from api.middleware.bodies import SMALL_BYTES
from api.middleware.thread_pool import BATCHES_WAITING, Pool
from churn_platform_tests.api.test_odd_requests import assert_problem
from churn_platform_tests.api.world import World, serving

URL = "/api/predictions"
SMALL = b'{"customer": {}}'.ljust(SMALL_BYTES)
LARGE = SMALL + b" "


@contextmanager
def busy(pool: Pool, count: int) -> Iterator[None]:
    """Keep this many places of a pool taken."""
    release, begun = threading.Event(), threading.Semaphore(0)

    async def hold() -> None:
        work = [asyncio.ensure_future(pool.run(lambda: release.wait(60))) for _ in range(count)]
        await asyncio.sleep(0)
        begun.release()
        await asyncio.gather(*work)

    with ThreadPoolExecutor(1) as thread:
        done = thread.submit(asyncio.run, hold())
        try:
            assert begun.acquire(timeout=30)
            yield
        finally:
            release.set()
            done.result()


def test_a_small_body_does_not_wait_for_a_large_one(ran: World) -> None:
    app = create_app(ran.settings, ran.reader())
    with serving(app) as client, ThreadPoolExecutor(1) as thread:
        with busy(app.state.services.batches, 1):
            large = thread.submit(client.post, URL, content=LARGE)
            assert client.post(URL, content=SMALL).status_code == 503  # there is no model
            assert not large.done()
        assert large.result().json()["detail"].startswith("There is no model")


@pytest.mark.parametrize(("sent", "lane"), [(LARGE, "batches"), (SMALL, "pool")])
def test_a_full_lane_refuses_its_own_alone(ran: World, sent: bytes, lane: str) -> None:
    app = create_app(ran.settings, ran.reader())
    with serving(app) as client:
        places = 1 + BATCHES_WAITING if lane == "batches" else 2 + 64
        with busy(getattr(app.state.services, lane), places):
            refused = client.post(URL, content=sent)
            other = client.post(URL, content=SMALL if sent is LARGE else LARGE)
    assert_problem(refused, 503)
    assert refused.headers["retry-after"] == "1"
    assert "waiting" in refused.json()["detail"]
    assert "waiting" not in other.json()["detail"]
