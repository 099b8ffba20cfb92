import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis.strategies import floats, integers
from markdown_it import MarkdownIt

from churn_platform.wording import (
    decision_words,
    difference,
    escape,
    interval,
    job_words,
    metric_words,
    model_words,
    number,
    sentence,
    share,
    share_within,
    signed,
    within,
)
from churn_platform_tests.analysis.figures.tables import HOSTILE

MARKUP = (
    *HOSTILE,
    "*a* **b** _c_ __d__ ~~e~~",
    "[text](javascript:alert(1)) [ref]: x <https://evil.example>",
    "![image](https://evil.example/x.png)",
    "one | two | three",
    "# heading",
    "- item",
    "+ item",
    "1. item",
    "1234) item",
    "--- === ***",
    "`code` ```fence",
    "&lt;b&gt; &#42;a&#42; &amp;",
    "\\*a\\* \\",
    ": term",
)


def rendered(markdown: str) -> str:
    """Return the HTML of an independent reader that allows raw HTML and tables."""
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return str(reader.render(markdown))


@pytest.mark.parametrize("text", MARKUP)
def test_a_text_of_the_data_makes_no_tag(text: str) -> None:
    paragraph = rendered(escape(text)).strip()
    assert paragraph.startswith("<p>") and paragraph.endswith("</p>")
    assert "<" not in paragraph[3:-4]


@pytest.mark.parametrize("text", MARKUP)
def test_a_text_of_the_data_stays_in_its_cell(text: str) -> None:
    html = rendered(f"| a | b |\n|---|---|\n| {escape(text)} | last |\n")
    assert html.count("<td>") == 2 and html.count("<tr>") == 2
    assert "<td>last</td>" in html


def test_a_text_reads_as_before() -> None:
    text = "a|b *c* [d](e) <f> & # - 1. \\ `g` $5!"
    html = rendered(escape(text))
    assert html == "<p>a|b *c* [d](e) &lt;f&gt; &amp; # - 1. \\ `g` $5!</p>\n"


def test_the_escapes_are_these() -> None:
    assert escape("<b>&amp;|*_") == "&lt;b&gt;&amp;amp;\\|\\*\\_"
    assert escape("Month-to-month") == "Month-to-month"
    assert escape("- 1") == "\\- 1"
    assert escape("12. x") == "12\\. x"
    assert escape(12) == "12"


def test_a_bare_address_is_broken_by_an_invisible_sign() -> None:
    # readers of GitHub's Markdown make links of these three without any markup
    assert escape("https://e.example") == "https:\u2060//e.example"
    assert escape("WWW.e.example") == "WWW\u2060.e.example"
    assert escape("me@e.example") == "me@\u2060e.example"


def test_lines_controls_and_turned_text_become_one_plain_line() -> None:
    assert escape("a\n\tb\u2028c\x00\u202ed\ufeff") == "a b cd"
    assert escape(" \n ") == escape("\x07") == "(empty)"
    assert escape("\U0001f468\u200d\U0001f469") == "\U0001f468\u200d\U0001f469"


def test_names_read_as_words() -> None:
    assert metric_words("roc_auc") == "ROC AUC"
    assert metric_words("some_score") == "some score"
    assert metric_words("lift_top_decile") == "lift in the top decile"
    assert metric_words("recall_top_20") == "recall in the top 20%"
    assert model_words("gradient_boosting") == "gradient boosting"
    assert sentence("gradient boosting wins") == "Gradient boosting wins."
    assert sentence("Done.") == "Done."


def test_numbers_are_rounded_and_an_undefined_one_is_a_dash() -> None:
    assert [number(0.12345), number(-0.5, 1), number(1234.5, 1)] == ["0.123", "−0.5", "1,234.5"]
    assert [number(-0.0001), signed(-1e-13)] == ["0.000", "+0.000"]
    assert [signed(0.0012), signed(-0.0042), signed(0.1, 1)] == ["+0.001", "−0.004", "+0.1"]
    assert [share(0.2654), share(1, 0)] == ["26.5%", "100%"]
    assert interval([-0.1, 0.25], 2) == "−0.10 to 0.25"
    assert {number(None), signed(None), share(None), interval(None)} == {"–"}


