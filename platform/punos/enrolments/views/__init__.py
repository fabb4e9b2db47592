"""Pages about applications: the public form, the applicant's own page, and staff's lists.

Each module puts its routes into one section.
"""

from punos.enrolments.views import (
    add,
    applicants,
    apply,
    behalf,
    drafting,
    enrolment,
    invite,
    invited,
    own,
    placing,
    questions,
)
from punos.enrolments.views.base import pages

__all__ = [
    "add",
    "applicants",
    "apply",
    "behalf",
    "drafting",
    "enrolment",
    "invite",
    "invited",
    "own",
    "pages",
    "placing",
    "questions",
]
