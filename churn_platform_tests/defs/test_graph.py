"""The whole graph over an empty folder: what it publishes, records, refuses and leaves alone."""

import json
from importlib import import_module
from typing import Any

import dagster as dg
import joblib
import pandas as pd
import pytest
from dagster_pandas import PandasColumn

from churn_platform.catalog import ASSETS, CHAMPION, CHURN_PIPELINE, CLEANED, KEPT_UP, MODELS
from churn_platform.config.settings import get_settings
from churn_platform.definitions import definitions_of
from churn_platform.defs.automation.stale import stale_assets
from churn_platform.metadata import Meta
from churn_platform.pipeline import Pipeline
from churn_platform.storage.artifacts import resolve, sha256_of
from churn_platform_tests.platform import TO_CLEAN, Platform


def test_every_asset_has_its_files_and_they_are_what_was_recorded(finished: Platform) -> None:
    for key in KEPT_UP:
        result = finished.newest(key)
        paths = [resolve(finished.data_dir, file) for file in result.files]
        assert sha256_of(finished.stable(key)) == result.files[0].sha256
        assert result.data_version == result.files[0].sha256[:16]
        assert all(
            path.stat().st_size == f.bytes for path, f in zip(paths, result.files, strict=True)
        )
        assert result.source_version == finished.newest("raw_customers").data_version


def test_the_raw_file_is_the_source_byte_for_byte(finished: Platform) -> None:
    raw = finished.newest("raw_customers")
    assert (finished.data_dir / raw.files[0].path).read_bytes() == finished.source.read_bytes()
    assert (raw.metadata[Meta.ROWS], raw.metadata[Meta.COLUMNS]) == (300, 21)
    assert raw.metadata[Meta.SOURCE] == "source.csv"
    assert raw.metadata[Meta.IS_SAMPLE] is False


def test_the_tables_agree_with_each_other(finished: Platform) -> None:
    clean = pd.read_parquet(finished.stable("clean_customers"))
    processed = pd.read_parquet(finished.stable("processed_customers"))
    assert len(clean) == len(processed) == 300
    assert clean["customer_id"].tolist() == processed["customer_id"].tolist()
    facts = finished.newest("processed_customers").metadata
    assert facts[Meta.TRAIN_ROWS] == (processed["split"] == "train").sum() == 210
    assert facts[Meta.FEATURES] == 41
    assert not processed.isna().to_numpy().any()
    split = pd.read_parquet(finished.stable("split"))
    pd.testing.assert_frame_equal(split, processed[["customer_id", "churn", "split"]])


