"""The page as a whole: complete, readable, and escaped whatever the data says."""

import base64
import hashlib
import json
import re
from typing import Any

import pytest

from churn_platform.analysis.figures.shared.pages import plotly_js_path
from churn_platform.analysis.report.facts import Checked, ReportFacts
from churn_platform.analysis.report.page import report_page
from churn_platform_tests.analysis.report.made import (
    LIBRARY,
    Page,
    clean,
    decision,
    drift,
    drifting,
    facts,
    figure,
    segment,
    summary,
    totals,
)
from churn_platform_tests.telco import TELCO

HOSTILE = (
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<!--",
    "{{ 7*7 }}{% raw %}",
    "\u202eevil\u2066",
    "שלום עולם",
    "👩\u200d💻 emoji",
    "http://evil.example/" + "x" * 280,
    "javascript:alert(1)",
)


def hostile(text: str) -> ReportFacts:
    """Facts in which this text stands wherever the data can put one."""
    row = {"label": text, "small": False, **totals()}
    traces = {"type": "bar", "x": [0.1], "name": text, "customdata": [[text, 1, 10]], "y": [0.5]}
    drawn = figure(
        traces,
        title={"text": text},
        annotations=[{"text": text}],
        yaxis={"tickvals": [0], "ticktext": [text], "range": [0.5, -0.5]},
        margin={"t": 1, "b": 1},
    )
    return facts(
        contract=TELCO.model_copy(update={"description": text}),
        summary=summary(segments={text: [row]}, unit=text[:3], undefined={"x": text}),
        reasons={
            "band": "all",
            "customers": 1,
            "rows": [{"feature": text, "value": text, "main": 1, "among": 1}],
        },
        decision=decision(reason=text, verdict="refused"),
        drift=drift(features=[drifting(text, 0.3, "large") | {"shift": text}], drifted=[text]),
        segments=[segment(text, 0.5, column=text)],
        charts=dict.fromkeys(facts().charts, drawn),
        clean=clean(source=text, repairs={text: 3}, unknown_columns=[text]),
        checks=[Checked("raw_customers", "can_be_read", True, False, text, text)],
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_the_data_says_only_our_own_elements_are_there(text: str) -> None:
    page, plain = Page(report_page(hostile(text))), Page(report_page(hostile("plain")))
    assert [tag for tag, _ in page.elements] == [tag for tag, _ in plain.elements]
    named = [[*attributes] for _, attributes in page.elements]
    assert named == [[*attributes] for _, attributes in plain.elements]
    assert not [name for names in named for name in names if name.startswith("on")]
    links = {each.get("href", "") for each in page.named("a")}
    assert all(link.startswith("#") for link in links)
    assert not [each for each in page.named("script") if "src" in each]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_of_the_data_reads_as_it_is_and_turns_nothing_round(text: str) -> None:
    html = report_page(hostile(text))
    shown = text.replace("\u202e", "").replace("\u2066", "")
    assert shown in Page(html).text.replace("\u2068", "").replace("\u2069", "")
    read = html.partition('<script type="application/json"')[0]
    assert not set("\u202a\u202b\u202d\u202e\u2066\u2067") & set(read)
    assert html.count("\u2068") == html.count("\u2069")


def test_its_policy_runs_its_own_two_scripts_and_nothing_else() -> None:
    page = Page(report_page(facts()))
    (policy,) = [m["content"] for m in page.named("meta") if "http-equiv" in m]
    scripts = [text for tag, text in page.texts if tag == "script"]
    data, library, own = scripts
    assert library == LIBRARY
    hashes = re.findall(r"'sha256-([^']+)'", policy)
    expected = [hashlib.sha256(text.encode()).digest() for text in (library, own)]
    assert [base64.b64decode(one) for one in hashes] == expected
    assert policy.startswith("default-src 'none';") and "unsafe-eval" not in policy
    assert set(json.loads(data)["figures"]) == {each["data-chart"] for each in _charts(page)}


def _charts(page: Page) -> list[dict[str, str]]:
    return [each for each in page.named("div") if "data-chart" in each]


def test_the_library_can_stand_in_a_page() -> None:
    library = plotly_js_path().read_text(encoding="utf-8").lower()
    assert "</script" not in library and "<!--" not in library


def test_no_address_but_in_the_library_and_no_file_beside_it() -> None:
    html = report_page(facts())
    assert "http" not in html.replace("http-equiv", "")
    page = Page(html)
    assert [each["href"] for each in page.named("link")] == ["data:,"]
    assert all(each["src"].startswith("data:image/svg+xml;base64,") for each in page.named("img"))
    assert not {"iframe", "object", "form", "base", "style"} - {"style"} & {
        tag for tag, _ in page.elements
    }


def test_it_can_be_found_ones_way_in_without_seeing_it() -> None:
    page = Page(report_page(facts()))
    headings = [tag for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert headings == ["h1", *["h2"] * 10]
    assert page.named("html") == [{"lang": "en"}]
    assert page.elements[[tag for tag, _ in page.elements].index("body") + 1] == (
        "a",
        {"class": "skip", "href": "#content"},
    )
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {each["href"][1:] for each in page.named("a")} <= set(ids)
    assert len(page.named("img")) == len(_charts(page)) == 6
    for each in page.named("img"):
        assert len(each["alt"].split()) > 3
    for each in _charts(page):
        assert each["role"] == "img" and len(each["aria-label"].split()) > 3
    for each in page.named("table"):
        assert each["aria-label"]


def test_the_same_facts_give_the_same_page() -> None:
    assert report_page(facts()) == report_page(facts())


def test_with_the_real_library_it_is_below_six_megabytes() -> None:
    library = plotly_js_path().read_text(encoding="utf-8")
    assert len(report_page(facts(plotly_js=library)).encode()) < 6_000_000


def test_a_table_about_nobody_still_gives_a_page() -> None:
    names = ("mean_probability", "monthly_revenue", "revenue_at_risk", "lifetime_value_at_risk")
    empty: dict[str, Any] = {
        **totals(customers=0, expected_leavers=0.0, high_risk=0),
        **dict.fromkeys(names),
    }
    why = dict.fromkeys(names, "there are no customers")
    plan = {**summary()["campaign"], "reason": "there is nobody to contact"}
    given = facts(
        contract=TELCO.model_copy(update={"time_axis": None, "revenue": None, "description": ""}),
        summary=summary(totals=empty, segments={}, undefined=why, campaign=plan, unit=""),
        bands=[
            {"band": band, "customers": 0, "expected_leavers": 0.0, "revenue_at_risk": None}
            for band in ("high", "medium", "low")
        ],
        reasons={"band": "all", "customers": 0, "rows": []},
        segments=[],
        charts={},
    )
    text = Page(report_page(given)).text
    assert "Revenue at risk a month – There are no customers." in text
    assert "Nobody: There is nobody to contact." in text
    assert "nan" not in text.lower().split() and "None" not in text
