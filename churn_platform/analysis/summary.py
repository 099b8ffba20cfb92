"""What each column holds, in one table."""

import pandas as pd

from churn_platform.analysis import markdown

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


def summarize(frame: pd.DataFrame, identifier: str) -> pd.DataFrame:
    """Return one row per column, indexed by its name, with the columns of `STATISTICS`.

    The standard deviation is the sample's (n - 1). Where a statistic has no meaning, such as the
    mean of a category or the most frequent id, it is missing.
    """
    rows = {name: _column(frame[name], name == identifier) for name in frame.columns}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=list(STATISTICS))
    return table.rename_axis("column")


def _column(values: pd.Series, is_identifier: bool) -> dict[str, object]:
    known = values.dropna()
    row: dict[str, object] = {
        "dtype": str(values.dtype),
        "rows": len(values),
        "missing": int(values.isna().sum()),
        "unique": int(known.nunique()),
    }
    if pd.api.types.is_numeric_dtype(values) and len(known):
        row |= {
            "mean": float(known.mean()),
            "std": float(known.std()) if len(known) > 1 else None,
            "min": float(known.min()),
            "q25": float(known.quantile(0.25)),
            "median": float(known.median()),
            "q75": float(known.quantile(0.75)),
            "max": float(known.max()),
        }
    if not is_identifier and len(known):
        counts = known.value_counts()
        top = min(counts.index[counts == counts.iloc[0]])  # of equals the first, so it is stable
        row |= {"top": _text(top), "top_count": int(counts.iloc[0])}
    return row


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
