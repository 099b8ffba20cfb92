from collections.abc import Sequence
from itertools import islice

import numpy as np
import pandas as pd
import pytest

from churn_platform.analysis.errors import DataError
from churn_platform.analysis.outcomes.absence import by_absence
from churn_platform.analysis.outcomes.outcome import counts_of
from churn_platform.analysis.outcomes.timing import Timing
from churn_platform.sources.sample.company import simulate


def found(snapshots: Sequence[str], timing: Timing, most_lost: float = 1.0) -> pd.DataFrame:
    """What became of the customers of the first snapshot; each is a text of one-letter ids."""
    keys = [f"2026-{month:02}" for month in range(1, len(snapshots) + 1)]
    first, *later = [(key, pd.Series(list(ids))) for key, ids in zip(keys, snapshots, strict=True)]
    return by_absence(first[1], first[0], later, timing, most_lost)


def cases(snapshots: Sequence[str], timing: Timing) -> list[str]:
    return found(snapshots, timing)["case"].tolist()


def test_who_is_missing_from_the_next_snapshot_left() -> None:
    table = found(["abc", "bcd"], Timing(1))
    assert table["case"].tolist() == ["left", "stayed", "stayed"]
    assert table["left"].tolist() == [1.0, 0.0, 0.0]
    assert table["left_on"].tolist() == ["2026-02", None, None]
    assert table["observed_until"].tolist() == ["2026-02"] * 3


def test_until_the_horizon_has_passed_nothing_is_known() -> None:
    for snapshots in (["abc"], ["abc", "bc"]):
        table = found(snapshots, Timing(2))
        assert table["case"].tolist() == ["not yet known"] * 3
        assert table["left"].isna().all()
        assert table["left_on"].tolist() == [None] * 3
        assert table["observed_until"].tolist() == [f"2026-0{len(snapshots)}"] * 3


def test_leaving_counts_at_any_time_of_the_horizon_and_is_dated_by_the_first_absence() -> None:
    table = found(["abcd", "bcd", "cd", "d"], Timing(3))
    assert table["case"].tolist() == ["left", "left", "left", "stayed"]
    assert table["left_on"].tolist() == ["2026-02", "2026-03", "2026-04", None]


def test_who_comes_back_within_the_horizon_stayed() -> None:
    table = found(["abc", "c", "bc"], Timing(2))
    assert table["case"].tolist() == ["left", "came back", "stayed"]
    assert table["left"].tolist() == [1.0, 0.0, 0.0]
    assert table["left_on"].tolist() == ["2026-02", None, None]


def test_the_last_absence_is_the_one_that_is_dated() -> None:
    table = found(["a", "", "a", ""], Timing(3))
    assert (table["case"].tolist(), table["left_on"].tolist()) == (["left"], ["2026-04"])


def test_who_leaves_in_the_gap_is_in_neither_class() -> None:
    table = found(["abc", "bc", "c"], Timing(1, gap=1))
    assert table["case"].tolist() == ["left before the horizon", "left", "stayed"]
    assert table["left"].isna().tolist() == [True, False, False]
    assert table["left_on"].tolist() == ["2026-02", "2026-03", None]


def test_snapshots_of_the_maturity_correct_what_was_thought() -> None:
    timing = Timing(1, maturity=1)
    assert cases(["ab", ""], timing) == ["left", "left"]
    assert cases(["ab", "", "a"], timing) == ["came back", "left"]
    # what is later than the maturity changes nothing
    assert cases(["ab", "", "", "a"], timing) == ["left", "left"]


def test_newcomers_and_an_empty_snapshot_are_no_trouble() -> None:
    assert cases(["a", "xyz"], Timing(1)) == ["left"]
    assert found(["", "a"], Timing(1)).shape == (0, 4)


def test_an_extract_that_lacks_most_customers_is_refused_by_its_name() -> None:
    with pytest.raises(DataError) as caught:
        found(["abcdefgh", "abcdef", "a"], Timing(2), most_lost=0.5)
    assert str(caught.value) == (
        "2026-03: 83.3% of the 6 customers of 2026-02 are not in it; expected at most 50%: it may"
        " be a part of an extract"
    )
    assert len(found(["abcdefgh", "abcdef", "a"], Timing(1), most_lost=0.5)) == 8


def test_of_the_simulated_business_absence_tells_who_left() -> None:
    months = list(islice(simulate(customers=2000), 6))
    for before, after, *_ in zip(months, months[1:], strict=False):
        later = [(after.key, after.customers["customer_id"])]
        ids = before.customers["customer_id"]
        table = by_absence(ids, before.key, later, Timing(1), 0.2)
        truth = ids.isin(set(after.left["customer_id"])).to_numpy()
        np.testing.assert_array_equal(table["left"].to_numpy() == 1, truth)
        gone = int(truth.sum())
        assert counts_of(table) == {"stayed": len(ids) - gone, "left": gone}
