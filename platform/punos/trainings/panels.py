"""What members see of trainings on the page of their pair or group."""

from collections.abc import Sequence

from punos.enrolments.models import Enrolment
from punos.extend import Panel
from punos.groups.models import Group
from punos.i18n import _l
from punos.trainings.mails import when_of
from punos.trainings.reading import own_trainings
from punos.work import Work

OWN = "own.trainings"


def group_part(work: Work, _group: Group, enrolment: Enrolment | None) -> Sequence[Panel]:
    """The trainings that the reader may come to: one statement. Staff see none here."""
    if enrolment is None:
        return ()
    found = own_trainings(work, [enrolment])
    if not found:
        return ()
    known = {"trainings": found, "when_of": when_of}
    return (Panel(_l("Trainings"), "trainings/_panel.html", OWN, known, 60),)
