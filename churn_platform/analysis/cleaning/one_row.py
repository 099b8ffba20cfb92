"""One customer as a JSON object, read by the rules of a whole table and without a table."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from churn_platform.analysis.cleaning.one_cell import (
    Remark,
    Value,
    cell_reader,
    checked,
    expected,
    shown,
)
from churn_platform.analysis.cleaning.one_fields import FieldMatcher, Said
from churn_platform.contracts.contract import Contract

_MISSING: Final = {
    "unknown": "not among the known values, the model takes it as not known",
    "blank": "nothing given, the model takes it as not known",
    "stated": "nothing given, taken as",
}


@dataclass
class Row:
    """One customer's features by our names, the id if one was given, and what is to be said.

    With `problems` the values cannot be used. `warnings` say what was not used or not known.
    """

    values: dict[str, Value]
    id: str | None = None
    warnings: list[Said] = field(default_factory=list)
    problems: list[Said] = field(default_factory=list)


class RowReader:
    """Reads customers of one contract; what it works out for fields and texts it remembers."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._readers = {name: cell_reader(contract[name]) for name in contract.features}
        self._fields = FieldMatcher(contract)

    def read(self, raw: Mapping[str, Any], base: Mapping[str, Value] | None = None) -> Row:
        """Return the customer in an object of field and value.

        Args:
            raw: fields by the contract's headers, aliases or our names; JSON values.
            base: values of the features that are not given; without it they are missing.
        """
        fields = self._fields.match(tuple(raw))
        row = Row({}, None, list(fields.warnings), list(fields.problems))
        if fields.id_field is not None:
            _read_id(row, fields.id_field, raw[fields.id_field])
        products: dict[str, str] = {}
        values, readers = row.values, self._readers
        for name, given in fields.used:
            values[name], remark = readers[name](raw[given])
            if remark is not None:
                _take(row, name, given, remark, products)
        for name in fields.absent:
            if base is not None:
                values[name] = base[name]
                continue
            values[name], remark = readers[name](None)
            if remark is not None:
                _take(row, name, self._contract[name].source, remark, products)
        for name, given in products.items():
            self._fill(row, name, given)
        return row

    def _fill(self, row: Row, name: str, given: str) -> None:
        """Put the product of its factors where a product is not given, as a whole table gets it."""
        column = self._contract[name]
        factors = [row.values[each] for each in column.product_of]
        known = [each for each in factors if isinstance(each, float | int)]
        product = math.prod(known) if len(known) == len(factors) else math.nan
        if not math.isfinite(product):
            text = f"{_MISSING['blank']}; expected {expected(column)}"
            row.warnings.append(Said(given, None, text))
            return
        row.values[name], remark = checked(product, column)
        of = " and ".join(self._contract[each].source for each in column.product_of)
        if remark is None:
            text = f"nothing given, taken as {product:.15g}, the product of {of}"
            row.warnings.append(Said(given, None, text))
        else:
            text = f"the product of {of}; expected {remark.expected}"
            row.problems.append(Said(given, remark.found, text))


def _read_id(row: Row, given: str, value: Any) -> None:
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        row.id = str(value)
    elif value is not None:
        row.problems.append(Said(given, "no text", "expected a text"))


def _take(row: Row, name: str, given: str, remark: Remark, products: dict[str, str]) -> None:
    """Keep what is to be said about a value; a product waits for its factors."""
    if remark.kind == "product":
        products[name] = given
    elif remark.kind == "wrong":
        row.problems.append(Said(given, remark.found, f"expected {remark.expected}"))
    else:
        because = _MISSING[remark.kind]
        if remark.kind == "stated":
            because += f" {shown(row.values[name])}, as the contract says"
        said = Said(given, remark.found, f"{because}; expected {remark.expected}")
        row.warnings.append(said)
