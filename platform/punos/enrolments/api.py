"""What plugins may use of enrolments."""

from punos.enrolments.applying import Applied, agree_to_service, apply
from punos.enrolments.inviting import invite_to_apply
from punos.enrolments.models import Enrolment
from punos.enrolments.placing import place
from punos.enrolments.rules import rules_field
from punos.enrolments.schemas import consent_field
from punos.enrolments.sections import FormSection
from punos.enrolments.service import enrol, lock_enrolment, lock_enrolments, move

__all__ = [
    "Applied",
    "Enrolment",
    "FormSection",
    "agree_to_service",
    "apply",
    "consent_field",
    "enrol",
    "invite_to_apply",
    "lock_enrolment",
    "lock_enrolments",
    "move",
    "place",
    "rules_field",
]
