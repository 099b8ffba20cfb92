import io
from pathlib import Path

import pandas as pd

from churn_platform.tables.files import read_table, write_table

FRAME = pd.DataFrame({"id": ["a", "b"], "n": [1, 2], "x": [0.5, 1e-300]})


def _written(frame: pd.DataFrame) -> bytes:
    file = io.BytesIO()
    write_table(frame, file)
    return file.getvalue()


def test_a_table_comes_back_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "t.parquet").write_bytes(_written(FRAME))
    pd.testing.assert_frame_equal(read_table(tmp_path / "t.parquet"), FRAME)


def test_the_same_frame_gives_the_same_bytes_whatever_its_index() -> None:
    assert _written(FRAME) == _written(FRAME.set_axis([7, 9]))
