"""Serve our Markdown documents as HTML to browsers, and unchanged to other clients."""

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any, Final, Literal

from fastapi import Request
from fastapi.responses import Response
from markupsafe import Markup

from api.pages.render import render
from api.results import files
from churn_platform.storage.artifacts import PublishedFile

Form = Literal["html", "markdown"]
_MARKDOWN: Final = "text/markdown"
_PAGE: Final = "text/html"
# no links or images in a document: its texts come from the table and the contract
_OFF: Final = ("link", "image", "autolink", "html_inline", "html_block", "reference")
_MAX_BESIDE: Final = 3  # columns that fit on a phone
_ROLES: Final = {
    **{"table": "table", "thead": "rowgroup", "tbody": "rowgroup"},
    **{"tr": "row", "th": "columnheader", "td": "cell"},
}


def respond(request: Request, data_dir: Path, file: PublishedFile, form: Form | None) -> Response:
    """Return a recorded file; Markdown as a page to a client that prefers one, such as a browser.

    Args:
        request: its headers say what the client has, and what it prefers.
        data_dir: where recorded files lie.
        file: the file.
        form: what the client asked for by name, before what it accepts.

    Raises:
        HTTPException: 404 if the file is missing, 409 if it differs from the recorded one.
    """
    known = request.headers.get("if-none-match")
    if not file.media_type.startswith(_MARKDOWN):
        return files.respond(data_dir, file, known)
    if (form or _preferred(request.headers.get("accept", ""))) == "html":
        text, root = files.content(data_dir, file).decode(), request.scope.get("root_path", "")
        title, content = _rendered(text)
        response = render("card.html", title=title, content=content, root=root.rstrip("/"))
    else:
        response = files.respond(data_dir, file, known)
    response.headers["Vary"] = "Accept"
    return response


def _preferred(accept: str) -> Form:
    page, plain = _quality(accept, _PAGE), _quality(accept, _MARKDOWN)
    return "html" if page is not None and page > (plain or 0) else "markdown"


def _quality(accept: str, kind: str) -> float | None:
    """Return the quality of a media type in an Accept header, 0 to 1 (RFC 9110, 12.5.1)."""
    for each in accept.split(","):
        name, *parameters = [part.strip().lower() for part in each.split(";")]
        if name == kind:
            given = [part.removeprefix("q=") for part in parameters if part.startswith("q=")]
            try:
                return float(given[0]) if given else 1.0
            except ValueError:
                return 0.0
    return None


def _rendered(text: str) -> tuple[str, Markup]:
    """Return the title and the HTML of a document; raw HTML in it is escaped."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False}).enable("table").disable(list(_OFF))
    tokens = reader.parse(text)
    for token in tokens:
        if token.attrs.pop("style", "") == "text-align:right":
            token.attrSet("class", "number")  # the page's policy forbids inline styles
    for table in _tables(tokens):
        _let_stack(table)
    title = next((_words(tokens[at + 1]) for at, one in enumerate(tokens) if one.tag == "h1"), "")
    # a wide table scrolls in its own region; without a mouse, the focused region scrolls
    reader.add_render_rule("table_open", _table_open)
    reader.add_render_rule("table_close", _table_close)
    content = reader.renderer.render(tokens, reader.options, {})
    return title or "Document", Markup(content)  # noqa: S704 - made by the reader, which escapes every text


def _tables(tokens: list[Any]) -> Iterator[list[Any]]:
    """Yield the tokens of each table; Markdown has no nested tables."""
    starts = [at for at, token in enumerate(tokens) if token.type == "table_open"]
    ends = [at for at, token in enumerate(tokens) if token.type == "table_close"]
    for start, end in zip(starts, ends, strict=True):
        yield tokens[start : end + 1]


def _let_stack(table: list[Any]) -> None:
    """Mark a wide table: on a narrow screen its cells are stacked below their headers.

    Each cell gets its column's header, and ARIA roles keep it a table for screen readers.
    """
    heads = [_words(table[at + 1]) for at, token in enumerate(table) if token.type == "th_open"]
    if len(heads) <= _MAX_BESIDE:
        return
    table[0].attrSet("class", "stacks")
    for token in table:
        if token.nesting == 1:
            token.attrSet("role", _ROLES[token.tag])
    cells = [token for token in table if token.type == "td_open"]
    for place, cell in enumerate(cells):
        cell.attrSet("data-head", heads[place % len(heads)])


def _words(token: Any) -> str:
    return "".join(child.content for child in token.children or [])


def _table_open(reader: Any, tokens: Any, index: int, _options: Any, _env: Any) -> str:
    headings = [
        _words(tokens[at + 1])
        for at, token in enumerate(tokens[:index])
        if token.type == "heading_open"
    ]
    name = escape(headings[-1] if headings else "Table", quote=True)
    table = f"<table{reader.renderAttrs(tokens[index])}>"
    return f'<div class="scroll" role="region" tabindex="0" aria-label="{name}">{table}'


def _table_close(_self: Any, _tokens: Any, _index: int, _options: Any, _env: Any) -> str:
    return "</table></div>"
