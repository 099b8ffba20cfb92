"""Texts as codes: a column of a few texts over and over, without a Python object a row."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from numpy.typing import NDArray


def categorical(
    codes: NDArray[Any], texts: Sequence[str], *, ordered: bool = False
) -> pd.Categorical:
    """Return the text of each code, (n,): its place in `texts`, -1 where it is missing."""
    kind = pd.CategoricalDtype(list(texts), ordered)
    made: Any = pd.Categorical.from_codes  # its stubs want a list of Python's integers
    found: pd.Categorical = made(codes, dtype=kind)
    return found
