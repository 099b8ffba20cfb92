"""docs/settings.md, made from the settings: `python -m churn_platform.config.settings_page`."""

import sys
from typing import Final

from pydantic.fields import FieldInfo

from churn_platform.config.fixed import is_fixed, variables
from churn_platform.config.setting_names import PREFIX
from churn_platform.config.settings import Settings, former_names

_SECTIONS: Final = {
    "CHURN_HOME": "Folders and storage",
    "CHURN_SOURCE": "The customer table",
    "CHURN_DASK_SCHEDULER": "Large tables",
    "CHURN_SEED": "Models",
    "CHURN_CAMPAIGN__CLV": "Retention campaign",
    "CHURN_RETENTION__DAYS": "What is kept",
    "CHURN_CRON": "Schedule and runs",
    "CHURN_UI_HOST": "Addresses and access",
}
"""First setting of each section of the page."""
_HEAD: Final = """# Settings

Made from the code by `.venv/bin/python -m churn_platform.config.settings_page > docs/settings.md`.

A setting is an environment variable, or a line `NAME=value` of `.env` in the project's folder, in
this spelling; the environment wins. On the command line, it goes before or after `make`: `make run
CHURN_UI_PORT=3001`. A wrong value, a misspelled name and a line of another form are refused at the
start, by every command alike. Changes count after a restart; the next tick recomputes what follows.
"""
_FORMER: Final = """
## Fixed values

What no setting changes; nearly all of these were settings once. Such a name in the environment or
in `.env` is refused with the same words. The Launchpad is the form in the Dagster UI with which a
person materializes one asset with other values, for one run.

| name | what holds instead |
| --- | --- |"""
_TABLE: Final = "\n| variable | default | what it does |\n| --- | --- | --- |"


def page() -> str:
    """Return the page in Markdown: the settings by section, and what became of former ones."""
    lines = [_HEAD.rstrip("\n")]
    for name, info in variables(Settings, PREFIX):
        if is_fixed(info):
            continue
        if name in _SECTIONS:
            lines.append(f"\n## {_SECTIONS[name]}\n{_TABLE}")
        lines.append(f"| `{name}` | {_default(name, info)} | {info.description} |")
    former = sorted(former_names().items())
    return "\n".join([*lines, _FORMER, *(f"| `{name}` | {said} |" for name, said in former), ""])


def _default(name: str, info: FieldInfo) -> str:
    if name == f"{PREFIX}HOME":
        return "this folder"
    return "" if info.default in ("", None) else f"`{info.default}`"


if __name__ == "__main__":
    sys.stdout.write(page())
