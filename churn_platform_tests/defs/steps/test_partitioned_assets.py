"""Months computed in any order never mix, and the newest stays the current one."""

import hashlib
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from churn_platform.catalog import CHAMPION, KEPT_UP, MODELS, SEARCH, stable_file
from churn_platform.defs.assets.reporting import BEFORE, HEADLINE
from churn_platform.defs.automation.stale import stale_assets
from churn_platform.defs.steps.outputs import read_json
from churn_platform.defs.steps.partitioned_assets import current_of
from churn_platform.history.event_log.results import newest_results
from churn_platform.history.lineage import before_of, newest_of
from churn_platform.history.partition_log import Current, runs_of
from churn_platform.history.provenance import OwnEvents
from churn_platform.history.reader.partition_facts import Partitions, position
from churn_platform.metadata import Meta
from churn_platform_tests.dated import FIRST, NEWEST, SECOND, THIRD, dated, deliver, extract
from churn_platform_tests.platform import TO_CLEAN, Platform

MONTHS = (FIRST, SECOND, THIRD)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def dossier(platform: Platform, month: str) -> dict[str, Any]:
    files = platform.newest(CHAMPION, month).files
    file = next(file for file in files if file.id == "champion.json")
    return read_json((platform.data_dir / file.path).read_bytes())


def named(platform: Platform) -> dict[str, str]:
    """The hash of each asset's file at its stable path."""
    return {key: sha256(platform.data_dir / stable_file(key, "telco")) for key in KEPT_UP}


def recorded(platform: Platform, month: str) -> dict[str, str]:
    found = newest_of(platform.instance, KEPT_UP, month)
    return {key: result.files[0].sha256 for key, result in found.items()}


def test_each_month_is_made_from_its_own_extract(months: Platform) -> None:
    for month in MONTHS:
        found = newest_of(months.instance, KEPT_UP, month)
        assert set(found) == set(KEPT_UP)
        raw = found["raw_customers"]
        assert raw.files[0].sha256 == sha256(extract(months, month))
        assert raw.metadata[Meta.SOURCE] == f"extracts/customers-{month}.csv"
        for result in found.values():
            assert result.source_version == raw.data_version
            assert (result.partition, result.metadata[Meta.PARTITION]) == (month, month)
            for name, version in result.inputs["upstream"].items():
                assert found[name].data_version == version


def test_a_month_drifts_from_the_month_before_it_and_never_from_a_later_one(
    months: Platform,
) -> None:
    raw = {month: months.newest("raw_customers", month).data_version for month in MONTHS}
    drift = {
        month: months.newest("batch_drift", month).metadata["reference_version"] for month in MONTHS
    }
    # the second was computed when there was none before it, the first when both later were there
    assert drift == {FIRST: raw[FIRST], SECOND: raw[SECOND], THIRD: raw[SECOND]}
    assert dossier(months, FIRST)["reference_before"] is None
    second = dossier(months, SECOND)
    assert dossier(months, THIRD)["reference_before"] == {
        **second["reference"],
        "champion_version": second["champion"]["version"],
    }


def test_a_report_is_compared_with_the_month_before(months: Platform) -> None:
    reports = {month: months.newest("churn_report", month).metadata for month in MONTHS}
    assert reports[THIRD][BEFORE] == reports[SECOND][HEADLINE]
    assert BEFORE not in reports[FIRST] and BEFORE not in reports[SECOND]


def test_a_backfill_of_an_old_month_leaves_the_current_one_in_place(months: Platform) -> None:
    newest_run = months.instance.get_runs(limit=1)[0]
    assert newest_run.tags["dagster/partition"] == FIRST
    assert (
        current_of(months.instance, months.pipeline.partitioning).key,
        current_of(months.instance, months.pipeline.partitioning).complete,
    ) == (THIRD, True)
    assert named(months) == recorded(months, THIRD)
    first = recorded(months, FIRST)
    same = {key for key, version in named(months).items() if version == first[key]}
    assert same == {"unlabelled_customers", "quarantined_customers"}  # both are empty every month
    files = {path.name for path in (months.data_dir / "raw").iterdir()}
    assert files == {"telco_customer_churn.csv"}


def test_before_a_month_is_the_last_one_that_has_a_result(months: Platform) -> None:
    def before(month: str, strictly: bool = False) -> str | None:
        found = before_of(months.instance, CHAMPION, month, strictly)
        return found.partition if found else None

    assert [before(month) for month in MONTHS] == [FIRST, SECOND, THIRD]
    assert [before(month, strictly=True) for month in MONTHS] == [None, FIRST, SECOND]
    assert before(NEWEST) == THIRD


def test_a_newer_month_takes_over_only_when_it_is_complete(changing: Platform) -> None:
    deliver(changing, NEWEST)
    third = recorded(changing, THIRD)
    assert changing.run(select=TO_CLEAN, partition=NEWEST).success
    assert current_of(changing.instance, changing.pipeline.partitioning).key == THIRD
    assert named(changing) == third
    rest = [key for key in KEPT_UP if key not in TO_CLEAN]
    assert changing.run(select=rest, partition=NEWEST).success
    assert current_of(changing.instance, changing.pipeline.partitioning).key == NEWEST
    assert named(changing) == recorded(changing, NEWEST)


