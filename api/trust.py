"""What must hold before a recorded model or table is used: same bytes, same libraries."""

import hashlib
import io
import logging
import platform
import warnings
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from api.records import RecordedFile
from churn_platform.contracts.contract import Contract
from churn_platform.contracts.load import ContractError, find_contract, load_contract
from churn_platform.remote import bring
from churn_platform.settings import Settings

AGAIN: Final = "materialize its asset again"
_CHECKED: Final = ("scikit-learn", "numpy", "pandas")
_log = logging.getLogger("churn.api")


class ModelUnavailable(Exception):
    """There is no model, or no table, to answer with; the text says why and what to do."""


def current_contract(settings: Settings) -> Contract:
    """Return the contract as its file says it now.

    Raises:
        ModelUnavailable: it cannot be used.
    """
    try:
        return load_contract(find_contract(settings.contract, settings.home))
    except (ContractError, OSError) as error:
        _log.warning("The contract cannot be used: %s", error)
        raise ModelUnavailable("The contract cannot be used: the log says why.") from None


def check_libraries(recorded: dict[str, str]) -> None:
    """Compare the versions a model was made with and those here; of Python, major and minor.

    Raises:
        ModelUnavailable: some differ, or were not recorded.
    """
    found = {"python": _minor(platform.python_version())}
    found |= {name: _installed(name) for name in _CHECKED}
    made_with = {name: recorded.get(name, "an unknown version") for name in found}
    made_with["python"] = _minor(made_with["python"])
    if made_with != found:
        apart = "; ".join(
            f"{name}: made with {made_with[name]}, here is {found[name]}"
            for name in found
            if made_with[name] != found[name]
        )
        raise ModelUnavailable(f"The model needs retraining ({apart}); {AGAIN}.")


def recorded_bytes(data_dir: Path, file: RecordedFile) -> bytes:
    """Return the content of a recorded file.

    Raises:
        ModelUnavailable: it is not there, lies elsewhere, or its hash is not the recorded one.
    """
    root = data_dir.resolve()
    path = (root / file.path).resolve()
    if not path.is_relative_to(root) or not bring(path):
        raise ModelUnavailable(f"The file {file.id} is gone; {AGAIN}.")
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise ModelUnavailable(
            f"The file {file.id} is not the one that its run recorded and is not loaded; {AGAIN}."
        )
    return content


def unpickled(content: bytes, file: RecordedFile) -> Any:
    """Return what trusted bytes hold: to load them is to run what they say.

    Args:
        content: as `recorded_bytes` returns it.
        file: names it in errors.

    Raises:
        ModelUnavailable: it cannot be loaded with the libraries here.
    """
    import joblib

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            loaded = joblib.load(io.BytesIO(content))
        except Exception as error:
            _log.warning("%s cannot be loaded: %s", file.id, error)
            kind = type(error).__name__
            raise ModelUnavailable(
                f"The model needs retraining: {file.id} cannot be loaded here ({kind}); {AGAIN}."
            ) from None
    if odd := [one for one in caught if one.category.__name__ == "InconsistentVersionWarning"]:
        said = str(odd[0].message).splitlines()[0]
        raise ModelUnavailable(f"The model needs retraining: {said}")
    return loaded


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def _minor(text: str) -> str:
    return ".".join(text.split(".")[:2])
