"""Allow only the pickle opcodes that our own writer produces.

The reader of pickles in C makes whatever a file asks for before anybody can look at it: room for
a memo of a billion places by one step, or a table of keys that all collide. So the steps are looked
through first.

Only text and small numbers may be keys. The hash of a tuple calls itself for what is inside, so
that a deep one ends the process, and hashes of tuples and of large numbers can be made to collide.
"""

from pickle import UnpicklingError
from pickletools import genops
from typing import Any, Final

MAX_STEPS: Final = 1_000_000
"""Maximum per file; the largest models have a few tens of thousands."""
MAX_MARKS: Final = 100
"""Maximum depth of open containers; models have about ten."""
_PROTOCOLS: Final = (b"\x80\x04", b"\x80\x05")
_KEYS: Final = frozenset(
    "BININT BININT1 BININT2 NONE NEWTRUE NEWFALSE SHORT_BINUNICODE BINUNICODE".split()
)
"""Steps that put something on the stack that may be a key."""
_VALUES: Final = frozenset(
    "BINFLOAT LONG1 EMPTY_LIST EMPTY_DICT EMPTY_TUPLE SHORT_BINBYTES BINBYTES".split()
)
"""Steps that put something else on the stack."""
_JOINED: Final = {
    **{"REDUCE": 2, "NEWOBJ": 2, "STACK_GLOBAL": 2},
    **{"TUPLE1": 1, "TUPLE2": 2, "TUPLE3": 3},
}
"""Steps that make one of so many."""


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
    if content[:2] not in _PROTOCOLS:
        raise StepError("is of another protocol", 0)
    steps, place = _Steps(), 0
    try:
        for number, (step, value, at) in enumerate(genops(content)):
            place = at or 0
            if number >= MAX_STEPS:
                raise UnpicklingError("has too many steps")
            if number:  # the first says the protocol
                steps.take(step.name, value)
    except (IndexError, ValueError, UnpicklingError) as error:
        raise StepError(str(error), place) from None
    if place + 1 != len(content):
        raise StepError("goes on after its end", place)


class _Steps:
    """What is on the pickle's stack and in its memo, as far as: may it be a key?"""

    def __init__(self) -> None:
        self.stack, self.memo, self.marks = list[bool](), list[bool](), list[int]()

    def take(self, name: str, value: Any) -> None:
        stack, marks = self.stack, self.marks
        if name == "MEMOIZE":
            self.memo.append(stack[-1])
        elif name in _KEYS or name in _VALUES:
            stack.append(name in _KEYS)
        elif name in ("BINGET", "LONG_BINGET"):
            stack.append(self.memo[value])
        elif count := _JOINED.get(name):
            stack[-count:] = [False]
        elif name == "MARK":
            marks.append(len(stack))
            if len(marks) > MAX_MARKS:
                raise UnpicklingError("is nested too deep")
        elif name in ("TUPLE", "APPENDS"):
            stack[marks.pop() :] = [False] if name == "TUPLE" else []
        elif name in ("SETITEM", "SETITEMS"):
            start = marks.pop() if name == "SETITEMS" else -2
            if not all(stack[start::2]):
                raise UnpicklingError("has a key that is neither text nor a small number")
            del stack[start:]
        elif name in ("APPEND", "BUILD"):
            stack.pop()
        elif name not in ("FRAME", "STOP"):
            raise UnpicklingError("has a step that no model has")
