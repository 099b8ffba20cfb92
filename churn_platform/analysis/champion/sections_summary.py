"""The head of the model card: the model in a few lines, and what it is for."""

from typing import Final

from churn_platform.analysis.champion.documents import Decision, Dossier, Verdict
from churn_platform.analysis.champion.sections_sensitive import gap_of
from churn_platform.analysis.evaluation.error_rates import ERRORS, gaps
from churn_platform.analysis.evaluation.words import fits_of, over_folds
from churn_platform.analysis.markdown import bullets, section, table
from churn_platform.config.contracts.contract import Contract
from churn_platform.wording import escape, model_words, sentence, share, within

_STATES: Final[dict[Verdict, str]] = {
    "promoted": "it serves, promoted with the newest batch",
    "kept": "it serves, and the newest batch gave the same model",
    "refused": "it serves, for the candidate of the newest batch was refused",
    "held": "it serves, held by a person",
    "rolled back": "it serves, brought back and held by a person",
}


_MADE_UP: Final = (
    "**Of made-up customers:** the source could not be reached, and a made table trained this"
    " model. Its scores say nothing about yours."
)


def summary(dossier: Dossier, decision: Decision) -> str:
    """Return the title and the table of what, when and from what."""
    champion, metrics = dossier["champion"], dossier["metrics"]
    model = metrics["models"][champion["name"]]
    held_out = within(model["roc_auc"], model["intervals"].get("roc_auc"))
    of = champion["contract"]
    rows = [
        [
            "Model",
            f"{model_words(champion['name'])}, version {escape(champion['version'])}",
        ],
        ["State", _STATES[decision["verdict"]]],
        ["Promoted", escape(champion["promoted_at"])],
        [
            "Data",
            f"{escape(of['name'])}, version {escape(champion['source_version'])}",
        ],
        ["Contract", f"version {escape(of['version'])}"],
        ["Customers", f"{metrics['train_rows']:,} trained it, {metrics['test_rows']:,} held out"],
        ["Left", f"{share(metrics['churn_rate'])} of the held-out customers"],
        [
            "ROC AUC over folds",
            f"{over_folds(model, 'roc_auc')}: mean and standard deviation of"
            f" {fits_of(model, 'roc_auc')}, on other customers each time",
        ],
        ["ROC AUC held out", f"{held_out}: one fit; in brackets 95% for other test customers"],
    ]
    sensitive = dossier["details"]["models"][champion["name"]].get("sensitive", {})
    errors = [gap for gap in gaps(sensitive.get("columns", {})) if gap.rate in ERRORS]
    if errors:
        rows.append(["Widest gap in errors", sentence(gap_of(errors[0]))])
    title = f"# Model card: churn by {model_words(champion['name'])}"
    said = [_MADE_UP] if champion.get("is_sample") else []
    return "\n\n".join([title, *said, table(["Fact", "Value"], rows, numbers=False)])


def purpose(contract: Contract) -> str:
    """Return what the scores are for and not for, and what their label means."""
    described = contract[contract.target].description
    meaning = f" The contract says of it: {escape(described)}" if described else ""
    about = f"The table: {escape(contract.description)}" if contract.description else ""
    return section(
        "What it is for",
        "It gives each customer a probability to leave. The label is"
        f" {escape(contract.target)}.{meaning}",
        about,
        bullets(
            [
                "**For:** ranking current customers by risk, choosing whom a retention campaign"
                " contacts first, and estimating how much revenue is at risk.",
                "**Not for:** saying why one customer leaves, setting prices, refusing service,"
                " judging staff, or customers that the contract does not describe.",
            ]
        ),
    )
