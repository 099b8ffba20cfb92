"""Facts of columns that a test writes out."""

from collections.abc import Mapping, Sequence

import pandas as pd

from churn_platform.sources.drafting.facts.column import Facts, facts_of, number_format_of


def column(header: str, texts: Sequence[object]) -> Facts:
    """Return the facts of one column; what is no text is written as text."""
    return columns({header: texts})[0]


def columns(table: Mapping[str, Sequence[object]]) -> list[Facts]:
    frame = frame_of(table)
    return facts_of(frame, number_format_of(frame)[0])


def frame_of(table: Mapping[str, Sequence[object]]) -> pd.DataFrame:
    """Return a table of text."""
    return pd.DataFrame(
        {
            header: pd.Series([str(one) for one in texts], dtype=object)
            for header, texts in table.items()
        }
    )
