"""The record of the model card: its limits, and what the model was made with."""

from typing import Any

from churn_platform.analysis.champion.documents import Champion
from churn_platform.analysis.markdown import bullets, section, table
from churn_platform.config.contracts.contract import Contract
from churn_platform.wording import escape, share


def limits(metrics: dict[str, Any], contract: Contract) -> str:
    """Return what the scores cannot say."""
    everybody = metrics["train_rows"] + metrics["test_rows"]
    trained = share(metrics["train_rows"] / everybody, 0)
    return section("Limits", bullets([*_of_use(), *_of_data(trained, escape(contract.target))]))


def _of_use() -> list[str]:
    return [
        "**Association, not cause.** A reason for a score is what the model leans on; changing it"
        " need not keep the customer.",
        "**No learned uplift.** The data tell who leaves, not whom an offer keeps: there is no"
        " record of past offers. Test a campaign against a group left alone.",
        "**Other customers.** Nothing is known of how it does for any company but this one.",
    ]


def _of_data(trained: str, target: str) -> list[str]:
    return [
        f"**Customers who trained it.** {trained} of the labelled customers did. Each is scored by"
        " the model of a fold that did not see the customer, and the scores say so of each; of a"
        " champion that was published without such models they are in-sample and look a little"
        " better than they are. The scores on this card are of customers it never saw.",
        f"**The label.** It is {target} as the table has it. Who has not left yet counts as"
        " stayed, and a probability has the time span of that label and no other.",
        "**Drift.** The table is one moment. New prices, products or customers make the model"
        " wrong: look at the drift of a batch before using its scores.",
    ]


def making(champion: Champion, metrics: dict[str, Any]) -> str:
    """Return split, seeds, hyperparameters and library versions."""
    parameters = [
        [escape(name), escape(_plain(one))] for name, one in champion["parameters"].items()
    ]
    libraries = [[escape(name), escape(version)] for name, version in champion["libraries"].items()]
    return section(
        "How it was made",
        f"Split: {share(champion['test_share'], 0)} of the customers held out, stratified by the"
        f" label, each one's place by the hash of id and seed. Seed {champion['seed']}; seed of the"
        f" resamples {metrics['bootstrap']['seed']}.",
        table(["Hyperparameter", "Value"], parameters, numbers=False),
        table(["Library", "Version"], libraries, numbers=False),
    )


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
