"""Detect the format of delimited text, and read it strictly."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from churn_platform.config.contracts.contract import Contract
from churn_platform.config.contracts.sections import Reading
from churn_platform.config.source_errors import SourceRefused
from churn_platform.sources.formats.dialect import fit_of, recognise_dialect
from churn_platform.sources.formats.encodings.encoding import (
    is_unicode,
    is_utf_8,
    recognise_encoding,
)
from churn_platform.sources.formats.format import Caps, Format
from churn_platform.sources.formats.lines import Lines
from churn_platform.sources.formats.unpack import unpacked

_HEAD_LINES = 200
_HEAD_CHARACTERS = 2_000_000
_GUESSED = "guessed from the letters of the text"
_OTHER = "stated in the contract, but the text is UTF-8"


def recognise_delimited(
    path: Path, name: str, form: Format, reading: Reading, contract: Contract | None, caps: Caps
) -> Format:
    """Detect the rest of a text's format: encoding, delimiter, quote, lines before the header.

    Raises:
        SourceRefused: it is not text, is HTML, XML or JSON, or is not in the declared encoding.
    """
    encoding = recognise_encoding(unpacked(path, name, form, caps), name, reading.encoding)
    doubt = None
    if not is_unicode(encoding):
        is_other = reading.encoding is not None and is_utf_8(unpacked(path, name, form, caps))
        doubt = _OTHER if is_other else _GUESSED if reading.encoding is None else None
    head: list[str] = []
    size = 0
    for line in islice(Lines(unpacked(path, name, form, caps), encoding, name), _HEAD_LINES):
        head.append(line)
        size += len(line)
        if size > _HEAD_CHARACTERS:
            break
    _refuse_markup("".join(head).lstrip()[:1], name)
    found = recognise_dialect(head, reading, fit_of(contract))
    return replace(
        form,
        encoding=encoding,
        delimiter=found.delimiter,
        quote=found.quote,
        skip=found.skip,
        encoding_doubt=doubt,
    )


def _refuse_markup(first: str, name: str) -> None:
    what = {"<": "an HTML or XML page", "{": "JSON", "[": "JSON"}.get(first)
    if what:
        raise SourceRefused(
            f"{name}: {what}, not a table; expected a table as CSV, .xlsx or Parquet"
        )


def delimited_rows(
    path: Path, name: str, form: Format, caps: Caps
) -> Iterator[tuple[int, list[str]]]:
    """Yield each row, the header first, with the number of its first line.

    Blank lines are skipped.

    Raises:
        SourceRefused: undecodable bytes, an unclosed quote, or a cap is exceeded.
    """
    assert form.encoding is not None and form.delimiter is not None
    lines = Lines(unpacked(path, name, form, caps), form.encoding, name)
    for _ in islice(lines, form.skip):
        pass
    reader = csv.reader(
        lines,
        delimiter=form.delimiter,
        quotechar=form.quote,
        # strict, since an unclosed quote would otherwise swallow rows silently
        strict=True,
        skipinitialspace=True,
    )
    while True:
        lines.row, line = 0, form.skip + reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise SourceRefused(f"{name}: line {line}: {_explain(error, caps)}") from None
        if row:
            yield line, row


def _explain(error: csv.Error, caps: Caps) -> str:
    if str(error).startswith("field larger than"):
        # the csv module has its own limit, which is global to the process and so left as it is
        return f"a field of more than the {caps.max_field:,} characters that are accepted"
    if str(error) == "unexpected end of data":
        return "a quote is never closed; expected a closing quote"
    return f"not CSV: {error}; expected quotes around whole fields"
