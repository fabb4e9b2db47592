"""Of one person's job never both associations keep an earning, whichever learns of it first."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from punos import clock
from punos.enrolments.models import Enrolment
from tests.referrals.conftest import EMAIL, Two, two
from tests.referrals.there import own_participant, page_of
from tests.support.tenants import Association

from .ledgers import agree, employed, jobs, line_of

__all__ = ["two"]


def enrolment_of(who: Association, person_id: UUID) -> UUID:
    with who.work() as work:
        query = select(Enrolment.id).where(Enrolment.person_id == person_id)
        return work.session.scalars(query).one()


def worked(who: Association, person_id: UUID, on: date) -> None:
    """She found work on this day: recorded and confirmed here."""
    employed(who, enrolment_of(who, person_id), happened_on=on)


def units(who: Association, agreement_id: UUID) -> int:
    return line_of(who, agreement_id, "jobs").units


def agreed(who: Association) -> UUID:
    who.switch_on("payouts")
    return agree(who, jobs())


@pytest.mark.parametrize("claims", ["sender", "receiver"])
def test_job_confirmed_before_word_of_the_acceptance_came_is_one_association_s(
    two: Two, claims: str
) -> None:
    own = own_participant(two, email=EMAIL)
    here, there = agreed(two.sender), agreed(two.receiver)
    two.handed_over(claims=claims)
    two.decide("accept")
    worked(two.sender, two.person_id, clock.today())
    worked(two.receiver, own, clock.today())
    two.carry()
    found = (units(two.sender, here), units(two.receiver, there))
    assert found == ((1, 0) if claims == "sender" else (0, 1))


@pytest.mark.parametrize("named", [False, True])
def test_job_confirmed_before_she_was_recognised_falls_to_who_may_claim_it(
    two: Two, named: bool
) -> None:
    own = own_participant(two, **({} if named else {"email": EMAIL}))
    there = agreed(two.receiver)
    two.handed_over(claims="sender")
    worked(two.receiver, own, clock.today())
    assert units(two.receiver, there) == 1
    two.decide("accept")
    if named:
        two.theirs.get(page_of(two))
        assert two.theirs.post(f"{page_of(two)}/own", {"person": str(own)}).status_code == 303
    assert units(two.receiver, there) == 0
