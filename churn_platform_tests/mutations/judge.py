"""What became of one file: accepted with a table that holds, or refused in one clear line."""

import re

import dagster as dg
import numpy as np
import pandas as pd

from churn_platform.catalog import CHURN_PIPELINE, CLEANED
from churn_platform.config.contracts.contract import Contract
from churn_platform.metadata import Meta
from churn_platform_tests.platform import Platform

SECONDS = 10.0
_EXPECTS = re.compile("expected|accepted")
_STEPS = ["raw_customers", *CLEANED]


class Broken(AssertionError):
    """The platform did with a file what it must never do."""


def judge(platform: Platform, content: bytes) -> str:
    """Let the real steps take the content as the source; return what became of it.

    Raises:
        Broken: a bare error, a table that does not hold, or something published on refusal.
    """
    platform.source.write_bytes(content)
    before = {key: _version(platform, key) for key in _STEPS}
    result = platform.run(CHURN_PIPELINE, select=_STEPS)
    left = list((platform.data_dir / "versions").glob(".part-*"))
    if left:
        raise Broken(f"left {len(left)} temporary files behind")
    if result.success:
        _check_table(platform, platform.pipeline.contract)
        return "accepted"
    _check_refusal(platform, result)
    if _version(platform, "clean_customers") != before["clean_customers"]:
        raise Broken("refused, and published a clean table all the same")
    at_the_door = _version(platform, "raw_customers") == before["raw_customers"]
    return "refused at the door" if at_the_door else "refused by a check"


def _version(platform: Platform, key: str) -> str | None:
    record = platform.instance.get_latest_materialization_event(dg.AssetKey(key))
    return None if record is None else f"{record.run_id}"


def _check_refusal(platform: Platform, result: dg.ExecuteInProcessResult) -> None:
    failures = [e.step_failure_data for e in result.all_events if e.is_step_failure]
    data = failures[0].user_failure_data
    if len(failures) != 1 or data is None:
        error = failures[0].error
        raise Broken(f"not a refusal: {error.to_string()[-1500:] if error else failures}")
    said = data.description or ""
    if "\n" in said or platform.source.name not in said or not _EXPECTS.search(said):
        raise Broken(f"not one line with file and what was expected: {said!r}")


def _check_table(platform: Platform, contract: Contract) -> None:
    """Hold the published table against the contract, without the platform's own cleaning."""
    facts, raw = (platform.newest(key).metadata for key in ("clean_customers", "raw_customers"))
    table = pd.read_parquet(platform.stable("clean_customers"))
    kept = sum(facts[n] for n in (Meta.UNLABELLED_ROWS, Meta.QUARANTINED_ROWS, Meta.DUPLICATE_ROWS))
    problems = [] if len(table) + kept == raw[Meta.ROWS] else ["rows are lost"]
    if list(table.columns) != contract.names():
        problems.append(f"columns {list(table.columns)}")
    if table[contract.identifier].duplicated().any():
        problems.append("an id is there twice")
    problems += [name for name in contract.names() if not _holds(table[name], contract, name)]
    if problems:
        raise Broken(f"the table does not hold: {problems}")


def _holds(values: pd.Series, contract: Contract, name: str) -> bool:
    column = contract[name]
    if values.isna().any():
        return False
    if column.kind == "category":
        return bool(values.isin(column.values).all())
    if column.kind in ("flag", "target"):
        return set(values) <= {0, 1}
    if column.kind == "numeric":
        low, high = (-np.inf if column.low is None else column.low), (column.high or np.inf)
        fits = bool(values.between(low, high).all() and np.isfinite(values).all())
        return fits and (not column.whole or bool((values % 1 == 0).all()))
    return bool((values != "").all())
