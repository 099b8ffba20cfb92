"""Names for people after a change of table: those that the platform made for the old one go."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from churn_platform.config.settings import get_settings
from churn_platform.defs.steps.stable_paths import StablePaths
from churn_platform.storage.artifacts import publish

OLD = "raw/telco_customer_churn.csv"


@pytest.fixture
def names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StablePaths]:
    """Names of the data set `mine`, beside a published file of `telco`."""
    monkeypatch.setenv("CHURN_DATA_DIR", str(tmp_path))
    get_settings.cache_clear()
    publish(tmp_path, OLD, lambda file: file.write(b"a,b\n"))  # type: ignore[arg-type]
    with dg.DagsterInstance.ephemeral() as instance:
        yield StablePaths(instance, tmp_path, "mine", None)
    get_settings.cache_clear()


def test_what_was_published_for_the_old_table_goes_and_its_version_stays(
    names: StablePaths, tmp_path: Path
) -> None:
    own = tmp_path / "raw/telco_customer_churn.xlsx"
    own.write_text("mine")
    names.drop_of_another("raw_customers", "telco")
    assert not (tmp_path / OLD).exists() and own.read_text() == "mine"
    assert [path.read_bytes() for path in (tmp_path / "versions").iterdir()] == [b"a,b\n"]


def test_a_file_that_a_person_changed_stays(names: StablePaths, tmp_path: Path) -> None:
    (tmp_path / OLD).write_text("edited")
    names.drop_of_another("raw_customers", "telco")
    assert (tmp_path / OLD).read_text() == "edited"


def test_the_file_that_is_the_source_now_stays(
    names: StablePaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHURN_SOURCE", str(tmp_path / OLD))
    get_settings.cache_clear()
    names.drop_of_another("raw_customers", "telco")
    assert (tmp_path / OLD).is_file()


@pytest.mark.parametrize(
    ("key", "dataset"), [("raw_customers", "mine"), ("model_metrics", "telco")]
)
def test_names_that_are_the_same_stay(
    names: StablePaths, tmp_path: Path, key: str, dataset: str
) -> None:
    for stable in ("raw/mine_customer_churn.csv", "reports/metrics.json"):
        publish(tmp_path, stable, lambda file: file.write(b"{}"))  # type: ignore[arg-type]
    names.drop_of_another(key, dataset)
    assert (tmp_path / "raw/mine_customer_churn.csv").is_file()
    assert (tmp_path / "reports/metrics.json").is_file()
