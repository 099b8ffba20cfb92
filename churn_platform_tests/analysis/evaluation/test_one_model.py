import numpy as np
import pandas as pd
import pytest

from churn_platform.analysis.campaign.profit import Campaign
from churn_platform.analysis.evaluation.compare import HEADLINE
from churn_platform.analysis.evaluation.intervals import Interval
from churn_platform.analysis.evaluation.one_model import measured, values_of, with_intervals
from churn_platform_tests.analysis.evaluation.cases import P, Y

OUT_OF_FOLD = pd.DataFrame({"repeat": 0, "fold": 0, "target": Y, "probability": P})


def test_an_interval_is_given_to_what_has_a_value_and_omissions_are_counted() -> None:
    model = measured(Y, P / 2, OUT_OF_FOLD, Campaign())
    assert model["precision"] is None
    intervals: dict[str, Interval | None] = dict.fromkeys(values_of(model), Interval(0.25, 0.75, 0))
    intervals |= {"roc_auc": Interval(0.5, 1.0, 4), "precision": Interval(0.0, 1.0, 9), "f1": None}
    got = with_intervals(model, lambda name, value: None if value is None else intervals[name])
    assert got["intervals"]["roc_auc"] == [0.5, 1.0]
    assert (got["intervals"]["precision"], got["intervals"]["f1"]) == (None, None)
    assert list(got["intervals"]) == list(HEADLINE)
    assert got["left_out"] == {"roc_auc": 4}
    assert got["top"]["5"]["intervals"] == {"precision": [0.25, 0.75], "recall": [0.25, 0.75]}


def test_a_share_of_all_has_the_interval_of_its_count() -> None:
    # 60 customers, the first ten of whom left; of the top 5%, three customers, all left
    y, p = (np.arange(60) < 10).astype(np.int64), np.linspace(0.9, 0.1, 60)
    model = measured(y, p, pd.DataFrame({"repeat": 0, "fold": 0, "target": y, "probability": p}),
                     Campaign())  # fmt: skip
    got = with_intervals(
        model, lambda _, value: None if value is None else Interval(value, value, 0)
    )
    # Wilson, all of n: from n / (n + z²) = 3 / (3 + 3.8415) to 1
    assert got["top"]["5"]["intervals"]["precision"] == pytest.approx([0.4385, 1.0], abs=1e-4)
    assert got["top"]["5"]["intervals"]["recall"] == [0.3, 0.3]


def test_the_tops_have_names_of_their_own() -> None:
    values = values_of(measured(Y, P, OUT_OF_FOLD, Campaign()))
    # the top 20% are two customers, one of the four churners among them
    assert values["precision_top_20"] == 0.5
    assert values["recall_top_20"] == 0.25
    assert values["mpc"] == pytest.approx(19.1)
    assert len(values) == len(HEADLINE) + 6


def test_a_threshold_that_cannot_be_tuned_says_why() -> None:
    nobody = OUT_OF_FOLD.assign(target=0)
    model = measured(0 * Y, P, nobody, Campaign())
    assert model["f1_tuned"] is None
    assert model["undefined"]["f1_tuned"] == "no customer left and none is predicted to"
