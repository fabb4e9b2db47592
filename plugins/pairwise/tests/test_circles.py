"""Circles of pairs, as a coordinator meets them: proposed, changed, made known, and lived with."""

import re
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from punos import clock
from punos.enrolments.models import Enrolment
from punos.enrolments.service import move
from punos.groups.models import Group, Membership
from punos.groups.service import activate_group, end_group
from punos.mail.models import Mail
from punos.meetings.models import Meeting
from punos.programmes.service import cycle_by_slug
from tests.accounts.seeing import statements
from tests.support.clients import Client
from tests.support.queue import drain
from tests.support.tenants import PAIRWISE_SETTINGS, Association, Tenants

from .test_panels import tiles

SETTINGS = {**PAIRWISE_SETTINGS, "circles": {"wanted": True, "min": 2, "max": 3}}


@pytest.fixture
def association(tenants: Tenants) -> Association:
    return tenants.make()


@pytest.fixture
def coordinator(association: Association, client: Client) -> Client:
    return association.signed_in(client)


def pairs(association: Association, slug: str, *occupations: str) -> list[UUID]:
    """A pair that meets for each of these professions; the ids of their groups."""
    made = []
    for code in occupations:
        two = [association.enrol(slug, role, occupation=code) for role in ("mentee", "mentor")]
        made.append(pair_of(association, slug, two))
    return made


def pair_of(association: Association, slug: str, two: list[UUID]) -> UUID:
    """These two as a pair; the id of their group."""
    with association.work() as work:
        people = list(work.session.scalars(select(Enrolment).where(Enrolment.id.in_(two))))
        group = activate_group(work, cycle_by_slug(work, slug), "pair", people)
        for one in people:
            if one.model_state == "accepted":
                move(work, one.id, "paired")
        return group.id


def page_of(coordinator: Client, slug: str) -> str:
    answer = coordinator.get(f"/pairwise/{slug}/circles")
    assert answer.status_code == 200, answer.text
    return answer.text


def act(coordinator: Client, slug: str, what: str, **sent: str) -> str:
    """Do something on the page, and give the page that follows."""
    answer = coordinator.post(f"/pairwise/{slug}/circles/{what}", sent)
    return coordinator.follow(answer).text if answer.status_code == 303 else answer.text


def proposed(association: Association, coordinator: Client, slug: str) -> str:
    act(coordinator, slug, "propose")
    drain(association.deployment)
    return page_of(coordinator, slug)


def published(association: Association, coordinator: Client, slug: str) -> str:
    page = proposed(association, coordinator, slug)
    return act(coordinator, slug, "publish", seen=seen(page))


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found, "there is a draft to make known"
    return found.group(1)


def places(page: str) -> dict[UUID, str]:
    """The circle that each pair is shown in."""
    return {UUID(one): at for one, at in re.findall(r'name="was-([^"]+)" value="([^"]*)"', page)}


def moved(page: str, **to: str) -> dict[str, str]:
    """What the page's form sends when these pairs are put elsewhere, and all others left."""
    sent = {}
    for one, at in places(page).items():
        sent |= {f"was-{one}": at, f"to-{one}": to.get(str(one), at)}
    return sent


def circles(association: Association) -> list[Group]:
    with association.work() as work:
        query = select(Group).where(Group.kind == "circle", Group.state == "active")
        return list(work.session.scalars(query.order_by(Group.id)))


def members(association: Association, group_id: UUID) -> set[UUID]:
    with association.work() as work:
        query = select(Membership.enrolment_id).where(
            Membership.group_id == group_id, Membership.left_on.is_(None)
        )
        return set(work.session.scalars(query))


def parent(association: Association, pair: UUID) -> UUID | None:
    with association.work() as work:
        return work.session.scalars(select(Group.parent_id).where(Group.id == pair)).one()


def mails(association: Association, subject: str = "your circle") -> list[Mail]:
    with association.work() as work:
        return [one for one in work.session.scalars(select(Mail)) if subject in one.subject]


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


def test_pair_that_ends_leaves_draft_and_circle_but_its_mentor_stays_with_the_other(
    association: Association, coordinator: Client
) -> None:
    slug = association.cycle(settings=SETTINGS)
    mentor = association.enrol(slug, "mentor", capacity=2)
    mentees = [association.enrol(slug, "mentee") for _ in range(2)]
    first, second = (pair_of(association, slug, [one, mentor]) for one in mentees)
    [third] = pairs(association, slug, "2512")
    page = proposed(association, coordinator, slug)
    assert len(set(places(page).values())) == 1, "pairs of one mentor are together"
    with association.work() as work:
        end_group(work, third, "coordinator")
    assert third not in places(page_of(coordinator, slug))
    stale = coordinator.post(f"/pairwise/{slug}/circles/publish", {"seen": seen(page)})
    assert stale.status_code == 409
    act(coordinator, slug, "publish", seen=seen(page_of(coordinator, slug)))
    [circle] = circles(association)
    assert members(association, circle.id) == {mentor, *mentees}
    with association.work() as work:
        move(work, mentees[0], "left")
    assert members(association, circle.id) == {mentor, mentees[1]}
    assert association.enrolment(mentor).model_state == "paired"
    page = page_of(coordinator, slug)
    assert "1 pair fewer than a circle has at least" in page
    assert first not in places(page)
    with association.work() as work:
        end_group(work, second, "coordinator")
    assert members(association, circle.id) == set()
    assert association.enrolment(mentor).model_state == "accepted"


