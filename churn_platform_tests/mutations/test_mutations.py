"""Some of the files of `make fuzz`, at every run of the tests."""

from datetime import datetime, timezone
from random import Random
from types import SimpleNamespace

import pandas as pd
import pytest

from churn_platform_tests.mutations.__main__ import make, run
from churn_platform_tests.mutations.shapes import judge_drafts
from churn_platform_tests.platform import Platform


def test_damaged_and_disguised_files_give_a_table_that_holds_or_one_clear_line(
    platform: Platform,
) -> None:
    tally = run(platform, range(5_000, 5_012), seed=1)
    assert tally.problems == []
    assert tally.counts.total() == 12
    assert set(tally.counts) <= {"accepted", "refused at the door", "refused by a check"}


def test_a_number_and_a_seed_make_one_file_whenever_it_is_made(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = pd.read_csv(platform.source, dtype=str, keep_default_na=False)
    files = {number: make(table, Random(f"0-{number}")) for number in range(40)}
    # archives and workbooks would write down when they are made
    later = SimpleNamespace(now=lambda tz=None: datetime(2031, 5, 6, 7, 8, 9, tzinfo=tz))
    clock = SimpleNamespace(datetime=later, timezone=timezone)
    monkeypatch.setattr("openpyxl.writer.excel.datetime", clock)
    monkeypatch.setattr("time.localtime", lambda *_: (2031, 5, 6, 7, 8, 9, 1, 126, 0))
    again = {number: make(table, Random(f"0-{number}")) for number in range(40)}
    assert {n for n in files if again[n] != files[n]} == set()
    assert {done.split()[0] for done, _ in files.values()} > {"workbook", "zipped"}
    assert len({content for _, content in files.values()}) > 35  # few are another's twin


def test_disguised_shapes_are_drafted_as_they_must_be() -> None:
    problems: list[str] = []
    assert judge_drafts(range(40), 2, problems.append) == 40
    assert problems == []
