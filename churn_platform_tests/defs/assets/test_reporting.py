"""The report in the graph: its numbers are those of the results that it was made from."""

import csv
import json
from typing import Any

import pandas as pd
import pytest

from churn_platform.analysis.figures import tenure_curves
from churn_platform.catalog import ASSETS, CHAMPION
from churn_platform.checks import CHECKS
from churn_platform.defs.assets.reporting import BEFORE, HEADLINE, KEY, newest_checks
from churn_platform.defs.automation.stale import stale_assets
from churn_platform.metadata import Meta
from churn_platform_tests.analysis.report.made import Page
from churn_platform_tests.platform import TO_SCORES, Platform

FIGURES = (
    "churn_by_category",
    "segment_churn",
    "tenure_curves",
    "reliability_curve",
    "campaign_profit",
)
NAMED = "churn by category, segment churn, tenure curves, reliability curve and campaign profit"


def page(platform: Platform) -> Page:
    return Page(platform.stable(KEY).read_text(encoding="utf-8"))


def document(platform: Platform, key: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(platform.stable(key).read_text())
    return found


def test_the_headline_is_what_the_other_results_say(finished: Platform) -> None:
    clean = pd.read_parquet(finished.stable("clean_customers"))
    scores = pd.read_parquet(finished.stable("churn_scores"))
    champion = finished.newest(CHAMPION).metadata[Meta.CHAMPION]
    found = finished.newest(KEY).metadata[HEADLINE]
    assert found["customers"] == len(scores) == (clean["churn"] == 0).sum()
    assert found["expected_leavers"] == pytest.approx(scores["probability"].sum())
    assert found["revenue_at_risk"] == pytest.approx(scores["revenue_at_risk"].sum())
    assert found["high_risk"] == (scores["risk_band"] == "high").sum()
    assert found["churn_rate"] == pytest.approx(clean["churn"].mean())
    assert (found["champion"], found["roc_auc"]) == (
        champion["name"],
        champion["scores"]["roc_auc"],
    )
    assert BEFORE not in finished.newest(KEY).metadata
    text = page(finished).text
    assert f"Current customers {len(scores):,} Like those who left" in text
    assert f"{found['churn_rate']:.1%}" in text and f"${found['revenue_at_risk']:,.0f}" in text
    assert f"{found['roc_auc']:.3f}" in text


def test_tables_and_provenance_are_those_of_the_graph(finished: Platform) -> None:
    text = page(finished).text
    path = finished.stable("segment_churn").with_suffix(".csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 10
    for row in rows:
        interval = f"{float(row['low']):.1%} to {float(row['high']):.1%}"
        rate = f"{float(row['churn_rate']):.1%}"
        assert f"{int(row['customers']):,} {int(row['leavers']):,} {rate} {interval}" in text
    plan = document(finished, "retention_summary")["campaign"]
    assert plan["reason"] or f"{plan['customers']:,} customers most at risk" in text
    raw = finished.newest("raw_customers")
    assert f"version {raw.data_version}" in text
    assert finished.instance.get_runs()[0].run_id in text
    for key in ASSETS[KEY].reads:
        assert f"{key.replace('_', ' ')} {finished.newest(key).data_version}" in text


def test_a_figure_that_fails_is_left_out_and_holds_nothing_up(
    done: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = done.source.read_text().splitlines(keepends=True)
    done.source.write_text("".join(lines[:-1]))
    monkeypatch.setattr(tenure_curves, "tenure_curves", lambda *_: 1 / 0)
    result = done.run(select=[*TO_SCORES, "retention_summary", "batch_drift", *FIGURES, KEY])
    assert done.failure(result).startswith("tenure_curves: unexpected ZeroDivisionError")
    assert KEY in done.materialized(result)
    assert "Left out, since not yet computed from this data: tenure curves." in page(done).text


def test_it_has_every_figure_that_has_something_to_show(finished: Platform) -> None:
    found = page(finished)
    (data,) = [text for tag, text in found.texts if tag == "script" and text.startswith("{")]
    figures = json.loads(data)["figures"]
    assert set(figures) - {"batch_drift"} == set(FIGURES)
    published = json.loads(finished.stable("segment_churn").with_suffix(".json").read_text())
    assert figures["segment_churn"]["data"] == published["data"]
    assert "Left out" not in found.text


def test_every_check_is_reported_with_its_newest_evaluation(finished: Platform) -> None:
    checks = newest_checks(finished.instance)
    assert [(check.asset, check.name) for check in checks] == list(CHECKS)
    assert all(check.passed is not None and check.found for check in checks)
    passed = sum(bool(check.passed) for check in checks)
    assert f"{passed} of {len(CHECKS)} checks passed." in page(finished).text


def test_new_data_is_compared_with_the_data_before_and_figures_of_other_data_are_left_out(
    done: Platform,
) -> None:
    first = done.newest(KEY).metadata[HEADLINE]
    lines = done.source.read_text().splitlines(keepends=True)
    stayed = next(line for line in lines if line.rstrip().endswith(",No"))
    done.source.write_text("".join(line for line in lines if line != stayed))
    # somebody runs the models on it and draws no figure
    result = done.run(select=[*TO_SCORES, "retention_summary", "batch_drift", KEY])
    assert result.success, done.failure(result)
    assert done.newest(KEY).metadata[BEFORE] == first
    text = page(done).text
    assert f"Current customers {first['customers'] - 1} −1 Like those who left" in text
    assert f"Left out, since not yet computed from this data: {NAMED}." in text
    assert "Not yet computed from this data." in text

    stale = stale_assets(done.instance, done.pipeline)
    assert "upstream segment_churn is recomputed" in stale[KEY]
    # listed first, and made last all the same
    assert done.run(select=[KEY, *FIGURES]).success
    assert "Left out" not in page(done).text
    # it is of the same data as the one before, and still compared with other data
    assert done.newest(KEY).metadata[BEFORE] == first
