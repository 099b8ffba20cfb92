"""The stable paths, such as `data/processed/…`, and the partition that they show."""

import glob
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

import dagster as dg

from churn_platform.catalog import ASSETS, LEADING, stable_file
from churn_platform.config.settings import Settings
from churn_platform.config.source_errors import SourceRefused
from churn_platform.config.source_location import file_of
from churn_platform.defs.steps.partitioned_assets import current_of
from churn_platform.history.lineage import newest_of
from churn_platform.pipeline import Pipeline
from churn_platform.storage import publishing
from churn_platform.storage import results_store as remote
from churn_platform.storage.artifacts import PublishedFile
from churn_platform.storage.lookup import has_stable_path


class StablePaths:
    """A step's access to the stable paths.

    They show the API's current partition: a backfill of an older one does not change them, and a
    newer one replaces all of them at once when every asset has a result.

    Args:
        instance: the history.
        pipeline: whose paths they are.
        partition: the step's; None for a source with one table, which always shows its newest.
    """

    def __init__(
        self, instance: dg.DagsterInstance, pipeline: Pipeline, partition: str | None
    ) -> None:
        self._instance, self._settings, self._partition = instance, pipeline.settings, partition
        self._root, self._dataset = pipeline.root, pipeline.contract.name

    @cached_property
    def are_ours(self) -> bool:
        """Return whether they show the step's partition."""
        if self._partition is None:
            return True
        current = current_of(self._instance, self._settings.partitioning)
        return current.gives_way_to(self._partition)

    def show(self, key: str, file: PublishedFile) -> None:
        """Point an asset's stable path to this version of its file."""
        stable = Path(stable_file(key, self._dataset)).with_name(file.id)
        publishing.refresh(self._root, self._root / file.path, stable)

    def take_over(self, key: str, files: Iterable[PublishedFile]) -> None:
        """Switch to a newer partition, if this was its last missing result."""
        if self.are_ours or self._partition is None:
            return
        current = current_of(self._instance, self._settings.partitioning)
        if current.complete and self._partition < (current.key or ""):
            return
        found = newest_of(self._instance, ASSETS, self._partition)
        if set(LEADING) - set(found) - {key}:
            return
        for result in found.values():
            self._show_all(result.key, result.files)
        self._show_all(key, files)

    def drop_of_another(self, key: str, dataset: str) -> None:
        """Remove the stable files of an asset of another data set; their versions are kept.

        Only published files are removed: a user may have put a file there, or may use one as the
        source.
        """
        if not self.are_ours or dataset == self._dataset:
            return
        stable = self._root / stable_file(key, dataset)
        if stable.name == Path(stable_file(key, self._dataset)).name:
            return
        source = _file_of_source(self._settings)
        for path in stable.parent.glob(f"{glob.escape(stable.stem)}.*"):
            if path != source and publishing.is_published(self._root, path):
                remote.remove(path)

    def _show_all(self, key: str, files: Iterable[PublishedFile]) -> None:
        for file in files:
            if has_stable_path(file.id):
                self.show(key, file)
        if not ASSETS[key].parents:  # the source may have changed its format
            primary = Path(stable_file(key, self._dataset)).with_name(next(iter(files)).id)
            publishing.drop_namesakes(self._root / primary)


def _file_of_source(settings: Settings) -> Path | None:
    """Return the local file that is the source, or None."""
    try:
        return file_of(settings.source, settings.home).resolve()
    except SourceRefused:
        return None
