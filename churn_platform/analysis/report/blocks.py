"""The blocks of a page: plain texts in a few forms, which the template renders as HTML.

Texts are shown literally: the template escapes them.
"""

from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True)
class Text:
    """A paragraph; a `quiet` one is a note."""

    text: str
    quiet: bool = False
    kind: ClassVar[str] = "text"


@dataclass(frozen=True)
class Table:
    """Rows of cells under headers; the first cell of a row is its name.

    The first `texts` columns have words, the last `long` of these sentences; the other columns have
    numbers.
    """

    caption: str
    heads: list[str]
    rows: list[list[str]]
    texts: int = 1
    long: int = 0
    kind: ClassVar[str] = "table"


@dataclass(frozen=True)
class Pairs:
    """Names with their values, such as "Run" and its id."""

    pairs: list[tuple[str, str]]
    kind: ClassVar[str] = "pairs"


@dataclass(frozen=True)
class Card:
    """A key figure, with its change since the previous data and a note."""

    label: str
    value: str
    change: str = ""
    note: str = ""


@dataclass(frozen=True)
class Cards:
    """Key figures, side by side."""

    cards: list[Card]
    kind: ClassVar[str] = "cards"


@dataclass(frozen=True)
class Chart:
    """A figure: interactive on screen, and a static image on paper and without scripts.

    `figure` is plotly's JSON without a template, `picture` an SVG as base64. `sentence` describes
    the figure for those who cannot see it; `of` is the line above the figure, which the image
    includes.
    """

    key: str
    title: str
    sentence: str
    figure: dict[str, Any]
    picture: str
    of: str = ""
    kind: ClassVar[str] = "chart"

    @property
    def height(self) -> int:
        """Its height on the screen in CSS pixels."""
        return int(self.figure["layout"].get("height", 440))


Block = Text | Table | Pairs | Cards | Chart


@dataclass(frozen=True)
class Section:
    """A section of the page under a heading."""

    id: str
    title: str
    blocks: list[Block] = field(default_factory=list)
