"""The code lists of gatherings, with their labels."""

from punos_gatherings.texts import _l, _staff_l

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
STEPS = (
    ("cv", _staff_l("The CV is ready")),
    ("application", _staff_l("Sent an application")),
    ("interview", _staff_l("Was at a job interview")),
    ("employer", _staff_l("Met an employer")),
    ("shadowing", _staff_l("Followed somebody at work for a day")),
    ("language", _staff_l("Began a language course")),
    ("recognition", _staff_l("Applied for the recognition of a degree")),
    ("other", _staff_l("Another step")),
)
"""Kinds of steps on the path to work (`Step.kind`)."""
CONTRACTS = (
    ("permanent", _staff_l("Permanent")),
    ("fixed_term", _staff_l("For a fixed time")),
    ("self_employed", _staff_l("Self-employed")),
    ("gig", _staff_l("Single jobs")),
)
"""Kinds of contracts (the core's `Outcome.contract`)."""
EVIDENCE = (
    ("contract", _l("The contract")),
    ("payslip", _l("A payslip")),
    ("letter", _l("A letter of the employer")),
    ("register", _l("An entry in a public register")),
    ("told", _l("Nothing in writing, it was only told")),
)
"""What was seen of a job (`Employment.evidence`). The one who confirms it by link sees it, too."""
