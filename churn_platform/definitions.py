"""Dagster's code location: everything in `defs/`, and the executor of runs."""

import logging
import sys
import warnings
from importlib import import_module
from pathlib import Path

import dagster as dg

from churn_platform.catalog import LOCATION
from churn_platform.config.settings import get_settings
from churn_platform.data_folder.permissions import make_private
from churn_platform.data_folder.platform_lock import share_lock
from churn_platform.defs.steps.partitioned_assets import partitioned
from churn_platform.runtime.memory import freeze_loaded_objects, limit_memory

# recognized by its command line, `dagster api grpc`; runs are other processes
_CODE_SERVER = ["api", "grpc"]


def _begin_service() -> None:
    """Make the data folder private, and lock it for this platform.

    Raises:
        OccupiedError: another `make run` uses it.
    """
    if said := make_private(get_settings().data_dir):
        logging.getLogger("churn").warning(said)
    share_lock(get_settings())


def _built(tree: dg.ComponentTree) -> dg.Definitions:
    with warnings.catch_warnings():  # load_from_defs_folder silences its own warnings as well
        warnings.simplefilter("ignore", dg.PreviewWarning)
        warnings.simplefilter("ignore", dg.BetaWarning)
        return tree.build_defs()


@dg.definitions
def defs() -> dg.Definitions:
    """Load the code location."""
    if sys.argv[1:3] == _CODE_SERVER:
        _begin_service()
    limit_memory()
    freeze_loaded_objects()
    # load_from_defs_folder needs a pyproject.toml, which an installed package does not have
    tree = dg.ComponentTree(
        defs_module=import_module("churn_platform.defs"),
        project_root=Path(__file__).parents[1],
        code_location_name=LOCATION,
    )
    return dg.Definitions.merge(
        partitioned(_built(tree)),
        # measured: the multiprocess executor repeats the imports in every step, so six empty #
        # assets take 35 to 40 s with it, and 6 s in one process
        dg.Definitions(executor=dg.in_process_executor),
    )
