"""The report's notices, which readers should see first."""

from churn_platform.analysis.report.facts import ReportFacts
from churn_platform.analysis.report.formatting import column, joined, line
from churn_platform.metadata import Meta
from churn_platform.wording import counted, model_words, sentence

_MAX = 5


def notices(facts: ReportFacts) -> list[str]:
    """Return a sentence or two on each limit to the use of this page."""
    said = []
    if facts.clean[Meta.IS_SAMPLE]:
        said.append(
            "These customers do not exist: the source could not be reached, and a synthetic table"
            " replaces it."
        )
    decision = facts.decision
    if decision["verdict"] == "refused":
        said.append(
            f"The newest model was refused, so the previous champion still serves:"
            f" {sentence(line(decision['reason']))}"
        )
    if decision["held"]:
        champion = model_words(facts.champion["name"])
        said.append(f"A user holds the champion, the {champion}: newer models do not replace it.")
    return said + _drifted(facts) + _incomplete(facts)


def _drifted(facts: ReportFacts) -> list[str]:
    names = [column(name) for name in facts.drift["drifted"]]
    if not names:
        return []
    shown = names[:_MAX] + ([f"{len(names) - _MAX:,} more"] if len(names) > _MAX else [])
    return [
        f"{counted(len(names), 'feature')} drifted since the model's training data:"
        f" {joined(shown)}. Check the data before using the scores."
    ]


def _incomplete(facts: ReportFacts) -> list[str]:
    names = [name.replace("_", " ") for name in facts.origin.missing]
    if not names:
        return []
    return [f"Left out, since not yet computed from this data: {joined(names)}."]
