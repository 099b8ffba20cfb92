"""Settings fields that no variable sets: only code can pass another value."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, Field
from pydantic.fields import FieldInfo


def fixed(default: Any, reason: str, description: str = "", **limits: Any) -> Any:
    """Return a field with a fixed value, and the reason why it is fixed."""
    return Field(default, description=description, json_schema_extra={"fixed": reason}, **limits)


def is_fixed(info: FieldInfo) -> bool:
    """Return whether the field was declared with `fixed`."""
    return bool(_reason(info))


def variables(model: type[BaseModel], prefix: str) -> Iterator[tuple[str, FieldInfo]]:
    """Yield the environment variable of every field, including those of groups.

    Args:
        model: the settings, or a group of them.
        prefix: of the names, such as `CHURN_`.
    """
    for field, info in model.model_fields.items():
        name, kind = f"{prefix}{field.upper()}", info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from variables(kind, f"{name}__")
        else:
            yield name, info


def why_fixed(info: FieldInfo) -> str:
    """Return what replaced a fixed setting, as the end of a sentence."""
    value = "what the search found, or a default" if info.default is None else f"{info.default:,}"
    return f"it is always {value}: {_reason(info)}"


def _reason(info: FieldInfo) -> str:
    extra = info.json_schema_extra
    return str(extra.get("fixed", "")) if isinstance(extra, dict) else ""
