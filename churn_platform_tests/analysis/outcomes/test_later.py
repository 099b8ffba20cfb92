import numpy as np
import pandas as pd

from churn_platform.analysis.outcomes.later import by_later_label

IDS = pd.Series(["a", "b", "c", "d"])


def test_the_label_of_the_later_extract_is_the_outcome() -> None:
    labels = pd.Series([0.0, 1.0, np.nan, 1.0], index=["a", "b", "c", "x"])
    table = by_later_label(IDS, "2026-01", ("2026-02", labels))
    assert table["case"].tolist() == ["stayed", "left", "no longer seen", "no longer seen"]
    assert table["left"].fillna(-1).tolist() == [0, 1, -1, -1]
    assert table["left_on"].tolist() == [None, "2026-02", None, None]
    assert table["observed_until"].tolist() == ["2026-02", "2026-02", "2026-01", "2026-01"]


def test_before_that_extract_is_there_nothing_is_known() -> None:
    table = by_later_label(IDS, "2026-01", None)
    assert table["case"].tolist() == ["not yet known"] * 4
    assert table["left"].isna().all()
    assert table["observed_until"].tolist() == ["2026-01"] * 4
