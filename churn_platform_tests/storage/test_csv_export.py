import csv
import io

import pandas as pd
import pyarrow as pa
import pytest

from churn_platform.storage.csv_export import as_csv, table_as_csv, unguarded


def _written(frame: pd.DataFrame) -> str:
    out = io.BytesIO()
    as_csv(frame, out)
    return out.getvalue().decode().removeprefix("\ufeff")


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
    assert written == f'"","name"\n1,"\'x{sign}=1+1"\n2,"\'{sign}=1+1"\n'


@pytest.mark.parametrize("text", ["x,=1+1", "x;=1+1", 'x",=1+1', '=1+2";=1+2', "x\t=1+1"])
def test_a24_a_separator_or_quote_within_a_text_ends_no_cell(text: str) -> None:
    frame = pd.DataFrame({"name": [text], "number": [-5]}, index=["id"])
    _, row = csv.reader(io.StringIO(_written(frame), newline=""))
    assert row == ["id", f"'{text}" if text.startswith("=") else text, "-5"]
    quoted = text.replace('"', '""')
    assert f'{quoted}",-5\n' in _written(frame)


_KINDS = (
    pa.string(),
    pa.large_string(),
    pa.string_view(),
    pa.dictionary(pa.int8(), pa.string()),
    pa.dictionary(pa.int32(), pa.large_string()),
)


@pytest.mark.parametrize("kind", _KINDS, ids=str)
def test_a_formula_is_guarded_however_its_text_is_held(kind: pa.DataType) -> None:
    parts = [pa.array(texts, pa.string()) for texts in (["=1", "x", None], ["y", "+1", "=1"])]
    held = [
        part.dictionary_encode().cast(kind) if pa.types.is_dictionary(kind) else part.cast(kind)
        for part in parts
    ]
    out = io.BytesIO()
    table_as_csv(pa.table({"a": pa.chunked_array(held)}), out)
    assert out.getvalue().decode().splitlines()[1:] == [
        '"\'=1"', '"x"', "", '"y"', '"\'+1"', '"\'=1"'
    ]  # fmt: skip


def test_a_formula_in_a_categorical_is_guarded() -> None:
    frame = pd.DataFrame({"plan": pd.Categorical(["=1", "x", "=1"])}, index=[1, 2, 3])
    assert _written(frame) == '"","plan"\n1,"\'=1"\n2,"x"\n3,"\'=1"\n'


def test_what_is_missing_is_an_empty_cell_and_the_frame_is_not_changed() -> None:
    frame = pd.DataFrame({"name": [None, "=1"], "number": [-1.5, None]}, index=["a", "b"])
    before = frame.copy(deep=True)
    _, first, second = csv.reader(io.StringIO(_written(frame)))
    assert first == ["a", "", "-1.5"]
    assert second == ["b", "'=1", ""]
    pd.testing.assert_frame_equal(frame, before)


_BEFORE = (
    "", " ", "\u200b", "\ufeff", "\u00a0", "\u00ad", "\x07", "\u3164", "'", '"', "x\n",
    "x\r\n\u200b", "x\u2028 ", "\u202e", "\ufe0f",
)  # fmt: skip
DISGUISED = [
    before + sign + "1+1" for sign in "=+-@\uff1d\uff0b\uff0d\uff20\ufe66" for before in _BEFORE
]


@pytest.mark.parametrize("text", DISGUISED)
def test_a_formula_in_disguise_gets_an_apostrophe_that_can_be_taken_away(text: str) -> None:
    written = _written(pd.DataFrame({text: [text]}, index=pd.Index([text], name=text)))
    rows = list(csv.reader(io.StringIO(written, newline="")))
    assert rows == [["'" + text] * 2] * 2
    assert unguarded("'" + text) == text


@pytest.mark.parametrize("text", ["+491701000000", "+4917010", "O'Neil", "a=b", "x\ny", "", "007"])
def test_what_is_harmless_stays_so_that_ids_are_found_again(text: str) -> None:
    written = _written(pd.DataFrame({"x": [text]}, index=[0]))
    assert list(csv.reader(io.StringIO(written, newline="")))[1] == ["0", text]
    assert unguarded(text) == text


@pytest.mark.parametrize("text", ["+49170100000A", "+1", "+12345678901234567", "+49 170 123456"])
def test_only_a_telephone_number_is_a_number_with_a_plus(text: str) -> None:
    written = _written(pd.DataFrame({"x": [text]}, index=[0]))
    assert list(csv.reader(io.StringIO(written, newline="")))[1] == ["0", "'" + text]


def test_a_file_begins_with_the_mark_of_utf_8_once() -> None:
    frame, out = pd.DataFrame({"name": ["\u00cele-de-France"]}), io.BytesIO()
    as_csv(frame, out)
    as_csv(frame, out, header=False)
    assert out.getvalue().startswith(b"\xef\xbb\xbf")
    assert out.getvalue().count(b"\xef\xbb\xbf") == 1
    assert pd.read_csv(io.BytesIO(out.getvalue()))["name"].tolist() == ["\u00cele-de-France"] * 2
