"""The code lists of gatherings, with their labels."""

from punos_gatherings.texts import _l

EVENT_KINDS = (
    ("cv_clinic", _l("CV clinic")),
    ("linkedin", _l("LinkedIn training")),
    ("hidden_jobs", _l("Finding jobs that are not advertised")),
    ("other", _l("Other event")),
)
PARTS = (
    ("facilitator", _l("Leads the meeting")),
    ("role_model", _l("Visits and tells about her path")),
    ("expert", _l("Expert")),
    ("adviser", _l("Adviser")),
)
"""What somebody contributes to a meeting (`Contributor.part`)."""
SESSIONS = (
    ("advice", _l("Advice in person")),
    ("expert", _l("An expert tells")),
    ("role_model", _l("A working woman tells about her path")),
    ("recreation", _l("Free time and doing things")),
    ("peer", _l("Time with each other")),
)
"""Kinds of sessions of a camp."""
