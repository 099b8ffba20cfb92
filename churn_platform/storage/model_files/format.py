"""The format of model files: pickles of known types only, so that reading one runs no other code.

Unpickling calls whatever a file names. This reader has an allow-list of the types and functions
that our models consist of (`known.py`), and refuses a file that names anything else before it calls
anything.

Arrays, their types and numbers are written as plain bytes and rebuilt here. In numpy's own format a
crafted array type can point into memory, and joblib's format unpickles arrays of objects itself.
"""

import io
import pickle
from pathlib import Path
from typing import Any, BinaryIO, Literal

from churn_platform.storage.artifacts import AGAIN, PublishedFile, content_of
from churn_platform.storage.model_files.calls import (
    check_array_call,
    check_number_call,
    check_objects_call,
    check_type_call,
)
from churn_platform.storage.model_files.inspection import inspect
from churn_platform.storage.model_files.known import Kind, ModelFileError, kind_of, known_name
from churn_platform.storage.model_files.parts import check_parts


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
        ModelFileError: see `inspect`; or the installed libraries cannot load it.
    """
    inspect(content, kind)
    try:
        model = _Reader(io.BytesIO(content)).load()
        check_parts(model)
    except Exception as error:  # another version of a library may raise anything
        raise ModelFileError(f"cannot be loaded here ({type(error).__name__})") from None
    return model


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


class _Reader(pickle.Unpickler):
    """Resolves only the names of the allow-list."""

    def find_class(self, module: str, name: str, /) -> Any:
        return super().find_class(*known_name(module, name))
