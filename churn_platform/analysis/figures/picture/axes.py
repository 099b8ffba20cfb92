"""The axes of a figure, as plotly describes them, placed by matplotlib."""

from dataclasses import dataclass
from typing import Any, Final, Self

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import PercentFormatter

from churn_platform.analysis.figures.picture.svg import LETTER, WIDTH
from churn_platform.analysis.figures.shared.drawing import Figure, plain_words

_SCALE: Final = 0.8  # of heights, to those on the page
_LINE: Final = 16
_NUMBER: Final = 5  # letters of a tick such as 1,000
_BELOW: Final = 44  # pixels of the ticks and the title below an axis
_SLANTED: Final = 72  # of names that do not fit side by side


@dataclass(frozen=True)
class Box:
    """Pixels of a picture's plots from the left and from the bottom, and of the whole picture."""

    left: float
    bottom: float
    width: float
    inner: float
    height: float

    @classmethod
    def of(cls, figure: Figure, height: float) -> Self:
        """Return the box of a figure that is `height` pixels high on its page."""
        layout, margin = figure["layout"], figure["layout"]["margin"]
        left, right = (_room(figure, side) for side in ("left", "right"))
        top, inner = (
            _SCALE * pixels for pixels in (margin["t"], height - margin["t"] - margin["b"])
        )
        below = 0 if layout["xaxis"].get("side") == "top" else _BELOW
        bottom = max(_SCALE * margin["b"], below + (_SLANTED - _BELOW) * bool(_names(figure)))
        inner = min(inner, WIDTH - top - bottom)  # at most a square, so that it fits a page
        return cls(left, bottom, WIDTH - left - right, inner, top + inner + bottom)

    def place(self, note: dict[str, Any]) -> tuple[tuple[float, float], tuple[str, str]]:
        """Return where an annotation is, and matplotlib's units of both numbers."""
        found = {}
        for side, start, size, every in (
            ("x", self.left, self.width, WIDTH),
            ("y", self.bottom, self.inner, self.height),
        ):
            ref, at = note.get(f"{side}ref", ""), note[side]
            if ref == "paper":
                shift = _SCALE * note.get(f"{side}shift", 0)
                found[side] = (start + at * size + shift) / every, "figure fraction"
            else:
                found[side] = at, "axes fraction" if ref.endswith("domain") else "data"
        (x, x_units), (y, y_units) = found["x"], found["y"]
        return (x, y), (x_units, y_units)

    def pixels(self, axes: Axes) -> float:
        """Return the height of one of the plots."""
        return float(axes.get_position().height * self.height)


def place_axes(canvas: Canvas, layout: dict[str, Any], box: Box) -> dict[str, Axes]:
    """Return the plots of a layout by the names of their vertical axes: "y", "y2"."""
    found: dict[str, Axes] = {}
    for key in sorted(name for name in layout if name.startswith("yaxis")):
        options, name = layout[key], key.replace("axis", "")
        if "overlaying" in options:
            found[name] = found[options["overlaying"]].twinx()
        else:
            low, high = options.get("domain", (0, 1))
            found[name] = canvas.add_axes(
                (
                    box.left / WIDTH,
                    (box.bottom + low * box.inner) / box.height,
                    box.width / WIDTH,
                    (high - low) * box.inner / box.height,
                )
            )
            across = layout.get(key.replace("y", "x", 1), layout["xaxis"])
            _set_axis(found[name], "x", across)
            if across.get("anchor", name) != name:
                found[name].tick_params(labelbottom=False)
                found[name].set_xlabel("")
        _set_axis(found[name], "y", options)
    return found


def _set_axis(axes: Axes, letter: str, options: dict[str, Any]) -> None:
    axis = axes.xaxis if letter == "x" else axes.yaxis
    texts = options.get("ticktext", [])
    if "tickvals" in options:
        axis.set_ticks(options["tickvals"], [plain_words(text) for text in texts] or None)
    for label, text in zip(axis.get_ticklabels() if texts else [], texts, strict=True):
        label.set_fontweight("bold" if text.startswith("<b>") else "normal")
    if options.get("tickformat") == ".0%":
        axis.set_major_formatter(PercentFormatter(1, decimals=0))
    if "side" in options:
        axis.set_ticks_position(options["side"])
        axis.set_label_position(options["side"])
    lines = options.get("title", {}).get("text", "").split("<br>")
    axis.set_label_text("\n".join(map(plain_words, lines)))
    if "range" in options:
        axes.set(**{f"{letter}lim": options["range"]})
    if not options.get("visible", True):
        axes.set_axis_off()


def _names(figure: Figure) -> list[str]:
    """Return the names beside the cells of a heatmap."""
    return [name for trace in figure["data"] if trace["type"] == "heatmap" for name in trace["y"]]


def _room(figure: Figure, side: str) -> float:
    """Return the pixels that labels and titles need on one side of the plots."""
    axes = [
        options
        for name, options in figure["layout"].items()
        if name.startswith("yaxis") and options.get("side", "left") == side
    ]
    labels = [_names(figure) or each.get("ticktext", ["0" * _NUMBER]) for each in axes]
    longest = max((len(plain_words(text)) for texts in labels for text in texts), default=0)
    return 16 + LETTER * longest + _LINE * any("title" in each for each in axes)
