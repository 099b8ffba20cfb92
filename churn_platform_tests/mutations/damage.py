"""Damage to a file's bytes, whatever is in it."""

from collections.abc import Callable
from random import Random

Damage = Callable[[bytes, Random], bytes]


def cut_off(content: bytes, rng: Random) -> bytes:
    """Ends somewhere in the middle."""
    return content[: rng.randrange(len(content))]


def flipped_bytes(content: bytes, rng: Random) -> bytes:
    """A few bytes are others."""
    changed = bytearray(content)
    for _ in range(rng.randint(1, 20)):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def a_lost_piece(content: bytes, rng: Random) -> bytes:
    """A piece is missing."""
    start = rng.randrange(len(content))
    return content[:start] + content[start + rng.randint(1, 400) :]


def a_repeated_piece(content: bytes, rng: Random) -> bytes:
    """A piece is there twice."""
    start = rng.randrange(len(content))
    return content[: start + rng.randint(1, 400)] + content[start:]


def foreign_bytes(content: bytes, rng: Random) -> bytes:
    """Random bytes, or an opened quote, somewhere inside."""
    start = rng.randrange(len(content))
    inside = rng.choice((rng.randbytes(rng.randint(1, 40)), b'"', b"\0", b"\n", b","))
    return content[:start] + inside + content[start:]


def something_else(content: bytes, rng: Random) -> bytes:
    """Another file altogether."""
    return rng.choice(
        (
            b"",
            b"\n\n\n",
            rng.randbytes(2000),
            b"<!doctype html><title>Sign in</title>",
            b'{"error": "not found"}',
            b"PK\x03\x04" + rng.randbytes(300),
            b"PAR1" + rng.randbytes(300) + b"PAR1",
            b"\x1f\x8b\x08" + rng.randbytes(300),
            b"%PDF-1.7\n" + rng.randbytes(300),
            content.split(b"\n", 1)[0],
            content.split(b"\n", 1)[-1],
        )
    )


DAMAGES: dict[str, Damage] = {
    damage.__name__: damage
    for damage in (
        cut_off, flipped_bytes, a_lost_piece, a_repeated_piece, foreign_bytes, something_else,
    )
}  # fmt: skip
