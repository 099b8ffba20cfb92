import json

import pandas as pd

from churn_platform.analysis.checks.profile import profile_of
from churn_platform.analysis.cleaning.customers import clean_customers
from churn_platform.config.contracts.load import parse_contract
from churn_platform_tests.analysis.checks.tables import CONTRACT, cleaned


def test_it_holds_rows_headers_shares_and_quartiles() -> None:
    done = cleaned(
        "ynnnnn",
        months=["1", "2", "3", "4", "5", "-1"],
        price=["10", "20", "30", "", "40", "50"],
        online=["Yes", "No", "No", "No", "", "No"],
        plan=["Basic", "Full", "Full", "", "Full", "Full"],
    )
    profile = profile_of(done, ["Id", "Months"], CONTRACT)
    # the last row is quarantined; quartiles of 1 to 5 and of 10 to 40 by linear interpolation
    assert profile == {
        "rows": 6,
        "columns": ["Id", "Months"],
        "label_share": 0.2,
        "shares": {
            "online": {"0": 0.6, "": 0.2, "1": 0.2},
            "plan": {"Full": 0.6, "": 0.2, "Basic": 0.2},
            "price": {"": 0.2},
        },
        "medians": {"months": [2.0, 3.0, 4.0], "price": [17.5, 25.0, 32.5]},
    }
    assert json.loads(json.dumps(profile, allow_nan=False)) == profile


def test_numbers_have_six_digits() -> None:
    profile = profile_of(cleaned("ynn", price=["1234567.8"] * 3), [], CONTRACT)
    assert profile["label_share"] == 0.333333
    assert profile["medians"]["price"] == [1234570.0] * 3


def test_without_labelled_customers_there_are_no_shares() -> None:
    profile = profile_of(cleaned("--"), [], CONTRACT)
    assert profile["rows"] == 2
    assert profile["label_share"] is None
    assert profile["shares"] == {"online": {}, "plan": {}}
    assert profile["medians"] == {}


def test_an_empty_number_has_no_median() -> None:
    profile = profile_of(cleaned("yn", price=["", ""]), [], CONTRACT)
    assert profile["shares"]["price"] == {"": 1.0}
    assert "price" not in profile["medians"]


def test_values_beyond_thirty_are_one() -> None:
    values = [f"v{number:02}" for number in range(32)]
    contract = parse_contract(
        f"""
name = "wide"
columns.id = {{kind = "identifier", header = "Id"}}
columns.place = {{kind = "category", header = "Place", values = {values}}}
columns.left = {{kind = "target", header = "Left"}}
""",
        "wide.toml",
    )
    # v31 twice, and v00 to v30 once: of 33 rows the first 30 are v31 and v00 to v28
    places = [*values, "v31"]
    table = pd.DataFrame({"id": [str(n) for n in range(33)], "place": places, "left": "No"})
    table = table.astype(object).set_axis(range(1, 34), axis="index")
    shares = profile_of(clean_customers(table, contract), [], contract)["shares"]["place"]
    assert len(shares) == 31
    assert list(shares)[:2] == ["v31", "v00"]
    assert shares["v31"] == shares["(other values)"] == 0.0606061
    assert "v29" not in shares
