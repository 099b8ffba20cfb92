"""Pruning removes what is older than the bounds, and nothing that is current."""

import os
import time

import dagster as dg
import pytest
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.scheduler.instigation import TickData, TickStatus

from churn_platform.catalog import CHAMPION, CHAMPION_STEP, SCORING_PIPELINE
from churn_platform.config.settings import get_settings
from churn_platform.history.model_history import FILE, HistoryError, read_history
from churn_platform.history.retention.prune import find_outdated
from churn_platform.storage.artifacts import VERSIONS
from churn_platform.storage.removal_lock import BusyError, housekeeping
from churn_platform_tests.api.test_history import pages
from churn_platform_tests.history.retention.aged import (
    DAY,
    api_of,
    asked_in_time,
    change_source,
    copies,
    everything_current,
    history_of,
    index,
    logs,
    newest_run,
    pruned,
    shard,
)
from churn_platform_tests.platform import TO_CHAMPION, Platform


def version_files(platform: Platform) -> set[str]:
    return {path.name for path in (platform.data_dir / VERSIONS).iterdir()}


def test_two_thousand_runs_are_pruned_to_the_bound(done: Platform) -> None:
    assert done.scheduled_run().success
    first, unchanged = (run.run_id for run in reversed(done.instance.get_runs()))
    made, end = copies(done, 2_000, days=60)
    size = (history_of(done) / "history/runs/index.db").stat().st_size
    with api_of(done) as client:
        before = everything_current(client)
        found = pruned(done, end + 1, days=30, runs=10)
        assert everything_current(client) == before
    # of 2,000 runs in 60 days a half is older than 30; the two before made what is current
    assert found.runs == [*reversed(made[:1000])]
    kept = {first, unchanged, *made[1000:]}
    assert {run.run_id for run in done.instance.get_runs()} == kept
    left = [name for (name,) in index(done, "SELECT DISTINCT run_id FROM event_logs")]
    assert set(left) - {""} == kept
    for table in ("asset_check_executions", "event_logs"):
        (count,) = index(done, f"SELECT count(*) FROM {table} WHERE run_id = '{made[0]}'")
        assert count == (0,)
    assert [shard(done, run).exists() for run in (made[999], made[1000])] == [False, True]
    assert [logs(done, run).exists() for run in (made[999], made[1000])] == [False, True]
    assert (history_of(done) / "history/runs/index.db").stat().st_size < 0.7 * size
    assert pruned(done, end + 1, days=30, runs=10).runs == []


def test_everything_current_stays_although_all_of_it_is_old(done: Platform) -> None:
    promoted = done.newest(CHAMPION).metadata["champion"]["version"]
    change_source(done)
    assert done.run(select=TO_CHAMPION).success
    assert done.run().success
    assert done.scheduled_run().success
    stray = done.data_dir / VERSIONS / "0123456789abcdef-stray.json"
    stray.write_text("{}")
    _, end = copies(done, 3, days=100)
    kept = version_files(done) - {stray.name}
    with api_of(done) as client:
        before = everything_current(client)
        found = pruned(done, end + 50 * DAY, days=1, runs=1)
        assert everything_current(client) == before
    # the second run: it made the same as the third, which is the newest
    assert len(found.runs) >= 1
    assert [file.path for file in found.files] == [stray]
    assert version_files(done) == kept
    assert not done.tick().asset_selection[1:], "nothing is out of date"

    back = done.run(
        SCORING_PIPELINE, config={"ops": {CHAMPION_STEP: {"config": {"version": promoted}}}}
    )
    assert back.success
    assert done.newest(CHAMPION).metadata["champion"]["version"] == promoted


def test_champions_beyond_the_bound_go_and_the_model_history_stays(done: Platform) -> None:
    first = done.newest(CHAMPION)
    change_source(done)
    assert done.run().success
    second = done.newest(CHAMPION)
    asked_in_time(done)
    assert done.scheduled_run().success
    _, end = copies(done, 2, days=100)
    with api_of(done) as client:
        before = client.get("/api/model-runs").json()["items"]
        pruned(done, end, days=1, runs=1, champions=1)
        after = client.get("/api/model-runs").json()["items"]
        assert len(client.get("/api/models").json()["items"]) == 1
        assert [entry for page in pages(client, "/api/model-runs", 1) for entry in page] == after
        assert "of the last 2 trainings" in client.get("/").text
        done.instance.wipe_assets([dg.AssetKey("model_metrics")])
        assert client.get("/api/model-runs").json()["items"] == []
        assert client.get("/api/metrics").json()["state"] == "no data yet"
    champion = first.files[0].path
    assert not (done.data_dir / champion).exists()
    assert (done.data_dir / second.files[0].path).exists()
    assert [entry["data_version"] for entry in after] == [e["data_version"] for e in before]
    assert [entry["from_history"] for entry in after] == [False, True]
    assert (after[1]["run_id"], after[1]["time"]) == (before[1]["run_id"], before[1]["time"])
    old, history_rows = before[1]["metrics"], after[1]["metrics"]
    for name, scores in history_rows["models"].items():
        for score in ("roc_auc", "brier", "ece", "accuracy", "model_version", "confusion_matrix"):
            assert scores[score] == old["models"][name][score]
    rows = read_history(done.data_dir / FILE)
    assert len(rows) == 6
    served = {row.model_version for row in rows if row.champion}
    assert served == {first.data_version, second.data_version}


