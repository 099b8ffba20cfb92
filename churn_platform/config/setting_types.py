"""Types of settings: what a value must look like, and how it is normalised."""

import re
from ipaddress import ip_network
from typing import Annotated, Final

from pydantic import AfterValidator, Field, SecretStr

from churn_platform.config.postgres_address import checked_url

_SCHEDULER: Final = re.compile(
    r"([a-z]+://)?(\[[0-9a-f:.]+\]|[^\s:/@\[\]]+):[0-9]{1,5}", re.IGNORECASE
)


def _networks(value: str) -> str:
    return ",".join(str(ip_network(part.strip())) for part in value.split(",") if part.strip())


def _cron(value: str) -> str:
    if not re.fullmatch(r"[\d*/,\-]+( [\d*/,\-A-Za-z]+){4}", value):
        raise ValueError("expected a cron expression of five fields, such as */2 * * * *")
    return value


def _digests(value: str) -> str:
    parts = [part.strip().lower() for part in value.split(",") if part.strip()]
    if not all(re.fullmatch("[0-9a-f]{64}", part) for part in parts):
        raise ValueError("expected 64 hexadecimal digits, as `make token` prints them")
    return ",".join(parts)


def _postgres(value: SecretStr) -> SecretStr:
    return SecretStr(checked_url(value.get_secret_value()))


def is_scheduler(address: str) -> bool:
    """Return whether this is the address of a Dask scheduler, such as tcp://10.0.0.5:8786."""
    return bool(_SCHEDULER.fullmatch(address))


Port = Annotated[int, Field(ge=1, le=65535)]
Networks = Annotated[str, AfterValidator(_networks)]
"""Addresses or networks, by comma."""
Cron = Annotated[str, AfterValidator(_cron)]
"""A cron expression of five fields."""
Digests = Annotated[str, AfterValidator(_digests)]
"""SHA-256 digests in hex, by comma."""
PostgresUrl = Annotated[SecretStr, AfterValidator(_postgres)]
"""The address of a Postgres database."""
