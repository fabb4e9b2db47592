"""Identifiers. They are made here in Python, never by the database."""

from __future__ import annotations

from uuid import UUID, uuid4

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A UUIDv7: ordered by time, and within one process strictly growing."""
    return uuid7()


def random_id() -> UUID:
    """A UUIDv4, for anonymous answers: a UUIDv7 would tell the minute it was given."""
    return uuid4()
