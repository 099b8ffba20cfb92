"""The bounded pool: what it runs, whom it refuses, what it hands on."""

import asyncio
import threading

import pytest
from fastapi import HTTPException

from api.middleware.thread_pool import Pool


def test_results_and_errors_are_handed_on() -> None:
    pool = Pool()

    def fails() -> None:
        raise LookupError("as it was")

    assert asyncio.run(pool.run(lambda: 6 * 7)) == 42
    with pytest.raises(LookupError, match="as it was"):
        asyncio.run(pool.run(fails))
    pool.close()


def test_beyond_those_at_work_and_waiting_work_is_refused_until_some_is_done() -> None:
    pool, door = Pool(threads=1, max_waiting=2), threading.Event()

    async def ask() -> list[object]:
        tasks = [asyncio.create_task(pool.run(lambda: door.wait(10))) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(HTTPException) as caught:
            await pool.run(lambda: None)
        door.set()
        found: list[object] = await asyncio.gather(*tasks)
        found.append(await pool.run(lambda: "again"))
        return [*found, caught.value.status_code, (caught.value.headers or {})["Retry-After"]]

    assert asyncio.run(ask()) == [True, True, True, "again", 503, "1"]
    pool.close()


def test_who_gives_up_leaves_their_place_to_others() -> None:
    pool, door = Pool(threads=1, max_waiting=1), threading.Event()

    async def ask() -> str:
        first = asyncio.create_task(pool.run(lambda: door.wait(10)))
        second = asyncio.create_task(pool.run(lambda: None))
        await asyncio.sleep(0)
        second.cancel()
        await asyncio.sleep(0.01)
        third = asyncio.create_task(pool.run(lambda: "third"))
        await asyncio.sleep(0)
        door.set()
        await first
        return await third

    assert asyncio.run(ask()) == "third"
    pool.close()
