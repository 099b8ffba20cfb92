"""The dagster-pandas types of the customer tables: shown in the UI, enforced in the steps.

Their columns follow from the contract: the UI shows it as it was when it was loaded, a check holds
a table against it as it is now.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import dagster as dg

from churn_platform.analysis.errors import DataError
from churn_platform.config.contracts.column import Column
from churn_platform.config.contracts.contract import Contract
from churn_platform.defs.tables.rules import Rule, Type, first_broken
from churn_platform.pipeline import Pipeline

if TYPE_CHECKING:
    import pandas as pd

_Rules = Callable[[Contract], list[Rule]]


def _clean_rule(column: Column) -> Rule:
    rule = partial(
        Rule, column.name, description=column.description, nullable=column.may_be_missing
    )
    if column.kind == "identifier":
        return rule("string", unique=True)
    if column.kind == "category":
        return rule("string", values=column.values)
    # integers and flags with missing values are floats
    whole: Type = "float" if column.may_be_missing else "int"
    if column.kind == "numeric":
        return rule(whole if column.whole else "float", low=column.low, high=column.high)
    return rule(whole, low=0, high=1)


def _clean_rules(contract: Contract) -> list[Rule]:
    return [_clean_rule(column) for column in contract.columns]


def _unlabelled_rules(contract: Contract) -> list[Rule]:
    return [_clean_rule(column) for column in contract.columns if column.kind != "target"]


def _quarantine_rules(_contract: Contract) -> list[Rule]:
    return [
        Rule("row", "int", "Data row of the source, from 1.", low=1),
        Rule("rule", "string", "The rule that the row violates."),
        Rule("column", "string", "The column that violates it."),
        Rule("value", "string", "The value in the source.", nullable=True),
        Rule("id", "string", "The customer's id.", nullable=True),
    ]


def _split_rules(contract: Contract) -> list[Rule]:
    values = ("train", "test", "spare")
    return [
        _clean_rule(contract[contract.identifier]),
        _clean_rule(contract[contract.target]),
        Rule("split", "string", "Part of the split.", values=values),
    ]


def _processed_rules(contract: Contract) -> list[Rule]:
    identifier, target, split = _split_rules(contract)
    return [
        identifier,
        split,
        target,
        *(
            Rule(name, "float", f"{contract[name].description} Imputed and scaled.".lstrip())
            for name in contract.names("numeric")
        ),
        *(
            Rule(name, "float", contract[name].description, low=0, high=1)
            for name in contract.names("flag")
        ),
        *(
            Rule(f"{name}={value}", "float", f"1 if {name} is {value}.", low=0, high=1)
            for name in contract.names("category")
            for value in contract[name].values
        ),
    ]


class Enforced:
    """A marker for a table whose parts were all checked when written."""


@dataclass(frozen=True)
class Table:
    """What a table must be: its type's name in the UI, what it is, and the rules of its columns."""

    name: str
    description: str
    rules: _Rules

    def of(self, pipeline: Pipeline) -> dg.DagsterType:
        """Return the type of a pipeline's table."""

        def check(_context: Any, value: Any) -> dg.TypeCheck:
            broken = "" if isinstance(value, Enforced) else self.broken(value, pipeline.contract)
            return dg.TypeCheck(success=not broken, description=broken)

        columns = [rule.shown() for rule in self.rules(pipeline.contract)]
        return dg.DagsterType(
            name=self.name,
            type_check_fn=check,
            description=self.description,
            metadata={"columns": dg.TableSchema(columns=columns)},
        )

    def broken(self, value: Any, contract: Contract) -> str:
        """Return what is wrong with a value that should be such a table, or ""."""
        return first_broken(value, (self.name, contract.version), partial(self.rules, contract))

    def enforce(self, frame: "pd.DataFrame", contract: Contract) -> "pd.DataFrame":
        """Return the frame if it is such a table, so that nothing else is ever published.

        Raises:
            DataError: a rule is broken; names table, column, found and expected.
        """
        if broken := self.broken(frame, contract):
            raise DataError(f"{self.name}: {broken}")
        return frame


CLEAN_CUSTOMERS = Table(
    "CleanCustomers",
    "The clean table: one row per customer, every value typed and allowed.",
    _clean_rules,
)
UNLABELLED_CUSTOMERS = Table(
    "UnlabelledCustomers",
    "Customers with an unknown outcome: as in the clean table, without the target.",
    _unlabelled_rules,
)
QUARANTINED_CUSTOMERS = Table(
    "QuarantinedCustomers",
    "Quarantined rows: one row per rule that a row of the source violates.",
    _quarantine_rules,
)
PROCESSED_CUSTOMERS = Table(
    "ProcessedCustomers",
    "The model-ready table: id, split, target, and numbers only from there on.",
    _processed_rules,
)
SPLIT = Table(
    "Split",
    "Who trains the models and who tests them: one row is one customer of the clean table.",
    _split_rules,
)
