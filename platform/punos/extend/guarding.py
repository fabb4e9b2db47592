"""What keeps a plugin's code from harming the transaction it is called in."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from punos.db import TenantSession


class TransactionEnded(Exception):
    """A plugin committed or rolled back, which belongs to the request or the job alone."""


@contextmanager
def same_transaction(session: TenantSession) -> Iterator[None]:
    """Raises TransactionEnded when what runs inside ends the transaction.

    What was lost, or written too early, is then not passed over in silence.
    """
    before = session.get_transaction()
    try:
        yield
    finally:
        if before is not None and session.get_transaction() is not before:
            raise TransactionEnded


@contextmanager
def reading(session: TenantSession, *, keep_locks: bool = False) -> Iterator[None]:
    """Whatever runs inside can neither write nor spoil the transaction for what follows.

    It runs in a savepoint, which SQLAlchemy sends with the first statement inside, so that nothing is
    sent when there is none. The savepoint is rolled back, and with it what was changed on objects in
    memory; with `keep_locks`, and when nothing was raised, it is released instead.
    """
    session.flush()  # what the core has not written yet is not the plugin's
    savepoint = session.begin_nested()
    session.info["read_only"] += 1
    release = False
    try:
        with same_transaction(session):
            yield
        session.flush()  # what was changed in memory is refused, not silently undone
        release = keep_locks
    finally:
        session.info["read_only"] -= 1
        if release:
            savepoint.commit()
        elif session.in_nested_transaction():
            savepoint.rollback()


def is_gone(error: BaseException) -> bool:
    """Whether the database itself went away: nobody's fault here, and nothing can go on."""
    return isinstance(error, DBAPIError) and error.connection_invalidated
