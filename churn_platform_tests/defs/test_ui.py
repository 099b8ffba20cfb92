"""What the Dagster UI shows of each asset, check and run."""

import json
import re
from typing import Any
from urllib.parse import unquote, urlsplit

import dagster as dg
import pandas as pd
import pytest

from api.main import app
from churn_platform.analysis.evaluation.scores_markdown import HEADLINE
from churn_platform.analysis.inline import LONGEST
from churn_platform.catalog import ASSETS, CHAMPION, KEPT_UP, MODELS
from churn_platform.checks import CHECKS, IN_TIME
from churn_platform.config.hyperparameters import DEFAULTS
from churn_platform.config.settings import get_settings
from churn_platform.defs.steps import run_tags
from churn_platform.defs.steps.start_here import START
from churn_platform.defs.tables.column_schemas import raw_columns, revenue_unit, score_columns
from churn_platform.metadata import Meta, Tag
from churn_platform_tests.platform import TO_CLEAN, TO_SPLIT, Platform
from churn_platform_tests.telco import TELCO

TABLES = {
    "raw_customers": 300,
    "clean_customers": 300,
    "unlabelled_customers": 0,
    "quarantined_customers": 0,
    "processed_customers": 300,
    "split": 300,
    "summary_statistics": 21,
}
AT_A_GLANCE = (
    "clean_customers",
    "segment_churn",
    "model_metrics",
    CHAMPION,
    "churn_scores",
    "retention_summary",
    "batch_drift",
)
NOISY = ("log_loss", "f1", "precision_", "recall", "accuracy")


def _numbers(facts: dict[str, Any]) -> set[str]:
    return {
        name
        for name, value in facts.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }


def _tags(platform: Platform) -> dict[str, str]:
    (run,) = platform.instance.get_runs(limit=1)
    return dict(run.tags)


def _lines(result: dg.ExecuteInProcessResult, instance: dg.DagsterInstance) -> list[str]:
    return [entry.user_message for entry in instance.all_logs(result.run_id) if entry.user_message]


def test_every_asset_says_what_it_is_where_it_belongs_and_whose(finished: Platform) -> None:
    graph = finished.definitions.resolve_asset_graph()
    for key, asset in ASSETS.items():
        node = graph.get(dg.AssetKey(key))
        assert len((node.description or "").split()) > 7, key
        assert node.group_name == asset.group
        assert node.owners == ["team:retention"]
        assert node.kinds
        assert node.tags["artifact"] == asset.type


def test_links_lead_to_the_recorded_files_and_to_endpoints_of_the_api(finished: Platform) -> None:
    # a link is followed by a browser: it sends GET, and no token
    operations = {path: each.get("get") for path, each in app.openapi()["paths"].items()}
    paths = [path for path, get in operations.items() if get and {} in get.get("security", [{}])]
    routes = [re.compile(re.sub(r"\{\w+\}", "[^/]+", path)) for path in paths]
    for key in KEPT_UP:
        result = finished.newest(key)
        ids = [file.id for file in result.files]
        start = f"{get_settings().api_url}/api/artifacts/"
        private = {file.id for file in result.files if file.private}
        needs_token = " (with the API's token)" if ids[0] in private else ""
        assert unquote(result.metadata[Meta.FILE]) == f"{start}{ids[0]}{needs_token}"
        shown = result.metadata.get(Meta.OTHER_FILES, "")
        assert all(id in shown for id in ids[1:])
        links = [unquote(each) for each in re.findall(r"\]\((\S+)\)", shown)]
        assert [each.removeprefix(start) for each in links] == [
            id for id in ids[1:] if id not in private
        ]
        path = urlsplit(result.metadata[Meta.API]).path
        assert any(route.fullmatch(path) for route in routes), path


def test_tables_have_their_row_count_and_each_column_its_description(finished: Platform) -> None:
    graph = finished.definitions.resolve_asset_graph()
    for key in (*TABLES, "churn_scores", "segment_churn"):
        shown = graph.get(dg.AssetKey(key)).metadata["dagster/column_schema"]
        assert isinstance(shown, dg.TableSchemaMetadataValue)
        assert all(column.description for column in shown.schema.columns), key
        rows = finished.newest(key).metadata[Meta.ROWS]
        assert rows == TABLES.get(key, rows)


def test_the_shown_columns_are_those_of_the_files(finished: Platform) -> None:
    scores = pd.read_parquet(finished.stable("churn_scores"))
    assert [column.name for column in score_columns(TELCO).columns] == list(scores.columns)
    with finished.source.open() as file:
        assert [
            column.name for column in raw_columns(TELCO).columns
        ] == file.readline().strip().split(",")
    graph = finished.definitions.resolve_asset_graph()
    for key, path in (
        ("segment_churn", "figures/segment_churn.csv"),
        ("summary_statistics", "reports/summary_statistics.csv"),
    ):
        shown: Any = graph.get(dg.AssetKey(key)).metadata["dagster/column_schema"]
        written = pd.read_csv(finished.data_dir / path)
        assert [column.name for column in shown.schema.columns] == list(written.columns)


