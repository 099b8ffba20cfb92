"""Which files of a history a backup takes the stable paths from."""

from pathlib import Path

import dagster as dg

from churn_platform.data_folder.databases import newest_files
from churn_platform.metadata import Meta
from churn_platform_tests.api.world import World


def test_a_reported_result_names_no_file(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.make("raw_customers")
    known = list(newest_files(world.settings.history_dir))
    assert [stable for stable, _ in known] == ["raw/telco_customer_churn.csv"]
    secret = {"id": "../../x.csv", "path": "../secret", "media_type": "text/csv", "bytes": 1}
    event = dg.AssetMaterialization(
        "raw_customers", metadata={Meta.FILES: [{**secret, "sha256": "0" * 64}]}
    )
    world.instance.report_runless_asset_event(event)
    assert list(newest_files(world.settings.history_dir)) == known
    world.record(event)
    assert list(newest_files(world.settings.history_dir)) == []
    world.close()
