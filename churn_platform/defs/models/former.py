"""Former champions, and which of them can serve again."""

from pathlib import Path
from typing import Any, Final

import dagster as dg

from churn_platform.analysis.errors import DataError
from churn_platform.catalog import CHAMPION
from churn_platform.config.contracts.contract import Contract
from churn_platform.defs.models.candidate import why_unreadable
from churn_platform.history.lineage import Produced, history_of
from churn_platform.metadata import Meta
from churn_platform.storage import results_store as remote
from churn_platform.wording import model_words

_MAX_NAMED: Final = 10


def former_champion(
    instance: dg.DagsterInstance, root: Path, contract: Contract, version: str, up_to: str | None
) -> Produced:
    """Return the champion with this version, if it can serve again.

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

    known: dict[str, Produced] = {}
    for earlier in history_of(instance, CHAMPION, up_to=up_to):
        known.setdefault(str(_facts(earlier).get("version")), earlier)
    found = known.get(version)
    if found is None:
        problem = f"there was no champion with the version {version!r}"
    elif why := why_unfit(_facts(found), contract) or why_unreadable(root, found):
        problem = f"champion {version} cannot serve: {why}"
    else:
        return found
    able = [
        _words(each)
        for name, each in known.items()
        if name != version and not why_unfit(_facts(each), contract) and _is_kept(root, each)
    ]
    raise DataError(f"{problem}; {_named(able)}")


def _facts(champion: Produced) -> dict[str, Any]:
    return champion.metadata.get(Meta.CHAMPION) or {}


def _is_kept(root: Path, champion: Produced) -> bool:
    return all(remote.has(root / str(file["path"]), file["bytes"]) for file in champion.files)


def _words(champion: Produced) -> str:
    facts = _facts(champion)
    since = str(facts.get("promoted_at", ""))[:10]
    return f"{facts['version']} ({model_words(facts['name'])}{since and f' of {since}'})"


def _named(able: list[str]) -> str:
    if not able:
        return "there is no champion that can serve yet"
    more = f" and {len(able) - _MAX_NAMED} more" if len(able) > _MAX_NAMED else ""
    return f"expected one of {', '.join(able[:_MAX_NAMED])}{more}"
