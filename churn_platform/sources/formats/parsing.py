"""Turn a parser's error on damaged bytes into a refusal."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from churn_platform.config.source_errors import SourceError, SourceRefused
from churn_platform.runtime.failures import can_be_helped

_Item = TypeVar("_Item")


@contextmanager
def parsing(name: str, what: str) -> Iterator[None]:
    """Refuse the file `name` if a parser of `what` raises anything within the block.

    The error's own text is left out: it may show customer data. A full disk or too many open files
    have nothing to do with the file and are raised unchanged.

    Raises:
        SourceRefused: the parser raised an error.
    """
    try:
        yield
    except SourceError:
        raise
    except Exception as error:
        if can_be_helped(error):
            raise
        raise SourceRefused(
            f"{name}: {what} that is damaged ({type(error).__name__});"
            " expected a whole one, fetch or save it again"
        ) from None


def parsed(items: Iterable[_Item], name: str, what: str) -> Iterator[_Item]:
    """Yield the items; refuse the file, as `parsing` does, if iteration raises an error."""
    with parsing(name, what):
        yield from items
