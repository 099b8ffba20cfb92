"""Who is told of progress and remembers it."""


class Told:
    """Remembers each advance."""

    def __init__(self) -> None:
        self.advances: list[tuple[int, int | None]] = []
        self.notes: list[str] = []

    def advance(self, done: int, total: int | None, note: str = "") -> None:
        self.advances.append((done, total))
        self.notes.append(note)
