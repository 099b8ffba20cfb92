import pytest

from benchmarks.imports import OTHERS, seconds_by_group
from benchmarks.report import Row, table

REPORTED = """\
import time: self [us] | cumulative | imported package
import time:       100 |        100 | site
import time:      1000 |       1000 |     numpy.core
import time:      2000 |       3000 |   numpy
import time:      4000 |       4000 |     dateutil
import time:      8000 |      15000 | pandas
a line that a step printed
import time:     16000 |      16000 |   numpy.linalg
import time:     32000 |      48000 | sklearn
import time:     64000 |      64000 | dateutil.tz
"""


def test_an_import_counts_for_its_package_else_for_who_imported_it_first() -> None:
    groups = {"numpy": "arrays", "pandas": "tables", "sklearn": "models"}
    found = seconds_by_group(REPORTED.splitlines(), groups)
    assert found == {
        "arrays": pytest.approx(0.019),  # numpy.core, numpy, numpy.linalg
        "tables": pytest.approx(0.012),  # pandas, and dateutil below it
        "models": pytest.approx(0.032),
        OTHERS: pytest.approx(0.0641),  # site and dateutil.tz, below nothing
    }


def test_a_row_shows_the_ratio_of_ours_to_the_other() -> None:
    row = Row("graph, wall", 7.5, 6.0, target="at most 1.3")
    assert row.cells == ("graph, wall", "7.50 s", "6.00 s", "1.25", "at most 1.3")


def test_a_row_without_comparison_has_no_ratio() -> None:
    assert Row("steps", 1234.0, unit="ms").cells == ("steps", "1,234 ms", "", "", "")


def test_a_table_is_aligned_markdown() -> None:
    assert table(("what", "s"), [("a", "10.0")]).splitlines() == [
        "| what |    s |",
        "| ---- | ---: |",
        "| a    | 10.0 |",
    ]
