"""The matching workbench, as a coordinator meets it."""

import re
from uuid import UUID

import pytest
from sqlalchemy import select
from tests.support.clients import Client
from tests.support.queue import drain
from tests.support.tenants import Association, Tenants

from punos.groups.models import Group, Membership
from punos.mail.models import Mail


@pytest.fixture
def association(tenants: Tenants) -> Association:
    return tenants.make()


@pytest.fixture
def coordinator(association: Association, client: Client) -> Client:
    return association.signed_in(client)


def cohort(association: Association, size: int) -> tuple[str, list[UUID], list[UUID]]:
    """A cycle with as many accepted mentees as mentors."""
    slug = association.cycle()
    mentees = [association.enrol(slug, "mentee") for _ in range(size)]
    mentors = [association.enrol(slug, "mentor") for _ in range(size)]
    return slug, mentees, mentors


def proposed(association: Association, coordinator: Client, slug: str) -> str:
    """Ask for a proposal, let the worker make it, and give the page."""
    answer = coordinator.post(f"/pairwise/{slug}/propose")
    assert answer.status_code == 303, answer.text
    drain(association.deployment)
    page = coordinator.get(f"/pairwise/{slug}")
    assert page.status_code == 200, page.text
    return page.text


def publish(coordinator: Client, slug: str, page: str) -> str:
    """Press the button of this page, and give the page that follows."""
    fields = dict(re.findall(r'name="(proposal|count)" value="([^"]+)"', page))
    answer = coordinator.post(f"/pairwise/{slug}/publish", fields)
    return coordinator.follow(answer).text


def pairs_of(association: Association) -> int:
    with association.work() as work:
        return len(list(work.session.scalars(select(Group.id).where(Group.state == "active"))))


def test_workbench_proposes_explains_and_publishes(
    association: Association, coordinator: Client
) -> None:
    slug, _mentees, _mentors = cohort(association, 3)
    assert "Propose pairs" in coordinator.get(f"/pairwise/{slug}").text
    page = proposed(association, coordinator, slug)
    assert "Publish 3 pairs" in page
    assert "same profession: Software developers" in page
    assert pairs_of(association) == 0
    receipt = publish(coordinator, slug, page)
    assert "3 pairs were published. 6 mails are on their way." in receipt
    assert pairs_of(association) == 3
    with association.work() as work:
        assert len(list(work.session.scalars(select(Mail.id)))) == 6
        states = work.session.scalars(select(Membership.role)).all()
    assert sorted(states) == ["mentee"] * 3 + ["mentor"] * 3
