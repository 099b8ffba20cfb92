"""Invalid settings as text, without secrets."""

from typing import Any, Final

from pydantic import ValidationError

from churn_platform.config.setting_names import PREFIX
from churn_platform.config.source_location import shown

_SECRET: Final = ("api_token_sha256", "dagster_postgres_url")
"""Fields whose value errors do not repeat: it may be a misplaced secret."""


def explain(error: ValidationError) -> str:
    """Return a line for each problem: the name of the setting, its value and the allowed ones."""
    return "\n".join(_explain(problem) for problem in error.errors())


def _explain(problem: Any) -> str:
    where, value = problem["loc"], problem["input"]
    message = str(problem["msg"]).removeprefix("Value error, ")
    if not where:  # a problem of several settings: its input is all of them
        return f"{message}."
    name = PREFIX + "__".join(str(part).upper() for part in where)
    if isinstance(value, dict):  # a problem of several settings of a group
        return f"{message}." if message.startswith(name) else f"{name} is not allowed: {message}."
    if isinstance(value, str):
        value = shown(value)  # in any setting, the value may be an address with a password
    found = "" if where[0] in _SECRET else f"={value!r}"
    return f"{name}{found} is not allowed: {message}."
