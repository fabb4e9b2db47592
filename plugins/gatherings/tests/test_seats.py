"""Places: who gets one, who waits, and in which order they are served."""

from datetime import timedelta
from uuid import UUID

import pytest
from punos_gatherings.camp import follow_group
from punos_gatherings.models import Seat
from punos_gatherings.places import Places, free_places, places_at
from punos_gatherings.seats import expire_due, take_seat

from punos import clock
from punos.enrolments.service import lock_enrolment, move
from punos.errors import Absent, Refused
from punos.groups.service import leave_group
from punos.jobs.tick import tick
from punos.meetings.planning import cancel_meeting
from tests.support.tenants import Association, Tenants

from .camps import (
    accept,
    camp,
    camp_row,
    cycle,
    host,
    in_group,
    leave,
    mails,
    meeting,
    people,
    resize,
    states,
    take,
)

OFFER = timedelta(hours=48)


@pytest.fixture
def association(tenants: Tenants) -> Association:
    return tenants.make()


@pytest.fixture
def slug(association: Association) -> str:
    return cycle(association)


def waiting_camp(
    association: Association, slug: str, places: int, number: int
) -> tuple[UUID, list[UUID]]:
    """A camp and the seats of so many who asked, one after the other."""
    camp_id = camp(association, slug, places=places)
    return camp_id, [take(association, camp_id, one) for one in people(association, slug, number)]


def test_places_go_to_those_who_ask_first_and_the_others_wait(
    association: Association, slug: str
) -> None:
    _camp, seats = waiting_camp(association, slug, 2, 4)
    assert states(association, seats) == ["taken", "taken", "waiting", "waiting"]


def test_asking_twice_gives_one_seat(association: Association, slug: str) -> None:
    camp_id = camp(association, slug, places=1)
    one, two = people(association, slug, 2)
    first, second = take(association, camp_id, one), take(association, camp_id, two)
    assert take(association, camp_id, one) == first
    assert take(association, camp_id, two) == second
    assert states(association, [first, second]) == ["taken", "waiting"]


def test_a_meeting_without_a_limit_is_never_full(association: Association, slug: str) -> None:
    meeting_id = meeting(association, slug, capacity=None)
    seats = [take(association, meeting_id, one) for one in people(association, slug, 3)]
    assert states(association, seats) == ["taken"] * 3
    with association.work() as work:
        assert free_places(work, [host(work, meeting_id)]) == {meeting_id: None}


def test_a_place_freed_while_two_wait_is_offered_to_the_first_alone(
    association: Association, slug: str
) -> None:
    _camp, seats = waiting_camp(association, slug, 1, 3)
    leave(association, seats[0])
    assert states(association, seats) == ["given_up", "offered", "waiting"]
    (mail,) = mails(association, "gatherings.offer")
    assert "A place is free for you" in mail.subject
    assert "/l/" in mail.body


def test_a_place_freed_at_a_meeting_is_given_at_once(association: Association, slug: str) -> None:
    meeting_id = meeting(association, slug, capacity=1)
    seats = [take(association, meeting_id, one) for one in people(association, slug, 3)]
    leave(association, seats[0])
    assert states(association, seats) == ["given_up", "taken", "waiting"]
    (mail,) = mails(association, "gatherings.place")
    assert "it is yours" in mail.body


def test_giving_up_twice_frees_one_place(association: Association, slug: str) -> None:
    _camp, seats = waiting_camp(association, slug, 2, 5)
    leave(association, seats[0])
    leave(association, seats[0])
    assert states(association, seats) == ["given_up", "taken", "offered", "waiting", "waiting"]
    assert len(mails(association, "gatherings.offer")) == 1


def test_giving_up_a_turn_frees_no_place(association: Association, slug: str) -> None:
    _camp, seats = waiting_camp(association, slug, 1, 3)
    leave(association, seats[1])
    assert states(association, seats) == ["taken", "given_up", "waiting"]


def test_declining_an_offer_offers_the_place_to_the_next(
    association: Association, slug: str
) -> None:
    _camp, seats = waiting_camp(association, slug, 1, 3)
    leave(association, seats[0])
    leave(association, seats[1])
    assert states(association, seats) == ["given_up", "given_up", "offered"]


def test_whoever_gave_up_asks_anew_at_the_end(association: Association, slug: str) -> None:
    camp_id = camp(association, slug, places=1)
    asking = people(association, slug, 3)
    seats = [take(association, camp_id, one) for one in asking]
    leave(association, seats[1])
    assert take(association, camp_id, asking[1]) == seats[1]
    leave(association, seats[0])
    assert states(association, seats) == ["given_up", "waiting", "offered"]


