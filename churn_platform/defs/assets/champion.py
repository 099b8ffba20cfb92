"""Group `evaluation`, second part: the champion and its model card."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import dagster as dg

from churn_platform.catalog import CHAMPION, CHAMPION_STEP, RELEASE
from churn_platform.defs.models.candidate import (
    Candidate,
    Serving,
    candidate_of,
    ending_of,
    gates_of,
    has_folds,
    serving_of,
)
from churn_platform.defs.models.former import former_champion
from churn_platform.defs.models.promotion import measured_again, promoted
from churn_platform.defs.models.rows import Split, split_of
from churn_platform.defs.steps.configuration import ChampionConfig
from churn_platform.defs.steps.declare import declare_together
from churn_platform.defs.steps.outputs import read_json, writes
from churn_platform.defs.steps.resources import PipelineResource
from churn_platform.defs.steps.run_tags import REFUSED, mark
from churn_platform.defs.steps.step import Result, Step, begin_step
from churn_platform.history.records import Materialization
from churn_platform.metadata import Meta
from churn_platform.storage.artifacts import PublishedFile, content_of
from churn_platform.values import plain

if TYPE_CHECKING:
    from churn_platform.analysis.checks.finding import Finding

_BY_RULE = ("", RELEASE)
"""Values of `version` with which the rule decides."""
_ASSETS: dict[str, tuple[None, str]] = {
    CHAMPION: (
        None,
        "The serving model. The better of the two models, or the simpler one if neither"
        " is certainly better, is promoted with each batch if it passes the gates; if not,"
        " the last champion is kept and `decision` says why. To roll back, materialize it with the"
        " version of an earlier champion.",
    ),
    "model_card": (
        None,
        "The champion's model card: its intended use, its performance overall and by segment,"
        " its limits, and what it was trained on.",
    ),
}


@dataclass(frozen=True)
class Outcome:
    """The files that serve from now on, their facts, and the decision."""

    verdict: str
    reason: str
    files: list[PublishedFile]
    facts: dict[str, Any]
    held: bool = False
    findings: "list[Finding]" = field(default_factory=list)


@declare_together(CHAMPION_STEP, kinds={"scikitlearn", "markdown"}, tables=_ASSETS)
def champion(
    context: dg.AssetExecutionContext, pipeline: PipelineResource, config: ChampionConfig
) -> Iterator[Result | dg.AssetCheckResult]:
    """Decide which model serves; a candidate that fails a gate changes nothing."""
    with begin_step(context, pipeline, key=CHAMPION) as step:
        serving, candidate, rows = serving_of(step), candidate_of(step), split_of(step)
        findings = gates_of(step, candidate, rows.test, serving)
        refused = any(not each.passed for each in findings)
        if refused and serving is None and config.version in _BY_RULE:
            yield from step.judge(findings)  # nothing can serve: the step fails
        outcome = _decide(step, config.version, candidate, rows, serving, findings)
        if outcome.verdict != "promoted":  # published earlier, and perhaps not the newest
            for file in outcome.files:
                step.refresh(file)
        if outcome.verdict == "refused":
            mark(context, REFUSED, why=outcome.reason)
        yield from _published(step, outcome, candidate)
        yield from step.evaluate(outcome.findings)


def _decide(
    step: Step,
    asked: str,
    candidate: Candidate,
    rows: Split,
    serving: Serving | None,
    findings: "list[Finding]",
) -> Outcome:
    if asked not in _BY_RULE:
        return _rolled_back(step, asked, findings)
    if serving is not None and asked != RELEASE and serving.is_held:
        reason = "a user holds this version; release it to let the rule decide again"
        return _kept("held", reason, serving.record, _not_asked(findings), held=True)
    if broken := [
        f"{each.found}; expected {each.expected}" for each in findings if not each.passed
    ]:
        assert serving is not None
        reason = f"the candidate was refused: {' | '.join(broken)}"
        return _kept("refused", reason, serving.record, findings)
    same = serving is not None and serving.facts["version"] == candidate.version
    if serving is not None and same and has_folds(serving.record):
        files, facts = measured_again(step, candidate, serving)
        return Outcome("kept", candidate.reason, files, facts, findings=findings)
    files, facts = promoted(step, candidate, rows, serving)
    reason = candidate.reason if serving else f"{candidate.reason}{ending_of(step)}"
    if same:
        reason += "; it is published again with the models of its folds"
    return Outcome("promoted", reason, files, facts, findings=findings)


def _kept(
    verdict: str,
    reason: str,
    serving: Materialization,
    findings: "list[Finding]",
    held: bool = False,
) -> Outcome:
    files = list(serving.files)
    return Outcome(verdict, reason, files, serving.metadata[Meta.CHAMPION], held, findings)


def _rolled_back(step: Step, version: str, findings: "list[Finding]") -> Outcome:
    """Return an earlier champion.

    Raises:
        DataError: it cannot serve, see `former_champion`.
    """
    earlier = former_champion(
        step.context.instance, step.root, step.contract, version, step.partition
    )
    reason = "a user chose this version; it is held until it is released"
    return _kept("rolled back", reason, earlier, _not_asked(findings), held=True)


def _not_asked(findings: "list[Finding]") -> "list[Finding]":
    return [replace(each, passed=True, found=f"not applied: {each.found}") for each in findings]


def _published(step: Step, outcome: Outcome, candidate: Candidate) -> Iterator[Result]:
    from churn_platform.analysis.champion.at_a_glance import decision_at_a_glance
    from churn_platform.analysis.champion.card import model_card

    decision = {
        "verdict": outcome.verdict,
        "reason": outcome.reason,
        "candidate": {"name": candidate.name, "version": candidate.version},
        "gates": [
            {key: getattr(each, key) for key in ("name", "passed", "found", "expected")}
            for each in outcome.findings
        ],
        "held": outcome.held,
    }
    facts = outcome.facts
    headline = {f"champion_{name}": facts["scores"][name] for name in ("roc_auc", "brier", "ece")}
    step.say(f"{outcome.verdict}: {facts['name']} {facts['version']} serves; {outcome.reason}")
    yield step.result_of(
        CHAMPION,
        *outcome.files,
        **{
            Meta.AT_A_GLANCE: dg.MetadataValue.md(decision_at_a_glance(facts, plain(decision))),
            Meta.MODEL: facts["name"],
            "verdict": outcome.verdict,
            "reason": outcome.reason,
            **headline,
            Meta.CHAMPION: facts,
            Meta.DECISION: decision,
        },
    )
    dossier: Any = read_json(content_of(step.root, outcome.files[1]))
    text = model_card(dossier, plain(decision), step.contract)
    yield step.result_of(
        "model_card",
        step.publish(writes(text.encode()), key="model_card", public=True),
        **{"champion_version": facts["version"], "card": dg.MetadataValue.md(text)},
    )
