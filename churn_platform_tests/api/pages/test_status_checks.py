from dataclasses import replace
from typing import Any

from api.pages.status_checks import Drift, checks_view, drift_view
from api.snapshot.snapshot import Snapshot
from churn_platform.history.records import Evaluation, Facts, Record
from churn_platform_tests.api.status.test_health import NOW


def drift(**metadata: Any) -> Drift | None:
    record = Record("batch_drift", 1, "r1", NOW, "v", metadata)
    return drift_view(Snapshot(Facts(NOW, newest={"batch_drift": record})))


def test_before_the_first_run_there_is_neither() -> None:
    nothing = Snapshot(Facts(NOW))
    assert drift_view(nothing) is None
    assert checks_view(nothing) == (None, [])


def test_drift_is_a_sentence_and_its_columns() -> None:
    none = drift(drift={"verdict": "none"}, largest_psi=0)
    assert none is not None and none.good and none.drifted == []
    assert none.sentence.endswith("The largest shift of a column has a PSI of 0.00.")
    report = {"verdict": "large", "drifted": ["tenure", "x" * 500]}
    large = drift(drift=report)
    assert large is not None and not large.good
    assert large.sentence.startswith("Large drift")
    assert large.drifted == ["tenure", "x" * 400 + "…"]
    odd = drift(drift={"verdict": "not comparable"})
    assert odd is not None and (odd.sentence, odd.good) == ("Not comparable.", False)


def test_only_checks_that_did_not_pass_are_listed_with_what_was_found() -> None:
    good = Evaluation(1, "r1", NOW, True, True, "error", "all", "all")
    bad = replace(good, passed=False, found="<b>10</b> rows", expected="at most 5")
    warned = replace(good, passed=False, severity="warning", found=None, expected=None)
    evaluations = {
        ("raw_customers", "can_be_read"): good,
        ("clean_customers", "few_rows_are_quarantined"): bad,
        ("raw_customers", "is_not_the_sample"): warned,
    }
    said, findings = checks_view(Snapshot(Facts(NOW, evaluations=evaluations)))
    assert said is not None
    assert said.startswith("1 passed, 1 error, 1 warning, ")
    assert said.endswith(" not evaluated yet")
    assert [(each.name, each.is_error, each.found, each.expected) for each in findings] == [
        ("Is not the sample", False, "not recorded", ""),
        ("Few rows are quarantined", True, "<b>10</b> rows", "at most 5"),
    ]
