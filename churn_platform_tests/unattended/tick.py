"""One tick of the schedule, run to its end."""

import dagster as dg

from churn_platform.catalog import CHURN_PIPELINE
from churn_platform.config.settings import get_settings
from churn_platform.definitions import definitions_of
from churn_platform.pipeline import Pipeline
from churn_platform_tests.platform import decide


def tick() -> int:
    """Decide by the settings of the environment, and run it; return 0 if that succeeded."""
    pipeline = Pipeline(get_settings())
    with pipeline.open_history() as instance:
        request = decide(instance, definitions_of(pipeline))
        if isinstance(request, dg.SkipReason):
            raise SystemExit(request.skip_message)
        result = (
            definitions_of(pipeline)
            .resolve_job_def(CHURN_PIPELINE)
            .execute_in_process(
                instance=instance,
                asset_selection=request.asset_selection,
                run_config=request.run_config,
                tags=request.tags,
                raise_on_error=False,
            )
        )
        return 0 if result.success else 1
