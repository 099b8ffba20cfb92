"""Really trained small models as the pipeline would record them, and their customers."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
from sklearn.pipeline import Pipeline

from churn_platform.analysis.at_risk.served import Served
from churn_platform.analysis.at_risk.table import risk_bands
from churn_platform.analysis.cleaning.customers import clean_customers
from churn_platform.analysis.hashing import hashes
from churn_platform.analysis.scoring.encoded import encode_table
from churn_platform.analysis.scoring.folds import FoldScorers
from churn_platform.analysis.scoring.scorer import Scorer, compile_scorer
from churn_platform.analysis.training.models import (
    fit_model,
    gradient_boosting,
    logistic_regression,
)
from churn_platform.catalog import stable_file
from churn_platform.metadata import Meta
from churn_platform.sources.formats.format import Format
from churn_platform.sources.formats.text import read_text
from churn_platform.sources.sample.telco import write_sample
from churn_platform.storage.artifacts import PublishedFile
from churn_platform.storage.lookup import LookupWriter
from churn_platform.storage.model_files import format as model_file
from churn_platform.storage.publishing import adopt
from churn_platform.tables.files import arrow_of, schema_of
from churn_platform.tables.pages import Pages
from churn_platform_tests.analysis.composed import score_customers
from churn_platform_tests.api.world import World
from churn_platform_tests.telco import TELCO

LIBRARIES = {name: version(name) for name in ("scikit-learn", "numpy", "pandas")}
LIBRARIES["python"] = python_version()
_BUILD: dict[str, tuple[Callable[..., Pipeline], dict[str, Any]]] = {
    "logistic_regression": (logistic_regression, {"C": 1.0, "max_iter": 1000}),
    "gradient_boosting": (gradient_boosting, {"max_iter": 30, "max_depth": 3}),
}


@dataclass(frozen=True)
class Trained:
    """A model, its compiled scorer and the rows it learned from."""

    name: str
    pipeline: Pipeline
    scorer: Scorer
    rows: pd.DataFrame
    leavers_share: float

    @property
    def scorer_bytes(self) -> bytes:
        file = io.BytesIO()
        model_file.save(self.scorer, file)
        return file.getvalue()


@lru_cache(maxsize=1)
def customers() -> pd.DataFrame:
    """The clean table of a sample of 400 customers."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sample.csv"
        write_sample(path, rows=400, seed=3)
        form = Format("csv", encoding="utf-8", delimiter=",", quote='"')
        return clean_customers(read_text(path, form, TELCO).frame, TELCO).customers


@lru_cache(maxsize=4)
def trained(name: str = "logistic_regression", seed: int = 1) -> Trained:
    """A model trained on most of the sample; another seed leaves out other rows."""
    clean = customers()
    kept = np.random.default_rng(seed).random(len(clean)) < 0.8
    rows = clean[kept].reset_index(drop=True)
    build, parameters = _BUILD[name]
    pipeline = fit_model(build(TELCO, dict(parameters), seed), rows, TELCO).pipeline
    scorer = compile_scorer(pipeline, TELCO, encode_table(rows, TELCO))
    return Trained(name, pipeline, scorer, rows, float(rows[TELCO.target].mean()))


def fold_scorers() -> FoldScorers:
    """Models of other parts of the sample, for the customers whom `trained()` learned from."""
    ids = np.unique(hashes(trained().rows[TELCO.identifier]))
    scorers = tuple(trained(seed=seed).scorer for seed in (2, 3))
    return FoldScorers(scorers, ids, (ids % np.uint64(2)).astype(np.int8))


