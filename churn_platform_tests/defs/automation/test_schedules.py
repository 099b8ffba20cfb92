"""What each tick of the schedule does."""

import json

import dagster as dg
import pytest

from churn_platform.catalog import ASSETS, CHAMPION, KEPT_UP, MODELS, SEARCH
from churn_platform.checks import CHECKS
from churn_platform.history.source_checks import last_look
from churn_platform.metadata import Meta, Tag
from churn_platform_tests.platform import TO_CLEAN, Platform
from churn_platform_tests.servers import body, by_etag, serving

CHOSEN = (
    "champion_model",
    "model_card",
    "churn_scores",
    "retention_summary",
    "batch_drift",
    "churn_report",
)
MEASURED = {"model_metrics", "reliability_curve", "campaign_profit", *CHOSEN}
"""What follows from a model."""


def _lower(headers: dict[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _history(platform: Platform, key: str) -> int:
    records = platform.instance.fetch_materializations(dg.AssetKey(key), limit=100).records
    return len(records)


def _why(request: dg.RunRequest) -> dict[str, list[str]]:
    return dict(json.loads(request.tags[Tag.STALE]))


def _chosen(request: dg.RunRequest) -> set[str]:
    return {key.to_user_string() for key in request.asset_selection or []}


def test_the_first_tick_makes_everything(finished: Platform) -> None:
    (run,) = finished.instance.get_runs()  # its first tick
    assert (run.status, run.tags[Tag.TRIGGER]) == (dg.DagsterRunStatus.SUCCESS, "schedule")
    assert {_history(finished, key) for key in KEPT_UP} == {1}
    assert _history(finished, SEARCH) == 0


@pytest.mark.storage
def test_ten_ticks_on_an_unchanged_table_train_nothing(done: Platform) -> None:
    for _ in range(10):
        result = done.scheduled_run()
        assert result.success
        assert done.materialized(result) == set()
    assert {_history(done, key) for key in KEPT_UP} == {1}
    observations = done.instance.fetch_observations(dg.AssetKey("raw_customers"), limit=20).records
    assert len(observations) == 10


@pytest.mark.storage
def test_one_changed_byte_trains_exactly_once(done: Platform) -> None:
    done.source.write_text(done.source.read_text().replace(",Male,", ",Female,", 1))
    assert done.materialized(done.scheduled_run()) == {"raw_customers"}
    assert done.materialized(done.scheduled_run()) == set(KEPT_UP)
    assert done.materialized(done.scheduled_run()) == set()
    assert {_history(done, key) for key in (*MODELS, *MEASURED)} == {2}
    assert _history(done, SEARCH) == 0


@pytest.mark.storage
def test_an_unchanged_tick_leaves_no_check_skipped(done: Platform) -> None:
    result = done.scheduled_run()
    kinds = [event.event_type_value for event in result.all_events]
    assert kinds.count("ASSET_CHECK_EVALUATION_PLANNED") in (
        0,
        4,
    )  # Dagster may plan them elsewhere
    assert kinds.count("ASSET_CHECK_EVALUATION") == 4
    keys = [dg.AssetCheckKey(dg.AssetKey(asset), name) for asset, name in CHECKS]
    newest = done.instance.event_log_storage.get_latest_asset_check_execution_by_key(keys)
    assert {record.status.value for record in newest.values()} == {"SUCCEEDED"}


def test_a_changed_hyperparameter_retrains_that_model_and_what_follows(done: Platform) -> None:
    done.change(CHURN_LOGISTIC_REGRESSION__C=0.5)
    request = done.tick()
    assert _why(request)["logistic_regression_model"] == ["setting C changed from None to 0.5"]
    result = done.scheduled_run()
    assert done.materialized(result) == {"logistic_regression_model", *MEASURED}
    parameters = done.newest("logistic_regression_model").metadata[Meta.PARAMETERS]
    assert parameters == {"C": 0.5, "max_iter": 1000, "seed": 42}
    assert done.newest(CHAMPION).data_version == (
        done.newest("logistic_regression_model").data_version
    )
    assert done.materialized(done.scheduled_run()) == set()


def test_a_changed_model_that_is_not_chosen_leaves_champion_and_scores_as_they_are(
    done: Platform,
) -> None:
    keys = ("gradient_boosting_model", CHAMPION, "churn_scores", "retention_summary", "batch_drift")
    model, *before = [done.newest(key).data_version for key in keys]
    done.change(CHURN_GRADIENT_BOOSTING__MAX_DEPTH=3)
    result = done.scheduled_run()
    assert done.materialized(result) == {"gradient_boosting_model", *MEASURED}
    assert done.newest(CHAMPION).metadata[Meta.DECISION]["verdict"] == "kept"
    changed, *after = [done.newest(key).data_version for key in keys]
    assert changed != model
    assert after == before


def test_a_changed_split_recomputes_what_depends_on_it(done: Platform) -> None:
    done.change(CHURN_MAX_TRAIN_ROWS=5000)
    expected = {"processed_customers", "split", "feature_importance", *MODELS, *MEASURED}
    request = done.tick()
    assert set(_why(request)) == expected
    assert _chosen(request) == {"raw_customers", *expected}


@pytest.mark.storage
def test_a_changed_code_version_recomputes_what_depends_on_it(
    done: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = ASSETS["summary_statistics"]._replace(code_version="newer")
    monkeypatch.setitem(ASSETS, "summary_statistics", newer)
    assert _why(done.tick()) == {"summary_statistics": ["code version changed from 2 to newer"]}
    assert done.materialized(done.scheduled_run()) == {"summary_statistics"}


def test_changed_cleaning_code_recomputes_all_that_follows_from_the_file_in_hand(
    done: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = ASSETS["clean_customers"]._replace(code_version="newer")
    monkeypatch.setitem(ASSETS, "clean_customers", newer)
    request = done.tick()
    assert set(_why(request)) == set(KEPT_UP) - {"raw_customers"}
    assert _chosen(request) == set(KEPT_UP)
    # the source has nothing new, and the run goes on all the same
    result = done.run(select=TO_CLEAN, tags=dict(request.tags))
    assert done.materialized(result) == set(TO_CLEAN)
    assert done.newest("clean_customers").inputs["code"] == "newer"
    # it gave the same table, so nothing else is out of date any more
    assert done.materialized(done.scheduled_run()) == set()


@pytest.mark.storage
def test_a_lost_file_is_made_again(done: Platform) -> None:
    (done.data_dir / done.newest("tenure_histogram").files[0].path).unlink()
    reason = "its file is missing or truncated: tenure_histogram.html"
    assert _why(done.tick()) == {"tenure_histogram": [reason]}
    assert done.materialized(done.scheduled_run()) == {"tenure_histogram"}


def test_a_persons_other_hyperparameter_is_undone_by_the_next_tick(done: Platform) -> None:
    key = "logistic_regression_model"
    before = done.newest(key).data_version
    assert done.run(select=[key], config={"ops": {key: {"config": {"C": 0.5}}}}).success
    assert done.newest(key).metadata[Meta.PARAMETERS]["C"] == 0.5
    assert _why(done.tick())[key] == ["setting C changed from 0.5 to None"]
    result = done.scheduled_run()
    assert done.materialized(result) == {key, *MEASURED}
    assert done.newest(key).inputs["config"]["C"] is None
    assert done.newest(key).metadata[Meta.PARAMETERS]["C"] == 0.1
    assert done.newest(key).data_version == before


def test_a_bad_table_fails_each_tick_and_a_mended_one_recovers(done: Platform) -> None:
    good = done.source.read_text()
    done.source.write_text(good.replace("Month-to-month", "Crypto", 10))
    assert done.scheduled_run().success
    for _ in range(2):
        result = done.scheduled_run()
        assert not result.success
        assert "value_not_allowed contract" in done.failure(result)
    done.source.write_text(good)
    assert done.scheduled_run().success
    assert done.materialized(done.scheduled_run()) == set()


def test_a_run_that_a_person_launches_always_recomputes(done: Platform) -> None:
    assert done.materialized(done.run(select=TO_CLEAN)) == set(TO_CLEAN)


def test_new_content_and_a_new_setting_at_once_end_up_right(done: Platform) -> None:
    done.source.write_text(done.source.read_text().replace(",Male,", ",Female,", 1))
    done.change(CHURN_LOGISTIC_REGRESSION__C=0.5)
    assert done.scheduled_run().success
    assert done.scheduled_run().success
    assert done.materialized(done.scheduled_run()) == set()
    newest = done.newest("raw_customers").data_version
    assert {done.newest(key).source_version for key in KEPT_UP} == {newest}
    assert done.newest("logistic_regression_model").inputs["config"]["C"] == 0.5


@pytest.mark.storage
class TestSkippingBeforeTheLaunch:
    def test_an_unchanged_tick_launches_no_run_and_records_the_check(self, done: Platform) -> None:
        done.change(CHURN_SKIP_UNCHANGED_TICKS="true")
        skip = done.tick()
        assert isinstance(skip, dg.SkipReason)
        assert (skip.skip_message or "").startswith("Nothing changed (same sha256)")
        look = last_look(done.instance)
        assert look is not None and look["source_changed"] is False
        # no event: those without a run can be reported by anybody
        assert not done.instance.fetch_observations(dg.AssetKey("raw_customers"), limit=9).records

    def test_a_changed_table_launches_a_run_and_leaves_no_file_behind(self, done: Platform) -> None:
        done.change(CHURN_SKIP_UNCHANGED_TICKS="true")
        done.source.write_text(done.source.read_text().replace(",Male,", ",Female,", 1))
        assert isinstance(done.tick(), dg.RunRequest)
        assert not list((done.data_dir / "versions").glob(".part-*"))

    def test_a_source_that_fails_launches_a_run_that_says_so(self, done: Platform) -> None:
        done.change(CHURN_SKIP_UNCHANGED_TICKS="true")
        done.source.unlink()
        assert isinstance(done.tick(), dg.RunRequest)


class TestOverHttp:
    def test_an_unchanged_source_costs_one_conditional_request(self, done: Platform) -> None:
        with serving(by_etag(done.source.read_bytes(), '"one"')) as server:
            done.change(CHURN_SOURCE=server.url)
            assert done.run(select=["raw_customers"]).success
            result = done.scheduled_run()
            assert result.success
            assert done.materialized(result) == set()
            assert len(server.headers) == 2
            assert "if-none-match" not in _lower(server.headers[0])
            assert _lower(server.headers[1])["if-none-match"] == '"one"'

    def test_a_table_that_is_none_changes_nothing(self, done: Platform) -> None:
        with serving(body(b"<html>Sign in</html>")) as server:
            done.change(CHURN_SOURCE=server.url)
            before = {key: done.newest(key).data_version for key in KEPT_UP}
            result = done.scheduled_run()
            assert not result.success
            assert server.url in done.failure(result)
            assert {key: done.newest(key).data_version for key in KEPT_UP} == before
