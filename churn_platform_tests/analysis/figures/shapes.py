"""Contracts of different shapes, each with a table of 120 customers made by rule."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from churn_platform.config.contracts.contract import Contract
from churn_platform.config.contracts.load import parse_contract

ROWS = 120  # of fewer than ten customers a level, boosted trees learn nothing
_PLACES = range(ROWS)
_LINES = {
    "numeric": """
        columns.age = {kind = "numeric", header = "Age", unit = "years", whole = true}
        columns.balance = {kind = "numeric", header = "Balance", unit = "€"}
        """,
    "flag": """
        columns.active = {kind = "flag", header = "Active"}
        columns.card = {kind = "flag", header = "Card"}
        """,
    "category": """
        columns.region = {kind = "category", header = "Region", values = ["north", "south", "west"]}
        """,
}
_VALUES: dict[str, list[Any]] = {
    "age": [place % 11 for place in _PLACES],
    "balance": [12.5 * (place % 7) for place in _PLACES],
    "active": [place % 2 for place in _PLACES],
    "card": [int(place % 5 < 2) for place in _PLACES],
    "region": [("north", "south", "west", "north")[place % 4] for place in _PLACES],
}


@dataclass(frozen=True)
class Shape:
    """A contract and a clean table of it, typed as cleaning types it."""

    contract: Contract
    clean: pd.DataFrame


def shape(*kinds: str, holes: bool = False) -> Shape:
    """Return a contract with features of these kinds; with `holes` each may be missing.

    Every fourth customer left. With holes, every fifth has no feature at all.
    """
    lines = "".join(_LINES[kind] for kind in kinds)
    if holes:
        lines = lines.replace("}", ', blank = "missing"}')
    contract = parse_contract(
        f"""
        name = "shape"
        {'time_axis = "age"' if "numeric" in kinds else ""}
        columns.id = {{kind = "identifier", header = "Id"}}
        {lines}
        columns.left = {{kind = "target", header = "Left"}}
        """,
        "shape.toml",
    )
    clean = pd.DataFrame({"id": [f"SECRET-{place:02d}" for place in _PLACES]})
    for name in contract.features:
        is_text = contract[name].kind == "category"
        cells = [None if holes and p % 5 == 0 else _VALUES[name][p] for p in _PLACES]
        clean[name] = pd.Series(cells, dtype=object)
        if not is_text:
            fraction = holes or name == "balance"
            clean[name] = clean[name].astype("float64" if fraction else "int64")
    clean["left"] = [int(place % 4 == 0) for place in _PLACES]
    return Shape(contract, clean)


SHAPES = {
    "no number": shape("flag", "category"),
    "no flag": shape("numeric", "category"),
    "no category": shape("numeric", "flag"),
    "numbers alone": shape("numeric"),
    "flags alone": shape("flag"),
    "categories alone": shape("category"),
    "holes": shape("numeric", "flag", "category", holes=True),
}


def wide(columns: int) -> Shape:
    """Return a contract with this many numbers; column n is the target but for n customers."""
    names = [f"column_{place}" for place in range(columns)]
    lines = "".join(f'columns.{name} = {{kind = "numeric", header = "{name}"}}\n' for name in names)
    contract = parse_contract(
        f"""
        name = "wide"
        columns.id = {{kind = "identifier", header = "Id"}}
        {lines}
        columns.left = {{kind = "target", header = "Left"}}
        """,
        "wide.toml",
    )
    left = [place % 2 for place in range(200)]
    values = {
        name: [float(1 - one if place < off else one) for place, one in enumerate(left)]
        for off, name in enumerate(names)
    }
    ids = [f"SECRET-{place}" for place in range(200)]
    return Shape(contract, pd.DataFrame({"id": ids, **values, "left": left}))
