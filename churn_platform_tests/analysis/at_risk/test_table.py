from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.pipeline import Pipeline

from churn_platform.analysis.at_risk import table
from churn_platform.analysis.at_risk.served import Served
from churn_platform.analysis.at_risk.table import risk_band, risk_bands
from churn_platform.analysis.errors import DataError
from churn_platform.analysis.scoring.scorer import Scorer
from churn_platform.analysis.segments import segment_of
from churn_platform.analysis.training.models import logistic_regression
from churn_platform.config.contracts.contract import Contract
from churn_platform_tests.analysis.composed import score_customers
from churn_platform_tests.analysis.figures.shapes import SHAPES
from churn_platform_tests.analysis.scoring.made import MADE, boosted, customers, fitted, scorer_of
from churn_platform_tests.told import Told

CURRENT = customers(205, 2).drop(columns="left")
COLUMNS = [
    *("id", "probability", "decile", "risk_band", "monthly_revenue", "revenue_at_risk"),
    *("lifetime_months", "lifetime_basis", "lifetime_value_at_risk"),
    *("reason_1", "reason_2", "reason_3", "scored_by"),
    *("segment_plan", "segment_active", "segment_months"),
]


@cache
def model() -> tuple[Pipeline, Scorer]:
    training = customers(500, 1)
    pipeline = boosted(training)
    return pipeline, scorer_of(pipeline, training)


def scored(current: pd.DataFrame = CURRENT, **given: Any) -> pd.DataFrame:
    return score_customers(
        current, Served(model()[1]), MADE, **{"leavers_share": 0.3, "lifetime": None, **given}
    )


def lifetimes(months: list[float], basis: list[str | None]) -> pd.DataFrame:
    columns = {"lifetime_months": months, "lifetime_basis": basis}
    return pd.DataFrame(columns, index=CURRENT.index[: len(months)])


def test_everybody_is_there_once_with_the_probability_of_the_pipeline() -> None:
    scores = scored()
    assert list(scores.columns) == COLUMNS
    expected = pd.Series(
        model()[0].predict_proba(CURRENT[MADE.features])[:, 1], index=CURRENT["id"]
    )
    assert sorted(scores["id"]) == sorted(CURRENT["id"])
    found = scores.set_index("id")["probability"]
    np.testing.assert_allclose(found, expected[found.index], rtol=0, atol=1e-12)


def test_the_most_at_risk_come_first_and_of_equals_the_lower_id() -> None:
    twins = pd.concat([CURRENT, CURRENT.assign(id=CURRENT["id"] + "-twin")])
    scores = scored(twins.iloc[::-1].reset_index(drop=True))
    order = sorted(zip(-scores["probability"], scores["id"], strict=True))
    assert [customer for _, customer in order] == scores["id"].tolist()
    assert scores["id"][1] == scores["id"][0] + "-twin"


def test_the_order_of_the_customers_changes_nothing() -> None:
    pd.testing.assert_frame_equal(scored(CURRENT.sample(frac=1, random_state=3)), scored())


def test_a_large_table_is_scored_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = scored()
    monkeypatch.setattr(table, "_CHUNK", 40)  # 205 customers: five full parts and one of 5
    pd.testing.assert_frame_equal(scored(), whole)


def test_deciles_follow_from_the_rank() -> None:
    # of 205 customers rank k is in decile floor(k * 10 / 205) + 1: 21 in the odd ones, 20 in the
    # even ones
    counts = scored()["decile"].value_counts(sort=False)
    assert dict(counts) == {decile: 21 if decile % 2 else 20 for decile in range(1, 11)}
    assert scored(CURRENT[:3])["decile"].tolist() == [1, 4, 7]


