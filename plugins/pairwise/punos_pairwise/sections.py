"""What applicants are asked besides their name: what matching needs, and nothing else."""

from collections.abc import Collection, Mapping
from functools import partial

from punos.plugin import (
    MENTEE,
    MENTOR,
    Background,
    Cycle,
    FormSection,
    MenteeBackground,
    MentorBackground,
    Work,
    not_asked,
    settings_of,
)
from punos_pairwise.texts import _l

SECTION = "pairwise"
VERSION = 1
SCHEMAS: Mapping[str, type[Background]] = {MENTEE: MenteeBackground, MENTOR: MentorBackground}


def left_out(role: str, work: Work, cycle: Cycle) -> Collection[str]:
    """The questions that the programme has chosen not to ask."""
    return not_asked(settings_of(work, cycle).get("asks"), role)


FORM_SECTIONS = (
    FormSection(
        name=SECTION,
        title=_l("About your work and wishes"),
        schema=SCHEMAS[MENTEE],
        version=VERSION,
        model="pairwise",
        roles=frozenset({MENTEE}),
        left_out=partial(left_out, MENTEE),
    ),
    FormSection(
        name=SECTION,
        title=_l("About your work and what you offer"),
        schema=SCHEMAS[MENTOR],
        version=VERSION,
        model="pairwise",
        roles=frozenset({MENTOR}),
        left_out=partial(left_out, MENTOR),
    ),
)
