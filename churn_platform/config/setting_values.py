"""The settings that affect the results, as texts without secrets."""

from typing import Final

from pydantic import BaseModel, SecretStr

from churn_platform.config.contracts.load import FOLDER, find_contract
from churn_platform.config.fixed import is_fixed
from churn_platform.config.postgres_address import SETTING, place
from churn_platform.config.setting_names import PREFIX
from churn_platform.config.settings import Settings
from churn_platform.config.source_errors import SourceRefused
from churn_platform.config.source_location import file_of, identity

_PLACE_AND_TIME: Final = (
    ("home", "data_dir", "dask_scheduler", "batch_rows", "cron", "max_run_seconds")
    + ("skip_unchanged_ticks", "allowed_hosts")
    # of one-off commands: make search, make prune
    + ("search", "retention")
)
_PLACE_AND_TIME_OF: Final = ("source_", "ui_", "api_", "log_")


def decisive(settings: Settings) -> dict[str, str]:
    """Return each setting that affects what is computed, by the name of its variable.

    Excluded are folders, schedule, download limits and listening addresses. Addresses are without
    user and password.
    """
    found: dict[str, str] = {}
    for field, info in type(settings).model_fields.items():
        if is_fixed(info) or field in _PLACE_AND_TIME or field.startswith(_PLACE_AND_TIME_OF):
            continue
        found |= _texts(f"{PREFIX}{field.upper()}", getattr(settings, field))
    return found | {
        f"{PREFIX}CONTRACT": _contract(settings),
        f"{PREFIX}SOURCE": _source(settings),
        f"{PREFIX}DATA_URL": identity(settings.data_url) if settings.data_url else "",
        SETTING: place(settings.postgres_url) if settings.postgres_url else "",
    }


def _texts(name: str, value: object) -> dict[str, str]:
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        return {
            f"{name}__{each.upper()}": _text(one)
            for each, one in value
            if not is_fixed(fields[each])
        }
    return {name: _text(value)}


def _text(value: object) -> str:
    return "" if value is None or isinstance(value, SecretStr) else str(value)


def _contract(settings: Settings) -> str:
    path = find_contract(settings.contract, settings.home).resolve()
    return path.stem if path.parent == FOLDER.resolve() else str(path)


def _source(settings: Settings) -> str:
    try:
        return str(file_of(settings.source, settings.home).resolve())
    except SourceRefused:  # an address, not a file
        return identity(settings.source)
