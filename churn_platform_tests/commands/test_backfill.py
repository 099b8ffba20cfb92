"""Months of a dated source by command, and by the backfill that the Dagster UI launches."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from churn_platform.sources.sample.telco import write_sample
from churn_platform_tests.commands.processes import run_command
from churn_platform_tests.commands.started import RUN, World, eventually, running
from churn_platform_tests.dated import FIRST, NEWEST, SECOND
from churn_platform_tests.platform import TO_CLEAN

_NEVER = "0 0 29 2 *"
_LAUNCH = """
mutation Launch($params: LaunchBackfillParams!) {
  launchPartitionBackfill(backfillParams: $params) {
    ... on LaunchBackfillSuccess { backfillId }
  }
}
"""


def launched(world: World, keys: list[str], months: list[str]) -> str:
    """Launch a backfill as the UI does; return its id."""
    params = {"assetSelection": [{"path": [key]} for key in keys], "partitionNames": months}
    address, sent = f"http://127.0.0.1:{world.ui}/graphql", {"query": _LAUNCH}
    variables: dict[str, Any] = {"params": params}
    reply = httpx.post(
        address, json={**sent, "variables": variables}, timeout=60, trust_env=False
    ).json()
    return str(reply["data"]["launchPartitionBackfill"]["backfillId"])


@pytest.mark.platform
def test_months_that_are_selected_in_the_ui_are_computed_one_after_the_other(
    tmp_path: Path,
) -> None:
    for seed, month in enumerate((FIRST, SECOND)):
        write_sample(tmp_path / f"customers-{month}.csv", rows=300, seed=7 + seed)
    source = tmp_path / "customers-{partition}.csv"
    world = World(tmp_path / "data", source, _NEVER, CHURN_PARTITIONS_START=FIRST)
    with running(world.start(*RUN)):
        eventually(lambda: world.get("/api/health"))
        assert eventually(lambda: launched(world, TO_CLEAN, [SECOND, FIRST]))
        eventually(lambda: sorted(world.runs().values()) == ["SUCCESS", "SUCCESS"])
        # the API looks about once a second
        eventually(lambda: world.get("/api/partitions")["current"] == SECOND)
        found = world.get("/api/partitions")
    assert [(each["partition"], each["rows"]) for each in found["items"]] == [
        (SECOND, 300),
        (FIRST, 300),
    ]
    assert found["current"] == SECOND


@pytest.mark.parametrize(
    ("source", "month", "said"),
    [
        ("x-{partition}.csv", "2019-01", f"expected a key from {FIRST} to {NEWEST}."),
        ("x.csv", "2026-01", "found '2026-01', but CHURN_SOURCE has no {partition}."),
    ],
)
def test_a_command_for_no_month_of_the_source_says_so(
    tmp_path: Path, source: str, month: str, said: str
) -> None:
    start = FIRST if "{" in source else ""
    done = run_command(
        "materialize",
        f"--partition={month}",
        data=tmp_path / "data",
        source=tmp_path / source,
        CHURN_PARTITIONS_START=start,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("PARTITION is not allowed: ") and said in done.stderr
