"""The source: what Dagster shows and stores of it, and what tells sources apart."""

import pytest
from dagster._core.remote_representation.external_data import RepositorySnap
from dagster_shared.serdes import serialize_value

from churn_platform.metadata import Meta
from churn_platform_tests.platform import TO_CLEAN, Platform
from churn_platform_tests.servers import by_etag, serving

HIDDEN = ("plantuser", "plantpassword", "plantsignature")


def _secret(url: str, signature: str = HIDDEN[2]) -> str:
    return url.replace("//", f"//{HIDDEN[0]}:{HIDDEN[1]}@") + f"?sig={signature}"


# Dagster meets its own deprecated property when it describes a schedule
@pytest.mark.filterwarnings("ignore:Property .ScheduleDefinition:DeprecationWarning")
def test_the_ui_is_told_no_address(platform: Platform) -> None:
    platform.change(CHURN_SOURCE=_secret("http://127.0.0.1/table.csv"))
    repository = platform.definitions.get_repository_def()
    told = serialize_value(RepositorySnap.from_def(repository))
    assert "io_manager" in told
    assert not [each for each in HIDDEN if each in told]


def test_a_run_records_no_address(platform: Platform) -> None:
    with serving(by_etag(platform.source.read_bytes(), '"1"')) as seen:
        platform.change(CHURN_SOURCE=_secret(seen.url))
        result = platform.run(select=["raw_customers"])
    assert result.success
    newest = platform.newest("raw_customers")
    assert newest.metadata[Meta.SOURCE] == f"{seen.url}?…"
    run = platform.instance.get_run_by_id(result.run_id)
    logged = platform.instance.all_logs(result.run_id)
    told = "".join(map(str, [newest, run, *logged]))
    assert not [each for each in HIDDEN if each in told]


def test_a_source_with_another_query_is_another_source(platform: Platform) -> None:
    with serving(by_etag(platform.source.read_bytes(), '"1"')) as seen:
        for signature in ("first", "first", "second"):
            platform.change(CHURN_SOURCE=_secret(seen.url, signature))
            assert platform.run(select=["raw_customers"]).success
    # the third may be another table, though its validator is the same
    assert [each.get("if-none-match") for each in seen.headers] == [None, '"1"', None]


def test_an_unexpected_error_is_recorded_without_its_text(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "churn_platform.analysis.checks.profile.profile_of"
    monkeypatch.setattr(path, lambda *_: float("Plantname"))
    result = platform.run(select=TO_CLEAN)
    assert not result.success
    assert "unexpected ValueError at " in platform.failure(result)
    told = "".join(map(str, platform.instance.all_logs(result.run_id)))
    assert "unexpected ValueError" in told and "Plantname" not in told
