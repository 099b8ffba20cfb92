from pathlib import Path

import pytest

from churn_platform.config.source_errors import SourceRefused
from churn_platform.sources.formats.title_rows import lower_header
from churn_platform_tests.sources.formats.tables import SMALL, check

HEADER = ["id", "plan", "months", "churn"]
DATA = ["c1", "a", "3", "no"]


@pytest.mark.parametrize(
    ("above", "row"),
    [
        ([["Export 2026"]], 2),
        ([["Export 2026", "", "", ""], ["", "", "", ""]], 3),
        ([["Customer", "", "Service", ""]], 2),
        ([["Customer", "Customer", "Service", "Service"]], 2),
    ],
)
def test_a_header_below_titles_or_groups_is_found(above: list[list[str]], row: int) -> None:
    rows = list(enumerate([*above, HEADER, DATA, DATA], 1))
    assert lower_header(rows, None) == row


@pytest.mark.parametrize(
    "rows",
    [
        [HEADER, DATA],
        [["", *HEADER[1:]], ["0", *DATA[1:]], ["1", *DATA[1:]]],  # a saved index
        [["a", "", ""], ["x", "1", "2"], ["y", "3", "4"]],
        [["a", "", ""], ["x", "y", "z"], ["u", "v", "w"]],  # no number that would tell
        [],
    ],
)
def test_a_table_that_begins_with_its_header_is_left_alone(rows: list[list[str]]) -> None:
    assert lower_header(list(enumerate(rows, 1)), None) is None


def test_with_a_contract_the_row_with_its_headers_is_named(path: Path) -> None:
    text = "Our customers\n\ncustomerID,tenure,Churn\n1,5,No\n"
    said = "the header seems to be in row 3; expected it in the first row: remove the rows above"
    with pytest.raises(SourceRefused, match=said):
        check(path, text.encode())
    assert SMALL.headers == ["customerID", "tenure", "Churn"]
