"""All checks of one cleaning."""

from typing import Any

from churn_platform.analysis.checks.agreement import (
    implied_values_hold,
    products_agree_with_their_factors,
)
from churn_platform.analysis.checks.batches import (
    batch_is_like_the_last_one,
    batch_is_not_cut_short,
)
from churn_platform.analysis.checks.classes import (
    both_classes_are_large_enough,
    share_of_leavers_is_plausible,
)
from churn_platform.analysis.checks.features import every_feature_holds_values
from churn_platform.analysis.checks.finding import Finding
from churn_platform.analysis.checks.outcome import outcome_findings
from churn_platform.analysis.checks.quarantine import (
    few_rows_are_quarantined,
    ids_are_unique,
    numbers_are_within_their_ranges,
    values_are_allowed,
)
from churn_platform.analysis.checks.rows import every_row_is_one_customer
from churn_platform.analysis.cleaning.cleaned import Cleaned
from churn_platform.analysis.cleaning.evidence import Evidence
from churn_platform.config.contracts.contract import Contract


def clean_findings(
    cleaned: Cleaned,
    evidence: Evidence,
    contract: Contract,
    profile: dict[str, Any],
    before: dict[str, Any] | None,
) -> list[Finding]:
    """Return one finding for each check of the clean table, in the catalogue's order.

    Args:
        cleaned: the whole table.
        evidence: the customers used for leak detection.
        contract: of the table.
        profile: of this batch.
        before: of the last good one.
    """
    return [
        every_row_is_one_customer(cleaned, evidence, contract),
        ids_are_unique(cleaned),
        few_rows_are_quarantined(cleaned, contract),
        both_classes_are_large_enough(cleaned, contract),
        batch_is_not_cut_short(cleaned, contract, before),
        numbers_are_within_their_ranges(cleaned, contract),
        values_are_allowed(cleaned, contract),
        every_feature_holds_values(cleaned, contract),
        products_agree_with_their_factors(cleaned, contract),
        implied_values_hold(cleaned, contract),
        share_of_leavers_is_plausible(cleaned, contract),
        *outcome_findings(evidence, cleaned.decimal, contract),
        batch_is_like_the_last_one(profile, contract, before),
    ]
