"""Random tokens. The browser or the mail holds the token, our rows only its hash."""

import hashlib
import secrets


def new_token() -> str:
    """32 random bytes, as text that fits into a cookie or an address."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored. A plain hash is enough: nobody guesses 32 random bytes."""
    return hashlib.sha256(token.encode()).hexdigest()
