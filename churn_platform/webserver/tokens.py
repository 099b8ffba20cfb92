"""Bearer tokens: made at random, known here by their SHA-256 alone."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable

_BYTES = 32


def new_token() -> str:
    """Return a token of 256 random bits, as text that fits into a header."""
    return secrets.token_urlsafe(_BYTES)


def digest_of(token: str) -> str:
    """Return what is kept of a token: too random to be guessed, it needs no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_known(token: str, digests: Iterable[str]) -> bool:
    """Whether the token is one of those with these digests; takes as long for each answer."""
    found = digest_of(token)
    # any() would stop at the one that matches
    return sum(hmac.compare_digest(found, digest) for digest in digests) > 0
