"""The model card's segments: is the model equally good for all groups?"""

from typing import Any

from churn_platform.analysis.display import label, titled
from churn_platform.analysis.markdown import section, table
from churn_platform.config.contracts.contract import Contract
from churn_platform.wording import escape, number, share

_HEAD = (
    "Customers",
    "Left",
    "Churn rate",
    "Mean prediction",
    "ROC AUC",
    "Brier score",
    "Precision",
    "Recall",
    "Note",
)


def segments(tables: dict[str, Any], contract: Contract) -> str:
    """Return one table per segment column; small groups and missing scores are marked."""
    found = tables["segments"]
    if not any(found.values()):
        return section("Segments", "The contract has no column by which to break results down.")
    return section(
        "Segments",
        "Metrics of the held-out customers by group, with a threshold of 0.5. A dash is an"
        "  undefined value; in a small group every number is uncertain.",
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
    """Return a column's name with its unit, as escaped Markdown."""
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
