"""One column of a contract: its kind and its allowed values."""

import math
from functools import cached_property
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, Field, model_validator

Kind = Literal["identifier", "numeric", "flag", "category", "target"]
Text = Annotated[str, Field(min_length=1, max_length=200)]

# scikit-learn's boosting accepts at most 255 levels of a category, one of them "missing".
MAX_VALUES: Final = 254
LARGEST_WHOLE: Final = 2.0**53
"""Above it not every whole number is a floating-point one."""
_YES: Final = ("Yes", "True", "1", "1.0", "Y", "T")
_NO: Final = ("No", "False", "0", "0.0", "N", "F")
_OF_KIND: Final[dict[str, set[str]]] = {
    "identifier": set(),
    "numeric": {
        *("low", "high", "whole", "unit", "product_of", "product_tolerance", "blank", "missing"),
        *("format", "decimal"),
    },
    "flag": {"yes", "no", "blank", "missing", "implies"},
    "category": {"values", "spellings", "blank", "missing", "implies"},
    "target": {"yes", "no", "missing"},
}
_OF_ALL: Final = {"name", "kind", "header", "aliases", "description", "actionable", "sensitive"}


class BlankValue(BaseModel, frozen=True, extra="forbid"):
    """What a blank of this column means."""

    value: str | float


class Column(BaseModel, frozen=True, extra="forbid"):
    """One column: the source's header, our name, its kind and its allowed values.

    After cleaning, a `flag` or `target` is 0 or 1. A row with a blank target is unlabelled.
    """

    name: str = Field(
        pattern=r"^[\p{Ll}\p{Lo}\p{Lm}][\p{Ll}\p{Lo}\p{Lm}\p{Mn}\p{Mc}\p{Nd}_]{0,59}$",
        description="Our name: lower-case letters of any script, digits and underscores.",
    )
    kind: Kind
    header: Text | None = Field(
        None,
        description="The source's header. An identifier without one is made from the content.",
    )
    aliases: tuple[Text, ...] = Field((), description="Other headers of the same column.")
    actionable: bool = Field(
        True, description="Whether it can be acted on, such as the contract length."
    )
    sensitive: bool = Field(
        False, description="Whether it is a personal attribute, such as gender or age."
    )
    description: str = Field("", description="What it means; shown in the UI.")
    blank: Literal["refuse", "missing", "product"] | BlankValue = Field(
        "refuse",
        description="A blank: quarantine the row, leave it missing, use the product, or a value.",
    )
    missing: tuple[Text, ...] = Field(
        (), description="Words that mean missing, such as ?; case is ignored."
    )
    format: tuple[Text, ...] = Field(
        (),
        description="What may be written next to the digits, such as € or months; () means"
        " brackets around a negative number, and - a trailing minus.",
    )
    decimal: Literal[".", ","] | None = Field(
        None, description="The decimal sign, if it differs from the file's."
    )
    low: float | None = Field(None, description="Smallest allowed number.")
    high: float | None = Field(None, description="Largest allowed number.")
    whole: bool = Field(False, description="Whether only whole numbers are allowed.")
    unit: str = Field("", description="Unit of the numbers, such as months.")
    product_of: tuple[str, ...] = Field(
        (), description="Numeric columns whose product is about equal to this one."
    )
    product_tolerance: float = Field(
        0.35, gt=0, description="Relative deviation from that product that is still plausible."
    )
    values: tuple[Text, ...] = Field((), max_length=MAX_VALUES, description="Allowed values.")
    spellings: dict[str, str] = Field({}, description="Another spelling -> the allowed value.")
    implies: dict[str, dict[str, str | float]] = Field(
        {}, description="A value of this column -> the values that it implies in other columns."
    )
    yes: tuple[Text, ...] = Field(_YES, min_length=1, description="Spellings of 1.")
    no: tuple[Text, ...] = Field(_NO, min_length=1, description="Spellings of 0.")

    @property
    def source(self) -> str:
        """The header, as errors show it."""
        return self.header or self.name

    def allows(self, number: float) -> bool:
        """Return whether a number is finite, within the range, and whole if required."""
        return math.isfinite(number) and not any(self.range_marks(number).values())

    def range_marks(self, numbers: Any) -> dict[str, Any]:
        """Return whether a number is out of range, and where it must be whole, whether it is not.

        Of an array it is a mask each. NaN is not a number, and so breaks neither.
        """
        low, high = self.ends
        marks = {"out_of_range": (numbers < low) | (numbers > high)}
        return {**marks, "not_whole": numbers % 1 > 0} if self.whole else marks

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the largest number allowed; without a limit they are infinite."""
        most = LARGEST_WHOLE if self.whole else math.inf
        low = -most if self.low is None else max(self.low, -most)
        return low, most if self.high is None else min(self.high, most)

    @cached_property
    def missing_words(self) -> frozenset[str]:
        """The casefolded words of `missing`."""
        return frozenset(map(str.casefold, self.missing))

    @property
    def may_be_missing(self) -> bool:
        """Whether values may be missing in the clean table."""
        return self.blank == "missing"

    @model_validator(mode="before")
    @classmethod
    def _only_what_the_kind_knows(cls, given: Any) -> Any:
        kind = given.get("kind") if isinstance(given, dict) else None
        if kind in _OF_KIND and (odd := set(given) - _OF_KIND[kind] - _OF_ALL):
            known = sorted(_OF_KIND[kind] | _OF_ALL - {"name"})
            raise ValueError(f"a {kind} column has no {sorted(odd)}; it has {known}")
        return given

    @model_validator(mode="after")
    def _hangs_together(self) -> "Column":
        if self.kind != "identifier" and self.header is None:
            raise ValueError("it needs a header")
        if self.kind == "category":
            self._check_values()
        if self.kind in ("flag", "target"):
            both = {s.casefold() for s in self.yes} & {s.casefold() for s in self.no}
            if both:
                raise ValueError(f"yes and no share {sorted(both)}")
        if odd := sorted(self.missing_words & {word.casefold() for word in self._known_words}):
            raise ValueError(f"missing has {odd}, which already have a meaning")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"low {self.low:g} is above high {self.high:g}")
        if self.blank == "product" and not self.product_of:
            raise ValueError('blank = "product" needs product_of')
        self._check_blank_value()
        return self

    @property
    def _known_words(self) -> tuple[str, ...]:
        if self.kind == "category":
            return (*self.values, *self.spellings)
        return (*self.yes, *self.no) if self.kind in ("flag", "target") else ()

    def _check_values(self) -> None:
        if len(self.values) < 2:
            raise ValueError(f"a category needs at least two values; found {list(self.values)}")
        folded = [value.casefold() for value in self.values]
        if len(set(folded)) < len(folded):
            raise ValueError("two values differ only by case")
        if odd := sorted(set(self.spellings.values()) - set(self.values)):
            raise ValueError(f"spellings map to {odd}, which are not among the values")

    def _check_blank_value(self) -> None:
        if not isinstance(self.blank, BlankValue):
            return
        value, is_number = self.blank.value, isinstance(self.blank.value, float)
        if (self.kind == "numeric") != is_number:
            raise ValueError(f"a blank of a {self.kind} column cannot mean {value!r}")
        if isinstance(value, float) and not self.allows(value):
            raise ValueError(f"a blank means {value:g}, which the column does not allow")
        if self.kind == "category" and value not in self.values:
            raise ValueError(f"a blank means {value!r}, which is not among the values")
        if self.kind == "flag" and value not in (*self.yes, *self.no):
            raise ValueError(f"a blank means {value!r}, which is neither yes nor no")
