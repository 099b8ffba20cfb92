"""Find and read a contract: a shipped one by name, or your own file."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from churn_platform.config.contracts.contract import Contract

FOLDER = Path(__file__).parent


class ContractError(Exception):
    """An invalid contract; the message names file, place, found and expected."""


@lru_cache(maxsize=1)
def shipped() -> tuple[str, ...]:
    """Return the names of the contracts that come with the platform."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def find_contract(chosen: str, base: Path) -> Path:
    """Return the file of a contract: by shipped name, or by a TOML path relative to `base`.

    Raises:
        ContractError: no shipped contract has that name, or the file does not exist.
    """
    if not chosen.endswith(".toml"):
        if chosen in shipped():
            return FOLDER / f"{chosen}.toml"
        known = ", ".join(shipped())
        raise ContractError(
            f"{chosen!r}: no contract of that name; expected one of {known}, or a path that ends in"
            " .toml"
        )
    path = base / Path(chosen).expanduser()
    if not path.is_file():
        raise ContractError(f"{chosen}: no such file; expected a contract written in TOML")
    return path


def load_contract(path: Path) -> Contract:
    """Read a contract; an unchanged file is read only once.

    Raises:
        ContractError: not TOML, or not a contract; one line for each problem.
    """
    status = path.stat()
    return _load(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=8)
def _load(path: Path, _mtime: int, _size: int) -> Contract:
    try:
        return parse_contract(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise ContractError(f"{path.name}: {error}; expected a contract in TOML") from None


def parse_contract(text: str, file: str) -> Contract:
    """Parse a contract from TOML; `file` is its name in errors.

    Raises:
        ContractError: not TOML, or not a contract; one line for each problem.
    """
    try:
        document = tomllib.loads(text)
        return Contract.model_validate(document)
    except tomllib.TOMLDecodeError as error:
        raise ContractError(f"{file}: not TOML: {error}") from None
    except ValidationError as error:
        lines = [f"{file}: {_explain(problem, document)}" for problem in error.errors()]
        raise ContractError("\n".join(lines)) from None


def _explain(problem: Any, document: dict[str, Any]) -> str:
    where, columns = list(problem["loc"]), document.get("columns")
    if len(where) > 1 and where[0] == "columns" and isinstance(columns, dict):
        where[1] = list(columns)[where[1]]  # pydantic numbers the columns, users know their names
    message = problem["msg"].removeprefix("Value error, ")
    found = problem["input"]
    shows = not isinstance(found, dict | list | Contract) and problem["type"] != "value_error"
    place = ".".join(map(str, where))
    return f"{place + ': ' if place else ''}{message}{f'; found {found!r}' if shows else ''}"
