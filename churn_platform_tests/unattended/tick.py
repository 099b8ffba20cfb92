"""`python -m churn_platform_tests.unattended.tick`: one tick of the schedule, run to its end."""

import dagster as dg

from churn_platform.catalog import CHURN_PIPELINE
from churn_platform.definitions import defs
from churn_platform.defs.schedules import every_two_minutes
from churn_platform.settings import get_settings

_NEEDED = ("data_folder", "customer_source")


def tick(instance: dg.DagsterInstance) -> dg.RunRequest | dg.SkipReason:
    """Let the schedule decide."""
    known = defs().resources or {}
    resources = {name: known[name] for name in _NEEDED}
    with dg.build_schedule_context(instance=instance, resources=resources) as context:
        decided = every_two_minutes(context)
    assert isinstance(decided, dg.RunRequest | dg.SkipReason)
    return decided


def main() -> int:
    """Decide, and run what is asked for; return 0 if that succeeded."""
    with dg.DagsterInstance.from_config(str(get_settings().home)) as instance:
        request = tick(instance)
        if isinstance(request, dg.SkipReason):
            raise SystemExit(request.skip_message)
        result = (
            defs()
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


if __name__ == "__main__":
    raise SystemExit(main())
