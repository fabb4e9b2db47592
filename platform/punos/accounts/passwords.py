"""Passwords: the hash, and what makes one too easy to guess. argon2-cffi does the hashing."""

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 128
"""In characters. Longer ones are refused before hashing, which costs time by length."""

# OWASP's argon2id with 19 MiB: about 25 ms. The defaults would cost 64 MiB and four threads a try.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def hash_password(password: str) -> str:
    """The hash to keep."""
    return _hasher.hash(_composed(password))


def fits(kept: str | None, password: str) -> bool:
    """Whether the password is the one whose hash was kept.

    Without a hash (no such account, no password yet) it takes the same time and is never true.
    """
    try:
        fitting = _hasher.verify(kept or _nobodys(), _composed(password[:LONGEST]))
    except (VerificationError, InvalidHashError):
        return False
    return fitting and kept is not None and len(password) <= LONGEST


def is_outdated(kept: str) -> bool:
    """Whether the hash was made with other costs than today's."""
    return _hasher.check_needs_rehash(kept)


def _composed(password: str) -> str:
    """Keyboards send the same ä as one character or as two."""
    return unicodedata.normalize("NFC", password)


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody’s password")
