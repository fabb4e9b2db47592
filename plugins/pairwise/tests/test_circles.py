"""Circles of pairs, as a coordinator meets them: proposed, changed, and made known."""

import re

import pytest

from tests.accounts.seeing import statements
from tests.support.clients import Client
from tests.support.queue import drain
from tests.support.tenants import Association, Tenants

from .circled import (
    SETTINGS,
    act,
    circles,
    mails,
    members,
    moved,
    page_of,
    pair_of,
    pairs,
    parent,
    places,
    proposed,
    published,
    seen,
)
from .test_panels import tiles


@pytest.fixture
def association(tenants: Tenants) -> Association:
    return tenants.make()


@pytest.fixture
def coordinator(association: Association, client: Client) -> Client:
    return association.signed_in(client)


def test_pairs_near_in_field_are_put_together_and_told_once_made_known(
    association: Association, coordinator: Client
) -> None:
    slug = association.cycle(settings=SETTINGS)
    there = pairs(association, slug, "2512", "2221", "2512", "2221", "2512")
    page = proposed(association, coordinator, slug)
    at = places(page)
    assert at[there[0]] == at[there[2]] == at[there[4]] != at[there[1]] == at[there[3]]
    assert "Software developers: 3 of 3" in page
    assert "nearness 100%" in page
    assert "Nobody has been told yet" in page
    assert circles(association) == []
    assert mails(association) == []
    page = act(coordinator, slug, "publish", seen=seen(page))
    assert "2 circles were made." in page
    assert "10 mails are on their way." in page
    assert "Every pair is in a circle." in page
    assert [one.name for one in circles(association)] == ["Circle 1", "Circle 2"]
    assert {len(members(association, one.id)) for one in circles(association)} == {6, 4}
    assert parent(association, there[0]) == parent(association, there[2])
    assert len(mails(association)) == 10


def test_member_sees_own_circle_by_the_link_and_nobodys_address(
    association: Association, coordinator: Client, client: Client
) -> None:
    slug = association.cycle(settings=SETTINGS)
    pairs(association, slug, "2512", "2512")
    published(association, coordinator, slug)
    found = re.search(r"https?://\S+/l/\S+", mails(association)[0].body)
    assert found
    assert "the circle “Circle 1”" in mails(association)[0].body
    member = Client(client.app, association.host)
    page = member.follow(member.get(found.group())).text
    assert "Circle 1" in page
    assert page.count("· Mentor</li>") == 2, "the others by first name"
    assert page.count("· Mentee</li>") == 1
    assert association.canary not in page.replace(f"{association.canary}</", ""), "no surnames"
    assert "mailto:" not in page
    assert "planned meetings held" not in page, "the plan is the pair's"
    assert "We met" not in page


def test_pair_is_moved_by_a_choice_and_named_circles_keep_their_names(
    association: Association, coordinator: Client
) -> None:
    slug = association.cycle(settings=SETTINGS)
    there = pairs(association, slug, "2512", "2221", "2512", "2221", "2512")
    page = proposed(association, coordinator, slug)
    other = places(page)[there[1]]
    page = act(coordinator, slug, "name", key=other, name="  Health \n care ")
    assert "Health care" in page
    page = act(coordinator, slug, "move", **moved(page, **{str(there[0]): other}))
    assert "1 pair was moved." in page
    assert places(page)[there[0]] == other
    page = act(coordinator, slug, "move", **moved(page))
    assert "Nothing was changed" in page
    act(coordinator, slug, "publish", seen=seen(page))
    assert parent(association, there[0]) == parent(association, there[1])
    assert "Health care" in {one.name for one in circles(association)}


def test_circles_are_added_and_taken_out_and_sizes_are_told(
    association: Association, coordinator: Client
) -> None:
    slug = association.cycle(settings=SETTINGS)
    there = pairs(association, slug, "2512", "2512", "2512", "2512")
    proposed(association, coordinator, slug)
    page = act(coordinator, slug, "add")
    empty = next(
        key
        for key in re.findall(r'name="key" value="([^"]+)"', page)
        if key not in places(page).values()
    )
    assert "2 pairs fewer than a circle has at least" in page
    full = places(page)[there[0]]
    page = act(coordinator, slug, "remove", key=empty)
    page = act(coordinator, slug, "move", **moved(page, **{str(one): full for one in there}))
    assert "1 pair more than a circle has at most" in page
    page = act(coordinator, slug, "remove", key=full)
    assert set(places(page).values()) == {""}
    refused = coordinator.post(f"/pairwise/{slug}/circles/publish", {"seen": "whatever"})
    assert refused.status_code == 409
    assert circles(association) == []


