"""Checks of the two classes: churned and retained customers."""

from churn_platform.analysis.checks.finding import Finding
from churn_platform.analysis.checks.wording import out_of, percent
from churn_platform.analysis.cleaning.cleaned import Cleaned
from churn_platform.analysis.splitting import MIN, MIN_TO_TRAIN
from churn_platform.config.contracts.contract import Contract
from churn_platform.config.contracts.headers import SCORE_WITHOUT_LABELS

_INSTEAD = f"; {SCORE_WITHOUT_LABELS}"


def both_classes_are_large_enough(cleaned: Cleaned, contract: Contract) -> Finding:
    """Check that both classes are large enough to train and test on; `rows` is the shortfall."""
    left, stayed = _classes(cleaned, contract)
    minimum = max(contract.checks.fewest_per_class, MIN)
    found = f"{left:,} customers left, {stayed:,} stayed"
    if not left and not stayed:
        found = "no labelled customers"
    elif not left or not stayed:
        found = f"only one class present: {found}"
    why = f" (1 to test on, {MIN_TO_TRAIN} to train on)" if minimum == MIN else ""
    lacking = sum(max(minimum - count, 0) for count in (left, stayed))
    return Finding(
        "both_classes_are_large_enough",
        passed=lacking == 0,
        found=found,
        expected=f"at least {minimum:,} of each{why}{'' if left or stayed else _INSTEAD}",
        rows=lacking,
        details={"left": left, "stayed": stayed},
    )


def share_of_leavers_is_plausible(cleaned: Cleaned, contract: Contract) -> Finding:
    """Check that the churn rate is within the contract's bounds."""
    left, stayed = _classes(cleaned, contract)
    total = left + stayed
    low, high = contract.checks.label_share
    return Finding(
        "share_of_leavers_is_plausible",
        passed=bool(total) and low <= left / total <= high,
        found=out_of(left, total, "customers left") if total else "no labelled customers",
        expected=f"from {percent(low)} to {percent(high)}",
        rows=left,
        details={"share": round(left / total, 6) if total else None},
    )


def _classes(cleaned: Cleaned, contract: Contract) -> tuple[int, int]:
    target = cleaned.counts[contract.target]
    return target.of(1), target.of(0)
