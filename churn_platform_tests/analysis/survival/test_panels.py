import pandas as pd

from churn_platform.analysis.survival.curves import survival_curve
from churn_platform.analysis.survival.panels import panels, thinned
from churn_platform.config.contracts.contract import Contract
from churn_platform_tests.analysis.figures.many import PLANS, many
from churn_platform_tests.analysis.figures.tables import CONTRACT, table
from churn_platform_tests.telco import TELCO


def with_segments(*names: str) -> Contract:
    document = CONTRACT.model_dump(exclude_defaults=True)
    return Contract.model_validate({**document, "segments": list(names)})


def test_the_first_two_categories_of_the_segments_are_shown(real_clean: pd.DataFrame) -> None:
    found = panels(real_clean, TELCO)
    assert [panel.column for panel in found] == ["contract", "internet_service"]
    assert list(found[1].curves) == ["DSL", "Fiber optic", "No"]


def test_flags_are_shown_after_categories() -> None:
    clean = table(loyal=[0, 0, 0, 1, 1, 1], months=[1, 2, 3, 4, 5, 6])
    found = panels(clean, with_segments("months", "loyal", "plan"))
    assert [panel.column for panel in found] == ["plan", "loyal"]
    assert list(found[1].curves) == ["No", "Yes"]


def test_segments_of_under_three_customers_have_no_curve() -> None:
    clean = table(plan=["a", "a", "a", "b", "b"])
    (panel,) = panels(clean, with_segments("plan"))
    assert (list(panel.curves), panel.segments) == (["a"], 2)


def test_without_a_segment_there_is_one_panel_of_all() -> None:
    clean = table(months=[1, 2, 3], left=[1, 0, 0])
    (panel,) = panels(clean, with_segments("months"))
    assert (panel.column, panel.segments, list(panel.curves)) == (None, 1, ["All"])
    pd.testing.assert_frame_equal(
        panel.curves["All"], survival_curve(clean["months"], clean["left"])
    )


def test_of_many_segments_the_six_largest_are_shown_in_the_contracts_order() -> None:
    one = many()
    # turned round, so that the last plans are the largest
    one.clean["the_plan_of_the_customer"] = one.clean["the_plan_of_the_customer"].map(
        dict(zip(PLANS, reversed(PLANS), strict=True))
    )
    first = panels(one.clean, one.contract)[0]
    customers = [int(curve["at_risk"].iloc[0]) for curve in first.curves.values()]
    assert customers == [45, 50, 55, 60, 65, 70]
    assert (list(first.curves), first.segments) == (list(PLANS[2:]), 8)


def test_a_long_curve_is_thinned_evenly_in_time_and_keeps_its_ends() -> None:
    times = pd.Series([float(time) for time in range(1, 1001)])
    curve = survival_curve(times, times % 2)
    thin = thinned(curve, 100)
    assert thin["time"].tolist() == [float(time) for time in range(0, 1001, 10)]
    # rows as they were: what is drawn is on the curve
    pd.testing.assert_frame_equal(thin, curve.loc[thin.index])


def test_a_short_curve_stays_whole() -> None:
    curve = survival_curve(pd.Series([1.0, 2.0]), pd.Series([1, 0]))
    assert len(thinned(curve, 2)) == 3 and len(thinned(curve, 1)) == 2
