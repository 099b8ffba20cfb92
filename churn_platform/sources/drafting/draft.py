"""A first contract, guessed from a table of text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from churn_platform.analysis.errors import DataError
from churn_platform.analysis.parsing.number_format import NumberFormat
from churn_platform.config.contracts.headers import shown_list
from churn_platform.config.contracts.spelling import normalised
from churn_platform.sources.drafting.columns.categories import guess_category, guess_flag, is_flag
from churn_platform.sources.drafting.columns.implied import find_implications
from churn_platform.sources.drafting.columns.leaks import areas_alone, near_leaks
from churn_platform.sources.drafting.columns.marks import mark, mark_not_actionable
from churn_platform.sources.drafting.columns.numbers import guess_number, is_numeric
from churn_platform.sources.drafting.columns.products import describe_product, guess_product
from churn_platform.sources.drafting.columns.scales import (
    confirm_months,
    describe_revenue,
    revenue,
    time_axis,
)
from churn_platform.sources.drafting.columns.unused import why_too_late, why_unused
from churn_platform.sources.drafting.facts.column import Facts, Numbers, facts_of, number_format_of
from churn_platform.sources.drafting.facts.guess import Guess, describe_missing
from churn_platform.sources.drafting.facts.words import column_names
from churn_platform.sources.drafting.identifier import Identity, guess_identity
from churn_platform.sources.drafting.rows import (
    check_names,
    check_rows,
    check_sums,
    drop_non_customers,
)
from churn_platform.sources.drafting.table_doubts import table_doubts
from churn_platform.sources.drafting.target import (
    describe_target,
    find_column,
    find_target,
    guess_target,
)
from churn_platform.sources.formats.format import Format

_MADE_ID = "customer_id"
_LONGEST_HEADER = 200


@dataclass(frozen=True)
class Draft:
    """A drafted contract: columns by our names, and excluded headers with reasons.

    `reading` is how the file is written, where that was guessed. `who_left` is a sentence that says
    who counts as churned and asks for confirmation. `doubts` are about the whole table.
    """

    columns: dict[str, Guess]
    time_axis: str | None
    revenue: str | None
    ignore: dict[str, str]
    after_outcome: dict[str, str]
    reading: dict[str, str] = field(default_factory=dict)
    who_left: str = ""
    doubts: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Sorted:
    features: list[Facts]
    ignore: dict[str, str]
    after_outcome: dict[str, str]
    areas: Mapping[Facts, float]


def draft_contract(
    table: pd.DataFrame,
    identifier: str | None = None,
    target: str | None = None,
    leaving: Sequence[str] | None = None,
    written: Format | None = None,
    decimal: str | None = None,
) -> Draft:
    """Draft the contract of a table of text with its own headers and one row per customer.

    `identifier`, `target`, `leaving` (values of the target) and `decimal` are the user's choices;
    `written` is how the file is written.

    Raises:
        DataError: no rows, duplicate headers, several rows per customer, no target that is
            understood, or nothing to predict from.
    """
    table, doubts = drop_non_customers(_trimmed(table))
    number_format, unsure = NumberFormat(decimal or ".", is_known=True), list[str]()
    if decimal is None:
        number_format, unsure = number_format_of(table, written.delimiter if written else None)
    columns = facts_of(table, number_format)
    check_names(table, identifier and find_column(columns, identifier, "ID").header)
    check_sums(columns)
    outcome = find_target(columns, target)
    rest = [one for one in columns if one is not outcome]
    guess, labels = guess_target(outcome, leaving)
    check_rows(rest, labels)
    identity = guess_identity(rest, identifier)
    describe_missing(guess, outcome)
    found = _sort_out([one for one in rest if one is not identity.column], identity, labels)
    guesses = {identity.column: identity.guess, outcome: guess}
    guesses |= {one: _guess_feature(one) for one in found.features}
    for one, doubt in near_leaks(found.features, found.areas, labels).items():
        guesses[one].doubts.insert(0, doubt)
    by_name = _by_name([one for one in (None, *columns) if one in guesses])
    numeric = {name: one for name, one in by_name.items() if one and _is_number(guesses[one])}
    _find_products(numeric, guesses)
    named = {name: guesses[one] for name, one in by_name.items()}
    find_implications({name: one for name, one in by_name.items() if one}, named)
    axis, pays = time_axis(numeric), revenue(numeric)
    describe_revenue(named, numeric, pays, doubts)
    confirm_months(named, axis, pays)
    for name, each in named.items():
        if name == axis or "product_of" in each.keys:
            mark_not_actionable(each)
    return Draft(
        columns=named,
        time_axis=axis,
        revenue=pays,
        ignore=found.ignore,
        after_outcome=found.after_outcome,
        reading=_stated(columns, None if decimal else number_format, unsure, written),
        who_left=describe_target(guess, outcome),
        doubts=[*table_doubts(columns, number_format, unsure, written), *doubts],
    )


def _stated(
    columns: Sequence[Facts],
    number_format: NumberFormat | None,
    unsure: Sequence[str],
    written: Format | None,
) -> dict[str, str]:
    stated = {}
    if written and written.encoding and written.encoding_doubt:
        stated["encoding"] = written.encoding
    # so that a few rows, or a single customer, are read like this table
    if number_format and (unsure or (number_format.is_known and _hold_commas(columns))):
        stated["decimal"] = number_format.decimal
    return stated


def _hold_commas(columns: Sequence[Facts]) -> bool:
    return any("," in text for one in columns if one.are_numbers for text in one.counts)


def _by_name(columns: Sequence[Facts | None]) -> dict[str, Facts | None]:
    names = column_names(one.header if one else _MADE_ID for one in columns)
    return dict(zip(names, columns, strict=True))


def _trimmed(table: pd.DataFrame) -> pd.DataFrame:
    headers = [str(header).strip() for header in table.columns]
    texts: dict[str, pd.Series] = {}
    for place, header in enumerate(headers):
        same = [other for other in texts if normalised(other) == normalised(header)]
        if same:
            both = shown_list([*same, header])
            raise DataError(f"columns {both} have the same name; expected each header once")
        if len(header) > _LONGEST_HEADER:
            length = f"{len(header):,} characters; expected at most {_LONGEST_HEADER}"
            raise DataError(f"column {place + 1}: a header of {length}")
        if normalised(header):  # a column without a header, such as a saved index, is skipped
            cells = [cell.strip() for cell in table.iloc[:, place]]
            texts[header] = pd.Series(cells, dtype=object)
    if not texts or not len(table):
        raise DataError("the table has no rows; expected a header and customers")
    return pd.DataFrame(texts)


def _sort_out(columns: Sequence[Facts], identity: Identity, labels: Numbers) -> _Sorted:
    looked_at = [one for one in columns if one.header not in identity.unused]
    found = _Sorted([], dict(identity.unused), {}, areas_alone(looked_at, labels))
    for one in looked_at:
        if why := why_too_late(one, found.areas[one]):
            found.after_outcome[one.header] = why
        elif why := why_unused(one):
            found.ignore[one.header] = why
        else:
            found.features.append(one)
    if not found.features:
        headers = shown_list([one.header for one in columns])
        raise DataError(f"no column is left to predict from; found {headers}")
    return found


def _guess_feature(facts: Facts) -> Guess:
    if is_flag(facts):
        guess = guess_flag(facts)
    else:
        guess = guess_number(facts) if is_numeric(facts) else guess_category(facts)
    mark(guess, facts)
    return guess


def _is_number(guess: Guess) -> bool:
    return bool(guess.keys["kind"] == "numeric")


def _find_products(numeric: Mapping[str, Facts], guesses: Mapping[Facts | None, Guess]) -> None:
    for facts in numeric.values():
        if factors := guess_product(facts, numeric):
            of = {name: numeric[name] for name in factors}
            describe_product(guesses[facts], facts, of)
