"""The headline figures, and their change since the previous data."""

from typing import Any, Final

from churn_platform.analysis.report.blocks import Card, Cards
from churn_platform.analysis.report.facts import ReportFacts
from churn_platform.analysis.report.formatting import (
    day,
    expected_change,
    line,
    money,
    money_change,
    points,
)
from churn_platform.metadata import Meta
from churn_platform.wording import (
    counted,
    expected,
    model_words,
    sentence,
    share,
    signed,
    spread,
    within,
)

_SAME: Final = ("contract", "is_sample", "unit")


def headline(facts: ReportFacts) -> dict[str, Any]:
    """Return the headline figures as recorded, for comparison with the next data."""
    totals, champion = facts.summary["totals"], facts.champion
    return {
        "contract": facts.contract.name,
        "is_sample": bool(facts.clean[Meta.IS_SAMPLE]),
        "unit": facts.summary["unit"],
        "data_version": facts.origin.data_version,
        "checked_at": facts.origin.checked_at,
        "customers": totals["customers"],
        "expected_leavers": totals["expected_leavers"],
        "revenue_at_risk": totals["revenue_at_risk"],
        "high_risk": totals["high_risk"],
        "churn_rate": facts.clean["churn_rate"],
        "champion": champion["name"],
        "champion_version": champion["version"],
        "roc_auc": champion["scores"]["roc_auc"],
        "roc_auc_folds": _over_folds(champion).get("mean"),
    }


def compared_with(facts: ReportFacts) -> dict[str, Any] | None:
    """Return the previous headline figures, if they are of the same data set."""
    now, before = headline(facts), facts.before
    return before if before and all(before.get(key) == now[key] for key in _SAME) else None


def headline_cards(facts: ReportFacts) -> Cards:
    """Return a card per headline figure."""
    now, before = headline(facts), compared_with(facts)
    return Cards(
        [
            _count("Current customers", "customers", now, before),
            Card(
                "Like those who left",
                expected(now["expected_leavers"]),
                _change("expected_leavers", now, before, expected_change),
                f"by their probabilities, {share(facts.summary['totals']['mean_probability'])} on"
                " average",
            ),
            _revenue(facts, now, before),
            _count("At high risk", "high_risk", now, before),
            Card(
                "Churn rate",
                share(now["churn_rate"]),
                _change("churn_rate", now, before, points),
                "of the customers with a known outcome",
            ),
            _champion(facts, now, before),
        ]
    )


def since(before: dict[str, Any] | None) -> str:
    """Return a sentence on the data that the changes refer to."""
    if before is None:
        return "Nothing to compare with yet: no earlier data of this source was reported."
    version, date = before["data_version"], day(before["checked_at"])
    return f"Changes are since the previous data: version {version}, read on {date}."


def _count(text: str, name: str, now: dict[str, Any], before: dict[str, Any] | None) -> Card:
    change = _change(name, now, before, lambda new, old: signed(new - old, 0))
    return Card(text, f"{now[name]:,}", change)


def _revenue(facts: ReportFacts, now: dict[str, Any], before: dict[str, Any] | None) -> Card:
    unit, why = now["unit"], facts.summary["undefined"].get("revenue_at_risk")
    return Card(
        "Revenue at risk a month",
        money(now["revenue_at_risk"], unit),
        _change("revenue_at_risk", now, before, lambda new, old: money_change(new, old, unit)),
        sentence(line(why)) if why else "what customers pay, times their probability of churning",
    )


def _champion(facts: ReportFacts, now: dict[str, Any], before: dict[str, Any] | None) -> Card:
    held_out = within(now["roc_auc"], facts.champion["intervals"].get("roc_auc"))
    folds, measure = _over_folds(facts.champion), "roc_auc"
    area, note = held_out, f"ROC AUC of the champion, the {model_words(now['champion'])}, held out"
    if folds:
        measure, area = "roc_auc_folds", spread(folds["mean"], folds["sd"])
        fits = counted(folds["fits"], "fit")
        note = (
            f"ROC AUC of the {model_words(now['champion'])}, mean and standard deviation of {fits}"
            f" on folds; this fit on the held-out customers {held_out}"
        )
    change = _change(measure, now, before, lambda new, old: signed(new - old))
    if before and before["champion"] != now["champion"]:
        change = f"{change} was {model_words(before['champion'])}".strip()
    return Card("Model quality", area, change, note)


def _over_folds(champion: dict[str, Any]) -> dict[str, Any]:
    """Return mean, standard deviation and number of the fits; empty for a champion without them."""
    found: dict[str, Any] = champion.get("cross_validation", {}).get("roc_auc", {})
    return found if found.get("mean") is not None else {}


def _change(name: str, now: dict[str, Any], before: dict[str, Any] | None, words: Any) -> str:
    """Return the change as text; "" if a number is missing or both are equal."""
    if before is None or now[name] is None or before.get(name) is None:
        return ""
    return "no change" if now[name] == before[name] else str(words(now[name], before[name]))
