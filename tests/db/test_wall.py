"""The two walls: the session's guard, and row level security behind it."""

import threading
from uuid import UUID

import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from punos import clock
from punos.db import WallBreached, WriteRefused, insert_once
from punos.db.guard import RAW, TenantSession
from punos.events.models import EventCursor
from punos.ids import new_id
from punos.mail.models import Mail
from punos.people.models import Consent, Person
from punos.people.service import add_person
from tests.support.tenants import Association, Tenants


@pytest.fixture
def two(tenants: Tenants) -> tuple[Association, Association]:
    """Two associations with one person each."""
    return tenants.make(), tenants.make()


def person_of(association: Association) -> UUID:
    """A new person there."""
    with association.work() as work:
        return add_person(work, given_name="Aila", family_name=association.canary, language="fi").id


def test_query_returns_only_the_sessions_tenant(two: tuple[Association, Association]) -> None:
    mine, theirs = two
    own, foreign = person_of(mine), person_of(theirs)
    with mine.work() as work:
        assert work.session.get(Person, (mine.record.id, own)) is not None
        assert work.session.scalars(select(Person).where(Person.id == foreign)).first() is None
        assert set(work.session.scalars(select(Person.id))) == {own}


def test_update_and_delete_touch_only_the_sessions_tenant(
    two: tuple[Association, Association],
) -> None:
    mine, theirs = two
    foreign = person_of(theirs)
    with mine.work() as work:
        changed = work.session.execute(
            update(Person).values(city="Turku").where(Person.id == foreign)
        )
        assert changed.rowcount == 0
        gone = work.session.execute(delete(Person).where(Person.id == foreign))
        assert gone.rowcount == 0
    with theirs.work() as work:
        assert work.session.scalars(select(Person.city)).all() == [None]


def test_reference_into_another_tenant_cannot_be_written(
    two: tuple[Association, Association],
) -> None:
    mine, theirs = two
    foreign, missing = person_of(theirs), new_id()
    errors = []
    for person_id in (foreign, missing):
        with pytest.raises(IntegrityError) as caught, mine.work() as work:
            work.session.add(
                Consent(
                    person_id=person_id,
                    purpose="x",
                    decision="given",
                    text_version="x",
                    language="en",
                    how="x",
                    decided_at=clock.now(),
                )
            )
        errors.append(str(caught.value.orig).replace(str(person_id), "ID"))
    assert errors[0] == errors[1], "a foreign id must answer like a missing one"


def test_row_of_another_tenant_is_refused_before_it_is_sent(
    two: tuple[Association, Association],
) -> None:
    mine, theirs = two
    with pytest.raises(WallBreached), mine.work() as work:
        work.session.add(EventCursor(tenant_id=theirs.record.id, plugin="x"))
        work.session.flush()


def test_row_security_stands_when_the_guard_is_off(two: tuple[Association, Association]) -> None:
    """Raw statements, as punos.db itself may run them, meet the second wall."""
    mine, theirs = two
    person_of(mine)
    person_of(theirs)
    raw = {RAW: True}
    with mine.work() as work:
        rows = work.session.execute(
            text("SELECT DISTINCT tenant_id FROM person"), execution_options=raw
        )
        assert [row.tenant_id for row in rows] == [mine.record.id]
    with pytest.raises(DBAPIError, match="row-level security"), mine.work() as work:
        work.session.execute(
            insert(EventCursor).values(tenant_id=theirs.record.id, id=new_id(), plugin="x"),
            execution_options=raw,
        )


def test_guard_stands_when_row_security_is_off(
    deployment: object, two: tuple[Association, Association]
) -> None:
    """As owner, who passes row security, an ORM query still sees one tenant."""
    mine, theirs = two
    own = person_of(mine)
    person_of(theirs)
    with mine.deployment.work(mine.record, role="owner") as work:
        assert work.session.scalars(select(Person.id)).all() == [own]
        unguarded = work.session.execute(
            text("SELECT count(*) FROM person"), execution_options={RAW: True}
        )
        assert unguarded.scalar_one() > 1, "control: without the guard the owner sees more"


@pytest.mark.parametrize("statement", [text("SELECT 1"), select(func.now())])
def test_statement_that_carries_no_tenant_is_refused(tenants: Tenants, statement: object) -> None:
    with pytest.raises(WallBreached), tenants.make().work() as work:
        work.session.execute(statement)  # type: ignore[call-overload]


def test_insert_statement_is_refused_outside_the_one_helper(tenants: Tenants) -> None:
    with pytest.raises(WallBreached), tenants.make().work() as work:
        work.session.execute(insert(EventCursor).values(plugin="x"))


def test_session_without_a_tenant_can_do_nothing(deployment: object, tenants: Tenants) -> None:
    engine = tenants.deployment.database("web").engine
    with TenantSession(engine) as session, pytest.raises(WallBreached):
        session.scalars(select(Person)).all()


def test_second_tenant_in_one_transaction_is_refused_by_the_database(
    two: tuple[Association, Association],
) -> None:
    mine, theirs = two
    with pytest.raises(DBAPIError, match="another tenant"), mine.work() as work:
        work.session.execute(
            text("SELECT set_tenant(:t)"), {"t": theirs.record.id}, execution_options={RAW: True}
        )


def test_tenant_is_named_again_after_a_commit(two: tuple[Association, Association]) -> None:
    mine, _theirs = two
    own = person_of(mine)
    with mine.work() as work:
        work.session.commit()
        assert work.session.scalars(select(Person.id)).all() == [own]


def test_insert_once_writes_one_row_however_often(tenants: Tenants) -> None:
    association = tenants.make()
    with association.work() as work:
        assert insert_once(work.session, EventCursor, plugin="once")
        assert not insert_once(work.session, EventCursor, plugin="once")


def test_reading_request_cannot_write(tenants: Tenants) -> None:
    association = tenants.make()
    with pytest.raises(WriteRefused), association.work() as work:
        work.session.info["read_only"] = 1
        add_person(work, given_name="Aila", language="fi")
        work.session.flush()


def test_reading_request_cannot_update_in_bulk(tenants: Tenants) -> None:
    association = tenants.make()
    with pytest.raises(WriteRefused), association.work() as work:
        work.session.info["read_only"] = 1
        work.session.execute(update(Mail).values(state="sent"))


def test_pooled_connections_never_carry_a_tenant_over(tenants: Tenants) -> None:
    """Many threads over few connections, with commits, rollbacks and errors in between."""
    associations = [tenants.make() for _ in range(3)]
    for association in associations:
        person_of(association)
    leaks: list[str] = []

    def hammer(number: int) -> None:
        for turn in range(25):
            association = associations[(number + turn) % 3]
            try:
                with association.work() as work:
                    names = set(work.session.scalars(select(Person.family_name)))
                    if names != {association.canary}:
                        leaks.append(str(names))
                    if turn % 5 == 0:
                        raise RuntimeError("roll back")
            except RuntimeError:
                pass

    threads = [threading.Thread(target=hammer, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert leaks == []
