"""What steps load of the champion: what one of our own runs published, and nothing else."""

import io
import os
import pickle
from pathlib import Path
from typing import Any

import dagster as dg
import joblib
import pandas as pd
import pytest
from dagster._core.events import StepMaterializationData

from churn_platform.catalog import CHAMPION, CHURN_PIPELINE, FOLDS_FILE, KEPT_UP, SCORER_FILE, STEPS
from churn_platform.defs.automation.stale import stale_assets
from churn_platform.defs.steps.outputs import writes
from churn_platform.metadata import Meta
from churn_platform.storage import artifacts
from churn_platform.storage.model_files import format as model_file
from churn_platform.storage.model_files.known import PIPELINE
from churn_platform.storage.publishing import publish
from churn_platform_tests.platform import Platform


class Marks:
    """What leaves a mark when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> Any:
        return Path.touch, (self.mark,)


def published(platform: Platform, name: str, content: bytes) -> dict[str, Any]:
    return publish(platform.data_dir, f"models/{name}", writes(content), show=False).as_metadata()


def result(platform: Platform, files: list[dict[str, Any]], **more: Any) -> dg.AssetMaterialization:
    """The newest champion's result with other files."""
    metadata = {**platform.newest(CHAMPION).metadata, Meta.FILES: files, **more}
    tags = {"dagster/data_version": files[0]["sha256"][:16]}
    return dg.AssetMaterialization(CHAMPION, metadata=metadata, tags=tags)


def record(platform: Platform, materialization: dg.AssetMaterialization) -> None:
    """Record a result of the champion as its own step would."""
    event = dg.DagsterEvent(
        dg.DagsterEventType.ASSET_MATERIALIZATION.value,
        CHURN_PIPELINE,
        step_key=STEPS[CHAMPION],
        event_specific_data=StepMaterializationData(materialization),
    )
    run = platform.instance.get_runs()[-1]
    platform.instance.report_dagster_event(event, run.run_id)


def test_a_reported_champion_is_passed_over_by_steps_and_ticks(
    done: Platform, tmp_path: Path
) -> None:
    mark, before = tmp_path / "mark", done.newest(CHAMPION)
    payload = published(done, SCORER_FILE, pickle.dumps(Marks(mark)))
    others = [file for file in before.metadata[Meta.FILES] if file["id"] != SCORER_FILE]
    done.instance.report_runless_asset_event(result(done, [*others, payload]))
    for key in KEPT_UP:  # of everything else too
        done.instance.report_runless_asset_event(dg.AssetMaterialization(key))
    assert done.newest(CHAMPION) == before
    assert stale_assets(done.instance, done.pipeline) == {}
    assert done.run(select=["churn_scores"]).success
    assert not mark.exists()


def test_a_swapped_scorer_stops_the_step_in_a_line(done: Platform, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    for id in (FOLDS_FILE, SCORER_FILE):  # the champion's own is read first
        (file,) = (file for file in done.newest(CHAMPION).files if file.id == id)
        scorer = done.data_dir / file.path
        scorer.write_bytes(pickle.dumps(Marks(mark)))
        said = done.failure(done.run(select=["churn_scores"]))
        assert said.startswith(f"churn_scores: versions/{scorer.name}: content has sha256")
        assert "\n" not in said and not mark.exists()


def test_a_model_that_is_swapped_while_it_is_read_is_the_one_that_was_hashed(
    done: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark, payload = tmp_path / "mark", pickle.dumps(Marks(tmp_path / "mark"))
    checked = artifacts.content_of

    def swapped(data_dir: Path, file: Any) -> bytes:
        """Exchange the file as soon as its hash was compared."""
        content = checked(data_dir, file)
        (tmp_path / "other").write_bytes(payload)
        os.replace(tmp_path / "other", data_dir / file.path)
        return content

    monkeypatch.setattr(model_file, "content_of", swapped)
    assert done.run(select=["churn_scores"]).success
    assert not mark.exists()


def test_a_champion_of_an_earlier_version_s_format_makes_way_though_it_is_held(
    done: Platform,
) -> None:
    before = done.newest(CHAMPION)
    formerly = io.BytesIO()
    model, dossier, scorer, _ = before.metadata[Meta.FILES]
    content = (done.data_dir / model["path"]).read_bytes()
    joblib.dump(model_file.load(content, PIPELINE), formerly)
    files = [published(done, "champion.joblib", formerly.getvalue()), dossier, scorer]
    facts = {**before.metadata[Meta.CHAMPION], "version": files[0]["sha256"][:16]}
    held = {**before.metadata[Meta.DECISION], "held": True}
    record(done, result(done, files, **{Meta.CHAMPION: facts, Meta.DECISION: held}))
    assert done.run(select=[CHAMPION, "model_card"]).success
    after = done.newest(CHAMPION)
    decision = after.metadata[Meta.DECISION]
    assert decision["verdict"] == "promoted"
    ending = f"the last champion {facts['version']}, which a user held, cannot serve: "
    assert ending in decision["reason"] and decision["reason"].endswith("asset again")
    assert after.files[0].sha256 == before.files[0].sha256
    ops = {"ops": {"champion": {"config": {"version": facts["version"]}}}}
    said = done.failure(done.run(select=[CHAMPION, "model_card"], config=ops))
    assert "contains joblib.numpy_pickle.NumpyArrayWrapper" in said and "\n" not in said
    # the one that took its place can serve again
    assert "materialize its asset again; expected one of " in said


def test_a_champion_without_folds_says_in_sample_until_it_is_published_with_them(
    done: Platform,
) -> None:
    before = done.newest(CHAMPION)
    old = [file for file in before.metadata[Meta.FILES] if file["id"] != FOLDS_FILE]
    record(done, result(done, old))
    assert len(done.newest(CHAMPION).files) == 3
    split = pd.read_parquet(done.stable("processed_customers"))
    trained = set(split.loc[(split["split"] == "train") & (split["churn"] == 0), "customer_id"])

    def scored_by() -> dict[str, set[str]]:
        assert done.run(select=["churn_scores"]).success
        scores = pd.read_parquet(done.stable("churn_scores"))
        return {str(word): set(ids) for word, ids in scores.groupby("scored_by")["customer_id"]}

    found = scored_by()
    assert found.keys() == {"in-sample", "model"} and found["in-sample"] == trained
    assert done.newest("churn_scores").metadata["scored_by_in_sample"] == len(trained)

    assert done.run(select=[CHAMPION, "model_card"]).success
    after = done.newest(CHAMPION)
    assert [file.id for file in after.files] == [file.id for file in before.files]
    assert after.data_version == before.data_version
    assert after.metadata[Meta.DECISION]["verdict"] == "promoted"
    assert "published again with the models of its folds" in after.metadata["reason"]
    found = scored_by()
    assert found.keys() == {"fold", "model"} and found["fold"] == trained
