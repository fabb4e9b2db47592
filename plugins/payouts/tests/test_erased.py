"""What was earned for somebody stands when they are erased: evidence is ids, and the facts stay."""

from punos_payouts.models import Earning, Reversal
from punos_payouts.reconciling import differences
from sqlalchemy import select

from punos.enrolments.service import move
from punos.people.models import NAMELESS, Person
from punos.privacy.erasing import erase
from tests.support.tenants import Association

from .ledgers import agree, employed, jobs, line_of, running_cycle


def test_earning_stands_when_its_person_is_erased(association: Association) -> None:
    agreement_id = agree(association, jobs())
    mentee = association.enrol(running_cycle(association), "mentee")
    employed(association, mentee)
    before = line_of(association, agreement_id, "jobs")
    assert (before.units, before.earned_cents) == (1, 15_000)
    person_id = association.enrolment(mentee).person_id
    with association.work() as work:
        move(work, mentee, "withdrawn")
        erase(work, work.session.get_one(Person, (work.tenant.id, person_id)))
    after = line_of(association, agreement_id, "jobs")
    assert (after.units, after.earned_cents) == (1, 15_000)
    with association.work() as work:
        assert differences(work) == []
        assert work.session.scalars(select(Reversal)).all() == []
        earning = work.session.scalars(select(Earning)).one()
        assert earning.subject_id == person_id
        person = work.session.get_one(Person, (work.tenant.id, person_id))
        assert (person.given_name, person.email) == (NAMELESS, None)
