"""Read one HTTP response: its status, its body, its validators."""

import zlib

import httpx

from churn_platform.config.source_errors import SourceMissing, SourceRefused
from churn_platform.runtime.progress import SILENT, Progress
from churn_platform.sources.download.records import Answer
from churn_platform.sources.download.retry import Retryable, is_retryable, retry_after
from churn_platform.sources.formats.intake import Gunzip, Intake

_MISSING = (httpx.codes.NOT_FOUND, httpx.codes.GONE)


async def read_response(
    response: httpx.Response,
    name: str,
    intake: Intake,
    conditional: bool,
    progress: Progress = SILENT,
) -> Answer:
    """Fill the intake with the body of an open response; 304 is fine for a conditional request.

    `progress` is updated with the bytes received.

    Raises:
        SourceRefused: the response cannot be used.
        Retryable: another attempt may succeed.
    """
    status = response.status_code
    # the standard reason phrase: a server may put the address into its own
    message = f"{name}: answered {status} {httpx.codes.get_reason_phrase(status)}".rstrip()
    if is_retryable(status):
        raise Retryable(SourceRefused(message), retry_after(response.headers.get("Retry-After")))
    unmodified = conditional and status == httpx.codes.NOT_MODIFIED
    if status != httpx.codes.OK and not unmodified:
        kind = SourceMissing if status in _MISSING else SourceRefused
        raise kind(f"{message}; expected 200 OK")
    if not unmodified:
        await _read_body(response, name, intake, progress)
    return Answer(not unmodified, _ascii(response, "ETag"), _ascii(response, "Last-Modified"))


async def _read_body(
    response: httpx.Response, name: str, intake: Intake, progress: Progress
) -> None:
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding in ("gzip", "x-gzip"):
        await _read_gzip(response, name, intake, progress)
    elif encoding == "identity":
        intake.announce(int(response.headers.get("Content-Length", 0)))
        async for chunk in response.aiter_raw():
            intake.take(chunk)
            progress.advance(response.num_bytes_downloaded, _announced(response))
    else:
        raise SourceRefused(f"{name}: encoded as {encoding[:40]!r}; expected gzip or no encoding")


async def _read_gzip(
    response: httpx.Response, name: str, intake: Intake, progress: Progress
) -> None:
    # not by httpx, which expands each chunk as a whole, up to a thousand times its size
    gunzip = Gunzip()
    try:
        async for chunk in response.aiter_raw():
            for piece in gunzip.pieces(chunk):
                intake.take(piece)
            progress.advance(response.num_bytes_downloaded, _announced(response))
    except zlib.error as error:
        raise Retryable(SourceRefused(f"{name}: damaged gzip body: {error}")) from None
    if not gunzip.is_complete:
        raise Retryable(SourceRefused(f"{name}: the gzip body is truncated or too long"))


def _announced(response: httpx.Response) -> int | None:
    message = response.headers.get("Content-Length", "")
    return int(message) if message.isascii() and message.isdigit() else None


def _ascii(response: httpx.Response, header: str) -> str | None:
    value = response.headers.get(header)
    # only a value that can be sent back unchanged
    return value if value and value.isascii() else None
