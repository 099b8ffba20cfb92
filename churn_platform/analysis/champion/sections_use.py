"""The model card's use: thresholds, whom to contact first, and a campaign's profit."""

from typing import Any, Final

from churn_platform.analysis.markdown import section, table
from churn_platform.config.contracts.contract import Contract
from churn_platform.wording import escape, number, share, within

_CUTS: Final = {"f1": "Best F1", "profit": "Most profit", "half": "One half"}
_TOP_SCORES: Final = ("precision", "recall")


def thresholds(model: dict[str, Any], contract: Contract) -> str:
    """Return each threshold's results on the held-out customers."""
    rows = [
        [
            _CUTS.get(name, escape(name)),
            "nobody" if cut["threshold"] is None else number(cut["threshold"]),
            f"{cut['customers']:,}",
            share(cut["share"]),
            *(number(cut[score]) for score in ("precision", "recall", "f1")),
            number(cut["profit"], 2),
        ]
        for name, cut in model["thresholds"].items()
    ]
    head = ["Threshold", "From", "Customers", "Share", "Precision", "Recall", "F1"]
    return section(
        "Thresholds",
        "The best-F1 threshold was chosen on out-of-fold predictions of the training customers;"
        " that of most profit follows from the campaign's terms: from there on a contact pays. "
        " Their results are those on the held-out customers.",
        table([*head, f"Profit per customer{currency(contract)}"], rows),
    )


def ranking(model: dict[str, Any], tables: dict[str, Any], bands: dict[str, float]) -> str:
    """Return the lift by decile, precision and recall at the top, and where risk bands begin."""
    deciles = [
        [
            str(one["decile"]),
            f"{one['customers']:,}",
            f"{one['leavers']:,}",
            share(one["rate"]),
            number(one["lift"], 2),
            share(one["gain"]),
        ]
        for one in tables["deciles"]
    ]
    head = ["Decile", "Customers", "Left", "Churn rate", "Lift", "Churned so far"]
    tops = [
        [
            f"Top {percent}%",
            f"{one['customers']:,}",
            *(within(one[score], one["intervals"].get(score)) for score in _TOP_SCORES),
        ]
        for percent, one in model["top"].items()
    ]
    begins = ", ".join(f"{escape(band)} from {share(low)}" for band, low in bands.items())
    return section(
        "Whom to contact first",
        "Held-out customers, most at risk first. Lift is a decile's churn rate over that"
        " of everybody.",
        table(head, deciles),
        table(["Contacted", "Customers", "Precision", "Recall"], tops),
        f"Risk bands by probability: {begins}." if begins else "",
    )


def campaign(model: dict[str, Any], terms: dict[str, Any], contract: Contract) -> str:
    """Return the terms of the retention campaign and its possible profit."""
    kept = terms["alpha"] / (terms["alpha"] + terms["beta"])
    unit = currency(contract)
    rows = [
        [f"Value of a customer who is kept{unit}", number(terms["clv"], 2)],
        [f"Cost of an accepted offer{unit}", number(terms["offer_cost"], 2)],
        [f"Cost of a contact{unit}", number(terms["contact_cost"], 2)],
        ["Would-be churners who accept the offer, mean", share(kept)],
        [
            "Their distribution",
            f"Beta({number(terms['alpha'], 1)}, {number(terms['beta'], 1)})",
        ],
        [f"Expected maximum profit per customer{unit}", number(model["profit"], 2)],
        ["Share of customers to contact for it", share(model["profit_share"])],
    ]
    return section(
        "Campaign",
        "Profit is per customer of the whole base, after Verbraken, Verbeke and Baesens (2013)."
        " It is the most that this ranking could earn with the terms below; they are set, not"
        " learned.",
        table(["Term", "Value"], rows),
    )


def currency(contract: Contract) -> str:
    """Return the currency in brackets with a leading space, or "" if unknown."""
    unit = contract[contract.revenue].unit if contract.revenue else ""
    return f" ({escape(unit)})" if unit else ""