def test_an_accepted_offer_is_a_place_in_the_camps_group(
    association: Association, slug: str
) -> None:
    camp_id = camp(association, slug, places=1)
    one, two = people(association, slug, 2)
    seats = [take(association, camp_id, one), take(association, camp_id, two)]
    assert in_group(association, camp_id) == {one}
    leave(association, seats[0])
    assert in_group(association, camp_id) == set()
    assert accept(association, seats[1]) == "taken"
    assert accept(association, seats[1]) == "taken"
    assert in_group(association, camp_id) == {two}


def test_an_offer_that_was_not_answered_ends_and_goes_to_the_next(
    association: Association, slug: str
) -> None:
    _camp, seats = waiting_camp(association, slug, 1, 3)
    leave(association, seats[0])
    with clock.at(clock.now() + OFFER + timedelta(minutes=1)):
        tick(association.deployment)
        assert states(association, seats) == ["given_up", "expired", "offered"]
        assert accept(association, seats[1]) == "expired"
        tick(association.deployment)
    assert states(association, seats) == ["given_up", "expired", "offered"]
    assert len(mails(association, "gatherings.offer")) == 2


def test_an_offer_holds_until_its_end(association: Association, slug: str) -> None:
    _camp, seats = waiting_camp(association, slug, 1, 2)
    leave(association, seats[0])
    with clock.at(clock.now() + OFFER - timedelta(minutes=1)):
        with association.work() as work:
            assert expire_due(work) == 0
        assert accept(association, seats[1]) == "taken"


def test_whoever_comes_too_late_may_wait_again_at_the_end(
    association: Association, slug: str
) -> None:
    camp_id = camp(association, slug, places=1)
    asking = people(association, slug, 3)
    seats = [take(association, camp_id, one) for one in asking]
    leave(association, seats[0])
    with clock.at(clock.now() + OFFER + timedelta(minutes=1)):
        # Nobody has looked after the offer yet: coming late ends it, and the next has one.
        assert accept(association, seats[1]) == "expired"
        take(association, camp_id, asking[1])
        assert states(association, seats) == ["given_up", "waiting", "offered"]


def test_no_offer_lasts_beyond_the_camps_beginning(association: Association, slug: str) -> None:
    camp_id, seats = waiting_camp(association, slug, 1, 2)
    found = camp_row(association, camp_id)
    with clock.at(clock.now() + timedelta(days=29)):
        leave(association, seats[0])
        assert states(association, seats) == ["given_up", "offered"]
    with clock.at(clock.now() + timedelta(days=30, hours=1)):
        assert clock.today() >= found.first_on
        assert accept(association, seats[1]) == "expired"


def test_nothing_is_offered_once_the_camp_has_begun(association: Association, slug: str) -> None:
    _camp, seats = waiting_camp(association, slug, 1, 2)
    with clock.at(clock.now() + timedelta(days=31)):
        leave(association, seats[0])
        assert states(association, seats) == ["given_up", "waiting"]


def test_more_places_are_offered_at_once_in_the_order_of_asking(
    association: Association, slug: str
) -> None:
    camp_id, seats = waiting_camp(association, slug, 1, 4)
    resize(association, camp_id, places=3)
    assert states(association, seats) == ["taken", "offered", "offered", "waiting"]
    assert len(mails(association, "gatherings.offer")) == 2


def test_with_fewer_places_than_taken_nobody_loses_one(association: Association, slug: str) -> None:
    camp_id, seats = waiting_camp(association, slug, 3, 4)
    resize(association, camp_id, places=1)
    assert states(association, seats) == ["taken", "taken", "taken", "waiting"]
    leave(association, seats[0])
    leave(association, seats[1])
    assert states(association, seats)[3] == "waiting"
    leave(association, seats[2])
    assert states(association, seats)[3] == "offered"


def test_free_places_are_none_while_somebody_waits(association: Association, slug: str) -> None:
    camp_id, seats = waiting_camp(association, slug, 2, 4)
    leave(association, seats[0])
    with association.work() as work:
        places = places_at(work, [host(work, camp_id)])[camp_id]
    assert places == Places(capacity=2, taken=1, offered=1, waiting=1)
    assert places.free == 0


def test_whoever_leaves_the_programme_gives_up_what_lies_ahead(
    association: Association, slug: str
) -> None:
    camp_id, meeting_id = camp(association, slug, places=1), meeting(association, slug, capacity=1)
    one, two = people(association, slug, 2)
    seats = [take(association, at, who) for at in (camp_id, meeting_id) for who in (one, two)]
    with association.work() as work:
        move(work, one, "withdrawn")
    assert states(association, seats) == ["given_up", "offered", "given_up", "taken"]
    with pytest.raises(Refused):
        take(association, camp_id, one)


