"""What the core holds about people's feedback: talks about how it went, and words of their own."""

from uuid import UUID

from sqlalchemy import ColumnElement, select

from punos.certificates.models import Certificate
from punos.extend.holdings import Coded, Holding
from punos.feedback.codes import ATTRIBUTIONS, QUOTE_STATES
from punos.feedback.models import FollowUpInterview, Quote
from punos.files.models import StoredFile
from punos.i18n import _l
from punos.privacy import words
from punos.privacy.finding import of_enrolment


def _files(person: UUID) -> ColumnElement[bool]:
    of_hers = select(Certificate.file_id).where(of_enrolment(Certificate.enrolment_id)(person))
    return StoredFile.id.in_(of_hers.correlate(None))


_LEARN = _l("To learn how it went, and to make the programme better.")

FEEDBACK = (
    Holding(
        FollowUpInterview,
        _l("What you told us in an interview about how it went"),
        _LEARN,
        of_enrolment(FollowUpInterview.enrolment_id),
        shown={"planned_on": words.DAY, "held_on": _l("Held"), "summary": words.TEXT},
    ),
    Holding(
        Quote,
        _l("Your words, and whether they may be shown"),
        _l("To show what taking part means, if you allow it."),
        of_enrolment(Quote.enrolment_id),
        shown={
            "text": words.TEXT,
            "state": Coded(words.STATE, dict(QUOTE_STATES)),
            "attribution": Coded(_l("How they are shown"), dict(ATTRIBUTIONS)),
            "decided_at": words.WHEN,
        },
    ),
    Holding(
        Certificate,
        _l("Certificates that you got"),
        _l("So that you can show that you took part."),
        of_enrolment(Certificate.enrolment_id),
        shown={"issued_at": words.WHEN, "language": _l("Language")},
    ),
    Holding(
        StoredFile,
        _l("The files of your certificates"),
        _l("So that you can show that you took part."),
        _files,
        shown={"created_at": words.WHEN},
    ),
)
