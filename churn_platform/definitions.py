"""What Dagster loads: everything in `defs/`, of one pipeline, and how runs execute their steps."""

import logging
import sys
import warnings
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import dagster as dg

from churn_platform.catalog import LOCATION
from churn_platform.config.settings import Settings, get_settings
from churn_platform.data_folder.permissions import make_private
from churn_platform.data_folder.platform_lock import share_lock
from churn_platform.defs import assets
from churn_platform.defs.automation.schedules import schedule_of
from churn_platform.defs.steps.code_versions import code_versions
from churn_platform.defs.steps.declare import Declared
from churn_platform.defs.steps.partitioned_assets import partitions
from churn_platform.defs.steps.resources import resources_of
from churn_platform.pipeline import Pipeline
from churn_platform.runtime.memory import freeze_loaded_objects, limit_memory

# recognized by its command line, `dagster api grpc`; runs are other processes
_CODE_SERVER = ["api", "grpc"]


def _begin_service(settings: Settings) -> None:
    """Close the data folder to others, and note that the platform runs there.

    Raises:
        OccupiedError: another `make run` uses it.
    """
    if said := make_private(settings.data_dir):
        logging.getLogger("churn").warning(said)
    share_lock(settings)


@cache
def _loaded() -> dg.Definitions:
    """Return what stands in `defs/` as Dagster knows it: jobs, sensors, and assets of your own."""
    # load_from_defs_folder needs a pyproject.toml, which an installed package does not have
    # kept, as it is of no pipeline: it is two thirds of what a second pipeline takes to load
    tree = dg.ComponentTree(
        defs_module=import_module("churn_platform.defs"),
        project_root=Path(__file__).parents[1],
        code_location_name=LOCATION,
    )
    return tree.build_defs()


def _declared() -> list[Declared]:
    """Return the steps of `defs/assets`."""
    names = (module.name for module in iter_modules(assets.__path__))
    modules = [import_module(f"{assets.__name__}.{name}") for name in names]
    found = (each for module in modules for each in vars(module).values())
    return list(dict.fromkeys(each for each in found if isinstance(each, Declared)))


def definitions_of(pipeline: Pipeline) -> dg.Definitions:
    """Return what Dagster loads of a pipeline.

    A run in processes of its own, as the UI and other executors start them, loads `defs` there: its
    pipeline is that of the environment.
    """
    made = dg.Definitions(
        assets=[declared.of(pipeline) for declared in _declared()],
        schedules=[schedule_of(pipeline)],
        resources=resources_of(pipeline),
        # measured: the multiprocess executor repeats the imports in every step, so six empty
        # assets take 35 to 40 s with it, and 6 s in one process
        executor=dg.in_process_executor,
    )
    versions, every = code_versions(pipeline), partitions(pipeline.partitioning)

    def of_this_pipeline(spec: dg.AssetSpec) -> dg.AssetSpec:
        version = versions.get(spec.key.to_user_string(), spec.code_version)
        return spec.replace_attributes(
            code_version=version, partitions_def=every or spec.partitions_def
        )

    with warnings.catch_warnings():  # load_from_defs_folder silences its own warnings as well
        warnings.simplefilter("ignore", dg.PreviewWarning)
        warnings.simplefilter("ignore", dg.BetaWarning)
        return dg.Definitions.merge(_loaded(), made).map_asset_specs(func=of_this_pipeline)


@dg.definitions
def defs() -> dg.Definitions:
    """Load the code location: the pipeline of this process's environment."""
    settings = get_settings()
    if sys.argv[1:3] == _CODE_SERVER:
        _begin_service(settings)
    limit_memory()
    freeze_loaded_objects()
    return definitions_of(Pipeline(settings))
