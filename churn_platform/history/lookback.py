"""Looking back in an asset's history for the result that belongs to what is shown."""

from collections.abc import Callable, Mapping

from churn_platform.catalog import MODELS
from churn_platform.history.records import Materialization
from churn_platform.metadata import Meta

RAW = "raw_customers"
METRICS = "model_metrics"
_MAX, _AT_ONCE = 100, 10
Page = Callable[[str, int, int | None], list[Materialization]]


def find(page: Page, key: str, wanted: Callable[[Materialization], bool]) -> Materialization | None:
    """Return the newest wanted result among the last hundred.

    One that cannot be read has neither metadata nor files, so nobody wants it.

    Args:
        page: returns up to so many entries of an asset before an event id, newest first.
        key: the asset.
        wanted: tells whether a record is the one.
    """
    before: int | None = None
    for _ in range(_MAX // _AT_ONCE):
        entries = page(key, _AT_ONCE, before)
        for entry in entries:
            if wanted(entry):
                return entry
        if len(entries) < _AT_ONCE:
            return None
        before = entries[-1].id
    return None


def with_files(page: Page, latest: Mapping[str, Materialization]) -> dict[str, Materialization]:
    """Return each asset's newest result that names its files; an event made by hand does not.

    Args:
        page: see `find`.
        latest: newest result of each asset.
    """
    found = {
        key: record if record.files else find(page, key, lambda one: bool(one.files))
        for key, record in latest.items()
    }
    return {key: record for key, record in found.items() if record}


def paired(page: Page, newest: Mapping[str, Materialization]) -> dict[str, Materialization]:
    """Return the models that the newest metrics were computed from, as far as they are found."""
    versions = newest[METRICS].upstream if METRICS in newest else {}
    found = {
        key: _of_version(page, newest[key], versions[key])
        for key in MODELS
        if key in versions and key in newest
    }
    return {key: record for key, record in found.items() if record}


def last_change(page: Page, newest: Mapping[str, Materialization]) -> Materialization | None:
    """Return the materialization that last brought a different table from the source."""

    def changed(one: Materialization) -> bool:
        return bool(one.metadata.get(Meta.SOURCE_CHANGED))

    raw = newest.get(RAW)
    return raw if raw is None or changed(raw) else find(page, RAW, changed)


def _of_version(page: Page, newest: Materialization, version: str) -> Materialization | None:
    if newest.data_version == version:
        return newest
    return find(page, newest.key, lambda one: one.data_version == version)
