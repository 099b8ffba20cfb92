"""What follows from a customer's other values: products of factors, and values that are implied."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from churn_platform.analysis.cleaning.totals import moved_total
from churn_platform.analysis.one_customer.cell import ReadCell, Value, checked, shown
from churn_platform.analysis.one_customer.fields import Said
from churn_platform.config.contracts.column import Column
from churn_platform.config.contracts.contract import Contract
from churn_platform.config.contracts.implications import Implication


@dataclass(frozen=True)
class Followed:
    """A value that a change brought with it: by our name, before and after, and why in words."""

    column: str
    before: Value
    after: Value
    because: str


class Dependents:
    """Works out the values of one contract that depend on others."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._rules = contract.implications
        self._implying: dict[str, list[Implication]] = {}
        for rule in self._rules:
            self._implying.setdefault(rule.other, []).append(rule)

    @property
    def implied(self) -> Collection[str]:
        """Our names of the columns that another column's value can imply."""
        return self._implying.keys()

    def product(self, values: Mapping[str, Value], name: str) -> ReadCell | None:
        """Return the product of a column's factors, None if one of them is not known.

        It has a remark if the column does not allow it. Where only whole numbers are allowed it is
        rounded.
        """
        factors = self._factors(values, name)
        return None if factors is None else self._read(math.prod(factors.values()), name)

    def product_words(self, name: str) -> str:
        """Return in words what a column is the product of."""
        of = " and ".join(self._contract[each].source for each in self._contract[name].product_of)
        return f"the product of {of}"

    def _factors(self, values: Mapping[str, Value], name: str) -> dict[str, float] | None:
        """Return a product's factors by name, None if one of them is not known."""
        factors = {each: values[each] for each in self._contract[name].product_of}
        known = {each: value for each, value in factors.items() if isinstance(value, float | int)}
        return known if len(known) == len(factors) else None

    def _read(self, number: float, name: str) -> ReadCell | None:
        """Return a number that was worked out as the column holds it; None if it is not finite."""
        if not math.isfinite(number):
            return None
        column = self._contract[name]
        return checked(float(round(number)) if column.whole else float(number), column)

    def _moved(
        self, values: Mapping[str, Value], before: Mapping[str, Value], name: str
    ) -> tuple[ReadCell | None, str]:
        """Return a product after its factors changed, and in words what it is.

        It is the customer's own value, moved as `moved_total` says; the plain product if there was
        none, or it cannot be moved. None if a factor is not known.
        """
        total, now = before[name], self._factors(values, name)
        then = self._factors(before, name)
        if now and then and isinstance(total, float | int):
            axis = self._contract.time_axis
            found = moved_total(total, then, now, axis if axis in now else None)
            if found is not None and math.isfinite(found):
                by = [self._contract[each].source for each in now if now[each] != then[each]]
                return self._read(
                    found, name
                ), f"the customer's own, adjusted to {' and '.join(by)}"
        return self.product(values, name), self.product_words(name)

    def fill(self, values: dict[str, Value], blanks: Collection[str]) -> dict[str, str]:
        """Put what others imply where nothing is given, in place; return why, by column."""
        why: dict[str, str] = {}
        waiting = [rule for name in blanks for rule in self._implying.get(name, ())]
        while rule := next((one for one in waiting if values[one.column] == one.value), None):
            values[rule.other], why[rule.other] = rule.implied, self._because(rule)
            waiting = [one for one in waiting if one.other != rule.other]
        return why

    def follow(
        self, values: dict[str, Value], before: Mapping[str, Value], changed: Collection[str]
    ) -> tuple[list[Followed], list[Said]]:
        """Let what depends on changed values follow them, in place.

        A changed value stays. What it implies follows, and so does a column that would imply
        something else of it: to its other value if it has two, else it is not known any more. A
        product follows if one of its factors has moved: the customer's own value moves with them,
        see `moved_total`.

        Args:
            values: of every feature, with the changes.
            before: of every feature, without them.
            changed: our names of the columns that were changed.

        Returns:
            What followed, and the products that the contract does not allow.
        """
        why = self._implied_by(values, set(changed))
        problems = []
        for name in self._contract.products:
            moved = any(values[each] != before[each] for each in self._contract[name].product_of)
            if not moved or name in changed:
                continue
            found, words = self._moved(values, before, name)
            if found is None:
                continue
            if found.remark is None:
                values[name], why[name] = found.value, words
            else:
                text = f"{words}; expected {found.remark.expected}"
                problems.append(Said(self._contract[name].source, found.remark.found, text))
        followed = [
            Followed(name, before[name], values[name], reason)
            for name, reason in why.items()
            if values[name] != before[name]
        ]
        return followed, problems

    def _implied_by(self, values: dict[str, Value], settled: set[str]) -> dict[str, str]:
        """Settle what is implied, first by what is known, then by what cannot be."""
        why: dict[str, str] = {}
        lost: set[str] = set()
        while step := self._next(values, settled, lost):
            name, value, reason = step
            values[name], why[name] = value, reason
            settled.add(name)
            if value is None:
                lost.add(name)
        return why

    def _next(
        self, values: Mapping[str, Value], settled: set[str], lost: set[str]
    ) -> tuple[str, Value, str] | None:
        broken = [
            rule
            for rule in self._rules
            if values[rule.column] == rule.value and values[rule.other] != rule.implied
        ]
        for rule in broken:
            if rule.column in settled and rule.other not in settled:
                return rule.other, rule.implied, self._because(rule)
        for rule in broken:
            is_known = values[rule.other] is not None or rule.other in lost
            if rule.other in settled and rule.column not in settled and is_known:
                reason = self._is(rule.other, values[rule.other], "is not known")
                return rule.column, self._other(rule), reason
        return None

    def _other(self, rule: Implication) -> Value:
        """Return the other value of a column with two, None if there are more."""
        column = self._contract[rule.column]
        values: tuple[Value, ...] = (1.0, 0.0) if column.kind == "flag" else column.values
        others = [each for each in values if each != rule.value]
        return others[0] if len(others) == 1 else None

    def _because(self, rule: Implication) -> str:
        return self._is(rule.column, rule.value)

    def _is(self, name: str, value: Value, unknown: str = "") -> str:
        column = self._contract[name]
        return f"{column.source} {unknown if value is None else f'is {in_words(value, column)}'}"


def in_words(value: Value, column: Column) -> str:
    """Return a value as messages show it: a flag by its word."""
    if column.kind == "flag":
        return repr((column.yes if value else column.no)[0])
    return f"{value:.15g}" if isinstance(value, float | int) else shown(value)
