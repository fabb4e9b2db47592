"""What is asked and set for matching, as forms and files hold it, and what matching makes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import fields, validate

from punos.enrolments.models import Enrolment
from punos.forms import LanguageLevels, PunosSchema, Topic, field_info
from punos.forms.info import label_of
from punos.i18n import _l, _staff_l, language
from punos.matching import questions
from punos.matching.candidates import CEFR, MENTEE, MENTOR, Candidate
from punos.matching.codes import AVAILABILITY, EDUCATION_FIELDS, HOPES, INTERESTS
from punos.matching.criteria import CRITERIA, Criteria
from punos.matching.questions import FURTHER, asked_for_matching, chosen
from punos.occupations.api import every, label

LEVELS = (
    ("mandatory", _staff_l("Must agree")),
    ("high", _staff_l("Weighs much")),
    ("medium", _staff_l("Weighs some")),
    ("low", _staff_l("Weighs little")),
    ("off", _staff_l("Not used")),
)


def _level(label: Any, default: str) -> fields.String:
    return fields.String(
        load_default=default, metadata=field_info(label=label, options=LEVELS, widget="select")
    )


class CriteriaSettings(PunosSchema):
    """How much each criterion counts when people are proposed to each other."""

    profession = _level(_staff_l("Same profession"), "high")
    languages = _level(_staff_l("Common language"), "high")
    hopes = _level(_staff_l("Hopes met by what the mentor offers"), "medium")
    place = _level(_staff_l("Same city, or both can meet online"), "medium")
    interests = _level(_staff_l("Shared interests"), "medium")
    education = _level(_staff_l("Field of education"), "off")
    availability = _level(_staff_l("Times that suit both"), "low")
    profession_digits = fields.Integer(
        load_default=2,
        validate=validate.Range(1, 4),
        metadata=field_info(label=_staff_l("How many digits of the profession’s code must agree")),
    )
    working_languages = fields.List(
        fields.String(validate=validate.Length(min=2, max=3)),
        load_default=list,
        metadata=field_info(label=_staff_l("Languages of the programme (none: any)")),
    )
    mentee_language_level = fields.String(
        load_default="A2",
        validate=validate.OneOf(CEFR),
        metadata=field_info(label=_staff_l("Level that a mentee needs in a common language")),
    )
    mentor_language_level = fields.String(
        load_default="B2",
        validate=validate.OneOf(CEFR),
        metadata=field_info(label=_staff_l("Level that a mentor needs in a common language")),
    )


def criteria_of(stored: Mapping[str, Any]) -> Criteria:
    """The criteria as a programme has set them, from what `CriteriaSettings` stores."""
    return Criteria(
        **{name: stored[name] for name in CRITERIA},
        profession_digits=stored["profession_digits"],
        working_languages=tuple(stored["working_languages"]),
        mentee_language_level=stored["mentee_language_level"],
        mentor_language_level=stored["mentor_language_level"],
    )


def _occupations() -> Sequence[tuple[str, str]]:
    return [(occupation.code, occupation.label) for occupation in every(language())]


def _profession_group(code: str) -> str:
    """The group of two digits that a profession belongs to."""
    return label(code[:2], language())


class Background(PunosSchema):
    """What both sides are asked when they apply, one topic a page."""

    topics = (
        Topic("background", _l("Your profession")),
        Topic("situation", _l("Your situation")),
        Topic("meeting", _l("How you can meet")),
        Topic("wishes", _l("Your interests and wishes")),
    )
    occupation = fields.String(
        required=True,
        metadata=asked_for_matching(
            _l("Your profession"),
            help=_l("Begin to type and choose the nearest one."),
            options=_occupations,
            widget="typeahead",
            topic="background",
            balance=_profession_group,
        ),
    )
    education_level = questions.education_level()
    education_country = questions.education_country()
    education_field = fields.String(
        load_default=None,
        allow_none=True,
        metadata=asked_for_matching(
            _l("Field of your education"),
            options=EDUCATION_FIELDS,
            widget="select",
            topic="background",
        ),
    )
    work_situation = questions.work_situation()
    moved = questions.moved()
    age_group = questions.age_group()
    gender = questions.gender()
    languages = LanguageLevels(
        required=True,
        metadata=asked_for_matching(
            _l("Languages that you can use when you meet"),
            widget="levels",
            topic="meeting",
            balance=True,
        ),
    )
    online_ok = fields.Boolean(
        load_default=False,
        metadata=asked_for_matching(
            _l("I can also meet online"), widget="checkbox", topic="meeting"
        ),
    )
    availability = chosen(_l("When you can meet"), AVAILABILITY, "meeting")
    interests = chosen(_l("What interests you"), INTERESTS)
    cv = questions.cv()


class MenteeBackground(Background):
    """What mentees are asked."""

    seeks_own_field = questions.seeks_own_field()
    integration_stage = questions.integration_stage()
    peer_wish = questions.peer_wish()
    hopes = chosen(_l("What you hope to get from mentoring"), HOPES)
    about = fields.String(
        load_default="",
        metadata=asked_for_matching(
            _l("Tell about yourself and what you are looking for"),
            help=_l("A few sentences. Please write nothing about your health or beliefs."),
            widget="textarea",
            topic="wishes",
        ),
    )


class MentorBackground(Background):
    """What mentors are asked."""

    peer_type = questions.peer_type()
    offers = chosen(_l("What you can help with"), HOPES)
    capacity = fields.Integer(
        load_default=1,
        validate=validate.Range(1, 5),
        metadata=asked_for_matching(
            _l("How many mentees you can take"),
            help=_l("Most mentors take one."),
            topic="wishes",
            asked_anew=True,
            places=True,
        ),
    )
    about = fields.String(
        load_default="",
        metadata=asked_for_matching(
            _l("Tell about yourself and your work"), widget="textarea", topic="wishes"
        ),
    )


_USUAL: Mapping[str, Sequence[str]] = {
    MENTEE: ("education_field", "availability", "peer_wish"),
    MENTOR: ("education_field", "availability", "peer_type"),
}


def _which(label: Any, role: str, asked: type[Background]) -> fields.List:
    declared = asked._declared_fields  # noqa: SLF001 - the words of the very questions
    options = [(name, label_of(one)) for name, one in declared.items() if name in FURTHER]
    return fields.List(
        fields.String(),
        load_default=lambda: list(_USUAL[role]),
        metadata=field_info(
            label=label,
            help=_staff_l("Ask only what you have a use for. Short forms are sent more often."),
            options=options,
            widget="checkboxes",
        ),
    )


class AskSettings(PunosSchema):
    """Which questions of `FURTHER` a programme asks, by role; the others of a form are always asked."""

    mentee = _which(_staff_l("What mentees are asked besides"), MENTEE, MenteeBackground)
    mentor = _which(_staff_l("What mentors are asked besides"), MENTOR, MentorBackground)


def not_asked(asks: Mapping[str, Sequence[str]] | None, role: str) -> frozenset[str]:
    """The questions that a programme leaves out for a role; None: it has never said, and asks the usual."""
    chosen_ones = (asks or _USUAL).get(role, ())
    return FURTHER.difference(chosen_ones)


def candidate_of(
    enrolment: Enrolment, section: str, city: str | None, capacity: int = 1
) -> Candidate:
    """What matching knows of an enrolment: codes and levels, never a name.

    The answers are those to a `Background` that was asked as the form's `section`.
    """
    said: Mapping[str, Any] = enrolment.answers.get(section, {}).get("data", {})
    return Candidate(
        id=enrolment.id,
        role="mentee" if enrolment.role == MENTEE else "mentor",
        occupation=said.get("occupation"),
        city=city,
        online_ok=bool(said.get("online_ok")),
        languages={
            row["language"]: "C2" if row["level"] == "first" else row["level"]
            for row in said.get("languages", ())
        },
        interests=frozenset(said.get("interests", ())),
        hopes=frozenset(said.get("hopes", ())),
        offers=frozenset(said.get("offers", ())),
        education_field=said.get("education_field"),
        availability=frozenset(said.get("availability", ())),
        capacity=capacity,
        person=enrolment.person_id,
    )
