"""What the core holds about how people get on with each other."""

from uuid import UUID

from sqlalchemy import ColumnElement

from punos.care.codes import ANSWERS, PAUSES, WANTS
from punos.care.models import FitCheck, GroupPause, Reminder
from punos.extend.holdings import Blank, Coded, Holding
from punos.i18n import _l
from punos.privacy import words
from punos.privacy.finding import both, enrolments, of_enrolment, of_small_group


def _of_others(person: UUID) -> ColumnElement[bool]:
    return FitCheck.enrolment_id.not_in(enrolments(person))


_GOES_ON = _l("To see that you meet, and to help when you do not.")

CARE = (
    Holding(
        FitCheck,
        _l("What you have told us of how it goes with your pair or group"),
        _GOES_ON,
        of_enrolment(FitCheck.enrolment_id),
        shown={
            "asked_at": words.WHEN,
            "answer": Coded(_l("Answer"), dict(ANSWERS)),
            "wants": Coded(_l("What you would like"), dict(WANTS)),
            "words": words.TEXT,
        },
        sensitivity="sensitive",
    ),
    Holding(
        FitCheck,
        _l("What the others in your pair or small group have told us of how it goes"),
        _l("To help them. What they say is theirs, so it is not shown here."),
        both(of_small_group(FitCheck.group_id), _of_others),
        shown={"asked_at": words.WHEN},
        sensitivity="sensitive",
        at_erasure=Blank(
            {"words": None},
            _l("Their own words go, since they may name you. What they answered stays theirs."),
        ),
    ),
    Holding(
        GroupPause,
        _l("Breaks that your pair or small group has taken"),
        _GOES_ON,
        of_small_group(GroupPause.group_id),
        shown={
            "from_on": _l("From"),
            "until_on": _l("Until"),
            "reason": Coded(_l("Why"), dict(PAUSES)),
        },
    ),
    Holding(
        Reminder,
        _l("Reminders that you got"),
        _GOES_ON,
        of_enrolment(Reminder.enrolment_id),
        shown={"sent_at": words.WHEN, "kind": words.KIND, "count": _l("How often")},
    ),
)
