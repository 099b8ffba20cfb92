"""data/reports/model_history.csv: how good every model ever was, when its events are long gone.

One row is one model (or the baseline) of one metrics document, so of one version of the data, the
code and the settings. Standard library only, since the API reads it as well.
"""

import csv
import io
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Self

from churn_platform.metadata import SCORES
from churn_platform.storage.private_files import open_regular
from churn_platform.storage.private_files import replace as replace_file

FILE: Final = "reports/model_history.csv"
BASELINE: Final = "baseline"
CELLS: Final = ("true_negative", "false_positive", "false_negative", "true_positive")


class HistoryError(Exception):
    """The file is not as it was written; the text names the line, what is there and expected."""


@dataclass(frozen=True)
class HistoryRow:
    """One row; times are in UTC, `scores` has those of `SCORES` and `cells` those of `CELLS`.

    Attributes:
        version: data version of the metrics document.
        data_version: of the raw table.
        code_version: of the model's step; of the metrics' for the baseline.
        champion: whether this model ever served.
        data_set: see `Meta.DATA_SET`; empty in a file that an earlier version wrote.
    """

    first_seen: datetime
    last_seen: datetime
    run_id: str
    version: str
    data_version: str
    code_version: str
    model: str
    model_version: str
    champion: bool
    train_rows: int
    test_rows: int
    churn_rate: float | None
    scores: dict[str, float | None]
    cells: dict[str, int]
    data_set: str = ""

    @classmethod
    def from_cells(cls, row: Mapping[str, str]) -> Self:
        """Return the row of a file's cells."""
        return cls(
            first_seen=datetime.fromisoformat(row["first_seen"]),
            last_seen=datetime.fromisoformat(row["last_seen"]),
            **{name: row[name] for name in _TEXTS},
            champion={"yes": True, "no": False}[row["champion"]],
            train_rows=int(row["train_rows"]),
            test_rows=int(row["test_rows"]),
            churn_rate=_number(row["churn_rate"]),
            scores={name: _number(row[name]) for name in SCORES},
            cells={name: int(row[name]) for name in CELLS},
            data_set=row.get(_ADDED) or "",
        )

    def as_cells(self) -> dict[str, Any]:
        """Return the cells of the row in the file."""
        plain = {name: getattr(self, name) for name in (*_PLAIN, _ADDED)}
        times = {name: plain[name].isoformat() for name in ("first_seen", "last_seen")}
        plain |= times | {"champion": "yes" if self.champion else "no"}
        return plain | self.scores | self.cells


_GROUPS: Final = ("scores", "cells")
_ADDED: Final = "data_set"  # by a later version: files of earlier ones end before it
_TEXTS: Final = ("run_id", "version", "data_version", "code_version", "model", "model_version")
_PLAIN: Final = tuple(
    each.name for each in fields(HistoryRow) if each.name not in (*_GROUPS, _ADDED)
)
COLUMNS: Final = (*_PLAIN, *SCORES, *CELLS, _ADDED)
COLUMNS_BEFORE: Final = COLUMNS[:-1]
"""Those of a file that an earlier version wrote."""


def read_history(path: Path) -> list[HistoryRow]:
    """Return the rows of the file, in the order of the first time each was seen.

    Raises:
        HistoryError: the file is not as it was written, or is none.
    """
    text = _text_of(path)
    if text is None:
        return []
    lines = csv.DictReader(io.StringIO(text))
    if tuple(lines.fieldnames or ()) not in (COLUMNS, COLUMNS_BEFORE):
        raise HistoryError(f"{FILE}: found the columns {lines.fieldnames}; expected {COLUMNS}")
    rows = []
    for row in lines:
        try:
            rows.append(HistoryRow.from_cells(row))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise HistoryError(f"{FILE}, line {lines.line_num}: {error}") from None
    return rows


def _text_of(path: Path) -> str | None:
    try:
        with io.TextIOWrapper(open_regular(path), encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise HistoryError(f"{FILE}: {error.strerror}; put it aside") from None
    except UnicodeDecodeError as error:
        raise HistoryError(f"{FILE}: {error}; expected UTF-8") from None


def write_history(path: Path, rows: Iterable[HistoryRow]) -> None:
    """Write the file in one step: a kill leaves the old or the new one."""
    replace_file(path, lambda file: _write(file, rows))


def _write(file: Any, rows: Iterable[HistoryRow]) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(row.as_cells() for row in rows)
    text.detach()  # flushed, and the file stays open for its owner


def _number(cell: str) -> float | None:
    return finite(float(cell)) if cell else None


def finite(value: Any) -> float | None:
    """Return a number, or None for what is none or not finite."""
    return float(value) if value is not None and math.isfinite(value) else None
