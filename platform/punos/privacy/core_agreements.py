"""What the core holds about what people agreed to when their pair or group began, and what they aim at."""

from punos.agreements.models import AgreementAcceptance
from punos.extend.holdings import Coded, Holding
from punos.groups.models import GroupGoal
from punos.i18n import _l
from punos.privacy import words
from punos.privacy.finding import either, of_enrolment, of_small_group

AIM_STATES = {
    "open": _l("You are on the way"),
    "reached": _l("Reached"),
    "dropped": _l("No longer an aim"),
}

AGREEING = (
    Holding(
        AgreementAcceptance,
        _l("That you accepted the guidelines or the agreement"),
        _l("So that everybody who meets goes by the same rules."),
        of_enrolment(AgreementAcceptance.enrolment_id),
        shown={"accepted_at": words.WHEN, "language": words.LANGUAGE},
    ),
    Holding(
        GroupGoal,
        _l("What you want to reach together"),
        _l("So that you and those who help you see where you are going."),
        either(of_small_group(GroupGoal.group_id), of_enrolment(GroupGoal.set_by)),
        shown={
            "created_at": words.WHEN,
            "text": words.TEXT,
            "state": Coded(words.STATE, AIM_STATES),
        },
    ),
)
