"""The requests of the documentation page, as commands that can be pasted into a shell."""

import json
import re
import shlex
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import quote

from api.schemas.base import CUSTOMER_ID, OTHER_RUN_ID, RUN_ID, VERSION

Json = dict[str, Any]
VARIABLES: Final = {
    "TOKEN": "the token that `make token` printed",
    "CUSTOMER": "the id of a current customer, percent-encoded; /api/customers/at-risk lists them",
    "RUN": "the id of a run, which POST /api/materializations answers with; a run that has ended"
    " cannot be cancelled",
    "OTHER_RUN": "the id of another run; /api/model-runs lists them",
    "VERSION": "the version of an earlier champion; /api/models lists them",
}
"""What a reader sets before a command that has such a variable."""
_STANDS_FOR: Final = {
    CUSTOMER_ID: "$CUSTOMER",
    RUN_ID: "$RUN",
    OTHER_RUN_ID: "$OTHER_RUN",
    VERSION: "$VERSION",
}
_VARIABLE: Final = re.compile(r"(\$[A-Z_]+)")


def filled(method: str, path: str, parameters: list[Json], there: Mapping[str, str]) -> str:
    """Return a path with what it needs: examples, or variables for what only the reader knows.

    Args:
        method: of the request, in capitals; what is deleted is never one of `there`.
        path: with its parameters in braces.
        parameters: of the operation, with examples.
        there: examples of ids, and those that this platform has in their place.
    """
    known = {**_STANDS_FOR, **({} if method == "DELETE" else there)}
    query = []
    for each in parameters:
        example = (each.get("examples") or each["schema"].get("examples") or ["x"])[0]
        examples = map(str, example if isinstance(example, list) else [example])
        values = [_encoded(known.get(one, one)) for one in examples]
        if each["in"] == "path":
            path = path.replace(f"{{{each['name']}}}", values[0])
        elif each.get("required"):
            query += [f"{each['name']}={one}" for one in values]
    return f"{path}?{'&'.join(query)}" if query else path


def needs_token(operation: Json) -> bool:
    """Whether the operation refuses who has no token."""
    security = operation.get("security", [])
    return bool(security) and {} not in security


def command(method: str, address: str, path: str, operation: Json) -> str:
    """Return how to send a request with curl, as lines for a shell.

    Args:
        method: of the request, in capitals.
        address: scheme and host.
        path: as `filled` returns it, with the prefix that the API is served under.
        operation: of the OpenAPI document.
    """
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    words = ["curl -s" if method == "GET" else f"curl -s -X {method}", _word(address, path)]
    if needs_token(operation):
        words.append('-H "Authorization: Bearer $TOKEN"')
    if "example" in content:
        words.append("-H 'Content-Type: application/json'")
        words.append(f"-d {shlex.quote(json.dumps(content['example']))}")
    return " \\\n  ".join([" ".join(words[:2]), *words[2:]])


def variables_in(commands: Iterable[str]) -> list[str]:
    """Return the names of the variables that the commands have, in the order of `VARIABLES`."""
    found = {name for each in commands for name in VARIABLES if re.search(rf"\${name}\b", each)}
    return [name for name in VARIABLES if name in found]


def _encoded(value: str) -> str:
    return value if _VARIABLE.fullmatch(value) else quote(value, safe="")


def _word(address: str, path: str) -> str:
    """Return an address as one word of a shell, in which only our variables are any."""
    first, *parts = _VARIABLE.split(path)
    words = [shlex.quote(address + first)]
    words += [
        f'"{part}"' if _VARIABLE.fullmatch(part) else shlex.quote(part) for part in parts if part
    ]
    return "".join(words)
