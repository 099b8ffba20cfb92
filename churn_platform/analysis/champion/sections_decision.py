"""The model card's decision: why this model, and the gates of the newest candidate."""

from churn_platform.analysis.champion.choose import choose
from churn_platform.analysis.champion.documents import Decision, Dossier, GateFacts
from churn_platform.analysis.markdown import section, table
from churn_platform.wording import escape, model_words, sentence


def choice(dossier: Dossier, decision: Decision) -> str:
    """Return why the champion was chosen over the other model, and the newest candidate's
    decision.
    """
    champion, metrics = dossier["champion"], dossier["metrics"]
    chosen = choose(metrics["comparison"], metrics["comparison"]["measure"])
    of = f"On {metrics['test_rows']:,} held-out customers of its own batch"
    newest = decision["candidate"]
    is_same = newest["version"] == champion["version"]
    candidate = f"{model_words(newest['name'])}, version {escape(newest['version'])}"
    return section(
        "Why this model",
        sentence(f"{of}: {escape(chosen.reason)}"),
        "" if is_same else f"The candidate of the newest batch is another model: {candidate}.",
        ""
        if decision["verdict"] in ("promoted", "kept")
        else f"**{sentence(decision['verdict'])}** {sentence(escape(decision['reason']))}",
    )


def gates(decision: Decision) -> str:
    """Return each gate of the newest candidate with what was found and expected."""
    rows = [
        [
            escape(sentence(gate["name"].replace("_", " ")).rstrip(".")),
            _result(gate, decision["held"]),
            escape(gate["found"]),
            escape(gate["expected"]),
        ]
        for gate in decision["gates"]
    ]
    head = ["Gate", "Result", "Found", "Expected"]
    return section("Gates of the newest candidate", table(head, rows, numbers=False))


def _result(gate: GateFacts, is_held: bool) -> str:
    if is_held:
        return "not asked"
    return "passed" if gate["passed"] else "**failed**"
