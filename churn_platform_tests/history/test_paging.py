"""Cursors."""

import base64

import pytest

from churn_platform.history.paging import (
    Position,
    read_cursor,
    read_position,
    write_cursor,
    write_position,
)


@pytest.mark.parametrize("event_id", [1, 42, 2**63 - 1])
def test_a_cursor_reads_as_it_was_written(event_id: int) -> None:
    assert read_cursor(write_cursor(event_id)) == event_id


@pytest.mark.parametrize(
    "text", ["before:0", "before:-1", "before: 1", "before:01", f"before:{2**63}", "1", "", "é"]
)
def test_other_texts_are_no_cursors(text: str) -> None:
    encoded = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    with pytest.raises(ValueError, match="not a cursor that this API gave out"):
        read_cursor(encoded)


@pytest.mark.parametrize("cursor", ["", "=", "é", "YmVmb3JlOjE=", "YmVm b3JlOjE", "YmVmb3JlOjF"])
def test_only_the_exact_spelling_counts(cursor: str) -> None:
    with pytest.raises(ValueError, match="not a cursor"):
        read_cursor(cursor)


@pytest.mark.parametrize("position", [Position(7), Position(7, 9), Position(2**63 - 1, 1)])
def test_a_position_reads_as_it_was_written(position: Position) -> None:
    assert read_position(write_position(position)) == position


def test_a_position_among_events_alone_is_their_cursor() -> None:
    assert write_position(Position(7)) == write_cursor(7)
    with pytest.raises(ValueError, match="not a cursor"):
        read_cursor(write_position(Position(7, 9)))


def test_before_the_first_event_the_position_is_the_largest_there_is() -> None:
    assert read_position(write_position(Position(None, 9))) == Position(2**63 - 1, 9)
