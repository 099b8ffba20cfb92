from typing import Any

from churn_platform.sources.drafting.draft import Draft, draft_contract
from churn_platform.sources.drafting.facts.guess import Guess
from churn_platform.sources.drafting.summary import MAX_LINES, summary_lines
from churn_platform_tests.sources.drafting.made_columns import frame_of

WHO = "left: customers whose 'Churn' is 'Yes': 1 of 4 (25.0%); stayed: 'No'. Is that so?"


def _draft(of_columns: dict[str, list[str]], **changes: Any) -> Draft:
    columns = {
        "id": Guess({"kind": "identifier"}),
        "churn": Guess({"kind": "target"}),
        **{name: Guess({"kind": "numeric"}) for name in of_columns if name not in ("id", "churn")},
    }
    for name, said in of_columns.items():
        columns[name].doubts += said
    nothing = {"ignore": {}, "after_outcome": {}, "who_left": WHO}
    return Draft(**{"columns": columns, "time_axis": None, "revenue": None, **nothing, **changes})


def test_who_left_comes_first_and_is_asked() -> None:
    assert summary_lines(_draft({}))[0] == f"  {WHO}"


def test_doubts_that_differ_by_numbers_and_values_alone_are_one_line() -> None:
    doubts = {f"c{n}": [f"{n} whole numbers: are they in order, or codes?"] for n in range(5)}
    assert summary_lines(_draft(doubts))[1:] == [
        "  CHECK 5 columns, c0, c1, c2 and 2 more: 0 whole numbers: are they in order, or codes?"
        " (and the like; see the file)"
    ]


def test_one_doubt_of_a_column_and_doubts_that_are_the_same_need_no_file() -> None:
    same = "some are below 0"
    lines = summary_lines(_draft({"a": [same], "b": [same], "c": ["is it 5?"]}))[1:]
    assert lines == ["  CHECK 2 columns, a, b: some are below 0", "  CHECK c: is it 5?"]


def test_the_table_the_target_and_the_id_come_before_the_columns() -> None:
    doubts = {"a": ["alpha"], "id": ["made of content"], "churn": ["swap?"]}
    lines = summary_lines(_draft(doubts, doubts=["row 9 is not a customer"]))[1:]
    assert lines == [
        "  CHECK row 9 is not a customer",
        "  CHECK churn: swap?",
        "  CHECK id: made of content",
        "  CHECK a: alpha",
    ]


def test_of_more_doubts_than_fit_the_lesser_ones_are_named_in_one_line() -> None:
    words = "alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima".split()
    doubts = {f"c_{word}": [f"{word}?"] for word in words}
    few = {"few": ["3 whole numbers: are they in order, or codes?"]}
    lines = summary_lines(_draft({**few, **doubts}))[1:]
    assert len(lines) == MAX_LINES
    assert lines[0] == "  CHECK c_alpha: alpha?"
    assert lines[-1] == (
        "  CHECK other doubts of 4 columns, c_juliet, c_kilo, c_lima and 1 more: see the file"
    )


def test_columns_left_out_for_one_reason_are_one_line() -> None:
    ignore = {"A": "empty", "B": "empty", "Row": "a row's number", "X" * 60: "empty"}
    lines = summary_lines(_draft({}, ignore=ignore, after_outcome={"Reason": "too late"}))[1:]
    assert lines == [
        f"  3 columns are left out as of no use: A, B, {'X' * 40}: empty",
        "  'Row' is left out as of no use: a row's number",
        "  'Reason' is left out as known only after the outcome: too late",
    ]


def test_three_hundred_columns_are_told_in_few_lines() -> None:
    rows = 120
    table: dict[str, list[object]] = {"Customer ID": [f"C{i}" for i in range(rows)]}
    for n in range(75):
        table[f"tier {n}"] = [(i * (n + 3)) % 4 for i in range(rows)]
        table[f"kind {n}"] = [f"k{(i * (n + 5)) % 7}" for i in range(rows)]
        table[f"note {n}"] = [f"text {n} {i}" for i in range(rows)]
        table[f"day {n}"] = [f"2024-01-{i % 28 + 1:02}" for i in range(rows)]
    table["Churn"] = ["Yes" if i % 4 == 0 else "No" for i in range(rows)]
    lines = summary_lines(draft_contract(frame_of(table)))
    assert sum("CHECK" in line for line in lines) <= MAX_LINES
    assert len(lines) <= MAX_LINES + 4
    assert all(len(line) < 300 for line in lines)
