"""The quarantine: which rows broke which rules."""

import pandas as pd

from churn_platform.analysis.parsing.cells import RULES, Cells, Mask
from churn_platform.config.contracts.contract import Contract

_COLUMNS = ("row", "rule", "column", "value", "id")


def quarantine(
    text: pd.DataFrame, cells: dict[str, Cells], contract: Contract, rows: Mask
) -> pd.DataFrame:
    """Return one line for each rule that one of `rows` breaks, sorted by row."""
    ids = cells[contract.identifier].values
    lines = []
    for name in contract.names():
        for rule in RULES:
            broken = cells[name].marks.get(rule)
            if broken is None or not (broken := broken & rows).any():
                continue
            is_id = name == contract.identifier
            written = ids[broken] if is_id else text[name][broken].to_numpy(dtype=object)
            line = {"row": text.index[broken], "value": written, "id": ids[broken]}
            lines.append(pd.DataFrame({**line, "rule": rule, "column": name}))
    frame = pd.concat(lines) if lines else pd.DataFrame({name: [] for name in _COLUMNS})
    typed = frame[list(_COLUMNS)].astype(dict.fromkeys(_COLUMNS, object) | {"row": "int64"})
    return typed.sort_values("row", kind="stable", ignore_index=True)


def rows_by_rule(lines: pd.DataFrame) -> dict[str, int]:
    """Return how many rows broke each rule in each column, most first."""
    counts: dict[str, int] = {}
    for rule, column in zip(lines["rule"], lines["column"], strict=True):
        counts[f"{rule} {column}"] = counts.get(f"{rule} {column}", 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
