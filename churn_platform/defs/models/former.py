"""Former champions, and which of them can serve again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import dagster as dg

from churn_platform.analysis.errors import DataError
from churn_platform.catalog import CHAMPION
from churn_platform.config.contracts.contract import Contract
from churn_platform.defs.models.candidate import why_unreadable
from churn_platform.history.lineage import history_of
from churn_platform.history.records import Materialization
from churn_platform.metadata import Meta
from churn_platform.storage import results_store as remote
from churn_platform.wording import model_words

_MAX_NAMED: Final = 10


def former_champion(
    instance: dg.DagsterInstance, root: Path, contract: Contract, version: str, up_to: str | None
) -> Materialization:
    """Return the champion of this version, ready to serve again.

    Args:
        instance: the history.
        root: the data folder.
        contract: of the table that it is to serve.
        version: data version of its file.
        up_to: for a dated source, the last partition to consider.

    Raises:
        DataError: no such version, it is for another table, or one of its files is no longer kept
            or cannot be loaded; the message lists the versions that can serve.
    """
    from churn_platform.analysis.champion.dossier import why_unfit

    found = champion_of_version(instance, version, up_to)
    if found is None:
        problem = f"there was no champion with the version {version!r}"
    elif why := why_unfit(_facts(found), contract) or why_unreadable(root, found):
        problem = f"champion {version} cannot serve: {why}"
    else:
        return found
    able = [
        _words(each)
        for name, each in _champions(instance, up_to)
        if name != version and not why_unfit(_facts(each), contract) and _is_kept(root, each)
    ]
    raise DataError(f"{problem}; {_named(able)}")


def champion_of_version(
    instance: dg.DagsterInstance, version: str, up_to: str | None
) -> Materialization | None:
    """Return the newest record of the champion of this version, whether or not it can serve.

    None if there never was one; see `former_champion`.
    """
    return next((each for name, each in _champions(instance, up_to) if name == version), None)


def _champions(
    instance: dg.DagsterInstance, up_to: str | None
) -> Iterator[tuple[str, Materialization]]:
    """Yield the newest record of each champion with its version, the newest first."""
    seen = set()
    for champion in history_of(instance, CHAMPION, up_to=up_to):
        if (version := str(_facts(champion).get("version"))) not in seen:
            seen.add(version)
            yield version, champion


def _facts(champion: Materialization) -> dict[str, Any]:
    return champion.metadata.get(Meta.CHAMPION) or {}


def _is_kept(root: Path, champion: Materialization) -> bool:
    return all(remote.has(root / file.path, file.bytes) for file in champion.files)


def _words(champion: Materialization) -> str:
    facts = _facts(champion)
    since = str(facts.get("promoted_at", ""))[:10]
    return f"{facts['version']} ({model_words(facts['name'])}{since and f' of {since}'})"


def _named(able: list[str]) -> str:
    if not able:
        return "there is no champion that can serve yet"
    more = f" and {len(able) - _MAX_NAMED} more" if len(able) > _MAX_NAMED else ""
    return f"expected one of {', '.join(able[:_MAX_NAMED])}{more}"
