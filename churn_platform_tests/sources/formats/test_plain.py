"""The quick reader says what the strict one says, or leaves it to that one."""

from pathlib import Path

import pyarrow as pa
import pytest

from churn_platform.config.source_errors import SourceRefused
from churn_platform.sources.formats import plain
from churn_platform.sources.formats.format import Caps, Format
from churn_platform.sources.formats.table import open_table

CAPS = Caps(10_000_000)
CSV = Format("csv", encoding="utf-8", delimiter=",", quote='"')


def _rows(path: Path, text: str, form: Format = CSV, caps: Caps = CAPS) -> list[tuple[str, ...]]:
    path.write_bytes(text.encode(form.encoding or "utf-8"))
    table = open_table(path, "a.csv", form, caps)
    columns = [pa.concat_arrays(parts).to_pylist() for parts in zip(*table.parts, strict=True)]
    return list(zip(*columns, strict=True))


TEXTS = {
    "plain": "a,b\n1,x\n2,y\n",
    "no last end": "a,b\n1,x\n2,y",
    "windows": "a,b\r\n1,x\r\n2,y\r\n",
    "blank lines": "\n\na,b\n\n1,x\n\n\n2,y\n\n",
    "mark": "\ufeffa,b\n1,x\n2,y\n",
    "empty cells": "a,b\n,\n2,\n",
    "words for nothing": "a,b\nNA,null\nnan,NaN\n",
    "other alphabets": "a,b\nŁódź,日本\nпривет,y\n",
    "spaces": "a,b\n 1 ,\u00a0x\n2,y\t\n",
    "quote in the middle": 'a,b\n1,x\n2,"y,z"\n3,w\n',
    "old line ends": "a,b\r1,x\r2,y\r",
    "mixed line ends": "a,b\n1,x\r2,y\n",
    "header alone": "a,b\n",
}


@pytest.mark.parametrize("name", TEXTS)
def test_both_readers_give_the_same_rows(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = _rows(tmp_path / "q.csv", TEXTS[name])
    monkeypatch.setattr(plain, "_is_plain", lambda *_: False)
    strict = _rows(tmp_path / "s.csv", TEXTS[name])
    assert [tuple(map(str.strip, row)) for row in quick] == [
        tuple(map(str.strip, row)) for row in strict
    ]


@pytest.mark.parametrize("block", [1, 7, 16])
@pytest.mark.parametrize("name", TEXTS)
def test_where_blocks_end_does_not_matter(
    tmp_path: Path, name: str, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = _rows(tmp_path / "one.csv", TEXTS[name])
    monkeypatch.setattr(plain, "_BLOCK", block)
    assert _rows(tmp_path / "many.csv", TEXTS[name]) == expected


@pytest.mark.parametrize("block", [8, 4_000_000])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,x\n2\n", "a.csv: line 3: 1 fields; expected 2 as in the header"),
        ("a,b\n1,x\n2,y,z\n", "a.csv: line 3: 3 fields; expected 2 as in the header"),
        ("a,b\n1,x\n2,\x01\n", "a.csv: line 3: control character U+0001 (character 3)"),
        ('a,b\n1,x\n2,"y\n', "a.csv: line 3: a quote is never closed"),
        ("a,b\n1,x\n2," + "y" * 10_001 + "\n", "a.csv: line 3: a field of more than the 10,000"),
    ],
)
def test_what_is_wrong_is_said_by_the_strict_reader(
    tmp_path: Path, text: str, said: str, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plain, "_BLOCK", block)
    with pytest.raises(SourceRefused) as caught:
        _rows(tmp_path / "a.csv", text)
    assert str(caught.value).startswith(said)


def test_the_cap_of_rows_holds_for_the_quick_reader(tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match="more than 2 rows"):
        _rows(tmp_path / "a.csv", "a,b\n1,x\n2,y\n3,z\n", caps=Caps(10_000, max_rows=2))


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a,b\n1,x\n2,\xff\n")
    with pytest.raises(SourceRefused, match="line 3: not utf-8: byte 0xff"):
        list(open_table(tmp_path / "a.csv", "a.csv", CSV, CAPS).parts)
