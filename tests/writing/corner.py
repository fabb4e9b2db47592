"""What the sweeps' world has of messages: one to a person of the second unit, and a ready text."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from punos import clock
from punos.people.models import Person
from punos.work import Work
from punos.writing.models import Message
from punos.writing.service import Addressed, Written, keep_template, send, stop_mails, write
from tests.sweeps.world import World


def fill(world: World) -> dict[str, str]:
    """A message that is being sent, shown on its reader's page, and a ready text."""
    with world.association.work() as work:
        written = Written(
            {"en": f"Kirje {world.canary}"},
            {"en": "Hello {name}, {own_page}"},
            shown_until=clock.today() + timedelta(days=9),
        )
        other = world.people["other"]
        message = _sent(work, world, written, [other, world.people["mentee"]])
        template = keep_template(work, None, {"en": f"Pohja {world.canary}"}, written)
        stop_mails(work, world.people["mentor"], "staff")
    world.subjects["mail_stop"] = ("person", other, other)
    return {
        "message_id": str(message.id),
        "reader_id": str(other),
        "template_id": str(template.id),
    }


def grow(world: World, count: int) -> None:
    """So many more messages and ready texts, the last message to so many people."""
    written = Written({"en": "Kasvu"}, {"en": "Hello {name}"})
    with world.association.work() as work:
        people = list(work.session.scalars(select(Person.id).order_by(Person.id).limit(count)))
        other = world.people["other"]
        for _number in range(count):
            _sent(work, world, written, [other])
            keep_template(work, None, {"en": "Kasvu"}, written)
        known = work.session.get_one(Message, (work.tenant.id, world.more["message_id"]))
        known.state = "draft"
        has_one = {other, world.people["mentee"]}
        send(work, known.id, [(person, None) for person in people if person not in has_one])


def _sent(work: Work, world: World, written: Written, people: list[object]) -> Message:
    message = write(work, Addressed("applicants", {"cycle": world.slug}), written)
    work.session.flush()
    return send(work, message.id, [(person, None) for person in people])  # type: ignore[misc]
