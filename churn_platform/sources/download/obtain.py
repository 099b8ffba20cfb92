"""Get the source's table, or the synthetic sample if a first start is offline."""

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
    """The source to fetch, and the file that is already there.

    `is_default`: no source was configured and the contract is the sample's.
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
    """A new temporary file, or None if the existing file is still current, and the reason."""

    file: Fetched | None
    is_sample: bool
    reason: str
    etag: str | None = None
    last_modified: str | None = None


def obtain(request: Request, folder: Path, log: Callable[[str], None]) -> Obtained:
    """Fetch the table into the folder, or write the sample there where that is allowed.

    The sample only replaces the default source, and only until a real file has been fetched.

    Raises:
        SourceError: the source cannot be fetched or is not the expected table.
    """
    known = None if request.known_is_sample else request.known
    try:
        answer = fetch(
            request.address, folder, request.limits, request.contract, known, log, request.base
        )
    except SourceUnreachable as error:
        if not request.is_default or known is not None:
            raise
        log(f"{error}; using the synthetic sample until the source responds")
        return _sample(request, folder)
    if isinstance(answer, Unchanged):
        return Obtained(None, False, answer.by, answer.etag, answer.last_modified)
    return Obtained(answer, False, "new content", answer.etag, answer.last_modified)


def _sample(request: Request, folder: Path) -> Obtained:
    if request.known_is_sample:
        return Obtained(None, True, "still offline, the sample stays")
    # pandas is imported here: this step needs it only for the sample
    from churn_platform.sources.sample.telco import write_sample

    with temporary_file(folder) as part:
        write_sample(Path(part.name), seed=request.seed)
        made = _describe(Path(part.name), request)
    return Obtained(made, is_sample=True, reason="offline, made the synthetic sample")


def _describe(path: Path, request: Request) -> Fetched:
    """Describe a generated file as if it had been fetched."""
    table = check_table(path, "the synthetic sample", request.contract, request.limits.caps)
    return Fetched.of(path, request.address, sha256_of(path), table, Answer(modified=True))
