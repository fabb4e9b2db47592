"""How the applicants of a cycle heard of the association, counted for staff."""

from sqlalchemy import ColumnElement, func

from punos.enrolments.heard import NAME, SOURCES
from punos.enrolments.models import Enrolment
from punos.i18n import Message
from punos.programmes.views.lines import Counts


def ways() -> list[ColumnElement[int]]:
    """What counts each way to hear of us, along with the people of a cycle (`enrolment_counts`)."""
    said = Enrolment.answers[NAME]["data"]["source"].astext
    return [func.count().filter(said == code) for code, _label in SOURCES]


def heard_of(counts: Counts) -> list[tuple[Message, int]]:
    """(way to hear of us, how many) of those who were counted with `ways`, the most frequent first."""
    numbers = [sum(each) for each in zip(*(count.more for count in counts.values()), strict=True)]
    told = zip((label for _code, label in SOURCES), numbers, strict=False)  # nobody: no numbers
    return sorted(((label, num) for label, num in told if num), key=lambda pair: -pair[1])
