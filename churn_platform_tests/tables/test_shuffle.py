import errno
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from churn_platform.tables.shuffle import MAX_BUCKETS, Spool, cuts_of


def _spool(folder: Path, maximum: int, keys: list[int], together: int = 5) -> Spool:
    spool = Spool(folder, maximum)
    for start in range(0, len(keys), together):
        some = np.array(keys[start : start + together])
        spool.add(pa.table({"key_of": some, "row": np.arange(start, start + len(some))}), some)
    return spool


@pytest.mark.parametrize("maximum", [3, 20, 1000])
def test_buckets_rise_and_hold_every_row_once(tmp_path: Path, maximum: int) -> None:
    keys = np.random.default_rng(5).integers(0, 40, 200).tolist()
    spool = _spool(tmp_path, maximum, keys)
    assert spool.rows == 200
    assert [row for part in spool.parts() for row in part["row"].to_pylist()] == list(range(200))
    buckets = [bucket.to_pydict() for bucket in spool.buckets()]
    rows = [row for bucket in buckets for row in bucket["row"]]
    assert sorted(rows) == list(range(200))
    assert [key for bucket in buckets for key in bucket["key_of"]] == [keys[row] for row in rows]
    for lower, upper in zip(buckets, buckets[1:], strict=False):
        assert max(lower["key_of"]) < min(upper["key_of"])
    for bucket in buckets:  # within a bucket as they came
        assert bucket["row"] == sorted(bucket["row"])
    assert (len(buckets) > 1) == (maximum < 200)
    assert list(tmp_path.iterdir()) == []


def test_rows_of_one_key_stay_together(tmp_path: Path) -> None:
    (bucket,) = _spool(tmp_path, 10, [7] * 100).buckets()
    assert len(bucket) == 100


def test_nothing_gives_no_bucket(tmp_path: Path) -> None:
    assert list(Spool(tmp_path, 10).buckets()) == []


def test_cuts_part_the_rows_evenly_and_there_are_not_too_many() -> None:
    keys = np.arange(1000)[::-1]
    assert cuts_of(keys, 1000, 250).tolist() == [250, 500, 750]
    assert len(cuts_of(keys, 10**9, 10)) == MAX_BUCKETS - 1
    assert len(cuts_of(keys, 1000, 1000)) == 0


@pytest.mark.parametrize("file", ["spool.arrow", "0.arrow"])
def test_a_full_disk_is_an_error_and_no_row_is_left_out(tmp_path: Path, file: str) -> None:
    (tmp_path / file).symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left") as caught:
        list(_spool(tmp_path, 10, list(range(100_000)), 50_000).buckets())
    assert caught.value.errno == errno.ENOSPC
