"""The terminal of `make run` says what readers must know of the results."""

import json
from collections.abc import Iterator

import pytest

from churn_platform.commands.shared import news as module
from churn_platform.commands.shared.news import News
from churn_platform_tests.servers import Reply, body, serving, status

SAMPLE = "the results are of synthetic customers, not of yours"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(module, "_SECONDS", 0.0)
    yield


def health(*results: str) -> Reply:
    return body(json.dumps({"results": list(results)}).encode())


def test_what_is_new_is_said_once_and_when_it_is_over() -> None:
    said: list[str] = []
    replies = [health(), health(SAMPLE), health(SAMPLE), status(503), health()]
    with serving(*replies, health()) as server:
        news = News(server.url.removesuffix("/table.csv"), said.append)
        for _ in range(7):
            news.look()
    assert said == [f"NOTE: {SAMPLE}.", "The results are those of your table now."]


def test_an_api_that_is_not_there_stops_nobody() -> None:
    said: list[str] = []
    News("http://127.0.0.1:9", said.append).look()
    assert said == []
