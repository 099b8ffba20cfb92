"""Estimate openpyxl's cost of reading a part of a workbook, while its XML is checked."""

from churn_platform.config.source_errors import SourceRefused

_MAX_ROWS = 1_048_576  # Excel's own limit
_MAX_ALIVE = 4 * _MAX_ROWS
_MAX_IN_ROW = 200_000
_MAX_DEPTH = 100
_MAX_LETTERS = 3  # in a column name; the last one is XFD
MAX_WORK = 10_000_000
"""Maximum cost of reading a workbook; the unit is the cost of a plain cell."""
_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
# root element of a part -> elements that openpyxl frees at their end
_FREED = {f"{_NAMESPACE} worksheet": f"{_NAMESPACE} row", f"{_NAMESPACE} sst": f"{_NAMESPACE} si"}
_REPEATED = set(_FREED.values())
# the cost of elements, in hundredths of a cell, measured with openpyxl 3.1; a part is read # again
# each time it is opened: a sheet for its size, and for its rows
_COSTS = {f"{_NAMESPACE} {tag}": 20 for tag in ("v", "f", "is", "t")}
_CELL = 100
_COSTS[f"{_NAMESPACE} c"] = _CELL
_ROW, _FORMATTED_ROW, _RUN, _OBJECT, _GAP = 100, 500, 600, 3_000, 10
_COLUMN, _CHARACTER, OPENING = 10, 50, 500_000
_PLAIN_ROW = {"r", "spans"}


def too_much(name: str) -> SourceRefused:
    """Return the error for a workbook whose cost is above `MAX_WORK`."""
    return SourceRefused(
        f"{name}: an Excel workbook that takes more work to read than {MAX_WORK // 2:,} cells,"
        " formats, names and empty rows counted, which is the most that is accepted; save the"
        " table as CSV or Parquet"
    )


class Counter:
    """Count the elements and attributes that openpyxl keeps at a time, and their cost.

    Args:
        name: the file's name in error messages.
        maximum: number of elements still allowed.
    """

    def __init__(self, name: str, maximum: int) -> None:
        self._name, self._maximum, self._freed = name, maximum, ""
        self._inside = self._nested = False
        self._depth = self._alive = self._row = self._number = 0
        self._last = ""
        self.elements = self.work = 0

    def doctype(self, *_: object) -> None:
        """Refuse a document type."""
        raise self._refusal("a document type; expected none")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Count the start of an element."""
        self._depth += 1
        self.elements += 1
        if self._inside:
            self._row += 1 + len(attributes)
            cost = _COSTS.get(tag, _RUN)
            self.work += cost
            if cost == _CELL:
                self._last = attributes.get("r", self._last)
            elif cost == _RUN and tag in _REPEATED:
                self._nested = True
            if self._row > _MAX_IN_ROW or self._depth > _MAX_DEPTH:
                raise self._too_many()
        else:
            self._outside(tag, attributes)

    def end(self, tag: str) -> None:
        """Count the end of an element."""
        self._depth -= 1
        if tag == self._freed:
            self._inside = False
            self.work += _COLUMN * self._width()

    def close(self) -> None:
        """Refuse what can only be judged once the part is known to be well-formed."""
        if self._nested:
            raise self._refusal("a row or a text within another; expected one after the other")

    def _outside(self, tag: str, attributes: dict[str, str]) -> None:
        if self._depth == 1:
            self._freed = _FREED.get(tag, "")
        if tag == self._freed:
            self._alive += 1
            self._inside, self._row = True, len(attributes)
            self._begin(tag, attributes)
        elif tag in _REPEATED:
            self.work += 100 * MAX_WORK  # openpyxl would read it in any part; Excel never writes it
        else:
            self._alive += 1 + len(attributes)
            self.work += _OBJECT + _CHARACTER * sum(map(len, attributes.values()))
        if self._alive > _MAX_ALIVE or self._depth > _MAX_DEPTH:
            raise self._too_many()
        if self.elements > self._maximum or (self._freed and self.work > 100 * MAX_WORK):
            raise too_much(self._name)

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        self._last = ""
        if tag != f"{_NAMESPACE} row":
            self.work += 3 * _ROW
            return
        self.work += _ROW if attributes.keys() <= _PLAIN_ROW else _FORMATTED_ROW
        written = attributes.get("r")
        number = self._number + 1 if written is None else int(float(written))
        if number > _MAX_ROWS:
            raise self._refusal(f"a row number above {_MAX_ROWS:,}; expected a smaller one")
        if number <= self._number:
            raise self._refusal("row numbers that do not increase; expected ascending ones")
        self.work += _GAP * (number - self._number - 1)
        self._number = number

    def _width(self) -> int:
        """Return the column of the row's last cell; openpyxl creates every cell up to it."""
        letters = self._last.rstrip("0123456789").upper()
        if len(letters) > _MAX_LETTERS:
            raise self._refusal("a column beyond XFD; expected an earlier one")
        width = 0
        for letter in letters:
            width = 26 * width + ord(letter) - ord("A") + 1
        return max(width, 0)

    def _too_many(self) -> SourceRefused:
        return self._refusal("more nested elements than Excel writes; expected fewer")

    def _refusal(self, what: str) -> SourceRefused:
        return SourceRefused(f"{self._name}: an Excel workbook with {what}")
