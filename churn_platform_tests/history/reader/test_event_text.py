"""Events by their text: the same as by Dagster's own classes, or left to them."""

from typing import Any

import dagster as dg
import pytest
from dagster_shared.serdes import deserialize_value, serialize_value

from churn_platform.history.reader.event_text import record_in
from churn_platform.history.reader.translate import record_of
from churn_platform_tests.api.world import World, document


def texts(world: World) -> list[tuple[str, int, str]]:
    """Asset, id and text of every materialization of a history."""
    found = []
    for key in world.instance.all_asset_keys():
        for each in world.instance.fetch_materializations(key, limit=10).records:
            text = serialize_value(each.event_log_entry)
            found.append((key.to_user_string(), each.storage_id, text))
    return found


def by_dagster(key: str, id: int, text: str) -> Any:
    entry = deserialize_value(text, dg.EventLogEntry)
    return record_of(key, dg.EventLogRecord(id, entry))


def test_every_result_of_a_run_is_read_as_dagster_reads_it(ran: World) -> None:
    every = texts(ran)
    assert len(every) >= 20
    for key, id, text in every:
        assert record_in(key, id, text) == by_dagster(key, id, text)


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
    ((key, id, text),) = texts(world)
    found = record_in(key, id, text)
    assert found == by_dagster(key, id, text) and found is not None
    assert found.undefined == {
        "metrics.churn_rate": "nan was recorded",
        "metrics.list.1": "inf was recorded",
    }
    assert found.metadata["metrics"]["churn_rate"] is None
    assert (found.metadata["at_a_glance"], found.metadata["rows"]) == ("**NaN**", 3)


def test_what_is_not_plain_is_left_to_dagster_and_still_listed(world: World) -> None:
    schema = dg.MetadataValue.table_schema(dg.TableSchema([dg.TableColumn("id", "string")]))
    world.note("clean_customers", "v1", columns=schema)
    ((key, id, text),) = texts(world)
    assert record_in(key, id, text) is None
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
    assert record_in("model_metrics", 1, text) is None
