"""The real table, as the tests of the figures have it."""

from churn_platform_tests.analysis.figures.conftest import real_clean

__all__ = ["real_clean"]