def test_columns_follow_a_contract_without_money() -> None:
    plain = TELCO.model_copy(update={"revenue": None})
    assert (revenue_unit(TELCO), revenue_unit(plain)) == ("$", "")
    described = {column.name: column.description or "" for column in score_columns(plain).columns}
    assert described["monthly_revenue"] == "Monthly payment of the customer."
    assert len(raw_columns(plain).columns) == 21


def test_the_tables_that_matter_are_shown_without_a_click(finished: Platform) -> None:
    for key in AT_A_GLANCE:
        text = finished.newest(key).metadata[Meta.AT_A_GLANCE]
        assert "| --- |" in text, key
        assert len(text) <= LONGEST < 1000


def test_the_plots_are_the_metrics_that_matter(finished: Platform) -> None:
    numbers = _numbers(finished.newest("model_metrics").metadata)
    shown = (*HEADLINE, "roc_auc_folds", "observed_over_expected")
    scores = {f"{score}_{key.removesuffix('_model')}" for score in shown for key in MODELS}
    assert scores | {Meta.SECONDS} == numbers
    assert not [name for name in numbers for noise in NOISY if name.startswith(noise)]


@pytest.mark.parametrize("key", [key for key in KEPT_UP if key != "model_metrics"])
def test_no_asset_plots_more_than_can_be_looked_at(finished: Platform, key: str) -> None:
    assert len(_numbers(finished.newest(key).metadata)) <= 8


def test_each_check_says_what_it_protects_and_what_a_break_does(finished: Platform) -> None:
    graph = finished.definitions.resolve_asset_graph()
    for (asset, name), check in CHECKS.items():
        spec = graph.get_check_spec(dg.AssetCheckKey(dg.AssetKey(asset), name))
        text = spec.description or ""
        assert text.startswith("**Protects ")
        assert check.description in text
        assert text.endswith("last good version." if check.blocking else "it only warns.")
    assert IN_TIME.shown.startswith("**Protects the source")


def test_start_here_leads_to_assets_that_exist(finished: Platform) -> None:
    keys = re.findall(r"\]\(/assets/(\w+)\)", START)
    assert len(keys) > 8
    assert set(keys) <= set(ASSETS)
    job = finished.definitions.resolve_job_def("churn_pipeline")
    assert START.strip() in (job.description or "")


def test_every_field_in_the_launchpad_is_described_and_has_a_default(finished: Platform) -> None:
    job = finished.definitions.resolve_job_def("churn_pipeline")
    fields = 0
    for node in job.nodes:
        schema: Any = node.definition.config_schema
        for name, field in getattr(schema.config_type, "fields", {}).items():
            assert field.description, f"{node.name}.{name}"
            assert not field.is_required, f"{node.name}.{name}"
            fields += 1
    assert fields > 15


def test_an_empty_hyperparameter_says_what_holds_instead(finished: Platform) -> None:
    job = finished.definitions.resolve_job_def("churn_pipeline")
    for model, values in DEFAULTS.items():
        schema: Any = job.get_node_named(f"{model}_model").definition.config_schema
        for name, value in values.items():
            said = schema.config_type.fields[name].description
            assert f"empty: what the last search found, else {value}." in said


def test_a_run_says_that_it_trained_on_which_data(finished: Platform) -> None:
    tags = _tags(finished)
    assert tags[Tag.OUTCOME] == run_tags.TRAINED
    assert tags[Tag.SOURCE_VERSION] == finished.newest("raw_customers").data_version
    assert Tag.WHY not in tags


def test_runs_say_unchanged_new_data_recomputed_and_refused(done: Platform) -> None:
    version = done.newest("raw_customers").data_version
    assert done.scheduled_run().success
    tags = _tags(done)
    assert (tags[Tag.OUTCOME], tags[Tag.SOURCE_VERSION]) == (run_tags.UNCHANGED, version)

    assert done.run(select=["summary_statistics"]).success
    assert _tags(done)[Tag.OUTCOME] == run_tags.RECOMPUTED

    text = done.source.read_text()
    done.source.write_text(text.replace(",Male,", ",Female,", 1))
    assert done.run(select=["raw_customers"]).success
    tags = _tags(done)
    assert tags[Tag.OUTCOME] == run_tags.NEW_DATA
    assert tags[Tag.SOURCE_VERSION] == done.newest("raw_customers").data_version != version

    done.source.write_text(text.replace(",Yes\n", ",No\n"))
    assert not done.run(select=TO_CLEAN).success
    tags = _tags(done)
    assert tags[Tag.OUTCOME] == run_tags.REFUSED
    assert tags[Tag.WHY].startswith("clean_customers: ")
    assert "\n" not in tags[Tag.WHY]
    assert len(tags[Tag.WHY]) <= 160


def test_the_log_says_what_came_in_was_decided_and_published(done: Platform) -> None:
    result = done.run(select=TO_SPLIT)
    lines = _lines(result, done.instance)
    assert "raw_customers: the source's table, unchanged: 300 rows, 21 columns" in lines
    assert any(
        re.fullmatch(r"processed_customers: 210 training customers, 90 held out, 41 .*", line)
        for line in lines
    )
    published = r"clean_customers: published telco_churn_clean\.parquet, \d\.\d\d MB, after .* s"
    assert any(re.fullmatch(published, line) for line in lines)
    assert json.dumps(lines).count("customers with a known outcome 300") == 1
