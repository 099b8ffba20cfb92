import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from churn_platform.analysis.one_customer.cell import cell_reader
from churn_platform.analysis.parsing.number_format import NumberFormat
from churn_platform.analysis.parsing.numbers import NumberRule
from churn_platform.config.contracts.column import Column
from churn_platform.sources.drafting.columns.numbers import guess_number
from churn_platform.sources.drafting.columns.sentinels import describe_sentinels, sentinel_dates
from churn_platform.sources.drafting.draft import draft_contract
from churn_platform.sources.drafting.facts.guess import Guess
from churn_platform_tests.sources.drafting.made_columns import column, frame_of
from churn_platform_tests.sources.drafting.shapes.expected import SHAPES
from churn_platform_tests.tables.bank import bank
from churn_platform_tests.tables.ecommerce import ecommerce
from churn_platform_tests.tables.orange_telecom import orange_telecom
from churn_platform_tests.tables.saas import saas

MONTHS = [1 + n % 72 for n in range(200)]
FEES = [f"{20 + n * 0.43:.2f}" for n in range(200)]
SAYS = "if that means unknown, write missing = "


def _doubts(texts: list[object]) -> list[str]:
    return [one for one in guess_number(column("usage", texts)).doubts if SAYS in one]


@pytest.mark.parametrize(
    ("others", "sentinel"),
    [
        (MONTHS, "999"),
        (MONTHS, "9999"),
        (MONTHS, "-1"),
        (MONTHS, "-999"),
        (MONTHS, "99999"),
        (FEES, "999.99"),
        (FEES, "9999.0"),
        (FEES, "-99"),
        (range(366), "999"),
        (range(9), "99"),
        (range(9), "-1"),
        ([0, 1, 2] * 60, "-9"),
        (range(10_000, 90_000, 100), "999999"),
        (range(10_000, 90_000, 100), "2147483647"),
        (range(-500, 500), "-9999"),
    ],
)
def test_a_sign_for_nothing_that_stands_apart_is_doubted_with_what_to_write(
    others: list[object], sentinel: str
) -> None:
    texts = [*others, *[sentinel] * 7]
    [doubt] = _doubts(texts)
    assert doubt.startswith(f"7 of {len(texts):,} are {sentinel!r}, and all others ")
    assert doubt.endswith(f'{SAYS}["{sentinel}"] and blank = "missing"')


@pytest.mark.parametrize(
    "texts",
    [
        MONTHS,
        [*range(18, 93), 99, 99, 99],  # an age
        [9.99, 19.99, 29.99, 39.99, 49.99, 99.99, 99.99],  # prices
        [9, 19, 29, 39, 49, 99, 99],
        [*range(0, 9_000, 7), 9_999, 9_999],  # as near as others
        [*range(500, 1_100, 3), 999, 999],
        [*MONTHS, 1_200],
        [*MONTHS, 850, 850, 850],
        [*range(-500, 500, 3), -1, -1, -99],
        [0, 100, 9_999],  # a few codes
    ],
)
def test_a_value_among_the_others_or_like_no_sign_for_nothing_is_none(texts: list[object]) -> None:
    assert _doubts(texts) == []


def test_several_signs_are_one_doubt_beside_the_words_that_are_known() -> None:
    texts = [*MONTHS, "9999", "9998", "9998", "-1", "?", "?", ""]
    [doubt] = _doubts(texts)
    assert doubt == (
        "4 of 207 are '9999', '9998', '-1', and all others 1 to 72:"
        f' {SAYS}["?", "9999", "9998", "-1"]'
    )


def test_what_is_advised_reads_the_sign_as_nothing() -> None:
    guess = guess_number(column("usage", [*MONTHS, "9999", "9999"]))
    advice = tomllib.loads(guess.doubts[-1].partition("write ")[2].replace(" and ", "\n"))
    usage = Column.model_validate({"name": "usage", **guess.keys, **advice})
    number_format = NumberFormat(".", is_known=True)
    cells = NumberRule(usage, number_format).table(pd.Series(["7", "9999"]))
    assert not cells.broken.any()
    np.testing.assert_array_equal(cells.values, [7, np.nan])
    assert cell_reader(usage)(9999).value is None


@pytest.mark.parametrize("text", ["1900-01-01", "01.01.1900", "1/1/1900", "9999-12-31 00:00:00"])
def test_a_date_that_stands_for_nothing_is_counted(text: str) -> None:
    days = [f"2023-{1 + n % 12:02}-{1 + n % 28:02}" for n in range(60)]
    assert sentinel_dates(column("since", days)) == ""
    assert sentinel_dates(column("since", [*days, text, text])) == (
        f", of which {text!r} in 2 of 62 rows may mean that there is no date"
    )


@pytest.mark.parametrize("name", [name for name, shape in SHAPES.items() if not shape.refused])
def test_no_public_shape_is_doubted(name: str) -> None:
    for header, values in SHAPES[name].make().items():
        facts = column(header, list(values))
        if facts.are_numbers:
            assert not describe_sentinels(Guess({}), facts), header


@pytest.mark.parametrize("make", [bank, ecommerce, orange_telecom, saas])
def test_no_example_table_is_doubted(make: object) -> None:
    table = make(2_000)  # type: ignore[operator]
    draft = draft_contract(frame_of({str(one): table[one].fillna("") for one in table}))
    assert not [one for guess in draft.columns.values() for one in guess.doubts if SAYS in one]


def test_the_real_table_is_not_doubted(real_csv: Path) -> None:
    table = pd.read_csv(real_csv, dtype=str, keep_default_na=False)
    draft = draft_contract(table)
    assert not [one for guess in draft.columns.values() for one in guess.doubts if SAYS in one]
    lost = table["tenure"].where(np.arange(len(table)) % 100 > 0, "999")
    guess = draft_contract(table.assign(tenure=lost)).columns["tenure"]
    assert guess.doubts[-1].startswith("71 of 7,043 are '999', and all others 0 to 72")
