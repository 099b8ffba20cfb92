"""Bad batches through the whole graph: what stops, what is only said, what stays as it was."""

from collections.abc import Callable

import dagster as dg
import pandas as pd
import pytest

from churn_platform.catalog import CHAMPION, KEPT_UP
from churn_platform.metadata import Meta
from churn_platform_tests.platform import TO_CHAMPION, TO_CLEAN, TO_MODELS, TO_SPLIT, Platform

_Change = Callable[[pd.DataFrame], pd.DataFrame]
_BELOW = [key for key in KEPT_UP if key not in ("raw_customers", "quarantined_customers")]


def _feed(
    platform: Platform, change: _Change, select: list[str] | None = None
) -> dg.ExecuteInProcessResult:
    table = pd.read_csv(platform.source, dtype=str, keep_default_na=False)
    change(table).to_csv(platform.source, index=False)
    return platform.run(select=select)


def _checks(result: dg.ExecuteInProcessResult) -> dict[str, dg.AssetCheckEvaluation]:
    return {check.check_name: check for check in result.get_asset_check_evaluations()}


def _versions(platform: Platform) -> dict[str, str]:
    return {key: platform.newest(key).version for key in _BELOW}


def _blank(column: str, rows: int) -> _Change:
    def change(table: pd.DataFrame) -> pd.DataFrame:
        table.loc[: rows - 1, column] = ""
        return table

    return change


def _contradict(table: pd.DataFrame) -> pd.DataFrame:
    again = table.head(5).assign(Churn=table["Churn"].head(5).map({"Yes": "No", "No": "Yes"}))
    return pd.concat([table, again])


@pytest.mark.parametrize(
    ("change", "check", "said"),
    [
        (lambda t: t[t["Churn"] == "No"], "both_classes_are_large_enough", "only one class"),
        (_contradict, "ids_are_unique", "5"),
        (_blank("MonthlyCharges", 180), "few_rows_are_quarantined", "180 of 300 rows (60%)"),
        (_blank("OnlineBackup", 300), "few_rows_are_quarantined", "online_backup 300"),
        (lambda t: t.head(140), "batch_is_not_cut_short", "140"),
    ],
    ids=["a13 one class", "a11 contradictions", "c16 blanks", "a15 empty column", "cut short"],
)  # fmt: skip
def test_c16_a_broken_promise_stops_the_run_and_everything_below_stays(
    done: Platform, change: _Change, check: str, said: str
) -> None:
    before = _versions(done)
    result = _feed(done, change)
    assert not result.success
    found = _checks(result)[check]
    assert not found.passed
    assert found.severity == dg.AssetCheckSeverity.ERROR
    assert said in str(found.metadata["found"].value)
    assert f"source.csv: {check}: " in done.failure(result)
    assert _versions(done) == before


def test_a11_repeated_rows_are_dropped_and_counted_and_change_nothing(done: Platform) -> None:
    before = _versions(done)
    assert _feed(done, lambda table: pd.concat([table, table.head(50)]), TO_SPLIT).success
    assert done.newest("clean_customers").metadata[Meta.DUPLICATE_ROWS] == 50
    assert done.newest("clean_customers").data_version == before["clean_customers"]
    processed = pd.read_parquet(done.stable("processed_customers"))
    assert processed["customer_id"].is_unique


def test_a11_ids_of_contradicting_rows_stand_in_the_quarantine_alone(done: Platform) -> None:
    ids = pd.read_csv(done.source)["customerID"].head(5).tolist()
    result = _feed(done, _contradict)
    quarantine = pd.read_parquet(done.stable("quarantined_customers"))
    assert set(quarantine["id"]) == set(ids)
    assert set(quarantine["rule"]) == {"conflicting_id"}
    assert len(quarantine) == 10
    events = "".join(str(event) for event in result.all_events)
    log = (done.data_dir / "logs/pipeline.log").read_text()
    assert not [one for one in ids if one in events + log]


def test_a12_without_a_target_column_the_raw_step_fails_in_one_line(done: Platform) -> None:
    before = _versions(done)
    result = _feed(done, lambda table: table.drop(columns="Churn"))
    assert not result.success
    assert "source.csv: missing columns: 'Churn'" in done.failure(result)
    assert not _checks(result)["has_the_contracted_columns"].passed
    assert _checks(result)["can_be_read"].passed
    assert _versions(done) == before


