"""Identifiers. They are made here in Python, never by the database."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A UUIDv7: ordered by time, and within one process strictly growing."""
    return uuid7()


def random_id() -> UUID:
    """A UUIDv4, for anonymous answers: a UUIDv7 would tell the minute it was given."""
    return uuid4()


def earliest_id(moment: datetime) -> UUID:
    """The smallest UUIDv7 of a moment: ids made before it are smaller. `moment` is real time."""
    milliseconds = int(moment.timestamp() * 1000)
    return UUID(int=(milliseconds << 80) | (0x7 << 76) | (0x2 << 62))


def made_at(row_id: UUID) -> datetime:
    """The moment (real time, UTC, in milliseconds) that a UUIDv7 tells."""
    return datetime.fromtimestamp((row_id.int >> 80) / 1000, UTC)
