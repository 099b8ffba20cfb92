"""Argument checks for the functions that rebuild numpy's values, on inspection and on loading."""

from typing import Any

_ATOMS = (str, int, float, bool, type(None))


def check_array_call(descriptor: Any, shape: Any, order: Any, content: Any) -> None:
    """Refuse anything but a descriptor, a shape, an order and bytes.

    Raises:
        ValueError: something else; numpy would read any object's memory as bytes.
    """
    check_number_call(descriptor, content)
    _check_shape(shape)
    if type(order) is not str or order not in ("C", "F"):
        raise ValueError("no order of an array")


def check_objects_call(shape: Any, values: Any) -> None:
    """Refuse anything but a shape and a list of texts and numbers.

    Raises:
        ValueError: something else; freeing deeply nested arrays would crash the process.
    """
    _check_shape(shape)
    if type(values) is not list or not all(type(each) in _ATOMS for each in values):
        raise ValueError("no objects of an array")


def check_number_call(descriptor: Any, content: Any) -> None:
    """Refuse anything but a descriptor and bytes.

    Raises:
        ValueError: something else.
    """
    check_type_call(descriptor)
    if type(content) is not bytes:
        raise ValueError("no bytes of an array")


def check_type_call(descriptor: Any) -> None:
    """Refuse anything but a text or a list.

    Raises:
        ValueError: something else.
    """
    if type(descriptor) not in (str, list):
        raise ValueError("no descriptor of an array's type")


def _check_shape(shape: Any) -> None:
    if type(shape) is not tuple or not all(type(each) is int and each >= 0 for each in shape):
        raise ValueError("no shape of an array")
