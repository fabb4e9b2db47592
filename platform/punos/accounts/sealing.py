"""Encrypting what has to be read again: the secrets of authenticator apps.

The keys come from SECRET_KEY. The first one seals; what earlier ones (SECRET_KEY_FALLBACKS) have sealed
can still be opened.
"""

import base64
from collections.abc import Sequence
from functools import cached_property
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_USE = b"punos: secrets of authenticator apps"


class Sealer:
    """Seals a text for one owner, so that a sealed text copied into another's row opens nothing."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = keys

    def seal(self, text: str, owner: UUID) -> str:
        """The text, sealed for this owner."""
        return self._box.encrypt(f"{owner}:{text}".encode()).decode()

    def opened(self, sealed: str, owner: UUID) -> str | None:
        """The text; None when none of the keys fits, or it was sealed for somebody else."""
        try:
            whose, _, text = self._box.decrypt(sealed.encode()).decode().partition(":")
        except InvalidToken:
            return None
        return text if whose == str(owner) else None

    @cached_property
    def _box(self) -> MultiFernet:
        return MultiFernet([Fernet(_derived(key)) for key in self._keys])


def _derived(key: str) -> bytes:
    # A key of its own for this use, so that nothing signed with SECRET_KEY elsewhere tells of it.
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=_USE).derive(key.encode())
    return base64.urlsafe_b64encode(made)
