"""The champion from batch to batch: promoted, kept, refused, rolled back, held and released."""

import json
from typing import Any

import joblib
import pandas as pd
import pytest

from churn_platform.catalog import CHAMPION, SCORING_PIPELINE
from churn_platform.metadata import Meta
from churn_platform.storage.artifacts import resolve
from churn_platform_tests.platform import TO_CHAMPION, TO_SCORES, Platform

CHOSEN = "logistic_regression"


def facts(platform: Platform) -> dict[str, Any]:
    found: dict[str, Any] = platform.newest(CHAMPION).metadata[Meta.CHAMPION]
    return found


def decision(platform: Platform) -> dict[str, Any]:
    found: dict[str, Any] = platform.newest(CHAMPION).metadata[Meta.DECISION]
    return found


def rewrite(platform: Platform, change: Any) -> None:
    """Change the source's table by a function of its frame of text."""
    table = pd.read_csv(platform.source, dtype=str, keep_default_na=False)
    change(table).to_csv(platform.source, index=False)


def with_more_women(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(gender=table["gender"].where(table.index % 3 > 0, "Female"))


def shuffled_labels(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(Churn=table["Churn"].sample(frac=1, random_state=1).to_numpy())


def test_the_first_model_that_passes_the_gates_serves(finished: Platform) -> None:
    champion, model = finished.newest(CHAMPION), finished.newest(f"{CHOSEN}_model")
    assert decision(finished)["verdict"] == "promoted"
    assert "no clear winner" in decision(finished)["reason"]
    assert [gate["passed"] for gate in decision(finished)["gates"]] == [True] * 4
    assert champion.files[0].sha256 == model.files[0].sha256
    assert facts(finished)["version"] == champion.data_version == model.data_version
    assert facts(finished)["libraries"].keys() == {"python", "numpy", "pandas", "scikit-learn"}
    clean = pd.read_parquet(finished.stable("clean_customers"))
    split = pd.read_parquet(finished.stable("processed_customers"))["split"]
    assert facts(finished)["leavers_share"] == clean.loc[split == "train", "churn"].mean()


def test_its_card_says_which_model_and_which_data(finished: Platform) -> None:
    text = finished.stable("model_card").read_text()
    card = finished.newest("model_card").metadata
    assert facts(finished)["version"] in text and facts(finished)["source_version"] in text
    assert card["champion_version"] == facts(finished)["version"]
    assert card["card"] == text


def test_the_same_batch_keeps_the_champion_and_the_time_of_its_promotion(done: Platform) -> None:
    before = facts(done)
    assert done.run(SCORING_PIPELINE, select=[CHAMPION, "model_card"]).success
    assert decision(done)["verdict"] == "kept"
    assert facts(done) == before


def test_the_same_model_that_is_measured_otherwise_gets_the_new_documents(done: Platform) -> None:
    before = facts(done)
    config = {"ops": {"model_metrics": {"config": {"bootstrap_samples": 150}}}}
    assert done.run(select=["model_metrics", CHAMPION, "model_card"], config=config).success
    assert decision(done)["verdict"] == "kept"
    now = facts(done)
    changed = {name for name in now if now[name] != before[name]}
    assert changed == {"intervals", "ece_if_calibrated"}
    assert "intervals of 150 resamples" in done.stable("model_card").read_text()


def test_a_shuffled_label_is_refused_and_the_last_champion_serves_the_new_batch(
    done: Platform,
) -> None:
    before, scores = facts(done), done.newest("churn_scores")
    rewrite(done, shuffled_labels)
    assert not done.run(select=TO_SCORES).success
    assert facts(done) == before
    assert decision(done)["verdict"] == "refused"
    broken = {gate["name"] for gate in decision(done)["gates"] if not gate["passed"]}
    assert "candidate_reaches_the_floors" in broken
    assert "ROC AUC" in decision(done)["reason"]
    # the run ends there; the next tick scores the batch by the champion that stays
    assert done.newest("churn_scores").data_version == scores.data_version
    result = done.scheduled_run()
    assert result.success, done.failure(result)
    assert done.newest("churn_scores").source_version != scores.source_version
    assert done.newest("churn_scores").metadata[Meta.MODEL_VERSION] == before["version"]
    # a bad run is not what the next one is held against
    assert "refused" in done.stable("model_card").read_text()


def test_a_leaked_target_is_too_good_to_serve(done: Platform) -> None:
    before = facts(done)
    rewrite(done, lambda table: table.assign(PaperlessBilling=table["Churn"]))
    assert not done.run(select=TO_CHAMPION).success
    broken = {gate["name"] for gate in decision(done)["gates"] if not gate["passed"]}
    assert broken == {"candidate_is_not_too_good"}
    assert "look for a feature that reveals the outcome" in decision(done)["reason"]
    assert facts(done) == before


def test_without_a_champion_a_bad_model_ends_the_run_and_nothing_serves(
    platform: Platform,
) -> None:
    rewrite(platform, shuffled_labels)
    result = platform.run(select=[*TO_SCORES, "batch_drift"])
    assert not result.success
    assert "candidate_reaches_the_floors" in platform.failure(result)
    made = platform.materialized(result)
    assert "model_metrics" in made
    assert not made & {CHAMPION, "model_card", "churn_scores", "batch_drift"}
    # nor does a release of what nobody holds let it through
    release = {"ops": {"champion": {"config": {"version": "release"}}}}
    again = platform.run(select=[CHAMPION, "model_card"], config=release)
    assert "candidate_reaches_the_floors" in platform.failure(again)


@pytest.mark.storage
def test_rolled_back_held_and_released(done: Platform) -> None:
    first = facts(done)["version"]
    rewrite(done, with_more_women)
    assert done.run(select=TO_SCORES).success
    second = facts(done)["version"]
    assert second != first and decision(done)["verdict"] == "promoted"

    back = {"ops": {"champion": {"config": {"version": first}}}}
    assert done.run(SCORING_PIPELINE, config=back).success
    assert (facts(done)["version"], decision(done)["verdict"]) == (first, "rolled back")
    assert done.newest("churn_scores").metadata[Meta.MODEL_VERSION] == first
    assert done.stable(CHAMPION).read_bytes() == resolve_bytes(done, CHAMPION)
    # what a person chose is not out of date, and a new batch does not undo it
    tags = done.tick().tags
    assert CHAMPION not in json.loads(tags["churn/stale"])
    rewrite(done, lambda table: table.assign(Partner="No"))
    assert done.run(select=TO_CHAMPION).success
    assert (facts(done)["version"], decision(done)["verdict"]) == (first, "held")

    release = {"ops": {"champion": {"config": {"version": "release"}}}}
    assert done.run(SCORING_PIPELINE, config=release).success
    assert facts(done)["version"] not in (first, second)
    assert decision(done)["verdict"] == "promoted" and not decision(done)["held"]


def resolve_bytes(platform: Platform, key: str) -> bytes:
    return resolve(platform.data_dir, platform.newest(key).files[0]).read_bytes()


@pytest.mark.parametrize("version", ["0123456789abcdef", "../../etc/passwd"])
def test_a_version_that_never_served_is_refused_by_name(done: Platform, version: str) -> None:
    before = done.newest(CHAMPION)
    result = done.run(
        SCORING_PIPELINE, config={"ops": {"champion": {"config": {"version": version}}}}
    )
    assert not result.success
    assert f"there was no champion with the version {version!r}" in done.failure(result)
    assert done.newest(CHAMPION) == before


def test_the_scorer_beside_it_says_what_the_model_says(finished: Platform) -> None:
    from churn_platform.analysis.scoring.encoded import encode_table
    from churn_platform_tests.telco import TELCO

    clean = pd.read_parquet(finished.stable("clean_customers"))
    folder = finished.stable(CHAMPION).parent
    scorer = joblib.load(folder / "champion_scorer.joblib")
    model = joblib.load(folder / "champion.joblib")
    expected = model.predict_proba(clean[TELCO.features])[:, 1]
    got = scorer.probability(encode_table(clean, TELCO))
    assert got == pytest.approx(expected, abs=1e-12)
