import io

import pandas as pd

from churn_platform.export import as_csv


def _written(frame: pd.DataFrame) -> list[str]:
    out = io.BytesIO()
    as_csv(frame, out)
    return out.getvalue().decode().split("\n")


def test_a24_what_a_spreadsheet_would_run_gets_an_apostrophe_and_numbers_stay() -> None:
    names = ["=1+1", "+cmd", "-x", "@SUM(A1)", "\tx", "plain", "a=b"]
    frame = pd.DataFrame({"=name": names, "number": [-5, -4, 3, 2, 1, 0, 7]})
    head, *rows = _written(frame.set_index("=name"))
    assert head == "'=name,number"
    assert rows == [
        "'=1+1,-5", "'+cmd,-4", "'-x,3", "'@SUM(A1),2", "'\tx,1", "plain,0", "a=b,7", "",
    ]  # fmt: skip


def test_a24_cells_and_headers_are_treated_alike() -> None:
    frame = pd.DataFrame({"@head": ["=1", "x"], "share": [-0.5, 1.5]}, index=["r1", "r2"])
    assert _written(frame) == [",'@head,share", "r1,'=1,-0.5", "r2,x,1.5", ""]
