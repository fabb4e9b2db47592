"""Believable answers to whatever a form section asks: made from its schema, so any plugin's will do."""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from marshmallow import fields

from punos.demo.words import LETTERS, spoken
from punos.enrolments.answers import kept
from punos.enrolments.sections import PERSON, FormSection, schema_of, sections_for
from punos.forms import LanguageLevels, PunosSchema
from punos.forms.info import has_options, options_of, widget_of
from punos.programmes.models import Cycle
from punos.work import Work

LIKELY = {
    # A few professions make a cohort in which people can be matched.
    "occupation": ("2512", "2221", "2341", "2411", "2431", "2142", "2635", "2611"),
    "education_country": ("UA", "IR", "NG", "IN", "VN", "CO", "FI"),
    "education_level": ("6", "6", "7", "7", "8"),
    "age_group": ("18_29", "30_54", "30_54", "30_54", "55_64"),
    "gender": ("woman",),
}
"""Of many options, those that the demo's people choose; their names are women's."""


def made_answers(
    work: Work,
    cycle: Cycle,
    role: str,
    person: Mapping[str, Any],
    random: Random,
    said: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Answers to every section of the application form of this role; `said` holds those not left to
    chance, by the name of the field.
    """
    return {
        section.name: _section(work, cycle, section, person, random, said or {})
        for section in sections_for(work, cycle, role)
    }


def _section(
    work: Work,
    cycle: Cycle,
    section: FormSection,
    person: Mapping[str, Any],
    random: Random,
    said: Mapping[str, Any],
) -> dict[str, Any]:
    schema = schema_of(work, cycle, section)
    typed = person if section.name == PERSON else _typed(schema, random, LETTERS[spoken(work)])
    typed = {**typed, **said}
    known = {name: value for name, value in typed.items() if name in schema.load_fields}
    for name, field in schema.load_fields.items():
        if name not in known and widget_of(field) == "checkbox" and field.metadata.get("must"):
            known[name] = "true"
    return kept(section, schema, schema.load(known))


def _typed(schema: PunosSchema, random: Random, letter: str) -> dict[str, Any]:
    return {name: _value(name, field, random, letter) for name, field in schema.load_fields.items()}


def _value(name: str, field: fields.Field, random: Random, letter: str) -> Any:
    for kind, make in _BY_KIND:
        if isinstance(field, kind):
            return make(random)
    options = [value for value, _label in options_of(field)]
    if isinstance(field, fields.List):
        return random.sample(options, min(len(options), random.randint(1, 3)))
    if name in LIKELY:
        return random.choice([one for one in LIKELY[name] if one in options] or options)
    # No letter where one chooses: a choice of units at an association that has none.
    otherwise = None if has_options(field) else letter
    return random.choice(options) if options else otherwise


def _languages(random: Random) -> list[dict[str, str]]:
    spoken = [{"language": "fi", "level": random.choice(("A2", "B1", "B1", "B2", "C1"))}]
    if random.random() < 0.8:
        spoken.append({"language": "en", "level": random.choice(("B1", "B2", "C1"))})
    return spoken


_BY_KIND: tuple[tuple[type[fields.Field], Callable[[Random], Any]], ...] = (
    (LanguageLevels, _languages),
    (fields.Url, lambda random: f"https://example.org/cv/{random.randrange(1000, 10_000)}"),
    (fields.Boolean, lambda random: random.random() < 0.6),
    (fields.Integer, lambda random: 1 if random.random() < 0.85 else 2),
)
