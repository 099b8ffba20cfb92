"""Asking the UI for runs; a UI that answers is asked in `test_materializations`."""

import pytest
from dagster_graphql import DagsterGraphQLClient, DagsterGraphQLClientError

from api.runs.launcher import ConfigError, Launcher, LaunchError
from churn_platform.config.settings import Settings


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "::"])
def test_without_a_ui_the_launcher_says_so(host: str) -> None:
    launcher = Launcher(Settings(ui_host=host, ui_port=9))
    with pytest.raises(LaunchError, match="No run was launched: .* does not answer") as caught:
        launcher.submit("scoring_pipeline", {}, {})
    assert "127.0.0.1" not in str(caught.value)
    with pytest.raises(LaunchError, match="No run was cancelled: .* does not answer"):
        launcher.cancel("a-run")


def refusing(monkeypatch: pytest.MonkeyPatch, *said: object) -> None:
    def refuse(*_: object, **__: object) -> str:
        error = DagsterGraphQLClientError(*said)  # type: ignore[no-untyped-call]
        raise error

    monkeypatch.setattr(DagsterGraphQLClient, "submit_job_execution", refuse)


def test_a_refusal_of_the_ui_is_told_by_its_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    refusing(monkeypatch, "JobNotFoundError", "secret")
    with pytest.raises(LaunchError, match=r"refused it \(JobNotFoundError\)") as caught:
        Launcher(Settings()).submit("scoring_pipeline", {}, {})
    assert "secret" not in str(caught.value)


def test_errors_of_the_configuration_are_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    errors = [{"message": f"Wrong\nat {place}"} for place in "abcde"]
    refusing(monkeypatch, "RunConfigValidationInvalid", errors)
    with pytest.raises(ConfigError) as caught:
        Launcher(Settings()).submit("scoring_pipeline", {}, {})
    assert str(caught.value) == "Wrong at a; Wrong at b; Wrong at c; and 2 more"


def test_what_the_client_cannot_read_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise KeyError("message")  # of a kind of error that its query does not ask about

    monkeypatch.setattr(DagsterGraphQLClient, "submit_job_execution", refuse)
    with pytest.raises(LaunchError, match="refused it"):
        Launcher(Settings()).submit("scoring_pipeline", {}, {})
