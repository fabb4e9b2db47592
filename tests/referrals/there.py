"""What the tests of what happens at the receiver share."""

from typing import Any
from uuid import UUID

from punos.people.models import Person
from tests.referrals.conftest import CITY, EMAIL, PHONE, Two


def page_of(two: Two) -> str:
    return f"/referrals/received/{two.received().id}"


def own_participant(two: Two, **values: Any) -> UUID:
    """Somebody enrolled at the receiver, who can be reached so."""
    slug = two.receiver.cycle()
    enrolment = two.receiver.enrolment(two.receiver.enrol(slug, "mentee", name="Oma"))
    with two.receiver.work() as work:
        person = work.session.get(Person, (work.tenant.id, enrolment.person_id))
        for name, value in values.items():
            setattr(person, name, value)
        person.email_folded = person.email
        return person.id


def assert_erased(two: Two, *, state: str = "erased") -> None:
    """Nothing that was handed over stands anywhere at the receiver, nor on its way."""
    assert two.received().state == state
    assert two.received().data == two.inbox().payload == two.outbox().payload == {}
    there = two.everything_of(two.receiver)
    for value in (EMAIL, PHONE, CITY, "Nimikanaria", "nimikanaria"):
        assert value not in there
    assert "Erased" in two.theirs.get(page_of(two)).text
