"""Render templates: values are escaped, and the policy allows only our own scripts and styles."""

import base64
import hashlib
from pathlib import Path
from typing import Any, Final

from fastapi.responses import Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from churn_platform.history.reader.wording import clipped, words
from churn_platform.text import without_invisible


def _shown(value: Any) -> Any:
    # our own templates get here too, as Markup
    return without_invisible(value) if type(value) is str else value


FOLDER: Final = Path(__file__).parent / "templates"
_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(FOLDER),
    autoescape=True,
    undefined=StrictUndefined,
    finalize=_shown,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_TEMPLATES.filters.update(clipped=clipped, words=words)


def _ours(name: str) -> Markup:
    return Markup((FOLDER / name).read_text(encoding="utf-8"))  # noqa: S704 - a file of ours


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


_STYLE: Final = _ours("base.css")
_SCRIPT: Final = _ours("refresh.js")
HEADERS: Final = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src {_hash(_STYLE)}; script-src {_hash(_SCRIPT)};"
        " connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def render(template: str, **values: Any) -> Response:
    """Return a rendered page.

    Args:
        template: its file in `templates/`.
        values: the template's variables; texts are escaped, and invisible characters removed.
    """
    page = _TEMPLATES.get_template(template).render(style=_STYLE, script=_SCRIPT, **values)
    return Response(page, headers=HEADERS, media_type="text/html")
