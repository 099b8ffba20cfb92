"""The results that a step reads: the newest of its parents, and their verified files."""

from pathlib import Path
from typing import Any

import dagster as dg

from churn_platform.catalog import ASSETS
from churn_platform.history.lineage import newest_of
from churn_platform.history.records import Materialization
from churn_platform.storage import artifacts
from churn_platform.storage.artifacts import PublishedFile
from churn_platform.storage.model_files.format import read_model


def read_newest(
    instance: dg.DagsterInstance, key: str, partition: str | None
) -> tuple[Materialization | None, dict[str, Materialization]]:
    """Return an asset's last result and those upstream, which must belong together.

    Args:
        instance: the history.
        key: the asset's.
        partition: of a dated source; all results are of this one.

    Raises:
        dg.Failure: a parent has no result, or two of them are not from the same one.
    """
    asset = ASSETS[key]
    newest = newest_of(instance, [key, *asset.reads], partition)
    if "split" in asset.parents and "split" not in newest:
        # the table that held the split before it was an asset of its own
        for former in newest_of(instance, ["processed_customers"], partition).values():
            newest["split"] = former
    if missing := [name for name in asset.parents if name not in newest]:
        raise dg.Failure(
            f"{key} needs {', '.join(missing)}: materialize it first", allow_retries=False
        )
    found = {name: newest[name] for name in asset.parents}
    for up in found.values():
        for name, version in up.upstream.items():
            if name in found and found[name].data_version != version:
                raise dg.Failure(
                    f"{up.key} was made from {name} {version}, but the newest {name} is"
                    f" {found[name].data_version}; materialize {up.key} again first",
                    allow_retries=False,
                )
    found |= {name: newest[name] for name in asset.may_read if name in newest}
    return newest.get(key), found


def path_of(root: Path, result: Materialization, suffix: str = "") -> Path:
    """Return the path of a result's file, after verifying its hash.

    The primary file, or the one whose id ends in `suffix`.

    Raises:
        ArtifactError: there is no such file, or it is not the recorded one.
    """
    return artifacts.resolve(root, _file_of(result, suffix))


def content_of(root: Path, result: Materialization, suffix: str = "") -> bytes:
    """Return the verified content of a result's file; see `path_of`."""
    return artifacts.content_of(root, _file_of(result, suffix))


def model_of(root: Path, result: Materialization, id: str = "") -> Any:
    """Return the model in a result's primary file, or in that of this id.

    Raises:
        ArtifactError: the file is not the recorded one, or not a model that the asset publishes.
    """
    return read_model(root, result.key, _file_of(result, id))


def _file_of(result: Materialization, suffix: str) -> PublishedFile:
    for file in result.files:
        if file.id.endswith(suffix):
            return file
    raise artifacts.MissingError(f"{result.key} was recorded without {suffix}; {artifacts.AGAIN}")
