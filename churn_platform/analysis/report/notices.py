"""What a reader should know before anything else."""

from churn_platform.analysis.report.facts import ReportFacts
from churn_platform.analysis.report.formatting import column, joined, line
from churn_platform.metadata import Meta
from churn_platform.wording import counted, model_words, sentence

_MAX = 5


def notices(facts: ReportFacts) -> list[str]:
    """Return a sentence or two on each thing that limits what this page can be used for."""
    said = []
    if facts.clean[Meta.IS_SAMPLE]:
        said.append(
            "These customers do not exist: the source could not be reached, and a made table"
            " stands in for it."
        )
    decision = facts.decision
    if decision["verdict"] == "refused":
        said.append(
            f"The newest model was refused, so the champion before it still serves:"
            f" {sentence(line(decision['reason']))}"
        )
    if decision["held"]:
        champion = model_words(facts.champion["name"])
        said.append(f"A person holds the champion, the {champion}: newer models do not replace it.")
    return said + _drifted(facts) + _incomplete(facts)


def _drifted(facts: ReportFacts) -> list[str]:
    names = [column(name) for name in facts.drift["drifted"]]
    if not names:
        return []
    shown = names[:_MAX] + ([f"{len(names) - _MAX:,} more"] if len(names) > _MAX else [])
    return [
        f"{counted(len(names), 'feature')} drifted since the data the model learned from:"
        f" {joined(shown)}. Look at the data before using the scores."
    ]


def _incomplete(facts: ReportFacts) -> list[str]:
    names = [name.replace("_", " ") for name in facts.origin.missing]
    if not names:
        return []
    return [f"Left out, since not made from this data yet: {joined(names)}."]
