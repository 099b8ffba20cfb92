"""What may be shown of an error whose text is not ours."""

import traceback
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).resolve().parent
_OURS: Final = (_HERE, _HERE.parent / "api")


def kind_and_place(error: BaseException) -> str:
    """Return the kind of an error and where it was raised, in one line, and nothing of its text.

    The text of a library's error may quote a cell of the table or an address. Of an error of the
    operating system, such as a full disk, the system's own words are added.
    """
    system = error.strerror if isinstance(error, OSError) and error.errno else None
    kind = type(error).__name__ + (f" ({system})" if system else "")
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if any(map(Path(frame.filename).is_relative_to, _OURS))]
    # our last line, and where a library raised it
    places = dict.fromkeys(_place(frame) for frame in [*ours[-1:], *frames[-1:]])
    where = f" at {', from '.join(places)}" if places else ""
    return f"unexpected {kind}{where}"


def _place(frame: traceback.FrameSummary) -> str:
    return f"{Path(frame.filename).name}, line {frame.lineno}"
