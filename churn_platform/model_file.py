"""The format of model files: pickles of known types alone, so that to read one runs nothing else.

Unpickling calls whatever a file names. The reader here knows a list of names, each one a type or
function that our models are made of, and refuses a file that names anything else before it has
called anything. Neither the list of a whole library nor a prefix would do: numpy and scikit-learn
have functions that run code.

Arrays, their types and numbers are written as plain bytes and rebuilt here. In numpy's own form a
crafted array type can point into memory, and joblib's form unpickles arrays of objects by itself.
"""

import io
import pickle
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal

from churn_platform.artifacts import AGAIN, MEDIA_TYPES, ArtifactError, PublishedFile, content_of
from churn_platform.catalog import ASSETS, CHAMPION, MODELS, SCORER_FILE

Kind = tuple[str, str]
"""Module and name of a type."""
PIPELINE: Final[Kind] = ("sklearn.pipeline", "Pipeline")
SCORER: Final[Kind] = ("churn_platform.analysis.scoring.scorer", "Scorer")
_HGB: Final = "sklearn.ensemble._hist_gradient_boosting"
KNOWN: Final = frozenset(
    {
        PIPELINE,
        SCORER,
        (__name__, "array"),
        (__name__, "objects"),
        (__name__, "number"),
        (__name__, "array_type"),
        ("builtins", "slice"),
        ("churn_platform.analysis.features", "level_name"),
        ("churn_platform.analysis.scoring.curve", "Curve"),
        ("churn_platform.analysis.scoring.grid", "Grid"),
        ("churn_platform.analysis.scoring.linear", "LinearParts"),
        ("churn_platform.analysis.scoring.trees", "TreeParts"),
        ("churn_platform.analysis.training.calibration", "SigmoidCalibrated"),
        ("functools", "partial"),
        ("numpy", "float64"),
        ("numpy.random._pcg64", "PCG64"),
        ("numpy.random._pickle", "__bit_generator_ctor"),
        ("numpy.random._pickle", "__generator_ctor"),
        ("numpy.random.bit_generator", "SeedSequence"),
        ("numpy.random.bit_generator", "__pyx_unpickle_SeedSequence"),
        ("scipy._lib.array_api_compat.numpy._aliases", "asarray"),
        ("scipy.interpolate._bsplines", "BSpline"),
        ("sklearn._loss._loss", "CyHalfBinomialLoss"),
        ("sklearn._loss.link", "Interval"),
        ("sklearn._loss.link", "LogitLink"),
        ("sklearn._loss.loss", "HalfBinomialLoss"),
        ("sklearn.compose._column_transformer", "ColumnTransformer"),
        (f"{_HGB}.binning", "_BinMapper"),
        (f"{_HGB}.gradient_boosting", "HistGradientBoostingClassifier"),
        (f"{_HGB}.predictor", "TreePredictor"),
        ("sklearn.impute._base", "SimpleImputer"),
        ("sklearn.linear_model._logistic", "LogisticRegression"),
        ("sklearn.preprocessing._data", "StandardScaler"),
        ("sklearn.preprocessing._encoders", "OneHotEncoder"),
        ("sklearn.preprocessing._encoders", "OrdinalEncoder"),
        ("sklearn.preprocessing._function_transformer", "FunctionTransformer"),
        ("sklearn.preprocessing._label", "LabelEncoder"),
        ("sklearn.preprocessing._polynomial", "SplineTransformer"),
        ("sklearn.utils.validation", "check_array"),
    }
)
"""All types and functions that a model file may name."""
_PUBLISHED: Final[dict[str, dict[str, Kind]]] = {
    **{key: {Path(ASSETS[key].file).name: PIPELINE} for key in MODELS},
    CHAMPION: {Path(ASSETS[CHAMPION].file).name: PIPELINE, SCORER_FILE: SCORER},
}
"""Asset -> the names of the model files that its step publishes -> what they hold."""


class ModelFileError(ArtifactError):
    """The bytes are no model, or name something that no model of ours holds."""


def kind_of(asset: str, id: str, media_type: str) -> Kind:
    """Return what a model file of an asset holds, by what was recorded of it.

    Raises:
        ModelFileError: the asset's step publishes no such model.
    """
    kind = _PUBLISHED.get(asset, {}).get(id)
    if kind is None or media_type != MEDIA_TYPES[Path(id).suffix]:
        raise ModelFileError(f"is no model that {asset} publishes")
    return kind


