"""Of one person's job, on any one day, never both associations may claim."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from punos import clock
from punos.people.models import Person
from punos.plugin import may_claim_employment
from punos.referrals.api import accepted_of_sent
from tests.referrals.conftest import EMAIL, PHONE, Two
from tests.referrals.there import own_participant, page_of
from tests.support.tenants import Association

YESTERDAY, TOMORROW = timedelta(days=-1), timedelta(days=1)


def may(who: Association, person_id: UUID, on: date | None = None) -> bool:
    with who.work() as work:
        return may_claim_employment(work, person_id, on or clock.today())


@pytest.mark.parametrize("claims", ["sender", "receiver"])
@pytest.mark.parametrize("end", [None, "withdrawn", "expired"])
def test_from_the_day_of_acceptance_one_of_them_may_claim_however_it_ends(
    two: Two, claims: str, end: str | None
) -> None:
    own = own_participant(two, email=EMAIL)
    two.handed_over(claims=claims)
    accepted_on = clock.today()
    assert may(two.sender, two.person_id)
    assert may(two.receiver, own)
    two.decide("accept")
    two.carry()
    if end == "withdrawn":
        two.shown()
        two.hers.post("/referral/withdraw")
        two.carry()
    elif end == "expired":
        two.later(days=91)
    for on in (accepted_on, accepted_on + TOMORROW, accepted_on + timedelta(days=400)):
        assert may(two.sender, two.person_id, on) == (claims == "sender")
        assert may(two.receiver, own, on) == (claims == "receiver")
    assert may(two.sender, two.person_id, accepted_on + YESTERDAY)
    assert may(two.receiver, own, accepted_on + YESTERDAY)


@pytest.mark.parametrize("decision", ["decline", None])
@pytest.mark.parametrize("claims", ["sender", "receiver"])
def test_without_an_acceptance_both_may_as_before(
    two: Two, decision: str | None, claims: str
) -> None:
    own = own_participant(two, email=EMAIL)
    two.handed_over(claims=claims)
    if decision:
        two.decide(decision)
        two.carry()
    assert may(two.sender, two.person_id)
    assert may(two.receiver, own)


def test_somebody_who_applied_after_the_acceptance_is_known_at_once(two: Two) -> None:
    two.handed_over("name", "phone")
    two.decide("accept")
    own = own_participant(two, phone="050 5557788")
    other = own_participant(two, phone="050 5551111")
    assert not may(two.receiver, own)
    assert may(two.receiver, other)


def test_person_whom_staff_have_named_may_not_be_claimed(two: Two) -> None:
    own = own_participant(two)
    two.handed_over()
    two.decide("accept")
    assert may(two.receiver, own)
    two.theirs.get(page_of(two))
    two.theirs.post(f"{page_of(two)}/own", {"person": str(own)})
    assert not may(two.receiver, own)


def test_acceptance_that_crossed_her_taking_back_leaves_no_day_on_which_both_may(
    two: Two,
) -> None:
    own = own_participant(two, email=EMAIL)
    two.handed_over(claims="receiver")
    two.shown()
    two.hers.post("/referral/withdraw")
    two.decide("accept")
    two.carry()
    assert (may(two.sender, two.person_id), may(two.receiver, own)) == (False, True)


def test_accepted_are_counted_of_those_that_were_agreed_to_in_a_period(two: Two) -> None:
    day = clock.today()
    two.ask()
    with two.sender.work() as work:
        assert accepted_of_sent(work, day, day) == (0, 0)
    two.open_link()
    two.agree()
    two.carry()
    with two.sender.work() as work:
        assert accepted_of_sent(work, day, day) == (0, 1)
        assert accepted_of_sent(work, day + TOMORROW, day + TOMORROW) == (0, 0)
        assert accepted_of_sent(work, day + YESTERDAY, day + YESTERDAY) == (0, 0)
    two.decide("accept")
    two.carry()
    with two.sender.work() as work:
        assert accepted_of_sent(work, day, day) == (1, 1)
    with two.receiver.work() as work:
        assert accepted_of_sent(work, day, day) == (0, 0)


@pytest.mark.parametrize("end", [False, True])
@pytest.mark.parametrize("applied", ["before", "after"])
def test_naming_somebody_else_does_not_let_the_receiver_claim_her(
    two: Two, applied: str, end: bool
) -> None:
    two.handed_over(claims="sender")
    two.decide("accept")
    two.carry()
    other = own_participant(two, email="toinen@people.example.org", phone=None)
    own = own_participant(two, email=EMAIL) if applied == "before" else None
    two.theirs.get(page_of(two))
    two.theirs.post(f"{page_of(two)}/own", {"person": str(other)})
    assert two.received().person_id == other
    own = own or own_participant(two, email=EMAIL)
    if end:
        two.shown()
        two.hers.post("/referral/withdraw")
        two.carry()
    assert (may(two.sender, two.person_id), may(two.receiver, own)) == (True, False)


def test_whom_staff_named_by_her_name_stays_when_a_relative_has_her_telephone(two: Two) -> None:
    two.handed_over("name", "email", "phone", claims="sender")
    two.decide("accept")
    two.carry()
    own = own_participant(two, email="uusi@people.example.org", phone=None)
    with two.receiver.work() as work:
        person = work.session.get(Person, (work.tenant.id, own))
        values = two.received().data["values"]
        person.given_name, _space, person.family_name = values["name"].partition(" ")
    two.theirs.get(page_of(two))
    two.theirs.post(f"{page_of(two)}/own", {"person": str(own)})
    own_participant(two, email="mies@people.example.org", phone=PHONE)
    two.shown()
    two.hers.post("/referral/withdraw")
    two.carry()
    assert two.received().person_id == own
    assert not may(two.receiver, own)
