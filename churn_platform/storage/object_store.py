"""Access object stores such as S3 through fsspec, with one-line errors."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from churn_platform.config.source_location import shown, unquoted

__all__ = ["ObjectError", "opened", "shown"]

_EXTRAS: Final = {"s3": "in the project's folder: .venv/bin/pip install -e '.[s3]'"}
_LONGEST: Final = 200


class ObjectError(Exception):
    """The store cannot be used; `passes` means that a later attempt may succeed."""

    def __init__(self, message: str, *, passes: bool = False) -> None:
        super().__init__(message)
        self.passes = passes


@contextmanager
def opened(address: str) -> Iterator[Any]:
    """Yield fsspec's file system for an address such as `s3://bucket/key`.

    Endpoint and credentials come from the environment, such as AWS_ENDPOINT_URL_S3 and the other
    AWS_* variables.

    Raises:
        ObjectError: also within the block: no library for it, access denied, no response.
        FileNotFoundError: the object does not exist.
    """
    scheme = address.partition("://")[0].lower()
    try:
        import fsspec

        files = fsspec.filesystem(scheme, skip_instance_cache=False, use_listings_cache=False)
    except (ImportError, ValueError):
        how = _EXTRAS.get(scheme, f"install the fsspec library for {scheme}://")
        raise ObjectError(f"{scheme}:// cannot be read here; {how}") from None
    try:
        yield files
    except (FileNotFoundError, ObjectError):
        raise
    except PermissionError as error:
        raise ObjectError(f"not allowed: {_message(error)}") from None
    except Exception as error:
        # botocore's own errors have no common base class that is worth an import
        if not isinstance(error, OSError) and not type(error).__module__.startswith(
            ("botocore", "aiobotocore", "aiohttp", "google", "azure")
        ):
            raise
        passes = "Credential" not in type(error).__name__
        raise ObjectError(f"{type(error).__name__}: {_message(error)}", passes=passes) from None


def _message(error: Exception) -> str:
    return unquoted(error)[:_LONGEST] or type(error).__name__
