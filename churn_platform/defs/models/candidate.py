"""The inputs of the champion's step: the candidate, and the serving model."""

import platform
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from churn_platform.analysis.errors import DataError
from churn_platform.catalog import CHAMPION, FOLDS_FILE, SCORER_FILE
from churn_platform.defs.models.measured import documents_of
from churn_platform.defs.steps.step import Step
from churn_platform.defs.steps.upstream import model_of
from churn_platform.defs.tables.published import rows_in
from churn_platform.history.lineage import libraries_of
from churn_platform.history.records import Materialization
from churn_platform.metadata import Meta
from churn_platform.storage import artifacts
from churn_platform.storage.artifacts import ArtifactError, PublishedFile
from churn_platform.storage.model_files.inspection import inspect
from churn_platform.storage.model_files.known import ModelFileError, kind_of

if TYPE_CHECKING:
    from churn_platform.analysis.at_risk.served import Served
    from churn_platform.analysis.champion.gates import Previous
    from churn_platform.analysis.champion.same_rows import Accepted
    from churn_platform.analysis.checks.finding import Finding
    from churn_platform.analysis.hashing import Hashes
    from churn_platform.analysis.rows import Rows
    from churn_platform.analysis.scoring.scorer import Scorer

DOSSIER = "champion.json"


@dataclass(frozen=True)
class Candidate:
    """The model that the rule chooses of the two, with the documents behind the choice."""

    name: str
    reason: str
    model: Materialization
    metrics: dict[str, Any]
    details: dict[str, Any]

    @property
    def version(self) -> str:
        """Data version of its file."""
        return self.model.version


def candidate_of(step: Step) -> Candidate:
    """Return the better of the two models, or the simpler one if that is not certain."""
    from churn_platform.analysis.champion.choose import choose

    metrics, details = documents_of(step)
    choice = choose(metrics["comparison"], step.config["measure"])
    model = step.upstream[f"{choice.name}_model"]
    return Candidate(choice.name, choice.reason, model, metrics, details)


@dataclass(frozen=True)
class Serving:
    """The current champion."""

    record: Materialization

    @property
    def facts(self) -> dict[str, Any]:
        """Its recorded facts."""
        facts: dict[str, Any] = self.record.metadata[Meta.CHAMPION]
        return facts

    @property
    def is_held(self) -> bool:
        """Whether a user holds it."""
        return bool(self.record.metadata[Meta.DECISION]["held"])


def gates_of(
    step: Step, candidate: Candidate, test: "Rows", serving: Serving | None
) -> "list[Finding]":
    """Check the candidate against the contract's gates and the serving model."""
    from churn_platform.analysis.champion.gates import gate_findings

    measure = step.config["measure"]
    previous = _previous(step, candidate, test, serving) if serving else None
    return gate_findings(
        candidate.metrics["models"][candidate.name],
        step.contract.gates,
        candidate.metrics["baseline"],
        previous,
        measure,
        step.config["margin"],
        candidate.metrics["test_rows"],
    )


def _previous(step: Step, candidate: Candidate, test: "Rows", serving: Serving) -> "Previous":
    from churn_platform.analysis.champion.gates import Previous
    from churn_platform.analysis.champion.same_rows import on_same_rows

    name, version = serving.facts["name"], serving.facts["version"]
    if version == candidate.version:
        return Previous(name, version, None, None, 0, "it is the last accepted model itself")
    accepted = accepted_of(step, serving.record)
    model = step.model(candidate.model.key)
    return on_same_rows(accepted, model, test, step.contract, step.config["measure"])


def serving_of(step: Step) -> Serving | None:
    """Return the current champion; None if there is none for this table, or its file is missing."""
    return serving_in(step, step.before)


def serving_in(step: Step, before: Materialization | None) -> Serving | None:
    """Return the champion of that record, if it can serve this table; see `serving_of`."""
    if before is None:
        return None
    if problem := why_unable(step, before):
        step.context.log.warning(f"the last champion cannot serve: {problem}")
        return None
    return Serving(before)


def why_unable(step: Step, champion: Materialization) -> str | None:
    """Return why a champion cannot serve this table, or None."""
    from churn_platform.analysis.champion.dossier import why_unfit

    unfit = why_unfit(champion.metadata[Meta.CHAMPION], step.contract)
    return unfit or why_unreadable(step.root, champion)


