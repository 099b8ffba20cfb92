"""The README says what is true."""

import re
from pathlib import Path

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from churn_platform.settings import Settings

PROJECT = Path(__file__).resolve().parent.parent
README = (PROJECT / "README.md").read_text()
_DERIVED = {"home": "this folder"}


def _rows(fields: dict[str, FieldInfo], prefix: str) -> list[str]:
    rows = []
    for name, field in fields.items():
        variable = f"{prefix}{name.upper()}"
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            rows += _rows(kind.model_fields, f"{variable}__")
        else:
            shown = "" if field.default in ("", None) else f"`{field.default}`"
            default = _DERIVED.get(name, shown)
            rows.append(f"| `{variable}` | {default} | {field.description} |")
    return rows


def settings_table() -> str:
    """The table of all settings, as the README must show it."""
    rows = _rows(dict(Settings.model_fields), "CHURN_")
    return "\n".join(["| variable | default | what it does |", "| --- | --- | --- |", *rows])


def test_the_table_of_settings_is_complete_and_right() -> None:
    assert settings_table() in README


def test_every_picture_and_page_it_links_to_is_there() -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    assert len(links) >= 4
    assert [link for link in links if not (PROJECT / link).is_file()] == []


def test_every_folder_of_the_map_is_there() -> None:
    for name in re.findall(r"^[├└]── ([\w./]+)", README, flags=re.MULTILINE):
        assert (PROJECT / "churn_platform" / name).exists(), name


def test_its_commands_are_targets_of_the_makefile() -> None:
    makefile = (PROJECT / "Makefile").read_text()
    commands = set(re.findall(r"`?make ([a-z-]+)\b", README))
    assert {"run", "test", "materialize", "bench"} <= commands
    assert [name for name in commands if f"\n{name}:" not in makefile] == []
