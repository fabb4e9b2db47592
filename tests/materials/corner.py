"""What the sweeps' world has of materials: a required guide with a file, and who has read it."""

from __future__ import annotations

from sqlalchemy import select

from punos.enrolments.models import Enrolment
from punos.materials.service import add_material, add_version, mark_read
from punos.programmes.service import programme_by_slug
from tests.sweeps.world import World


def fill(world: World) -> dict[str, str]:
    """A guide for everybody in the world's programme, read by one person of the first unit."""
    with world.association.work() as work:
        programme = programme_by_slug(work, world.programme)
        material = add_material(work, programme, f"Opas{world.canary}", required=True)
        version = add_version(
            work,
            material,
            language="en",
            kind="file",
            title=f"Opas{world.canary}",
            file=("guide.pdf", "application/pdf", b"%PDF-"),
        )
        query = select(Enrolment).where(Enrolment.person_id == world.people["mentee"])
        mark_read(work, version, work.session.scalars(query).all())
        return {"material_id": str(material.id), "version_id": str(version.id)}


def grow(world: World, count: int) -> None:
    """So many more guides in the same programme, in two languages."""
    with world.association.work() as work:
        programme = programme_by_slug(work, world.programme)
        for number in range(count):
            material = add_material(work, programme, f"Kasvu {number}")
            for language in ("en", "fi"):
                add_version(
                    work, material, language=language, kind="text", title="Kasvu", text="Kasvu"
                )
