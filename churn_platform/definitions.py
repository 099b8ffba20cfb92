"""What Dagster loads: everything in `defs/`, and how runs execute their steps."""

import logging
import sys
import warnings
from importlib import import_module
from pathlib import Path

import dagster as dg

from churn_platform.catalog import LOCATION
from churn_platform.config.settings import get_settings
from churn_platform.data_folder.permissions import tighten
from churn_platform.data_folder.platform_lock import hold_with_others
from churn_platform.defs.steps.code_versions import code_versions
from churn_platform.defs.steps.partitioned_assets import partitions
from churn_platform.runtime.memory import keep_what_is_loaded, limit_memory

# its command line: `dagster api grpc`; runs, which start every two minutes, are other processes
_CODE_SERVER = ["api", "grpc"]


def _begin_service() -> None:
    """Close the data folder to others, and note that the platform runs there.

    Raises:
        OccupiedError: somebody else's `make run` does.
    """
    if said := tighten(get_settings().data_dir):
        logging.getLogger("churn").warning(said)
    hold_with_others(get_settings())


def _built(tree: dg.ComponentTree) -> dg.Definitions:
    versions, every = code_versions(), partitions()

    def of_these_settings(spec: dg.AssetSpec) -> dg.AssetSpec:
        version = versions[spec.key.to_user_string()]
        return spec.replace_attributes(code_version=version, partitions_def=every)

    with warnings.catch_warnings():  # load_from_defs_folder is quiet about its own insides as well
        warnings.simplefilter("ignore", dg.PreviewWarning)
        warnings.simplefilter("ignore", dg.BetaWarning)
        return tree.build_defs().map_asset_specs(func=of_these_settings)


@dg.definitions
def defs() -> dg.Definitions:
    """Load the code location."""
    if sys.argv[1:3] == _CODE_SERVER:
        _begin_service()
    limit_memory()
    keep_what_is_loaded()
    # load_from_defs_folder needs a pyproject.toml, which an installed package does not have
    tree = dg.ComponentTree(
        defs_module=import_module("churn_platform.defs"),
        project_root=Path(__file__).parents[1],
        code_location_name=LOCATION,
    )
    return dg.Definitions.merge(
        _built(tree),
        # measured: the multiprocess executor pays the imports again for every step, so six empty
        # assets take 35 to 40 s with it where they take 6 s in one process
        dg.Definitions(executor=dg.in_process_executor),
    )
