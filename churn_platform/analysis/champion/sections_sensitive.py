"""The model card's sensitive columns: does the campaign treat their groups equally?"""

from typing import Any, Final

from churn_platform.analysis.champion.sections_segments import title
from churn_platform.analysis.evaluation.error_rates import RATES, Gap, gaps
from churn_platform.analysis.evaluation.words import gap_in_words
from churn_platform.analysis.markdown import bullets, section, segment, table
from churn_platform.config.contracts.contract import Contract
from churn_platform.wording import (
    capital,
    difference,
    escape,
    metric_words,
    sentence,
    share,
)

_TITLE: Final = "Groups of sensitive columns"
_NONE: Final = (
    "The contract marks no column as sensitive (`sensitive = true`), so this card does not say"
    " whether some groups are contacted or missed more often than others."
)
_MEANING: Final = (
    "The selection rate is the share of all customers who are contacted, the true-positive rate"
    " that of churned customers, the false-positive rate that of retained ones; precision is the"
    " share of the contacted who churned. In brackets is the difference to the largest group in"
    " percentage points with its 95% interval (Newcombe 1998). By chance, one in twenty intervals"
    " excludes zero."
)
_ALIKE: Final = "No group differs from the largest one by more than chance explains."
_ALIKE_OF_MANY: Final = (
    "No large enough group differs from the largest one by more than chance explains; small"
    " groups are not judged, whatever their differences in the tables."
)


def sensitive_groups(tables: dict[str, Any], contract: Contract) -> str:
    """Return the error rates of each group, and a text on those that differ; "" if unknown."""
    if "sensitive" not in tables:
        return ""  # for documents from before this section existed
    found = tables["sensitive"]
    if not any(found["columns"].values()):
        return section(_TITLE, _NONE)
    cut = (
        "nobody is contacted"
        if found["threshold"] is None
        else f"from {share(found['threshold'])} on"
    )
    differing = [sentence(gap_of(gap)) for gap in gaps(found["columns"])]
    return section(
        _TITLE,
        f"Held-out customers at the campaign's threshold, {cut}. {_MEANING}",
        bullets(differing) if differing else _alike(found["columns"]),
        *(
            _table(title(column, contract), groups)
            for column, groups in found["columns"].items()
            if groups
        ),
    )


def _alike(columns: dict[str, list[dict[str, Any]]]) -> str:
    others = [one for groups in columns.values() for one in groups if not one["is_reference"]]
    return _ALIKE_OF_MANY if any(one["small"] for one in others) else _ALIKE


def gap_of(gap: Gap) -> str:
    """Return a sentence on a difference between two groups, as escaped Markdown."""
    group, reference = segment(gap.column, gap.group), segment(gap.column, gap.reference)
    return gap_in_words(gap, group, reference)


def _table(head: str, groups: list[dict[str, Any]]) -> str:
    heads = [capital(metric_words(rate)) for rate in RATES]
    rows = [
        [
            escape(one["group"]),
            f"{one['customers']:,}",
            f"{one['leavers']:,}",
            *(_cell(one[rate], one["is_reference"]) for rate in RATES),
            _note(one),
        ]
        for one in groups
    ]
    return table([head, "Customers", "Left", *heads, "Note"], rows)


def _cell(rate: dict[str, Any], is_reference: bool) -> str:
    if is_reference or rate["difference"]["value"] is None:
        return share(rate["value"])
    points = {name: 100 * end for name, end in rate["difference"].items()}
    return f"{share(rate['value'])} ({difference(points, '; {} to {}', digits=1)})"


def _note(one: dict[str, Any]) -> str:
    notes = (
        "largest group" if one["is_reference"] else "",
        "few customers" if one["small"] else "",
    )
    return ", ".join(filter(None, notes))
