import gzip
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from churn_platform.config.source_errors import SourceRefused, SourceUnreachable
from churn_platform.sources.download.fetch import Fetched, Known, Unchanged, fetch
from churn_platform_tests.servers import Reply, body, by_etag, serving, status, truncated
from churn_platform_tests.sources.download.tables import CSV, SHA256, SMALL, TABLE, limits


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where temporary files go; not there yet."""
    return tmp_path / "data" / "versions"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "table.csv"
    path.write_bytes(TABLE)
    return path


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()] if folder.exists() else []


def test_a_download_lands_in_the_folder_under_a_temporary_name(folder: Path) -> None:
    with serving(body(TABLE, ETag='"v1"')) as seen:
        result = fetch(seen.url, folder, limits(), SMALL)
    assert isinstance(result, Fetched)
    assert result.path.parent == folder
    assert result.path.name.startswith(".part-")
    assert result.path.read_bytes() == TABLE
    assert result == Fetched(
        result.path, seen.url, SHA256, len(TABLE), 2, 3, CSV, (), (), '"v1"', None
    )


@pytest.mark.parametrize("relative", [False, True])
@pytest.mark.parametrize("url", [False, True])
def test_a_local_file_is_copied(folder: Path, table: Path, relative: bool, url: bool) -> None:
    if url and relative:
        source = f"file://localhost{table}"
    elif url:
        source = table.as_uri()
    else:
        source = table.name if relative else str(table)
    result = fetch(source, folder, limits(), SMALL, base=table.parent)
    assert isinstance(result, Fetched)
    assert result.path.read_bytes() == TABLE
    assert result == Fetched(result.path, source, SHA256, len(TABLE), 2, 3, CSV, (), (), None, None)
    assert table.read_bytes() == TABLE


def test_a_packed_table_lands_as_it_came_and_is_described(folder: Path) -> None:
    packed = gzip.compress(b"Months;Churn;note;customer_id;city\n5;No;x;0001-A;Paris\n", mtime=0)
    with serving(body(packed)) as seen:
        result = fetch(seen.url, folder, limits(), SMALL)
    assert isinstance(result, Fetched)
    assert result.path.read_bytes() == packed
    assert (result.rows, result.columns, result.bytes) == (1, 5, len(packed))
    assert result.format == replace(CSV, compression="gzip", delimiter=";")
    assert (result.excluded, result.unknown) == (("note",), ("city",))


@pytest.mark.parametrize(
    ("maximum", "what"), [({"max_rows": 1}, "rows"), ({"max_columns": 2}, "columns")]
)
def test_rows_and_columns_are_limited_too(folder: Path, maximum: dict[str, Any], what: str) -> None:
    tight = replace(limits(), **maximum)
    with serving(body(TABLE)) as seen, pytest.raises(SourceRefused, match=rf"{what}.* accepted$"):
        fetch(seen.url, folder, tight, SMALL)
    assert names(folder) == []


def test_a_damaged_workbook_is_refused_and_removed(folder: Path, table: Path) -> None:
    table.write_bytes(b"PK\x03\x04" + bytes(50))
    with pytest.raises(SourceRefused, match=r"table\.csv: a zip archive that is damaged"):
        fetch(str(table), folder, limits(), SMALL)
    assert names(folder) == []


def test_304_means_unchanged_and_keeps_the_validators(folder: Path) -> None:
    with serving(by_etag(TABLE, '"v1"')) as seen:
        known = Known(seen.url, SHA256, '"v1"', "Mon, 02 Mar 2026 10:00:00 GMT")
        result = fetch(seen.url, folder, limits(), SMALL, known)
    assert result == Unchanged(
        seen.url, '"v1"', "Mon, 02 Mar 2026 10:00:00 GMT", "304 Not Modified"
    )
    assert names(folder) == []


def test_the_same_content_under_a_new_etag_is_unchanged(folder: Path) -> None:
    with serving(body(TABLE, ETag='"v2"')) as seen:
        known = Known(seen.url, SHA256, '"v1"', None)
        result = fetch(seen.url, folder, limits(), SMALL, known)
    assert result == Unchanged(seen.url, '"v2"', None, "same sha256")
    assert names(folder) == []


def test_new_content_is_not_unchanged(folder: Path) -> None:
    with serving(by_etag(TABLE, '"v2"')) as seen:
        known = Known(seen.url, "0" * 64, '"v1"', None)
        assert isinstance(fetch(seen.url, folder, limits(), SMALL, known), Fetched)


def test_what_is_known_of_another_source_does_not_count(folder: Path) -> None:
    with serving(by_etag(TABLE, '"v1"')) as seen:
        known = Known("http://elsewhere/table.csv", SHA256, '"v1"', None)
        assert isinstance(fetch(seen.url, folder, limits(), SMALL, known), Fetched)
    assert "if-none-match" not in seen.headers[0]


def test_a_new_password_does_not_make_another_source(folder: Path) -> None:
    with serving(by_etag(TABLE, '"v1"')) as seen:
        known = Known(seen.url, SHA256, '"v1"', None)
        source = seen.url.replace("//", "//user:secret@")
        result = fetch(source, folder, limits(), SMALL, known)
    assert isinstance(result, Unchanged)
    assert result.source == seen.url


def test_an_unchanged_local_file_writes_nothing(folder: Path, table: Path) -> None:
    known = Known(str(table), SHA256, None, None)
    result = fetch(str(table), folder, limits(), SMALL, known)
    assert result == Unchanged(str(table), None, None, "same sha256")
    assert not folder.exists()


def test_a_changed_local_file_is_fetched(folder: Path, table: Path) -> None:
    table.write_bytes(TABLE + b"0003-C,9,No\n")
    known = Known(str(table), SHA256, None, None)
    result = fetch(str(table), folder, limits(), SMALL, known)
    assert isinstance(result, Fetched)
    assert result.rows == 3


@pytest.mark.parametrize(
    "reply",
    [
        status(404),
        status(503),
        truncated(TABLE, 5),
        body(bytes(100_001)),
        body(b"<html>Sign in</html>"),
        body(TABLE.replace(b"tenure", b"age")),
        body(b""),
    ],
)
def test_nothing_stays_in_the_folder_after_a_refusal(folder: Path, reply: Reply) -> None:
    with serving(reply) as seen:
        with pytest.raises(SourceRefused, match=rf"^{seen.url}: "):
            fetch(seen.url, folder, limits(), SMALL)
    assert names(folder) == []


def test_nothing_stays_in_the_folder_when_the_network_is_not_there(folder: Path) -> None:
    with pytest.raises(SourceUnreachable):
        fetch("http://no-such-host.invalid/", folder, limits(attempts=1), SMALL)
    assert names(folder) == []


def test_nothing_stays_in_the_folder_after_an_interruption(folder: Path) -> None:
    def interrupt(line: str) -> None:
        raise KeyboardInterrupt

    with serving(status(503)) as seen, pytest.raises(KeyboardInterrupt):
        fetch(seen.url, folder, limits(), SMALL, log=interrupt)
    assert names(folder) == []


def test_a_refused_local_table_is_called_by_its_source(folder: Path, table: Path) -> None:
    table.write_bytes(b"customerID,tenure\n1,2\n")
    with pytest.raises(SourceRefused, match=r"^table.csv: missing columns: 'Churn'; found"):
        fetch("table.csv", folder, limits(), SMALL, base=table.parent)
    assert names(folder) == []


def test_a_local_file_above_the_cap_is_refused(folder: Path, table: Path) -> None:
    small = replace(limits(), max_bytes=len(TABLE) - 1)
    with pytest.raises(SourceRefused, match=r"table.csv: \d+ bytes; at most \d+ are accepted$"):
        fetch(str(table), folder, small, SMALL)
    assert names(folder) == []


def test_importing_it_loads_nothing_heavy() -> None:
    code = "import sys, churn_platform.sources.download.fetch; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    heavy = {"pandas", "numpy", "pyarrow", "openpyxl", "httpx", "dagster"}
    assert not heavy & set(loaded.stdout.split())
