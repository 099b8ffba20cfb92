"""The configuration of a requested run: only that of its steps."""

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from typing import Any

from api.middleware.problems import WrongInput
from churn_platform.catalog import STEPS


def check_config(config: dict[str, Any], assets: Iterable[str] = ()) -> None:
    """Refuse configuration that a run would ignore, or that is not of its steps.

    Dagster would also accept resources, loggers and the executor, and values from the environment
    as `{"env": NAME}`; clients must not set those. Dagster checks the types of the values.

    Args:
        config: as in the Launchpad of the Dagster UI.
        assets: to be computed; without them any step may be configured.

    Raises:
        WrongInput: names the key, and the closest one that is known.
    """
    # imported here to start the API faster
    from churn_platform.defs.steps.configuration import STEP_FIELDS

    steps = {STEPS[key] for key in assets} & set(STEP_FIELDS) if assets else set(STEP_FIELDS)
    ops = _inside(config, ["ops"], "config").get("ops", {})
    for step, given in _inside(ops, steps, "config.ops").items():
        place = f"config.ops.{step}"
        values = _inside(given, ["config"], place).get("config", {})
        place = f"{place}.config"
        for name, value in _inside(values, STEP_FIELDS[step], place).items():
            if isinstance(value, dict | list):
                raise _wrong(f"expected a number, a text, true, false or null at {place}.{name}")


def _inside(value: Any, known: Collection[str], place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(f"expected an object at {place}")
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
