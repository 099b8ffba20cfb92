from churn_platform.analysis.champion.sections_decision import choice, gates
from churn_platform_tests.analysis.champion.dossiers import decision, dossier


def test_the_reason_is_the_verdict_on_the_pair_with_its_numbers() -> None:
    assert choice(dossier(), decision()) == (
        "## Why this model\n\n"
        "On 10 held-out customers of its own batch: no clear winner on ROC AUC: gradient boosting"
        " minus logistic regression is +0.010, 95% interval −0.020 to +0.040; the simpler logistic"
        " regression is kept."
    )


def test_a_refusal_says_which_candidate_and_why() -> None:
    refused = decision() | {
        "verdict": "refused",
        "reason": "the candidate was refused: ROC AUC 0.5 | <b>",
        "candidate": {"name": "gradient_boosting", "version": "bbbb2222"},
    }
    text = choice(dossier(), refused)
    assert (
        "The candidate of the newest batch is another model: gradient boosting, version bbbb2222."
        in text
    )
    assert text.endswith("**Refused.** The candidate was refused: ROC AUC 0.5 \\| &lt;b&gt;.")


def test_a_hold_says_why() -> None:
    held = decision() | {"verdict": "held", "reason": "a person holds it"}
    assert choice(dossier(), held).endswith("\n\n**Held.** A person holds it.")


def test_each_gate_is_a_row_with_its_result() -> None:
    one = decision()["gates"][0]
    text = gates(decision() | {"gates": [one, {**one, "passed": False, "found": "a|b"}]})
    name = "Candidate reaches the floors"
    assert text.split("\n")[4:] == [
        f"| {name} | passed | ROC AUC 0.8000 (on 10 test rows) | ROC AUC at least 0.6 |",
        f"| {name} | **failed** | a\\|b | ROC AUC at least 0.6 |",
    ]


def test_gates_that_were_not_asked_do_not_count_as_passed() -> None:
    text = gates(decision() | {"held": True})
    assert "| not asked |" in text and "passed" not in text
