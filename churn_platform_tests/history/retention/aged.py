"""A real history with many copies of its runs, and the API over it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
import httpx
import pandas as pd

from api.main import create_app
from api.runs.launcher import Launcher
from benchmarks.history import repeat
from churn_platform.config.settings import get_settings
from churn_platform.history.reader import Reader
from churn_platform.history.retention.prune import Outdated, prune
from churn_platform.history.storage.project import ProjectComputeLogs
from churn_platform.history.storage.sqlite_files import INDEX, RUNS
from churn_platform_tests.api.world import TOKEN, TOKEN_SHA256, serving
from churn_platform_tests.platform import Platform, instance_in

DAY = 86_400.0
CURRENT = ("details", "metrics", "artifacts", "assets", "checks", "models", "model-runs?limit=1")


def change_source(platform: Platform) -> None:
    """Another batch: a third of the customers have become women."""
    table = pd.read_csv(platform.source, dtype=str, keep_default_na=False)
    table.loc[table.index % 3 == 0, "gender"] = "Female"
    table.to_csv(platform.source, index=False)


def history_of(platform: Platform) -> Path:
    return Path(platform.instance.root_directory)


def newest_run(platform: Platform) -> str:
    (run,) = platform.instance.get_runs(limit=1)
    return str(run.run_id)


def copies(platform: Platform, count: int, days: float) -> tuple[list[str], float]:
    """Repeat the newest run over so many days to come, with all that is kept of each run.

    Return the ids of the copies and the moment of the last one's end.
    """
    history, run_id = history_of(platform), newest_run(platform)
    made = repeat(history, run_id, [days * DAY * n / count for n in range(1, count + 1)])
    with closing(sqlite3.connect(shard(platform, run_id))) as events:
        content = events.serialize()  # with what lies in its log
    for new in made:
        shard(platform, new).write_bytes(content)
        logs(platform, new).mkdir(parents=True)
        (logs(platform, new) / "step.out").write_text("printed")
    with closing(sqlite3.connect(history / RUNS)) as runs:
        (end,) = runs.execute("SELECT max(end_time) FROM runs").fetchone()
    return made, float(end)


def shard(platform: Platform, run_id: str) -> Path:
    return (history_of(platform) / INDEX).with_name(f"{run_id}.db")


def logs(platform: Platform, run_id: str) -> Path:
    return history_of(platform) / "logs" / run_id


def index(platform: Platform, statement: str) -> list[Any]:
    """Ask or change the index by hand."""
    with closing(sqlite3.connect(history_of(platform) / INDEX)) as events, events:
        return events.execute(statement).fetchall()


def asked_in_time(platform: Platform) -> None:
    """Record a check as its sensor does: runs that a test starts evaluate it, others do not."""
    evaluation = dg.AssetCheckEvaluation(
        asset_key=dg.AssetKey("raw_customers"), check_name="is_asked_in_time", passed=True
    )
    platform.instance.report_runless_asset_event(evaluation)


def pruned(platform: Platform, now: float, **bounds: int) -> Outdated:
    """Prune at this moment, with these bounds."""
    # the instance of tests keeps nothing of what steps print
    platform.instance._compute_log_manager = ProjectComputeLogs(str(history_of(platform) / "logs"))
    settings = get_settings()
    retention = settings.retention.model_copy(update=bounds)
    return prune(platform.instance, settings.model_copy(update={"retention": retention}), now)


@contextmanager
def api_of(platform: Platform, launch: Launcher | None = None) -> Iterator[httpx.Client]:
    """The API over the platform's own instance."""
    settings = get_settings().model_copy(update={"api_cache_seconds": 0.0})
    if not settings.history_dir.exists():
        settings.history_dir.symlink_to(history_of(platform))
    reader = Reader(settings, lambda: instance_in(history_of(platform)))
    knowing = settings.model_copy(update={"api_token_sha256": TOKEN_SHA256})
    with serving(create_app(knowing, reader, launch)) as client:
        client.headers["Authorization"] = f"Bearer {TOKEN}"
        yield client


def everything_current(client: httpx.Client) -> dict[str, Any]:
    """What the API says of the present, and the hash of every file that it serves."""
    found: dict[str, Any] = {}
    for path in CURRENT:
        answer = client.get(f"/api/{path}")
        assert answer.status_code == 200, answer.text
        found[path] = {**answer.json(), "next_cursor": None}
    for item in found["artifacts"]["items"]:
        file = client.get(item["link"])
        assert file.status_code == 200, item
        found[item["link"]] = file.headers["etag"]
    report = client.get("/report")
    assert report.status_code == 200
    return {**found, "report": report.headers["etag"]}
