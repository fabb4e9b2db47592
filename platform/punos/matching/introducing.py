"""Who the other one is, told to somebody who is asked first: as little as the choice needs.

A first name, and what they said for matching. No surname, no way to reach them, no free text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from punos.enrolments.models import Enrolment
from punos.enrolments.sections import sections_for
from punos.i18n import _, format_list
from punos.matching.candidates import MENTEE, Candidate
from punos.matching.phrasing import named
from punos.matching.schemas import Background, candidate_of
from punos.work import Work

Data = Mapping[str, Any]


class Introduced(NamedTuple):
    """The other one: a first name, and what is told as (label, text)."""

    name: str
    told: list[tuple[str, str]]


def introduce(work: Work, other: Enrolment) -> Introduced:
    """What the one may know of the other before both have said yes, in the reader's language."""
    said = candidate_of(other, _section(work, other), other.person.city)
    rows = [
        (_("Profession"), named("occupation", said.occupation) if said.occupation else ""),
        (_("Lives in"), said.city or ""),
        (_("Languages"), format_list([_language(*one) for one in said.languages.items()])),
        _wanted(other, said),
    ]
    return Introduced(other.person.given_name, [(label, text) for label, text in rows if text])


def why_you_fit(stored: Iterable[Data]) -> list[str]:
    """What speaks for the two, as stored with a suggestion, in sentences for themselves."""
    return [
        SENTENCES[one["code"]](one["data"])
        for one in stored
        if one["polarity"] == "for" and one["code"] in SENTENCES
    ]


def _section(work: Work, enrolment: Enrolment) -> str:
    """The part of the form in which they were asked what matching needs."""
    sections = sections_for(work, enrolment.cycle, enrolment.role, reading=True)
    return next((one.name for one in sections if issubclass(one.schema, Background)), "")


def _language(code: str, level: str) -> str:
    return f"{named('language', code)} {level}"


def _wanted(other: Enrolment, said: Candidate) -> tuple[str, str]:
    if other.role == MENTEE:
        return _("Hopes for"), _listed("hope", said.hopes)
    return _("Can help with"), _listed("hope", said.offers)


def _listed(kind: str, codes: Iterable[str]) -> str:
    return format_list([named(kind, code) for code in sorted(codes)])


SENTENCES: dict[str, Callable[[Data], str]] = {
    "profession_same": lambda _data: _("You have the same profession."),
    "profession_close": lambda _data: _("Your professions are close to each other."),
    "profession_same_field": lambda _data: _("You work in the same field."),
    "languages_common": lambda data: _(
        "You can both speak this language: %(language)s.",
        language=named("language", data["language"]),
    ),
    "hopes_met": lambda data: _(
        "What one hopes for, the other can offer: %(list)s.", list=_listed("hope", data["codes"])
    ),
    "place_same": lambda _data: _("You live in the same town."),
    "place_online": lambda _data: _("You can both meet online."),
    "interests_shared": lambda data: _(
        "You are both interested in this: %(list)s.", list=_listed("interest", data["codes"])
    ),
    "education_same": lambda _data: _("Your education is of the same field."),
    "availability_common": lambda data: _(
        "You both have time: %(list)s.", list=_listed("time", data["codes"])
    ),
}
