"""The results on the status page: model, customers, drift, checks and figures."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from api.pages.sparkline import Sparkline, sparkline
from api.pages.status_checks import Drift, checks_view, drift_view
from api.results.trend import Point, history
from api.schemas.champion import Champion, Decision
from api.schemas.checks import CheckAnswer
from api.schemas.evaluation import Chance
from api.snapshot.champion import champion_of, decision_of
from api.snapshot.snapshot import Snapshot
from churn_platform.catalog import ASSETS, CHAMPION
from churn_platform.history.reader.wording import UNDEFINED, clipped, count, money, score, words
from churn_platform.metadata import Meta
from churn_platform.wording import counted, decision_words, interval, sentence, spread

_METRICS: Final = {
    "roc_auc": ("ROC AUC", "chance that a churned customer ranks above a retained one"),
    "brier": ("Brier score", "mean squared error of the probabilities; lower is better"),
    "ece": ("Calibration error", "distance of probabilities from observed rates"),
}
# resampling increases a calibration error, so its interval need not contain the error itself
_WITH_INTERVAL: Final = ("roc_auc", "brier")


@dataclass(frozen=True)
class Metric:
    """One metric of the champion on customers not used for its training.

    `value` is the mean over `fits` folds if known; else `held_out`.
    """

    name: str
    meaning: str
    value: str
    fits: str | None
    held_out: str
    interval: str | None
    trend: Sparkline | None


@dataclass(frozen=True)
class ChampionView:
    """The serving model; `decision` is a text on the newest candidate."""

    name: str
    version: str
    since: datetime | None
    decision: str | None
    reason: str | None
    metrics: list[Metric]
    trainings: int


@dataclass(frozen=True)
class Results:
    """All results; None means no result yet."""

    champion: ChampionView | None = None
    customers: list[tuple[str, str]] = field(default_factory=list)
    drift: Drift | None = None
    checks: str | None = None
    findings: list[CheckAnswer] = field(default_factory=list)
    figures: list[tuple[str, str]] = field(default_factory=list)


def results(snapshot: Snapshot | None, points: tuple[Point, ...], unit: str, root: str) -> Results:
    """Return the results for the page; see `pages.status_page`."""
    if snapshot is None:
        return Results()
    said, findings = checks_view(snapshot)
    return Results(
        champion=_champion(snapshot, points),
        customers=_customers(snapshot, unit),
        drift=drift_view(snapshot),
        checks=said,
        findings=findings,
        figures=[
            (words(key), f"{root}/api/artifacts/{key}")
            for key, asset in ASSETS.items()
            if asset.type == "figure" and key in snapshot.servable
        ],
    )


def _champion(snapshot: Snapshot, points: tuple[Point, ...]) -> ChampionView | None:
    record = snapshot.facts.newest.get(CHAMPION)
    champion, decision = champion_of(record), decision_of(record)
    if champion is None:
        return None
    return ChampionView(
        name=words(champion.name),
        version=champion.version,
        since=champion.promoted_at,
        decision=_decision(decision) if decision else None,
        reason=clipped(sentence(decision.reason)) if decision and decision.reason else None,
        metrics=[_metric(champion, metric, points) for metric in _METRICS],
        trainings=len(points),
    )


def _decision(decision: Decision) -> str:
    candidate = decision.candidate.name if decision.candidate else None
    return clipped(decision_words(decision.verdict, candidate))


def _metric(champion: Champion, metric: str, points: tuple[Point, ...]) -> Metric:
    name, meaning = _METRICS[metric]
    ends = champion.intervals.get(metric) if metric in _WITH_INTERVAL else None
    low, high = ends if ends and len(ends) == 2 else (None, None)
    held_out, folds = score(champion.scores.get(metric)), champion.cross_validation.get(metric)
    known = folds is not None and folds.mean is not None
    return Metric(
        name=name,
        meaning=meaning + (_by_chance(champion.ece_if_calibrated) if metric == "ece" else ""),
        value=spread(folds.mean, folds.sd) if folds and known else held_out,
        fits=counted(folds.fits or 0, "fit") if folds and known else None,
        held_out=held_out,
        interval=interval((low, high)) if low is not None and high is not None else None,
        trend=sparkline(history(points, champion.name, metric), name),
    )


def _by_chance(found: Chance | None) -> str:
    ends = None if found is None else interval((found.low, found.high))
    return f"; calibrated probabilities would give {ends}" if ends else ""


def _customers(snapshot: Snapshot, unit: str) -> list[tuple[str, str]]:
    """Return totals over all current customers as texts; nothing about a single one."""
    newest = snapshot.facts.newest
    scores, summary = (
        newest[key].metadata if key in newest else {}
        for key in ("churn_scores", "retention_summary")
    )
    found = [
        ("current customers", count(scores.get(Meta.ROWS))),
        ("like those who left", count(scores.get("expected_leavers"))),
        ("at high risk", count(scores.get("high_risk"))),
        ("at medium risk", count(scores.get("medium_risk"))),
        ("monthly revenue at risk", money(summary.get("revenue_at_risk"), unit)),
        ("to contact for maximum profit", count(summary.get("customers_to_contact"))),
        ("expected profit of the campaign", money(summary.get("expected_profit"), unit)),
    ]
    return [(name, value) for name, value in found if value != UNDEFINED]
