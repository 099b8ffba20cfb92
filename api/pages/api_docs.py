"""The documentation page, made from the OpenAPI document; it needs no address but our own."""

import html
import json
import re
from collections.abc import Mapping
from string import Template
from typing import Any, Final

from api.pages.docs_requests import VARIABLES, command, filled, needs_token, variables_in

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'"
_PAGE: Final = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>$title</title>
<link rel="icon" href="data:,">
<style>
:root { --ink: #1f2328; --quiet: #59636e; --line: #d1d9e0; --ground: #fff; --box: #f6f8fa;
  --link: #0a5cc0; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --quiet: #9aa5b1; --line: #3d444d; --ground: #14171c; --box: #1d2229;
    --link: #6cb2ff; } }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 52rem; color: var(--ink);
  background: var(--ground); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
a { color: var(--link); }
h1 { margin: 0; font-size: 1.6rem; }
h2 { margin: 2.5rem 0 .25rem; font-size: 1.1rem; overflow-wrap: anywhere; }
h2 span { color: var(--quiet); font-size: .8em; }
code, pre { font: .875rem/1.5 ui-monospace, Consolas, monospace; }
pre { margin: .5rem 0; padding: .75rem; overflow: auto; max-height: 28rem;
  white-space: pre-wrap; overflow-wrap: anywhere; background: var(--box);
  border: 1px solid var(--line); border-radius: 6px; }
p { margin: .25rem 0 .5rem; }
.quiet, summary, th { color: var(--quiet); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--line); text-align: left;
  vertical-align: top; }
th { font-weight: 600; }
summary { cursor: pointer; }
nav ul { padding: 0; list-style: none; columns: 18rem; }
</style>
</head>
<body>
<header>
<h1>$title <span class="quiet">$version</span></h1>
<p>$description</p>
<p><a href="$root/openapi.json">OpenAPI document</a></p>
$variables
</header>
<nav aria-label="Endpoints"><ul>$index</ul></nav>
<main>$sections</main>
</body>
</html>
""")


def docs_page(
    document: dict[str, Any],
    root_path: str,
    address: str = "",
    there: Mapping[str, str] | None = None,
) -> str:
    """Return the page.

    Args:
        document: the OpenAPI document.
        root_path: prefix that the API is served under, without a slash at its end.
        address: scheme and host by which the reader came here, such as "http://127.0.0.1:8000".
        there: examples of the document, and what stands for them that this platform has.
    """
    endpoints = [
        (method.upper(), path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    info = document["info"]
    sections = [_section(*each, root_path, address, there or {}) for each in endpoints]
    return _PAGE.substitute(
        title=html.escape(info["title"]),
        version=html.escape(info["version"]),
        description=html.escape(info.get("description", "")),
        root=html.escape(root_path),
        index="".join(
            f'<li><a href="#{_anchor(operation)}"><code>{_named(method, path)}</code></a></li>'
            for method, path, operation in endpoints
        ),
        variables=_variables(sections),
        sections="".join(sections),
    )


def _section(
    method: str,
    path: str,
    operation: dict[str, Any],
    root_path: str,
    address: str,
    there: Mapping[str, str],
) -> str:
    parameters = operation.get("parameters", [])
    plain_link = root_path + filled(method, path, parameters, there)
    link = html.escape(plain_link)
    said = _text(operation.get("description", "")).replace("\n\n", "</p><p>")
    linked = f'<p>Try it: <a href="{link}"><code>{link}</code></a></p>'
    sent = html.escape(command(method, address, plain_link, operation))
    pasted = f'<p>Try it:</p><pre tabindex="0">{sent}</pre>'
    is_link = method == "GET" and not needs_token(operation) and "?" not in link
    return (
        f'<section><h2 id="{_anchor(operation)}"><span>{method}</span>'
        f" <code>{html.escape(path)}</code></h2><p>{said}</p>"
        f"{_parameters(parameters)}"
        f"{linked if is_link else pasted}"
        f"{_answers(operation['responses'])}</section>"
    )


def _variables(sections: list[str]) -> str:
    """Return what to set before the commands are pasted."""
    rows = [
        f"<li><code>{name}=…</code> {_text(VARIABLES[name])}</li>"
        for name in variables_in(sections)
    ]
    said = "The commands can be pasted into a shell"
    return (
        f"<p>{said}, once these are set:</p><ul>{''.join(rows)}</ul>" if rows else f"<p>{said}.</p>"
    )


def _named(method: str, path: str) -> str:
    """Return a path for the list of all; two of one path are told apart by their method."""
    return html.escape(path if method == "GET" else f"{method} {path}")


def _parameters(parameters: list[dict[str, Any]]) -> str:
    if not parameters:
        return ""
    rows = "".join(
        f"<tr><td><code>{html.escape(each['name'])}</code></td><td>{html.escape(each['in'])}</td>"
        f"<td>{_text(each.get('description', ''))} {_limits(each['schema'])}</td></tr>"
        for each in parameters
    )
    head = "<tr><th>Parameter</th><th>In</th><th>Meaning</th></tr>"
    return f'<div class="scroll"><table>{head}{rows}</table></div>'


def _limits(schema: dict[str, Any]) -> str:
    words = {"minimum": "at least", "maximum": "at most", "default": "default"}
    found = [f"{word} {schema[name]}" for name, word in words.items() if name in schema]
    return html.escape(f"({', '.join(found)})") if found else ""


def _answers(responses: dict[str, Any]) -> str:
    good = next(status for status in sorted(responses) if status.startswith("2"))
    others = ", ".join(status for status in sorted(responses) if status != good)
    note = f'<p class="quiet">Other answers: {html.escape(others)}.</p>' if others else ""
    example = responses[good].get("content", {}).get("application/json", {}).get("example")
    if example is None:
        return note
    text = html.escape(json.dumps(example, indent=2))
    # who has no mouse scrolls what has the focus
    shown = f'<pre tabindex="0">{text}</pre>'
    return f"<details><summary>Example</summary>{shown}</details>{note}"


def _text(words: str) -> str:
    return re.sub("`(.+?)`", r"<code>\1</code>", html.escape(words))


def _anchor(operation: dict[str, Any]) -> str:
    return html.escape(str(operation["operationId"]))
