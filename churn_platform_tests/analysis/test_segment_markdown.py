"""The segments that leave most often."""

from typing import Any

import pandas as pd

from churn_platform.analysis.segment_markdown import top_segments


def _table(*rows: tuple[str, str, int, float, bool]) -> pd.DataFrame:
    names = ("column", "label", "customers", "churn_rate", "small")
    found: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in rows]
    return pd.DataFrame([{**row, "low": 0.4, "high": 0.5} for row in found])


def test_large_segments_are_shown_with_their_intervals() -> None:
    table = _table(("home_city", "<b>", 2186, 0.4744, False), ("plan", "x", 3, 0.9, True))
    assert top_segments(table).splitlines() == [
        "| leave most often | customers | churn rate |",
        "| --- | ---: | ---: |",
        "| Home city: &lt;b&gt; | 2,186 | 47.4% (40.0% to 50.0%) |",
    ]


def test_five_are_shown() -> None:
    text = top_segments(_table(*(("plan", f"v{k}", 100, 0.4, False) for k in range(7))))
    assert [f"v{k}" in text for k in range(7)] == [True] * 5 + [False] * 2


def test_none_is_said() -> None:
    only_small = _table(("plan", "x", 3, 0.9, True))
    assert top_segments(only_small) == "No segment is large enough to show its churn rate."
