"""Whether a file is the customer table at all: one pass over its rows, in little memory."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

from churn_platform.source.errors import SourceRefused
from churn_platform.source.lines import Lines

MAX_COLUMNS = 1_000
MAX_FIELD = 10_000
_MOST_SHOWN = 40


def check_csv(path: Path, source: str, expected_headers: Sequence[str]) -> tuple[int, int]:
    """Read a CSV file through once and return its numbers of data rows and of columns.

    The headers must hold the expected ones, in any order; spaces around them and further
    columns do not matter. Blank lines are skipped.

    Args:
        path: the file.
        source: what to call it in errors.
        expected_headers: the columns that must be there.

    Raises:
        SourceRefused: empty, not CSV, not UTF-8, a column missing or there twice, rows of
            another length, no rows, or a field, row or header above its limit.
    """
    with path.open("rb") as file:
        rows = _rows(Lines(file, source), source)
        _, first = next(rows, (0, []))
        headers = [header.strip() for header in first]
        _check_headers(headers, source, expected_headers)
        count = 0
        for line, row in rows:
            count += 1
            if len(row) != len(headers):
                raise SourceRefused(
                    f"{source}: line {line}: {len(row)} fields;"
                    f" expected {len(headers)} as in the header"
                )
    if not count:
        raise SourceRefused(f"{source}: no rows below the header; expected at least one")
    return count, len(headers)


def _rows(lines: Lines, source: str) -> Iterator[tuple[int, list[str]]]:
    # strict, since otherwise a quote that never closes swallows rows without a word
    reader = csv.reader(lines, strict=True, skipinitialspace=True)
    while True:
        lines.row, line = 0, reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise SourceRefused(f"{source}: line {line}: {_explain(error)}") from None
        if len(row) > MAX_COLUMNS:
            found = f"{len(row):,} columns; at most {MAX_COLUMNS:,} are accepted"
            raise SourceRefused(f"{source}: line {line}: {found}")
        if lines.row > MAX_FIELD and max(map(len, row)) > MAX_FIELD:
            raise SourceRefused(f"{source}: line {line}: {_LONG_FIELD}")
        if row:
            yield line, row


_LONG_FIELD = f"a field of more than {MAX_FIELD:,} characters"


def _explain(error: csv.Error) -> str:
    if str(error).startswith("field larger than"):
        # the csv module has a limit of its own, shared by the process and so left alone
        return _LONG_FIELD
    if str(error) == "unexpected end of data":
        return "a quote opens and never closes"
    return f"not CSV: {error}"


def _check_headers(found: list[str], source: str, expected: Sequence[str]) -> None:
    if not found:
        raise SourceRefused(f"{source}: empty; expected a header and rows")
    if not {name.casefold() for name in expected} & {name.casefold() for name in found}:
        # not shown: without a header the first line is a customer
        raise SourceRefused(
            f"{source}: the header names none of the {len(expected)} expected columns"
            f" {_list(expected)}"
        )
    repeated = [name for name, times in Counter(found).items() if times > 1]
    if repeated:
        raise SourceRefused(f"{source}: columns {_list(repeated)} appear more than once")
    missing = [name for name in expected if name not in found]
    if not missing:
        return
    named = ", ".join(_with_closest(name, found) for name in missing)
    raise SourceRefused(
        f"{source}: missing columns: {named}; found {_list(found)}, expected {_list(expected)}"
    )


def _with_closest(name: str, found: list[str]) -> str:
    folded = {header.casefold(): header for header in found}
    matches = get_close_matches(name.casefold(), folded, n=1)
    return f"{name!r} (closest: {folded[matches[0]][:_MOST_SHOWN]!r})" if matches else repr(name)


def _list(names: Sequence[str]) -> str:
    texts = [repr(name[:_MOST_SHOWN]) for name in names[:_MOST_SHOWN]]
    rest = len(names) - len(texts)
    return f"[{', '.join(texts)}{f', … {rest} more' if rest > 0 else ''}]"
