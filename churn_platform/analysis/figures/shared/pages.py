"""A figure as strict JSON, and as an offline page that needs one other file."""

import base64
import hashlib
import html
import json
from importlib.util import find_spec
from pathlib import Path
from string import Template
from typing import Final

from churn_platform.analysis.figures.shared.drawing import Figure, apart_from_title
from churn_platform.analysis.figures.shared.palette import DARK, FONT, LIGHT, Theme, template
from churn_platform.catalog import PLOTLY_JS
from churn_platform.values import plain

_CONFIG: Final = {
    "displaylogo": False,
    "plotlyServerURL": "",
    "responsive": True,
    "modeBarButtonsToRemove": ["lasso2d", "select2d", "autoScale2d"],
}

_SCRIPT: Final = """
const page = JSON.parse(document.getElementById("data").textContent);
const dark = matchMedia("(prefers-color-scheme: dark)");
const place = document.getElementById("figure");
const draw = () => Plotly.react(place, page.figure.data,
  {...page.figure.layout, template: dark.matches ? page.dark : page.light}, page.config);
if (page.figure.layout.height) place.style.flex = "none";
if (window.Plotly) { draw(); dark.addEventListener("change", draw); }
else place.textContent = "The figure needs the file " + page.library + " beside this page.";
"""

_PAGE: Final = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="$policy">
<title>$title</title>
<link rel="icon" href="data:,">
<style>
:root { $light }
@media (prefers-color-scheme: dark) { :root { $dark } }
main { display: flex; flex-direction: column; min-height: calc(100vh - 2rem); }
* { box-sizing: border-box; }
body { margin: 0; padding: 1rem;
  font: 1rem/1.5 $font; color: var(--ink); background: var(--ground); }
h1 { margin: 0; font-size: 1.4rem; line-height: 1.25; }
p { margin: .25rem 0 .75rem; max-width: 46rem; color: var(--quiet); }
#of { margin: 0; font-size: .9rem; color: var(--ink); }
#figure { flex: 1; min-height: 24rem; }
</style>
</head>
<body>
<main>
<h1>$title</h1>
<p id="description">$description</p>
<p id="of">$of</p>
<div id="figure" role="figure" aria-describedby="description">
<noscript>The figure needs JavaScript.</noscript>
</div>
</main>
<script type="application/json" id="data">$data</script>
<script src="$library"></script>
<script>$script</script>
</body>
</html>
""")


def figure_json(figure: Figure) -> str:
    """Return the figure as strict JSON, the same text for the same figure; undefined is null."""
    return json.dumps(plain(figure), allow_nan=False, separators=(",", ":"))


def figure_page(figure: Figure, title: str, description: str) -> str:
    """Return a whole HTML page that draws the figure with the `plotly.min.js` beside it.

    The page follows the reader's light or dark setting. Its policy runs its own script and that
    file only, so that no text of the data can act.

    Args:
        figure: a figure in the shared template.
        title: heading and title of the page, plain text.
        description: one sentence under the heading, plain text.
    """
    of, untitled = apart_from_title(figure)
    drawn = json.loads(figure_json(untitled))
    drawn["layout"].pop("template", None)  # the page brings both
    data = {
        "figure": drawn,
        "light": template(LIGHT),
        "dark": template(DARK),
        "config": _CONFIG,
        "library": PLOTLY_JS,
    }
    return _PAGE.substitute(
        title=html.escape(title),
        description=html.escape(description),
        of=html.escape(of),
        policy=_policy(_SCRIPT),
        light=_variables(LIGHT),
        dark=_variables(DARK),
        font=FONT,
        data=_escaped(json.dumps(data, allow_nan=False, separators=(",", ":"))),
        library=PLOTLY_JS,
        script=_SCRIPT,
    )


def plotly_js_path() -> Path:
    """Return the plotly library for browsers, as the installed plotly package ships it."""
    package = find_spec("plotly")  # found, and not imported: see `Figure`
    assert package and package.origin
    return Path(package.origin).parent / "package_data" / "plotly.min.js"


def _policy(script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'self' file: 'sha256-{digest}';"
        " style-src 'unsafe-inline'; img-src data: blob:"
    )


def _variables(theme: Theme) -> str:
    return f"--ink: {theme.ink}; --quiet: {theme.quiet}; --ground: {theme.ground};"


def _escaped(data: str) -> str:
    # json.dumps left no sign beyond ASCII; without these three, no tag can begin or end
    return data.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