def ending_of(step: Step) -> str:
    """Return a clause, to follow a reason, on a last champion that cannot serve; '' if it can."""
    before = step.last or step.before
    if before is None or not (problem := why_unable(step, before)):
        return ""
    version = before.metadata[Meta.CHAMPION]["version"]
    held = ", which a user held," if before.metadata[Meta.DECISION]["held"] else ""
    return f"; the last champion {version}{held} cannot serve: {problem}"


def why_unreadable(root: Path, champion: Materialization) -> str | None:
    """Return why a champion's files cannot be used, or None; does not load its models."""
    try:
        for file in champion.files:
            content = artifacts.content_of(root, file)
            if file.id != DOSSIER:
                inspect(content, kind_of(champion.key, file.id, file.media_type))
    except ModelFileError as error:
        return f"{file.path} {error}; {artifacts.AGAIN}"
    except ArtifactError as error:
        return str(error)
    return None


def accepted_of(step: Step, serving: Materialization) -> "Accepted":
    """Load the serving model; if it cannot be used on this table, return why."""
    import numpy as np

    from churn_platform.analysis.champion.same_rows import Accepted, trained_on

    facts = serving.metadata[Meta.CHAMPION]
    name, version = facts["name"], facts["version"]

    def without(problem: str) -> Accepted:
        return Accepted(name, version, None, np.empty(0, dtype=np.uint64), problem)

    if facts["libraries"] != model_libraries():
        return without(f"it was made with other libraries, {facts['libraries']}")
    try:
        pipeline = model_of(step.root, serving)
        split = artifacts.resolve(step.root, PublishedFile(**facts["trained_on"]))
    except ArtifactError as error:
        return without(str(error))
    seen = rows_in(split, step.pipeline)
    if step.contract.identifier not in seen.columns:
        return without("it was trained for other columns")
    return Accepted(name, version, pipeline, trained_on(seen, step.contract.identifier))


def model_libraries() -> dict[str, str]:
    """Return the library versions that decide whether a model's file can be loaded unchanged."""
    python = ".".join(platform.python_version_tuple()[:2])
    return {"python": python, **libraries_of(CHAMPION)}


def scorer_of(step: Step, champion: Materialization) -> "Scorer":
    """Load a champion's scorer.

    Raises:
        ArtifactError: its file is not the recorded one.
        DataError: the champion is for another table.
    """
    from churn_platform.analysis.champion.dossier import why_unfit

    if problem := why_unfit(champion.metadata[Meta.CHAMPION], step.contract):
        raise DataError(f"the champion cannot serve: {problem}; materialize {CHAMPION} again")
    scorer: Scorer = model_of(step.root, champion, SCORER_FILE)
    return scorer


def has_folds(champion: Materialization) -> bool:
    """Return whether a champion was published with the models of its folds; earlier ones were
    not.
    """
    return any(file.id == FOLDS_FILE for file in champion.files)


def served_by(step: Step, champion: Materialization) -> "Served":
    """Load a champion's scorer, with the fold models that score its training customers.

    Raises:
        ArtifactError, DataError: as `scorer_of`.
    """
    from churn_platform.analysis.at_risk.served import Served

    scorer = scorer_of(step, champion)
    if has_folds(champion):
        return Served(scorer, model_of(step.root, champion, FOLDS_FILE))
    trained_on = champion.metadata[Meta.CHAMPION].get("trained_on")
    return Served(scorer, trained=trained_ids(step, trained_on))


def trained_ids(step: Step, trained_on: dict[str, Any] | None) -> "Hashes | None":
    """Return the hashes of the ids that a model was trained on; None if no longer known.

    Args:
        step: the step.
        trained_on: the champion's record of the file with these ids.
    """
    from churn_platform.analysis.champion import same_rows

    if trained_on is None:
        return None
    try:
        split = artifacts.resolve(step.root, PublishedFile(**trained_on))
    except ArtifactError:
        return None
    seen, identifier = rows_in(split, step.pipeline), step.contract.identifier
    return same_rows.trained_on(seen, identifier) if identifier in seen.columns else None
