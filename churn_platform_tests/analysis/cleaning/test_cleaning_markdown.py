"""What the cleaning did."""

from churn_platform.analysis.cleaning.cleaning_markdown import cleaning_at_a_glance


def test_rows_come_first_then_repairs_by_their_count() -> None:
    text = cleaning_at_a_glance(
        {"rows set aside": 0, "customers": 7043}, {"blank_total": 11, "sign": 0, "spelling": 40}
    )
    assert text.splitlines() == [
        "|  | count |",
        "| --- | ---: |",
        "| rows set aside | 0 |",
        "| customers | 7,043 |",
        "| repair: spelling | 40 |",
        "| repair: blank total | 11 |",
    ]


def test_no_repair_is_said() -> None:
    text = cleaning_at_a_glance({"customers": 1}, {"sign": 0})
    assert text.endswith("| customers | 1 |\n\nNo value had to be repaired.")
