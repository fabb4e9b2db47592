"""What the core holds about what became of people."""

from uuid import UUID

from sqlalchemy import ColumnElement, select

from punos.extend.holdings import Blank, Coded, Holding
from punos.files.models import StoredFile
from punos.i18n import _l
from punos.outcomes.models import Outcome
from punos.privacy import words
from punos.privacy.finding import of_enrolment

OUTCOME_STATES = {
    "reported": _l("You said so"),
    "recorded": _l("Written down"),
    "verified": _l("Confirmed"),
    "withdrawn": _l("Taken back"),
}
_SHOWS = _l("To learn whether the programme helps, and to show it to those who pay for it.")


def _evidence(person: UUID) -> ColumnElement[bool]:
    of_hers = select(Outcome.evidence_id).where(of_enrolment(Outcome.enrolment_id)(person))
    return StoredFile.id.in_(of_hers.correlate(None))


OUTCOMES = (
    Holding(
        Outcome,
        _l("What became of you, such as work or studies"),
        _SHOWS,
        of_enrolment(Outcome.enrolment_id),
        "figures",
        {
            "code": _l("What"),
            "happened_on": words.DAY,
            "occupation": _l("What you work as, by its number in the list of occupations"),
            "hours_per_week": _l("Hours a week"),
            "contract": _l("Kind of work"),
            "state": Coded(words.STATE, OUTCOME_STATES),
        },
        "sensitive",
        Blank(
            {"evidence_id": None},
            _l(
                "It then has no name. It stays so that the figures stay true, and because a funder may "
                "ask what its money was paid for."
            ),
        ),
    ),
    Holding(
        StoredFile,
        _l("A file that shows what became of you, such as a letter of your employer"),
        _SHOWS,
        _evidence,
        "figures",
        {"created_at": words.WHEN},
        "sensitive",
    ),
)
