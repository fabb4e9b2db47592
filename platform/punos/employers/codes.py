"""The code lists of employers and visits, with their labels."""

from punos.i18n import _l, _staff_l

OFFERS = (
    ("shadowing", _staff_l("Job shadowing")),
    ("interview", _staff_l("Information interview")),
    ("placement", _staff_l("Work placement")),
    ("visit", _staff_l("Visit of a group")),
)
"""What an employer may offer (`Employer.offers`)."""
KINDS = (
    ("shadowing", _l("Job shadowing: the mentee follows somebody at work")),
    ("interview", _l("Information interview: the mentee asks somebody about their work")),
)
"""Kinds of visits (`EmployerVisit.kind`), as they are asked for."""
CALLED = {"shadowing": _l("Job shadowing"), "interview": _l("Information interview")}
"""The same in short."""
STATES = (
    ("wished", _l("We are looking for a workplace")),
    ("planned", _l("It is agreed on")),
    ("held", _l("It has taken place")),
)
"""What a pair says of a visit (`EmployerVisit.state`); one that came to nothing is cancelled."""
REQUIREMENTS = (
    ("off", _staff_l("Not part of the programme")),
    ("recommended", _staff_l("Recommended to each pair")),
    ("required", _staff_l("Each pair arranges one")),
)
"""Whether visits are part of a programme: its setting `employer_visit`."""
