"""Made-up customers, of whom those with few months leave more often."""

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import pandas as pd

ROWS: Final = 400
Table = dict[str, Iterable[Any]]


class People:
    """Made-up customers: months, fees and calls, of whom those with few months leave more often."""

    def __init__(self, rows: int = ROWS, seed: int = 5) -> None:
        self.rng = np.random.default_rng(seed)
        self.rows = rows
        self.months = self.rng.integers(1, 73, rows)
        self.fee = self.rng.uniform(15, 110, rows).round(2)
        self.calls = self.rng.integers(0, 9, rows)
        chance = 1 / (1 + np.exp(self.months / 18 - self.calls / 4 - 0.2))
        self.left = self.rng.random(rows) < chance

    def words(self, yes: str, no: str) -> list[str]:
        """The outcome in two words."""
        return [yes if one else no for one in self.left]

    def pick(self, *values: Any) -> list[Any]:
        """One of some values for each, by chance."""
        return [values[place] for place in self.rng.integers(0, len(values), self.rows)]

    def ids(self, form: str = "C{:05}") -> list[str]:
        """An id for each, in no order."""
        return [form.format(10_000 + 7 * int(one)) for one in self.rng.permutation(self.rows)]

    def hashes(self, digits: int = 44) -> list[str]:
        """A code of letters and digits for each."""
        number_format = list("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        return ["".join(self.rng.choice(number_format, digits - 1)) + "=" for _ in range(self.rows)]

    def days(self, form: str = "%Y-%m-%d") -> list[str]:
        """A date for each."""
        days = pd.Timestamp("2016-01-01") + pd.to_timedelta(
            self.rng.integers(0, 900, self.rows), "D"
        )
        return list(days.strftime(form))
