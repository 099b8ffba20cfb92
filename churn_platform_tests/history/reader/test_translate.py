from typing import Any

import dagster as dg
import pytest

from churn_platform.history.reader.translate import files_of, run_of
from churn_platform.storage.artifacts import MEDIA_TYPES


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


def test_a_run_of_assets_without_a_job_names_the_assets() -> None:
    keys = frozenset({dg.AssetKey("churn_scores"), dg.AssetKey("batch_drift")})
    with dg.DagsterInstance.ephemeral() as instance:
        instance.add_run(dg.DagsterRun(job_name="__ASSET_JOB", asset_selection=keys))
        (record,) = instance.get_run_records()
    assert run_of(record).job == "materialize: batch_drift, churn_scores"
