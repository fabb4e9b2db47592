"""What several of these tests do."""

from uuid import UUID

from sqlalchemy import select

from punos.enrolments.models import Enrolment
from punos.groups.service import activate_group
from punos.programmes.service import cycle_by_slug
from tests.support.tenants import Association


def pair_up(here: Association, slug: str, *enrolments: UUID) -> UUID:
    """Let two meet as a pair; its id."""
    with here.work() as work:
        found = list(work.session.scalars(select(Enrolment).where(Enrolment.id.in_(enrolments))))
        return activate_group(work, cycle_by_slug(work, slug), "pair", found).id