def test_months_from_before_there_was_a_split_stay_complete(changing: Platform) -> None:
    before = current_of(changing.instance, changing.pipeline.partitioning)
    assert before.complete
    changing.instance.wipe_assets([dg.AssetKey("split")])
    assert current_of(changing.instance, changing.pipeline.partitioning) == before


def test_a_corrected_extract_is_compared_with_the_month_before_it(changing: Platform) -> None:
    path = extract(changing, THIRD)
    path.write_text(path.read_text().replace(",Male,", ",Female,", 9))
    assert changing.run(partition=THIRD).success
    second = changing.newest("raw_customers", SECOND).data_version
    assert changing.newest("raw_customers", THIRD).files[0].sha256 == sha256(path)
    assert changing.newest("batch_drift", THIRD).metadata["reference_version"] == second
    report = changing.newest("churn_report", THIRD).metadata
    assert report[BEFORE] == changing.newest("churn_report", SECOND).metadata[HEADLINE]
    assert named(changing) == recorded(changing, THIRD)


def test_a_month_that_is_made_again_is_compared_with_one_that_was_filled_in(
    changing: Platform,
) -> None:
    assert changing.run(select=["batch_drift", "churn_report"], partition=SECOND).success
    first = changing.newest("raw_customers", FIRST).data_version
    assert changing.newest("batch_drift", SECOND).metadata["reference_version"] == first
    report = changing.newest("churn_report", SECOND).metadata
    assert report[BEFORE] == changing.newest("churn_report", FIRST).metadata[HEADLINE]


def test_an_old_month_cannot_roll_back_to_a_later_champion(changing: Platform) -> None:
    def rolled_back(version: str) -> dg.ExecuteInProcessResult:
        config = {"ops": {"champion": {"config": {"version": version}}}}
        select = [CHAMPION, "model_card"]
        return changing.run(select=select, config=config, partition=SECOND)

    later = changing.newest(CHAMPION, THIRD).version
    said = changing.failure(rolled_back(later))
    assert f"there was no champion with the version '{later}'" in said
    first = changing.newest(CHAMPION, FIRST).version
    assert rolled_back(first).success
    assert changing.newest(CHAMPION, SECOND).data_version == first
    assert changing.newest(CHAMPION, THIRD).data_version == later
    assert named(changing)[CHAMPION] == recorded(changing, THIRD)[CHAMPION]


def test_a_search_holds_for_its_month_and_those_after_it(changing: Platform) -> None:
    changing.change(CHURN_SEARCH__CANDIDATES=1)
    assert changing.run(select=[SEARCH], partition=SECOND).success
    stale = {
        month: set(stale_assets(changing.instance, changing.pipeline, month)) & set(MODELS)
        for month in MONTHS
    }
    assert stale == {FIRST: set(), SECOND: set(MODELS), THIRD: set(MODELS)}


@pytest.mark.storage
def test_results_are_found_by_their_month_whatever_storage_holds_them(platform: Platform) -> None:
    dated(platform)
    for month in (SECOND, THIRD, FIRST):
        deliver(platform, month)
        assert platform.run(select=["raw_customers"], partition=month).success
    raw = {month: platform.newest("raw_customers", month).data_version for month in MONTHS}
    assert len(set(raw.values())) == 3
    assert current_of(platform.instance, platform.pipeline.partitioning) == Current(
        THIRD, complete=False
    )
    assert not Current(THIRD).gives_way_to(SECOND) and Current(THIRD).gives_way_to(NEWEST)
    before = before_of(platform.instance, "raw_customers", THIRD, strictly=True)
    assert before is not None and before.data_version == raw[SECOND]
    # and as the API's reader finds them
    own = OwnEvents.of(platform.instance)
    current, newer, _ = position(own, len(THIRD))
    assert (current.key, newer) == (THIRD, None)
    shown = newest_results(own, ["raw_customers"], THIRD)["raw_customers"]
    assert (shown.data_version, shown.partition) == (raw[THIRD], THIRD)
    listed = Partitions().page(own, len(THIRD), limit=9, before=THIRD)
    assert [(each.key, each.results["raw_customers"].data_version) for each in listed] == [
        (SECOND, raw[SECOND]),
        (FIRST, raw[FIRST]),
    ]
    runs = {row.run_id for row in own.execute(runs_of(SECOND))}
    assert runs == {platform.instance.get_runs()[2].run_id}


@pytest.mark.parametrize("month", [None, "2099-01"])
def test_a_run_of_no_month_that_is_over_makes_nothing(
    undelivered: Platform, month: str | None
) -> None:
    tags = {"dagster/partition": month} if month else {}
    said = undelivered.failure(undelivered.run(select=["raw_customers"], tags=tags))
    assert said.startswith("the source is dated: found ")
    assert said.endswith(f"expected a key from {FIRST} to {NEWEST}")


def test_a_source_with_one_table_has_no_partitions(finished: Platform) -> None:
    graph = finished.definitions.resolve_asset_graph()
    assert {graph.get(key).partitions_def for key in graph.get_all_asset_keys()} == {None}
    assert current_of(finished.instance, finished.pipeline.partitioning).key is None
