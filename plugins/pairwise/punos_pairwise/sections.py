"""What applicants are asked besides their name: what matching needs, and nothing else."""

from collections.abc import Sequence
from typing import Any

from marshmallow import fields, validate

from punos.plugin import (
    FormSection,
    LanguageLevels,
    PunosSchema,
    every_occupation,
    field_info,
    language,
)
from punos_pairwise.codes import AVAILABILITY, EDUCATION_FIELDS, HOPES, INTERESTS
from punos_pairwise.model import MENTEE, MENTOR
from punos_pairwise.texts import _l

SECTION = "pairwise"
VERSION = 1
_MATCHING = _l("To find the person who suits you best.")
_KEPT = _l("Until a year after the cycle has ended.")


def _occupations() -> Sequence[tuple[str, str]]:
    return [(occupation.code, occupation.label) for occupation in every_occupation(language())]


def _info(label: Any, **more: Any) -> dict[str, Any]:
    return field_info(
        label=label, purpose=_MATCHING, retention=_KEPT, sensitivity="personal", **more
    )


def _chosen(label: Any, options: Any, **more: Any) -> fields.List:
    return fields.List(
        fields.String(),
        load_default=list,
        metadata=_info(label, options=options, widget="checkboxes", **more),
    )


class Background(PunosSchema):
    """What both sides are asked."""

    occupation = fields.String(
        required=True,
        metadata=_info(
            _l("Your profession"),
            help=_l("Begin to type and choose the nearest one."),
            options=_occupations,
            widget="typeahead",
            topic="background",
        ),
    )
    education_field = fields.String(
        load_default=None,
        allow_none=True,
        metadata=_info(_l("Field of your education"), options=EDUCATION_FIELDS, widget="select"),
    )
    languages = LanguageLevels(
        required=True,
        metadata=_info(_l("Languages that you can use when you meet"), widget="levels"),
    )
    online_ok = fields.Boolean(
        load_default=False, metadata=_info(_l("I can also meet online"), widget="checkbox")
    )
    interests = _chosen(_l("What interests you"), INTERESTS)
    availability = _chosen(_l("When you can meet"), AVAILABILITY)


class MenteeAnswers(Background):
    """What mentees are asked."""

    hopes = _chosen(_l("What you hope to get from mentoring"), HOPES)
    about = fields.String(
        load_default="",
        metadata=_info(
            _l("Tell about yourself and what you are looking for"),
            help=_l("A few sentences. Please write nothing about your health or beliefs."),
            widget="textarea",
        ),
    )


class MentorAnswers(Background):
    """What mentors are asked."""

    offers = _chosen(_l("What you can help with"), HOPES)
    capacity = fields.Integer(
        load_default=1,
        validate=validate.Range(1, 5),
        metadata=_info(_l("How many mentees you can take"), help=_l("Most mentors take one.")),
    )
    about = fields.String(
        load_default="",
        metadata=_info(_l("Tell about yourself and your work"), widget="textarea"),
    )


FORM_SECTIONS = (
    FormSection(
        name=SECTION,
        title=_l("About your work and wishes"),
        schema=MenteeAnswers,
        version=VERSION,
        model="pairwise",
        roles=frozenset({MENTEE}),
    ),
    FormSection(
        name=SECTION,
        title=_l("About your work and what you offer"),
        schema=MentorAnswers,
        version=VERSION,
        model="pairwise",
        roles=frozenset({MENTOR}),
    ),
)
