import numpy as np
import pandas as pd
import pytest

from churn_platform.analysis.statistics.moments import correlations_of
from churn_platform_tests.parts import Parts


def _frame() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"x": rng.normal(1e6, 1.0, 500), "flag": rng.integers(0, 2, 500) * 1.0})
    frame["y"] = 2 * (frame["x"] - 1e6) + rng.normal(size=500)
    frame.loc[::7, "flag"] = np.nan
    frame.loc[::5, "y"] = np.nan
    return frame


@pytest.mark.parametrize("rows", [7, 100, 500])
def test_it_is_pandas_correlation_whatever_the_parts(rows: int) -> None:
    frame = _frame()
    found = correlations_of(Parts(frame, rows), [*frame.columns], 3)
    pd.testing.assert_frame_equal(found, frame.corr(min_periods=3), rtol=1e-9)


@pytest.mark.parametrize("rows", [2, 6])
def test_a_constant_and_too_few_common_rows_have_no_correlation(rows: int) -> None:
    nan = np.nan
    frame = pd.DataFrame(
        {"x": [1.0, 2, 3, 4, 5, 6], "same": [7.3] * 6, "few": [1.0, 2, nan, nan, nan, nan]}
    )
    found = correlations_of(Parts(frame, rows), [*frame.columns], 3)
    assert found.loc["x", "x"] == pytest.approx(1.0)
    assert found["same"].isna().all() and found.loc["same"].isna().all()
    assert found["few"].isna().all()