def test_a12_customers_without_a_label_are_kept_apart_and_not_trained_on(done: Platform) -> None:
    assert _feed(done, _blank("Churn", 30), TO_CHAMPION).success
    facts = done.newest("clean_customers").metadata
    assert (facts[Meta.ROWS], facts[Meta.UNLABELLED_ROWS]) == (270, 30)
    unlabelled = pd.read_parquet(done.stable("unlabelled_customers"))
    assert len(unlabelled) == 30 and "churn" not in unlabelled.columns
    document = done.newest("model_metrics").metadata[Meta.METRICS]
    assert document["train_rows"] + document["test_rows"] == 270


def test_a08_a_column_that_gives_the_outcome_away_is_no_feature_and_is_warned_of(
    done: Platform,
) -> None:
    before = _versions(done)
    days = {"Yes": "2024-01-31", "No": ""}
    change: _Change = lambda t: t.assign(exit_date=t["Churn"].map(days))  # noqa: E731
    result = _feed(done, change, TO_CHAMPION)
    assert result.success
    leak = _checks(result)["no_column_alone_tells_the_outcome"]
    assert (leak.passed, leak.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert "exit_date" in str(leak.metadata["found"].value)
    assert done.newest("clean_customers").metadata[Meta.UNKNOWN_COLUMNS] == ["exit_date"]
    assert done.newest("clean_customers").data_version == before["clean_customers"]
    assert _versions(done)["logistic_regression_model"] == before["logistic_regression_model"]
    # no model has seen the column, so none is too good, and the same one serves
    assert done.newest(CHAMPION).metadata[Meta.DECISION]["verdict"] == "kept"
    assert _versions(done)[CHAMPION] == before[CHAMPION]


def test_a06_the_newer_shape_gives_the_same_features_and_names_what_it_leaves_out(
    done: Platform,
) -> None:
    before = _versions(done)
    left_out = {"Count": "1", "Country": "United States", "Churn Score": "80", "Churn Reason": ""}

    def newer(table: pd.DataFrame) -> pd.DataFrame:
        senior = table["SeniorCitizen"].map({"0": "No", "1": "Yes"})
        value = table["Churn"].map({"No": "0", "Yes": "1"})
        table = table.assign(SeniorCitizen=senior, **{"Churn Value": value}, **left_out)
        return table.rename(
            columns={"tenure": "Tenure Months", "Churn": "Churn Label", "gender": "Gender"}
        )

    assert _feed(done, newer, TO_CLEAN).success
    assert _versions(done)["clean_customers"] == before["clean_customers"]
    excluded = done.newest("clean_customers").metadata[Meta.EXCLUDED_COLUMNS]
    assert excluded == ["Churn Value", *left_out]


def test_a10_a_flag_in_any_spelling_gives_the_same_table(done: Platform) -> None:
    before = _versions(done)
    words = {"0": "No", "1": "1.0"}
    change: _Change = lambda t: t.assign(SeniorCitizen=t["SeniorCitizen"].map(words))  # noqa: E731
    assert _feed(done, change, TO_MODELS).success
    assert _versions(done)["clean_customers"] == before["clean_customers"]
    assert _versions(done)["gradient_boosting_model"] == before["gradient_boosting_model"]


def test_c26_an_edited_contract_recomputes_everything_and_holds_the_file_in_hand_against_it(
    done: Platform,
) -> None:
    from churn_platform.config.contracts.load import FOLDER

    mine = done.data_dir.parent / "mine.toml"
    text = (FOLDER / "telco.toml").read_text()
    mine.write_text(text.replace('description = "Has a partner."', 'description = "Partner."'))
    done.change(CHURN_CONTRACT="mine.toml")
    assert done.materialized(done.scheduled_run()) == set(KEPT_UP)
    assert done.materialized(done.scheduled_run()) == set()
    before = _versions(done)
    mine.write_text(text.replace('header = "Partner"', 'header = "Spouse"'))
    result = done.scheduled_run()
    assert "source.csv: missing columns: 'Spouse'" in done.failure(result)
    assert _versions(done) == before
