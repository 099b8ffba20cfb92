"""A customer by id and a page by key, each out of one verified block of two files."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from churn_platform.storage.artifacts import ArtifactError, MissingError, PublishedFile
from churn_platform.storage.lookup import BLOCK_ROWS, BLOCKS, INDEX, Lookup, LookupWriter, Page
from churn_platform.storage.publishing import adopt


def _table(ids: Sequence[str]) -> pa.Table:
    rows = pa.array([len(id) for id in ids], pa.int64())
    return pa.table({"id": pa.array(ids, pa.string()), "length": rows})


def _published(folder: Path, *parts: Sequence[str], **pages: Page) -> list[PublishedFile]:
    with LookupWriter(folder / "table", "id") as lookup:
        for part in parts:
            lookup.add(_table(part))
        for key, page in pages.items():
            lookup.add_page(key, page)
    return [
        adopt(folder, f"some/table{suffix}", path, show=False)
        for suffix, path in lookup.paths.items()
    ]


def _lookup(folder: Path, *parts: Sequence[str]) -> Lookup:
    return Lookup.of(folder, _published(folder, *parts))


def _numbered(count: int) -> list[str]:
    return [f"A{number:06d}" for number in range(count)]


@pytest.mark.parametrize(
    "count", [0, 1, BLOCK_ROWS - 1, BLOCK_ROWS, BLOCK_ROWS + 1, 2 * BLOCK_ROWS, 3000]
)
@pytest.mark.parametrize("together", [1, 300, BLOCK_ROWS, 5000])
def test_every_id_is_found_and_no_other(tmp_path: Path, count: int, together: int) -> None:
    ids = _numbered(count)
    step = max(together, count // 50)
    parts = [ids[start : start + step] for start in range(0, count, step)] or [[]]
    lookup = _lookup(tmp_path, *parts)
    edges = {0, 1, BLOCK_ROWS - 1, BLOCK_ROWS, BLOCK_ROWS + 1, count // 2, count - 1}
    for place in edges & set(range(count)):
        assert lookup.row(ids[place]) == {"id": ids[place], "length": 7}
    for absent in ("", "A", "A0000005", f"A{count:06d}", "B", "ä", "\ud800", "A000512\0"):
        assert lookup.row(absent) is None
    blocks = -(-count // BLOCK_ROWS)
    assert [len(run) for run in lookup.runs] == ([blocks] if count else [])


def test_ids_in_any_alphabet_are_found(tmp_path: Path) -> None:
    ids = sorted(
        [
            f"{first}{number}"
            for first in ("a", "ä", "A", "猫", "\U0001f600")
            for number in range(400)
        ]
        + [" ", "a/b", "%2F", "x" * 300, "\uffff"]
    )
    lookup = _lookup(tmp_path, ids)
    assert len(lookup.runs) == 1
    assert all(lookup.row(id) == {"id": id, "length": len(id)} for id in ids[::7] + ids[-9:])


def test_tables_one_after_the_other_are_runs_of_their_own(tmp_path: Path) -> None:
    stayed, unknown = _numbered(3000)[::2], _numbered(3000)[1::2]
    lookup = _lookup(tmp_path, stayed + unknown[:10], unknown[10:], ["A", "A000001x"])
    assert len(lookup.runs) == 3
    for id in (stayed[0], stayed[-1], unknown[0], unknown[9], unknown[10], unknown[-1], "A"):
        assert (lookup.row(id) or {})["id"] == id
    assert lookup.row("A000003x") is None


def test_ids_in_no_order_are_found_nevertheless(tmp_path: Path) -> None:
    ids = _numbered(50)[::-1]
    lookup = _lookup(tmp_path, ids[:20], ids[20:])
    assert all((lookup.row(id) or {})["id"] == id for id in ids)


def test_a_page_has_its_total_and_rows(tmp_path: Path) -> None:
    page = Page(5_000_000_000, _table(["b", "a"]))
    lookup = Lookup.of(tmp_path, _published(tmp_path, _numbered(3), all=page))
    found = lookup.page("all")
    assert found is not None and found.total == page.total and found.rows.equals(page.rows)
    assert lookup.page("other") is None and lookup.row("b") is None


def test_the_same_rows_give_the_same_files(tmp_path: Path) -> None:
    ids = _numbered(4000)
    whole = _published(tmp_path, ids)
    assert _published(tmp_path, ids[:1], ids[1:1500], ids[1500:]) == whole


def test_one_look_reads_one_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = _numbered(20 * BLOCK_ROWS)
    lookup, read = _lookup(tmp_path, ids), list[int]()
    monkeypatch.setattr("os.pread", _noted(read))
    assert lookup.row(ids[7 * BLOCK_ROWS + 3]) and lookup.row("A007000x") is None
    assert len(read) == 2 and max(read) < (tmp_path / lookup.file.path).stat().st_size / 10


def _noted(read: list[int]) -> Any:
    from os import pread

    def noted(file: int, count: int, offset: int) -> bytes:
        read.append(count)
        return pread(file, count, offset)

    return noted


def test_a_changed_byte_is_never_answered_from_and_others_are(tmp_path: Path) -> None:
    ids = _numbered(3 * BLOCK_ROWS)
    lookup = _lookup(tmp_path, ids)
    path, block = tmp_path / lookup.file.path, lookup.block(1)
    for place in (block.offset, block.offset + block.bytes // 2, block.offset + block.bytes - 1):
        good = path.read_bytes()
        path.write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
        with pytest.raises(ArtifactError, match="a block is not what was recorded"):
            lookup.row(ids[BLOCK_ROWS])
        assert (lookup.row(ids[0]) or {})["id"] == ids[0]
        path.write_bytes(good)
    path.write_bytes(path.read_bytes()[: block.offset + 9])
    with pytest.raises(ArtifactError):
        lookup.row(ids[-1])


def test_what_is_open_is_read_when_its_file_has_been_removed(tmp_path: Path) -> None:
    lookup = _lookup(tmp_path, ["a"])
    (tmp_path / lookup.file.path).unlink()
    assert lookup.row("a") == {"id": "a", "length": 1}


@pytest.mark.parametrize("suffix", [BLOCKS, INDEX])
def test_a_lost_file_is_missed_when_the_index_is_read(tmp_path: Path, suffix: str) -> None:
    files = _published(tmp_path, _numbered(3))
    (lost,) = (file for file in files if file.id.endswith(suffix))
    (tmp_path / lost.path).unlink()
    with pytest.raises(MissingError):
        Lookup.of(tmp_path, files)


def test_the_index_of_another_table_is_refused(tmp_path: Path) -> None:
    files, others = _published(tmp_path, ["a", "b"]), _published(tmp_path, ["a", "c"])
    (tmp_path / files[1].path).write_bytes((tmp_path / others[1].path).read_bytes())
    with pytest.raises(ArtifactError):
        Lookup.of(tmp_path, files)
    with pytest.raises(ArtifactError):  # each as recorded, but not of each other
        Lookup.of(tmp_path, [files[0], others[1]]).row("a")


def test_an_index_of_another_layout_is_refused(tmp_path: Path) -> None:
    blocks, _ = _published(tmp_path, ["a"])
    path = tmp_path / f"table{INDEX}"
    with pa.ipc.new_stream(path, pa.schema({"run": pa.int32()})) as writer:
        writer.write_table(pa.table({"run": pa.array([0], pa.int32())}))
    with pytest.raises(ArtifactError, match="not an index of this version"):
        Lookup.of(tmp_path, [blocks, adopt(tmp_path, f"some/table{INDEX}", path, show=False)])
