"""Inspect model files with stand-ins: nothing that a file names is imported or called."""

import io
import pickle
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pickle import UnpicklingError
from typing import Any, Final

from churn_platform.storage.model_files.calls import (
    check_array_call,
    check_number_call,
    check_objects_call,
    check_type_call,
)
from churn_platform.storage.model_files.known import (
    FORMAT,
    KNOWN,
    Kind,
    ModelFileError,
    known_name,
)
from churn_platform.storage.model_files.opcodes import StepError, check_opcodes


def inspect(content: bytes, kind: Kind) -> None:
    """Read the whole file with a stand-in for each name, without importing or calling anything.

    Raises:
        ModelFileError: the bytes are not a pickle, name something unknown, or are of another kind.
    """
    try:
        _check_steps(content)
        found = _Inspector(io.BytesIO(content)).load()
    except ModelFileError:
        raise
    except Exception as error:  # damaged bytes may raise anything
        raise ModelFileError(f"is not a model file ({type(error).__name__})") from None
    if type(found) is not _stand_in(*kind):
        raise ModelFileError(f"holds no {kind[1]}")


def _check_steps(content: bytes) -> None:
    """Refuse opcodes that no model has; an unknown name before them is the clearer error."""
    try:
        check_opcodes(content)
    except StepError as error:
        with suppress(UnpicklingError, EOFError, IndexError):  # the error of the premature end
            _Inspector(io.BytesIO(content[: error.place])).load()
        raise


class _Inspector(pickle.Unpickler):
    """Resolves each name of the allow-list to a stand-in."""

    def find_class(self, module: str, name: str, /) -> Any:
        return _stand_in(*known_name(module, name))


class _Sealed(type):
    """A type that refuses state: a pickle may try to change the types that it names."""

    @property
    def __setstate__(cls) -> Any:
        raise ModelFileError("changes a type, which no model does")


@lru_cache(maxsize=len(KNOWN))
def _stand_in(module: str, name: str) -> type:
    check_call = _calls().get((module, name), _check_made)
    check_state = _refuse if (module, name) in _STATELESS else _check_attributes

    def new(cls: type, *arguments: Any, **named: Any) -> Any:
        if named:
            raise ModelFileError(f"calls {name} by name, which no model does")
        _checked(check_call, arguments, f"calls {name} in a way that no model does")
        return object.__new__(cls)

    def set_state(_self: Any, state: Any) -> None:
        _checked(check_state, (state,), f"sets a state of {name} that no model has")

    def init(*_anything: Any) -> None:
        """Accept the arguments, which were checked before."""

    return _Sealed(
        f"{module}.{name}", (), {"__new__": new, "__init__": init, "__setstate__": set_state}
    )


def _checked(check: Callable[..., None], arguments: tuple[Any, ...], problem: str) -> None:
    try:
        check(*arguments)
    except (TypeError, ValueError):
        raise ModelFileError(problem) from None


def _need(holds: bool) -> None:
    if not holds:
        raise ValueError


def _check_made() -> None:
    """The types create an empty object and then set its state."""


def _refuse(*_anything: Any) -> None:
    raise ValueError


def _check_attributes(state: Any) -> None:
    """Check attribute names: those such as `__array_interface__` are special in numpy or Python."""
    _need(type(state) is dict)
    _need(all(type(key) is str and not key.startswith("__") for key in state))


def _check_slice(*arguments: Any) -> None:
    _need(all(each is None or type(each) is int for each in arguments))


@lru_cache(maxsize=1)
def _calls() -> dict[Kind, Callable[..., None]]:
    """Return the names that may be called with arguments, with the checks of their arguments."""
    return {
        (FORMAT, "array"): check_array_call,
        (FORMAT, "objects"): check_objects_call,
        (FORMAT, "number"): check_number_call,
        (FORMAT, "array_type"): check_type_call,
        ("builtins", "slice"): _check_slice,
        **dict.fromkeys(_NEVER_CALLED, _refuse),
    }


_NEVER_CALLED: Final[tuple[Kind, ...]] = (
    ("churn_platform.analysis.features", "level_name"),
    ("numpy", "float64"),
    ("scipy._lib.array_api_compat.numpy._aliases", "asarray"),
)
"""The names that models only refer to."""
_STATELESS: Final[tuple[Kind, ...]] = (
    *((FORMAT, name) for name in ("array", "objects", "number", "array_type")),
    ("builtins", "slice"),
)
"""Types that must not get a state: numpy's own way of setting it can point into memory."""
