"""Where a group talks: set by a pair for itself, by staff for a circle, and shown to members alone."""

import pytest
from flask import Flask
from sqlalchemy import select

from punos.enrolments.models import Enrolment
from punos.groups.models import Group, Membership
from punos.groups.service import activate_group, end_group
from punos.programmes.service import cycle_by_slug
from tests.support.clients import Client
from tests.support.pairs import Pair, pair_in
from tests.support.tenants import Association, Tenants

CHAT = "https://chat.example.org/join/abc"


@pytest.fixture
def here(tenants: Tenants) -> Association:
    """An association."""
    return tenants.make()


@pytest.fixture
def pair(here: Association) -> Pair:
    """A pair in a cycle."""
    return pair_in(here, here.cycle())


def address(pair: Pair) -> str:
    return f"/my/group/{pair.group}/chat"


def circle_of(here: Association, pair: Pair) -> Group:
    """A circle that gathers the pair."""
    with here.work() as work:
        query = select(Enrolment).where(Enrolment.id.in_((pair.mentee, pair.mentor)))
        people = list(work.session.scalars(query))
        circle = activate_group(
            work, cycle_by_slug(work, pair.slug), "circle", people, name="Piiri"
        )
        group = work.session.scalars(select(Group).where(Group.id == pair.group)).one()
        group.parent_id = circle.id
        return circle


def test_pair_sets_its_chat_and_both_see_it_but_staff_do_not(
    here: Association, pair: Pair, app: Flask, client: Client
) -> None:
    mentee, mentor = pair.by_link(app, pair.mentee), pair.signed_in(app, pair.mentor, "mentor")
    assert "Add a link to a chat of your own" in mentee.get("/my/group").text
    mentee.post(address(pair), {"url": CHAT})
    for reader, page in ((mentee, "/my/group"), (mentor, "/my")):
        text = reader.follow(reader.get(page)).text
        assert f'href="{CHAT}" rel="noreferrer noopener"' in text
        assert "chat.example.org" in text
    staff = here.signed_in(client)
    assert CHAT not in staff.get(f"/groups/{pair.group}").text
    assert staff.get(f"/groups/{pair.group}/chat").status_code == 404
    mentor.post(address(pair), {"url": ""})
    assert CHAT not in mentee.get("/my/group").text


@pytest.mark.parametrize(
    "url",
    [
        "http://chat.example.org/join",
        "javascript:alert(1)",
        "chat.example.org",
        "https://bank.example.org@evil.example.org/",
    ],
)
def test_address_that_is_not_plainly_a_safe_one_is_refused(
    here: Association, pair: Pair, app: Flask, url: str
) -> None:
    mentee = pair.by_link(app, pair.mentee)
    assert mentee.post(address(pair), {"url": url}).status_code == 422
    with here.work() as work:
        group = work.session.scalars(select(Group).where(Group.id == pair.group)).one()
        assert group.chat_url is None


def test_staff_set_the_chat_of_a_circle_and_its_pairs_see_it(
    here: Association, pair: Pair, app: Flask, client: Client
) -> None:
    circle = circle_of(here, pair)
    staff = here.signed_in(client)
    assert f"/groups/{circle.id}/chat" in staff.get(f"/groups/{circle.id}").text
    staff.post(f"/groups/{circle.id}/chat", {"url": CHAT})
    assert CHAT in staff.get(f"/groups/{circle.id}").text
    mentee = pair.by_link(app, pair.mentee)
    assert f'href="{CHAT}"' in mentee.get("/my/group").text
    signed_in = pair.signed_in(app, pair.mentee, "mentee")
    with here.work() as work:
        query = select(Membership.id).where(
            Membership.group_id == circle.id, Membership.enrolment_id == pair.mentee
        )
        own = work.session.scalars(query).one()
    assert f'href="{CHAT}"' in signed_in.get(f"/my/groups/{own}").text
    assert signed_in.get(f"/my/group/{circle.id}/chat").status_code == 404


def test_chat_of_others_or_of_an_ended_pair_is_not_there(
    here: Association, pair: Pair, app: Flask
) -> None:
    other = pair_in(here, pair.slug)
    stranger = other.by_link(app, other.mentee)
    assert stranger.get(address(pair)).status_code == 404
    assert stranger.post(address(pair), {"url": CHAT}).status_code == 404
    mentee = pair.by_link(app, pair.mentee)
    with here.work() as work:
        end_group(work, pair.group, "coordinator")
    assert mentee.post(address(pair), {"url": CHAT}).status_code == 404
