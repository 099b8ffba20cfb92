"""Check the names of settings in the environment and in `.env`.

A misspelled name would otherwise be ignored silently.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from dotenv.parser import Binding, parse_stream

PREFIX: Final = "CHURN_"
OTHERS: Final = frozenset(
    {
        "CHURN_CODE_HOST",  # of the code server, in deploy/workspace.yaml
        "CHURN_CODE_PORT",
        "CHURN_REAL_CSV",  # the real table, for tests and benchmarks
        "CHURN_FUZZ_EXAMPLES",  # of make fuzz-api
    }
)
"""Variables with the prefix that are not settings of `Settings`."""
REPLACED: Final[Mapping[str, str]] = {
    "CHURN_API_ALLOWED_HOSTS": "CHURN_ALLOWED_HOSTS holds the names of the UI and of the API",
    "CHURN_UI_ALLOWED_HOSTS": "CHURN_ALLOWED_HOSTS holds the names of the UI and of the API",
    "CHURN_ENGINE": "it is Dask if CHURN_DASK_SCHEDULER is set, else this machine",
    "CHURN_EXECUTOR": "a run has one process: one for each step takes six times as long",
}
"""What replaced former settings that are no longer fields, as the end of a sentence."""
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FORM: Final = "expected NAME=value, with a # before a comment"


def wrong_names(
    names: Iterable[str], settings: Collection[str], former: Mapping[str, str] = REPLACED
) -> list[str]:
    """Return a sentence on each name that has the prefix but is not a setting.

    Args:
        names: of variables, for example of the environment.
        settings: the names of all settings.
        former: what replaced each former setting.
    """
    return [message for name in sorted(names) if (message := _wrong(name, settings, former))]


def wrong_lines(
    path: Path, settings: Collection[str], former: Mapping[str, str] = REPLACED
) -> list[str]:
    """Return a sentence on each line of a `.env` file that would not have the intended effect.

    Values are not repeated: they may be secrets.

    Args:
        path: of the file; it may be missing.
        settings: the names of all settings.
        former: what replaced each former setting.
    """
    if not path.is_file():  # missing, or a pipe, which can be read only once
        return []
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(_wrong_lines(parse_stream(file), path, settings, former))
    except UnicodeDecodeError:
        return [f"{path}: expected text in UTF-8."]
    except OSError as error:
        return [f"{path} cannot be read: {error.strerror}."]


def _wrong_lines(
    bindings: Iterable[Binding],
    path: Path,
    settings: Collection[str],
    former: Mapping[str, str],
) -> Iterator[str]:
    lines: dict[str, int] = {}
    for binding in bindings:
        name, text = binding.key, binding.original.string
        if name is None and not binding.error:
            continue  # a comment, or an empty line
        line = binding.original.line + len(re.findall(r"\r\n|\n|\r", _blank_start(text)))
        where = f"{path}, line {line}"
        if name is None or binding.value is None or not _NAME.fullmatch(name):
            yield f"{where}: {_FORM}."
        elif message := _wrong(name, settings, former) or _without_prefix(name, settings):
            yield f"{where}: {message}"
        elif name in lines and name in settings:
            yield f"{where}: {name} is set in line {lines[name]} too; keep one of them."
        lines.setdefault(name or "", line)


def _blank_start(text: str) -> str:
    return text[: len(text) - len(text.lstrip())]


def _wrong(name: str, settings: Collection[str], former: Mapping[str, str]) -> str | None:
    if name in former:
        return f"{name} is no longer a setting: {former[name]}. Remove it."
    prefix, _, rest = name.partition("_")
    if name.upper().startswith(PREFIX):
        return None if name in settings or name in OTHERS else _not_a_setting(name, settings)
    if f"{PREFIX}{rest}" in settings and get_close_matches(
        prefix.upper(), [PREFIX[:-1]], cutoff=0.7
    ):
        return f"{name} is not a setting: did you mean {PREFIX}{rest}?"
    return None


def _without_prefix(name: str, settings: Collection[str]) -> str | None:
    full = f"{PREFIX}{name}"
    if full not in settings or name == "HOME":
        return None
    return f"{name} is not a setting: did you mean {full}?"


def _not_a_setting(name: str, settings: Collection[str]) -> str:
    # without the prefix, which makes all names similar
    rests = {known.removeprefix(PREFIX): known for known in (*settings, *OTHERS)}
    closest = get_close_matches(name[len(PREFIX) :].upper(), rests, n=1, cutoff=0.6)
    if not closest:
        return f"{name} is not a setting: docs/settings.md lists them."
    return f"{name} is not a setting: did you mean {rests[closest[0]]}?"