def test_each_column_of_a_table_is_checked_once(
    done: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []
    validate: Any = PandasColumn.validate

    def counted(column: Any, frame: pd.DataFrame) -> None:
        checked.append(column.name)
        validate(column, frame)

    monkeypatch.setattr(PandasColumn, "validate", counted)
    tables = ["processed_customers", "split"]
    assert done.run(select=tables).success
    assert checked == [name for key in tables for name in pd.read_parquet(done.stable(key)).columns]


@pytest.mark.parametrize(
    ("key", "counting"),
    [
        ("segment_churn", "segment_churn.churned_by"),
        ("churn_by_category", "figures.rates.churned_by"),
        ("tenure_histogram", "figures.tenure.churned_by"),
        ("tenure_curves", "figures.tenure_curves.panels"),
        ("correlation_heatmap", "figures.correlation.correlations_of"),
    ],
)
def test_a_figure_its_preview_and_its_file_share_one_count_of_the_customers(
    key: str, counting: str, done: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = []
    module, name = f"churn_platform.analysis.{counting}".rsplit(".", 1)
    count = getattr(import_module(module), name)

    def counted(*given: Any) -> Any:
        counts.append(given)
        return count(*given)

    monkeypatch.setattr(f"{module}.{name}", counted)
    assert done.run(select=[key]).success
    assert len(counts) == 1


def test_metrics_are_recorded_plotted_and_written_alike(finished: Platform) -> None:
    facts = finished.newest("model_metrics").metadata
    written = json.loads((finished.data_dir / "reports/metrics.json").read_text())
    assert written == facts[Meta.METRICS]
    assert set(written["models"]) == {"logistic_regression", "gradient_boosting"}
    for name, scores in written["models"].items():
        assert facts[f"roc_auc_{name}"] == scores["roc_auc"]
        matrix = scores["confusion_matrix"]
        assert sum(matrix.values()) == written["test_rows"] == 90
        right = matrix["true_positive"] + matrix["true_negative"]
        assert scores["accuracy"] == pytest.approx(right / 90)


def test_the_saved_models_give_the_recorded_metrics(finished: Platform) -> None:
    from sklearn.metrics import roc_auc_score

    clean = pd.read_parquet(finished.stable("clean_customers"))
    processed = pd.read_parquet(finished.stable("processed_customers"))
    test = clean[processed["split"] == "test"]
    document = finished.newest("model_metrics").metadata[Meta.METRICS]
    for name in ("logistic_regression", "gradient_boosting"):
        model = joblib.load(finished.data_dir / f"models/{name}.joblib")
        score = model.predict_proba(test.drop(columns=["customer_id", "churn"]))[:, 1]
        expected = roc_auc_score(test["churn"], score)
        assert document["models"][name]["roc_auc"] == pytest.approx(expected, abs=1e-12)


def test_figures_carry_a_small_picture_and_a_link(finished: Platform) -> None:
    for key, asset in ASSETS.items():
        if asset.type == "figure":
            facts = finished.newest(key).metadata
            assert facts[Meta.PREVIEW].startswith("![")
            assert "data:image/svg+xml;base64," in facts[Meta.PREVIEW]
            assert len(facts[Meta.PREVIEW]) < 30_000 * 4 / 3 + 100
            assert facts[Meta.FIGURE].endswith(f"/api/artifacts/{key}")
            # the UI shows Markdown below 1,000 characters without a click
            assert f"/api/artifacts/{key}.svg)" in facts[Meta.PICTURE]
            assert len(facts[Meta.PICTURE]) < 1000


def test_the_smallest_segment_that_is_set_counts_in_table_figure_and_picture(
    done: Platform,
) -> None:
    settings = get_settings()
    more = settings.evaluation.model_copy(update={"smallest_segment": 160})
    chosen = settings.model_copy(update={"evaluation": more})
    job = definitions_of(Pipeline(chosen)).resolve_job_def(CHURN_PIPELINE)
    asset = dg.AssetKey("segment_churn")
    assert job.execute_in_process(instance=done.instance, asset_selection=[asset]).success
    table = pd.read_csv(done.data_dir / "figures/segment_churn.csv")
    assert table["small"].tolist() == (table["customers"] < 160).tolist()
    assert table["small"].nunique() == 2
    for ending in ("json", "svg"):
        text = (done.data_dir / f"figures/segment_churn.{ending}").read_text()
        assert "faded: under 160 customers" in text


def test_no_customer_id_is_in_figures_metadata_or_logs(finished: Platform) -> None:
    ids = pd.read_csv(finished.stable("raw_customers"))["customerID"].tolist()
    texts = [path.read_text() for path in (finished.data_dir / "figures").glob("*.[hjs][tsv]*")]
    texts.append((finished.data_dir / "logs/pipeline.log").read_text())
    texts.append((finished.data_dir / "reports/summary_statistics.csv").read_text())
    texts.append(finished.stable("churn_report").read_text())
    for key in KEPT_UP:
        texts.append(json.dumps(finished.newest(key).metadata, default=str))
    assert len(texts) > 15
    assert not [text[:80] for text in texts if any(one in text for one in ids)]


def test_the_same_bytes_give_the_same_bytes(done: Platform) -> None:
    # the card says what was decided this time, the report when its source was read
    keys = [key for key in KEPT_UP if key not in ("model_card", "churn_report")]
    first = {key: done.newest(key).files for key in keys}
    assert done.run().success
    assert {key: done.newest(key).files for key in keys} == first


def test_shuffled_rows_give_the_same_tables_models_scores_and_figures(done: Platform) -> None:
    # the drift of a model's own batch is that of its held-out customers, of another file of all
    apart = ("raw_customers", "model_metrics", "model_card", "batch_drift", "churn_report")
    keys = [key for key in KEPT_UP if key not in apart]
    before = {key: done.newest(key).data_version for key in keys}
    scores = done.newest("model_metrics").metadata[Meta.METRICS]["models"]
    source = done.source
    head, *rows = source.read_text().splitlines(keepends=True)
    source.write_text(head + "".join(sorted(rows, reverse=True)))
    assert done.run().success
    assert {key: done.newest(key).data_version for key in keys} == before
    assert done.newest("model_metrics").metadata[Meta.METRICS]["models"] == scores


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (lambda text: "", "empty"),
        (lambda text: text.replace("Churn", "Left", 1), "Churn"),
        (
            lambda text: text.replace("Month-to-month", "Crypto", 9),
            "value_not_allowed contract 9; expected at most 1%",
        ),
        (lambda text: text.replace(",Yes\n", ",No\n"), "only one class present"),
    ],
    ids=["empty", "no target", "unknown category", "one class"],
)
def test_a_bad_table_fails_in_one_line_and_everything_stays(
    done: Platform, broken: Any, said: str
) -> None:
    keep = ("processed_customers", "logistic_regression_model", "model_metrics")
    before = {key: done.newest(key).data_version for key in keep}
    stable = {key: sha256_of(done.stable(key)) for key in keep}
    source = done.source
    source.write_text(broken(source.read_text()))
    result = done.run()
    assert not result.success
    assert said in done.failure(result)
    assert "\n" not in done.failure(result)
    assert {key: done.newest(key).data_version for key in keep} == before
    assert {key: sha256_of(done.stable(key)) for key in keep} == stable


