import math
from typing import NamedTuple

import numpy as np

from churn_platform.values import plain


class _Record(NamedTuple):
    value: float


def test_numpy_numbers_become_python_numbers() -> None:
    got = plain({"a": np.int64(3), "b": [np.float64(0.5), np.bool_(True)], "c": (np.int8(1),)})
    assert got == {"a": 3, "b": [0.5, True], "c": [1]}
    assert [type(value) for value in (got["a"], *got["b"])] == [int, float, bool]


def test_what_is_not_a_number_becomes_none() -> None:
    assert plain([math.nan, math.inf, -math.inf, np.float64("nan")]) == [None] * 4


def test_everything_else_stays_as_it_is() -> None:
    record = _Record(math.nan)
    assert plain(record) is record
    assert plain({"text": "x", "nothing": None, "yes": True}) == {
        "text": "x",
        "nothing": None,
        "yes": True,
    }
