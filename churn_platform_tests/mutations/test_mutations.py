"""Some of the files of `make fuzz`, at every run of the tests."""

from random import Random

import pandas as pd

from churn_platform_tests.mutations.__main__ import make, run
from churn_platform_tests.platform import Platform


def test_damaged_and_disguised_files_give_a_table_that_holds_or_one_clear_line(
    platform: Platform,
) -> None:
    tally = run(platform, range(5_000, 5_012), seed=1)
    assert tally.problems == []
    assert tally.counts.total() == 12
    assert set(tally.counts) <= {"accepted", "refused at the door", "refused by a check"}


def test_a_number_and_a_seed_make_one_file(platform: Platform) -> None:
    table = pd.read_csv(platform.source, dtype=str, keep_default_na=False)
    timed = ("workbook", "zipped")  # their formats write down when they were made
    files = {number: make(table, Random(f"0-{number}")) for number in range(40)}
    lasting = {number: file for number, file in files.items() if not file[0].startswith(timed)}
    assert len(lasting) > 20
    assert {number: make(table, Random(f"0-{number}")) for number in lasting} == lasting
    assert len({content for _, content in files.values()}) > 35  # few are another's twin
