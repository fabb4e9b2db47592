"""Cohorts in which little is possible, and drafts that are overtaken before they are published."""

from concurrent.futures import Future
from uuid import UUID

import pytest
from flask import Flask
from punos_pairwise import together

from tests.support.clients import Client
from tests.support.races import pause, somebody_waits
from tests.support.tenants import Association, Tenants

from .cohorts import (
    active_pairs,
    cohort,
    members,
    page_of,
    proposed,
    publish,
    publish_fields,
    row,
)
from .test_following import step
from .test_races import at_once
from .test_together import pairs, sent, shown


@pytest.fixture
def association(tenants: Tenants) -> Association:
    return tenants.make()


@pytest.fixture
def coordinator(association: Association, client: Client) -> Client:
    return association.signed_in(client)


def test_cohort_without_a_mentor_says_so_and_proposes_nothing(
    association: Association, coordinator: Client
) -> None:
    slug, _mentees, _none = cohort(association, 2, 0)
    page = page_of(coordinator, slug)
    assert "No accepted mentor has room. Accept mentors first." in page
    assert "Propose pairs" not in page
    page = proposed(association, coordinator, slug)
    assert "No pair can be proposed." in page
    assert page.count("There is no mentor with room.") == 2
    assert "Publish" not in page


def test_one_mentee_gets_the_mentor_who_fits_best(
    association: Association, coordinator: Client
) -> None:
    slug = association.cycle()
    mentee = association.enrol(slug, "mentee", occupation="2221")
    association.enrol(slug, "mentor", occupation="5120", name="Other")
    best = association.enrol(slug, "mentor", occupation="2221", name="Nurse")
    page = proposed(association, coordinator, slug)
    assert pairs(association) == {mentee: best}
    assert "1 mentor" in page


def test_everybody_forbidden_leaves_everybody_with_the_reason(
    association: Association, coordinator: Client
) -> None:
    slug, mentees, mentors = cohort(association, 2, 2)
    for mentee in mentees:
        for mentor in mentors:
            coordinator.post(f"/pairwise/{slug}/forbid", {"pair": f"{mentee}:{mentor}"})
    page = proposed(association, coordinator, slug)
    assert "No pair can be proposed." in page
    assert page.count("kept apart: 2 of 2") == 4
    refused = coordinator.get(f"/pairwise/{slug}/together?mentee={mentees[0]}").text
    assert "There is no other mentor to choose from." in refused


def test_equal_scores_give_everybody_somebody_and_the_same_each_time(
    association: Association, coordinator: Client
) -> None:
    slug, mentees, _mentors = cohort(association, 5, 5)
    page = proposed(association, coordinator, slug)
    first = pairs(association)
    assert set(first) == set(mentees)
    assert len(set(first.values())) == 5
    assert "Someone else fits better" not in page
    proposed(association, coordinator, slug)
    assert pairs(association) == first


def test_mentor_who_withdraws_before_publishing_is_seen_and_not_published(
    association: Association, coordinator: Client
) -> None:
    slug, mentees, mentors = cohort(association, 2, 2)
    page = proposed(association, coordinator, slug)
    [lonely] = [one for one, mentor in pairs(association).items() if mentor == mentors[0]]
    step(association, mentors[0], "withdrawn")
    answer = coordinator.post(f"/pairwise/{slug}/publish", publish_fields(page))
    assert answer.status_code == 409
    assert active_pairs(association) == []
    page = page_of(coordinator, slug)
    assert "Somebody has left" in row(page, lonely)
    assert "1 pair was published" in publish(coordinator, slug, page)
    assert mentors[0] not in members(association)
    assert association.enrolment(lonely).model_state == "accepted"
    assert set(mentees) - set(members(association)) == {lonely}


def test_latecomers_are_matched_without_disturbing_the_pairs_that_stand(
    association: Association, coordinator: Client
) -> None:
    slug, [first, second], mentors = cohort(association, 2, 2)
    publish(coordinator, slug, proposed(association, coordinator, slug))
    standing = active_pairs(association)
    late = association.enrol(slug, "mentee", name="Late")
    helper = association.enrol(slug, "mentor", name="Helper")
    step(association, second, "left")
    page = proposed(association, coordinator, slug)
    assert f"pair-{first}" not in page
    assert set(pairs(association)) == {late}
    publish(coordinator, slug, page)
    assert len(set(standing) & set(active_pairs(association))) == 1
    assert {first, late} < set(members(association))
    assert len({helper, *mentors} & set(members(association))) == 2


def change_both(
    app: Flask, association: Association, patch: pytest.MonkeyPatch
) -> tuple[list[int], dict[UUID, UUID], dict[UUID, UUID]]:
    """Two coordinators give different mentees somebody else at the same moment."""
    slug, [first, second, third], _mentors = cohort(association, 3, 3)
    two = [association.signed_in(Client(app)) for _ in range(2)]
    proposed(association, two[0], slug)
    before = pairs(association)
    wanted = [
        sent(shown(two[0], slug, first, f"{before[second]}:{second}")),
        sent(shown(two[1], slug, third, f"{before[second]}:{second}")),
    ]
    began = pause(patch, together, "redraft", lambda: somebody_waits(association.deployment))
    done: tuple[Future, Future] = at_once(
        lambda: two[0].post(f"/pairwise/{slug}/together", wanted[0]),
        lambda: two[1].post(f"/pairwise/{slug}/together", wanted[1]),
        began,
    )
    return [one.result().status_code for one in done], before, pairs(association)


def test_two_who_change_a_draft_at_once_change_it_once(
    app: Flask, association: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, before, after = change_both(app, association, monkeypatch)
    assert told == [303, 409]
    first, second, third = sorted(before)
    assert after == {first: before[second], second: before[first], third: before[third]}
