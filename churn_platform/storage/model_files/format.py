"""The format of model files: pickles of known types only, so that reading one runs no other code.

Unpickling calls whatever a file names. This reader has an allow-list of the types and functions
that our models consist of, and refuses a file that names anything else before it calls anything.
Allowing a whole library or a prefix would not be safe: numpy and scikit-learn have functions that
run code.

Arrays, their types and numbers are written as plain bytes and rebuilt here. In numpy's own format a
crafted array type can point into memory, and joblib's format unpickles arrays of objects itself.
"""

import io
import pickle
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from pickle import UnpicklingError
from typing import Any, BinaryIO, Final, Literal

from churn_platform.catalog import ASSETS, CHAMPION, FOLDS_FILE, MODEL_FOLDS, MODELS, SCORER_FILE
from churn_platform.storage.artifacts import (
    AGAIN,
    MEDIA_TYPES,
    ArtifactError,
    PublishedFile,
    content_of,
)
from churn_platform.storage.model_files.calls import (
    check_array_call,
    check_number_call,
    check_objects_call,
    check_type_call,
)
from churn_platform.storage.model_files.opcodes import StepError, check_opcodes
from churn_platform.storage.model_files.parts import check_parts

Kind = tuple[str, str]
FORMER_NAME: Final = "churn_platform.model_file"
"""This module's former name, in files from before it moved."""
"""Module and name of a type."""
PIPELINE: Final[Kind] = ("sklearn.pipeline", "Pipeline")
SCORER: Final[Kind] = ("churn_platform.analysis.scoring.scorer", "Scorer")
FOLDS: Final[Kind] = ("churn_platform.analysis.scoring.folds", "FoldScorers")
KNOWN: Final = frozenset(
    {
        PIPELINE,
        SCORER,
        FOLDS,
        (__name__, "array"),
        (__name__, "objects"),
        (__name__, "number"),
        (__name__, "array_type"),
        ("builtins", "slice"),
        ("churn_platform.analysis.features", "level_name"),
        ("churn_platform.analysis.scoring.curve", "Curve"),
        ("churn_platform.analysis.scoring.linear", "LinearParts"),
        ("churn_platform.analysis.scoring.trees", "TreeParts"),
        ("churn_platform.analysis.training.boosted", "GradientBoosting"),
        ("churn_platform.analysis.training.calibration", "SigmoidCalibrated"),
        ("numpy", "float64"),
        ("scipy._lib.array_api_compat.numpy._aliases", "asarray"),
        ("scipy.interpolate._bsplines", "BSpline"),
        ("sklearn.compose._column_transformer", "ColumnTransformer"),
        ("sklearn.impute._base", "SimpleImputer"),
        ("sklearn.linear_model._logistic", "LogisticRegression"),
        ("sklearn.preprocessing._data", "StandardScaler"),
        ("sklearn.preprocessing._encoders", "OneHotEncoder"),
        ("sklearn.preprocessing._encoders", "OrdinalEncoder"),
        ("sklearn.preprocessing._polynomial", "SplineTransformer"),
    }
)
"""The types and functions that a model file may name."""
_PUBLISHED: Final[dict[str, dict[str, Kind]]] = {
    **{
        key: {
            Path(ASSETS[key].file).name: PIPELINE,
            f"{key.removesuffix('_model')}{MODEL_FOLDS}": FOLDS,
        }
        for key in MODELS
    },
    CHAMPION: {
        Path(ASSETS[CHAMPION].file).name: PIPELINE,
        SCORER_FILE: SCORER,
        FOLDS_FILE: FOLDS,
    },
}
"""Asset -> the names of its model files -> the kind of their content."""


class ModelFileError(ArtifactError):
    """The bytes are not a model, or name something that none of our models contains."""


def kind_of(asset: str, id: str, media_type: str) -> Kind:
    """Return the kind of an asset's model file, from its record.

    Raises:
        ModelFileError: the asset's step publishes no such model.
    """
    kind = _PUBLISHED.get(asset, {}).get(id)
    if kind is None or media_type != MEDIA_TYPES[Path(id).suffix]:
        raise ModelFileError(f"is not a model that {asset} publishes")
    return kind


