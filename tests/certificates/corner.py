"""What the sweeps' world has of certificates: one that is made, for somebody of the second unit."""

from __future__ import annotations

from sqlalchemy import select

from punos import clock
from punos.certificates.models import Certificate
from punos.enrolments.models import Enrolment
from punos.files.service import store
from tests.sweeps.world import World


def fill(world: World) -> dict[str, str]:
    """A file, as the worker would have made it."""
    with world.association.work() as work:
        file = store(work, "certificate.pdf", "application/pdf", b"%PDF-1.7", "certificate")
        work.session.flush()
        made = Certificate(
            enrolment_id=world.people["waiting"],
            language="fi",
            file_id=file.id,
            issued_at=clock.now(),
        )
        work.session.add(made)
        query = select(Enrolment.person_id).where(Enrolment.id == made.enrolment_id)
        person_id = work.session.scalars(query).one()
        world.subjects["certificate"] = ("person", person_id, person_id)
        return {"certificate_id": str(made.id)}
