"""The real table as the other tests of analyses have it."""

from churn_platform_tests.analysis.figures.conftest import real_clean

__all__ = ["real_clean"]
