"""Convert the source's text to typed customers: repair known problems, quarantine others."""

from collections.abc import Iterable
from itertools import chain

import numpy as np
import numpy.typing as npt
import pandas as pd

from churn_platform.analysis.cleaning.cleaned import Cleaned
from churn_platform.analysis.cleaning.identity import conflicting_rows, read_ids, repeated_rows
from churn_platform.analysis.cleaning.implied import implied_counts
from churn_platform.analysis.cleaning.no_customers import RULE, not_customers
from churn_platform.analysis.cleaning.products import product_counts
from churn_platform.analysis.cleaning.quarantine import quarantine, rows_by_rule
from churn_platform.analysis.cleaning.sums import subtotals, sums_of
from churn_platform.analysis.cleaning.tables import places_by_id, typed
from churn_platform.analysis.errors import DataError
from churn_platform.analysis.parsing.cells import RULES, Cells, Mask, distinct
from churn_platform.analysis.parsing.number_format import NumberFormat, recognised
from churn_platform.analysis.parsing.numbers import DECIMAL_COMMA, fill_products
from churn_platform.analysis.parsing.rules import rule_of
from churn_platform.analysis.parsing.written import bare_number
from churn_platform.analysis.statistics.counts import counted
from churn_platform.config.contracts.column import Column
from churn_platform.config.contracts.contract import Contract


def clean_customers(
    text: pd.DataFrame, contract: Contract, number_format: NumberFormat | None = None
) -> Cleaned:
    """Type and repair trimmed text under our names; its index is the row number from 1.

    A row that violates a rule is quarantined, an unlabelled row is kept separately, an exact
    duplicate is dropped, and rows with the same id but different content are not used.

    Args:
        text: of the whole table, or of all rows with some of its ids.
        contract: of the table.
        number_format: of the whole table, from `number_format_of`; found in the text if None.

    Raises:
        DataError: there are no rows.
    """
    if len(text) == 0:
        raise DataError("the table has no rows; expected at least one customer")
    number_format = number_format or number_format_of([text], contract)
    cells = _read(text, contract, number_format)
    ids = cells[contract.identifier]
    others = _set_aside(text, contract, cells)
    repeated = repeated_rows(text, cells, contract)
    ids.mark("conflicting_id", conflicting_rows(ids, repeated | others))
    return _sorted_out(text, contract, cells, repeated, number_format)


def _set_aside(text: pd.DataFrame, contract: Contract, cells: dict[str, Cells]) -> Mask:
    """Mark the rows that are not customers, without other rules, and return them."""
    others = not_customers(text, contract, np.isnan(cells[contract.target].values))
    if others.any():
        for each in cells.values():
            for rule, rows in each.marks.items():
                each.marks[rule] = rows & ~others
        cells[contract.identifier].mark(RULE, others)
    return others


def number_format_of(parts: Iterable[pd.DataFrame], contract: Contract) -> NumberFormat:
    """Return the number format of a table, which is the same in all its parts."""
    columns = [column for column in contract.columns if column.kind == "numeric"]
    texts = (
        _digits(distinct(part[column.name])[1].to_pylist(), column)
        for part in parts
        for column in columns
        if column.decimal is None
    )
    return recognised(chain.from_iterable(texts), contract.reading.decimal)


def _digits(texts: list[str], column: Column) -> list[str]:
    if not column.format:
        return texts
    return [bare_number(text, column.format) or text for text in texts]


def _read(text: pd.DataFrame, contract: Contract, number_format: NumberFormat) -> dict[str, Cells]:
    cells = {}
    for column in contract.columns:
        if column.kind == "identifier":
            cells[column.name] = read_ids(text, contract)
        else:
            cells[column.name] = rule_of(column, number_format).table(text[column.name])
    for column in contract.columns:
        factors = [cells[name] for name in column.product_of]
        fill_products(cells[column.name], column, factors)
    return cells


def _sorted_out(
    text: pd.DataFrame,
    contract: Contract,
    cells: dict[str, Cells],
    repeated: Mask,
    number_format: NumberFormat,
) -> Cleaned:
    ids = cells[contract.identifier]
    broken = ~repeated & np.any([each.broken for each in cells.values()], axis=0)
    kept = ~repeated & ~broken
    has_label = ~np.isnan(cells[contract.target].values)
    customers = places_by_id(ids, kept & has_label)
    unlabelled = places_by_id(ids, kept & ~has_label)
    without_target = [column for column in contract.columns if column.kind != "target"]
    lines = quarantine(text, cells, contract, ~repeated)
    labelled = typed(cells, contract.columns, customers)
    others = [name for name in contract.names() if name != contract.identifier]
    numeric, rows = contract.names("numeric"), text.index.to_numpy(dtype=np.int64)
    return Cleaned(
        customers=labelled,
        unlabelled=typed(cells, without_target, unlabelled),
        quarantine=lines,
        repairs=_repairs(cells, kept),
        rows=len(text),
        labelled_rows=len(customers),
        unlabelled_rows=len(unlabelled),
        duplicates=int(repeated.sum()),
        quarantined=int(broken.sum()),
        conflicting_ids=len(set(lines.loc[lines["rule"] == "conflicting_id", "id"])),
        decimal=number_format.decimal,
        by_rule=rows_by_rule(lines),
        counts={name: counted(labelled[name]) for name in others},
        products=product_counts(labelled, contract),
        implied=implied_counts(labelled, contract),
        sums={name: sums_of(cells[name].values[kept], rows[kept]) for name in numeric},
        row_numbers=pd.Series(rows[customers]),
        subtotals=_subtotals({name: cells[name].values[kept] for name in numeric}, rows[kept]),
    )


def _subtotals(
    numbers: dict[str, npt.NDArray[np.float64]], rows: npt.NDArray[np.int64]
) -> tuple[int, ...]:
    order = np.argsort(rows)
    found = subtotals([each[order] for each in numbers.values()])
    return tuple(rows[order][found].tolist())


def _repairs(cells: dict[str, Cells], kept: Mask) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name, each in cells.items():
        for repair, rows in each.marks.items():
            if repair not in RULES and (count := int((rows & kept).sum())):
                key = repair if repair == DECIMAL_COMMA else f"{repair}_{name}"
                counts[key] = counts.get(key, 0) + count
    return counts
