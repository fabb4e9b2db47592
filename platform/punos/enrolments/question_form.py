"""The form with which an association makes a question of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import ValidationError, fields, validate

from punos.enrolments.models import OwnQuestion
from punos.enrolments.own_questions import CHOICES
from punos.forms import PunosSchema, Topic, field_info
from punos.i18n import _staff, _staff_l, own_name
from punos.programmes.model import ProgrammeModel
from punos.work import Work

KINDS = (
    ("line", _staff_l("A short text")),
    ("text", _staff_l("A long text")),
    ("yes_no", _staff_l("Yes or no")),
    ("one", _staff_l("One of several choices")),
    ("many", _staff_l("Any of several choices")),
    ("number", _staff_l("A number")),
    ("date", _staff_l("A date")),
)
SENSITIVITIES = (
    ("ordinary", _staff_l("It tells nothing about a person")),
    ("personal", _staff_l("It tells something about a person")),
    ("sensitive", _staff_l("It would hurt if strangers read it")),
)
EVERY = "every"
"""Stands for every role."""
MOST_OPTIONS = 60
OPTIONS = "options_"
"""Begins the name of the field with the choices in one language."""
DIFFERENT = _staff_l("Write at least two different choices, one a line.")
_TEXTS = {
    "label": (_staff_l("The question"), 200, None),
    "help": (_staff_l("Help under the question"), 500, None),
    "purpose": (
        _staff_l("Why you ask it"),
        300,
        _staff_l("Applicants read it under the question. Do not ask what you do not need."),
    ),
    "options": (
        _staff_l("The choices, one a line"),
        5000,
        _staff_l("Only for questions with choices."),
    ),
}


def question_schema(work: Work, model: ProgrammeModel, *, new: bool) -> PunosSchema:
    """Asks for a question in each of the association's languages; the first one is needed."""
    languages = work.settings.languages
    made: dict[str, Any] = {}
    if new:
        made["kind"] = fields.String(
            required=True,
            metadata=field_info(
                label=_staff_l("What kind of answer do you want?"), options=KINDS, widget="radio"
            ),
        )
    made |= {
        f"{name}_{code}": _text(name, code, needed=code == languages[0])
        for code in languages
        for name in _TEXTS
    }
    made |= _terms(model)
    schema: PunosSchema = PunosSchema.from_dict(made, name="QuestionForm")()  # type: ignore[assignment]
    schema.topics = tuple(Topic(code, own_name(code)) for code in languages)  # type: ignore[misc]
    return schema


def _text(name: str, code: str, *, needed: bool) -> fields.String:
    label, longest, help_text = _TEXTS[name]
    required = needed and name in ("label", "purpose")
    given: dict[str, Any] = {"required": True} if required else {"load_default": ""}
    return fields.String(
        validate=validate.Length(max=longest),
        metadata=field_info(
            label=label,
            help=help_text,
            topic=code,
            widget="textarea" if name == "options" else None,
        ),
        **given,
    )


def _terms(model: ProgrammeModel) -> dict[str, Any]:
    roles = [(EVERY, _staff_l("Everybody")), *model.roles.items()]
    return {
        "role": fields.String(
            required=True,
            metadata=field_info(label=_staff_l("Who is asked?"), options=roles, widget="radio"),
        ),
        "required": fields.Boolean(
            load_default=False, metadata=field_info(label=_staff_l("An answer is needed"))
        ),
        "sensitivity": fields.String(
            required=True,
            metadata=field_info(
                label=_staff_l("How private is the answer?"), options=SENSITIVITIES, widget="radio"
            ),
        ),
    }


def shown(question: OwnQuestion) -> dict[str, Any]:
    """A question as its form shows it."""
    values: dict[str, Any] = {
        "role": question.role or EVERY,
        "required": question.required,
        "sensitivity": question.sensitivity,
    }
    for name, texts in (
        ("label", question.labels),
        ("help", question.helps),
        ("purpose", question.purposes),
    ):
        values |= {f"{name}_{code}": text for code, text in texts.items()}
    for code in {code for _value, labels in question.options for code in labels}:
        lines = [labels.get(code, "") for _value, labels in question.options]
        values[f"options_{code}"] = "\n".join(lines)
    return values


def told(data: Mapping[str, Any], languages: Sequence[str], kind: str) -> dict[str, Any]:
    """What the form says, as `own_questions` takes it. Raises ValidationError at the choices."""
    texts = {
        column: {code: data[f"{name}_{code}"] for code in languages if data[f"{name}_{code}"]}
        for name, column in (("label", "labels"), ("help", "helps"), ("purpose", "purposes"))
    }
    return {
        **texts,
        "options": _options(data, languages) if kind in CHOICES else [],
        "role": None if data["role"] == EVERY else data["role"],
        "required": data["required"],
        "sensitivity": data["sensitivity"],
    }


def _options(data: Mapping[str, Any], languages: Sequence[str]) -> list[dict[str, str]]:
    """Each choice by language: the lines of all languages stand in the same order."""
    first = languages[0]
    lines = {
        code: [line.strip() for line in data[f"options_{code}"].splitlines() if line.strip()]
        for code in languages
    }
    if not 2 <= len(lines[first]) <= MOST_OPTIONS or len(set(lines[first])) < len(lines[first]):
        raise ValidationError([DIFFERENT], OPTIONS + first)
    for code in languages[1:]:
        if lines[code] and len(lines[code]) != len(lines[first]):
            raise ValidationError(
                [_staff("Write as many choices as in the first language, in the same order.")],
                OPTIONS + code,
            )
        if len(set(lines[code])) < len(lines[code]):
            raise ValidationError([DIFFERENT], OPTIONS + code)
    return [
        {code: lines[code][number] for code in languages if lines[code]}
        for number in range(len(lines[first]))
    ]
