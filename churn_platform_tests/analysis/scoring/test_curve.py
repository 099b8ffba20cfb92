from typing import Any

import numpy as np
import pytest
from sklearn.preprocessing import SplineTransformer

from churn_platform.analysis.errors import DataError
from churn_platform.analysis.scoring.curve import Curve, spline_curve
from churn_platform.analysis.scoring.encoded import FloatArray

RANDOM = np.random.default_rng(3)
SMOOTH = RANDOM.gamma(2, 10, 300)
MANY_ZEROS = np.where(RANDOM.random(300) < 0.6, 0.0, SMOOTH)
BEYOND = np.array([-1e4, -1.0, 0.0, 0.5, 1e3, 1e5])


def test_a_piece_is_a_polynomial_around_its_anchor() -> None:
    # below 2: 1 + x; from 2 on: 3 + 2 (x - 2)^2
    curve = Curve(
        np.array([2.0]), np.array([0.0, 2.0]), np.array([[1.0, 1.0, 0.0], [3.0, 0.0, 2.0]])
    )
    assert curve(np.array([-1.0, 0.0, 2.0, 3.0])).tolist() == [0.0, 1.0, 3.0, 5.0]


@pytest.mark.parametrize("degree", [1, 2, 3])
@pytest.mark.parametrize(
    ("column", "ends"),
    [
        (SMOOTH, "constant"),
        (SMOOTH, "linear"),
        (SMOOTH, "continue"),
        (MANY_ZEROS, "constant"),
        (MANY_ZEROS, "linear"),
        (np.full(300, 7.0), "constant"),
    ],
)
def test_it_equals_the_spline_of_scikit_learn(column: FloatArray, degree: int, ends: Any) -> None:
    spline = SplineTransformer(5, degree=degree, knots="quantile", extrapolation=ends)
    spline.fit(column[:, None])
    weights = np.random.default_rng(4).normal(size=spline.n_features_out_)
    points = np.concatenate([column, BEYOND, spline.bsplines_[0].t])
    curve = spline_curve(spline.bsplines_[0], weights, ends)
    expected = spline.transform(points[:, None]) @ weights
    np.testing.assert_allclose(curve(points), expected, rtol=1e-9, atol=1e-9)


def test_a_periodic_spline_is_refused() -> None:
    spline = SplineTransformer(5, extrapolation="periodic").fit(SMOOTH[:, None])
    with pytest.raises(DataError, match=r"found a spline with extrapolation 'periodic'; expected"):
        spline_curve(spline.bsplines_[0], np.ones(spline.n_features_out_), "periodic")
