"""One customer as a JSON object, read by the rules of a whole table and without a table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from churn_platform.analysis.one_customer.cell import (
    Remark,
    Value,
    cell_reader,
    expected,
    shown,
)
from churn_platform.analysis.one_customer.dependent import Dependents, Followed, in_words
from churn_platform.analysis.one_customer.fields import FieldMatcher, Said
from churn_platform.config.contracts.contract import Contract

_MISSING: Final = {
    "unknown": "not among the known values, treated as missing",
    "blank": "nothing given, treated as missing",
    "stated": "nothing given, taken as",
}
_Remarked = tuple[str, str, Remark]
"""Our name of a column, the field that gives it, and what is to be said."""


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
        self._readers = {
            name: cell_reader(contract[name], contract.reading.decimal)
            for name in contract.features
        }
        self._fields = FieldMatcher(contract)
        self._dependents = Dependents(contract)

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
        remarks: list[_Remarked] = []
        values, readers = row.values, self._readers
        for name, given in fields.used:
            values[name], remark = readers[name](raw[given])
            if remark is not None:
                remarks.append((name, given, remark))
        for name in fields.absent:
            if base is not None:
                values[name] = base[name]
                continue
            values[name], remark = readers[name](None)
            if remark is not None:
                remarks.append((name, self._contract[name].source, remark))
        if remarks:
            self._settle(row, remarks, fields.absent)
        return row

    def changed(
        self, raw: Mapping[str, Any], before: Mapping[str, Value]
    ) -> tuple[Row, list[Followed]]:
        """Return a customer with changes, and the values that followed them.

        Args:
            raw: the changes, as in `read`.
            before: values of every feature.
        """
        row = self.read(raw, base=before)
        if row.problems:
            return row, []
        names = [name for name, _ in self._fields.match(tuple(raw)).used]
        followed, problems = self._dependents.follow(row.values, before, names)
        row.problems += problems
        for each in followed:
            if each.after is None:
                text = f"not known with this change, as {each.because}; give its value as well"
                row.warnings.append(Said(self._contract[each.column].source, None, text))
        return row, followed

    def _settle(self, row: Row, remarks: list[_Remarked], absent: tuple[str, ...]) -> None:
        """Return what is to be said about values; what is not given may follow from the others."""
        products: dict[str, str] = {}
        implied: dict[str, int] = {}  # the place of the warning about each
        for name, given, remark in remarks:
            column = self._contract[name]
            may_follow = remark.kind == "blank" and (name in absent or column.blank == "refuse")
            if remark.kind == "product" or (may_follow and column.product_of):
                products[name] = given
            elif remark.kind == "wrong":
                row.problems.append(Said(given, remark.found, f"expected {remark.expected}"))
            else:
                if may_follow and name in self._dependents.implied:
                    implied[name] = len(row.warnings)
                row.warnings.append(_warning(given, remark, row.values[name]))
        self._imply(row, implied)
        for name, given in products.items():
            self._multiply(row, name, given)

    def _imply(self, row: Row, places: dict[str, int]) -> None:
        """Put what other values imply where nothing is given, and say so at the warning's place."""
        for name, why in self._dependents.fill(row.values, places).items():
            value = in_words(row.values[name], self._contract[name])
            said = row.warnings[places[name]]
            text = f"nothing given, taken as {value}, as {why}"
            row.warnings[places[name]] = Said(said.field, said.found, text)

    def _multiply(self, row: Row, name: str, given: str) -> None:
        """Put the product of its factors where a product is not given, as a whole table gets it."""
        found, column = self._dependents.product(row.values, name), self._contract[name]
        words = self._dependents.product_words(name)
        if found is None:
            text = f"{_MISSING['blank']}; expected {expected(column)}"
            row.warnings.append(Said(given, None, text))
        elif found.remark is None:
            row.values[name] = found.value
            text = f"nothing given, taken as {in_words(found.value, column)}, {words}"
            row.warnings.append(Said(given, None, text))
        else:
            text = f"{words}; expected {found.remark.expected}"
            row.problems.append(Said(given, found.remark.found, text))


def _warning(given: str, remark: Remark, value: Value) -> Said:
    because = _MISSING[remark.kind]
    if remark.kind == "stated":
        because += f" {shown(value)}, as the contract says"
    return Said(given, remark.found, f"{because}; expected {remark.expected}")


def _read_id(row: Row, given: str, value: Any) -> None:
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        row.id = str(value)
    elif value is not None:
        row.problems.append(Said(given, "no text", "expected a text"))
