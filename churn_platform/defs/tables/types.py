"""The dagster-pandas types of the customer tables: shown in the UI, enforced in the steps.

Their columns follow from the contract: the UI shows the contract at import time, a check uses the
current one.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import dagster as dg

from churn_platform.analysis.errors import DataError
from churn_platform.config.contracts.column import Column
from churn_platform.config.contracts.contract import Contract
from churn_platform.config.settings import get_contract
from churn_platform.defs.tables.rules import Rule, Type, first_broken

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


def _processed_rules(contract: Contract) -> list[Rule]:
    identifier, target = (contract[name] for name in (contract.identifier, contract.target))
    return [
        _clean_rule(identifier),
        Rule("split", "string", "Part of the split.", values=("train", "test", "spare")),
        _clean_rule(target),
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


def _declare(name: str, description: str, rules: _Rules) -> dg.DagsterType:
    def check(_context: Any, value: Any) -> dg.TypeCheck:
        if isinstance(value, Enforced):
            return dg.TypeCheck(success=True)
        contract = get_contract()
        broken = first_broken(value, (name, contract.version), partial(rules, contract))
        return dg.TypeCheck(success=not broken, description=broken)

    columns = [rule.shown() for rule in rules(get_contract())]
    return dg.DagsterType(
        name=name,
        type_check_fn=check,
        description=description,
        metadata={"columns": dg.TableSchema(columns=columns)},
    )


CLEAN_CUSTOMERS = _declare(
    "CleanCustomers",
    "The clean table: one row per customer, every value typed and allowed.",
    _clean_rules,
)
UNLABELLED_CUSTOMERS = _declare(
    "UnlabelledCustomers",
    "Customers with an unknown outcome: as in the clean table, without the target.",
    _unlabelled_rules,
)
QUARANTINED_CUSTOMERS = _declare(
    "QuarantinedCustomers",
    "Quarantined rows: one row per rule that a row of the source violates.",
    _quarantine_rules,
)
PROCESSED_CUSTOMERS = _declare(
    "ProcessedCustomers",
    "The model-ready table: id, split, target, and numbers only from there on.",
    _processed_rules,
)


def enforce(table: dg.DagsterType, frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return the frame if it matches the type, so that nothing else is published.

    Raises:
        DataError: a rule is violated; names table, column, found and expected.
    """
    check = table.type_check(None, frame)  # type: ignore[arg-type]
    if not check.success:
        raise DataError(f"{table.unique_name}: {check.description}")
    return frame
