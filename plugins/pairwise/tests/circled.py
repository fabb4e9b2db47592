"""What the tests of circles share: pairs, a proposal, the page and what its forms send."""

import re
from uuid import UUID

from sqlalchemy import select

from punos.enrolments.models import Enrolment
from punos.enrolments.service import move
from punos.groups.models import Group, Membership
from punos.groups.service import activate_group
from punos.mail.models import Mail
from punos.programmes.service import cycle_by_slug
from tests.support.clients import Client
from tests.support.queue import drain
from tests.support.tenants import PAIRWISE_SETTINGS, Association

SETTINGS = {**PAIRWISE_SETTINGS, "circles": {"wanted": True, "min": 2, "max": 3}}


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


def person_in(association: Association, pair: UUID) -> UUID:
    """The mentee of this pair."""
    with association.work() as work:
        query = select(Enrolment.person_id).join(
            Membership, Membership.enrolment_id == Enrolment.id
        )
        found = query.where(Membership.group_id == pair, Membership.role == "mentee")
        return work.session.scalars(found).one()


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
