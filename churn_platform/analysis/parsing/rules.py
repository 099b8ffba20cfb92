"""The rule of each column of a contract."""

from churn_platform.analysis.parsing.categories import CategoryRule, FlagRule, TargetRule
from churn_platform.analysis.parsing.cells import ColumnRule
from churn_platform.analysis.parsing.number_format import NumberFormat
from churn_platform.analysis.parsing.numbers import NumberRule
from churn_platform.config.contracts.column import Column


def rule_of(column: Column, number_format: NumberFormat) -> ColumnRule:
    """Return how a column is read that is no identifier; the format is that of the whole file."""
    if column.kind == "numeric":
        return NumberRule(column, number_format)
    if column.kind == "category":
        return CategoryRule(column)
    return FlagRule(column) if column.kind == "flag" else TargetRule(column)
