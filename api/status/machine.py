"""Problems of this machine: its disk, and whether the serving model can be loaded."""

from functools import lru_cache
from pathlib import Path

from api.middleware.problems import ModelUnavailable
from api.schemas.champion import Champion
from api.serving.model import check_contract, scorer_file
from api.serving.verification import check_libraries, check_model, current_contract, recorded_bytes
from api.snapshot.champion import champion_of
from churn_platform.catalog import CHAMPION, SCORER_FILE
from churn_platform.config.settings import Settings
from churn_platform.history.records import Facts, Materialization
from churn_platform.metadata import Meta
from churn_platform.storage.artifacts import AGAIN, PublishedFile
from churn_platform.storage.disk import shortage
from churn_platform.storage.network_folder import network_trouble


def machine_reasons(facts: Facts | None, settings: Settings) -> list[str]:
    """Return each current problem, as a sentence."""
    found = [] if settings.postgres_url else _history(settings.history_dir)
    found += _disk(settings.data_dir, settings.min_free_bytes)
    return found + ([] if facts is None else _model(facts, settings))


def _history(folder: Path) -> list[str]:
    trouble = network_trouble(folder)
    return [f"storage: {trouble}"] if trouble else []


def _disk(folder: Path, wanted: int) -> list[str]:
    try:
        short = shortage(folder, wanted)
    except OSError as error:
        short = str(error.strerror)
    return [f"disk: {short}"] if short else []


def _model(facts: Facts, settings: Settings) -> list[str]:
    record = facts.newest.get(CHAMPION)
    champion = champion_of(record)
    if record is None or Meta.CHAMPION not in record.metadata:
        return []
    whys = [why for file in record.files if (why := _file_trouble(settings.data_dir, file))]
    if why := _record_trouble(record, champion, settings):
        whys.append(why)
    return [f"the serving model cannot be loaded: {why.rstrip('.')}" for why in whys]


def _record_trouble(
    record: Materialization, champion: Champion | None, settings: Settings
) -> str | None:
    if champion is None:
        return f"its record has the format of another version; {AGAIN}"
    try:
        scorer_file(record)
        check_contract(champion, current_contract(settings))
    except ModelUnavailable as error:
        return str(error)
    return _library_trouble(tuple(sorted(champion.libraries.items())))


def _file_trouble(folder: Path, file: PublishedFile) -> str | None:
    try:
        state = (folder / file.path).lstat()
    except (OSError, ValueError):
        return f"the file {file.id} is gone"
    stamp = (state.st_ino, state.st_mtime_ns, state.st_ctime_ns, state.st_size)
    return _content_trouble(folder, file, stamp)


@lru_cache(maxsize=64)
def _content_trouble(folder: Path, file: PublishedFile, _stamp: tuple[int, ...]) -> str | None:
    try:
        if file.id.endswith(Path(SCORER_FILE).suffix):
            check_model(folder, CHAMPION, file)
        else:
            recorded_bytes(folder, file)
    except (ModelUnavailable, OSError) as error:
        return str(error)
    return None


@lru_cache(maxsize=4)
def _library_trouble(libraries: tuple[tuple[str, str], ...]) -> str | None:
    try:
        check_libraries(dict(libraries))
    except ModelUnavailable as error:
        return str(error)
    return None
