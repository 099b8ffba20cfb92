"""The segments of the model card: is the model as good for one group as for the next?"""

from typing import Any

from churn_platform.analysis.display import label, titled
from churn_platform.analysis.markdown import section, table
from churn_platform.config.contracts.contract import Contract
from churn_platform.wording import escape, number, share

_HEAD = (
    "Customers",
    "Left",
    "Share that left",
    "Mean prediction",
    "ROC AUC",
    "Brier score",
    "Precision",
    "Recall",
    "Note",
)


def segments(tables: dict[str, Any], contract: Contract) -> str:
    """Return one table for each segment column; few customers and missing scores are noted."""
    found = tables["segments"]
    if not any(found.values()):
        return section("Segments", "The contract names no column to break results down by.")
    return section(
        "Segments",
        "Scores of the held-out customers by group, classes cut at 0.5. A dash is a score without"
        " a value; of a group of few customers every number is uncertain.",
        *(
            table(
                [title(column, contract), *_HEAD],
                [[escape(one["segment"]), *_cells(one)] for one in records],
            )
            for column, records in found.items()
            if records
        ),
    )


def title(column: str, contract: Contract) -> str:
    """Return a column's name with its unit, as Markdown that does nothing."""
    known = column in contract.names()
    return escape(titled(contract[column]) if known else label(column))


def _cells(one: dict[str, Any]) -> list[str]:
    return [
        f"{one['customers']:,}",
        f"{one['leavers']:,}",
        share(one["churn_rate"]),
        share(one["predicted"]),
        *(number(one[score]) for score in ("roc_auc", "brier", "precision", "recall")),
        "few customers" if one["small"] else "",
    ]
