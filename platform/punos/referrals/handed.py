"""What may be handed over about a person: what is known, and how it is said in words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate
from sqlalchemy import select

from punos.access import scope
from punos.border.kinds import holds_id
from punos.enrolments.models import Enrolment
from punos.forms import language_name
from punos.forms.levels import LEVELS
from punos.i18n import LANGUAGES, format_list, language, own_name
from punos.matching.codes import HOPES
from punos.occupations.api import is_known, label
from punos.people.models import Person
from punos.people.schemas import ONE_ADDRESS
from punos.referrals.codes import FIELDS, REACH
from punos.work import Work

Values = dict[str, Any]
"""By name of field, in the order of FIELDS: plain JSON, codes rather than words."""

_ASKED = ("languages", "occupation", "hopes")
"""What people are asked when they apply, under these names, whatever the programme's model."""


def _occupation(code: str) -> None:
    if not is_known(code):
        raise ValidationError("unknown")


class _Level(Schema):
    language = fields.String(required=True, validate=validate.Regexp(r"[a-z]{2,3}\Z"))
    level = fields.String(required=True, validate=validate.OneOf([code for code, _label in LEVELS]))


class HandedSchema(Schema):
    """The values that pass, each of them optional."""

    name = fields.String(validate=validate.Length(min=1, max=201))
    email = fields.String(validate=[validate.Length(max=254), validate.Regexp(ONE_ADDRESS)])
    phone = fields.String(validate=validate.Length(min=1, max=40))
    language = fields.String(validate=validate.OneOf(LANGUAGES))
    city = fields.String(validate=validate.Length(min=1, max=100))
    languages = fields.List(fields.Nested(_Level), validate=validate.Length(min=1, max=40))
    occupation = fields.String(validate=_occupation)
    hopes = fields.List(
        fields.String(validate=validate.OneOf([code for code, _label in HOPES])),
        validate=validate.Length(min=1, max=len(HOPES)),
    )


def known(work: Work, person: Person) -> Values:
    """What is known of the person and could be handed over; what is not known is left out.

    Somebody limited to units offers no answers that were given to another: they would learn what was
    asked there. What she told last counts.
    """
    values = {
        "name": person.full_name,
        "email": person.email,
        "phone": person.phone,
        "language": person.language,
        "city": person.city,
        **_told(_answers(work, person)),
    }
    return {name: values[name] for name in FIELDS if _fits(name, values.get(name))}


def can_be_sent(names: Iterable[str]) -> bool:
    """Whether these fields are enough to turn to somebody: a name and one way to reach her."""
    chosen = set(names)
    return "name" in chosen and not chosen.isdisjoint(REACH)


def in_words(name: str, value: Any) -> str:
    """A value as the reader's language says it."""
    if name == "languages":
        levels = {code: str(words) for code, words in LEVELS}
        told = [f"{language_name(row['language'])}: {levels[row['level']]}" for row in value]
        return "; ".join(told)
    if name == "occupation":
        return label(value, language())
    if name == "hopes":
        hopes = {code: str(words) for code, words in HOPES}
        return format_list([hopes[code] for code in value])
    return own_name(value) if name == "language" else str(value)


def _answers(work: Work, person: Person) -> list[Mapping[str, Any]]:
    """The sections of all her applications, those of the newest first.

    She herself, by her link, may hand on whatever she has told.
    """
    query = select(Enrolment.answers).where(Enrolment.person_id == person.id)
    if work.actor.kind != "link":
        query = scope(work.actor, query, Enrolment, "enrolments.read")
    several = work.session.scalars(query.order_by(Enrolment.applied_at.desc(), Enrolment.id.desc()))
    return [part.get("data", {}) for answers in several for part in answers.values()]


def _told(sections: Iterable[Mapping[str, Any]]) -> Values:
    found: Values = {}
    for data in sections:
        for name in _ASKED:
            if name not in found and _fits(name, data.get(name)):
                found[name] = data[name]
    return found


def _fits(name: str, value: Any) -> bool:
    """Whether a value is known and can pass. A form's section is anybody's: a plugin may ask for
    something else under the same name."""
    if not value or holds_id(json.dumps(value)):
        return False
    return not HandedSchema().validate({name: value})
