"""What follows when somebody leaves, and before a cycle may be closed."""

from uuid import UUID

import pytest
from sqlalchemy import select

from punos import clock
from punos.enrolments.models import Enrolment
from punos.enrolments.service import move
from punos.groups.models import Group
from punos.outcomes.service import record_outcome
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

from .cohorts import active_pairs, cohort, cycle_of, members, page_of, proposed, publish, row


@pytest.fixture
def association(tenants: Tenants) -> Association:
    return tenants.make()


@pytest.fixture
def coordinator(association: Association, client: Client) -> Client:
    return association.signed_in(client)


def step(association: Association, enrolment_id: UUID, state: str) -> None:
    with association.work() as work:
        move(work, enrolment_id, state)


def test_mentor_becomes_free_when_mentee_leaves(
    association: Association, coordinator: Client
) -> None:
    slug, [mentee], [mentor] = cohort(association, 1, 1)
    publish(coordinator, slug, proposed(association, coordinator, slug))
    step(association, mentee, "left")
    assert active_pairs(association) == []
    assert association.enrolment(mentor).model_state == "accepted"
    second = association.enrol(slug, "mentee")
    page = proposed(association, coordinator, slug)
    assert "Publish 1 pair" in page
    assert f"pair-{second}" in page


def test_both_become_free_when_their_pair_is_ended_on_its_page(
    association: Association, coordinator: Client
) -> None:
    slug, [mentee], [mentor] = cohort(association, 1, 1)
    publish(coordinator, slug, proposed(association, coordinator, slug))
    with association.work() as work:
        group_id = work.session.scalars(select(Group.id)).one()
    coordinator.get(f"/groups/{group_id}")
    asked = coordinator.post(f"/groups/{group_id}/end")
    assert active_pairs(association) != [], "it asks first"
    assert asked.status_code == 200
    coordinator.post(f"/groups/{group_id}/end", {"sure": "yes"})
    assert active_pairs(association) == []
    states = [association.enrolment(one).model_state for one in (mentee, mentor)]
    assert states == ["accepted", "accepted"]


def test_mentees_become_free_when_mentor_leaves(
    association: Association, coordinator: Client
) -> None:
    slug, mentees, _none = cohort(association, 2, 0)
    mentor = association.enrol(slug, "mentor", capacity=2)
    publish(coordinator, slug, proposed(association, coordinator, slug))
    step(association, mentor, "left")
    assert [association.enrolment(one).model_state for one in mentees] == ["accepted"] * 2


def test_mentor_with_another_pair_stays_in_it(
    association: Association, coordinator: Client
) -> None:
    slug, mentees, _none = cohort(association, 2, 0)
    mentor = association.enrol(slug, "mentor", capacity=2)
    publish(coordinator, slug, proposed(association, coordinator, slug))
    step(association, mentees[0], "left")
    assert association.enrolment(mentor).model_state == "paired"
    assert set(members(association)) == {mentees[1], mentor}


def test_mentee_on_waiting_list_leaves_the_draft(
    association: Association, coordinator: Client
) -> None:
    slug, mentees, _mentors = cohort(association, 2, 2)
    proposed(association, coordinator, slug)
    step(association, mentees[0], "waiting")
    assert "Somebody has left" in row(page_of(coordinator, slug), mentees[0])


def test_mentee_said_to_be_in_a_pair_leaves_the_draft(
    association: Association, coordinator: Client
) -> None:
    slug, mentees, _mentors = cohort(association, 2, 2)
    proposed(association, coordinator, slug)
    step(association, mentees[0], "paired")
    assert "Publish 1 pair" in page_of(coordinator, slug)


def test_earlier_draft_knows_who_left_meanwhile(
    association: Association, coordinator: Client
) -> None:
    slug, mentees, _mentors = cohort(association, 2, 2)
    proposed(association, coordinator, slug)
    proposed(association, coordinator, slug)
    step(association, mentees[0], "withdrawn")
    coordinator.post(f"/pairwise/{slug}/go-back")
    page = page_of(coordinator, slug)
    assert "Somebody has left" in row(page, mentees[0])
    assert "Publish 1 pair" in page


def test_mentee_in_a_pair_is_not_proposed_again(
    association: Association, coordinator: Client
) -> None:
    slug, [mentee], _mentors = cohort(association, 1, 2)
    publish(coordinator, slug, proposed(association, coordinator, slug))
    step(association, mentee, "accepted")
    assert "No accepted mentee waits for a pair" in page_of(coordinator, slug)


def test_cycle_closes_when_each_mentee_has_an_outcome(
    association: Association, coordinator: Client
) -> None:
    slug, [mentee], _mentors = cohort(association, 1, 1)
    association.enrol(slug, "mentee", state="refused")
    publish(coordinator, slug, proposed(association, coordinator, slug))
    coordinator.post(f"/cycles/{slug}/step", {"act": "start"})
    close = {"act": "close", "sure": "yes"}
    refused = coordinator.post(f"/cycles/{slug}/step", close)
    assert refused.status_code == 409
    assert "1 mentee has no outcome yet." in refused.text
    with association.work() as work:
        person = work.session.get_one(Enrolment, (work.tenant.id, mentee))
        record_outcome(work, person, "A2", moment="exit", happened_on=clock.today())
    assert coordinator.post(f"/cycles/{slug}/step", close).status_code == 303
    with association.work() as work:
        assert cycle_of(work, slug).state == "closed"
