"""Facts of a report that are small enough to be worked out by hand."""

from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

from churn_platform.analysis.report.facts import Checked, Drawn, Origin, ReportFacts
from churn_platform_tests.telco import TELCO

LIBRARY = "window.Plotly = undefined;"
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><text>26.5%</text></svg>'


def totals(**changes: Any) -> dict[str, Any]:
    return {
        "customers": 5174,
        "expected_leavers": 920.86,
        "high_risk": 404,
        "mean_probability": 0.17798,
        "monthly_revenue": 316985.75,
        "revenue_at_risk": 65329.91,
        "lifetime_value_at_risk": 1280613.07,
        "lifetime_extrapolated": 1999,
    } | changes


def summary(**changes: Any) -> dict[str, Any]:
    row = {"label": "Two year", "small": True, **totals(customers=40, expected_leavers=1.24)}
    return {
        "totals": totals(),
        "segments": {"contract": [row], "gender": []},
        "campaign": {
            "share": 0.3929,
            "assumptions": {
                "clv": 200.0,
                "offer_cost": 10.0,
                "contact_cost": 1.5,
                "gamma": 0.3,
                "alpha": 6.0,
                "beta": 14.0,
            },
            "customers": 2033,
            "lowest_probability": 0.1596,
            "expected_leavers": 754.26,
            "expected_saved": 226.28,
            "expected_offers": 1505.02,
            "contact_cost": 2033.0,
            "offer_cost": 15050.18,
            "saved_value": 45255.58,
            "expected_profit": 28172.39,
            "threshold": 0.1642,
            "response": {
                "gamma": [0.126, 0.512],
                "expected_profit": [2800.4, 59000.0],
                "break_even_gamma": 0.103,
            },
            "reason": None,
        },
        "unit": "$",
        "horizon_months": 24,
        "like": "like those who left within the last month",
        "revenue_of_a_leaver": 1390.67,
        "smallest_segment": 50,
        "undefined": {},
    } | changes


def folds() -> dict[str, Any]:
    return {
        "roc_auc": {"mean": 0.8456, "sd": 0.0051, "fits": 6},
        "brier": {"mean": 0.1349, "sd": 0.002, "fits": 6},
    }


def scores(area: float, **changes: Any) -> dict[str, Any]:
    return {
        "roc_auc": area,
        "average_precision": 0.688,
        "brier": 0.13,
        "log_loss": 0.402,
        "ece": 0.0103,
        "lift_top_decile": 2.86,
        "f1": 0.596,
        "precision": 0.688,
        "recall": 0.526,
        "accuracy": 0.811,
        "mpc": 10.32,
        "mpc_share": 0.523,
        "undefined": {},
        "intervals": {"roc_auc": [0.8402, 0.8731]},
        "cross_validation": folds(),
        "calibration": {
            "ece_if_calibrated": {"mean": 0.0182, "low": 0.0099, "high": 0.0281},
            "observed_over_expected": {"value": 1.036, "low": 0.964, "high": 1.111},
            "slope": {"value": 1.03, "low": 0.933, "high": 1.128},
            "intercept": {"value": 0.07, "low": -0.047, "high": 0.188},
            "undefined": {},
        },
        "model_version": f"version-{area}",
    } | changes


def metrics() -> dict[str, Any]:
    return {
        "train_rows": 4930,
        "test_rows": 2113,
        "models": {
            "logistic_regression": scores(0.857),
            "gradient_boosting": scores(0.8564),
        },
        "comparison": {
            "measure": "roc_auc",
            "minuend": "gradient_boosting",
            "subtrahend": "logistic_regression",
            "verdict": "no clear winner",
            "differences": {"roc_auc": {"value": -0.0006, "low": -0.0036, "high": 0.0025}},
        },
        "bootstrap": {"samples": 1000, "seed": 42, "level": 0.95},
    }


def champion() -> dict[str, Any]:
    return {
        "name": "logistic_regression",
        "version": "153eb1b052ca0a7c",
        "libraries": {"python": "3.11", "pandas": "2.3.3"},
        "source_version": "16320c9c1ec72448",
        "contract": {"name": "telco", "version": TELCO.version},
        "promoted_at": "2026-11-25T23:41:21+00:00",
        "seed": 42,
        "bands": {"medium": 0.2653, "high": 0.5306},
        "scores": {"roc_auc": 0.857},
        "intervals": {"roc_auc": [0.8402, 0.8731]},
        "cross_validation": folds(),
    }


def decision(**changes: Any) -> dict[str, Any]:
    gate = {"name": "candidate_beats_the_baseline", "passed": True}
    return {
        "verdict": "promoted",
        "reason": "no clear winner on ROC AUC",
        "candidate": {"name": "logistic_regression", "version": "153eb1b052ca0a7c"},
        "gates": [{**gate, "found": "ROC AUC 0.8570", "expected": "ROC AUC above 0.5"}],
        "held": False,
    } | changes


def drifting(name: str, psi: float, verdict: str) -> dict[str, Any]:
    shift = "mean 32.1 -> 32.4"
    return {"name": name, "psi_corrected": psi, "verdict": verdict, "shift": shift, "reason": None}


