"""The whole graph by one command, as a process."""

import os
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import pandas as pd
import pytest
from dagster._core.events import EngineEventData
from dagster._core.test_utils import create_run_for_test

from churn_platform.catalog import KEPT_UP, SEARCH, STEPS, stable_file
from churn_platform.config.settings import find_home, get_settings
from churn_platform_tests.commands.processes import run_command
from churn_platform_tests.history.test_run_liveness import ORIGIN


@dataclass(frozen=True)
class Ran:
    """The whole graph ran beside a queued run, which was refused before."""

    data: Path
    queued: str
    refused: subprocess.CompletedProcess[str]
    done: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory, small_csv: Path) -> Ran:
    """`make materialize` beside a queued run: without ANYWAY, and then with it."""
    data = tmp_path_factory.mktemp("ran") / "data"
    with history(data) as instance:
        status = dg.DagsterRunStatus.QUEUED
        run = create_run_for_test(
            instance, job_name="churn_pipeline", status=status, remote_job_origin=ORIGIN
        )
    refused = run_command("materialize", data=data, source=small_csv)
    done = run_command("materialize", data=data, source=small_csv, ANYWAY=1)
    return Ran(data, run.run_id, refused, done)


@contextmanager
def history(data: Path) -> Iterator[dg.DagsterInstance]:
    """The history of the platform of this data folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHURN_DATA_DIR", str(data))
        get_settings.cache_clear()
        with dg.DagsterInstance.from_config(str(find_home())) as instance:
            yield instance
    get_settings.cache_clear()


def test_it_says_a_line_for_each_asset_and_ends_with_a_table(ran: Ran) -> None:
    done, data = ran.done, ran.data
    assert done.returncode == 0, done.stderr
    for key in KEPT_UP:
        assert f"  {STEPS[key]} done, " in done.stdout
        assert stable_file(key, "telco") in done.stdout
        assert (data / stable_file(key, "telco")).is_file()
    assert "rows 300 (train 210, test 90), features 41\n" in done.stdout
    assert "repaired or set aside: blank_total_charges 1\n" in done.stdout
    assert str(data) in done.stdout
    for name in ("logistic_regression", "gradient_boosting", "baseline"):
        assert f"\n{name} " in done.stdout
    assert "\nchampion: logistic_regression, promoted: no clear winner" in done.stdout
    scores = pd.read_parquet(data / stable_file("churn_scores", "telco"))
    high = (scores["risk_band"] == "high").sum()
    assert f"\ncurrent customers {len(scores)}: {high} at high risk, " in done.stdout
    assert f" {scores['probability'].sum():.0f} like those who left\n" in done.stdout
    assert SEARCH not in done.stdout
    for path in (data, *data.rglob("*")):
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.lstat().st_mode) == wanted, path


def test_a_failure_is_one_line_of_the_asset_and_an_exit_code(
    tmp_path: Path, small_csv: Path
) -> None:
    broken = tmp_path / "broken.csv"
    broken.write_text(small_csv.read_text().replace("Month-to-month", "Crypto", 10))
    done = run_command("materialize", data=tmp_path / "data", source=broken)
    assert done.returncode == 1
    assert "  cleaned_customers FAILED: clean_customers: " in done.stdout
    assert "broken.csv: few_rows_are_quarantined: 10 of 300 rows (3.33%)" in done.stdout
    assert "value_not_allowed contract 10; expected at most 1%" in done.stdout
    assert "earlier results are unchanged" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_a_source_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = run_command("materialize", data=tmp_path / "data", source=tmp_path / "nothing.csv")
    assert done.returncode == 1
    assert "nothing.csv" in done.stdout
    assert not (tmp_path / "data" / stable_file("raw_customers", "telco")).exists()


def test_a_wrong_setting_is_said_at_once(tmp_path: Path, small_csv: Path) -> None:
    done = run_command("materialize", data=tmp_path / "data", source=small_csv, CHURN_SEED="-1")
    assert done.returncode == 2
    assert done.stderr.strip().startswith("CHURN_SEED='-1' is not allowed")


def test_it_does_not_run_beside_another_run(tmp_path: Path, small_csv: Path) -> None:
    with history(tmp_path / "data") as instance:
        run = create_run_for_test(
            instance, job_name="churn_pipeline", status=dg.DagsterRunStatus.STARTED
        )
        instance.report_engine_event("started", run, EngineEventData.in_process(os.getpid()))
    done = run_command("materialize", data=tmp_path / "data", source=small_csv)
    assert done.returncode == 1
    assert f"run {run.run_id} (churn_pipeline) is in progress; try again when" in done.stderr


def test_beside_a_queued_run_it_says_who_would_work_it_off(ran: Ran) -> None:
    assert ran.refused.returncode == 1
    assert f"run {ran.queued} (churn_pipeline) waits in the queue" in ran.refused.stderr
    assert "start one with make run, or repeat the command with ANYWAY=1" in ran.refused.stderr
    assert ran.done.returncode == 0, ran.done.stderr
    said = f"Cancelled run {ran.queued} (churn_pipeline), which waited in the queue."
    assert said in ran.done.stdout
    with history(ran.data) as instance:
        waited = instance.get_run_by_id(ran.queued)
    assert waited is not None and waited.status == dg.DagsterRunStatus.CANCELED
