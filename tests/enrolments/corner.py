"""What the sweeps' world has of forms: an application that was begun, and a question of its own."""

from __future__ import annotations

from typing import Any

from punos.enrolments.drafts import Place, keep
from punos.enrolments.own_questions import add_question
from punos.programmes.service import cycle_by_slug, programme_by_slug
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
    return {"question_id": str(question.id)}


def grow(world: World, count: int) -> None:
    """So many questions, as far as a form holds them."""
    with world.association.work() as work:
        programme = programme_by_slug(work, world.programme)
        for number in range(min(count, 20)):
            add_question(work, programme, _question(world, number + 1))


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
