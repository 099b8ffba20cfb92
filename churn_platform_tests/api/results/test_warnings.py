"""Whose customers the results are of, and that results of two data sets are never taken for one."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pandas as pd
import pytest

from api.main import create_app
from api.results.warnings import result_warnings
from api.status.health import health
from churn_platform.config.settings import Settings
from churn_platform.history.reader import Reader
from churn_platform.history.records import Facts, Materialization, Run, SchedulerFacts
from churn_platform_tests.api.world import serving
from churn_platform_tests.commands.processes import run_command
from churn_platform_tests.platform import Platform, instance_in
from churn_platform_tests.tables.write import write_table

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SAMPLE = (
    "the results are of synthetic customers, not of yours: the source cannot be reached, and the"
    " synthetic sample is used instead"
)
DONE = Run("r1", "churn_pipeline", "SUCCESS", NOW, NOW, "schedule")


def facts(
    raw: str = "telco/churn",
    scores: str = "telco/churn",
    source: str = "a.csv",
    sample: bool = False,
    run: Run = DONE,
) -> Facts:
    """Facts of a platform that works, over results of these data sets."""
    metadata = {"data_set": raw, "is_sample": sample, "inputs": {"config": {"source": source}}}
    newest = {
        "raw_customers": Materialization("raw_customers", 1, "r1", NOW, "v", metadata),
        "churn_scores": Materialization("churn_scores", 2, "r1", NOW, "w", {"data_set": scores}),
    }
    scheduler = SchedulerFacts(last_heartbeat=NOW, schedule_on=True)
    return Facts(NOW, newest=newest, last_run=run, last_success=DONE, scheduler=scheduler)


def test_results_of_the_table_in_the_settings_need_no_word(tmp_path: Path) -> None:
    assert result_warnings(facts(), Settings(home=tmp_path, source="a.csv")) == []
    assert result_warnings(None, Settings(home=tmp_path)) == []
    assert result_warnings(Facts(NOW), Settings(home=tmp_path, contract="bank")) == []


def test_results_of_an_earlier_version_say_nothing_of_data_sets(tmp_path: Path) -> None:
    bare = {"raw_customers": Materialization("raw_customers", 1, "r1", NOW, "v", {})}
    assert result_warnings(Facts(NOW, newest=bare), Settings(home=tmp_path, contract="bank")) == []


def test_the_sample_is_said_first_and_makes_health_degraded(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, source="a.csv")
    said = result_warnings(facts(sample=True), settings)
    assert said == [SAMPLE]
    answer = health(facts(sample=True), None, NOW, results=said)
    assert (answer.status, answer.reasons, answer.results) == ("degraded", [SAMPLE], [SAMPLE])
    assert health(facts(), None, NOW).status == "ok"


@pytest.mark.parametrize(
    ("run", "ending"),
    [
        (DONE, "the next run replaces them"),
        (replace(DONE, status="STARTED", end=None), "run r1 is in progress"),
        (replace(DONE, status="FAILURE"), "run r1 did not succeed"),
    ],
)
@pytest.mark.parametrize("raw", ["telco/churn", "bank/exited"])
def test_results_of_another_contract_are_named_until_the_last_is_replaced(
    tmp_path: Path, raw: str, run: Run, ending: str
) -> None:
    settings = Settings(home=tmp_path, source="b.csv", contract="bank")
    source = "a.csv" if raw == "telco/churn" else "b.csv"
    assert result_warnings(facts(raw=raw, source=source, run=run), settings) == [
        "the results are of another data set (contract telco, target churn), not of yours"
        f" (contract bank, target exited); {ending}"
    ]
    assert (
        result_warnings(facts(raw="bank/exited", scores="bank/exited", source="b.csv"), settings)
        == []
    )


def test_results_of_another_source_are_named_without_its_secrets(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, source="https://me:hush@host/b.csv")
    assert result_warnings(facts(), settings) == [
        "the results are of another source (a.csv), not of yours (https://host/b.csv); the next"
        " run replaces them"
    ]


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for a platform whose table changes."""
    return tmp_path_factory.mktemp("changed")


@contextmanager
def api_over(settings: Settings) -> Iterator[httpx.Client]:
    reader = Reader(settings, lambda: instance_in(settings.history_dir))
    with serving(create_app(settings, reader)) as client:
        assert client.get("/api/details").status_code == 200  # health does not wait for the storage
        yield client


def test_after_a_change_of_table_nothing_joins_the_two(changed: Path, finished: Platform) -> None:
    data, home = changed / "data", finished.data_dir.parent
    shutil.copytree(finished.data_dir, data)
    shutil.copytree(home / "history", data / "dagster")
    own = data / "raw/mine_customer_churn.csv"
    own.write_text("mine")
    edited = data / "scores/telco_churn_scores.csv"
    edited.write_text("edited")
    bank = write_table(changed, "bank", 1_500)

    settings = Settings(home=home, data_dir=data, source="source.csv", api_cache_seconds=3600)
    other = settings.model_copy(update={"contract": "bank", "source": str(bank)})
    with api_over(settings) as client:
        assert client.get("/api/health").json()["results"] == []
    with api_over(other) as client:
        answer = client.get("/api/health").json()
        assert answer["status"] == "degraded"
        (said,) = answer["results"]
        assert "another data set (contract telco, target churn)" in said
        page = client.get("/").text
        assert "Everything works" not in page and said[:60] in page

    done = run_command("materialize", data=data, source=bank, CHURN_CONTRACT="bank")
    assert done.returncode == 0, done.stdout + done.stderr
    line = done.stdout.splitlines()[1]
    assert line == (
        f"The results in {data} are of another table (contract telco, target churn); this run"
        " replaces them by those of your table (contract bank, target exited)."
    )
    left = [path.name for path in data.glob("*/telco_*")]
    assert left == ["telco_churn_scores.csv"] and edited.read_text() == "edited"
    assert own.read_text() == "mine"
    assert len(pd.read_csv(data / "raw/bank_customer_churn.csv")) == 1_500

    with api_over(other) as client:
        assert client.get("/api/health").json()["results"] == []
        runs = client.get("/api/model-runs").json()["items"]
        assert [run["data_set"] for run in runs] == ["bank/exited", "telco/churn"]
        report = client.get("/api/assets/churn_report").json()["metadata"]
        assert report["data_set"] == "bank/exited" and "headline_before" not in report
        page = client.get("/").text
        assert "The lines show the last" not in page  # one training of this data set
