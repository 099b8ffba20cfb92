"""Which partitions after a snapshot decide what became of its customers."""

from dataclasses import dataclass
from typing import Literal

State = Literal["open", "maturing", "matured"]


@dataclass(frozen=True)
class Timing:
    """Lengths of time in partitions: months, or days.

    Attributes:
        horizon: over which leaving counts, from the end of the gap on.
        gap: between the snapshot and the horizon; who leaves in it is neither class.
        maturity: after the horizon, in which outcomes still trickle in or are corrected.
    """

    horizon: int
    gap: int = 0
    maturity: int = 0

    @property
    def end(self) -> int:
        """How many partitions after the snapshot the horizon ends."""
        return self.gap + self.horizon

    @property
    def matured(self) -> int:
        """How many partitions after the snapshot its outcomes are final."""
        return self.end + self.maturity

    def state(self, age: int) -> State:
        """Return the state of a snapshot's outcomes.

        Args:
            age: how many later partitions are known, 0 for the newest snapshot.
        """
        if age < self.end:
            return "open"
        return "maturing" if age < self.matured else "matured"
