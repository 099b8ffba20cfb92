from collections.abc import Sequence

import numpy as np

from churn_platform.sources.drafting.columns.numbers import guess_number
from churn_platform.sources.drafting.columns.products import describe_product, guess_product
from churn_platform.sources.drafting.facts.column import Facts
from churn_platform_tests.sources.drafting.made_columns import columns

MONTHS = [0, 2, 12, 24, 7]
PRICES = [20.0, 30.0, 50.5, 80.0, 95.0]


def _named(totals: Sequence[object], header: str = "Total charges") -> dict[str, Facts]:
    found = columns({"Months": MONTHS, "Price": PRICES, header: totals})
    return dict(zip(("months", "price", "total"), found, strict=True))


def test_a_total_close_to_a_product_of_two_is_one() -> None:
    named = _named(["", 61, 600, 1930, 660])
    assert guess_product(named["total"], named) == ("months", "price")


def test_a_total_that_is_far_from_every_product_is_none() -> None:
    named = _named(["5", 120, 900, 3000, 1000])
    assert guess_product(named["total"], named) is None


def test_only_a_name_of_a_total_is_looked_at() -> None:
    named = _named(["", 60, 606, 1920, 665], header="Balance")
    assert guess_product(named["total"], named) is None


def test_a_copy_of_a_factor_is_no_product() -> None:
    found = columns({"Ones": [1, 1, 1, 1, 2], "Price": PRICES, "Total": PRICES})
    named = dict(zip(("ones", "price", "total"), found, strict=True))
    assert guess_product(named["total"], named) is None


def test_a_blank_with_a_factor_of_0_becomes_the_product() -> None:
    named = _named(["", 60, 606, 1920, 665])
    guess = guess_number(named["total"])
    describe_product(guess, named["total"], {name: named[name] for name in ("months", "price")})
    assert guess.keys["product_of"] == ["months", "price"]
    assert guess.keys["blank"] == "product"
    assert guess.notes[1:] == [
        "about months x price",
        "1 of 5 are blank, 1 of them with a factor of 0: the product is used",
    ]


def test_a_blank_without_a_factor_of_0_stays_missing() -> None:
    named = _named([0, 60, 606, 1920, ""])
    guess = guess_number(named["total"])
    describe_product(guess, named["total"], {name: named[name] for name in ("months", "price")})
    assert guess.keys["blank"] == "missing"
    assert not np.isnan(named["total"].numbers[:4]).any()
