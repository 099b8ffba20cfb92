from typing import Any

from api.pages.status_results import Results, results
from api.snapshot.snapshot import Snapshot
from churn_platform.history.records import Facts, Materialization
from churn_platform.storage.artifacts import PublishedFile
from churn_platform_tests.api.status.test_health import NOW

CHAMPION = {
    "name": "gradient_boosting",
    "version": "c" * 16,
    "contract": {"name": "telco", "version": "v"},
    "features": [],
    "promoted_at": "2026-03-01T11:00:00+00:00",
    "scores": {"roc_auc": 0.8571, "brier": 0.1299, "ece": None},
    "intervals": {"roc_auc": [0.84, 0.873], "brier": None, "ece": [0.01, 0.03]},
}


def record(key: str, **metadata: Any) -> Materialization:
    file = PublishedFile(f"{key}.html", f"figures/{key}.html", "text/html", "0" * 64, 1)
    return Materialization(key, 1, "r1", NOW, "v", metadata, files=(file,))


def shown(
    *records: Materialization, points: tuple[dict[str, Any], ...] = (), **more: Any
) -> Results:
    facts = Facts(NOW, newest={each.key: each for each in records}, **more)
    return results(Snapshot(facts), points, "$", "/churn")


def test_without_a_history_there_is_nothing() -> None:
    assert results(None, (), "$", "") == shown() == Results()


def test_the_champion_has_its_metrics_with_interval_and_history() -> None:
    decision = {
        "verdict": "refused",
        "reason": "r" * 500,
        "candidate": {"name": "logistic_regression", "version": "d" * 16},
    }
    points = tuple({"gradient_boosting": {"roc_auc": value, "brier": 0.1}} for value in (0.8, 0.9))
    champion = shown(
        record("champion_model", champion=CHAMPION, decision=decision), points=points
    ).champion
    assert champion is not None
    assert (champion.name, champion.version, champion.trainings) == (
        "Gradient boosting",
        "c" * 16,
        2,
    )
    assert champion.reason == "R" + "r" * 399 + "…"
    said = "The newest candidate, logistic regression, did not replace it."
    assert champion.decision == said
    auc, brier, ece = champion.metrics
    assert (auc.name, auc.value, auc.interval) == ("ROC AUC", "0.857", "0.840 to 0.873")
    assert (brier.value, brier.interval) == ("0.130", None)
    assert (ece.value, ece.interval, ece.trend) == ("not defined", None, None)
    assert auc.trend is not None and auc.trend.path == "M4 32L156 4"


def test_the_mean_over_the_folds_comes_first_where_it_is_known() -> None:
    folds = {"roc_auc": {"mean": 0.8456, "sd": 0.0051, "fits": 6}, "brier": {"mean": None}}
    champion = shown(record("champion_model", champion=CHAMPION | {"cross_validation": folds}))
    assert champion.champion is not None
    auc, brier, _ = champion.champion.metrics
    assert (auc.value, auc.fits, auc.held_out) == ("0.846 ± 0.005", "6 fits", "0.857")
    assert (brier.value, brier.fits, brier.held_out) == ("0.130", None, "0.130")


def test_the_calibration_error_stands_beside_that_of_calibrated_probabilities() -> None:
    chance = {"mean": 0.018, "low": 0.0099, "high": 0.0281}
    known = shown(record("champion_model", champion=CHAMPION | {"ece_if_calibrated": chance}))
    older = shown(record("champion_model", champion=CHAMPION))
    assert known.champion is not None and older.champion is not None
    meaning = "distance of probabilities from observed rates"
    assert older.champion.metrics[2].meaning == meaning
    assert known.champion.metrics[2].meaning == (
        f"{meaning}; calibrated probabilities would give 0.010 to 0.028"
    )


def test_a_narrow_interval_can_be_read() -> None:
    narrow = CHAMPION | {"intervals": {"roc_auc": [0.85691, 0.85713]}}
    champion = shown(record("champion_model", champion=narrow)).champion
    assert champion is not None
    assert champion.metrics[0].interval == "0.85691 to 0.85713"


def test_an_event_that_names_no_champion_is_none() -> None:
    assert shown(record("champion_model", champion="by hand")).champion is None


def test_customers_are_counted_together_and_what_is_not_known_is_left_out() -> None:
    scores = record(
        "churn_scores",
        **{"dagster/row_count": 5174, "expected_leavers": 920.9, "high_risk": 404},
    )
    summary = record("retention_summary", revenue_at_risk=65330.2, expected_profit="by hand")
    assert shown(scores, summary).customers == [
        ("current customers", "5,174"),
        ("like those who left", "921"),
        ("at high risk", "404"),
        ("monthly revenue at risk", "$65,330"),
    ]


def test_figures_that_are_there_are_linked_by_title() -> None:
    found = shown(record("tenure_curves"), record("churn_scores")).figures
    assert found == [("Tenure curves", "/churn/api/artifacts/tenure_curves")]
