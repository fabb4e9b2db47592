"""Pages about applications: the public form, the applicant's own page, and staff's lists.

Each module puts its routes into one section.
"""

from punos.enrolments.views import (
    add,
    applicants,
    apply,
    behalf,
    deciding,
    drafting,
    enrolment,
    invite,
    invited,
    own,
    own_returning,
    placing,
    questions,
    returning,
    selection,
    telling,
    waiting,
)
from punos.enrolments.views.base import pages

__all__ = [
    "add",
    "applicants",
    "apply",
    "behalf",
    "deciding",
    "drafting",
    "enrolment",
    "invite",
    "invited",
    "own",
    "own_returning",
    "pages",
    "placing",
    "questions",
    "returning",
    "selection",
    "telling",
    "waiting",
]
