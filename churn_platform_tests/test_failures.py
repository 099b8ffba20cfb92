import os
from pathlib import Path

import pytest

from churn_platform.contracts.load import load_contract
from churn_platform.failures import kind_and_place


def test_of_an_error_its_kind_and_place_are_said_and_not_its_text() -> None:
    with pytest.raises(ValueError, match="Jane Roe") as caught:
        float("Jane Roe")
    said = kind_and_place(caught.value)
    assert said.startswith("unexpected ValueError at test_failures.py, line ")
    assert "Jane" not in said and "\n" not in said


def test_our_last_line_stands_before_that_of_the_library(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        load_contract(tmp_path / "Jane" / os.devnull.strip("/"))
    said = kind_and_place(caught.value)
    assert said.startswith("unexpected FileNotFoundError (No such file or directory) at load.py,")
    assert ", from pathlib.py, line " in said
    assert "Jane" not in said


def test_what_our_own_code_hangs_on_an_error_is_not_said() -> None:
    error = ValueError("Jane Roe")
    error.add_note("jane@example.org")
    error.__cause__ = KeyError("Jane Roe")
    assert kind_and_place(error) == "unexpected ValueError"