def test_a_run_that_has_not_ended_stays(done: Platform) -> None:
    made, end = copies(done, 3, days=100)
    with done.instance.run_storage.connect() as connection:  # type: ignore[attr-defined]
        connection.exec_driver_sql(
            f"UPDATE runs SET status = 'STARTED', end_time = NULL WHERE run_id = '{made[0]}'"
        )
    found = pruned(done, end + 50 * DAY, days=1, runs=1)
    assert made[0] not in found.runs and made[1] in found.runs
    assert shard(done, made[0]).exists()


def test_old_events_without_a_run_and_old_ticks_go_and_the_newest_stay(done: Platform) -> None:
    for number in range(3):
        done.instance.report_runless_asset_event(
            dg.AssetObservation("raw_customers", metadata={"number": number})
        )
        asked_in_time(done)
        moment = time.time() + number
        for state in (TickStatus.SKIPPED, TickStatus.SUCCESS):
            done.instance.create_tick(
                TickData("origin", "name", InstigatorType.SCHEDULE, state, moment, run_ids=[])
            )
    found = pruned(done, time.time() + 40 * DAY, days=30)
    assert (len(found.events), found.ticks) == (4, 5)
    observations = done.instance.fetch_observations(dg.AssetKey("raw_customers"), limit=9).records
    assert [r.event_log_entry.asset_observation.metadata["number"].value for r in observations] == [  # type: ignore[union-attr]
        2
    ]
    (count,) = index(done, "SELECT count(*) FROM asset_check_executions WHERE run_id = ''")
    assert count == (1,)
    assert len(done.instance.get_ticks("origin", "name")) == 1
    assert pruned(done, time.time() + 40 * DAY, days=30).ticks == 0


def test_what_a_killed_pruning_left_behind_is_found_again(done: Platform) -> None:
    lost = shard(done, "11111111-2222-3333-4444-555555555555")
    young = shard(done, "66666666-2222-3333-4444-555555555555")
    for path in (lost, young):
        path.write_bytes(b"")
    os.utime(lost, (0, 0))
    logs(done, lost.stem).mkdir(parents=True)
    found = pruned(done, time.time())
    assert found.leftovers == [lost.stem]
    assert [path.exists() for path in (lost, young, logs(done, lost.stem))] == [False, True, False]


def test_a_dry_run_removes_nothing(done: Platform) -> None:
    made, end = copies(done, 3, days=100)
    files = version_files(done)
    settings = get_settings()
    bounds = settings.retention.model_copy(update={"days": 1, "runs": 1})
    found = find_outdated(
        done.instance, settings.model_copy(update={"retention": bounds}), end + 2 * DAY
    )
    assert set(found.runs) == set(made[:-1])
    assert str(found).startswith("2 runs of 4, 0 events without a run, 0 ticks, 0 files of 0.0 MB")
    assert done.instance.get_runs_count() == 4
    assert version_files(done) == files
    assert not (done.data_dir / FILE).exists()


def test_a_model_history_that_somebody_broke_stops_it_before_anything_goes(done: Platform) -> None:
    _, end = copies(done, 3, days=100)
    (done.data_dir / FILE).write_text("broken")
    with pytest.raises(HistoryError, match="reports/model_history.csv: found the columns"):
        pruned(done, end + 2 * DAY, days=1, runs=1)
    assert done.instance.get_runs_count() == 4


def test_during_a_backup_nothing_goes(done: Platform) -> None:
    _, end = copies(done, 3, days=100)
    with housekeeping(done.data_dir), pytest.raises(BusyError):
        pruned(done, end + 2 * DAY, days=1, runs=1)
    assert done.instance.get_runs_count() == 4
    assert newest_run(done)
