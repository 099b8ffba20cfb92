import subprocess
import sys

import dagster as dg
import pytest

from churn_platform.catalog import ASSETS, KEPT_UP, WRITING_JOBS
from churn_platform.definitions import defs

_ROWS = {"clean_customers", "split"}
_MODELS = {"logistic_regression_model", "gradient_boosting_model"}
GRAPH = {
    "raw_customers": set(),
    "clean_customers": {"raw_customers"},
    "unlabelled_customers": {"raw_customers"},
    "quarantined_customers": {"raw_customers"},
    "processed_customers": {"clean_customers"},
    "summary_statistics": {"clean_customers"},
    "correlation_heatmap": {"clean_customers"},
    "tenure_histogram": {"clean_customers"},
    "churn_by_category": {"clean_customers"},
    "split": {"clean_customers"},
    "feature_importance": {"processed_customers"},
    "logistic_regression_model": {*_ROWS, "hyperparameter_search"},
    "gradient_boosting_model": {*_ROWS, "hyperparameter_search"},
    "model_metrics": _ROWS | _MODELS,
    "segment_churn": {"clean_customers"},
    "tenure_curves": {"clean_customers"},
    "hyperparameter_search": _ROWS,
    "reliability_curve": {"model_metrics"},
    "campaign_profit": {"model_metrics"},
    "champion_model": {*_ROWS, *_MODELS, "model_metrics"},
    "model_card": {"champion_model"},
    "churn_scores": {"clean_customers", "unlabelled_customers", "champion_model"},
    "retention_summary": {"churn_scores"},
    "batch_drift": {"clean_customers", "unlabelled_customers", "champion_model"},
    "churn_report": {
        *("raw_customers", "clean_customers", "model_metrics", "champion_model"),
        *("churn_scores", "retention_summary", "batch_drift"),
        *("churn_by_category", "segment_churn", "tenure_curves"),
        *("reliability_curve", "campaign_profit"),
    },
}
GROUPS = {
    "ingestion": {"raw_customers"},
    "processing": {
        "clean_customers",
        "unlabelled_customers",
        "quarantined_customers",
        "processed_customers",
        "split",
    },
    "exploration": {
        "summary_statistics",
        "correlation_heatmap",
        "tenure_histogram",
        "churn_by_category",
        "feature_importance",
        "segment_churn",
        "tenure_curves",
    },
    "training": {
        "hyperparameter_search",
        "logistic_regression_model",
        "gradient_boosting_model",
    },
    "evaluation": {
        "model_metrics",
        "reliability_curve",
        "campaign_profit",
        "champion_model",
        "model_card",
    },
    "scoring": {"churn_scores", "retention_summary"},
    "reporting": {"batch_drift", "churn_report"},
}
ON_DEMAND = {"hyperparameter_search"}
SCORED = GROUPS["scoring"] | GROUPS["reporting"]
JOBS = {
    "churn_pipeline": set(GRAPH) - ON_DEMAND,
    "data_pipeline": GROUPS["ingestion"] | GROUPS["processing"] | GROUPS["exploration"],
    "ml_pipeline": (
        {"processed_customers", "split"} | GROUPS["training"] | GROUPS["evaluation"] | SCORED
    )
    - ON_DEMAND,
    "scoring_pipeline": {"champion_model", "model_card"} | SCORED,
    "search_hyperparameters": ON_DEMAND,
}


@pytest.fixture(scope="module")
def loaded() -> dg.Definitions:
    return defs()


def test_the_graph_is_the_documented_one(loaded: dg.Definitions) -> None:
    graph = loaded.resolve_asset_graph()
    found = {
        key.to_user_string(): {parent.to_user_string() for parent in graph.get(key).parent_keys}
        for key in graph.materializable_asset_keys
    }
    assert found == GRAPH


def test_the_catalog_describes_the_same_graph() -> None:
    assert {key: set(asset.reads) for key, asset in ASSETS.items()} == GRAPH
    assert set(GRAPH) - set(KEPT_UP) == ON_DEMAND
    order = list(ASSETS)
    assert all(order.index(up) < order.index(key) for key in ASSETS for up in ASSETS[key].reads)


def test_groups_are_the_documented_ones(loaded: dg.Definitions) -> None:
    graph = loaded.resolve_asset_graph()
    found: dict[str, set[str]] = {}
    for key in graph.materializable_asset_keys:
        found.setdefault(graph.get(key).group_name, set()).add(key.to_user_string())
    assert found == GROUPS


def test_every_asset_says_what_it_is_and_whose(loaded: dg.Definitions) -> None:
    graph = loaded.resolve_asset_graph()
    for key in graph.materializable_asset_keys:
        node = graph.get(key)
        assert node.description and node.owners and node.kinds and node.code_version, key


def test_each_job_runs_its_assets(loaded: dg.Definitions) -> None:
    for name, expected in JOBS.items():
        job = loaded.resolve_job_def(name)
        found = {key.to_user_string() for key in job.asset_layer.executable_asset_keys}
        assert found == expected, name
        assert job.executor_def is dg.in_process_executor
    assert set(JOBS) | {"__ASSET_JOB"} == set(WRITING_JOBS)


def test_the_schedule_ticks_every_two_minutes_and_is_on(loaded: dg.Definitions) -> None:
    schedule = loaded.resolve_schedule_def("every_two_minutes")
    assert schedule.cron_schedule == "*/2 * * * *"
    assert schedule.execution_timezone == "UTC"
    assert schedule.default_status == dg.DefaultScheduleStatus.RUNNING
    assert schedule.job_name == "churn_pipeline"


def test_the_tables_show_their_columns_and_constraints(loaded: dg.Definitions) -> None:
    graph = loaded.resolve_asset_graph()
    for key, count in (("clean_customers", 21), ("processed_customers", 44), ("split", 3)):
        shown = graph.get(dg.AssetKey(key)).metadata["dagster/column_schema"]
        assert isinstance(shown, dg.TableSchemaMetadataValue)
        schema = shown.schema
        assert len(schema.columns) == count
        assert all(column.description for column in schema.columns)
        assert schema.columns[0].constraints.unique


@pytest.mark.parametrize(
    "module",
    ["import churn_platform.definitions as d; d.defs()", "import api.main"],
    ids=["definitions", "api"],
)
def test_loading_brings_no_heavy_library(module: str) -> None:
    heavy = ("pandas", "sklearn", "plotly", "matplotlib", "numpy", "pyarrow", "scipy")
    code = f"{module}\nimport sys\nprint([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]", done.stderr
