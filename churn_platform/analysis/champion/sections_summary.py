"""The model card's head: the model in a few lines, and its intended use."""

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
    "kept": "it serves, and the newest batch led to the same model",
    "refused": "it serves, since the candidate of the newest batch was refused",
    "held": "it serves, held by a user",
    "rolled back": "it serves, rolled back and held by a user",
}


_MADE_UP: Final = (
    "**Synthetic customers:** the source could not be reached, and a synthetic table trained this"
    " model. Its scores say nothing about your customers."
)


def summary(dossier: Dossier, decision: Decision) -> str:
    """Return the title and a table of key facts."""
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
        ["Customers", f"{metrics['train_rows']:,} for training, {metrics['test_rows']:,} held out"],
        ["Left", f"{share(metrics['churn_rate'])} of the held-out customers"],
        [
            "ROC AUC over folds",
            f"{over_folds(model, 'roc_auc')}: mean and standard deviation of"
            f" {fits_of(model, 'roc_auc')}, each on other customers",
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
    """Return the intended use of the scores, and the meaning of their label."""
    described = contract[contract.target].description
    meaning = f" The contract describes it as: {escape(described)}" if described else ""
    about = f"The table: {escape(contract.description)}" if contract.description else ""
    return section(
        "What it is for",
        "It gives each customer a probability of churning. The label is"
        f" {escape(contract.target)}.{meaning}",
        about,
        bullets(
            [
                "**For:** ranking current customers by risk, choosing whom a retention campaign"
                " contacts first, and estimating how much revenue is at risk.",
                "**Not for:** explaining why one customer leaves, setting prices, refusing service,"
                " judging staff, or customers that the contract does not describe.",
            ]
        ),
    )
