"""The scores of a batch with customers of either kind, and one whose id is a formula."""

import csv
import json
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import joblib
import numpy as np
import pandas as pd
import pytest

from churn_platform.catalog import CHAMPION, LOOKED_UP, RISK_BANDS, SEGMENT_PREFIX, page_key
from churn_platform.storage.lookup import Lookup
from churn_platform_tests.platform import TO_SCORES, platform_in
from churn_platform_tests.telco import TELCO

FORMULA = "=1+1"
UNLABELLED = 30


class Scored(NamedTuple):
    """What one run published, and what it says of it."""

    scores: pd.DataFrame
    lines: list[dict[str, str]]
    clean: pd.DataFrame
    split: "pd.Series[Any]"
    folds: pd.DataFrame
    unlabelled: pd.DataFrame
    model: Any
    summary: dict[str, Any]
    facts: dict[str, Any]
    champion: dict[str, Any]
    lookups: dict[str, Lookup]


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory, small_csv: Path) -> Scored:
    folder = tmp_path_factory.mktemp("scored")
    shutil.copyfile(small_csv, folder / "source.csv")
    with pytest.MonkeyPatch.context() as patch, platform_in(folder, patch) as made:
        table = pd.read_csv(made.source, dtype=str, keep_default_na=False)
        table.loc[: UNLABELLED - 1, "Churn"] = ""
        stayed = table.index[table["Churn"] == "No"][0]
        table.loc[stayed, "customerID"] = FORMULA
        table.to_csv(made.source, index=False)
        result = made.run(select=[*TO_SCORES, "retention_summary"])
        assert result.success, made.failure(result)
        path = made.stable("churn_scores")
        with path.with_suffix(".csv").open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.DictReader(file))
        return Scored(
            pd.read_parquet(path),
            lines,
            pd.read_parquet(made.stable("clean_customers")),
            pd.read_parquet(made.stable("processed_customers"))["split"],
            pd.read_parquet(made.data_dir / "models" / "logistic_regression_folds.parquet"),
            pd.read_parquet(made.stable("unlabelled_customers")),
            joblib.load(made.stable(CHAMPION)),
            json.loads(made.stable("retention_summary").read_text()),
            made.newest("churn_scores").metadata,
            made.newest(CHAMPION).metadata["champion"],
            {key: Lookup.of(made.data_dir, made.newest(key).files) for key in LOOKED_UP},
        )


def current(scored: Scored) -> pd.DataFrame:
    """The customers who did not leave, by id: those of whom that is known, and the others."""
    stayed = scored.clean[scored.clean["churn"] == 0].drop(columns="churn")
    return pd.concat([stayed, scored.unlabelled]).set_index("customer_id")


def test_each_current_customer_is_scored_once_and_nobody_who_left(scored: Scored) -> None:
    ids = scored.scores["customer_id"]
    left = scored.clean.loc[scored.clean["churn"] == 1, "customer_id"]
    assert ids.is_unique
    assert set(ids) == set(current(scored).index)
    assert not set(ids) & set(left)
    assert set(scored.unlabelled["customer_id"]) < set(ids)
    assert (len(scored.unlabelled), len(left) > 0) == (UNLABELLED, True)
    assert (
        len(ids) == len(scored.clean) - len(left) + UNLABELLED == scored.facts["dagster/row_count"]
    )


def test_each_customer_is_looked_up_as_in_the_tables(scored: Scored) -> None:
    tables = {"clean_customers": scored.clean, "unlabelled_customers": scored.unlabelled}
    for key, table in {**tables, "churn_scores": scored.scores}.items():
        found = [scored.lookups[key].row(id) for id in table["customer_id"]]
        assert len(found) == len(table) > 0
        frame = pd.DataFrame(found).astype(table.dtypes.to_dict())
        pd.testing.assert_frame_equal(frame, table.reset_index(drop=True))
        assert scored.lookups[key].row("nobody") is None


def test_each_page_is_the_beginning_of_that_part_of_the_scores(scored: Scored) -> None:
    scores, lookup = scored.scores, scored.lookups["churn_scores"]
    columns = [name for name in scores.columns if name.startswith(SEGMENT_PREFIX)]
    labels = [(name, label) for name in columns for label in scores[name].unique()]
    everyone = pd.Series(True, index=scores.index)
    for band in (None, *RISK_BANDS):
        of_band = everyone if band is None else scores["risk_band"] == band
        for name, label in [(None, None), *labels]:
            wanted = scores[of_band if name is None else of_band & (scores[name] == label)]
            page = lookup.page(page_key(band, name, label))
            assert (page.total if page else 0) == len(wanted)
            found = page.rows["customer_id"].to_pylist() if page else []
            assert found == wanted["customer_id"].head(200).tolist()


def test_the_probability_is_the_champions_own_of_who_did_not_train_it(scored: Scored) -> None:
    scores = scored.scores[scored.scores["scored_by"] == "model"]
    assert set(scored.unlabelled["customer_id"]) < set(scores["customer_id"])
    customers = current(scored).loc[scores["customer_id"], TELCO.features]
    expected = scored.model.predict_proba(customers)[:, 1]
    np.testing.assert_allclose(scores["probability"], expected, rtol=0, atol=1e-12)
    assert scored.facts["model_version"] == scored.champion["version"]
    assert scored.facts["scored_by_model"] == len(scores)


