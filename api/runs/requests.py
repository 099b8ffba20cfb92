"""Requests to launch a run: their validation, and their digest."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from api.middleware.json_body import parse_body
from api.middleware.problems import WrongInput
from api.runs.config import check_config
from api.schemas.runs import JOBS, RunRequest
from churn_platform.catalog import ASSETS, LEADER, MATERIALIZE_JOB, TOGETHER

_TOGETHER = {group[0]: group for group in TOGETHER.values()}


@dataclass(frozen=True)
class Wanted:
    """A run to be launched; without assets, the whole job.

    `partition` is the requested one of a dated source.
    """

    job: str
    assets: tuple[str, ...] = ()
    config: dict[str, Any] = field(default_factory=dict)
    partition: str | None = None

    @property
    def digest(self) -> str:
        """Hash of the request."""
        asked = [self.job, self.assets, self.config]
        if self.partition is not None:
            asked.append(self.partition)
        return digest(json.dumps(asked, sort_keys=True))


def digest(text: str) -> str:
    """Return the hash of a text, for a tag of a run."""
    return hashlib.sha256(text.encode()).hexdigest()


def wanted(body: bytes | bytearray) -> Wanted:
    """Return the run that a request's body describes.

    Raises:
        HTTPException: 400 if it is not JSON.
        WrongInput: it names no known job or assets, or both.
    """
    value = parse_body(body)
    if not isinstance(value, dict):
        raise WrongInput.one("body", "expected an object")
    try:
        asked = RunRequest.model_validate(value)
    except ValidationError as error:
        raise WrongInput([_error(each) for each in error.errors()]) from None
    if (asked.assets is None) == (asked.job is None):
        raise WrongInput.one("body", "expected either `assets` or `job`")
    config = asked.config or {}
    if asked.job is not None:
        check_config(config)
        return Wanted(asked.job, config=config, partition=asked.partition)
    keys = _known(asked.assets or [])
    check_config(config, keys)
    return Wanted(MATERIALIZE_JOB, keys, config, asked.partition)


def _known(keys: list[str]) -> tuple[str, ...]:
    """Return the assets and those of the same step, in the order of the graph."""
    if unknown := [key for key in keys if key not in ASSETS]:
        shown = ", ".join(repr(key[:60]) for key in unknown[:5])
        raise WrongInput.one("assets", f"found {shown}, expected some of {', '.join(ASSETS)}")
    made = {each for key in keys for each in _TOGETHER.get(LEADER.get(key, key), (key,))}
    return tuple(key for key in ASSETS if key in made)


def _error(each: Any) -> dict[str, str]:
    parameter = ".".join(str(part) for part in each["loc"]) or "body"
    if parameter == "job":
        return WrongInput.error(parameter, None, f"expected one of {', '.join(JOBS)}")
    return WrongInput.error(parameter, None, each["msg"])
