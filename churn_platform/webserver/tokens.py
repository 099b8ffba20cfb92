"""Bearer tokens: random, and stored only as their SHA-256."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable

_BYTES = 32


def new_token() -> str:
    """Return a token of 256 random bits, as text for a header."""
    return secrets.token_urlsafe(_BYTES)


def digest_of(token: str) -> str:
    """Return a token's SHA-256; a random token cannot be guessed, so a fast hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_known(token: str, digests: Iterable[str]) -> bool:
    """Return whether the token has one of these digests, in constant time."""
    found = digest_of(token)
    # any() would stop at the first match
    return sum(hmac.compare_digest(found, digest) for digest in digests) > 0
