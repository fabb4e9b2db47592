"""Who did what, and who read whose page: codes and ids only, and allowed where it must be."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import ProgrammingError

from punos import clock
from punos.access import Principal
from punos.audit.models import AccessEntry, AuditEvent
from punos.audit.service import read_page, record
from punos.db import WriteRefused
from punos.deployment import Deployment
from punos.ids import new_id
from punos.people.models import Person
from tests.support.bare import bare_tenant


def test_audit_names_the_actor_and_the_fields(deployment: Deployment) -> None:
    tenant, link, subject = bare_tenant(deployment), new_id(), new_id()
    with deployment.work(tenant, Principal("link", link_id=link)) as work:
        record(work, "person.changed", "person", subject, ["email", "city"])
    with deployment.work(tenant) as work:
        row = work.session.scalars(select(AuditEvent)).one()
    assert (row.actor_kind, row.actor_id) == ("link", link)
    assert (row.subject_id, row.fields) == (subject, ["email", "city"])


@pytest.mark.parametrize("value", ["Helsinki", "aino@example.org", "two words"])
def test_audit_of_a_personal_value_is_refused(deployment: Deployment, value: str) -> None:
    with deployment.work(bare_tenant(deployment)) as work:
        with pytest.raises(ValueError, match="short code") as refusal:
            record(work, "person.changed", "person", new_id(), [value])
        assert value not in str(refusal.value)


def test_audit_row_cannot_be_changed_by_the_serving_role(deployment: Deployment) -> None:
    tenant = bare_tenant(deployment)
    with deployment.work(tenant) as work:
        record(work, "person.changed", "person", None)
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        deployment.work(tenant) as work,
    ):
        work.session.delete(work.session.scalars(select(AuditEvent)).one())


def test_reading_a_page_is_logged_while_only_reading(deployment: Deployment) -> None:
    tenant = bare_tenant(deployment)
    with deployment.work(tenant) as work:
        person = Person(
            given_name="Test", sort_key="test", search_text="test", created_at=clock.now()
        )
        work.session.add(person)
    with deployment.work(tenant) as work:
        work.session.info["read_only"] += 1
        read_page(work, person.id, "people.person")
        work.session.flush()
        assert work.session.scalars(select(AccessEntry)).one().person_id == person.id
        record(work, "person.changed", "person", person.id)
        with pytest.raises(WriteRefused):
            work.session.flush()
        work.session.rollback()
