"""What the core holds about people's trainings."""

from punos.extend.holdings import Coded, Holding, about_nobody
from punos.i18n import _l
from punos.privacy import words
from punos.privacy.finding import of_enrolment
from punos.trainings.models import Training, TrainingCycle, TrainingPlace

PLACES = {
    "signed": _l("You have a place"),
    "waiting": _l("You are on the waiting list"),
    "cancelled": _l("Cancelled"),
}

TRAININGS = (
    Holding(
        TrainingPlace,
        _l("Trainings for which you signed up"),
        words.TO_ARRANGE,
        of_enrolment(TrainingPlace.enrolment_id),
        shown={"signed_at": words.WHEN, "state": Coded(words.STATE, PLACES)},
    ),
    about_nobody(Training, "when a training is, what it is about, and who may come"),
    about_nobody(TrainingCycle, "whose people may come to a training"),
)
