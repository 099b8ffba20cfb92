"""What must be true of the data, each check a sentence."""

import dagster as dg

from churn_platform.catalog import Meta
from churn_platform.defs.lineage import require


@dg.asset_check(
    asset="raw_customers",
    description="The table is a source's own data and not the synthetic sample.",
)
def raw_customers_are_not_the_sample(
    context: dg.AssetCheckExecutionContext,
) -> dg.AssetCheckResult:
    """Warn, for as long as results describe customers who do not exist."""
    facts = require(context.instance, "raw_customers").metadata
    is_sample = bool(facts[Meta.IS_SAMPLE])
    return dg.AssetCheckResult(
        passed=not is_sample,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={
            "found": "the synthetic sample" if is_sample else "data from the source",
            "expected": f"data from {facts[Meta.SOURCE]}",
            "rows": facts[Meta.ROWS],
        },
    )
