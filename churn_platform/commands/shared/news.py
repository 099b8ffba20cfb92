"""Print warnings about the current results in the terminal of `make run`."""

import time
from collections.abc import Callable
from typing import Final

import httpx

_SECONDS: Final = 5.0
_OVER: Final = "The results are those of your table now."


class News:
    """Poll the API's health, and report changes of its `results`.

    Args:
        api_url: address of the API.
        say: tells a person.
    """

    def __init__(self, api_url: str, say: Callable[[str], None]) -> None:
        self._address, self._say = f"{api_url}/api/health", say
        self._known: list[str] = []
        self._next = 0.0

    def look(self) -> None:
        """Poll if it is time to; an API that does not respond is polled again later."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _SECONDS
        try:
            found = httpx.get(self._address, timeout=2, trust_env=False).json()["results"]
        except (httpx.HTTPError, ValueError, KeyError):
            return
        for message in found:
            if message not in self._known:
                self._say(f"NOTE: {message}.")
        if self._known and not found:
            self._say(_OVER)
        self._known = found
