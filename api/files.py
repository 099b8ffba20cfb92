"""Serving recorded files: whole, as recorded, and only from the data folder."""

from functools import lru_cache
from pathlib import Path

from fastapi import HTTPException
from fastapi.responses import FileResponse, Response

from api.records import RecordedFile
from churn_platform.artifacts import sha256_of
from churn_platform.remote import bring

_PAGE_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'self'"
)
_OTHER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
)
_SHOWN_INLINE = ("text/html", "text/javascript", "text/markdown", "application/json", "image/")


def respond(data_dir: Path, file: RecordedFile, if_none_match: str | None) -> Response:
    """Return the file, or 304 for a client that has it already; a private one is kept nowhere.

    Raises:
        HTTPException: 404 when the file is not there, 409 when it is not the recorded one.
    """
    path = _checked(data_dir, file)
    page = file.media_type.startswith("text/html")
    headers = {  # no-cache: keep it, but ask each time whether it is still the one
        "ETag": f'"{file.sha256}"',
        "Cache-Control": "no-store" if file.private else "no-cache",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN",
        "Content-Security-Policy": _PAGE_POLICY if page else _OTHER_POLICY,
    }
    if file.media_type.startswith("image/"):
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # the Dagster UI shows pictures
    if if_none_match is not None and _has(if_none_match, file.sha256):
        return Response(status_code=304, headers=headers)
    inline = file.media_type.startswith(_SHOWN_INLINE)
    return FileResponse(
        path,
        headers=headers,
        media_type=file.media_type,
        filename=file.id,
        content_disposition_type="inline" if inline else "attachment",
    )


def _checked(data_dir: Path, file: RecordedFile) -> Path:
    root = data_dir.resolve()
    path = (root / file.path).resolve()
    if not path.is_relative_to(root) or not bring(path):
        raise HTTPException(404, f"The file {file.id} is gone; materialize its asset again.")
    stat = path.stat()
    same = (
        stat.st_size == file.bytes and _digest(path, stat.st_mtime_ns, stat.st_ino) == file.sha256
    )
    if not same:
        said = f"The file {file.id} is not the one that its run recorded"
        raise HTTPException(409, f"{said}; materialize its asset again.")
    return path


@lru_cache(maxsize=256)
def _digest(path: Path, _changed: int, _inode: int) -> str:
    return sha256_of(path)


def _has(if_none_match: str, sha256: str) -> bool:
    tags = (tag.strip().removeprefix("W/").strip('"') for tag in if_none_match.split(","))
    return any(tag in ("*", sha256) for tag in tags)
