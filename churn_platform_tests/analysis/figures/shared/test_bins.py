import numpy as np
import pytest

from churn_platform.analysis.figures.shared.bins import MAX_BINS, bin_width, bins_of


@pytest.mark.parametrize(
    ("unit", "last", "width"),
    [
        ("days", 24, 1),
        ("days", 25, 7),
        ("days", 730, 30),
        ("days", 5000, 365),
        ("days", 20_000, 1000),
        ("weeks", 104, 13),
        ("Months", 72, 3),
        ("months", 5000, 500),
        ("years", 10, 1),
        ("years", 60, 5),
        ("", 30, 2),
        ("", 1e300, 5e298),
    ],
)
def test_whole_numbers_get_the_least_usual_width(unit: str, last: float, width: float) -> None:
    assert bin_width(np.array([0.0, last]), unit, is_whole=True) == pytest.approx(width)


@pytest.mark.parametrize(
    ("first", "last", "width"),
    [(0, 1, 0.05), (0.5, 3.5, 0.2), (-0.02, 0.02, 0.002), (0, 9.5, 0.5), (0.25, 72.5, 3)],
)
def test_fractions_of_months_get_round_widths_below_one(
    first: float, last: float, width: float
) -> None:
    assert bin_width(np.array([first, last]), "months", is_whole=False) == pytest.approx(width)


def test_one_value_alone_is_one_bin_of_width_one() -> None:
    assert bin_width(np.array([7.5, 7.5]), "years", is_whole=False) == 1


def test_an_edge_belongs_to_the_bin_that_starts_there() -> None:
    edges = np.arange(20) / 10
    assert bins_of(edges, 0.1).tolist() == list(range(20))


@pytest.mark.parametrize("power", range(-6, 9))
def test_no_length_of_time_fills_more_bins_than_can_be_read(power: int) -> None:
    ends = np.array([0.3, 7.9]) * 10.0**power
    width = bin_width(ends, "days", is_whole=False)
    assert np.ptp(bins_of(ends, width)) < MAX_BINS
