import gzip
import tracemalloc

import pytest

from churn_platform.config.source_errors import SourceRefused
from churn_platform.sources.download.transport import download
from churn_platform.sources.formats.intake import Intake
from churn_platform_tests.servers import Handler, Reply, body, gzip_bomb, serving, status
from churn_platform_tests.sources.download.tables import SHA256, TABLE, limits
from churn_platform_tests.told import Told


def get(*replies: Reply, max_bytes: int = 100_000) -> tuple[Intake, int]:
    """Return what was taken in and how many requests it took."""
    intake = Intake("a.csv", max_bytes)
    with serving(*replies) as seen:
        download(seen.url, intake, limits(max_bytes=max_bytes), None, lambda line: None)
    return intake, len(seen.paths)


@pytest.mark.parametrize("name", ["gzip", "GZIP", "x-gzip"])
def test_a_gzip_body_is_hashed_as_what_it_holds(name: str) -> None:
    intake, _ = get(body(gzip.compress(TABLE), Content_Encoding=name))
    assert intake.sha256 == SHA256


def test_a_gzip_bomb_stops_at_the_cap_in_little_memory() -> None:
    bomb = body(gzip_bomb(200), Content_Encoding="gzip")
    tracemalloc.start()
    with pytest.raises(SourceRefused, match=r"more than the 100,000,000 bytes that are accepted$"):
        get(bomb, max_bytes=100_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000


def test_a_body_that_announces_too_much_is_refused_by_its_header() -> None:
    with pytest.raises(SourceRefused, match=r": 100,001 bytes; at most 100,000 are accepted$"):
        get(body(bytes(100_001)))


def test_a_body_that_announces_nothing_is_capped_all_the_same() -> None:
    def endless(handler: Handler) -> None:
        handler.head(200)
        while True:
            handler.wfile.write(bytes(10_000))

    with pytest.raises(SourceRefused, match=r"more than the 100,000 bytes that are accepted$"):
        get(endless)


@pytest.mark.parametrize(
    "damaged",
    [
        gzip.compress(TABLE, mtime=0)[:-1],
        gzip.compress(TABLE, mtime=0) + b"x",
        b"customerID,tenure",
    ],
)
def test_a_damaged_gzip_body_is_fetched_again(damaged: bytes) -> None:
    intake, requests = get(
        body(damaged, Content_Encoding="gzip"), body(gzip.compress(TABLE), Content_Encoding="gzip")
    )
    assert (intake.sha256, requests) == (SHA256, 2)


def test_an_encoding_that_was_not_asked_for_is_refused() -> None:
    with pytest.raises(SourceRefused, match=r"encoded as 'br'; expected gzip or no encoding$"):
        get(body(TABLE, Content_Encoding="br"))


@pytest.mark.parametrize("code", [204, 206, 300, 304])
def test_only_200_brings_a_table(code: int) -> None:
    with pytest.raises(SourceRefused, match=rf"answered {code} .*; expected 200 OK$"):
        get(status(code))


def test_a_validator_that_could_not_be_sent_back_is_left_out() -> None:
    intake = Intake("a.csv", 1_000)
    with serving(body(TABLE, ETag='"caf\xe9"')) as seen:
        answer = download(seen.url, intake, limits(), None, lambda line: None)
    assert (answer.etag, intake.sha256) == (None, SHA256)


@pytest.mark.parametrize("packed", [False, True])
def test_progress_counts_the_bytes_of_the_wire(packed: bool) -> None:
    content = gzip.compress(TABLE) if packed else TABLE
    reply = body(content, Content_Encoding="gzip") if packed else body(content)
    told = Told()
    with serving(reply) as seen:
        intake = Intake("a.csv", 100_000)
        download(seen.url, intake, limits(), None, lambda line: None, told)
    assert intake.sha256 == SHA256
    assert told.advances[-1] == (len(content), len(content))


def test_progress_of_a_body_that_announces_nothing_has_no_total() -> None:
    def unannounced(handler: Handler) -> None:
        handler.head(200)
        handler.wfile.write(TABLE)

    told = Told()
    with serving(unannounced) as seen:
        download(seen.url, Intake("a.csv", 100_000), limits(), None, lambda line: None, told)
    assert told.advances[-1] == (len(TABLE), None)
