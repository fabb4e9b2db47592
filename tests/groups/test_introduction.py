"""The mail by which two who are a pair now are introduced to each other; and who is ready to meet."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from punos.groups.letters import send_group_links
from punos.groups.models import Membership
from punos.mail.models import Mail
from punos.materials.service import add_material, add_version, mark_read
from punos.programmes.models import Phase
from punos.programmes.service import cycle_by_slug
from tests.agreements.pairs import Pair, make_pair
from tests.support.tenants import Tenants


@pytest.fixture
def pair(tenants: Tenants, app: Flask) -> Pair:
    return make_pair(tenants, app)


def introduced(pair: Pair) -> list[str]:
    """The bodies of the mails, the mentee's first."""
    with pair.association.work() as work:
        cycle = cycle_by_slug(work, pair.slug)
        members = list(work.session.scalars(select(Membership).order_by(Membership.id)))
        send_group_links(
            work,
            cycle,
            members,
            subject=lambda name: name,
            sentences=lambda _name: ("You have a pair.", "Your own page:"),
            introduces=True,
        )
        found = {mail.to_address[:6]: mail.body for mail in work.session.scalars(select(Mail))}
        return [found["mentee"], found["mentor"]]


def test_both_hear_who_the_other_is_how_to_reach_them_and_what_to_do_first(pair: Pair) -> None:
    to_mentee, to_mentor = introduced(pair)
    canary = pair.association.canary
    assert f"Berit {canary}, Mentor\nTurku\nmentor" in to_mentee
    assert f"Aila {canary}, Mentee\nTurku\nmentee" in to_mentor
    for body in (to_mentee, to_mentor):
        assert "write or call within 48 hours" in body
        assert len(re.findall(r"/l/", body)) == 1, "one link"
        assert body.index("48 hours") < body.index("@people.example.org") < body.index("/l/")
    assert f"Berit {canary}" not in to_mentor


def test_whoever_is_alone_is_introduced_to_nobody(pair: Pair) -> None:
    with pair.association.work() as work:
        query = select(Membership).where(Membership.enrolment_id == pair.mentor)
        work.session.delete(work.session.scalars(query).one())
        work.session.flush()
        query = select(Membership).where(Membership.enrolment_id == pair.mentee)
        send_group_links(
            work,
            cycle_by_slug(work, pair.slug),
            work.session.scalars(query).all(),
            subject=lambda name: name,
            sentences=lambda _name: ("Your own page:",),
            introduces=True,
        )
        assert "48 hours" not in work.session.scalars(select(Mail.body)).one()


def test_staff_see_who_has_read_what_comes_before_the_first_meeting(pair: Pair) -> None:
    coordinator = pair.staff()
    page = f"/groups/{pair.group}"
    assert "Before they meet" not in coordinator.get(page).text
    with pair.association.work() as work:
        cycle = cycle_by_slug(work, pair.slug)
        work.session.add(
            Phase(
                cycle_id=cycle.id,
                kind="later",
                names={"en": "Later"},
                planned_from=cycle.ends_on,
                planned_until=cycle.ends_on,
            )
        )
        for title, rules in (
            ("Everybody", {}),
            ("Mentors", {"role": "mentor"}),
            ("Not yet", {"phase": "later"}),
        ):
            made = add_material(work, cycle.programme, title, required=True, **rules)
            version = add_version(
                work, made, language="en", kind="text", title=title, text="Read me."
            )
            if title == "Everybody":
                for_all = version
                mark_read(work, for_all, [pair.membership(pair.mentor).enrolment])
    seen = coordinator.get(page).text
    assert "Has read 0 of 1" in seen, "the mentee"
    assert "Has read 1 of 2" in seen, "the mentor"
    aila = pair.browser(pair.mentee)
    assert "You have read what comes before the first meeting" not in aila.get("/my/group").text
    with pair.association.work() as work:
        mark_read(work, for_all, [pair.membership(pair.mentee).enrolment])
    assert "You have read what comes before the first meeting" in aila.get("/my/group").text
    assert "Has read everything" in coordinator.get(page).text
