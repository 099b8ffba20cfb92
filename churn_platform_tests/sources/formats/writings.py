"""One table, written in every way that the platform reads."""

import csv
import io
from collections.abc import Sequence

import pandas as pd

from churn_platform_tests.sources.formats.tables import gzipped, parquet, workbook, zipped

Row = Sequence[str]


def delimited(
    rows: Sequence[Row],
    delimiter: str = ",",
    quote: str = '"',
    end: str = "\n",
    every: bool = False,
) -> str:
    """Return rows as text, quoted where needed or everywhere."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(
        buffer,
        delimiter=delimiter,
        quotechar=quote,
        lineterminator=end,
        quoting=csv.QUOTE_ALL if every else csv.QUOTE_MINIMAL,
    )
    writer.writerows(rows)
    return buffer.getvalue()


def writings(rows: Sequence[Row]) -> dict[str, bytes]:
    """Return a table, the header first, in each format, encoding and dialect by its name."""
    text = delimited(rows)
    return {
        "plain": text.encode(),
        "mark": text.encode("utf-8-sig"),
        "mark and quotes": delimited(rows, every=True).encode("utf-8-sig"),
        "crlf": delimited(rows, end="\r\n").encode(),
        "cr": delimited(rows, end="\r").encode(),
        "blank lines": b"\n" + delimited(rows, end="\r\n\r\n").encode(),
        "gzip": gzipped(text.encode()),
        "zip": zipped(("table.csv", text.encode())),
        "zip of utf-16": zipped(("table.csv", text.encode("utf-16"))),
        "utf-16": text.encode("utf-16"),
        "utf-16-le": text.encode("utf-16-le"),
        "utf-16-be": text.encode("utf-16-be"),
        "utf-32": text.encode("utf-32"),
        "cp1252": text.encode("cp1252"),
        "semicolon": delimited(rows, ";").encode(),
        "tab": delimited(rows, "\t").encode(),
        "pipe": delimited(rows, "|").encode(),
        "colon": delimited(rows, ":").encode(),
        "single quotes": delimited(rows, ";", "'", every=True).encode(),
        "excel's line": b"sep=;\r\n" + delimited(rows, ";", end="\r\n").encode(),
        "spaces": text.replace(",", ", ").encode(),
        "xlsx": workbook(x=[list(row) for row in rows]),
        "parquet": parquet(pd.DataFrame(rows[1:], columns=pd.Index(rows[0]), dtype=object)),
    }