def test_who_trained_it_has_the_probability_of_the_model_that_did_not_see_them(
    scored: Scored,
) -> None:
    assert scored.champion["name"] == "logistic_regression"
    scores = scored.scores[scored.scores["scored_by"] == "fold"].set_index("customer_id")
    train = scored.clean[scored.split == "train"]
    first = scored.folds[scored.folds["repeat"] == 0]
    out_of_fold = pd.Series(first["probability"].to_numpy(), train["customer_id"].to_numpy())
    stayed = train.loc[train["churn"] == 0, "customer_id"]
    assert set(scores.index) == set(stayed)
    assert scored.facts["scored_by_fold"] == len(stayed)
    np.testing.assert_allclose(scores["probability"], out_of_fold[scores.index], atol=1e-9)


def test_those_most_at_risk_come_first_then_by_id(scored: Scored) -> None:
    scores = scored.scores
    pairs = list(zip(-scores["probability"], scores["customer_id"], strict=True))
    assert pairs == sorted(pairs)
    assert scores["decile"].is_monotonic_increasing
    assert (scores["decile"].min(), scores["decile"].max()) == (1, 10)


def test_bands_are_those_of_the_champions_churn_rate(scored: Scored) -> None:
    share = scored.champion["leavers_share"]
    assert 0 < share < 1 / 3  # so high begins at twice the share
    p = scored.scores["probability"]
    expected = np.select([p >= 2 * share, p >= share], ["high", "medium"], "low")
    assert scored.scores["risk_band"].tolist() == expected.tolist()
    for band in ("high", "medium", "low"):
        assert scored.facts[f"{band}_risk"] == (expected == band).sum() > 0


def test_money_at_risk_is_probability_times_monthly_charges(scored: Scored) -> None:
    scores = scored.scores.set_index("customer_id")
    charges = current(scored)["monthly_charges"].loc[scores.index]
    pd.testing.assert_series_equal(
        scores["revenue_at_risk"], scores["probability"] * charges, check_names=False, rtol=1e-12
    )
    value = scores["revenue_at_risk"] * scores["lifetime_months"]
    pd.testing.assert_series_equal(
        scores["lifetime_value_at_risk"], value, check_names=False, rtol=1e-12
    )
    assert scores["lifetime_months"].between(0, 24).all()


def test_lifetimes_beyond_the_longest_tenure_of_the_contract_are_marked(scored: Scored) -> None:
    scores, now = scored.scores.set_index("customer_id"), current(scored)
    longest = scored.clean.groupby("contract", observed=True)["tenure"].max()
    beyond = now["tenure"] + 24 > now["contract"].map(longest).astype(float)
    expected = np.where(beyond, "extrapolated", "observed")
    assert (
        scores["lifetime_basis"].tolist() == pd.Series(expected, now.index)[scores.index].tolist()
    )
    assert scored.summary["totals"]["lifetime_extrapolated"] == beyond.sum() > 0


def test_no_other_number_of_contacts_earns_more_than_the_plan(scored: Scored) -> None:
    # 0.3 (200 - 10) - 1 for a churner who is contacted, -(10 + 1) for a stayer
    p = scored.scores["probability"].to_numpy()
    earned = np.cumsum(p * 56 - (1 - p) * 11)
    plan = scored.summary["campaign"]
    assert plan["expected_profit"] == pytest.approx(earned.max())
    assert plan["customers"] == earned.argmax() + 1
    low, high = plan["response"]["expected_profit"]
    assert low < plan["expected_profit"] < high


def test_a24_a_formula_as_an_id_is_text_in_the_csv_and_itself_in_parquet(scored: Scored) -> None:
    ids = scored.scores["customer_id"].tolist()
    assert ids.count(FORMULA) == 1
    written = [line["customerID"] for line in scored.lines]
    assert written == ["'" + one if one == FORMULA else one for one in ids]
    assert [float(line["probability"]) for line in scored.lines] == pytest.approx(
        scored.scores["probability"].tolist(), abs=1e-12
    )


def test_the_summarys_totals_are_the_sums_of_the_scores(scored: Scored) -> None:
    scores, totals = scored.scores, scored.summary["totals"]
    assert totals["customers"] == len(scores)
    assert totals["high_risk"] == (scores["risk_band"] == "high").sum()
    assert totals["expected_leavers"] == pytest.approx(scores["probability"].sum(), rel=1e-12)
    for name in ("monthly_revenue", "revenue_at_risk", "lifetime_value_at_risk"):
        assert totals[name] == pytest.approx(scores[name].sum(), rel=1e-12)
    assert scored.facts["expected_leavers"] == pytest.approx(totals["expected_leavers"], rel=1e-12)


def test_each_of_its_segmentations_adds_up_to_the_totals(scored: Scored) -> None:
    totals, segments = scored.summary["totals"], scored.summary["segments"]
    assert set(segments) == set(TELCO.segment_columns) != set()
    for name, rows in segments.items():
        counts = scored.scores[f"segment_{name}"].value_counts()
        assert {row["label"]: row["customers"] for row in rows} == counts.to_dict()
        for fact in ("customers", "expected_leavers", "high_risk", "revenue_at_risk"):
            assert sum(row[fact] for row in rows) == pytest.approx(totals[fact], rel=1e-9)
