"""When the consent ends, what was handed over is erased, wherever it is and whatever is away."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from punos import clock
from punos.border import courier
from punos.border.models import InboxItem
from punos.enrolments.models import Enrolment
from punos.people.models import Person
from punos.referrals.models import ReceivedReferral
from tests.referrals.conftest import EMAIL, PHONE, Two
from tests.referrals.there import assert_erased, own_participant, page_of
from tests.support.bare import set_state
from tests.support.clients import Client


def test_declining_erases_at_once_and_the_sender_learns_of_it(two: Two) -> None:
    two.handed_over("name", "email", "phone", "city")
    assert two.decide("decline").status_code == 303
    two.carry()
    assert_erased(two, state="declined")
    assert two.referral().state == "declined"
    assert two.referral().accepted_on is None


@pytest.mark.parametrize("decision", [None, "accept"])
@pytest.mark.parametrize("by", ["her", "staff"])
def test_taking_back_erases_before_and_after_acceptance(
    two: Two, decision: str | None, by: str
) -> None:
    two.handed_over("name", "email", "phone", "city")
    if decision:
        two.decide(decision)
        slug = two.receiver.cycle()
        two.theirs.get(page_of(two))
        two.theirs.post(f"{page_of(two)}/invite", {"place": f"{slug}:mentee", "language": "en"})
        assert EMAIL in two.everything_of(two.receiver)
    two.carry()
    if by == "her":
        assert "Take it back?" in two.hers.get("/referral/withdraw").text
        assert two.hers.post("/referral/withdraw").status_code == 303
    else:
        two.staff.get(f"/referrals/{two.referral().id}")
        assert two.staff.post(f"/referrals/{two.referral().id}/withdraw").status_code == 303
    two.carry()
    assert_erased(two)
    assert two.referral().state == "withdrawn"
    assert "You have taken it back." in two.shown()


def test_accepting_after_she_took_it_back_is_refused(two: Two) -> None:
    two.handed_over()
    two.shown()
    two.hers.post("/referral/withdraw")
    two.carry()
    assert two.decide("accept").status_code == 409
    assert two.decide("decline").status_code == 409
    assert_erased(two)


def test_acceptance_that_crosses_her_taking_back_is_undone_and_known(two: Two) -> None:
    two.handed_over(claims="receiver")
    two.shown()
    two.hers.post("/referral/withdraw")
    assert two.decide("accept").status_code == 303
    two.carry()
    assert_erased(two)
    # The sender knows that it was accepted: on that day began that it may not claim.
    assert (two.referral().state, two.referral().accepted_on) == ("withdrawn", clock.today())


def test_taken_back_before_it_arrived_never_arrives(two: Two) -> None:
    two.ask()
    two.open_link()
    two.agree()
    two.shown()
    two.hers.post("/referral/withdraw")
    two.carry()
    with two.receiver.work() as work:
        assert work.session.scalars(select(ReceivedReferral)).all() == []
    assert EMAIL not in two.everything_of(two.receiver)
    assert (two.inbox().state, two.outbox().payload) == ("cancelled", {})


def test_taking_back_reaches_an_association_that_was_suspended(two: Two) -> None:
    two.handed_over("name", "email", "phone", "city")
    set_state(two.sender.deployment, two.receiver.record, "suspended")
    two.shown()
    two.hers.post("/referral/withdraw")
    two.carry()
    set_state(two.sender.deployment, two.receiver.record, "active")
    assert_erased(two)


def test_consent_that_ends_erases_at_both_ends(two: Two) -> None:
    two.handed_over("name", "email", "phone", "city")
    two.decide("accept")
    two.carry()
    two.later(days=90)
    assert two.received().data != {}
    two.later(days=1)
    two.theirs = two.receiver.signed_in(Client(two.theirs.app))
    assert_erased(two)
    assert two.referral().state == "expired"
    # The browser forgets a link after some hours; the link itself holds for weeks more.
    assert "The time is over." in two.shown()


def test_receiver_erases_by_itself_when_no_word_comes(two: Two) -> None:
    two.handed_over("name", "email", "phone", "city")
    set_state(two.sender.deployment, two.sender.record, "suspended")
    two.later(days=91)
    assert two.received().data == two.inbox().payload == {}
    assert EMAIL not in two.everything_of(two.receiver)


def test_what_was_never_answered_ends_too(two: Two) -> None:
    two.ask()
    two.open_link()
    two.later(days=91)
    assert two.referral().state == "expired"


def test_what_arrives_after_its_last_day_is_not_taken_in(two: Two) -> None:
    two.ask()
    two.open_link()
    two.agree()
    clock.set_offset(clock.offset() + timedelta(days=91))
    item_id = two.outbox().id
    courier.carry(two.sender.deployment, two.sender.record, item_id)
    with two.receiver.work() as work:
        assert work.session.scalars(select(InboxItem)).all() == []
    assert two.referral().state == "failed"


@pytest.mark.parametrize(
    "way", [{"email": EMAIL}, {"phone": "0505557788", "email": "toinen@people.example.org"}]
)
@pytest.mark.parametrize("end", ["withdrawn", "expired"])
def test_own_participant_keeps_her_record_and_the_copy_is_emptied(
    two: Two, way: dict[str, str], end: str
) -> None:
    two.handed_over("name", "email", "phone", "city")
    two.decide("accept")
    person_id = own_participant(two, **way)
    two.carry()
    if end == "withdrawn":
        two.shown()
        two.hers.post("/referral/withdraw")
        two.carry()
    else:
        two.later(days=91)
    received = two.received()
    assert (received.state, received.data, received.person_id) == ("erased", {}, person_id)
    assert two.inbox().payload == {}
    with two.receiver.work() as work:
        person = work.session.get(Person, (work.tenant.id, person_id))
        assert person.email == way["email"]
        enrolled = select(func.count()).where(Enrolment.person_id == person_id)
        assert work.session.scalar(enrolled) == 1


def test_invitation_to_her_is_erased_when_a_relative_with_her_telephone_is_taken_for_her(
    two: Two,
) -> None:
    two.handed_over("name", "email", "phone")
    two.decide("accept")
    two.theirs.get(page_of(two))
    place = f"{two.receiver.cycle()}:mentee"
    two.theirs.post(f"{page_of(two)}/invite", {"place": place, "language": "en"})
    assert EMAIL in two.everything_of(two.receiver)
    own_participant(two, phone=PHONE, email="mies@people.example.org")
    two.shown()
    two.hers.post("/referral/withdraw")
    two.carry()
    assert two.received().person_id is not None
    assert EMAIL not in two.everything_of(two.receiver)
