import numpy as np
import pytest
from sklearn.metrics import log_loss

from churn_platform.analysis.training.loss import log_losses


def test_the_loss_is_minus_the_logarithm_of_what_happened() -> None:
    y, probability = np.array([1, 0, 1]), np.array([0.5, 0.2, 0.1])
    losses = log_losses(y, probability)
    np.testing.assert_allclose(losses, [np.log(2), -np.log(0.8), np.log(10)])
    assert losses.mean() == pytest.approx(log_loss(y, probability), rel=1e-12)


def test_a_certainty_that_is_wrong_is_costly_and_not_infinite() -> None:
    assert log_losses(np.array([1]), np.array([0.0]))[0] == pytest.approx(15 * np.log(10))
