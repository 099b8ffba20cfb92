import numpy as np
import pandas as pd
import pytest

from churn_platform.analysis.rows import (
    Rows,
    beside,
    first,
    gathered,
    mapped,
    together,
    where,
    whole,
)
from churn_platform_tests.parts import Parts

FRAME = pd.DataFrame({"a": range(7), "b": list("stuvwxy")})
EACH = [FRAME, Parts(FRAME, 1), Parts(FRAME, 3), Parts(FRAME, 7)]


def _doubled(part: pd.DataFrame) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    return (part["a"] * 2).to_numpy()


@pytest.mark.parametrize("rows", EACH)
def test_answers_come_in_the_order_of_the_rows(rows: Rows) -> None:
    assert gathered(rows, _doubled, ["a"]).tolist() == [0, 2, 4, 6, 8, 10, 12]
    pd.testing.assert_frame_equal(whole(rows, ["b", "a"]), FRAME[["b", "a"]])
    assert first(rows, ["b"])["b"].iloc[0] == "s"


def test_a_table_without_rows_has_one_empty_part() -> None:
    empty = Parts(FRAME[:0], 3)
    assert [len(part) for part in mapped(empty, lambda part: part)] == [0]
    assert len(first(empty, ["a"])) == 0


@pytest.mark.parametrize("rows", EACH)
def test_rows_can_be_chosen_and_have_a_column_more(rows: Rows) -> None:
    odd = FRAME["a"].to_numpy() % 2 == 1
    wider = beside(rows, "c", np.arange(7) * 10)
    chosen = where(wider, odd)
    assert len(chosen) == 3
    assert whole(chosen, ["c", "b"]).to_numpy().tolist() == [[10, "t"], [30, "v"], [50, "x"]]


@pytest.mark.parametrize("size", [2, 100])
def test_tables_one_after_the_other_are_one(size: int) -> None:
    other = pd.DataFrame({"a": [70, 80], "b": ["p", "q"], "more": [1, 2]})
    both = together([Parts(FRAME, size), other], ["a", "b"])
    assert (len(both), list(both.columns)) == (9, ["a", "b"])
    assert gathered(both, _doubled, ["a"]).tolist()[-3:] == [12, 140, 160]
    last = where(beside(both, "c", np.arange(9)), np.arange(9) >= 6)
    assert whole(last, ["a", "c"]).to_numpy().tolist() == [[6, 6], [70, 7], [80, 8]]


def test_frames_one_after_the_other_are_a_frame() -> None:
    both = together([FRAME, FRAME[:1]], ["b"])
    assert isinstance(both, pd.DataFrame)
    assert both["b"].tolist() == [*"stuvwxy", "s"]
