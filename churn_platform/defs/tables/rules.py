"""Rules for the columns of published tables, for the UI and for dagster-pandas.

dagster-pandas imports pandas, which a code location must not load, so it is imported on first use.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from sys import float_info
from typing import Any, Final, Literal

import dagster as dg

from churn_platform.config.contracts.headers import shown_list
from churn_platform.wording import escape

_FOUND: Final = {
    "NonNullableColumnConstraint": "missing values",
    "UniqueColumnConstraint": "values that occur twice",
    "InRangeColumnConstraint": "numbers that are missing or out of range",
    "CategoricalColumnConstraint": "values that are missing or not allowed",
}
Type = Literal["string", "int", "float"]
_built: dict[tuple[str, str], list[tuple["Rule", Any]]] = {}


@dataclass(frozen=True)
class Rule:
    """One column: `low` and `high` bound numbers, `values` lists allowed texts; both are
    optional.
    """

    name: str
    type: Type
    description: str = ""
    nullable: bool = False
    unique: bool = False
    values: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None

    def shown(self) -> dg.TableColumn:
        """Return the column as the UI shows it."""
        limits = self._limits()
        constraints = dg.TableColumnConstraints(
            nullable=self.nullable, unique=self.unique, other=[limits] if limits else []
        )
        # the UI renders a description as Markdown, and would load an image from a contract
        description = escape(self.description) if self.description else ""
        return dg.TableColumn(self.name, self.type, description, constraints)

    def expected(self) -> str:
        """Return a text on the allowed values."""
        needed = "or missing" if self.nullable else "never missing"
        unique = "each once" if self.unique else ""
        return ", ".join(filter(None, (self.type, self._limits(), needed, unique)))

    def enforced(self) -> Any:
        """Return dagster-pandas' column; infinity is out of every range."""
        import dagster_pandas

        column: Any = dagster_pandas.PandasColumn  # has no types
        holes = {"non_nullable": not self.nullable, "ignore_missing_vals": self.nullable}
        if self.values:
            return column.categorical_column(self.name, set(self.values), **holes)
        if self.type == "string":
            return column.string_column(self.name, unique=self.unique, **holes)
        low = -float_info.max if self.low is None else self.low
        high = float_info.max if self.high is None else self.high
        is_whole = self.type == "int"
        build = column.integer_column if is_whole else column.float_column
        return build(self.name, low, high, **holes)

    def _limits(self) -> str:
        if self.values:
            return f"one of {shown_list(self.values)}"
        low = "" if self.low is None else f"from {self.low:.15g}"
        high = "" if self.high is None else f"to {self.high:.15g}"
        return " ".join(filter(None, (low, high)))


def first_broken(frame: Any, key: tuple[str, str], rules: Callable[[], list[Rule]]) -> str:
    """Return the first column that violates its rule, with found and expected, or "".

    The line shows no value, since customer data must not be in a log. `key` identifies the rules,
    by table and contract version, so that they are built once.
    """
    import pandas as pd
    from dagster_pandas.constraints import ColumnConstraintViolationException

    if not isinstance(frame, pd.DataFrame):
        return f"found {type(frame).__name__}, expected a pandas DataFrame"
    for rule, column in _enforced(key, rules):
        if rule.name not in frame.columns:
            return f"column {rule.name}: not found, expected {rule.expected()}"
        try:
            column.validate(frame)
        except ColumnConstraintViolationException as error:
            # its own message has whole rows
            found = _FOUND.get(error.constraint_name, f"dtype {frame[rule.name].dtype}")
            return f"column {rule.name}: found {found}, expected {rule.expected()}"
    return ""


def _enforced(key: tuple[str, str], rules: Callable[[], list[Rule]]) -> list[tuple[Rule, Any]]:
    if key not in _built:
        with warnings.catch_warnings():
            # all of dagster-pandas is marked as beta
            warnings.simplefilter("ignore", dg.BetaWarning)
            _built[key] = [(rule, rule.enforced()) for rule in rules()]
    return _built[key]
