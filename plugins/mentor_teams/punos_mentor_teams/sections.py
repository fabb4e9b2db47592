"""What applicants are asked besides their name: what matching needs, and where they belong."""

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any

from marshmallow import fields

from punos.plugin import (
    MENTEE,
    MENTOR,
    Cycle,
    FormSection,
    MenteeBackground,
    MentorBackground,
    Work,
    asked_for_matching,
    not_asked,
    pick,
    settings_of,
    units,
)
from punos_mentor_teams.model import NAME
from punos_mentor_teams.texts import _l

SECTION = NAME
VERSION = 1
ASKED: Mapping[str, Sequence[str]] = dict.fromkeys(
    (MENTEE, MENTOR), ("education_field", "availability")
)
"""Of the questions that a programme may choose: professions count here, not where somebody stands."""


def _union() -> fields.String:
    return fields.String(
        load_default=None,
        allow_none=True,
        metadata=asked_for_matching(
            _l("Your union, or the one of your profession"),
            help=_l("Leave it empty if you do not know. We find it by your profession."),
            options=(),
            widget="select",
            topic="background",
        ),
    )


class MenteeAnswers(MenteeBackground):
    """What mentees are asked."""

    union = _union()


class MentorAnswers(MentorBackground):
    """What mentors are asked. What they offer are their strengths in a team."""

    union = _union()


def unions_to_choose(work: Work, cycle: Cycle) -> Mapping[str, Sequence[tuple[str, Any]]]:
    """The unions that take part, by their short names."""
    known = settings_of(work, cycle)["unions"]
    found = [unit for unit in units(work) if unit.slug in known]
    return {"union": [(unit.slug, pick(unit.names, work.language).value) for unit in found]}


def left_out(role: str, _work: Work, _cycle: Cycle) -> Collection[str]:
    """The questions that no programme of teams asks."""
    return not_asked(ASKED, role)


FORM_SECTIONS = (
    FormSection(
        name=SECTION,
        title=_l("About your work and wishes"),
        schema=MenteeAnswers,
        version=VERSION,
        model=NAME,
        roles=frozenset({MENTEE}),
        left_out=partial(left_out, MENTEE),
        options=unions_to_choose,
    ),
    FormSection(
        name=SECTION,
        title=_l("About your work and what you offer"),
        schema=MentorAnswers,
        version=VERSION,
        model=NAME,
        roles=frozenset({MENTOR}),
        left_out=partial(left_out, MENTOR),
        options=unions_to_choose,
    ),
)
