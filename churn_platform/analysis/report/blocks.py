"""What a page is made of: plain texts in a few shapes, which the template turns into HTML.

Every text is shown as it is here: the template escapes all of them.
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
    """Rows of cells under heads; the first cell names its row.

    `texts` is how many of the leading columns hold words, the last `long` of them sentences; the
    other columns hold numbers.
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
    """A number that matters: its change since the last data, and a note about it."""

    label: str
    value: str
    change: str = ""
    note: str = ""


@dataclass(frozen=True)
class Cards:
    """The numbers that matter, side by side."""

    cards: list[Card]
    kind: ClassVar[str] = "cards"


@dataclass(frozen=True)
class Chart:
    """A figure: interactive on the screen, and as a picture on paper and without scripts.

    `figure` is plotly's own JSON without a template, `picture` an SVG as base64. `sentence` says
    what the figure shows, so that nobody has to see it; `of` is the line over the figure, which the
    picture has in it.
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
    """A part of the page under a heading."""

    id: str
    title: str
    blocks: list[Block] = field(default_factory=list)
