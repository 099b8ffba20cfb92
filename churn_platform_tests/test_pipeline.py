"""A pipeline is a value: two of them live in one process, and nothing else asks the environment."""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg
import pandas as pd
import pytest

from api.main import create_app
from api.pages.examples import customer
from churn_platform.catalog import ASSETS, CHAMPION, CHURN_PIPELINE, KEPT_UP, SCHEDULE
from churn_platform.config.settings import Settings
from churn_platform.definitions import definitions_of
from churn_platform.defs.automation.stale import stale_assets
from churn_platform.history.lineage import newest_of
from churn_platform.history.records import Materialization
from churn_platform.metadata import Meta
from churn_platform.pipeline import Pipeline
from churn_platform.storage.artifacts import resolve
from churn_platform_tests.api.world import serving
from churn_platform_tests.platform import TO_SCORES

PROJECT = Path(__file__).parents[1]
ROOTS = ("churn_platform/commands/", "api/main.py", "api/__main__.py") + (
    "churn_platform/config/settings.py",
    "churn_platform/definitions.py",
    "churn_platform/webserver/__main__.py",
    # Dagster's own processes, such as the daemon, begin in these classes
    "churn_platform/history/storage/project.py",
)
EMPTY = ("unlabelled_customers", "quarantined_customers")
GYM = """
name = "gym"
columns.member = {kind = "identifier", header = "Member"}
columns.months = {kind = "numeric", header = "Months", low = 0, high = 99, whole = true}
columns.plan = {kind = "category", header = "Plan", values = ["Basic", "Full"]}
columns.trainer = {kind = "flag", header = "Trainer"}
columns.left = {kind = "target", header = "Left"}
"""


@dataclass(frozen=True)
class Made:
    """A pipeline with its definitions and its history."""

    pipeline: Pipeline
    definitions: dg.Definitions
    instance: dg.DagsterInstance

    def run(self, keys: list[str]) -> None:
        result = self.definitions.resolve_job_def(CHURN_PIPELINE).execute_in_process(
            instance=self.instance,
            asset_selection=[dg.AssetKey(key) for key in keys],
            raise_on_error=False,
        )
        assert result.success

    def results(self) -> dict[str, Materialization]:
        return newest_of(self.instance, ASSETS)

    def run_ids(self) -> set[str]:
        return {run.run_id for run in self.instance.get_runs()}


def made(folder: Path, **settings: Any) -> Made:
    quick = {"evaluation": {"folds": 2}, "gradient_boosting": {"max_iter": 20}}
    pipeline = Pipeline(Settings(home=folder, **{**quick, **settings}))
    return Made(pipeline, definitions_of(pipeline), pipeline.open_history())


def members(path: Path) -> Path:
    draw = random.Random(3)
    rows = [
        (
            f"M{number:03}",
            months,
            plan,
            "Yes" if months % 3 else "No",
            "Yes" if draw.random() * 30 > months else "No",
        )
        for number in range(300)
        for months, plan in [(draw.randint(0, 50), draw.choice(["Basic", "Full"]))]
    ]
    pd.DataFrame(rows, columns=["Member", "Months", "Plan", "Trainer", "Left"]).to_csv(
        path, index=False
    )
    return path


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory, small_csv: Path) -> Iterator[tuple[Made, Made]]:
    """Two pipelines of other tables, contracts, folders and settings, computed in turns."""
    folder = tmp_path_factory.mktemp("two")
    (folder / "gym").mkdir()
    (folder / "gym/gym.toml").write_text(GYM)
    telco = made(folder / "telco", source=str(small_csv), api_url="http://telco.example")
    gym = made(
        folder / "gym",
        source=members(folder / "gym/members.csv").name,
        contract="gym.toml",
        api_url="http://gym.example",
        cron="0 6 * * *",
        seed=7,
    )
    raw, *rest = TO_SCORES
    for keys in ([raw], rest):
        for each in (telco, gym):
            each.run(keys)
    yield telco, gym
    for each in (telco, gym):
        each.instance.dispose()


def test_each_has_its_own_results_and_nothing_of_the_other(two: tuple[Made, Made]) -> None:
    versions: set[str | None] = set()
    for each, name, other in zip(two, ("telco", "gym"), ("gym", "telco"), strict=True):
        root, results = each.pipeline.root, each.results()
        assert set(results) == set(TO_SCORES)
        assert each.instance.get_runs_count() == 2
        assert each.instance.root_directory == str(root / "dagster")
        for result in results.values():
            assert result.metadata[Meta.DATA_SET].startswith(f"{name}/")
            assert result.metadata[Meta.API].startswith(f"http://{name}.example/api/")
            assert all(resolve(root, file).is_file() for file in result.files)
        clean = pd.read_parquet(resolve(root, results["clean_customers"].files[0]))
        assert (len(clean), clean.columns.tolist()) == (300, each.pipeline.contract.names())
        files = [path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()]
        assert f"raw/{name}_customer_churn.csv" in files
        assert not [path for path in files if other in path]
        logged = (root / "logs/pipeline.log").read_text().splitlines()
        assert {json.loads(line)["run_id"] for line in logged} == each.run_ids()
        found = {result.data_version for result in results.values() if result.key not in EMPTY}
        assert not versions & found
        versions |= found


def test_each_has_its_own_settings_in_what_dagster_loads(two: tuple[Made, Made]) -> None:
    schedules = [each.definitions.resolve_schedule_def(SCHEDULE) for each in two]
    assert [each.cron_schedule for each in schedules] == ["*/2 * * * *", "0 6 * * *"]
    for each, seed in zip(two, (42, 7), strict=True):
        job = each.definitions.resolve_job_def(CHURN_PIPELINE)
        config = dg.validate_run_config(job, {})
        assert config["ops"]["processed_customers"]["config"]["seed"] == seed
        asset: Any = each.definitions.resolve_asset_graph().get(dg.AssetKey("clean_customers"))
        columns = asset.metadata["dagster/column_schema"].schema.columns
        assert [column.name for column in columns] == each.pipeline.contract.names()
        assert set(stale_assets(each.instance, each.pipeline)) == set(KEPT_UP) - set(TO_SCORES)


def test_two_apis_beside_each_other_answer_from_their_own(two: tuple[Made, Made]) -> None:
    telco, gym = (create_app(each.pipeline.settings) for each in two)
    with serving(telco) as one, serving(gym) as other:
        for client, each in ((one, two[0]), (other, two[1]), (one, two[0])):
            results, contract = each.results(), each.pipeline.contract
            assets = client.get("/api/assets").json()["items"]
            newest = {asset["key"]: asset["newest"] for asset in assets if asset["newest"]}
            assert {key: one["data_version"] for key, one in newest.items()} == {
                key: result.data_version for key, result in results.items()
            }
            asked = {"customers": [customer(contract)]}
            answer = client.post("/api/predictions", json=asked).json()
            champion = results[CHAMPION].metadata[Meta.CHAMPION]
            assert answer["model"]["version"] == champion["version"]
            reasons = {reason["feature"] for reason in answer["items"][0]["reasons"]}
            assert reasons and reasons <= set(contract.features)


def test_the_environment_is_asked_only_where_a_process_begins() -> None:
    paths = [path for root in ("churn_platform", "api") for path in (PROJECT / root).rglob("*.py")]
    texts = {path.relative_to(PROJECT).as_posix(): path.read_text() for path in paths}
    asking = {name for name, text in texts.items() if re.search(r"\b(get|read)_settings\b", text)}
    assert {"churn_platform/definitions.py", "api/main.py"} < asking
    assert [name for name in sorted(asking) if not name.startswith(ROOTS)] == []
