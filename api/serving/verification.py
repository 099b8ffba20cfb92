"""Verify recorded models and tables before use: content and library versions."""

import logging
import platform
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from api.middleware.problems import ModelUnavailable
from churn_platform.config.contracts.contract import Contract
from churn_platform.config.contracts.load import ContractError, find_contract, load_contract
from churn_platform.config.settings import Settings
from churn_platform.storage.artifacts import (
    AGAIN,
    ArtifactError,
    MissingError,
    PublishedFile,
    content_of,
)
from churn_platform.storage.model_files.format import load
from churn_platform.storage.model_files.inspection import inspect
from churn_platform.storage.model_files.known import ModelFileError, kind_of

_CHECKED: Final = ("scikit-learn", "numpy", "pandas")
_log = logging.getLogger("churn.api")


def current_contract(settings: Settings) -> Contract:
    """Return the contract, from its current file.

    Raises:
        ModelUnavailable: it is missing or invalid.
    """
    try:
        return load_contract(find_contract(settings.contract, settings.home))
    except (ContractError, OSError) as error:
        _log.warning("The contract cannot be used: %s", error)
        raise ModelUnavailable("The contract cannot be used: the log says why.") from None


def check_libraries(recorded: dict[str, str]) -> None:
    """Compare the library versions of a model with the installed ones; of Python, major and minor.

    Raises:
        ModelUnavailable: some differ, or were not recorded.
    """
    found = {"python": _minor(platform.python_version())}
    found |= {name: _installed(name) for name in _CHECKED}
    made_with = {name: recorded.get(name, "an unknown version") for name in found}
    made_with["python"] = _minor(made_with["python"])
    if made_with != found:
        apart = "; ".join(
            f"{name}: trained with {made_with[name]}, installed is {found[name]}"
            for name in found
            if made_with[name] != found[name]
        )
        raise ModelUnavailable(f"The model needs retraining ({apart}); {AGAIN}.")


def recorded_bytes(data_dir: Path, file: PublishedFile) -> bytes:
    """Return the content of a recorded file.

    Raises:
        ModelUnavailable: it is missing, or is not the recorded one.
    """
    with as_recorded(file):
        return content_of(data_dir, file)


@contextmanager
def as_recorded(file: PublishedFile) -> Iterator[None]:
    """Refuse with 503 what `storage.artifacts` finds to be gone, or not as recorded."""
    try:
        yield
    except MissingError:
        raise ModelUnavailable(f"The file {file.id} is gone; {AGAIN}.") from None
    except ArtifactError:
        raise ModelUnavailable(
            f"The file {file.id} is not the one that its run recorded and is not loaded; {AGAIN}."
        ) from None


def check_model(data_dir: Path, asset: str, file: PublishedFile) -> None:
    """Inspect a model's file without loading it.

    Raises:
        ModelUnavailable: `load_model` would refuse the file.
    """
    with _refusals(file):
        inspect(recorded_bytes(data_dir, file), kind_of(asset, file.id, file.media_type))


def load_model(data_dir: Path, asset: str, file: PublishedFile) -> Any:
    """Return the model in a file that a step of the asset published.

    Raises:
        ModelUnavailable: it is not a model, or the installed libraries cannot load it.
    """
    with _refusals(file), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        kind = kind_of(asset, file.id, file.media_type)
        loaded = load(recorded_bytes(data_dir, file), kind)
    if odd := [one for one in caught if one.category.__name__ == "InconsistentVersionWarning"]:
        said = str(odd[0].message).splitlines()[0]
        raise ModelUnavailable(f"The model needs retraining: {said}")
    return loaded


@contextmanager
def _refusals(file: PublishedFile) -> Iterator[None]:
    try:
        yield
    except ModelFileError as error:
        _log.warning("%s is not loaded: %s", file.id, error)
        raise ModelUnavailable(f"The file {file.id} {error} and is not loaded; {AGAIN}.") from None


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def _minor(text: str) -> str:
    return ".".join(text.split(".")[:2])
