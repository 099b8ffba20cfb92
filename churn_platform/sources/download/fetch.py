"""Fetch the customer table, and report whether it is new."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from churn_platform.config.contracts.contract import Contract
from churn_platform.config.source_location import file_of, is_http, is_object, shown
from churn_platform.sources.download.local_file import read_file
from churn_platform.sources.download.records import Answer, Fetched, Known, Limits, Unchanged
from churn_platform.sources.download.table_check import check_table
from churn_platform.sources.formats.intake import Intake
from churn_platform.storage.private_files import temporary_file

__all__ = ["Fetched", "Known", "Limits", "Unchanged", "fetch"]

_logger = logging.getLogger(__name__)
_SAME_CONTENT = "same sha256"
_NOT_MODIFIED = "304 Not Modified"


def fetch(
    source: str,
    folder: Path,
    limits: Limits,
    contract: Contract,
    known: Known | None = None,
    log: Callable[[str], None] = _logger.warning,
    base: Path = Path(),
) -> Fetched | Unchanged:
    """Download the source's table to a temporary file, unless it is the known one.

    Args:
        source: http(s) URL, file:// URL, path, or an address such as s3://bucket/key.
        folder: where the temporary file goes; created if missing. A failure leaves nothing in it.
        limits: bytes (packed and unpacked), rows, columns, seconds, attempts.
        contract: what the table must look like.
        known: the last good file; ignored if it came from another source.
        log: called with a line for each problem that leads to a retry.
        base: folder that relative paths start from.

    Raises:
        SourceUnreachable: the network does not respond.
        ColumnsRefused: the columns are not those of the contract.
        SourceRefused: anything else is wrong with the source or its table.
    """
    name = shown(source)
    known = known if known and known.source == name else None
    if is_local := not (is_http(source) or is_object(source)):
        path = file_of(source, base)
        if known and _holds(path, name, limits, known):
            return Unchanged(name, None, None, _SAME_CONTENT)
    with temporary_file(folder) as part:
        intake = Intake(name, limits.max_bytes, part)
        if is_http(source):
            # imported here, so that a local source does not load httpx
            from churn_platform.sources.download.transport import download

            answer = download(source.strip(), intake, limits, known, log)
        elif not is_local:
            # likewise fsspec
            from churn_platform.sources.download.stored_object import read_object

            answer = read_object(source.strip(), intake, known)
        else:
            answer = read_file(path, name, intake)
        return _conclude(part, intake, answer, name, limits, contract, known)


def _holds(path: Path, name: str, limits: Limits, known: Known) -> bool:
    intake = Intake(name, limits.max_bytes)
    read_file(path, name, intake)
    return intake.sha256 == known.sha256


def _conclude(
    part: BinaryIO,
    intake: Intake,
    answer: Answer,
    name: str,
    limits: Limits,
    contract: Contract,
    known: Known | None,
) -> Fetched | Unchanged:
    path = Path(part.name)
    validators = answer.etag, answer.last_modified
    if known and not answer.modified:
        path.unlink()
        etag, last_modified = validators
        return Unchanged(
            name, etag or known.etag, last_modified or known.last_modified, _NOT_MODIFIED
        )
    if known and intake.sha256 == known.sha256:
        path.unlink()
        return Unchanged(name, *validators, _SAME_CONTENT)
    part.flush()
    table = check_table(path, name, contract, limits.caps)
    return Fetched.of(path, name, intake.sha256, table, answer)
