import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
from markdown_it import MarkdownIt

from churn_platform.analysis.campaign.profit import Campaign
from churn_platform.analysis.champion.card import model_card
from churn_platform.analysis.evaluation.document import Protocol, evaluate_models
from churn_platform.config.contracts.contract import Contract
from churn_platform_tests.analysis.champion.dossiers import decision, dossier
from churn_platform_tests.analysis.figures.shapes import SHAPES
from churn_platform_tests.analysis.figures.tables import CONTRACT, table

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "a|b |",
    "[x](http://e.example) *y*",
    "`code` <!-- comment",
    "# head",
)
SECTIONS = [
    "What it is for",
    "Why this model",
    "Gates of the newest candidate",
    "Scores",
    "Calibration",
    "Thresholds",
    "Whom to contact first",
    "Campaign",
    "Segments",
    "Groups of sensitive columns",
    "Limits",
    "How it was trained",
]


def rendered(markdown: str) -> str:
    """Return the HTML of an independent reader that lets raw HTML through."""
    reader = MarkdownIt("commonmark", {"html": True}).enable("table")
    return str(reader.render(markdown))


def measured(clean: pd.DataFrame, contract: Contract) -> Any:
    """Return the dossier of an evaluation of chance predictions on every other row."""
    rng = np.random.default_rng(0)
    train, test = clean.iloc[::2], clean.iloc[1::2]
    names = ("logistic_regression", "gradient_boosting")
    folds = pd.DataFrame(
        {
            "repeat": 0,
            "fold": np.arange(len(train)) % 2,
            "target": train[contract.target].to_numpy(),
        }
    )
    found = evaluate_models(
        train,
        test,
        {name: rng.random(len(test)) for name in names},
        {name: folds.assign(probability=rng.random(len(train))) for name in names},
        contract,
        Protocol(Campaign(), seed=1, samples=20),
    )
    return {**dossier(), "metrics": found.metrics, "details": found.details}


def test_the_card_has_every_section_in_order() -> None:
    html = rendered(model_card(dossier(), decision(), CONTRACT))
    assert re.findall(r"<h1>(.*?)</h1>", html) == ["Model card: churn by logistic regression"]
    assert re.findall(r"<h2>(.*?)</h2>", html) == SECTIONS


def test_the_card_of_a_model_of_the_sample_says_so_before_any_number() -> None:
    documents: Any = dossier()
    documents["champion"] = {**documents["champion"], "is_sample": True}
    card = model_card(documents, decision(), CONTRACT).split("\n\n")
    assert card[1].startswith("**Synthetic customers:** the source could not be reached")
    assert "Synthetic customers" not in model_card(dossier(), decision(), CONTRACT)


def test_every_table_is_read_as_one() -> None:
    text = model_card(dossier(), decision(), CONTRACT)
    html = rendered(text)
    assert html.count("<table>") == len(re.findall(r"^\| ---", text, re.MULTILINE)) == 13
    assert "| --" not in html


def test_the_card_of_hostile_data_has_no_tag_and_no_link_of_theirs() -> None:
    document = CONTRACT.model_dump(exclude_defaults=True)
    document["columns"][4].update(values=HOSTILE, sensitive=True)
    document["columns"][1]["unit"] = document["description"] = HOSTILE[0]
    contract = Contract.model_validate(document)
    clean = table(plan=[*HOSTILE] * 8, left=[0, 0, 1, 1, 0] * 8, months=[*range(40)])
    html = rendered(model_card(measured(clean, contract), decision(), contract))
    assert html.count("<td>&lt;img") == html.count("<td>a|b |</td>") == 2
    ours = {"h1", "h2", "p", "table", "thead", "tbody", "tr", "th", "td", "ul", "li", "strong"}
    assert set(re.findall(r"</?(\w+)", html)) == ours
    assert "SECRET" not in html


def test_the_same_documents_give_the_same_text() -> None:
    cards = [model_card(dossier(), decision(), CONTRACT) for _ in range(2)]
    assert cards[0] == cards[1] and cards[0].endswith("|\n")


@pytest.mark.parametrize("name", SHAPES)
def test_an_evaluation_of_every_shape_of_contract_has_a_card(name: str) -> None:
    one = SHAPES[name]
    text = model_card(measured(one.clean, one.contract), decision(), one.contract)
    assert "None" not in text and "nan" not in text
    assert rendered(text).count("<h2>") == len(SECTIONS)
    assert "SECRET" not in text


@pytest.mark.parametrize("part", ["metrics", "details"])
def test_documents_of_other_models_are_refused(part: str) -> None:
    of: Any = dossier()
    del of[part]["models"]["logistic_regression"]
    expected = f"the {part} are of gradient_boosting; expected the champion 'logistic_regression'"
    with pytest.raises(ValueError, match=expected):
        model_card(of, decision(), CONTRACT)
