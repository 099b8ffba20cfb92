"""Ways to write a table of text as a file: encodings, delimiters, formats."""

import csv
import gzip
import io
import re
import zipfile
from collections.abc import Callable
from random import Random

import pandas as pd

Writer = Callable[[pd.DataFrame, Random], bytes]
_MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_A_MOMENT = b"2024-01-31T00:00:00Z"


def plain(table: pd.DataFrame, rng: Random) -> bytes:
    """The usual CSV."""
    return _csv(table).encode()


def other_encoding(table: pd.DataFrame, rng: Random) -> bytes:
    """CSV in another encoding, signs that it does not know replaced."""
    name = rng.choice(
        ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "cp1251")
    )
    return _csv(table).encode(name, errors="replace")


def other_delimiter(table: pd.DataFrame, rng: Random) -> bytes:
    """CSV with another delimiter, sometimes with Excel's hint of it."""
    sign = rng.choice(";\t|:")
    hint = f"sep={sign}\n" if rng.random() < 0.3 else ""
    return (hint + _csv(table, sep=sign)).encode()


def other_line_end(table: pd.DataFrame, rng: Random) -> bytes:
    """CSV with other line ends, and blank lines between."""
    end = rng.choice(("\r\n", "\r", "\n\n", "\r\n\r\n"))
    return _csv(table, lineterminator=end).encode()


def all_quoted(table: pd.DataFrame, rng: Random) -> bytes:
    """CSV with quotes around everything."""
    return _csv(table, quoting=csv.QUOTE_ALL, quotechar=rng.choice("\"'")).encode()


def decimal_commas(table: pd.DataFrame, rng: Random) -> bytes:
    """CSV as a German Excel writes it."""
    changed = {
        name: table[name].str.replace(".", ",", regex=False)
        for name in table.columns
        if "Charges" in name
    }
    return _csv(table.assign(**changed), sep=";").encode(rng.choice(("utf-8", "cp1252")), "replace")


def gzipped(table: pd.DataFrame, rng: Random) -> bytes:
    """Gzip of CSV."""
    return gzip.compress(_csv(table).encode(), mtime=0)


def zipped(table: pd.DataFrame, rng: Random) -> bytes:
    """Zip of CSV, sometimes of two files."""
    content = _csv(table).encode()
    return _archive({f"customers{n}.csv": content for n in range(rng.choice((1, 1, 2)))})


def workbook(table: pd.DataFrame, rng: Random) -> bytes:
    """An Excel workbook, numbers as numbers or as text."""
    out = io.BytesIO()
    printable = table.map(lambda text: "".join(s for s in text if s.isprintable()))
    _typed(printable, rng).to_excel(out, index=False, engine="openpyxl")
    with zipfile.ZipFile(out) as made:
        parts = {name: _MOMENT.sub(_A_MOMENT, made.read(name)) for name in made.namelist()}
    return _archive(parts)


def parquet(table: pd.DataFrame, rng: Random) -> bytes:
    """A Parquet file, numbers as numbers or as text."""
    out = io.BytesIO()
    _typed(table, rng).to_parquet(out, index=False)
    return out.getvalue()


def _archive(files: dict[str, bytes]) -> bytes:
    """Return a zip archive that does not tell when it was made, and so is the same at any time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, (2024, 1, 31, 0, 0, 0))
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _typed(table: pd.DataFrame, rng: Random) -> pd.DataFrame:
    if rng.random() < 0.5:
        return table
    numbers = {name: pd.to_numeric(table[name], errors="coerce") for name in table.columns}
    whole = {name: column for name, column in numbers.items() if column.notna().mean() > 0.9}
    return table.assign(**whole)


def _csv(table: pd.DataFrame, **options: object) -> str:
    return str(table.to_csv(index=False, **{"lineterminator": "\n", **options}))  # type: ignore[call-overload]


WRITERS: dict[str, Writer] = {
    write.__name__: write
    for write in (
        plain, other_encoding, other_delimiter, other_line_end, all_quoted, decimal_commas,
        gzipped, zipped, workbook, parquet,
    )
}  # fmt: skip
