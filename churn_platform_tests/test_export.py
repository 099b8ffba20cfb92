import csv
import io

import pandas as pd
import pytest

from churn_platform.export import as_csv


def _written(frame: pd.DataFrame) -> str:
    out = io.BytesIO()
    as_csv(frame, out)
    return out.getvalue().decode()


def test_a24_what_a_spreadsheet_would_run_gets_an_apostrophe_and_numbers_stay() -> None:
    names = ["=1+1", "+cmd", "-x", "@SUM(A1)", "\tx", "-5", "plain", "a=b"]
    frame = pd.DataFrame({"=name": names, "number": [-5, -4, 3, 2, 1, 0, 7, 8]})
    head, *rows = _written(frame.set_index("=name")).split("\n")
    assert head == '"\'=name","number"'
    assert rows == [
        '"\'=1+1",-5', '"\'+cmd",-4', '"\'-x",3', '"\'@SUM(A1)",2', '"\'\tx",1', '"\'-5",0',
        '"plain",7', '"a=b",8', "",
    ]  # fmt: skip


def test_a24_cells_labels_and_headers_are_treated_alike() -> None:
    frame = pd.DataFrame({"@head": ["=1", "x"], "share": [-0.5, 1.5]}, index=["+r", "r2"])
    assert _written(frame) == '"","\'@head","share"\n"\'+r","\'=1",-0.5\n"r2","x",1.5\n'


@pytest.mark.parametrize("sign", ["\r", "\n"])
def test_a24_a_line_break_starts_no_cell_of_its_own(sign: str) -> None:
    written = _written(pd.DataFrame({"name": [f"x{sign}=1+1", f"{sign}=1+1"]}, index=[1, 2]))
    assert written == f'"","name"\n1,"x{sign}=1+1"\n2,"\'{sign}=1+1"\n'


@pytest.mark.parametrize("text", ["x,=1+1", "x;=1+1", 'x",=1+1', '=1+2";=1+2', "x\t=1+1"])
def test_a24_a_separator_or_quote_within_a_text_ends_no_cell(text: str) -> None:
    frame = pd.DataFrame({"name": [text], "number": [-5]}, index=["id"])
    _, row = csv.reader(io.StringIO(_written(frame), newline=""))
    assert row == ["id", f"'{text}" if text.startswith("=") else text, "-5"]
    quoted = text.replace('"', '""')
    assert f'{quoted}",-5\n' in _written(frame)


def test_what_is_missing_is_an_empty_cell_and_the_frame_is_not_changed() -> None:
    frame = pd.DataFrame({"name": [None, "=1"], "number": [-1.5, None]}, index=["a", "b"])
    before = frame.copy(deep=True)
    _, first, second = csv.reader(io.StringIO(_written(frame)))
    assert first == ["a", "", "-1.5"]
    assert second == ["b", "'=1", ""]
    pd.testing.assert_frame_equal(frame, before)
