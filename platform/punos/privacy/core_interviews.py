"""What the core holds about people's interviews."""

from punos.extend.holdings import Coded, Holding
from punos.i18n import _l
from punos.interviews.models import InterviewGuest, InterviewScore, InterviewSlot
from punos.privacy import words
from punos.privacy.finding import of_account, of_enrolment

RECOMMENDED = {
    "accept": _l("Accept"),
    "waiting": _l("Waiting list"),
    "refuse": _l("Do not accept"),
}
_INTERVIEW = _l("To talk with you before anything is decided.")

INTERVIEWS = (
    Holding(
        InterviewSlot,
        _l("The time of your interview"),
        _INTERVIEW,
        of_enrolment(InterviewSlot.enrolment_id),
        shown={"local_start": words.WHEN, "minutes": _l("Minutes"), "place": _l("Place")},
    ),
    Holding(
        InterviewScore,
        _l("What interviewers thought of you"),
        _INTERVIEW,
        of_enrolment(InterviewScore.enrolment_id),
        shown={
            "written_at": words.WHEN,
            "marks": _l("Marks from 1 to 5"),
            "recommends": Coded(_l("Recommended"), RECOMMENDED),
            "summary": words.TEXT,
        },
    ),
    Holding(
        InterviewGuest,
        _l("Interviews with others that you joined as one of the staff"),
        _INTERVIEW,
        of_account(InterviewGuest.account_id),
        "accounts",
    ),
)
