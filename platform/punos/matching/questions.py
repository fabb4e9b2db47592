"""What a programme may ask applicants besides what every one needs: each only where it has a use."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from babel import Locale
from marshmallow import fields, validate

from punos.forms import YES_NO, field_info
from punos.i18n import _l, language, locale
from punos.texts import sort_key

_MATCHING = _l("To find the person who suits you best.")
_FOR_WHOM = _l("To know whether this programme is meant for you.")
_FIGURES = _l("To see whom the programme reaches, in figures without names.")
_KEPT = _l("Until a year after the cycle has ended.")

# The levels of UNESCO's ISCED 2011, so that "at least a Bachelor" is "at least 6".
EDUCATION_LEVELS = (
    ("2", _l("Basic school, or less")),
    ("3", _l("Upper secondary school or vocational school")),
    ("4", _l("Further vocational education")),
    ("5", _l("Short studies after school, about two years")),
    ("6", _l("Bachelor’s degree")),
    ("7", _l("Master’s degree")),
    ("8", _l("Doctor’s degree")),
)
WORK_SITUATIONS = (
    ("own_field", _l("I work in my own field")),
    ("other_field", _l("I work in another field")),
    ("entrepreneur", _l("I have a business of my own")),
    ("no_work", _l("I am without work")),
    ("studying", _l("I study")),
    ("at_home", _l("I am at home with family")),
    ("other", _l("Something else")),
)
STAGES = (
    ("arrived", _l("I have just come, and everything is new")),
    ("learning", _l("I learn the language, or take an integration course")),
    ("seeking", _l("I look for my way to work or studies")),
    ("working", _l("I work or study already")),
    ("settled", _l("I have lived and worked here for years")),
)
# As ESF+ counts participants, with those who may have retired apart.
AGE_GROUPS = (
    ("under_18", _l("Under 18")),
    ("18_29", _l("18 to 29")),
    ("30_54", _l("30 to 54")),
    ("55_64", _l("55 to 64")),
    ("over_64", _l("65 or more")),
)
GENDERS = (
    ("woman", _l("Woman")),
    ("man", _l("Man")),
    ("other", _l("Something else")),
    ("not_told", _l("I would rather not say")),
)
PEER_TYPES = (
    ("fellow_immigrant", _l("Somebody who has come to Finland, too")),
    ("native_professional", _l("Somebody from Finland who works in my field")),
    ("business_person", _l("Somebody from business life")),
    ("student", _l("A student")),
    ("entrepreneur", _l("An entrepreneur")),
)
"""Of which group a mentor is to the mentee: which of them helps whom is an open question of the field."""


def asked_for_matching(label: Any, **more: Any) -> dict[str, Any]:
    """What a field says of itself when it is asked to find the right person, and why and how long."""
    return _asked(label, _MATCHING, **more)


def _asked(label: Any, purpose: Any, **more: Any) -> dict[str, Any]:
    return field_info(label=label, purpose=purpose, retention=_KEPT, sensitivity="personal", **more)


def chosen(label: Any, options: Any, topic: str = "wishes", **more: Any) -> fields.List:
    """Any number of options, to find the right person."""
    told = asked_for_matching(label, options=options, widget="checkboxes", topic=topic, **more)
    return fields.List(fields.String(), load_default=list, metadata=told)


def _one(label: Any, options: Any, purpose: Any, **more: Any) -> fields.String:
    told = _asked(label, purpose, options=options, **more)
    return fields.String(load_default=None, allow_none=True, metadata=told)


def countries() -> Sequence[tuple[str, str]]:
    """(ISO 3166 code, name in the reader's language) of every country."""
    return _countries(language(), locale())


@cache
def _countries(_language: str, of_reader: Locale) -> tuple[tuple[str, str], ...]:
    known = [(code, name) for code, name in of_reader.territories.items() if _is_country(code)]
    return tuple(sorted(known, key=lambda one: sort_key(one[1])))


def _is_country(code: str) -> bool:
    """Not a part of the world, which has a number, nor a union or a code that stands for none."""
    return code.isalpha() and code not in {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}


def education_level() -> fields.String:
    """ISCED 2011."""
    return _one(
        _l("Your highest education"),
        EDUCATION_LEVELS,
        _FOR_WHOM,
        widget="select",
        topic="background",
        balance=True,
    )


def education_country() -> fields.String:
    """ISO 3166."""
    return _one(
        _l("Country where you studied"),
        countries,
        _FOR_WHOM,
        help=_l("Where you got your highest education. Begin to type and choose."),
        widget="typeahead",
        topic="background",
    )


def work_situation() -> fields.String:
    """What they do now."""
    return _one(_l("Your situation now"), WORK_SITUATIONS, _FOR_WHOM, topic="situation")


def seeks_own_field() -> fields.String:
    """Also who works may be looking for work that suits what they have learnt."""
    return _one(
        _l("Are you looking for work in your own field?"),
        YES_NO,
        _FOR_WHOM,
        widget="radio",
        topic="situation",
    )


def moved() -> fields.String:
    """The plain question about an immigrant background."""
    return _one(
        _l("Have you moved to Finland from another country?"),
        YES_NO,
        _FOR_WHOM,
        help=_l("We do not ask why."),
        widget="radio",
        topic="situation",
    )


def integration_stage() -> fields.String:
    """How far on the way one is: the same help does not suit everybody."""
    return _one(
        _l("How far have you come in Finland?"),
        STAGES,
        _MATCHING,
        help=_l("Choose what is nearest."),
        topic="situation",
        balance=True,
    )


def age_group() -> fields.String:
    """Years in groups: a date of birth would be more than is needed."""
    return _one(_l("Your age"), AGE_GROUPS, _FOR_WHOM, topic="situation", balance=True)


def gender() -> fields.String:
    """Asked only by a programme that is for some."""
    return _one(
        _l("Your gender"),
        GENDERS,
        _FOR_WHOM,
        help=_l("We ask because this programme is not for everybody."),
        topic="situation",
        balance=True,
    )


def peer_type() -> fields.String:
    """Of a mentor."""
    return _one(
        _l("What describes you best?"),
        (
            ("fellow_immigrant", _l("I have come to Finland, too")),
            ("native_professional", _l("I am from Finland and know my field")),
            ("business_person", _l("I work in business life")),
            ("student", _l("I am a student")),
            ("entrepreneur", _l("I am an entrepreneur")),
        ),
        _MATCHING,
        topic="background",
        balance=True,
    )


def peer_wish() -> fields.List:
    """Of a mentee."""
    return chosen(_l("Whom would you like to meet?"), PEER_TYPES)


def cv() -> fields.Url:
    """An address that only those in the same pair see."""
    return fields.Url(
        load_default=None,
        allow_none=True,
        schemes={"http", "https"},
        validate=validate.Length(max=500),
        metadata=_asked(
            _l("Link to your CV or profile"),
            _l("So that the person you are matched with can see what you have done."),
            help=_l("Only the person you are matched with sees it. We do not read it."),
            widget="url",
            topic="wishes",
            only_for_group=True,
        ),
    )


FURTHER = frozenset(
    {
        "age_group",
        "availability",
        "cv",
        "education_country",
        "education_field",
        "education_level",
        "gender",
        "integration_stage",
        "moved",
        "peer_type",
        "peer_wish",
        "seeks_own_field",
        "work_situation",
    }
)
"""The questions that a programme chooses: `asks` in its settings says which."""
