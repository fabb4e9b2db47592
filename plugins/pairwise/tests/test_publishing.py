"""What is published is what the coordinator saw, in the way that she chooses this time."""

import re

import pytest

from tests.support.clients import Client
from tests.support.tenants import PAIRWISE_SETTINGS, Association, Tenants

from .cohorts import active_pairs, cohort, proposed, publish_fields


@pytest.fixture
def association(tenants: Tenants) -> Association:
    return tenants.make()


@pytest.fixture
def coordinator(association: Association, client: Client) -> Client:
    return association.signed_in(client)


def test_draft_in_which_one_pair_went_and_another_came_is_looked_at_again(
    association: Association, coordinator: Client
) -> None:
    slug, _mentees, _mentors = cohort(association, 2, 2)
    page = proposed(association, coordinator, slug)
    one, other = re.findall(r'name="suggestion" value="([^"]+)"', page)
    coordinator.post(f"/pairwise/{slug}/leave-out", {"suggestion": one})
    seen = publish_fields(coordinator.get(f"/pairwise/{slug}").text)
    # A colleague decides the other way round, so that it is one pair as before.
    coordinator.post(f"/pairwise/{slug}/take-in", {"suggestion": one})
    coordinator.post(f"/pairwise/{slug}/leave-out", {"suggestion": other})
    answer = coordinator.post(f"/pairwise/{slug}/publish", seen)
    assert answer.status_code == 409
    assert "has changed since you looked at it" in answer.text
    assert active_pairs(association) == []


@pytest.mark.parametrize("usual", ["none", "both"])
def test_cycle_that_asks_first_or_does_not_can_be_published_the_other_way(
    association: Association, coordinator: Client, usual: str
) -> None:
    slug = association.cycle(settings={**PAIRWISE_SETTINGS, "ask_first": usual})
    association.enrol(slug, "mentee")
    association.enrol(slug, "mentor")
    page = proposed(association, coordinator, slug)
    other = "both" if usual == "none" else "none"
    assert f'name="ask" value="{usual}"' not in page
    answer = coordinator.post(f"/pairwise/{slug}/publish", {**publish_fields(page), "ask": other})
    told = coordinator.follow(answer).text
    assert ("2 people are asked first" if usual == "none" else "1 pair was published") in told
    assert len(active_pairs(association)) == (0 if usual == "none" else 1)


def test_way_that_there_is_not_is_refused(association: Association, coordinator: Client) -> None:
    slug, _mentees, _mentors = cohort(association, 1, 1)
    page = proposed(association, coordinator, slug)
    sent = {**publish_fields(page), "ask": "everybody"}
    assert coordinator.post(f"/pairwise/{slug}/publish", sent).status_code == 404
    assert active_pairs(association) == []
