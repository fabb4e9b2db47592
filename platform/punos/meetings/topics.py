"""What pairs talk about: topics that are chosen by tapping, so that a meeting is saved without typing."""

from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import fields

from punos.forms import Option, field_info
from punos.i18n import _l, _staff_l

TOPICS: Mapping[str, Any] = {
    "working_culture": _l("Working culture"),
    "vocabulary": _l("Professional vocabulary"),
    "application": _l("Application and CV"),
    "shadowing": _l("Job shadowing"),
    "interview": _l("Job interview"),
    "networks": _l("Networks"),
    "goals": _l("Goals and next steps"),
    "studies": _l("Studies and qualifications"),
}
SETTING = "meeting_topics"


def topics_field() -> fields.List:
    """The setting of a programme: which topics are offered, all unless it says otherwise."""
    return fields.List(
        fields.String(),
        load_default=lambda: list(TOPICS),
        metadata=field_info(
            label=_staff_l("Topics that are offered when a meeting is saved"),
            help=_staff_l("With none ticked nobody is asked."),
            options=tuple(TOPICS.items()),
        ),
    )


def topics_of(settings: Mapping[str, Any]) -> list[Option]:
    """The topics that a cycle with these settings offers, in our order; none where it knows none."""
    chosen: Sequence[str] = settings.get(SETTING) or ()
    return [(code, label) for code, label in TOPICS.items() if code in chosen]


def topic_names(codes: Sequence[str]) -> list[str]:
    """Codes in the reader's language; one that is not known any more is left out."""
    return [str(TOPICS[code]) for code in codes if code in TOPICS]