def test_two_who_change_the_draft_at_once_do_not_undo_each_other(
    association: Association, coordinator: Client
) -> None:
    slug = association.cycle(settings=SETTINGS)
    there = pairs(association, slug, "2512", "2221", "2512", "2221", "2512")
    page = proposed(association, coordinator, slug)
    at = places(page)
    act(coordinator, slug, "move", **moved(page, **{str(there[0]): at[there[1]]}))
    late = coordinator.post(f"/pairwise/{slug}/circles/move", moved(page, **{str(there[0]): ""}))
    assert late.status_code == 409
    assert "A colleague has changed the circles meanwhile" in late.text
    stale = coordinator.post(f"/pairwise/{slug}/circles/publish", {"seen": seen(page)})
    assert stale.status_code == 409
    assert "Nobody was told yet" in stale.text
    answer = coordinator.post(
        f"/pairwise/{slug}/circles/move",
        moved(page, **{str(there[3]): ""}) | {f"to-{there[0]}": at[there[0]]},
    )
    assert answer.status_code == 303, "what a colleague moved and one did not touch stays moved"
    assert places(page_of(coordinator, slug))[there[0]] == at[there[1]]


def test_members_of_circles_can_still_be_matched_and_counted(
    association: Association, coordinator: Client
) -> None:
    slug = association.cycle(settings=SETTINGS)
    mentor = association.enrol(slug, "mentor", capacity=2)
    pair_of(association, slug, [association.enrol(slug, "mentee"), mentor])
    pairs(association, slug, "2512")
    published(association, coordinator, slug)
    page = coordinator.get(f"/cycles/{slug}").text
    assert tiles(page)["Mentors with room"] == "1", "a circle takes no mentee's place"
    assert "<dt>Pairs and groups formed</dt><dd>2" in page
    assert tiles(page)["Circles that meet"] == "1"
    assert tiles(page)["Pairs and groups"] == "2", "a circle is none beside its pairs"
    assert tiles(page)["Pairs in no circle"] == "0"


def test_today_and_cycle_page_tell_what_waits(
    association: Association, coordinator: Client
) -> None:
    slug = association.cycle(settings=SETTINGS)
    pairs(association, slug, "2512")
    assert "waits for a circle" not in coordinator.get("/today").text, "too few for a circle"
    pairs(association, slug, "2512")
    assert "2 pairs wait for a circle" in coordinator.get("/today").text
    assert "Propose circles" in coordinator.get(f"/cycles/{slug}").text
    page = proposed(association, coordinator, slug)
    today = coordinator.get("/today").text
    assert "A draft of 1 circle waits to be made known" in today
    assert "wait for a circle" not in today
    act(coordinator, slug, "publish", seen=seen(page))
    assert "circle" not in coordinator.get("/today").text.lower().replace("circle of", "")


def test_programme_without_circles_says_nothing_of_them(
    association: Association, coordinator: Client
) -> None:
    slug = association.cycle()
    pairs(association, slug, "2512", "2512", "2512", "2512", "2512")
    assert "circle" not in coordinator.get(f"/cycles/{slug}").text.lower()
    assert "wait for a circle" not in coordinator.get("/today").text


def test_page_says_why_so_many_pairs_do_not_divide(
    association: Association, coordinator: Client
) -> None:
    wanted = {**SETTINGS, "circles": {"wanted": True, "min": 4, "max": 5}}
    slug = association.cycle(settings=wanted)
    assert "There is no pair yet" in page_of(coordinator, slug)
    nothing = coordinator.post(f"/pairwise/{slug}/circles/propose")
    assert nothing.status_code == 409
    pairs(association, slug, *["2512"] * 3)
    assert "3 pairs are too few for a circle of 4 to 5." in page_of(coordinator, slug)
    pairs(association, slug, *["2512"] * 3)
    assert "6 pairs cannot be divided into circles of 4 to 5" in page_of(coordinator, slug)
    page = proposed(association, coordinator, slug)
    assert "1 pair more than a circle has at most" in page


def test_page_shows_that_the_worker_is_at_it(association: Association, coordinator: Client) -> None:
    slug = association.cycle(settings=SETTINGS)
    pairs(association, slug, "2512", "2512")
    act(coordinator, slug, "propose")
    act(coordinator, slug, "propose")
    answer = coordinator.get(f"/pairwise/{slug}/circles")
    assert answer.headers["Refresh"] == "3"
    assert "Refresh" not in coordinator.get(f"/pairwise/{slug}/circles?wait=no").headers
    drain(association.deployment)
    assert "Make 1 circle known" in page_of(coordinator, slug)


def test_page_costs_the_same_for_many_pairs(association: Association, coordinator: Client) -> None:
    few, many = (association.cycle(settings=SETTINGS) for _ in range(2))
    pairs(association, few, "2512", "2512")
    pairs(association, many, *["2512", "2221"] * 6)
    costs = []
    for slug in (few, many):
        published(association, coordinator, slug)
        with statements(association.deployment) as sent:
            page_of(coordinator, slug)
        costs.append(len(sent))
    assert costs[0] == costs[1] <= 12
