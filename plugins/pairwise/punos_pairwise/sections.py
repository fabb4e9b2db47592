"""What applicants are asked besides their name: what matching needs, and nothing else."""

from punos.plugin import MENTEE, MENTOR, FormSection, MenteeBackground, MentorBackground
from punos_pairwise.texts import _l

SECTION = "pairwise"
VERSION = 1

FORM_SECTIONS = (
    FormSection(
        name=SECTION,
        title=_l("About your work and wishes"),
        schema=MenteeBackground,
        version=VERSION,
        model="pairwise",
        roles=frozenset({MENTEE}),
    ),
    FormSection(
        name=SECTION,
        title=_l("About your work and what you offer"),
        schema=MentorBackground,
        version=VERSION,
        model="pairwise",
        roles=frozenset({MENTOR}),
    ),
)
