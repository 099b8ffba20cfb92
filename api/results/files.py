"""Serve recorded files, verified and only from the data folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import Any

from fastapi import HTTPException
from fastapi.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send

from churn_platform.storage.artifacts import (
    AGAIN,
    ArtifactError,
    MissingError,
    PublishedFile,
    content_of,
    open_verified,
)

_PAGE_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'self'"
)
_OTHER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
)
_SHOWN_INLINE = ("text/html", "text/javascript", "text/markdown", "application/json", "image/")


def respond(data_dir: Path, file: PublishedFile, if_none_match: str | None) -> Response:
    """Return the file, or 304 for a client that has it; clients must not store a private one.

    Raises:
        HTTPException: 404 if the file is missing, 409 if it differs from the recorded one.
    """
    with _problems(file):
        opened = open_verified(data_dir, file)
    page = file.media_type.startswith("text/html")
    headers = {  # no-cache: store it, but revalidate each time
        "ETag": f'"{file.sha256}"',
        "Cache-Control": "no-store" if file.private else "no-cache",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN",
        "Content-Security-Policy": _PAGE_POLICY if page else _OTHER_POLICY,
    }
    if file.media_type.startswith("image/"):
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # the Dagster UI shows pictures
    if if_none_match is not None and _has(if_none_match, file.sha256):
        opened.close()
        return Response(status_code=304, headers=headers)
    inline = file.media_type.startswith(_SHOWN_INLINE)
    return Opened(
        opened,
        headers=headers,
        media_type=file.media_type,
        filename=file.id,
        content_disposition_type="inline" if inline else "attachment",
    )


def content(data_dir: Path, file: PublishedFile) -> bytes:
    """Return the content of the file.

    Raises:
        HTTPException: 404 if the file is missing, 409 if it differs from the recorded one.
    """
    with _problems(file):
        return content_of(data_dir, file)


class Opened(FileResponse):
    """Sends an open file, even if another one has its name by now."""

    def __init__(self, file: BufferedReader, **more: Any) -> None:
        super().__init__(f"/dev/fd/{file.fileno()}", **more)
        self.file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file and close it."""
        with self.file:
            await super().__call__(scope, receive, send)


@contextmanager
def _problems(file: PublishedFile) -> Iterator[None]:
    try:
        yield
    except MissingError:
        raise HTTPException(404, f"The file {file.id} is gone; {AGAIN}.") from None
    except ArtifactError:
        detail = f"The file {file.id} is not the one that its run recorded; {AGAIN}."
        raise HTTPException(409, detail) from None


def _has(if_none_match: str, sha256: str) -> bool:
    tags = (tag.strip().removeprefix("W/").strip('"') for tag in if_none_match.split(","))
    return any(tag in ("*", sha256) for tag in tags)
