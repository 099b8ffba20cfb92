"""Dagster marks as unsynced what the schedule has a reason of its own to recompute."""

from importlib.metadata import version

import dagster as dg
import pytest
from dagster._core.definitions.data_version import CachingStaleStatusResolver, StaleStatus
from dagster._core.loader import LoadingContextForTest

from churn_platform.catalog import CHAMPION, KEPT_UP, MODELS, SEARCH, SEARCH_JOB
from churn_platform.defs.automation.stale import stale_assets
from churn_platform.history import lineage
from churn_platform_tests.platform import Platform

_FOLLOWS = " is recomputed"


def marked(platform: Platform) -> set[str]:
    """What the Dagster UI shows as unsynced."""
    graph, instance = platform.definitions.resolve_asset_graph(), platform.instance
    resolver = CachingStaleStatusResolver(instance, graph, LoadingContextForTest(instance))
    return {key for key in KEPT_UP if resolver.get_status(dg.AssetKey(key)) == StaleStatus.STALE}


def changed(platform: Platform) -> set[str]:
    """What the schedule has a reason for that is not the recomputing of something upstream."""
    stale = stale_assets(platform.instance, platform.pipeline)
    return {key for key, why in stale.items() if any(not each.endswith(_FOLLOWS) for each in why)}


def test_nothing_is_marked_after_a_run(finished: Platform) -> None:
    assert marked(finished) == changed(finished) == set()


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("CHURN_GRADIENT_BOOSTING__MAX_ITER", 30, {"gradient_boosting_model"}),
        ("CHURN_MAX_TRAIN_ROWS", 5000, {"processed_customers", "split"}),
        ("CHURN_CHAMPION__MARGIN", 0.02, {CHAMPION, "model_card"}),
    ],
)
def test_a_changed_setting_is_marked_where_it_counts(
    finished: Platform, name: str, value: object, expected: set[str]
) -> None:
    finished.change(**{name: value})
    assert marked(finished) == changed(finished) == expected


def test_another_version_of_a_library_is_marked_where_it_counts(
    finished: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    def newer(library: str) -> str:
        return "99.0" if library == "lightgbm" else version(library)

    monkeypatch.setattr(lineage, "_version", newer)
    finished.change()
    assert marked(finished) == changed(finished) == {"gradient_boosting_model"}


def test_what_a_person_set_for_one_run_is_marked_until_it_is_undone(done: Platform) -> None:
    key = "logistic_regression_model"
    assert done.run(select=[key], config={"ops": {key: {"config": {"C": 0.5}}}}).success
    assert marked(done) == {key, "model_metrics", CHAMPION}
    # the card is made along with the champion, and to Dagster follows from it
    assert changed(done) == {*marked(done), "model_card"}


def test_a_search_is_an_input_of_both_models(done: Platform) -> None:
    assert done.run(SEARCH_JOB, config={"ops": {SEARCH: {"config": {"candidates": 2}}}}).success
    assert marked(done) == changed(done) == set(MODELS)
