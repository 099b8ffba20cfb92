"""Checks that no column reveals the outcome."""

from collections.abc import Mapping
from typing import Final

from churn_platform.analysis.checks.finding import Finding
from churn_platform.analysis.checks.leakage import Filled, alone_auc, why_suspect
from churn_platform.analysis.checks.wording import listed
from churn_platform.analysis.cleaning.evidence import Evidence
from churn_platform.config.contracts.contract import Contract

_NAME: Final = "no_column_alone_tells_the_outcome"
_NEARLY: Final = "no_column_nearly_tells_the_outcome"
_NOTHING: Final = "nothing to predict: not both classes present"
_MAX_NAMED: Final = 10
_LONGEST: Final = 40


def outcome_findings(evidence: Evidence, decimal: str, contract: Contract) -> list[Finding]:
    """Return the findings on features, and on columns that the contract does not name.

    No column alone predicts churn, and no feature seems to be known only afterwards.

    Args:
        evidence: the labelled customers to examine.
        decimal: the source's decimal sign.
        contract: of the table.
    """
    areas = {}
    if evidence.customers[contract.target].nunique() > 1:
        areas = _areas(evidence, decimal, contract)
    return [_alone(evidence, areas, contract), _nearly(evidence, areas, contract)]


def _alone(evidence: Evidence, areas: Mapping[str, float], contract: Contract) -> Finding:
    maximum = contract.checks.leak_auc
    expected = f"ROC AUC of one column alone at most {maximum:g}"
    target = evidence.customers[contract.target]
    if not areas:
        return Finding(_NAME, True, _NOTHING, expected, 0)
    named = [f"{name!r} {area:.3f}" for name, area in areas.items() if area > maximum]
    closest = next(iter(areas.items()))
    return Finding(
        _NAME,
        passed=not named,
        found=listed(named) if named else f"highest: {closest[0]!r} {closest[1]:.3f}",
        expected=expected,
        rows=len(target) if named else 0,
        details={name: round(area, 4) for name, area in list(areas.items())[:_MAX_NAMED]},
    )


def _nearly(evidence: Evidence, areas: Mapping[str, float], contract: Contract) -> Finding:
    maximum = contract.checks.suspect_auc
    expected = f"columns known before a customer leaves; ROC AUC of one alone below {maximum:g}"
    if not areas:
        return Finding(_NEARLY, True, _NOTHING, expected, 0)
    target, least = evidence.customers[contract.target], [*areas.values()][1:]
    reasons = {}
    for (name, area), next_best in zip(areas.items(), [*least, 0.5], strict=True):
        if name not in contract.features or area > contract.checks.leak_auc:
            continue  # no model uses it, or it is already reported
        filled = Filled.of(evidence.customers[name].notna().to_numpy(), target)
        if why := why_suspect(area, next_best, filled, maximum):
            reasons[name] = why
    doubted = listed([f"{name!r} {why}" for name, why in reasons.items()], "; ")
    return Finding(
        _NEARLY,
        passed=not reasons,
        found=doubted or "no column is doubted",
        expected=expected,
        rows=len(target) if reasons else 0,
        details=dict(list(reasons.items())[:_MAX_NAMED]),
    )


def _areas(evidence: Evidence, decimal: str, contract: Contract) -> dict[str, float]:
    customers, known = evidence.customers, evidence.others
    target = customers[contract.target]
    areas = {name: alone_auc(customers[name], target) for name in contract.features}
    for place, header in enumerate(known.columns):  # a header may be duplicate or empty
        values = known.iloc[:, place]
        if decimal == ",":
            values = values.str.replace(",", ".", regex=False)
        name = str(header)[:_LONGEST]
        areas[name] = max(areas.get(name, 0), alone_auc(values, target))
    return dict(sorted(areas.items(), key=lambda item: -item[1]))