def read_model(data_dir: Path, asset: str, file: PublishedFile) -> Any:
    """Return a model that a step published.

    Raises:
        ArtifactError: the asset publishes no such model, or the file is not what was recorded, or
            it is no model; one line that names the file.
    """
    try:
        kind = kind_of(asset, file.id, file.media_type)
        return load(content_of(data_dir, file), kind)
    except ModelFileError as error:
        raise ModelFileError(f"{file.path}: {error}; {AGAIN}") from None


def save(model: Any, file: BinaryIO) -> None:
    """Write a fitted pipeline or a scorer; the same model gives the same bytes.

    Raises:
        ModelFileError: it holds something that could not be read again.
    """
    written = io.BytesIO()
    _Writer(written, protocol=5).dump(model)
    content = written.getvalue()
    inspect(content, (type(model).__module__, type(model).__qualname__))
    file.write(content)


def load(content: bytes, kind: Kind) -> Any:
    """Return the model in these bytes.

    Args:
        content: of a model file.
        kind: what it must hold, `PIPELINE` or `SCORER`.

    Raises:
        ModelFileError: see `inspect`, or it cannot be loaded with the libraries here.
    """
    inspect(content, kind)
    try:
        return _Reader(io.BytesIO(content)).load()
    except Exception as error:  # a library of another version raises anything
        raise ModelFileError(f"cannot be loaded here ({type(error).__name__})") from None


def inspect(content: bytes, kind: Kind) -> None:
    """Read the whole file with a stand-in for each name, so that nothing is imported or called.

    Raises:
        ModelFileError: the bytes are no pickle, name something unknown, or hold another kind.
    """
    try:
        found = _Inspector(io.BytesIO(content)).load()
    except ModelFileError:
        raise
    except Exception as error:  # damaged bytes raise anything
        raise ModelFileError(f"is no model file ({type(error).__name__})") from None
    if type(found) is not _stand_in(*kind):
        raise ModelFileError(f"holds no {kind[1]}")


def array(descriptor: Any, shape: tuple[int, ...], order: Any, content: bytes) -> Any:
    """Return the array of these bytes; see `_Writer`."""
    import numpy as np

    return np.frombuffer(content, array_type(descriptor)).reshape(shape, order=order).copy(order)


def objects(shape: tuple[int, ...], values: list[Any]) -> Any:
    """Return the array of these objects."""
    import numpy as np

    made = np.empty(len(values), dtype=object)
    for place, value in enumerate(values):
        made[place] = value
    return made.reshape(shape)


def number(descriptor: Any, content: bytes) -> Any:
    """Return the number, or text, of numpy's that these bytes are."""
    import numpy as np

    return np.frombuffer(content, array_type(descriptor))[0]


def array_type(descriptor: Any) -> Any:
    """Return numpy's type by the descriptor that its own file format has."""
    from numpy.lib.format import descr_to_dtype

    if not isinstance(descriptor, str | list):
        raise ValueError("no descriptor of an array's type")
    known: Any = descriptor
    return descr_to_dtype(known)


class _Writer(pickle.Pickler):
    """Writes numpy's values as a descriptor and bytes; all else in pickle's own way."""

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


class _Reader(pickle.Unpickler):
    """Finds the names of the list and no other."""

    def find_class(self, module: str, name: str, /) -> Any:
        if (module, name) not in KNOWN:
            raise ModelFileError(f"holds {module}.{name}, which no model is made of")
        return super().find_class(module, name)


class _Inspector(_Reader):
    """Finds a stand-in for each name of the list."""

    def find_class(self, module: str, name: str, /) -> Any:
        if (module, name) not in KNOWN:
            return super().find_class(module, name)
        return _stand_in(module, name)


class _Sealed(type):
    """A type that takes no state: a pickle may try to change the types that it names."""

    @property
    def __setstate__(cls) -> Any:
        raise ModelFileError("changes a type, which no model does")


@lru_cache(maxsize=len(KNOWN))
def _stand_in(module: str, name: str) -> type:
    def accept(*_anything: Any) -> None:
        """Take the arguments and the state of the real one, and forget them."""

    def new(cls: type, *_arguments: Any, **_named: Any) -> Any:
        return object.__new__(cls)

    return _Sealed(
        f"{module}.{name}", (), {"__new__": new, "__init__": accept, "__setstate__": accept}
    )
