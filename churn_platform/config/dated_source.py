"""Dated extracts: an address with `{partition}`, and the keys that replace it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal

PLACEHOLDER: Final = "{partition}"
Every = Literal["monthly", "daily"]
_FORMATS: Final[dict[Every, str]] = {"monthly": "%Y-%m", "daily": "%Y-%m-%d"}
_EXAMPLES: Final[dict[Every, str]] = {"monthly": "2026-01", "daily": "2026-01-31"}


class PartitionError(ValueError):
    """No such partition; the message says what was found and what is expected."""


def is_dated(source: str) -> bool:
    """Return whether the address is a template for monthly or daily extracts."""
    return PLACEHOLDER in source


def dated(source: str, key: str | None) -> str:
    """Return the address of one extract; without a key, the address unchanged."""
    return source if key is None else source.replace(PLACEHOLDER, key)


def undated(source: str, key: str | None) -> str:
    """Return the template of a dated address, so that those of two extracts can be compared."""
    return source if key is None else source.replace(key, PLACEHOLDER)


def start_of(text: str, every: Every) -> date:
    """Return the first day of the first partition.

    Raises:
        ValueError: the text is not a key and, for months, not the first day of one.
    """
    message = f"expected the first partition, such as {_EXAMPLES[every]}"
    if every == "monthly" and len(text) == len("2026-01-01"):
        if not text.endswith("-01"):
            raise ValueError(message)
        text = text[: len("2026-01")]
    try:
        found = datetime.strptime(text, _FORMATS[every]).date()
    except ValueError:
        raise ValueError(message) from None
    if found.strftime(_FORMATS[every]) != text:
        raise ValueError(message)
    return found


@dataclass(frozen=True)
class Partitioning:
    """Monthly or daily partitions from a first day on. Keys sort chronologically."""

    every: Every
    start: date

    @property
    def format(self) -> str:
        """The `strftime` format of keys."""
        return _FORMATS[self.every]

    @property
    def key_length(self) -> int:
        """The length of keys, which differs between months and days."""
        return len(_EXAMPLES[self.every])

    def key_of(self, day: date) -> str:
        """Return the key of the partition that contains the day."""
        return day.strftime(self.format)

    def latest(self, today: date, maximum: int = 1) -> list[str]:
        """Return the keys of up to `maximum` complete partitions, newest first."""
        found: list[str] = []
        day = self._first_day(today) - timedelta(days=1)
        while len(found) < maximum and day >= self.start:
            found.append(self.key_of(day))
            day = self._first_day(day) - timedelta(days=1)
        return found

    def check(self, key: str, today: date) -> str:
        """Return the key, if the partition exists and is complete.

        Raises:
            PartitionError: it does not exist or is not complete.
        """
        newest = self.latest(today)
        first = self.key_of(self.start)
        if not newest:
            raise PartitionError(
                f"found {key[:20]!r}; no partition is complete yet, the first is {first}"
            )
        try:
            known = self.key_of(start_of(key, self.every)) == key
        except ValueError:
            known = False
        if not (known and first <= key <= newest[0]):
            raise PartitionError(f"found {key[:20]!r}, expected a key from {first} to {newest[0]}")
        return key

    def _first_day(self, day: date) -> date:
        return day.replace(day=1) if self.every == "monthly" else day
