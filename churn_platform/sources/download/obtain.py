"""The source's table, or nothing new, or, offline on a first start, the sample."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from churn_platform.config.contracts.contract import Contract
from churn_platform.config.source_errors import SourceUnreachable
from churn_platform.sources.download.fetch import Fetched, Known, Limits, Unchanged, fetch
from churn_platform.sources.download.records import Answer
from churn_platform.sources.download.table_check import check_table
from churn_platform.storage.artifacts import sha256_of
from churn_platform.storage.private_files import temporary_file


@dataclass(frozen=True)
class Request:
    """What is asked for, and what is in hand.

    `is_default` says that nobody chose a source and that the contract is the sample's.
    """

    address: str
    base: Path
    is_default: bool
    contract: Contract
    limits: Limits
    seed: int
    known: Known | None
    known_is_sample: bool


@dataclass(frozen=True)
class Obtained:
    """A new temporary file, or None when what is in hand is still right, and why."""

    file: Fetched | None
    is_sample: bool
    reason: str
    etag: str | None = None
    last_modified: str | None = None


def obtain(request: Request, folder: Path, log: Callable[[str], None]) -> Obtained:
    """Fetch the table into the folder; stand the sample in where that is allowed.

    The sample replaces only the default source, and only while no real file was ever had.

    Raises:
        SourceError: the source cannot be had or is not that table.
    """
    known = None if request.known_is_sample else request.known
    try:
        answer = fetch(
            request.address, folder, request.limits, request.contract, known, log, request.base
        )
    except SourceUnreachable as error:
        if not request.is_default or known is not None:
            raise
        log(f"{error}; using the synthetic sample until the source answers")
        return _sample(request, folder)
    if isinstance(answer, Unchanged):
        return Obtained(None, False, answer.by, answer.etag, answer.last_modified)
    return Obtained(answer, False, "new content", answer.etag, answer.last_modified)


def _sample(request: Request, folder: Path) -> Obtained:
    if request.known_is_sample:
        return Obtained(None, True, "still offline, the sample stays")
    # pandas is loaded here only: a run that finds its source does not need it in this step
    from churn_platform.sources.sample.telco import write_sample

    with temporary_file(folder) as part:
        write_sample(Path(part.name), seed=request.seed)
        made = _describe(Path(part.name), request)
    return Obtained(made, is_sample=True, reason="offline, made the synthetic sample")


def _describe(path: Path, request: Request) -> Fetched:
    """Describe a file that was made here as if it had been fetched."""
    table = check_table(path, "the synthetic sample", request.contract, request.limits.caps)
    return Fetched.of(path, request.address, sha256_of(path), table, Answer(modified=True))
