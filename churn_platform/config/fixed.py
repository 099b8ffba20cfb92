"""Values that are fields of the settings and that no variable sets: code alone hands in another."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, Field
from pydantic.fields import FieldInfo


def fixed(default: Any, reason: str, description: str = "", **limits: Any) -> Any:
    """Return a field that always has this value, for this reason."""
    return Field(default, description=description, json_schema_extra={"fixed": reason}, **limits)


def is_fixed(info: FieldInfo) -> bool:
    """Whether the field was declared by `fixed`."""
    return bool(_reason(info))


def variables(model: type[BaseModel], prefix: str) -> Iterator[tuple[str, FieldInfo]]:
    """Yield the name in the environment of every field, of groups those of the group.

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
    """Return what became of a setting that is fixed, in the words of a sentence's end."""
    value = "what the search found, or a default" if info.default is None else f"{info.default:,}"
    return f"it is always {value}: {_reason(info)}"


def _reason(info: FieldInfo) -> str:
    extra = info.json_schema_extra
    return str(extra.get("fixed", "")) if isinstance(extra, dict) else ""