def test_a_version_edited_by_hand_is_reported_and_not_used(done: Platform) -> None:
    file = done.newest("clean_customers").files[0]
    (done.data_dir / file.path).write_bytes(b"edited")
    result = done.run(select=["summary_statistics"])
    assert not result.success
    assert "content has sha256" in done.failure(result)
    assert "expected" in done.failure(result)


def test_models_of_different_data_are_not_compared(done: Platform) -> None:
    source = done.source
    source.write_text(source.read_text().replace(",Male,", ",Female,", 1))
    assert done.run(select=TO_CLEAN).success
    result = done.run(select=["model_metrics"])
    assert not result.success
    assert "was made from clean_customers" in done.failure(result)
    assert "materialize" in done.failure(result)


def test_an_asset_whose_upstream_was_never_made_says_what_to_do(platform: Platform) -> None:
    result = platform.run(select=[*CLEANED])
    assert not result.success
    assert platform.failure(result) == ("clean_customers needs raw_customers: materialize it first")


def test_a_history_from_before_there_was_a_split_goes_on_from_the_processed_table(
    done: Platform,
) -> None:
    done.instance.wipe_assets([dg.AssetKey("split")])
    keys = [*MODELS, "model_metrics", CHAMPION, "model_card"]
    result = done.run(select=keys)
    assert result.success, done.failure(result)
    processed = done.newest("processed_customers").data_version
    assert all(done.newest(key).inputs["upstream"]["split"] == processed for key in keys)
    stale = stale_assets(done.instance, done.pipeline)
    assert stale["split"] == ["it was never materialized"]
    assert set(keys) < set(stale)


def test_another_asset_can_take_a_published_table_as_a_frame(done: Platform) -> None:
    rows = {}

    @dg.asset
    def counted(clean_customers: pd.DataFrame) -> None:
        rows["count"] = len(clean_customers)

    manager = (done.definitions.resources or {})["io_manager"]
    upstream = dg.AssetSpec("clean_customers").with_io_manager_key("tables")
    dg.materialize(
        [counted, upstream],
        instance=done.instance,
        selection=[counted],
        resources={"tables": manager, "io_manager": dg.mem_io_manager},
    )
    assert rows == {"count": 300}
