"""The database: engine, session, guard, column helpers, roles and the start-up check.

This package is the only place for `text()`, Core tables, bulk writes and raw connections. Everything
above it speaks ORM through a session that is bound to one tenant.
"""

from punos.db.base import (
    Base,
    GlobalRow,
    TenantRow,
    belongs_to,
    json_object,
    local_text,
    points_at,
    ref,
    utc,
)
from punos.db.directory import Directory
from punos.db.engine import Database
from punos.db.guard import TenantSession, WallBreached, WriteRefused
from punos.db.once import insert_once, lock_row
from punos.db.references import Collides, references_to, repoint
from punos.db.removal import Found, remove, with_referring

__all__ = [
    "Base",
    "Collides",
    "Database",
    "Directory",
    "Found",
    "GlobalRow",
    "TenantRow",
    "TenantSession",
    "WallBreached",
    "WriteRefused",
    "belongs_to",
    "insert_once",
    "json_object",
    "local_text",
    "lock_row",
    "points_at",
    "ref",
    "references_to",
    "remove",
    "repoint",
    "utc",
    "with_referring",
]
