"""Names for people after a change of table: those that the platform made for the old one go."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from churn_platform.config.contracts.load import FOLDER
from churn_platform.config.settings import Settings
from churn_platform.defs.steps.stable_paths import StablePaths
from churn_platform.pipeline import Pipeline
from churn_platform.storage.publishing import publish

OLD = "raw/telco_customer_churn.csv"


@contextmanager
def names_of(folder: Path, **settings: str) -> Iterator[StablePaths]:
    """Names of the data set `mine`, beside a published file of `telco`."""
    telco = (FOLDER / "telco.toml").read_text()
    (folder / "mine.toml").write_text(telco.replace('name = "telco"', 'name = "mine"'))
    publish(folder, OLD, lambda file: file.write(b"a,b\n"))  # type: ignore[arg-type]
    given: dict[str, Any] = {"contract": str(folder / "mine.toml"), **settings}
    with dg.DagsterInstance.ephemeral() as instance:
        yield StablePaths(instance, Pipeline(Settings(data_dir=folder, **given)), None)


@pytest.fixture
def names(tmp_path: Path) -> Iterator[StablePaths]:
    with names_of(tmp_path) as made:
        yield made


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


def test_the_file_that_is_the_source_now_stays(tmp_path: Path) -> None:
    with names_of(tmp_path, source=str(tmp_path / OLD)) as names:
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
