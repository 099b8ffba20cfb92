import pytest

from churn_platform.analysis.champion.documents import Verdict
from churn_platform.analysis.champion.sections_summary import purpose, summary
from churn_platform.config.contracts.contract import Contract
from churn_platform_tests.analysis.champion.dossiers import HOSTILE, decision, dossier
from churn_platform_tests.analysis.figures.tables import CONTRACT
from churn_platform_tests.telco import TELCO

INERT = "&lt;b&gt;a\\|b&lt;/b&gt; \\[x\\](http:\u2060//e.example)"


def test_the_summary_says_which_model_of_what_data_and_how_good() -> None:
    text = summary(dossier(), decision())
    assert text.startswith("# Model card: churn by logistic regression\n")
    for line in (
        "| Model | logistic regression, version aaaa1111 |",
        "| Promoted | 2026-01-02T03:04:05+00:00 |",
        "| Data | small, version dddd4444 |",
        "| Contract | version cccc3333 |",
        "| Customers | 40 for training, 10 held out |",
        "| Left | 40.0% of the held-out customers |",
        "| Widest gap in errors | The false-positive rate of Plan: b is 34.9 points higher than"
        f" that of Plan: {INERT} (95% interval 27.6 to 41.4). |",
        "| ROC AUC over folds | 0.810 ± 0.020: mean and standard deviation of 10 fits, each on"
        " other customers |",
        "| ROC AUC held out | 0.800 (0.700 to 0.900): one fit; in brackets 95% for other test"
        " customers |",
    ):
        assert line in text.split("\n")


@pytest.mark.parametrize(
    ("verdict", "state"),
    [
        ("promoted", "it serves, promoted with the newest batch"),
        ("kept", "it serves, and the newest batch led to the same model"),
        ("refused", "it serves, since the candidate of the newest batch was refused"),
        ("held", "it serves, held by a user"),
        ("rolled back", "it serves, rolled back and held by a user"),
    ],
)
def test_the_state_follows_the_newest_decision(verdict: Verdict, state: str) -> None:
    assert f"| State | {state} |" in summary(dossier(), decision() | {"verdict": verdict})


def test_the_purpose_says_what_the_label_means_and_what_it_is_not_for() -> None:
    text = purpose(TELCO)
    assert "The label is churn. The contract describes it as: Left within the last month." in text
    assert "**For:**" in text and "**Not for:**" in text


def test_texts_of_the_contract_are_text_and_may_be_absent() -> None:
    assert "The contract describes it as" not in purpose(CONTRACT)
    assert "The table:" not in purpose(CONTRACT)
    document = CONTRACT.model_dump(exclude_defaults=True) | {"description": HOSTILE}
    hostile = Contract.model_validate(document)
    assert "The table: &lt;b&gt;a\\|b&lt;/b&gt; \\[x\\](http:\u2060//e.example)" in purpose(hostile)
