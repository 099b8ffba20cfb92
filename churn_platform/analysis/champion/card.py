"""The model card: what users must know before using the scores, in Markdown."""

from churn_platform.analysis.champion.documents import Decision, Dossier
from churn_platform.analysis.champion.sections_decision import choice, gates
from churn_platform.analysis.champion.sections_record import limits, making
from churn_platform.analysis.champion.sections_scores import calibration, scores
from churn_platform.analysis.champion.sections_segments import segments
from churn_platform.analysis.champion.sections_sensitive import sensitive_groups
from churn_platform.analysis.champion.sections_summary import purpose, summary
from churn_platform.analysis.champion.sections_use import campaign, ranking, thresholds
from churn_platform.config.contracts.contract import Contract


def model_card(dossier: Dossier, decision: Decision, contract: Contract) -> str:
    """Return the serving model's card as Markdown; equal documents give equal text.

    Its sections follow Mitchell et al. (2019), Model Cards for Model Reporting. Texts from the data
    and the contract are escaped.

    Args:
        dossier: of the champion, written when it was promoted.
        decision: on the candidate of the newest batch, which may be another model.
        contract: of the customer table; for the meaning of label, columns and money.

    Raises:
        ValueError: the champion is not among the models in its own documents.
    """
    champion, metrics, details = dossier["champion"], dossier["metrics"], dossier["details"]
    name = champion["name"]
    for title, known in (("metrics", metrics["models"]), ("details", details["models"])):
        if name not in known:
            names = ", ".join(known)
            raise ValueError(f"the {title} are of {names}; expected the champion {name!r} in them")
    model, tables = metrics["models"][name], details["models"][name]
    parts = [
        summary(dossier, decision),
        purpose(contract),
        choice(dossier, decision),
        gates(decision),
        scores(name, metrics, contract),
        calibration(champion["calibration"], model, tables),
        thresholds(model, contract),
        ranking(model, tables, champion["bands"]),
        campaign(model, metrics["campaign"], contract),
        segments(tables, contract),
        sensitive_groups(tables, contract),
        limits(metrics, contract),
        making(champion, metrics),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"
