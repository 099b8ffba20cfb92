import pandas as pd
import pytest
from scipy.stats.contingency import association as scipy_association

from churn_platform.analysis.figures.rates import association, category_rates
from churn_platform_tests.analysis.figures.tables import CONTRACT, table
from churn_platform_tests.telco import TELCO


@pytest.fixture
def clean() -> pd.DataFrame:
    return table(
        plan=["a", "a", "a", "a", "b", "b"], loyal=[0, 1, 0, 1, 0, 1], left=[0, 0, 0, 0, 1, 1]
    )


def test_each_value_has_its_customers_churned_and_rate(clean: pd.DataFrame) -> None:
    rates = category_rates(clean, CONTRACT)
    found = rates[["column", "value", "customers", "churned"]].to_numpy().tolist()
    assert found == [
        ["plan", "b", 2, 2],
        ["plan", "a", 4, 0],
        ["loyal", "No", 3, 1],
        ["loyal", "Yes", 3, 1],
    ]
    assert rates["rate"].tolist() == pytest.approx([1, 0, 1 / 3, 1 / 3])


def test_a_value_without_churners_has_a_rate_of_zero_and_a_bound_above(
    clean: pd.DataFrame,
) -> None:
    nobody = category_rates(clean, CONTRACT).set_index("value").loc["a"]
    # with no churner the upper bound is z² / (n + z²) = 3.8415 / 7.8415
    assert (nobody["rate"], nobody["low"]) == (0, 0)
    assert nobody["high"] == pytest.approx(0.48989, abs=1e-5)


def test_association_is_cramers_v(real_clean: pd.DataFrame) -> None:
    found = association(category_rates(real_clean, TELCO))
    for name in TELCO.names("category", "flag"):
        table_ = pd.crosstab(real_clean[name], real_clean["churn"]).to_numpy()
        assert found[name] == pytest.approx(scipy_association(table_, method="cramer")), name


def test_contract_internet_and_payment_come_first(real_clean: pd.DataFrame) -> None:
    first = list(dict.fromkeys(category_rates(real_clean, TELCO)["column"]))[:5]
    assert first[0] == "contract"
    assert {"internet_service", "payment_method"} < set(first)


def test_rates_of_the_real_table_are_the_known_ones(real_clean: pd.DataFrame) -> None:
    rates = category_rates(real_clean, TELCO).set_index(["column", "value"])["rate"]
    assert rates["contract", "Month-to-month"] == pytest.approx(1655 / 3875)
    assert rates["payment_method", "Electronic check"] == pytest.approx(1071 / 2365)
    assert rates["senior_citizen", "Yes"] == pytest.approx(476 / 1142)


def test_without_any_churner_columns_keep_the_schemas_order() -> None:
    rates = category_rates(table(plan=["a", "b", "b"]), CONTRACT)
    assert association(rates).isna().all()
    assert list(dict.fromkeys(rates["column"])) == ["loyal", "plan"]


def test_missing_values_are_a_row_of_their_own() -> None:
    rates = category_rates(table(plan=["a", None, None], left=[0, 1, 0]), CONTRACT)
    missing = rates[rates["value"] == "(missing)"]
    assert missing[["customers", "churned"]].to_numpy().tolist() == [[2, 1]]


def test_the_rarest_of_many_values_share_one_row() -> None:
    plans = [f"plan {place:02d}" for place in range(20) for _ in range(20 - place)]
    rates = category_rates(table(plan=plans, left=[0, 1] * 105), CONTRACT)
    plan = rates[rates["column"] == "plan"].set_index("value")
    assert len(plan) == 12
    # the nine rarest have 9, 8, ... 1 customers
    assert plan.loc["(9 other values)", "customers"] == 45
    assert plan["customers"].sum() == 210 and plan["churned"].sum() == 105


def test_the_order_of_the_rows_changes_nothing(real_clean: pd.DataFrame) -> None:
    shuffled = real_clean.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(
        category_rates(shuffled, TELCO), category_rates(real_clean, TELCO)
    )


def test_flags_that_may_be_missing_read_as_yes_no_and_missing() -> None:
    clean = table(loyal=[1.0, 0.0, float("nan"), 1.0], left=[1, 0, 1, 0])
    rates = category_rates(clean, CONTRACT)
    loyal = rates[rates["column"] == "loyal"].set_index("value")["rate"]
    assert loyal.to_dict() == {"(missing)": 1, "Yes": 0.5, "No": 0}
