"""What the core holds about people's answers to surveys.

An anonymous answer names nobody, so there is nothing of it to be found, shown or erased here.
"""

from punos.extend.holdings import Holding, Keep
from punos.i18n import _l
from punos.privacy import words
from punos.privacy.finding import of_enrolment
from punos.surveys.models import SurveyAnswer, SurveyAsk

_SURVEYS = _l("To hear how the programme goes, and what it has changed.")

SURVEYS = (
    Holding(
        SurveyAsk,
        _l("Surveys that you were asked to answer"),
        _SURVEYS,
        of_enrolment(SurveyAsk.enrolment_id),
        shown={"asked_at": words.WHEN},
        at_erasure=Keep(words.FOR_FIGURES),
    ),
    Holding(
        SurveyAnswer,
        _l("What you have answered to surveys that are not anonymous"),
        _SURVEYS,
        of_enrolment(SurveyAnswer.enrolment_id),
        shown={"answered_on": words.WHEN, "answers": words.TEXT},
    ),
)
