"""data/reports/model_history.csv: how good every model ever was, when its events are long gone.

One row is one model (or the baseline) of one metrics document, so of one version of the data, the
code and the settings. Standard library only, since the API reads it as well.
"""

import csv
import io
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from itertools import groupby
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
    """One row; times are ISO 8601 in UTC, `scores` and `cells` follow `SCORES` and `CELLS`.

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
    scores: tuple[float | None, ...]
    cells: tuple[int, ...]
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
            scores=tuple(_number(row[name]) for name in SCORES),
            cells=tuple(int(row[name]) for name in CELLS),
            data_set=row.get(_ADDED) or "",
        )

    def as_cells(self) -> dict[str, Any]:
        """Return the cells of the row in the file."""
        plain = {name: getattr(self, name) for name in _PLAIN}
        times = {name: getattr(self, name).isoformat() for name in ("first_seen", "last_seen")}
        scores = dict(zip(SCORES, self.scores, strict=True))
        cells = dict(zip(CELLS, self.cells, strict=True))
        plain |= {"champion": "yes" if self.champion else "no", _ADDED: self.data_set}
        return {**plain, **times, **scores, **cells}


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


def history_rows(
    document: Mapping[str, Any],
    *,
    version: str,
    seen: tuple[datetime, datetime],
    run_id: str,
    code_of: Callable[[str, str], str],
    data_set: str = "",
) -> list[HistoryRow]:
    """Return the rows of a metrics document; none of one that lacks what every document has.

    Args:
        document: as `model_metrics` records it.
        version: its data version.
        seen: when it was first and last recorded.
        run_id: the run that recorded it first.
        code_of: code version of a model's name and data version.
        data_set: see `Meta.DATA_SET`; empty if it is not known.
    """
    try:
        measured = {**document["models"], BASELINE: document["baseline"]}
        return [
            HistoryRow(
                *seen,
                run_id=run_id,
                version=version,
                data_version=str(document["data_version"]),
                code_version=code_of(name, str(scores.get("model_version", ""))),
                model=name,
                model_version=str(scores.get("model_version", "")),
                champion=False,
                train_rows=int(document["train_rows"]),
                test_rows=int(document["test_rows"]),
                churn_rate=_finite(document["churn_rate"]),
                scores=tuple(_finite(scores.get(each)) for each in SCORES),
                cells=tuple(int(scores["confusion_matrix"][each]) for each in CELLS),
                data_set=data_set,
            )
            for name, scores in measured.items()
        ]
    except (KeyError, TypeError, ValueError, AttributeError):
        return []


def updated(
    rows: Iterable[HistoryRow],
    seen: Mapping[str, tuple[datetime, datetime]],
    champions: set[str],
) -> list[HistoryRow]:
    """Return the rows with the times and the champions that are known now; nothing is forgotten.

    Args:
        rows: what was remembered.
        seen: data version of a metrics document -> when it was first and last recorded.
        champions: data versions of the models that served.
    """
    found = []
    for row in rows:
        first, last = seen.get(row.version, (row.first_seen, row.last_seen))
        found.append(
            replace(
                row,
                first_seen=min(first, row.first_seen),
                last_seen=max(last, row.last_seen),
                champion=row.champion or row.model_version in champions,
            )
        )
    return sorted(found, key=lambda row: (row.first_seen, row.version))


def documents(rows: Iterable[HistoryRow]) -> list[tuple[HistoryRow, dict[str, Any]]]:
    """Return what is left of each metrics document, with one of its rows."""
    in_order = sorted(rows, key=lambda row: row.version)
    groups = (list(group) for _, group in groupby(in_order, key=lambda row: row.version))
    return [(group[0], _document(group)) for group in groups]


def _document(rows: list[HistoryRow]) -> dict[str, Any]:
    one = rows[0]
    scores = {row.model: _scores(row) for row in rows}
    return {
        "data_version": one.data_version,
        "train_rows": one.train_rows,
        "test_rows": one.test_rows,
        "churn_rate": one.churn_rate,
        "baseline": scores.pop(BASELINE, None),
        "models": scores,
    }


def _scores(row: HistoryRow) -> dict[str, Any]:
    found: dict[str, Any] = dict(zip(SCORES, row.scores, strict=True))
    found["confusion_matrix"] = dict(zip(CELLS, row.cells, strict=True))
    return found | ({"model_version": row.model_version} if row.model_version else {})


def moment(naive: datetime) -> datetime:
    """Return a time of a database, which knows no zone, in UTC."""
    return naive.replace(tzinfo=UTC)


def _number(cell: str) -> float | None:
    return _finite(float(cell)) if cell else None


def _finite(value: Any) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None
