"""Whether the newest table of the source was accepted, refused, or is not processed yet."""

from typing import Any

from api.schemas.details import Batch, BatchState
from churn_platform.checks import CHECKS
from churn_platform.history.lookback import RAW
from churn_platform.history.records import CheckKey, Evaluation, Facts
from churn_platform.metadata import Meta

_CLEAN = "clean_customers"
_Evaluations = dict[CheckKey, Evaluation]


def batch(facts: Facts) -> Batch:
    """Return the state of the newest table, and the excluded rows of the served one."""
    raw, clean = facts.newest.get(RAW), facts.newest.get(_CLEAN)
    metadata = clean.metadata if clean else {}
    refusals = _refusals(facts)
    state = _state(facts, refusals)
    return Batch(
        state=state,
        sentence=_sentence(facts, state, refusals),
        refused_by=[name for _, name in refusals],
        warnings=_warnings(facts),
        batch=raw.data_version if raw else None,
        served=clean.source_version if clean else None,
        quarantined_rows=_whole(metadata.get(Meta.QUARANTINED_ROWS)),
        unlabelled_rows=_whole(metadata.get(Meta.UNLABELLED_ROWS)),
        duplicate_rows=_whole(metadata.get(Meta.DUPLICATE_ROWS)),
    )


def _refusals(facts: Facts) -> _Evaluations:
    """Return the failed blocking checks of the first asset that has any for the newest table."""
    for asset in dict.fromkeys(check.asset for check in CHECKS.values()):
        if broken := _broken(facts, asset):
            return broken
    return {}


def _broken(facts: Facts, asset: str) -> _Evaluations:
    found = {key: one for key, one in facts.evaluations.items() if key[0] == asset}
    newest = max(found.values(), key=lambda one: one.id, default=None)
    return {
        key: found[key]
        for key, check in CHECKS.items()
        if newest
        and key in found
        and check.blocking
        and not found[key].passed
        # a failure of an earlier run may be about another table
        and found[key].run_id == newest.run_id
        and found[key].id > _settled(facts, asset)
    }


def _settled(facts: Facts, asset: str) -> int:
    """Return the event up to which failed checks of this asset are outdated."""
    raw, result = facts.newest.get(RAW), facts.newest.get(asset)
    if asset == RAW:
        return facts.last_check.id if facts.last_check else 0
    if result is None:
        return 0
    if raw and raw.data_version == result.source_version:
        # the source may have returned to the table that is served, which is not processed again
        return max(result.id, raw.id)
    return result.id


def _state(facts: Facts, refusals: _Evaluations) -> BatchState:
    raw, clean = facts.newest.get(RAW), facts.newest.get(_CLEAN)
    if refusals:
        return "refused"
    if raw is None:
        return "no data yet"
    if clean and clean.source_version == raw.data_version:
        return "accepted"
    failed = facts.last_run is not None and facts.last_run.status == "FAILURE"
    return "refused" if failed else "waiting"


def _sentence(facts: Facts, state: BatchState, refusals: _Evaluations) -> str:
    raw = facts.newest.get(RAW)
    version = raw.data_version if raw else None
    if state == "no data yet":
        return "No table has been fetched yet."
    if state == "accepted":
        return f"The results are those of the newest batch, {version}."
    if state == "waiting":
        return f"The results of the newest batch, {version}, will follow with the next tick."
    asset = next((asset for asset, _ in refusals if asset != RAW), _CLEAN)
    kept = facts.newest.get(asset)
    stay = (
        f"The results of {kept.source_version} are kept." if kept else "There are no results yet."
    )
    return f"{_why(facts, refusals)}. {stay}"


def _why(facts: Facts, refusals: _Evaluations) -> str:
    if not refusals:
        run = facts.last_run
        why = (run.why if run else None) or "see the Dagster UI"
        return f"Run {run.id if run else ''} failed before there were results: {why}"
    return "; ".join(
        f"{name} found {one.found}, expected {one.expected}"
        if one.readable
        else f"{name} failed, as another version of the platform recorded"
        for (_, name), one in refusals.items()
    )


def _warnings(facts: Facts) -> list[str]:
    found = {key: facts.evaluations[key] for key in CHECKS if key in facts.evaluations}
    return [key[1] for key, one in found.items() if not CHECKS[key].blocking and not one.passed]


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) else None
