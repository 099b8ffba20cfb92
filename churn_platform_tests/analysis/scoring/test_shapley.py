import numpy as np
import pytest

from churn_platform.analysis.scoring.shapley import leaf_attributions


def test_two_conditions_by_hand() -> None:
    # A leaf of 6; half of the rows meet the first condition, a third the second.
    # Both met: the first adds 6 * 1/2 * (1/2 * 1/3 + 1/2 * 1) = 2,
    # the second 6 * 2/3 * (1/2 * 1/2 + 1/2 * 1) = 3; with the expected 6 * 1/6 = 1 that makes 6.
    # The first alone: 6 * 1/2 * (1/2 * 1/3 + 0) = 1/2 and 6 * -1/3 * (1/4 + 1/2) = -3/2: 0 in all.
    first, second = leaf_attributions(np.array([6.0]), np.array([[1 / 2, 1 / 3]]))[0]
    assert [first[0b11], second[0b11]] == pytest.approx([2.0, 3.0])
    assert [first[0b01], second[0b01]] == pytest.approx([0.5, -1.5])


@pytest.mark.parametrize("conditions", [1, 3, 6])
def test_each_pattern_adds_up_to_the_value_less_what_is_expected(conditions: int) -> None:
    random = np.random.default_rng(conditions)
    values, shares = random.normal(size=4), random.uniform(0.05, 0.95, (4, conditions))
    sums = leaf_attributions(values, shares).sum(axis=1)
    paid = np.zeros_like(sums)
    paid[:, -1] = values  # who meets every condition
    expected = paid - (values * shares.prod(axis=1))[:, None]
    np.testing.assert_allclose(sums, expected, atol=1e-12)
