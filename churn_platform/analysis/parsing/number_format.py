"""How a file writes its numbers: the decimal sign, and the sign between groups of digits."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_OTHER: Final = {".": ",", ",": "."}
# a space, the no-break, narrow no-break and thin ones, and both apostrophes
_SPACES: Final = " \u00a0\u202f\u2009'\u2019"
_PLAIN: Final = {
    sign: re.compile(rf"[+-]?(?:[0-9]+(?:[{sign}][0-9]*)?|[{sign}][0-9]+)(?:[eE][+-]?[0-9]+)?")
    for sign in _OTHER
}
_GROUPED: Final = {
    sign: re.compile(
        rf"[+-]?[1-9][0-9]{{0,2}}([{other}{_SPACES}])[0-9]{{3}}(?:\1[0-9]{{3}})*(?:[{sign}][0-9]*)?"
    )
    for sign, other in _OTHER.items()
}
# lakh and crore: two digits a group but for the last
_INDIAN: Final = re.compile(r"[+-]?[1-9][0-9]?(,)(?:[0-9]{2},)+[0-9]{3}(?:[.][0-9]*)?")


@dataclass(frozen=True)
class NumberFormat:
    """The decimal sign, and whether it is known from more than habit.

    Where it is not, a number such as "1,889" has two readings.
    """

    decimal: str
    is_known: bool

    def is_plain(self, text: str) -> bool:
        """Return whether the text is a number without groups."""
        return _PLAIN[self.decimal].fullmatch(text) is not None

    def group_sign(self, text: str) -> str | None:
        """Return the sign between groups of three digits, None if the text is no such number."""
        match = _GROUPED[self.decimal].fullmatch(text)
        if match is None and self.decimal == ".":
            match = _INDIAN.fullmatch(text)
        return match[1] if match else None

    def is_number(self, text: str) -> bool:
        """Return whether the text is a number in this format."""
        return self.is_plain(text) or self.group_sign(text) is not None

    def is_ambiguous(self, group_sign: str) -> bool:
        """Return whether a number grouped by this sign may as well be one with a decimal sign."""
        return group_sign == _OTHER[self.decimal] and not self.is_known

    def has_two_readings(self, text: str) -> bool:
        """Return whether a number such as "1,889" may be grouped or decimal; "1,889.50" may not."""
        sign = self.group_sign(text)
        is_decimal = _PLAIN[_OTHER[self.decimal]].fullmatch(text) is not None
        return sign is not None and self.is_ambiguous(sign) and is_decimal


def recognised(texts: Iterable[str], stated: str | None) -> NumberFormat:
    """Return the format of all numbers of a file; what the contract states is taken as it is.

    A comma is the decimal sign only if some text can be read no other way and none is a number
    with a decimal point alone.
    """
    if stated is not None:
        return NumberFormat(stated, is_known=True)
    point, comma = NumberFormat(".", is_known=True), NumberFormat(",", is_known=True)
    has_comma = False
    for text in texts:
        if "." not in text and "," not in text:
            continue
        as_point, as_comma = point.is_number(text), comma.is_number(text)
        if as_point and not as_comma:
            return point
        has_comma |= as_comma and not as_point
    return comma if has_comma else NumberFormat(".", is_known=False)
