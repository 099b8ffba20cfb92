"""Columns, derived from the contract, of tables that are shown in the UI but not enforced.

The types of tables that a step enforces before publishing are in `types`.
"""

from collections.abc import Iterable

import dagster as dg

from churn_platform.catalog import (
    LIFETIME_BASES,
    REASON_COLUMNS,
    RISK_BANDS,
    SCORED_BY,
    SEGMENT_PREFIX,
)
from churn_platform.config.contracts.contract import Contract
from churn_platform.defs.tables.rules import Rule

_CAN_BE_NONE = True
_SCORED_BY = "Model of the score: that of a fold without the customer, or the champion"
_REASONS = ("First", "Second", "Third")


def raw_columns(contract: Contract) -> dg.TableSchema:
    """Return the columns of the source's table: its headers, all as text."""
    return _schema(
        Rule(header, "string", _described(contract, name), nullable=True)
        for header, name in _headers(contract)
    )


def score_columns(contract: Contract) -> dg.TableSchema:
    """Return the columns of `churn_scores`."""
    unit = f", in {words}" if (words := revenue_unit(contract)) else ""
    money = (
        Rule("monthly_revenue", "float", f"Monthly payment of the customer{unit}.", _CAN_BE_NONE),
        Rule("revenue_at_risk", "float", "Probability times monthly revenue.", _CAN_BE_NONE),
        Rule("lifetime_months", "float", "Expected remaining months.", _CAN_BE_NONE, low=0),
        Rule(
            "lifetime_basis",
            "string",
            "Extrapolated: beyond the longest time observed, so the months are an upper estimate.",
            _CAN_BE_NONE,
            values=LIFETIME_BASES,
        ),
        Rule(
            "lifetime_value_at_risk",
            "float",
            "Revenue at risk times months: revenue within the horizon, before costs.",
            _CAN_BE_NONE,
        ),
    )
    return _schema(
        (
            Rule(contract.identifier, "string", "The customer's id.", unique=True),
            Rule("probability", "float", "Probability of churning.", low=0, high=1),
            Rule("decile", "int", "Decile of risk; 1 is the tenth most at risk.", low=1, high=10),
            Rule("risk_band", "string", "Band of the probability.", values=RISK_BANDS),
            *money,
            *(
                Rule(name, "string", f"{words} of what raises the odds.", _CAN_BE_NONE)
                for name, words in zip(REASON_COLUMNS, _REASONS, strict=True)
            ),
            Rule("scored_by", "string", f"{_SCORED_BY}.", values=SCORED_BY),
            *(
                Rule(SEGMENT_PREFIX + name, "string", f"Segment by: {_described(contract, name)}")
                for name in contract.segment_columns
            ),
        )
    )


def segment_columns(_contract: Contract) -> dg.TableSchema:
    """Return the columns of the table of `segment_churn`."""
    bound = "bound of the 95% interval of the rate (Wilson)."
    return _schema(
        (
            Rule("column", "string", "The column of the segment."),
            Rule("label", "string", "Its value, or its range of numbers."),
            Rule("customers", "int", "Customers in the segment.", low=1),
            Rule("leavers", "int", "Those of them who churned.", low=0),
            Rule("churn_rate", "float", "Churn rate.", low=0, high=1),
            Rule("low", "float", f"Lower {bound}", low=0, high=1),
            Rule("high", "float", f"Upper {bound}", low=0, high=1),
        ),
        dg.TableColumn("small", "bool", "Whether the segment is too small to act on."),
    )


def summary_columns(_contract: Contract) -> dg.TableSchema:
    """Return the columns of `summary_statistics`: one row per column of the clean table."""
    numbers = {
        "mean": "Mean",
        "std": "Standard deviation of the sample (n - 1)",
        "min": "Smallest value",
        "q25": "First quartile",
        "median": "Median",
        "q75": "Third quartile",
        "max": "Largest value",
    }
    return _schema(
        (
            Rule("column", "string", "Our name of the column.", unique=True),
            Rule("dtype", "string", "Its type in the Parquet file."),
            Rule("rows", "int", "Rows of the clean table.", low=0),
            Rule("missing", "int", "Rows without a value.", low=0),
            Rule("unique", "int", "Different values.", low=0),
            *(Rule(name, "float", f"{said}.", _CAN_BE_NONE) for name, said in numbers.items()),
            Rule("top", "string", "Most frequent value; never an id.", _CAN_BE_NONE),
            Rule("top_count", "int", "Its frequency.", _CAN_BE_NONE, low=1),
        )
    )


def _schema(rules: Iterable[Rule], *others: dg.TableColumn) -> dg.TableSchema:
    return dg.TableSchema(columns=[*(rule.shown() for rule in rules), *others])


def _headers(contract: Contract) -> list[tuple[str, str]]:
    return [(column.header, column.name) for column in contract.columns if column.header]


def _described(contract: Contract, name: str) -> str:
    return contract[name].description or name.replace("_", " ").capitalize() + "."


def revenue_unit(contract: Contract) -> str:
    """Return the unit of the contract's revenue column, or "" if there is none."""
    return contract[contract.revenue].unit if contract.revenue else ""
