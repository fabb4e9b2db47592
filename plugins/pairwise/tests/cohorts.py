"""What the plugin's tests share: a cohort, a proposal, the button that publishes it."""

import re
from uuid import UUID

from sqlalchemy import select

from punos.groups.models import Group, Membership
from punos.matching.models import Proposal
from punos.programmes.models import Cycle
from punos.work import Work
from tests.support.clients import Client
from tests.support.queue import drain
from tests.support.tenants import Association


def cohort(
    association: Association, mentees: int, mentors: int
) -> tuple[str, list[UUID], list[UUID]]:
    """A cycle with so many accepted people."""
    slug = association.cycle()
    return (
        slug,
        [association.enrol(slug, "mentee") for _ in range(mentees)],
        [association.enrol(slug, "mentor") for _ in range(mentors)],
    )


def proposed(association: Association, coordinator: Client, slug: str) -> str:
    """Ask for a proposal, let the worker make it, and give the page."""
    answer = coordinator.post(f"/pairwise/{slug}/propose")
    assert answer.status_code == 303, answer.text
    drain(association.deployment)
    return page_of(coordinator, slug)


def page_of(coordinator: Client, slug: str, query: str = "") -> str:
    """The workbench as it is now."""
    answer = coordinator.get(f"/pairwise/{slug}{query}")
    assert answer.status_code == 200, answer.text
    return answer.text


def publish_fields(page: str) -> dict[str, str]:
    """What the button "Publish n pairs" of this page sends."""
    return dict(re.findall(r'name="(proposal|seen)" value="([^"]+)"', page))


def publish(coordinator: Client, slug: str, page: str) -> str:
    """Press the button, and give the page that follows."""
    answer = coordinator.post(f"/pairwise/{slug}/publish", publish_fields(page))
    return coordinator.follow(answer).text


def buttons(page: str, name: str) -> list[str]:
    """The values that buttons of this name send, in the order of the page."""
    return re.findall(rf'<button[^>]* name="{name}" value="([^"]+)"', page)


def row(page: str, mentee: UUID) -> str:
    """The part of the page that is about this mentee's pair."""
    found = re.search(rf'<tr id="pair-{mentee}">.*?</tr>', page, re.DOTALL)
    assert found, "the mentee is in no pair"
    return found.group()


def active_pairs(association: Association) -> list[UUID]:
    """The pairs that meet now."""
    with association.work() as work:
        return list(work.session.scalars(select(Group.id).where(Group.state == "active")))


def members(association: Association) -> list[UUID]:
    """The enrolments that are in a pair now."""
    with association.work() as work:
        query = select(Membership.enrolment_id).where(Membership.left_on.is_(None))
        return list(work.session.scalars(query))


def proposals(association: Association) -> list[Proposal]:
    """All proposals, the oldest first."""
    with association.work() as work:
        return list(work.session.scalars(select(Proposal).order_by(Proposal.number)))


def cycle_of(work: Work, slug: str) -> Cycle:
    """The cycle."""
    return work.session.scalars(select(Cycle).where(Cycle.slug == slug)).one()
