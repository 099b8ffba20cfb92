"""Allow only the pickle opcodes that our own writer produces.

The C unpickler allocates whatever a file requests before it can be inspected: one opcode can
reserve a memo of a billion entries or fill a table with colliding keys. So the opcodes are checked
first. Python's `pickletools.genops` alone takes as long, and does not check keys.
"""

from collections.abc import Callable
from pickle import UnpicklingError
from typing import Final

MAX_STEPS: Final = 1_000_000
"""Maximum per file; the largest models have a few tens of thousands."""
MAX_MARKS: Final = 100
"""Maximum depth of open containers; models have about ten."""
_PROTO, _FRAME, _STOP, _LONG1 = 0x80, 0x95, ord("."), 0x8A
_PROTOCOLS: Final = (4, 5)
_KEYS: Final = {ord("K"): 1, ord("M"): 2, ord("J"): 4, ord("N"): 0, 0x88: 0, 0x89: 0}
"""Small integers, None, True and False -> length of the argument; all may be keys."""
_OTHERS: Final = {ord("G"): 8, ord("]"): 0, ord("}"): 0, ord(")"): 0}
"""Floats and empty containers -> length of the argument; none may be a key."""
_SIZED: Final = {0x8C: (1, True), ord("X"): (4, True), ord("C"): (1, False), ord("B"): (4, False)}
"""Text and bytes -> size of their length field, and whether they may be a key."""
_GET, _LONG_GET, _MEMOIZE, _MARK = ord("h"), ord("j"), 0x94, ord("(")


class Steps:
    """The pickle's stack and memo, reduced to whether each value may be a key.

    Only text and small numbers may. A tuple's hash is recursive, so a deep one crashes the process,
    and hashes of tuples and of large numbers can be made to collide.
    """

    def __init__(self) -> None:
        self.stack: list[bool] = []
        self.marks: list[int] = []
        self.memo: list[bool] = []

    def mark(self) -> None:
        """Begin a container."""
        self.marks.append(len(self.stack))
        if len(self.marks) > MAX_MARKS:
            raise UnpicklingError("is nested too deep")

    def tuple(self) -> None:
        """Combine the values after the mark."""
        del self.stack[self.marks.pop() :]
        self.stack.append(False)

    def appends(self) -> None:
        """Move the values after the mark into the list before it."""
        del self.stack[self.marks.pop() :]

    def set_items(self) -> None:
        """Move keys and values after the mark into the mapping before it."""
        start = self.marks.pop()
        self._check(self.stack[start::2])
        del self.stack[start:]

    def set_item(self) -> None:
        """Move a key and its value into the mapping before them."""
        self._check(self.stack[-2:-1])
        del self.stack[-2:]

    def drop(self) -> None:
        """Merge the top value into the one before it."""
        self.stack.pop()

    def join(self, count: int) -> None:
        """Combine the top values into one."""
        del self.stack[-count:]
        self.stack.append(False)

    @staticmethod
    def _check(keys: list[bool]) -> None:
        if not all(keys):
            raise UnpicklingError("has a key that is neither text nor a small number")


_PLAIN: Final[dict[int, Callable[[Steps], None]]] = {
    _MARK: Steps.mark,
    ord("t"): Steps.tuple,
    ord("e"): Steps.appends,
    ord("u"): Steps.set_items,
    ord("s"): Steps.set_item,
    ord("a"): Steps.drop,  # append
    ord("b"): Steps.drop,  # set a state
    ord("R"): lambda steps: steps.join(2),  # call
    0x81: lambda steps: steps.join(2),  # make an object
    0x93: lambda steps: steps.join(2),  # find a name
    0x85: lambda steps: steps.join(1),  # a tuple of one, of two, of three
    0x86: lambda steps: steps.join(2),
    0x87: lambda steps: steps.join(3),
}
"""Opcodes without an argument."""
_PUSHES: Final = {
    **{code: (length, True) for code, length in _KEYS.items()},
    **{code: (length, False) for code, length in _OTHERS.items()},
}


class StepError(UnpicklingError):
    """An opcode that no model has; all opcodes before its position are allowed."""

    def __init__(self, problem: str, place: int) -> None:
        super().__init__(problem)
        self.place = place


def check_opcodes(content: bytes) -> None:
    """Check the opcodes of a pickle without executing any.

    Raises:
        StepError: it has opcodes that our models do not have, too many, or some after its end; or
            it pops from an empty stack, or is truncated.
    """
    if len(content) < 2 or content[0] != _PROTO or content[1] not in _PROTOCOLS:
        raise StepError("is of another protocol", 0)
    steps, place = Steps(), 2
    try:
        for _ in range(MAX_STEPS):
            start, code = place, content[place]
            place += 1
            if code == _MEMOIZE:  # the most frequent opcodes are handled here
                steps.memo.append(steps.stack[-1])
            elif pushes := _PUSHES.get(code):
                steps.stack.append(pushes[1])
                place += pushes[0]
            elif plain := _PLAIN.get(code):
                plain(steps)
            elif code == _STOP:
                return _check_end(content, place)
            else:
                place = _pushed(steps, content, code, place)
    except (IndexError, UnpicklingError) as error:
        raise StepError(str(error), start) from None
    raise StepError("has too many steps", place)


def _check_end(content: bytes, place: int) -> None:
    if place != len(content):
        raise UnpicklingError("goes on after its end")


def _pushed(steps: Steps, content: bytes, code: int, place: int) -> int:
    """Push a value, and return the position of the next opcode."""
    if sized := _SIZED.get(code):
        prefix, key = sized
        length = prefix + int.from_bytes(content[place : place + prefix], "little")
    elif code == _GET:
        length, key = 1, steps.memo[content[place]]
    elif code == _LONG_GET:
        length, key = 4, steps.memo[int.from_bytes(content[place : place + 4], "little")]
    elif code == _LONG1:
        length, key = 1 + content[place], False
    elif code == _FRAME:
        return place + 8
    else:
        raise UnpicklingError("has a step that no model has")
    steps.stack.append(key)
    return place + length
