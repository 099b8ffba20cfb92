"""The model card's record: limits, and how the model was trained."""

from typing import Any

from churn_platform.analysis.champion.documents import Champion
from churn_platform.analysis.markdown import bullets, section, table
from churn_platform.config.contracts.contract import Contract
from churn_platform.wording import escape, share


def limits(metrics: dict[str, Any], contract: Contract) -> str:
    """Return the limits of the scores."""
    everybody = metrics["train_rows"] + metrics["test_rows"]
    trained = share(metrics["train_rows"] / everybody, 0)
    return section("Limits", bullets([*_of_use(), *_of_data(trained, escape(contract.target))]))


def _of_use() -> list[str]:
    return [
        "**Association, not cause.** A reason is a feature that the model relies on; changing it"
        " need not keep the customer.",
        "**No learned uplift.** The data tell who churns, not whom an offer keeps: there is no"
        " record of past offers. Test a campaign against a control group.",
        "**Other customers.** Its performance for other companies is unknown.",
    ]


def _of_data(trained: str, target: str) -> list[str]:
    return [
        f"**Training customers.** These are {trained} of the labelled customers. Each is scored by"
        " the model of a fold that was not trained on that customer, as the scores say; for a"
        " champion published without such models, these scores are in-sample and look slightly"
        " better than they are. The metrics on this card are on customers it was not trained on.",
        f"**The label.** It is {target} as the table has it. Customers who have not churned yet"
        "  count as retained, and a probability is only for the time span of that label.",
        "**Drift.** The table is a snapshot. New prices, products or customers make the model"
        " inaccurate: check the drift of a batch before using its scores.",
    ]


def making(champion: Champion, metrics: dict[str, Any]) -> str:
    """Return split, seeds, hyperparameters and library versions."""
    parameters = [
        [escape(name), escape(_plain(one))] for name, one in champion["parameters"].items()
    ]
    libraries = [[escape(name), escape(version)] for name, version in champion["libraries"].items()]
    return section(
        "How it was trained",
        f"Split: {share(champion['test_share'], 0)} of the customers held out, stratified by the"
        f" label, each one's place by the hash of id and seed. Seed {champion['seed']}; seed of the"
        f" resamples {metrics['bootstrap']['seed']}.",
        table(["Hyperparameter", "Value"], parameters, numbers=False),
        table(["Library", "Version"], libraries, numbers=False),
    )


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