def test_money_by_hand() -> None:
    lifetime = lifetimes([10.0, np.nan], ["extrapolated", None])
    scores = scored(CURRENT[:2].assign(spend=[50.0, 20.0]), lifetime=lifetime).set_index("id")
    first, second = (scores.loc[customer] for customer in CURRENT["id"][:2])
    assert (first["monthly_revenue"], second["monthly_revenue"]) == (50.0, 20.0)
    assert first["revenue_at_risk"] == pytest.approx(first["probability"] * 50)
    assert first["lifetime_value_at_risk"] == pytest.approx(first["probability"] * 50 * 10)
    assert second["revenue_at_risk"] == pytest.approx(second["probability"] * 20)
    assert np.isnan(second["lifetime_value_at_risk"])
    assert (first["lifetime_basis"], second["lifetime_basis"]) == ("extrapolated", None)


def test_what_is_not_known_is_missing() -> None:
    scores = scored(CURRENT[:1].assign(spend=np.nan, plan=None))
    for name in ("monthly_revenue", "revenue_at_risk", "lifetime_months"):
        assert scores[name].isna().tolist() == [True]
    assert scores["segment_plan"].tolist() == ["unknown"]


def test_a_contract_without_revenue_has_no_money() -> None:
    one = SHAPES["no number"]
    pipeline = fitted(logistic_regression, one.contract, one.clean)
    scorer = Served(scorer_of(pipeline, one.clean, one.contract))
    scores = score_customers(one.clean, scorer, one.contract, 0.25, None)
    money = ["monthly_revenue", "revenue_at_risk", "lifetime_months", "lifetime_value_at_risk"]
    assert scores[money].isna().all(axis=None)
    assert (scores[money].dtypes == "float64").all()


def test_segments_are_those_of_everybody_else() -> None:
    scores = scored().set_index("id")
    for name in MADE.segment_columns:
        expected = segment_of(CURRENT[name], MADE[name]).astype(str).to_numpy()
        assert scores.loc[CURRENT["id"], f"segment_{name}"].tolist() == expected.tolist()


def test_no_customers_are_an_empty_table() -> None:
    scores = scored(CURRENT[:0], lifetime=lifetimes([], []))
    assert (list(scores.columns), len(scores)) == (COLUMNS, 0)


def test_lifetimes_of_other_customers_are_refused() -> None:
    with pytest.raises(
        DataError, match=r"found the lifetimes of 3 other customers; expected those"
    ):
        scored(lifetime=lifetimes([1.0, 2.0, 3.0], ["observed"] * 3))


@pytest.mark.parametrize(
    ("share", "high"),
    [(0.25, 0.5), (1 / 3, 2 / 3), (0.5, 0.75)],  # twice the share, both, half way to 1
)
def test_bands_follow_from_the_churn_rate(share: float, high: float) -> None:
    bands = risk_bands(share)
    assert bands == pytest.approx({"medium": share, "high": high})
    edges = np.array([0.0, share - 1e-9, bands["medium"], high - 1e-9, bands["high"], 1.0])
    assert risk_band(edges, bands).tolist() == ["low", "low", "medium", "medium", "high", "high"]


@pytest.mark.parametrize("share", [0.0, 1.0, float("nan")])
def test_bands_without_both_classes_are_refused(share: float) -> None:
    with pytest.raises(ValueError, match=rf"leavers_share: found {share}; expected above 0 and"):
        risk_bands(share)


def test_an_id_that_is_named_as_a_score_is_refused() -> None:
    columns = tuple(
        column.model_copy(update={"name": "decile"}) if column.kind == "identifier" else column
        for column in MADE.columns
    )
    contract = Contract(**{**dict(MADE), "columns": columns})
    with pytest.raises(DataError, match=r"the id is named 'decile', as a column of the scores is"):
        score_customers(
            CURRENT.rename(columns={"id": "decile"}), Served(model()[1]), contract, 0.3, None
        )


def test_it_tells_how_many_customers_are_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "_CHUNK", 100)
    told = Told()
    scored(progress=told)
    assert told.advances == [(100, 205), (200, 205), (205, 205)]