def test_new_pair_is_placed_and_only_newcomers_are_told(
    association: Association, coordinator: Client
) -> None:
    slug = association.cycle(settings=SETTINGS)
    pairs(association, slug, "2512", "2512")
    published(association, coordinator, slug)
    [circle] = circles(association)
    [late] = pairs(association, slug, "2513")
    page = page_of(coordinator, slug)
    assert "1 pair waits for a circle." in page
    assert "nearest: Circle 1, 90%" in page
    page = act(coordinator, slug, "place", **moved(page, **{str(late): str(circle.id)}))
    assert "1 pair was moved." in page
    assert "2 mails are on their way." in page
    assert len(mails(association)) == 6
    assert len(members(association, circle.id)) == 6
    page = act(coordinator, slug, "place", **moved(page, **{str(late): "new"}))
    assert len(members(association, circle.id)) == 4
    assert parent(association, late) != circle.id
    assert [one.name for one in circles(association)] == ["Circle 1", "Circle 2"]
    page = act(coordinator, slug, "place", **moved(page, **{str(late): ""}))
    assert parent(association, late) is None
    back = moved(page, **{str(late): str(circle.id)}) | {
        f"was-{late}": str(circle.id),
        f"to-{late}": "",
    }
    assert coordinator.post(f"/pairwise/{slug}/circles/place", back).status_code == 409


def test_circle_that_is_ended_lets_its_pairs_go_on(
    association: Association, coordinator: Client
) -> None:
    slug = association.cycle(settings=SETTINGS)
    there = pairs(association, slug, "2512", "2512")
    published(association, coordinator, slug)
    [circle] = circles(association)
    act(coordinator, slug, "name", circle=str(circle.id), name="Builders")
    assert "Builders" in coordinator.get(f"/cycles/{slug}/groups").text
    coordinator.post(f"/groups/{circle.id}/end", {"sure": "yes"})
    assert circles(association) == []
    assert set(places(page_of(coordinator, slug))) == set(there)
    published(association, coordinator, slug)
    assert [one.name for one in circles(association)] == ["Circle 2"], "no number is given twice"


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


def test_circles_of_another_cycle_or_for_somebody_else_are_not_there(
    association: Association, coordinator: Client, client: Client
) -> None:
    slug = association.cycle(settings=SETTINGS)
    pairs(association, slug, "2512", "2512")
    published(association, coordinator, slug)
    [circle] = circles(association)
    other = association.cycle(settings=SETTINGS)
    [late] = pairs(association, other, "2512")
    sent = {f"was-{late}": "", f"to-{late}": str(circle.id)}
    assert coordinator.post(f"/pairwise/{other}/circles/place", sent).status_code == 409
    odd = {"was-nobody": "", "to-nobody": "x"}
    assert coordinator.post(f"/pairwise/{other}/circles/place", odd).status_code == 404
    limited = association.signed_in(
        Client(client.app, association.host), "coordinator", unit_id=association.unit("u1")
    )
    assert limited.get(f"/pairwise/{slug}/circles").status_code == 404


def test_meeting_of_a_circle_is_planned_told_and_logged_as_planned(
    association: Association, coordinator: Client, client: Client
) -> None:
    slug = association.cycle(settings=SETTINGS)
    [pair, _other] = pairs(association, slug, "2512", "2512")
    published(association, coordinator, slug)
    [circle] = circles(association)
    there = f"/groups/{circle.id}"
    day = clock.today() + timedelta(days=7)
    sent = {"held_on": day.isoformat(), "starts": "17:30", "minutes": "100", "place": "Kirjasto"}
    assert coordinator.post(f"{there}/plan", {**sent, "minutes": ""}).status_code == 422
    page = coordinator.follow(coordinator.post(f"{there}/plan", sent)).text
    assert "4 mails are on their way." in page
    assert "Kirjasto" in page
    assert coordinator.post(f"{there}/plan", sent).status_code == 409, "it is planned already"
    told = mails(association, "your next meeting")
    assert len(told) == 4
    assert "METHOD:REQUEST" in str(told[0].calendar)
    assert "Place: Kirjasto" in told[0].body
    assert coordinator.get(f"/groups/{pair}/plan").status_code == 404, "a pair plans by itself"
    with clock.at(datetime.combine(day, time(20), UTC)):
        later = association.signed_in(Client(client.app, association.host))
        page = later.get(there).text
        assert re.search(r'name="starts"[^>]* value="17:30"', page), "as it was planned"
        present = re.findall(r'name="present" value="([^"]+)"', page)
        log = {"held_on": day.isoformat(), "starts": "17:30", "minutes": "100", "topic": ""}
        answer = later.post(f"{there}/meetings", {**log, "present": present[:3]})
        assert answer.status_code == 303, answer.text
    with association.work() as work:
        assert work.session.scalars(select(Meeting.state)).all() == ["held"]


def test_cancelled_meeting_of_a_circle_is_told_to_the_same_calendars(
    association: Association, coordinator: Client
) -> None:
    slug = association.cycle(settings=SETTINGS)
    pairs(association, slug, "2512", "2512")
    published(association, coordinator, slug)
    [circle] = circles(association)
    day = clock.today() + timedelta(days=7)
    sent = {"held_on": day.isoformat(), "starts": "17:30", "minutes": "60", "place": ""}
    coordinator.post(f"/groups/{circle.id}/plan", sent)
    with association.work() as work:
        meeting_id = work.session.scalars(select(Meeting.id)).one()
    gone = f"/groups/{circle.id}/plan/{meeting_id}/cancel"
    assert "4 mails are on their way." in coordinator.follow(coordinator.post(gone)).text
    assert coordinator.post(gone).status_code == 404
    asked, cancelled = (
        str(mails(association, subject)[0].calendar) for subject in ("next meeting", "is cancelled")
    )
    uid = re.search(r"UID:\S+", asked)
    assert uid
    assert uid.group() in cancelled
    assert "METHOD:CANCEL" in cancelled
    assert "SEQUENCE:1" in cancelled
