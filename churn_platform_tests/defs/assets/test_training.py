"""What the models take from a search."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from churn_platform.catalog import SEARCH
from churn_platform.defs.assets.training import _found
from churn_platform.defs.steps.step import Step
from churn_platform.history.records import Materialization
from churn_platform.metadata import Meta
from churn_platform_tests.telco import TELCO

FOUND = {"logistic_regression": {"C": 0.5}}


@pytest.mark.parametrize(("contract", "expected"), [("telco", FOUND), ("bank", {})])
def test_a_search_counts_for_the_data_set_that_it_was_made_on(
    contract: str, expected: dict[str, Any]
) -> None:
    step = cast(Step, SimpleNamespace(contract=TELCO))
    facts = {Meta.CONTRACT: contract, Meta.PARAMETERS: FOUND}
    search = Materialization(SEARCH, 1, "r", datetime.now(UTC), "v", facts)
    assert _found(step, search) == expected


def test_without_a_search_nothing_is_found() -> None:
    assert _found(cast(Step, SimpleNamespace(contract=TELCO)), None) == {}
