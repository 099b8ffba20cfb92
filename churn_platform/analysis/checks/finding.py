"""The result of a check."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Finding:
    """The result of one check of the catalogue.

    `found` and `expected` are one line each, `rows` is the number of affected rows, `details` is
    JSON-serializable. None of them names a customer.
    """

    name: str
    passed: bool
    found: str
    expected: str
    rows: int
    details: dict[str, Any] = field(default_factory=dict)
