"""Events by their text: the same as by Dagster's own classes, or left to them."""

import re
from typing import Any

import dagster as dg
import pytest
from dagster_shared.serdes import serialize_value

from churn_platform.history.event_log.parser import by_dagster, by_text, files_of
from churn_platform.storage.artifacts import MEDIA_TYPES
from churn_platform_tests.api.world import World, document


def texts(world: World) -> list[str]:
    """The text of every result and observation of a history."""
    kinds = {
        dg.DagsterEventType.ASSET_MATERIALIZATION,
        dg.DagsterEventType.ASSET_OBSERVATION,
    }
    return [
        serialize_value(each.event_log_entry)
        for run in world.instance.get_runs()
        for each in world.instance.get_records_for_run(run.run_id, of_type=kinds).records
    ]


def test_every_result_of_a_run_is_read_as_dagster_reads_it(ran: World) -> None:
    every = texts(ran)
    assert len(every) >= 20
    for text in every:
        found = by_text(text)
        assert found is not None and found == by_dagster(text)


def test_a_result_that_a_person_recorded_is_read_alike(world: World) -> None:
    world.note(
        "model_metrics",
        metrics={**document(), "churn_rate": float("nan"), "list": [1, float("inf"), None]},
        at_a_glance=dg.MetadataValue.md("**NaN**"),
        file=dg.MetadataValue.url("http://127.0.0.1/a"),
        right=True,
        rows=3,
        share=0.25,
    )
    (text,) = texts(world)
    found = by_text(text)
    assert found == by_dagster(text) and found is not None
    assert found.undefined == {
        "metrics.churn_rate": "nan was recorded",
        "metrics.list.1": "inf was recorded",
    }
    assert found.metadata["metrics"]["churn_rate"] is None
    assert (found.metadata["at_a_glance"], found.metadata["rows"]) == ("**NaN**", 3)


def test_an_event_of_a_time_that_is_none_cannot_be_read(world: World) -> None:
    world.note("model_metrics", "v1")
    (text,) = texts(world)
    odd = re.sub(r'"timestamp": [0-9.]+', '"timestamp": 1e300', text)
    assert odd != text and by_text(odd) is None and by_dagster(odd) is None


def test_what_is_not_plain_is_left_to_dagster_and_still_listed(world: World) -> None:
    schema = dg.MetadataValue.table_schema(dg.TableSchema([dg.TableColumn("id", "string")]))
    world.note("clean_customers", "v1", columns=schema)
    (text,) = texts(world)
    assert by_text(text) is None
    with world.client() as client:
        (item,) = client.get("/api/assets/clean_customers/materializations").json()["items"]
    assert (item["data_version"], item["unreadable"]) == ("v1", None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        '{"dagster_event": null}',
        '{"__class__": "FromTheFuture"}',
        "[" * 9999,
    ],
)
def test_what_is_no_event_is_none(text: str) -> None:
    assert by_text(text) is None and by_dagster(text) is None


def _recorded(suffix: str, **more: Any) -> list[dict[str, Any]]:
    file = {"id": f"f{suffix}", "path": f"versions/f{suffix}", "media_type": MEDIA_TYPES[suffix]}
    return [{**file, "sha256": "0" * 64, "bytes": 1, **more}]


@pytest.mark.parametrize("suffix", sorted(MEDIA_TYPES))
def test_a_file_is_private_unless_its_step_recorded_that_it_is_not(suffix: str) -> None:
    assert not files_of(_recorded(suffix, private=False))[0].private
    others: tuple[Any, ...] = (True, None, 0, "", "false", [])
    for said in others:
        assert files_of(_recorded(suffix, private=said))[0].private


def test_of_what_an_earlier_version_recorded_data_are_private_and_pages_are_not() -> None:
    public = {suffix for suffix in MEDIA_TYPES if not files_of(_recorded(suffix))[0].private}
    assert public == {".html", ".md", ".js", ".svg", ".joblib"}
