"""The documentation page: Swagger UI, served from local files."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import fastapi_offline

from api.pages.render import FOLDER

Json = dict[str, Any]
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_SWAGGER: Final = Path(fastapi_offline.__file__).parent / "static"
ASSETS: Final[Mapping[str, tuple[Path, str]]] = {
    "swagger-ui-bundle.js": (_SWAGGER / "swagger-ui-bundle.js", "text/javascript"),
    "swagger-ui.css": (_SWAGGER / "swagger-ui.css", "text/css"),
    "docs.js": (FOLDER / "docs.js", "text/javascript"),
    "docs.css": (FOLDER / "docs.css", "text/css"),
}
"""The files that the page loads: name -> path and media type."""


def docs_document(document: Json, root_path: str, replacements: Mapping[str, str]) -> Json:
    """Return the OpenAPI document with the default values of "Try it out" for required fields.

    Args:
        document: the OpenAPI document.
        root_path: prefix that the API is served under, without a slash at its end.
        replacements: examples of the document -> values of this platform.
    """
    text = json.dumps(document)
    for example, own in replacements.items():
        text = text.replace(json.dumps(example), json.dumps(own))
    shown: Json = json.loads(text)
    if root_path:
        shown["servers"] = [{"url": root_path}]
    for operation in (each for path in shown["paths"].values() for each in path.values()):
        for parameter in operation.get("parameters", []):
            given = parameter.get("examples") or parameter["schema"].get("examples")
            if parameter.get("required") and given:
                # Swagger UI fills in `example`, but not OpenAPI 3.1's `examples`
                parameter.pop("examples", None)
                parameter["example"] = given[0]
    return shown
