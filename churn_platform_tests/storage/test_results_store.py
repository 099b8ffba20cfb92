"""Results in an object store: a real S3-compatible server, a real run, an empty cache."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest
import s3fs

from api.main import create_app
from churn_platform.config.settings import get_settings
from churn_platform.history.reader import Reader
from churn_platform.runtime.ports import free_port
from churn_platform.storage import artifacts, publishing
from churn_platform.storage import results_store as remote
from churn_platform.storage.artifacts import ArtifactError, PublishedFile
from churn_platform.storage.results_store import Store, StoreError
from churn_platform_tests.api.world import TOKEN, TOKEN_SHA256, serving
from churn_platform_tests.platform import Platform
from churn_platform_tests.s3 import BUCKET, s3_server, settings_of

pytestmark = [
    # of aiohttp, whose connections are closed when they are collected
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
URL = f"s3://{BUCKET}/results"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with s3_server() as address:
        yield address


@pytest.fixture
def files(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[s3fs.S3FileSystem]:
    settings_of(monkeypatch, server)
    s3fs.S3FileSystem.clear_instance_cache()
    found = s3fs.S3FileSystem(use_listings_cache=False)
    yield found
    settings_of(monkeypatch, server)
    s3fs.S3FileSystem.clear_instance_cache()
    if found.exists(URL):
        found.rm(URL, recursive=True)


@pytest.fixture
def folder(files: s3fs.S3FileSystem, tmp_path: Path) -> Iterator[Path]:
    """A data folder whose results are kept in the store."""
    remote.attach(tmp_path / "data", URL)
    yield tmp_path / "data"
    remote.attach(tmp_path / "data", "")


def _published(folder: Path, text: bytes = b"a,b\n1,2\n") -> PublishedFile:
    return publishing.publish(folder, "raw/table.csv", lambda file: _write(file, text))


def _write(file: BinaryIO, text: bytes) -> None:
    file.write(text)


def test_a_version_and_the_name_for_people_are_in_the_store(
    folder: Path, files: s3fs.S3FileSystem
) -> None:
    file = _published(folder)
    assert files.cat(f"{URL}/{file.path}") == b"a,b\n1,2\n"
    assert files.cat(f"{URL}/raw/table.csv") == b"a,b\n1,2\n"
    assert _published(folder) == file


def test_an_empty_cache_is_filled_from_the_store(folder: Path) -> None:
    file = _published(folder)
    shutil.rmtree(folder)
    path = artifacts.resolve(folder, file)
    assert path.read_bytes() == b"a,b\n1,2\n"
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_an_object_that_was_altered_is_refused(folder: Path, files: s3fs.S3FileSystem) -> None:
    file = _published(folder)
    shutil.rmtree(folder)
    files.pipe(f"{URL}/{file.path}", b"a,b\n9,9\n")
    with pytest.raises(ArtifactError, match="content has sha256"):
        artifacts.resolve(folder, file)


def test_what_is_nowhere_is_missing(folder: Path, files: s3fs.S3FileSystem) -> None:
    file = _published(folder)
    assert remote.has(folder / file.path, file.bytes)
    assert not remote.has(folder / file.path, file.bytes + 1)
    remote.remove(folder / file.path)
    assert not files.exists(f"{URL}/{file.path}")
    assert not remote.has(folder / file.path, file.bytes)
    with pytest.raises(ArtifactError, match="missing; materialize its asset again"):
        artifacts.resolve(folder, file)


def test_what_only_the_store_has_is_listed_with_its_size(folder: Path) -> None:
    file = _published(folder)
    (one,) = Store(URL).listed("versions")
    assert (one.path, one.bytes) == (file.path, file.bytes)
    assert one.changed > 1_700_000_000
    assert Store(URL).listed("nowhere") == []


def test_a_store_that_does_not_answer_or_exist_says_so_in_one_line(
    folder: Path,
) -> None:
    remote.attach(folder, "s3://no-such-bucket/x")
    with pytest.raises((StoreError, FileNotFoundError)):
        _published(folder)
    remote.attach(folder, "oss://bucket/x")
    with pytest.raises(StoreError, match=r"^CHURN_DATA_URL=oss://bucket/x: oss:// cannot"):
        _published(folder)


def test_the_whole_graph_and_the_api_live_on_it(
    platform: Platform, files: s3fs.S3FileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.put_file(str(platform.source), f"{BUCKET}/source.csv")
    platform.change(
        CHURN_SOURCE=f"s3://{BUCKET}/source.csv",
        CHURN_DATA_URL=URL,
        CHURN_API_TOKEN_SHA256=TOKEN_SHA256,
    )
    assert platform.run().success
    raw = platform.newest("raw_customers")
    assert files.cat(f"{URL}/{raw.files[0].path}") == platform.source.read_bytes()
    assert raw.metadata["etag"] == files.info(f"{BUCKET}/source.csv")["ETag"]
    for name in ("versions", "models", "scores"):  # the cache is lost
        shutil.rmtree(platform.data_dir / name)
    run = platform.scheduled_run()
    assert run.success and not run.asset_materializations_for_node("raw_customers")
    settings = get_settings()
    settings.history_dir.symlink_to(platform.instance.root_directory)
    with serving(create_app(settings, Reader(settings, lambda: platform.instance))) as client:
        client.headers["Authorization"] = f"Bearer {TOKEN}"
        listed = client.get("/api/artifacts").json()
        assert listed["complete"], listed["note"]
        for item in listed["items"]:
            answer = client.get(item["link"])
            assert (answer.status_code, len(answer.content)) == (200, item["bytes"])


def test_each_data_folder_has_the_store_that_it_was_given(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    kept, alone = _published(folder), _published(other, b"c\n3\n")
    shutil.rmtree(folder)
    shutil.rmtree(other)
    assert artifacts.resolve(folder, kept).is_file()
    with pytest.raises(ArtifactError, match="missing"):
        artifacts.resolve(other, alone)
    assert remote.store_of(other) is None


def test_no_port_answers(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    s3fs.S3FileSystem.clear_instance_cache()
    with pytest.raises(StoreError, match=r"^CHURN_DATA_URL=s3://churn/results: \w+: "):
        _published(folder)