@pytest.mark.parametrize(
    ("job", "assets", "said"),
    [
        ("churn_pipeline", {"a"}, "churn_pipeline"),
        ("__ASSET_JOB", {"b", "a"}, "materialize: a, b"),
        ("__ASSET_JOB", set("edcba"), "materialize: a, b, c and 2 more"),
        ("__ASSET_JOB", None, "materialize: assets chosen in the UI"),
    ],
)
def test_a_run_is_called_by_what_a_person_launched(
    job: str, assets: set[str] | None, said: str
) -> None:
    assert job_words(job, assets) == said


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        ("promoted", "The newest candidate is this model."),
        ("kept", "The newest candidate is the same model, so nothing was replaced."),
        ("refused", "The newest candidate, gradient boosting, did not replace it."),
        ("held", "The newest candidate, gradient boosting, did not replace it."),
        ("rolled back", "The newest candidate, gradient boosting, does not serve."),
        ("{of another version}", "The newest candidate: {of another version}."),
    ],
)
def test_it_is_said_whether_the_newest_candidate_serves(verdict: str, said: str) -> None:
    assert decision_words(verdict, "gradient_boosting") == said
    assert decision_words(verdict) == said.replace(", gradient boosting,", "")


def test_a_difference_never_loses_its_sign() -> None:
    assert [signed(-0.0001), signed(0.00004)] == ["−0.0001", "+0.00004"]
    assert [signed(0.3, 0), signed(0.04, 1)] == ["+0.3", "+0.04"]


def test_a_difference_has_the_decimals_that_its_interval_needs() -> None:
    many = {"value": -0.00024, "low": -0.00043, "high": -0.00006}
    assert difference(many) == "−0.00024 (−0.00043 to −0.00006)"
    few = {"value": -0.00063, "low": -0.0036, "high": 0.0025}
    assert difference(few) == "−0.001 (−0.004 to +0.003)"
    touching = {"value": 0.01, "low": 0.0, "high": 0.02}
    assert difference(touching, ", {} to {}") == "+0.010, +0.000 to +0.020"
    assert difference({"value": 0.00004, "low": None, "high": None}) == "+0.00004"
    assert difference({"value": None, "low": None, "high": None}) == difference(None) == "–"


def test_an_interval_can_be_read_however_narrow_it_is() -> None:
    assert interval([0.84991, 0.85023]) == "0.84991 to 0.85023"
    assert within(0.85, [0.84991, 0.85023]) == "0.85000 (0.84991 to 0.85023)"
    assert within(0.857, [0.8402, 0.8731]) == "0.857 (0.840 to 0.873)"
    assert [within(None, None), within(0.5, None), within(10.3, [9.3, 11.5], 2)] == [
        "–",
        "0.500",
        "10.30 (9.30 to 11.50)",
    ]
    assert share_within(0.2654, 0.2449, 0.2869) == ("26.5%", "24.5% to 28.7%")
    assert share_within(0.26537, 0.26452, 0.26623) == ("26.54%", "26.45% to 26.62%")
    assert interval([0.5, 0.5]) == "0.500 to 0.500"
    # of an older document: the bootstrap of a calibration error
    assert within(0.0103, [0.0122, 0.0325]) == "0.010"


@given(value=floats(-1, 1), below=floats(1e-8, 0.5), above=floats(1e-8, 0.5), digits=integers(0, 4))
def test_ends_are_told_apart_and_hold_the_value_as_shown(
    value: float, below: float, above: float, digits: int
) -> None:
    ends = [value - below, value + above]
    shown = within(value, ends, digits).replace("−", "-")
    found, low, high = map(float, re.findall(r"-?[\d.]+", shown))
    assert low <= found <= high and low < high
    words = difference({"value": value, "low": ends[0], "high": ends[1]}).replace("−", "-")
    read = list(map(float, re.findall(r"[-+][\d.]+", words)))
    for one, of in zip(read, (value, *ends), strict=True):
        assert np.sign(one) == (np.sign(of) if abs(of) > 1e-9 else np.sign(one))
