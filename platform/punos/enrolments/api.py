"""What plugins may use of enrolments."""

from punos.enrolments.models import Enrolment
from punos.enrolments.sections import FormSection
from punos.enrolments.service import lock_enrolment, lock_enrolments, move

__all__ = ["Enrolment", "FormSection", "lock_enrolment", "lock_enrolments", "move"]
