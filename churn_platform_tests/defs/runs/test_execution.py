"""A job in this process, and what is said of its end."""

from contextlib import nullcontext

import dagster as dg
import pytest
from dagster_shared.record import copy

from churn_platform.defs.runs import execution
from churn_platform.pipeline import Pipeline
from churn_platform_tests.platform import Platform


def test_a_run_that_fails_before_its_steps_says_why(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = nullcontext(platform.instance)
    monkeypatch.setattr(Pipeline, "open_history", lambda _: history)
    broken = dg.ResourceDefinition(lambda _: float("Jane Roe"))
    resources = {**(platform.definitions.resources or {}), "pipeline": broken}
    definitions = copy(platform.definitions, resources=resources)
    outcome = execution.run_pipeline(platform.pipeline, definitions)
    assert not outcome.success
    assert outcome.why.startswith("unexpected ValueError at test_execution.py, line ")
    assert "Jane" not in outcome.why
