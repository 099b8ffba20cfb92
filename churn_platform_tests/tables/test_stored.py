from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from churn_platform.analysis.rows import gathered, whole
from churn_platform.runtime.engine import Local
from churn_platform.tables import files
from churn_platform.tables.files import TableWriter
from churn_platform.tables.stored import StoredTable

FRAME = pd.DataFrame({"id": [f"c{n:02}" for n in range(25)], "n": range(25)})


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of row groups of ten rows, written from uneven frames."""
    monkeypatch.setattr(files, "ROW_GROUP", 10)
    with (tmp_path / "t.parquet").open("wb") as file, TableWriter(file) as writer:
        for start, stop in ((0, 3), (3, 3), (3, 18), (18, 25)):
            writer.add(FRAME[start:stop])
    return tmp_path / "t.parquet"


def test_the_bytes_do_not_depend_on_the_frames(path: Path, tmp_path: Path) -> None:
    with (tmp_path / "whole.parquet").open("wb") as file:
        files.write_table(FRAME, file)
    assert (tmp_path / "whole.parquet").read_bytes() == path.read_bytes()


@pytest.mark.parametrize("rows", [1, 4, 10, 13, 100])
def test_parts_of_any_size_are_the_rows_in_order(path: Path, rows: int) -> None:
    table = StoredTable(path, rows, Local(2), "id")
    assert (len(table), table.columns) == (25, ["id", "n"])
    sizes = list(table.map(len, ["n"]))
    assert (sum(sizes), max(sizes)) == (25, min(rows, 25))
    pd.testing.assert_frame_equal(whole(table, ["n", "id"]), FRAME[["n", "id"]])


@pytest.mark.parametrize("rows", [4, 100])
def test_chosen_rows_and_columns_beside_keep_their_places(path: Path, rows: int) -> None:
    table = StoredTable(path, rows, Local(2), "id").beside("twice", FRAME["n"].to_numpy() * 2)
    even = table.where(FRAME["n"].to_numpy() % 2 == 0)
    fourth = even.where(np.arange(13) % 2 == 0)
    assert len(fourth) == 7
    assert table.columns == ["id", "n", "twice"]
    assert whole(fourth, ["twice", "n"]).to_numpy().tolist() == [[8 * k, 4 * k] for k in range(7)]
    with pytest.raises(ValueError, match="late: found a table of chosen rows"):
        even.beside("late", np.zeros(13))


def test_an_empty_table_has_one_empty_part(tmp_path: Path) -> None:
    with (tmp_path / "none.parquet").open("wb") as file:
        files.write_table(FRAME[:0], file)
    table = StoredTable(tmp_path / "none.parquet", 10, Local(2), "id")
    assert list(table.map(len)) == [0]
    assert len(gathered(table, _numbers, ["n"])) == 0


def _numbers(part: pd.DataFrame) -> "pd.Series[int]":
    return part["n"]


def test_text_of_which_the_first_part_knows_none_stays_text(tmp_path: Path) -> None:
    with (tmp_path / "t.parquet").open("wb") as file, TableWriter(file) as writer:
        writer.add(pd.DataFrame({"why": pd.Series([None], dtype=object)}))
        writer.add(pd.DataFrame({"why": ["price"]}))
    assert files.read_table(tmp_path / "t.parquet")["why"].tolist() == [None, "price"]


@pytest.mark.parametrize("rows", [4, 25])
def test_text_but_for_the_id_is_read_as_categories_in_the_order_of_their_texts(
    tmp_path: Path, rows: int
) -> None:
    plan = ["b", None, "a", "b", "c"] * 5
    kind = pd.CategoricalDtype(["c", "unused", "b", "a"])
    frame = FRAME.assign(plan=pd.Series(plan), coded=pd.Series(plan, dtype=kind))
    with (tmp_path / "t.parquet").open("wb") as file:
        files.write_table(frame, file)
    table = StoredTable(tmp_path / "t.parquet", rows, Local(2), "id")
    for found in (whole(table, table.columns), table.read()):
        assert found["id"].tolist() == FRAME["id"].tolist()
        for name in ("plan", "coded"):
            assert found[name].cat.categories.tolist() == ["a", "b", "c"]
            assert [None if pd.isna(each) else each for each in found[name]] == plan


def test_a_categorical_is_stored_as_its_text(tmp_path: Path) -> None:
    plan = pd.Series(["b", "a", None, "b", "b"] * 5)
    text = FRAME.assign(plan=plan)
    stored = []
    for number, frame in enumerate((text, text.astype({"plan": "category"}))):
        with (tmp_path / f"{number}").open("wb") as file:
            files.write_table(frame, file)
        stored.append((tmp_path / f"{number}").read_bytes())
    assert stored[0] == stored[1]
    assert files.read_table(tmp_path / "1")["plan"].tolist() == plan.tolist()
