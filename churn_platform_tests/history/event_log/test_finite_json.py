"""Values as strict JSON."""

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from churn_platform.history.event_log.finite_json import nan_to_null

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def test_nan_and_infinity_become_null_with_their_place_and_reason() -> None:
    value = {"a": [1.5, float("nan")], "b": {"c": float("-inf")}, "d": float("inf")}
    assert nan_to_null(value) == (
        {"a": [1.5, None], "b": {"c": None}, "d": None},
        {"a.1": "nan was recorded", "b.c": "-inf was recorded", "d": "inf was recorded"},
    )


def test_what_json_does_not_have_becomes_text() -> None:
    assert nan_to_null({1: (Path("a/b"), True)}) == ({"1": ["a/b", True]}, {})


@given(VALUES)
def test_every_value_is_strict_json_afterwards(value: Any) -> None:
    clean, _ = nan_to_null(value)
    json.dumps(clean, allow_nan=False)
