"""Stored reasons as short phrases for staff, in the language of whoever reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from punos.i18n import _staff, _staff_l, _staff_n, format_list, language, locale
from punos.matching.codes import NAMES
from punos.matching.findings import Reason
from punos.matching.models import Suggestion
from punos.occupations.api import label as occupation_label

Data = Mapping[str, Any]

CRITERIA_LABELS = {
    "profession": _staff_l("profession"),
    "languages": _staff_l("languages"),
    "hopes": _staff_l("hopes"),
    "place": _staff_l("place"),
    "interests": _staff_l("interests"),
    "education": _staff_l("field of education"),
    "availability": _staff_l("times"),
}


def spoken(stored: Iterable[Data], polarity: str) -> list[str]:
    """What speaks "for" or "against" two people, as stored with a suggestion: the heaviest first."""
    return phrases([Reason(**reason) for reason in stored], polarity)


@dataclass(frozen=True)
class Judged:
    """A row about a suggestion, with what speaks for and against the two in words."""

    suggestion: Suggestion

    @cached_property
    def reasons(self) -> list[str]:
        """What speaks for the two."""
        return spoken(self.suggestion.reasons, "for")

    @cached_property
    def against(self) -> list[str]:
        """What speaks against them."""
        return spoken(self.suggestion.reasons, "against")


def phrases(reasons: Iterable[Reason], polarity: str) -> list[str]:
    """The phrases of those that speak "for" or "against", in their order."""
    return [phrase(reason) for reason in reasons if reason.polarity == polarity]


def phrase(reason: Reason) -> str:
    """One reason in a few words."""
    return PHRASES[reason.code](reason.data)


def named(kind: str, code: str) -> str:
    """What people call a code. Kinds: language, occupation, education, interest, hope, time."""
    if kind == "language":
        return str(locale().languages.get(code, code))
    if kind == "occupation":
        return occupation_label(code, language())
    return str(NAMES[kind].get(code, code.replace("_", " ")))


def _listed(kind: str, codes: Iterable[str]) -> str:
    return format_list([named(kind, code) for code in codes])


def _profession_same(data: Data) -> str:
    return _staff("same profession: %(name)s", name=named("occupation", data["mentee"]))


def _profession_close(data: Data) -> str:
    return _staff(
        "close professions: %(mentee)s and %(mentor)s",
        mentee=named("occupation", data["mentee"]),
        mentor=named("occupation", data["mentor"]),
    )


def _profession_same_field(data: Data) -> str:
    return _staff("same field: %(name)s", name=named("occupation", data["mentee"][:2]))


def _profession_other(data: Data) -> str:
    return _staff(
        "different fields: %(mentee)s and %(mentor)s",
        mentee=named("occupation", data["mentee"]),
        mentor=named("occupation", data["mentor"]),
    )


def _profession_unknown(data: Data) -> str:
    return _missing(
        data["who"],
        _staff("the mentee's profession is not known"),
        _staff("the mentor's profession is not known"),
        _staff("the professions are not known"),
    )


def _languages_common(data: Data) -> str:
    return _staff(
        "%(language)s %(mentee)s ↔ %(mentor)s",
        language=named("language", data["language"]),
        mentee=data["mentee"],
        mentor=data["mentor"],
    )


def _languages_weak(data: Data) -> str:
    return _staff(
        "too little of a common language: %(language)s %(mentee)s ↔ %(mentor)s",
        language=named("language", data["language"]),
        mentee=data["mentee"],
        mentor=data["mentor"],
    )


def _languages_unknown(data: Data) -> str:
    return _missing(
        data["who"],
        _staff("the mentee's languages are not known"),
        _staff("the mentor's languages are not known"),
        _staff("the languages are not known"),
    )


def _place_same(data: Data) -> str:
    return _staff("both in %(city)s", city=data["city"])


def _place_apart(data: Data) -> str:
    return _staff(
        "far apart and not both online: %(mentee)s and %(mentor)s",
        mentee=data["mentee"],
        mentor=data["mentor"],
    )


def _place_unknown(data: Data) -> str:
    return _missing(
        data["who"],
        _staff("the mentee's town is not known"),
        _staff("the mentor's town is not known"),
        _staff("the towns are not known"),
    )


def _interests_shared(data: Data) -> str:
    return _staff("shared interests: %(list)s", list=_listed("interest", data["codes"]))


def _hopes_met(data: Data) -> str:
    met = _listed("hope", data["codes"])
    if len(data["codes"]) == data["of"]:
        return _staff("all hopes met: %(list)s", list=met)
    return _staff_n(
        "%(met)s of %(num)s hope met: %(list)s",
        "%(met)s of %(num)s hopes met: %(list)s",
        data["of"],
        met=len(data["codes"]),
        list=met,
    )


def _education_same(data: Data) -> str:
    field = named("education", data["mentor"][:2])
    return _staff("same field of education: %(name)s", name=field)


def _availability_common(data: Data) -> str:
    return _staff("both can meet: %(list)s", list=_listed("time", data["codes"]))


def _missing(who: list[str], mentee: str, mentor: str, both: str) -> str:
    if len(who) == 2:
        return both
    return mentee if who == ["mentee"] else mentor


PHRASES: dict[str, Callable[[Data], str]] = {
    "profession_same": _profession_same,
    "profession_close": _profession_close,
    "profession_same_field": _profession_same_field,
    "profession_other": _profession_other,
    "profession_unknown": _profession_unknown,
    "languages_common": _languages_common,
    "languages_weak": _languages_weak,
    "languages_none": lambda _: _staff("no common language"),
    "languages_unknown": _languages_unknown,
    "place_same": _place_same,
    "place_online": lambda _: _staff("both can meet online"),
    "place_apart": _place_apart,
    "place_unknown": _place_unknown,
    "interests_shared": _interests_shared,
    "interests_none": lambda _: _staff("no shared interests"),
    "hopes_met": _hopes_met,
    "hopes_none": lambda _: _staff("none of the mentee's hopes met"),
    "education_same": _education_same,
    "education_other": lambda _: _staff("different fields of education"),
    "education_unknown": lambda _: _staff("a field of education is not known"),
    "availability_common": _availability_common,
    "availability_none": lambda _: _staff("no time that suits both"),
}


def why_left(stored: Data) -> str:
    """Why somebody is left over, as stored with a proposal: one or more short sentences."""
    if stored["why"] == "nobody_fits":
        return _nobody_fits(stored["data"])
    if stored["why"] == "all_taken":
        return _all_taken(stored["role"], stored["data"]["possible"])
    if stored["why"] == "by_hand":
        return _staff("You have given the other one to somebody else.")
    if stored["why"] == "no_capacity":
        return _staff("This mentor takes no mentee now.")
    if stored["role"] == "mentee":
        return _staff("There is no mentor with room.")
    return _staff("There is no mentee.")


def _all_taken(role: str, possible: int) -> str:
    if role == "mentee":
        return _staff_n(
            "%(num)s mentor would do, but has no room left.",
            "%(num)s mentors would do, but have no room left.",
            possible,
        )
    return _staff_n(
        "%(num)s mentee would do, but has another mentor.",
        "%(num)s mentees would do, but have other mentors.",
        possible,
    )


def _nobody_fits(data: Data) -> str:
    told = [
        _staff(
            "%(criterion)s: %(count)s of %(of)s do not fit",
            criterion=str(CRITERIA_LABELS[name]),
            count=count,
            of=data["of"],
        )
        for name, count in sorted(data["failed"].items(), key=lambda item: (-item[1], item[0]))
    ]
    if data["forbidden"]:
        # By staff, or by their own no when they were asked.
        told.append(
            _staff("kept apart: %(count)s of %(of)s", count=data["forbidden"], of=data["of"])
        )
    return _staff("Nobody can be proposed (%(list)s).", list="; ".join(told))
