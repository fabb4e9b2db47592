"""What the sweeps' world has of forms: an application that was begun, a question of its own, and a
mentor of an earlier cycle."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.enrolments.drafts import Place, keep
from punos.enrolments.own_questions import add_question
from punos.enrolments.service import move
from punos.programmes.models import Cycle
from punos.programmes.service import create_cycle, cycle_by_slug, programme_by_slug
from tests.sweeps.world import World


def fill(world: World) -> dict[str, str]:
    """A draft whose owner has a link, and a question that its programme asks."""
    with world.association.work() as work:
        place = Place(cycle_by_slug(work, world.slug), "mentee")
        typed = [("person-given_name", f"ToinenLuonnos {world.canary}")]
        draft_id = keep(work, place, None, world.canary, typed, None)
        programme = programme_by_slug(work, world.programme)
        question = add_question(work, programme, _question(world, 0))
    world.subjects["draft"] = ("application_draft", draft_id, None)
    mentor_id, person_id = mentor_of_earlier(world, "ToinenPalaaja", world.units[1])
    world.subjects["returning"] = ("enrolment", mentor_id, person_id)
    return {"question_id": str(question.id), "decision": "accepted"}


def grow(world: World, count: int) -> None:
    """So many questions, as far as a form holds them."""
    with world.association.work() as work:
        programme = programme_by_slug(work, world.programme)
        for number in range(min(count, 20)):
            add_question(work, programme, _question(world, number + 1))
    for _number in range(min(count, 60)):
        mentor_of_earlier(world, "Kasvu", None)


def mentor_of_earlier(world: World, name: str, unit_id: UUID | None) -> tuple[UUID, UUID]:
    """A mentor who went through an earlier cycle of the world's programme: enrolment and person."""
    association, earlier = world.association, f"{world.slug}-earlier"
    with association.work() as work:
        if work.session.scalars(select(Cycle.id).where(Cycle.slug == earlier)).first() is None:
            programme = programme_by_slug(work, world.programme)
            last_year = clock.today() - timedelta(days=365)
            create_cycle(
                work,
                programme,
                slug=earlier,
                names={"en": f"Earlier {world.canary}"},
                starts_on=last_year,
                ends_on=last_year + timedelta(days=120),
            )
    mentor_id = association.enrol(earlier, "mentor", name=name, unit_id=unit_id)
    with association.work() as work:
        for state in ("paired", "completed"):
            person_id = move(work, mentor_id, state).person_id
    return mentor_id, person_id


def _question(world: World, number: int) -> dict[str, Any]:
    return {
        "kind": "one",
        "labels": {"en": f"Kysymys {number} {world.canary}"},
        "helps": {},
        "purposes": {"en": "To know."},
        "options": [{"en": "Yes"}, {"en": "No"}],
        "role": None,
        "required": False,
        "sensitivity": "personal",
    }
