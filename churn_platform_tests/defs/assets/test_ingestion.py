"""The raw table: the source, nothing new, or, offline on a first start, the sample."""

import json
import socket
from collections.abc import Iterator
from shutil import copyfile

import dagster as dg
import pytest

from churn_platform.metadata import Meta, Tag
from churn_platform.sources.sample import telco
from churn_platform_tests.platform import Platform
from churn_platform_tests.servers import body, serving


@pytest.fixture
def offline(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> Iterator[Platform]:
    """A platform whose default source cannot be reached."""
    with socket.socket() as taken:  # and never listened on: nobody else's server gets the port
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/telco.csv"
        _make_default(platform, monkeypatch, address)
        yield platform


def _make_default(platform: Platform, patch: pytest.MonkeyPatch, address: str) -> None:
    patch.setattr("churn_platform.config.settings.DEFAULT_SOURCE", address)
    platform.change(CHURN_SOURCE=address)


def _check(result: dg.ExecuteInProcessResult) -> tuple[bool, dg.AssetCheckSeverity]:
    found = {check.check_name: check for check in result.get_asset_check_evaluations()}
    assert found["can_be_read"].passed and found["has_the_contracted_columns"].passed
    return found["is_not_the_sample"].passed, found["is_not_the_sample"].severity


def test_offline_on_a_first_start_the_sample_stands_in_and_says_so(offline: Platform) -> None:
    result = offline.run(select=["raw_customers"])
    assert result.success
    facts = offline.newest("raw_customers").metadata
    assert facts[Meta.IS_SAMPLE] is True
    assert (facts[Meta.ROWS], facts[Meta.COLUMNS]) == (7043, 21)
    assert _check(result) == (False, dg.AssetCheckSeverity.WARN)


def test_still_offline_the_sample_stays_and_trains_nothing(
    offline: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = offline.source  # a sample of the usual size shows no more
    monkeypatch.setattr(telco, "write_sample", lambda path, seed: copyfile(small, path))
    assert offline.scheduled_run().success
    card = offline.stable("model_card").read_text(encoding="utf-8")
    assert "**Synthetic customers:** the source could not be reached" in card
    result = offline.scheduled_run()
    assert result.success
    assert offline.materialized(result) == set()
    assert _check(result) == (False, dg.AssetCheckSeverity.WARN)


def test_back_online_the_real_table_replaces_the_sample(
    offline: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert offline.run(select=["raw_customers"]).success
    with serving(body(offline.source.read_bytes())) as server:
        _make_default(offline, monkeypatch, server.url)
        result = offline.run(select=["raw_customers"])
        assert _check(result) == (True, dg.AssetCheckSeverity.WARN)
    facts = offline.newest("raw_customers").metadata
    assert (facts[Meta.IS_SAMPLE], facts[Meta.ROWS]) == (False, 300)


def test_offline_after_a_real_table_the_run_fails_and_the_table_stays(
    offline: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    from churn_platform.config.settings import DEFAULT_SOURCE

    address = DEFAULT_SOURCE
    with serving(body(offline.source.read_bytes())) as server:
        _make_default(offline, monkeypatch, server.url)
        assert offline.run(select=["raw_customers"]).success
    _make_default(offline, monkeypatch, address)
    result = offline.run(select=["raw_customers"])
    assert not result.success
    assert offline.newest("raw_customers").metadata[Meta.IS_SAMPLE] is False


def test_a_source_that_a_person_set_is_never_replaced_by_the_sample(
    offline: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("churn_platform.config.settings.DEFAULT_SOURCE", "https://other.invalid/")
    offline.change()
    result = offline.run()
    assert not result.success
    assert offline.materialized(result) == set()
    assert not offline.stable("raw_customers").exists()


def test_a_refusing_default_source_is_not_replaced_by_the_sample(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(body(b"<html>moved</html>")) as server:
        _make_default(platform, monkeypatch, server.url)
        result = platform.run()
    assert not result.success
    assert "<html>" not in platform.failure(result)


def test_a_password_in_the_address_is_recorded_nowhere(platform: Platform) -> None:
    with serving(body(platform.source.read_bytes())) as server:
        platform.change(CHURN_SOURCE=server.url.replace("://", "://user:s3cret@"))
        assert platform.run(select=["raw_customers"]).success
    assert platform.newest("raw_customers").metadata[Meta.SOURCE] == server.url
    log = (platform.data_dir / "logs/pipeline.log").read_text()
    run = platform.instance.get_runs(limit=1)[0]
    events = "".join(str(entry) for entry in platform.instance.all_logs(run.run_id))
    assert "s3cret" not in log + events


def test_a_removed_file_is_fetched_again(done: Platform) -> None:
    lost = done.data_dir / done.newest("raw_customers").files[0].path
    lost.unlink()
    tags = dict(done.tick().tags)
    reason = "its file is missing or truncated: telco_customer_churn.csv"
    assert json.loads(tags[Tag.STALE])["raw_customers"] == [reason]
    result = done.run(select=["raw_customers"], tags=tags)
    assert done.materialized(result) == {"raw_customers"}
    assert lost.read_bytes() == done.source.read_bytes()


def test_a_code_page_that_was_guessed_warns_until_the_contract_states_it(
    platform: Platform,
) -> None:
    text = platform.source.read_text().replace("Electronic check", "Prélèvement")
    platform.source.write_bytes(text.encode("cp1252"))
    found = {
        check.check_name: check
        for check in platform.run(select=["raw_customers"]).get_asset_check_evaluations()
    }["encoding_is_known"]
    assert (found.passed, found.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert found.metadata["found"].value == "cp1252, guessed from the letters of the text"