def promote(
    world: World,
    model: Trained,
    verdict: str = "promoted",
    folds: FoldScorers | None = None,
    **more: Any,
) -> str:
    """Record the model as the champion, as the pipeline does; return its version.

    `champion` and `decision` among the metadata replace parts of what is recorded.
    """
    pickled = io.BytesIO()
    model_file.save(model.pipeline, pickled)
    files = [
        world.publish_as("models/champion.joblib", pickled.getvalue()),
        world.publish_as("models/champion.json", b"{}"),
        world.publish_as("models/champion_scorer.joblib", model.scorer_bytes),
    ]
    if folds is not None:
        saved = io.BytesIO()
        model_file.save(folds, saved)
        files.append(world.publish_as("models/champion_folds.joblib", saved.getvalue()))
    champion = {
        "name": model.name,
        "version": files[0].version,
        "source_version": "s" * 16,
        "contract": {"name": TELCO.name, "version": TELCO.version},
        "features": TELCO.features,
        "promoted_at": "2026-03-01T12:00:00+00:00",
        "run_id": "promoting-run",
        "libraries": LIBRARIES,
        "leavers_share": model.leavers_share,
        "bands": risk_bands(model.leavers_share),
        "scores": {"roc_auc": 0.84},
        "intervals": {"roc_auc": [0.82, 0.86]},
        **more.pop("champion", {}),
    }
    gate = {"name": "candidate_reaches_the_floors", "passed": True, "found": "a", "expected": "b"}
    decision = {
        "verdict": verdict,
        "reason": "It meets every condition.",
        "candidate": {"name": model.name, "version": files[0].version},
        "gates": [gate],
        "held": False,
        **more.pop("decision", {}),
    }
    record(world, "champion_model", files, champion=champion, decision=decision, **more)
    return files[0].version


def score(
    world: World,
    model: Trained,
    model_version: str,
    ids: Sequence[str] = (),
    folds: FoldScorers | None = None,
) -> pd.DataFrame:
    """Record the clean table and the scores of who has not left; return the scores.

    The first customers of the table get the ids, if some are given.
    """
    clean = customers().copy()
    clean.loc[: len(ids) - 1, TELCO.identifier] = list(ids)
    current = clean[clean[TELCO.target] == 0].reset_index(drop=True)
    lifetime = {"lifetime_months": 10.0, "lifetime_basis": "observed"}
    ahead = pd.DataFrame(lifetime, index=current.index)
    served = Served(model.scorer, folds)
    scores = score_customers(current, served, TELCO, model.leavers_share, ahead)
    record(world, "clean_customers", looked_up(world, "clean_customers", clean))
    facts = {Meta.MODEL: model.name, Meta.MODEL_VERSION: model_version}
    record(world, "churn_scores", looked_up(world, "churn_scores", scores, pages=True), **facts)
    return scores


def looked_up(
    world: World, key: str, table: pd.DataFrame, *, pages: bool = False
) -> list[PublishedFile]:
    """Publish a table with its lookup by id, and with pages if it is of scores by risk."""
    file, stem = world.publish(key, parquet(table)), world.data_dir / key
    with LookupWriter(stem, TELCO.identifier) as lookup:
        lookup.add(arrow_of(table.sort_values(TELCO.identifier), schema_of(table)))
        if pages:
            by_risk = Pages()
            by_risk.add(arrow_of(table, schema_of(table)))
            by_risk.write(lookup)
    stable = Path(stable_file(key, TELCO.name))
    return [file] + [
        adopt(world.data_dir, str(stable.with_suffix(suffix)), path, show=False)
        for suffix, path in lookup.paths.items()
    ]


def record(world: World, key: str, files: list[PublishedFile], **metadata: Any) -> None:
    """Record a result of an asset with these files."""
    recorded = {Meta.FILES: [file.as_metadata() for file in files], **metadata}
    world.note(key, files[0].version, **recorded)


def parquet(table: pd.DataFrame) -> bytes:
    """The table as the bytes of a file."""
    file = io.BytesIO()
    table.to_parquet(file, index=False)
    return file.getvalue()


def raw_customer(row: int = 0) -> dict[str, Any]:
    """A customer of the sample as a client would send it: by the source's headers."""
    values = customers().iloc[row].to_dict()
    plain = {name: getattr(value, "item", lambda v=value: v)() for name, value in values.items()}
    return {TELCO[name].source: plain[name] for name in [TELCO.identifier, *TELCO.features]}
