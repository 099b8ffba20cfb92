"""Promotion: how a candidate is published as the champion."""

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from churn_platform.catalog import FOLDS_FILE, MODEL_FOLDS, SCORER_FILE
from churn_platform.defs.models.candidate import (
    DOSSIER,
    Candidate,
    Serving,
    accepted_of,
    model_libraries,
    serving_in,
)
from churn_platform.defs.models.rows import Split
from churn_platform.defs.steps.outputs import read_json, writes, writes_json
from churn_platform.defs.steps.step import Step
from churn_platform.defs.steps.upstream import content_of
from churn_platform.metadata import Meta
from churn_platform.storage.artifacts import PublishedFile
from churn_platform.storage.model_files import format as model_file
from churn_platform.values import plain

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

    from churn_platform.analysis.scoring.scorer import Scorer


def promoted(
    step: Step, candidate: Candidate, rows: Split, serving: Serving | None
) -> tuple[list[PublishedFile], dict[str, Any]]:
    """Publish the model, its dossier, its scorer and its fold scorers; return files and facts.

    Raises:
        DataError: the compiled scorer does not reproduce the model's predictions.
    """
    from churn_platform.analysis.at_risk.table import risk_bands
    from churn_platform.analysis.champion.dossier import champion_facts

    scorer = _scorer(step, step.model(candidate.model.key), rows)
    share = float(rows.train[step.contract.target].mean())
    split = step.upstream["split"]
    facts = champion_facts(
        candidate.name,
        candidate.metrics,
        _model(candidate),
        step.contract,
        promoted_at=datetime.now(UTC).isoformat(timespec="seconds"),
        run_id=step.context.run.run_id,
        seed=split.inputs["config"]["seed"],
        test_share=split.inputs["config"]["test_share"],
        leavers_share=share,
        bands=risk_bands(share),
        trained_on=split.metadata[Meta.FILES][0],
    )
    if step.partition is not None:
        facts |= {Meta.PARTITION: step.partition}
    if step.upstream["clean_customers"].metadata.get(Meta.IS_SAMPLE):
        facts |= {Meta.IS_SAMPLE: True}
    documents = {"metrics": candidate.metrics, "details": candidate.details}
    references = _references(step, candidate, rows, serving)
    dossier = plain({"champion": facts, **documents, **references})
    folds = content_of(step.root, candidate.model, MODEL_FOLDS)
    files = [
        step.publish(writes(content_of(step.root, candidate.model)), public=True),
        step.publish(writes_json(dossier), name=DOSSIER, public=True),
        step.publish(partial(model_file.save, scorer), name=SCORER_FILE, public=True),
        step.publish(writes(folds), name=FOLDS_FILE),
    ]
    return files, dossier["champion"]


def measured_again(
    step: Step, candidate: Candidate, serving: Serving
) -> tuple[list[PublishedFile], dict[str, Any]]:
    """Publish the champion's documents again if the candidate is the same model on the same data.

    Its metrics may have changed with the code, the settings or the contract's flags. Its other
    files, and the reference of later batches, are kept.
    """
    from churn_platform.analysis.champion.dossier import measured_facts

    files = list(serving.record.files)
    if serving.facts["source_version"] != candidate.metrics["data_version"]:
        return files, serving.facts
    before = read_json(content_of(step.root, serving.record, DOSSIER))
    # not from the history, which loses the order of keys: equal documents must have equal bytes
    facts = before["champion"] | measured_facts(candidate.name, candidate.metrics)
    documents = {"champion": facts, "metrics": candidate.metrics, "details": candidate.details}
    dossier = plain({**before, **documents})
    published = step.publish(writes_json(dossier), name=DOSSIER, public=True)
    return [published if file.id == DOSSIER else file for file in files], dossier["champion"]


def _model(candidate: Candidate) -> dict[str, Any]:
    return {
        "version": candidate.version,
        "parameters": candidate.model.metadata[Meta.PARAMETERS],
        "calibration": candidate.model.metadata[Meta.CALIBRATION],
        "libraries": model_libraries(),
    }


def _scorer(step: Step, pipeline: "Pipeline", rows: Split) -> "Scorer":
    from churn_platform.analysis.rows import first
    from churn_platform.analysis.scoring.encoded import encode_table
    from churn_platform.analysis.scoring.scorer import compile_scorer, verify

    scorer = compile_scorer(pipeline, step.contract, encode_table(rows.train, step.contract))
    verify(scorer, pipeline, first(rows.test, step.contract.features), step.contract)
    return scorer


def _compared_with(step: Step, serving: Serving | None) -> Serving | None:
    """Return the champion before this batch; for a corrected extract, that of the previous
    partition.
    """
    if serving is None or step.partition is None:
        return serving
    source = step.upstream["clean_customers"].source_version
    if serving.record.partition == step.partition and serving.facts["source_version"] != source:
        return serving_in(step, step.earlier)
    return serving


def _references(
    step: Step, candidate: Candidate, rows: Split, serving: Serving | None
) -> dict[str, Any]:
    """Return the reference for later batches, and the reference for this batch.

    A model that was trained on a batch cannot show how that batch differs from earlier ones. So the
    champion records the reference of the batch that its predecessor was trained on, and that
    predecessor: its scores are in that reference, so it scores this batch as well.
    """
    from churn_platform.analysis.champion.same_rows import quality_on_new_rows
    from churn_platform.analysis.monitoring.reference import reference_of
    from churn_platform.tables.files import read_table

    folds = read_table(step.path(candidate.model.key, "_folds.parquet"))
    first = folds.loc[folds["repeat"] == 0, "probability"].to_numpy()
    before = quality = None
    serving = _compared_with(step, serving)
    if serving is not None:
        dossier = read_json(content_of(step.root, serving.record, DOSSIER))
        same_batch = serving.facts["source_version"] == candidate.metrics["data_version"]
        own = dossier["reference"] | {"champion_version": serving.facts["version"]}
        before = dossier["reference_before"] if same_batch else own
        known = dossier["quality_before"] if same_batch else None
        quality = known or quality_on_new_rows(
            accepted_of(step, serving.record), rows.clean, step.contract
        )
    version = {
        "source_version": candidate.metrics["data_version"],
        "trained_on": step.upstream["split"].metadata[Meta.FILES][0],
    }
    return {
        "reference": reference_of(rows.train, first, step.contract) | version,
        "reference_before": before,
        "quality_before": quality,
    }
