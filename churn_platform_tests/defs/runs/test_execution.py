"""A job in this process, and what is said of its end."""

from contextlib import nullcontext

import pytest

from churn_platform.defs.runs import execution
from churn_platform.defs.steps.resources import DataFolder
from churn_platform_tests.platform import Platform


def test_a_run_that_fails_before_its_steps_says_why(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execution, "open_history", lambda: nullcontext(platform.instance))
    monkeypatch.setattr(DataFolder, "setup_for_execution", lambda *_: float("Jane Roe"))
    outcome = execution.run_pipeline(platform.definitions)
    assert not outcome.success
    assert outcome.why.startswith("unexpected ValueError at test_execution.py, line ")
    assert "Jane" not in outcome.why
