"""Values that are made once, as long as they are among the last few."""

from functools import partial

import pytest

from api.serving.recent import Recent


def test_the_least_recently_used_value_is_made_again() -> None:
    made: list[str] = []

    def make(key: str) -> str:
        made.append(key)
        return key.upper()

    recent: Recent[str, str] = Recent(2)
    found = [recent.get(key, partial(make, key)) for key in "abacab"]
    assert found == list("ABACAB")
    assert made == ["a", "b", "c", "b"]  # c was the third, when b had not been used for longest


def test_what_could_not_be_made_is_tried_again() -> None:
    recent: Recent[str, int] = Recent(2)

    def fails() -> int:
        raise OSError

    with pytest.raises(OSError):
        recent.get("a", fails)
    assert recent.get("a", lambda: 1) == 1