def test_whoever_completes_keeps_the_place(association: Association, slug: str) -> None:
    camp_id = camp(association, slug, places=1)
    (one,) = people(association, slug, 1)
    seat = take(association, camp_id, one)
    with association.work() as work:
        move(work, one, "completed")
    assert states(association, [seat]) == ["taken"]


def test_whoever_has_completed_is_offered_nothing(association: Association, slug: str) -> None:
    camp_id, meeting_id = camp(association, slug, places=1), meeting(association, slug, capacity=1)
    one, two, three = people(association, slug, 3)
    seats = [
        take(association, at, who) for at in (camp_id, meeting_id) for who in (one, two, three)
    ]
    with association.work() as work:
        move(work, two, "completed")
    leave(association, seats[0])
    leave(association, seats[3])
    assert states(association, seats[:3]) == ["given_up", "given_up", "offered"]
    assert states(association, seats[3:]) == ["given_up", "given_up", "taken"]
    (mail,) = mails(association, "gatherings.offer")
    assert mail.person_id == association.enrolment(three).person_id


def test_whoever_has_completed_takes_no_offer_and_it_goes_to_the_next(
    association: Association, slug: str
) -> None:
    _camp, seats = waiting_camp(association, slug, 1, 3)
    leave(association, seats[0])
    with association.work() as work:
        move(work, work.session.get_one(Seat, (work.tenant.id, seats[1])).enrolment_id, "completed")
    assert accept(association, seats[1]) == "expired"
    assert states(association, seats) == ["given_up", "expired", "offered"]


def test_whoever_is_taken_out_of_the_camps_group_has_given_up(
    association: Association, slug: str
) -> None:
    camp_id = camp(association, slug, places=1)
    one, two = people(association, slug, 2)
    seats = [take(association, camp_id, one), take(association, camp_id, two)]
    with association.work() as work:
        leave_group(work, host(work, camp_id).group_id, one, "by_staff")
    assert states(association, seats) == ["given_up", "offered"]


def test_whoever_is_back_in_the_group_keeps_the_place_when_the_leaving_is_told_late(
    association: Association, slug: str
) -> None:
    camp_id = camp(association, slug, places=1)
    (one,) = people(association, slug, 1)
    seat = take(association, camp_id, one)
    leave(association, seat)
    assert take(association, camp_id, one) == seat
    with association.work() as work:
        follow_group(work, host(work, camp_id).group, lock_enrolment(work, one))
    assert states(association, [seat]) == ["taken"]


def test_a_cancelled_meeting_gives_no_places(association: Association, slug: str) -> None:
    meeting_id = meeting(association, slug, capacity=1)
    one, two, three = people(association, slug, 3)
    seats = [take(association, meeting_id, one), take(association, meeting_id, two)]
    with association.work() as work:
        cancel_meeting(work, meeting_id)
    leave(association, seats[0])
    assert states(association, seats) == ["given_up", "waiting"]
    with pytest.raises(Refused, match="any more"):
        take(association, meeting_id, three)


def test_what_is_over_cannot_be_given_up(association: Association, slug: str) -> None:
    _camp, seats = waiting_camp(association, slug, 1, 1)
    with clock.at(clock.now() + timedelta(days=40)), pytest.raises(Refused, match="over"):
        leave(association, seats[0])
    assert states(association, seats) == ["taken"]


def test_whoever_has_no_address_gets_an_offer_without_a_mail(
    association: Association, slug: str
) -> None:
    camp_id = camp(association, slug, places=1)
    one, two = people(association, slug, 2)
    with association.work() as work:
        lock_enrolment(work, two).person.email = None
    seats = [take(association, camp_id, one), take(association, camp_id, two)]
    leave(association, seats[0])
    assert states(association, seats) == ["given_up", "offered"]
    assert mails(association, "gatherings.offer") == []


def test_somebody_of_another_cycle_gets_no_place(association: Association, slug: str) -> None:
    camp_id = camp(association, slug)
    (stranger,) = people(association, cycle(association), 1)
    with association.work() as work, pytest.raises(Absent):
        take_seat(work, host(work, camp_id), lock_enrolment(work, stranger))


def test_offer_ends_when_the_camp_begins_earlier_than_was_planned(
    association: Association, slug: str
) -> None:
    camp_id, seats = waiting_camp(association, slug, 1, 2)
    leave(association, seats[0])
    assert states(association, seats) == ["given_up", "offered"]
    tomorrow = clock.today() + timedelta(days=1)
    resize(association, camp_id, first_on=tomorrow, last_on=tomorrow)
    with clock.at(clock.now() + timedelta(hours=30)):
        assert accept(association, seats[1]) == "expired"
    assert in_group(association, camp_id) == set()
