from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import s3fs

from churn_platform.config.source_errors import SourceMissing, SourceRefused, SourceUnreachable
from churn_platform.sources.download.fetch import Fetched, Known, Limits, Unchanged, fetch
from churn_platform_tests.s3 import BUCKET, s3_server, settings_of
from churn_platform_tests.telco import TELCO

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
ADDRESS = f"s3://{BUCKET}/tables/customers.csv"
LIMITS = Limits(10_000_000, 5, 5, 30, 2)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with s3_server() as address:
        yield address


@pytest.fixture
def files(
    server: str, small_csv: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[s3fs.S3FileSystem]:
    settings_of(monkeypatch, server)
    s3fs.S3FileSystem.clear_instance_cache()
    found = s3fs.S3FileSystem(use_listings_cache=False)
    found.put_file(str(small_csv), ADDRESS)
    yield found


def _known(got: Fetched) -> Known:
    return Known(got.source, got.sha256, got.etag, None)


def test_an_object_is_fetched_once_and_again_when_it_changed(
    files: s3fs.S3FileSystem, small_csv: Path, tmp_path: Path
) -> None:
    got = fetch(ADDRESS, tmp_path, LIMITS, TELCO)
    assert isinstance(got, Fetched)
    assert got.path.read_bytes() == small_csv.read_bytes()
    assert (got.rows, got.etag) == (300, files.info(ADDRESS)["ETag"])
    again = fetch(ADDRESS, tmp_path, LIMITS, TELCO, _known(got))
    assert isinstance(again, Unchanged) and again.etag == got.etag
    files.pipe(ADDRESS, small_csv.read_bytes().replace(b"Yes", b"No ", 1))
    assert isinstance(fetch(ADDRESS, tmp_path, LIMITS, TELCO, _known(got)), Fetched)


def test_a_missing_object_is_missing_and_a_large_one_refused(
    files: s3fs.S3FileSystem, tmp_path: Path
) -> None:
    nowhere = f"s3://{BUCKET}/nothing.csv"
    with pytest.raises(SourceMissing, match=f"^{nowhere}: there is no such object$"):
        fetch(nowhere, tmp_path, LIMITS, TELCO)
    with pytest.raises(SourceRefused, match="bytes; at most 1,000 are accepted"):
        fetch(ADDRESS, tmp_path, replace(LIMITS, max_bytes=1000), TELCO)
    assert list(tmp_path.iterdir()) == []


def test_a_scheme_that_nothing_reads_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match="^oss://x/y.csv: oss:// cannot be read here; install"):
        fetch("oss://x/y.csv", tmp_path, LIMITS, TELCO)


def test_a_store_that_does_not_answer_is_unreachable(
    tmp_path: Path, files: s3fs.S3FileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    s3fs.S3FileSystem.clear_instance_cache()
    with pytest.raises(SourceUnreachable, match=f"^{ADDRESS}: "):
        fetch(ADDRESS, tmp_path, LIMITS, TELCO)
