"""Convert what steps pass to Dagster, write to files and read back."""

import json
from collections.abc import Callable
from typing import Any, BinaryIO

import dagster as dg

from churn_platform.analysis.checks.finding import Finding
from churn_platform.checks import Check
from churn_platform.values import plain


def check_result(check: Check, finding: Finding) -> dg.AssetCheckResult:
    """Return a finding as Dagster's check result."""
    severity = dg.AssetCheckSeverity.ERROR if check.blocking else dg.AssetCheckSeverity.WARN
    facts = {"found": finding.found, "expected": finding.expected, "rows": finding.rows}
    return dg.AssetCheckResult(
        asset_key=check.asset,
        check_name=check.name,
        passed=finding.passed,
        severity=severity,
        metadata=plain(facts | finding.details),
    )


def writes(content: bytes) -> Callable[[BinaryIO], None]:
    """Return a writer of this content, for `Step.publish`."""

    def write(file: BinaryIO) -> None:
        file.write(content)

    return write


def writes_json(document: Any) -> Callable[[BinaryIO], None]:
    """Return a writer of this document, with None for NaN and infinity; see `read_json`."""
    return writes(json.dumps(plain(document), indent=2, allow_nan=False).encode())


def read_json(content: bytes) -> dict[str, Any]:
    """Return the document in a file's content."""
    found: dict[str, Any] = json.loads(content)
    return found
