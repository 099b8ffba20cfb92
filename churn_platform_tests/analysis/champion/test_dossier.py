from churn_platform.analysis.champion.dossier import levels_of, why_unfit
from churn_platform_tests.analysis.figures.shapes import shape

CONTRACT = shape("numeric", "category").contract
FACTS = {
    "contract": {"name": CONTRACT.name, "version": "whatever"},
    "features": CONTRACT.features,
    "levels": levels_of(CONTRACT),
}


def test_a_champion_fits_a_contract_of_the_same_columns_and_values_whatever_its_version() -> None:
    assert why_unfit(FACTS, CONTRACT) == ""


def test_what_does_not_fit_is_said() -> None:
    other = FACTS | {"contract": {"name": "bank", "version": "x"}}
    assert why_unfit(other, CONTRACT) == "it was trained for the table bank"
    fewer = FACTS | {"features": CONTRACT.features[1:]}
    assert why_unfit(fewer, CONTRACT) == "it was trained for other columns"
    name, *values = levels_of(CONTRACT)["region"]
    swapped = FACTS | {"levels": {**levels_of(CONTRACT), "region": [*values, name]}}
    assert why_unfit(swapped, CONTRACT) == "it was trained for other values of the categories"
