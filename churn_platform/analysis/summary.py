"""What each column holds, in one table."""

import pandas as pd

from churn_platform.analysis import markdown
from churn_platform.analysis.hashing import Hashes, hashes
from churn_platform.analysis.rows import Rows, gathered, mapped
from churn_platform.analysis.statistics.counts import Counts, counts_of_each

STATISTICS = (
    "dtype",
    "rows",
    "missing",
    "unique",
    "mean",
    "std",
    "min",
    "q25",
    "median",
    "q75",
    "max",
    "top",
    "top_count",
)


def summarize(rows: Rows, identifier: str) -> pd.DataFrame:
    """Return one row per column, indexed by its name, with the columns of `STATISTICS`.

    The standard deviation is the sample's (n - 1). Where a statistic has no meaning, such as the
    mean of a category or the most frequent id, it is missing.
    """
    names = [name for name in rows.columns if name != identifier]
    counts = counts_of_each(rows, names)
    dtypes = next(mapped(rows, _dtypes))
    found = {
        name: _identifier(rows, name) if name == identifier else _column(counts[name])
        for name in rows.columns
    }
    table = pd.DataFrame.from_dict(
        {name: {"dtype": dtypes[name], **row} for name, row in found.items()},
        orient="index",
        columns=list(STATISTICS),
    )
    return table.rename_axis("column")


def _dtypes(part: pd.DataFrame) -> dict[str, str]:
    # text is in memory as a categorical, but not in the file
    kinds = {str(name): str(dtype) for name, dtype in part.dtypes.items()}
    return {name: "object" if kind == "category" else kind for name, kind in kinds.items()}


def _identifier(rows: Rows, name: str) -> dict[str, object]:
    known = gathered(rows, _known, [name])
    return {
        "rows": len(rows),
        "missing": len(rows) - len(known),
        "unique": pd.Series(known).nunique(),
    }


def _known(part: pd.DataFrame) -> Hashes:
    return hashes(part.iloc[:, 0].dropna())


def _column(counts: Counts) -> dict[str, object]:
    row: dict[str, object] = {
        "rows": counts.rows,
        "missing": counts.missing,
        "unique": len(counts.values),
    }
    if not counts.known:
        return row
    if pd.api.types.is_numeric_dtype(counts.values.dtype):
        low, median, high = counts.quantiles([0.25, 0.5, 0.75]).tolist()
        row |= {
            "mean": counts.mean(),
            "std": counts.std() if counts.known > 1 else None,
            "min": float(counts.values[0]),
            "q25": low,
            "median": median,
            "q75": high,
            "max": float(counts.values[-1]),
        }
    maximum = int(counts.counts.argmax())  # of equals the first, so it is stable
    return row | {"top": _text(counts.values[maximum]), "top_count": int(counts.counts[maximum])}


def _text(value: object) -> str:
    # a flag that may be missing is held as a float and is still 0 or 1
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def as_markdown(table: pd.DataFrame) -> str:
    """Return the summary as a Markdown table, numbers with four significant digits."""
    rows = [[_cell(value) for value in row] for row in table.itertuples()]
    return markdown.table(["column", *table.columns], rows, numbers=False)


def _cell(value: object) -> str:
    if value is None or value != value:  # NaN is the one value that differs from itself
        return ""
    return f"{value:.4g}" if isinstance(value, float) else str(value).replace("|", "\\|")
