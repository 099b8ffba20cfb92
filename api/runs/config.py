"""The configuration of a requested run: only what its steps take, and nothing of Dagster's own."""

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from typing import Any

from api.middleware.problems import WrongInput
from churn_platform.catalog import STEPS


def check_config(config: dict[str, Any], assets: Iterable[str] = ()) -> None:
    """Refuse configuration that a run would ignore, or that reaches beyond its steps.

    Dagster takes resources, loggers and the executor from here too, and a value from the
    environment as `{"env": NAME}`: none of that is for a client. It checks the types of values.

    Args:
        config: as in the Launchpad of the Dagster UI.
        assets: what is to be computed; without them any step may be configured.

    Raises:
        WrongInput: names the key, and the closest one that is known.
    """
    # here, so that the API starts without the pipeline's configuration
    from churn_platform.defs.steps.configuration import STEP_FIELDS

    steps = {STEPS[key] for key in assets} & set(STEP_FIELDS) if assets else set(STEP_FIELDS)
    ops = _inside(config, ["ops"], "config").get("ops", {})
    for step, given in _inside(ops, steps, "config.ops").items():
        place = f"config.ops.{step}"
        values = _inside(given, ["config"], place).get("config", {})
        place = f"{place}.config"
        for name, value in _inside(values, STEP_FIELDS[step], place).items():
            if isinstance(value, dict | list):
                raise _wrong(f"found no plain value at {place}.{name}")


def _inside(value: Any, known: Collection[str], place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(f"found no object at {place}")
    for key in value:
        if key not in known:
            raise _wrong(f"found the unknown key {key[:60]!r} at {place}{_hint(key, known)}")
    return value


def _hint(key: str, known: Collection[str]) -> str:
    names = sorted(known)
    expected = f"expected {', '.join(names)}" if names else "expected none"
    closest = get_close_matches(key[:60], names, n=1)
    return f"; did you mean {closest[0]!r}? {expected}" if closest else f"; {expected}"


def _wrong(message: str) -> WrongInput:
    return WrongInput.one("config", message)
