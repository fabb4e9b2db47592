"""What the sweeps' world has of questions: one that waits for an answer."""

from punos.inquiries.models import Inquiry
from punos.inquiries.service import ask
from punos.work import Work
from tests.sweeps.world import World


def fill(world: World) -> dict[str, str]:
    """A question from the public pages."""
    with world.association.work() as work:
        asked = _ask(work, f"ToinenKysymys {world.canary}", world)
    return {"inquiry_id": str(asked.id)}


fill_kind = fill


def grow(world: World, count: int) -> None:
    """So many more."""
    with world.association.work() as work:
        for number in range(count):
            _ask(work, f"Kasvu{number} {world.canary}", world)


grow_kind = grow


def _ask(work: Work, text: str, world: World) -> Inquiry:
    told = {"text": text, "name": f"Toinen {world.canary}", "email": "kysyja@people.example.org"}
    return ask(work, "question", told)