def read_model(data_dir: Path, asset: str, file: PublishedFile) -> Any:
    """Return a model that a step published.

    Raises:
        ArtifactError: the asset publishes no such model, the file is not what was recorded, or it
            is not a model; one line that names the file.
    """
    try:
        kind = kind_of(asset, file.id, file.media_type)
        return load(content_of(data_dir, file), kind)
    except ModelFileError as error:
        raise ModelFileError(f"{file.path}: {error}; {AGAIN}") from None


def save(model: Any, file: BinaryIO) -> None:
    """Write a fitted pipeline, a scorer or the scorers of folds; equal models give equal bytes.

    Raises:
        ModelFileError: it contains something that could not be read back.
    """
    written = io.BytesIO()
    _Writer(written, protocol=5).dump(model)
    content = written.getvalue()
    inspect(content, (type(model).__module__, type(model).__qualname__))
    file.write(content)


def load(content: bytes, kind: Kind) -> Any:
    """Load a model from bytes.

    Args:
        content: of a model file.
        kind: the expected content, `PIPELINE`, `SCORER` or `FOLDS`.

    Raises:
        ModelFileError: see `inspect`, or the installed libraries cannot load it.
    """
    inspect(content, kind)
    try:
        model = _Reader(io.BytesIO(content)).load()
        check_parts(model)
    except Exception as error:  # another version of a library may raise anything
        raise ModelFileError(f"cannot be loaded here ({type(error).__name__})") from None
    return model


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


def array(descriptor: Any, shape: tuple[int, ...], order: Any, content: bytes) -> Any:
    """Return the array with these bytes; see `_Writer`."""
    import numpy as np

    check_array_call(descriptor, shape, order, content)
    return np.frombuffer(content, array_type(descriptor)).reshape(shape, order=order).copy(order)


def objects(shape: tuple[int, ...], values: list[Any]) -> Any:
    """Return the array of these objects."""
    import numpy as np

    check_objects_call(shape, values)
    made = np.empty(len(values), dtype=object)
    for place, value in enumerate(values):
        made[place] = value
    return made.reshape(shape)


def number(descriptor: Any, content: bytes) -> Any:
    """Return numpy's number or text with these bytes."""
    import numpy as np

    check_number_call(descriptor, content)
    return np.frombuffer(content, array_type(descriptor))[0]


def array_type(descriptor: Any) -> Any:
    """Return numpy's type for a descriptor of its own file format."""
    from numpy.lib.format import descr_to_dtype

    check_type_call(descriptor)
    known: Any = descriptor
    return descr_to_dtype(known)


class _Writer(pickle.Pickler):
    """Writes numpy's values as a descriptor and bytes, and all else as pickle does."""

    def reducer_override(self, obj: Any) -> Any:
        import numpy as np
        from numpy.lib.format import dtype_to_descr

        if isinstance(obj, np.dtype):
            return array_type, (dtype_to_descr(obj),)
        if isinstance(obj, np.generic):
            return number, (dtype_to_descr(obj.dtype), obj.tobytes())
        if type(obj) is not np.ndarray:
            return NotImplemented
        if obj.dtype.hasobject:
            return objects, (obj.shape, list(obj.ravel()))
        order: Literal["F", "C"] = "F" if obj.flags.fnc else "C"
        return array, (dtype_to_descr(obj.dtype), obj.shape, order, obj.tobytes(order))


def _present(module: str) -> str:
    return __name__ if module == FORMER_NAME else module


class _Reader(pickle.Unpickler):
    """Resolves only the names of the allow-list."""

    def find_class(self, module: str, name: str, /) -> Any:
        module = _present(module)
        if (module, name) not in KNOWN:
            raise ModelFileError(f"contains {module}.{name}, which is not part of any model")
        return super().find_class(module, name)


class _Inspector(_Reader):
    """Resolves each name of the allow-list to a stand-in."""

    def find_class(self, module: str, name: str, /) -> Any:
        module = _present(module)
        if (module, name) not in KNOWN:
            return super().find_class(module, name)
        return _stand_in(module, name)


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
        (__name__, "array"): check_array_call,
        (__name__, "objects"): check_objects_call,
        (__name__, "number"): check_number_call,
        (__name__, "array_type"): check_type_call,
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
    *((__name__, name) for name in ("array", "objects", "number", "array_type")),
    ("builtins", "slice"),
)
"""Types that must not get a state: numpy's own way of setting it can point into memory."""
