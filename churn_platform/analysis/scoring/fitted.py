"""What a fitted pipeline holds: its blocks of columns, and what it puts where a value is missing.

Everything is read by the attributes that fitting leaves, so that nothing of scikit-learn is
imported where a compiled scorer is all that is needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from churn_platform.analysis.errors import DataError
from churn_platform.analysis.scoring.encoded import FloatArray
from churn_platform.config.contracts.contract import Contract


@dataclass(frozen=True)
class Block:
    """Columns that are prepared together.

    Attributes:
        names: the contract's features in it, in order.
        steps: what is done to them, one fitted transformer after the other.
    """

    names: tuple[str, ...]
    steps: tuple[Any, ...]

    @property
    def is_category(self) -> bool:
        """Whether the columns are encoded categories."""
        return hasattr(self.steps[0], "categories_")


def blocks_of(preparation: Any, contract: Contract) -> list[Block]:
    """Return the blocks of a fitted ColumnTransformer in the order of its output.

    A model may leave out columns that are about the product of others.

    Raises:
        DataError: the blocks hold other columns than the contract's features, or a category has
            other values than the contract's.
    """
    blocks = []
    for _, transformer, names in preparation.transformers_:
        if len(names) and transformer != "drop":
            steps = getattr(transformer, "steps", None)
            parts = tuple(step for _, step in steps) if steps else (transformer,)
            blocks.append(Block(tuple(names), parts))
    found = [name for block in blocks for name in block.names]
    left_out = set(contract.products) - set(found)
    if sorted([*found, *left_out]) != sorted(contract.features):
        raise DataError(f"the model was fitted on {found}; expected {contract.features}")
    for block in blocks:
        _check_levels(block, contract)
    return blocks


def _check_levels(block: Block, contract: Contract) -> None:
    if not block.is_category:
        return
    for name, levels in zip(block.names, block.steps[0].categories_, strict=True):
        if list(levels) != list(contract[name].values):
            raise DataError(
                f"{name}: the model was fitted on the values {list(levels)};"
                f" expected the contract's {list(contract[name].values)}"
            )


def fills_of(blocks: list[Block], contract: Contract) -> FloatArray:
    """Return what stands for a missing value, (n_features,), in the contract's order.

    For a number or flag that is what the imputer learned, or 0 where the model leaves it out. For
    a category it is the number of its values, one place after the last of them.

    Raises:
        DataError: numbers or flags are not imputed first.
    """
    fills = {name: float(len(contract[name].values)) for name in contract.names("category")}
    fills |= dict.fromkeys(contract.products, 0.0)
    for block in blocks:
        if not block.is_category:
            statistics = getattr(block.steps[0], "statistics_", [])
            if len(statistics) != len(block.names) or not np.isfinite(statistics).all():
                kind = type(block.steps[0]).__name__
                raise DataError(
                    f"{list(block.names)}: found a {kind} first; expected an imputer with a value"
                    " for each of them"
                )
            fills |= zip(block.names, map(float, statistics), strict=True)
    return np.array([fills[name] for name in contract.features])


def check_steps(blocks: list[Block], *known: str) -> None:
    """Make sure that nothing is done after the first step but what is known, by its attributes.

    Raises:
        DataError: a later step has none of the attributes.
    """
    for block in blocks:
        for step in block.steps[1:]:
            if not any(hasattr(step, attribute) for attribute in known):
                raise DataError(
                    f"{list(block.names)}: found a {type(step).__name__} in their preparation;"
                    " expected an imputer and, for a linear model, splines and scaling"
                )
