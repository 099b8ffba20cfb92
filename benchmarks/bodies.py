"""What a client of the predictions would send: rows of the source as JSON."""

import csv
import json
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from churn_platform.config.contracts.contract import Contract

Customer = dict[str, Any]


def customers_of(source: Path, contract: Contract, maximum: int) -> list[Customer]:
    """Return the first customers of a CSV file by its headers, without who left.

    Where the file has too few, its rows are repeated under other ids.
    """
    with source.open(newline="", encoding="utf-8-sig") as file:
        rows = [_customer(row, contract) for row in islice(csv.DictReader(file), maximum)]
    header = contract[contract.identifier].source
    return [
        rows[i] if i < len(rows) else {**row, header: f"{row[header]}-{i // len(rows)}"}
        for i, row in zip(range(maximum), cycle(rows), strict=False)
    ]


def write_bodies(source: Path, contract: Contract, folder: Path, batch: int) -> tuple[Path, Path]:
    """Write a request of one customer and one of a batch; return both files."""
    folder.mkdir(exist_ok=True)
    one, many = folder / "one.json", folder / "batch.json"
    customers = customers_of(source, contract, batch)
    one.write_text(json.dumps({"customer": customers[0]}))
    many.write_text(json.dumps({"customers": customers}))
    return one, many


def _customer(row: dict[str, str], contract: Contract) -> Customer:
    target, texts = contract[contract.target].source, {contract[contract.identifier].source}
    return {
        header: value if header in texts else _as_json(value)
        for header, value in row.items()
        if header != target
    }


def _as_json(text: str) -> str | float:
    """Return a number where the cell is one, as a program that knows the types would send it."""
    try:
        return int(text) if text.isdecimal() else float(text)
    except ValueError:
        return text