def drift(**changes: Any) -> dict[str, Any]:
    return {
        "rows": 7043,
        "reference_rows": 4930,
        "reference_version": "16320c9c1ec72448",
        "limits": {"warning": 0.1, "alarm": 0.25},
        "features": [drifting("tenure", 0.0, "none"), drifting("gender", 0.02, "none")],
        "score": drifting("score", 0.0, "none"),
        "drifted": [],
        "verdict": "none",
    } | changes


def quality(**changes: Any) -> dict[str, Any]:
    return {
        "customers": 2113,
        "roc_auc": 0.857,
        "brier": 0.1299,
        "mean_predicted": 0.25634,
        "observed_share": 0.2655,
        "undefined": {},
    } | changes


def clean(**changes: Any) -> dict[str, Any]:
    return {
        "dagster/row_count": 7043,
        "churn_rate": 0.26537,
        "repairs": {"blank_total_charges": 11},
        "duplicate_rows": 0,
        "unlabelled_rows": 0,
        "quarantined_rows": 2957,
        "quarantined_by_rule": {"value_not_allowed": 2957},
        "source": "customers.csv",
        "contract": "telco",
        "is_sample": False,
        "excluded_columns": [],
        "unknown_columns": ["Notes"],
    } | changes


def segment(label: str, rate: float, **changes: Any) -> dict[str, Any]:
    row = {"column": "contract", "label": label, "customers": 1695, "leavers": 48}
    return {**row, "churn_rate": rate, "low": 0.0214, "high": 0.0373, "small": False} | changes


def figure(*traces: dict[str, Any], **layout: Any) -> Drawn:
    return Drawn({"data": list(traces), "layout": {"template": {}, "height": 300, **layout}}, SVG)


def curves() -> Drawn:
    lines: list[dict[str, Any]] = [
        {"type": "scatter", "name": "One year", "y": [1.0, 0.5676], "yaxis": "y"},
        {"type": "scatter", "y": [1.0, 0.4], "showlegend": False, "yaxis": "y"},
        {"type": "scatter", "name": "DSL", "y": [1.0, 0.7], "yaxis": "y2"},
    ]
    return figure(*lines, annotations=[{"text": "<b>Contract</b>"}, {"text": "<b>Other</b>"}])


def categories() -> Drawn:
    names = [["Contract: One year", 166, 1473], ["Contract: Two year", 48, 1695]]
    bars = {"type": "bar", "x": [0.1127, 0.0283], "customdata": names}
    axis = {"tickvals": [0, 1, 2], "ticktext": ["<b>Contract</b>", "One year", "Two year"]}
    return figure(bars, yaxis={**axis, "range": [2.5, -0.5]}, margin={"t": 84, "b": 8})


def facts(**changes: Any) -> ReportFacts:
    """Facts about the default table, some of them changed."""
    made = ReportFacts(
        contract=TELCO,
        summary=summary(),
        bands=[
            {"band": "high", "customers": 404, "expected_leavers": 260.4, "revenue_at_risk": 20335},
            {"band": "medium", "customers": 947, "expected_leavers": 352, "revenue_at_risk": 25404},
            {"band": "low", "customers": 3823, "expected_leavers": 8.6, "revenue_at_risk": None},
        ],
        reasons={
            "band": "high",
            "customers": 404,
            "rows": [
                {"feature": "Length of the contract", "value": "Two year", "main": 12, "among": 101}
            ],
        },
        dossier={"champion": champion(), "metrics": metrics(), "details": {}},
        decision=decision(),
        metrics=metrics(),
        drift=drift(),
        quality=quality(),
        segments=[segment("Month-to-month", 0.4271), segment("Two year", 0.0283)],
        charts={
            "churn_by_category": categories(),
            "tenure_curves": curves(),
            **{
                key: figure({"type": "scatter", "x": [1], "y": [1]})
                for key in ("segment_churn", "reliability_curve", "campaign_profit", "batch_drift")
            },
        },
        clean=clean(),
        checks=[
            Checked("raw_customers", "can_be_read", True, True, "7,043 rows", "a table"),
            Checked("clean_customers", "ids_are_unique", True, False, "3 ids", "no such id"),
            Checked("batch_drift", "scores_have_not_drifted", False, None, "", ""),
        ],
        origin=Origin(
            run_id="2f80f7ab",
            data_version="16320c9c1ec72448",
            checked_at="2026-11-25T23:41:07+00:00",
            versions={"clean_customers": "459ad54b4bcf6e17"},
            libraries={"plotly": "7.1.0"},
        ),
        before=None,
        plotly_js=LIBRARY,
    )
    return replace(made, **changes)


class Page(HTMLParser):
    """A page as a browser reads it: elements in order with their attributes, and their text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[str, str]] = []
        self._open = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open = tag
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        self._open = ""

    def handle_data(self, data: str) -> None:
        self.texts.append((self._open, data))

    @property
    def text(self) -> str:
        """What a person reads, in one line."""
        read = (text for tag, text in self.texts if tag not in ("script", "style"))
        return " ".join(" ".join(read).split())

    def named(self, tag: str) -> list[dict[str, str]]:
        """The attributes of each element of this kind."""
        return [attributes for name, attributes in self.elements if name == tag]
