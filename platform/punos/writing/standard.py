"""Ready texts that come with Punos, in every language that it speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from punos.i18n import _l, _staff_l, use_language
from punos.texts import pick
from punos.work import Work
from punos.writing.models import MessageTemplate


@dataclass(frozen=True)
class Ready:
    """A text to begin a message from. `key` is its name in addresses."""

    key: str
    name: Any
    subjects: dict[str, str]
    bodies: dict[str, str]
    own: bool = True
    """Written by the association; else it comes with Punos."""


@dataclass(frozen=True)
class _Standard:
    key: str
    name: Any
    subject: Any
    paragraphs: tuple[Any, ...]


_HELLO = _l("Hello {first_name},")
_REGARDS = _l("With kind regards,")

STANDARD = (
    _Standard(
        "kick_off",
        _staff_l("Invitation to the first meeting of all"),
        _l("{cycle} begins: come to the first meeting"),
        (
            _l(
                "{cycle} begins soon, and you are part of it. We meet everybody for the first time:"
            ),
            _l("Day and time:\nPlace:"),
            _l(
                "You hear how the programme goes, and you meet the others. Please tell us if you cannot come."
            ),
        ),
    ),
    _Standard(
        "no_meetings",
        _staff_l("No meetings logged yet"),
        _l("How are your meetings going?"),
        (
            _l("We have not seen any meetings of yours in {cycle} yet. Have you met?"),
            _l("Please log your meetings here. It takes a minute:"),
            "{own_page}",
            _l("If something keeps you from meeting, answer this mail. We are glad to help."),
        ),
    ),
    _Standard(
        "survey",
        _staff_l("Reminder of a survey"),
        _l("Please tell us how it went"),
        (
            _l("A few days ago we asked you about {cycle}. We would like to hear from you, too."),
            _l("It takes about five minutes:\n(put the address of the survey here)"),
            _l("Your answers help us to make the programme better. Thank you!"),
        ),
    ),
    _Standard(
        "thanks",
        _staff_l("Thanks at the end"),
        _l("Thank you for being part of {cycle}"),
        (
            _l("{cycle} ends on {ends_on}. Thank you for the time and the trust that you gave."),
            _l("You find what you did together here:"),
            "{own_page}",
            _l("We hope to see you again!"),
        ),
    ),
)


def ready_texts(work: Work) -> list[Ready]:
    """The association's own, then those that come with Punos, in its languages."""
    rows = work.session.scalars(select(MessageTemplate).order_by(MessageTemplate.id))
    own = [
        Ready(str(row.id), pick(row.names, work.language), row.subjects, row.bodies) for row in rows
    ]
    return [*own, *(_spoken(one, work.settings.languages) for one in STANDARD)]


def ready_text(work: Work, key: str) -> Ready | None:
    """The one of this key."""
    return next((one for one in ready_texts(work) if one.key == key), None)


def _spoken(one: _Standard, languages: Sequence[str]) -> Ready:
    subjects, bodies = {}, {}
    for code in languages:
        with use_language(code):
            subjects[code] = str(one.subject)
            parts = [_HELLO, *one.paragraphs, f"{_REGARDS}\n{{sender}}\n{{association}}"]
            bodies[code] = "\n\n".join(map(str, parts))
    return Ready(one.key, one.name, subjects, bodies, own=False)
