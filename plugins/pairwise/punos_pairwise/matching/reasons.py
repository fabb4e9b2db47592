"""Reasons, refusals and clashes of pins as short phrases, for staff."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from punos.plugin import occupation_label
from punos_pairwise.matching.findings import Reason
from punos_pairwise.matching.pins import Contradiction
from punos_pairwise.matching.proposal import Unmatched
from punos_pairwise.texts import _staff, _staff_l, _staff_n, format_list, language, locale

# (kind, code) -> what people call it. Kinds: language, occupation, education, interest, hope, time.
Names = Callable[[str, str], str]
Phrase = Callable[[Mapping[str, Any], Names], str]

CRITERIA_LABELS = {
    "profession": _staff_l("profession"),
    "languages": _staff_l("languages"),
    "hopes": _staff_l("hopes"),
    "place": _staff_l("place"),
    "interests": _staff_l("interests"),
    "education": _staff_l("field of education"),
    "availability": _staff_l("times"),
}


def common_names(kind: str, code: str) -> str:
    """The names that every programme shares; a programme's own lists give theirs instead."""
    if kind == "language":
        return str(locale().languages.get(code, code))
    if kind == "occupation":
        return occupation_label(code, language())
    return code.replace("_", " ")


def phrase(reason: Reason, names: Names = common_names) -> str:
    """One reason in a few words, in the language spoken."""
    return PHRASES[reason.code](reason.data, names)


def phrases(reasons: Iterable[Reason], polarity: str, names: Names = common_names) -> list[str]:
    """The phrases of those that speak "for" or "against", heaviest first."""
    return [phrase(reason, names) for reason in reasons if reason.polarity == polarity]


def _listed(codes: Iterable[str], kind: str, names: Names) -> str:
    return format_list([names(kind, code) for code in codes])


def _profession_same(data: Mapping[str, Any], names: Names) -> str:
    return _staff("same profession: %(name)s", name=names("occupation", data["mentee"]))


def _profession_close(data: Mapping[str, Any], names: Names) -> str:
    return _staff(
        "close professions: %(mentee)s and %(mentor)s",
        mentee=names("occupation", data["mentee"]),
        mentor=names("occupation", data["mentor"]),
    )


def _profession_same_field(data: Mapping[str, Any], names: Names) -> str:
    return _staff("same field: %(name)s", name=names("occupation", data["mentee"][:2]))


def _profession_other(data: Mapping[str, Any], names: Names) -> str:
    return _staff(
        "different fields: %(mentee)s and %(mentor)s",
        mentee=names("occupation", data["mentee"]),
        mentor=names("occupation", data["mentor"]),
    )


def _profession_unknown(data: Mapping[str, Any], _: Names) -> str:
    return _missing(
        data["who"],
        _staff("the mentee's profession is not known"),
        _staff("the mentor's profession is not known"),
        _staff("the professions are not known"),
    )


def _languages_common(data: Mapping[str, Any], names: Names) -> str:
    return _staff(
        "%(language)s %(mentee)s ↔ %(mentor)s",
        language=names("language", data["language"]),
        mentee=data["mentee"],
        mentor=data["mentor"],
    )


def _languages_weak(data: Mapping[str, Any], names: Names) -> str:
    return _staff(
        "too little of a common language: %(language)s %(mentee)s ↔ %(mentor)s",
        language=names("language", data["language"]),
        mentee=data["mentee"],
        mentor=data["mentor"],
    )


def _languages_unknown(data: Mapping[str, Any], _: Names) -> str:
    return _missing(
        data["who"],
        _staff("the mentee's languages are not known"),
        _staff("the mentor's languages are not known"),
        _staff("the languages are not known"),
    )


def _place_same(data: Mapping[str, Any], _: Names) -> str:
    return _staff("both in %(city)s", city=data["city"])


def _place_apart(data: Mapping[str, Any], _: Names) -> str:
    return _staff(
        "far apart and not both online: %(mentee)s and %(mentor)s",
        mentee=data["mentee"],
        mentor=data["mentor"],
    )


def _place_unknown(data: Mapping[str, Any], _: Names) -> str:
    return _missing(
        data["who"],
        _staff("the mentee's town is not known"),
        _staff("the mentor's town is not known"),
        _staff("the towns are not known"),
    )


def _interests_shared(data: Mapping[str, Any], names: Names) -> str:
    return _staff("shared interests: %(list)s", list=_listed(data["codes"], "interest", names))


def _hopes_met(data: Mapping[str, Any], names: Names) -> str:
    met = _listed(data["codes"], "hope", names)
    if len(data["codes"]) == data["of"]:
        return _staff("all hopes met: %(list)s", list=met)
    return _staff_n(
        "%(met)s of %(num)s hope met: %(list)s",
        "%(met)s of %(num)s hopes met: %(list)s",
        data["of"],
        met=len(data["codes"]),
        list=met,
    )


def _education_same(data: Mapping[str, Any], names: Names) -> str:
    field = names("education", data["mentor"][:2])
    return _staff("same field of education: %(name)s", name=field)


def _availability_common(data: Mapping[str, Any], names: Names) -> str:
    return _staff("both can meet: %(list)s", list=_listed(data["codes"], "time", names))


def _missing(who: list[str], mentee: str, mentor: str, both: str) -> str:
    if len(who) == 2:
        return both
    return mentee if who == ["mentee"] else mentor


PHRASES: dict[str, Phrase] = {
    "profession_same": _profession_same,
    "profession_close": _profession_close,
    "profession_same_field": _profession_same_field,
    "profession_other": _profession_other,
    "profession_unknown": _profession_unknown,
    "languages_common": _languages_common,
    "languages_weak": _languages_weak,
    "languages_none": lambda _, __: _staff("no common language"),
    "languages_unknown": _languages_unknown,
    "place_same": _place_same,
    "place_online": lambda _, __: _staff("both can meet online"),
    "place_apart": _place_apart,
    "place_unknown": _place_unknown,
    "interests_shared": _interests_shared,
    "interests_none": lambda _, __: _staff("no shared interests"),
    "hopes_met": _hopes_met,
    "hopes_none": lambda _, __: _staff("none of the mentee's hopes met"),
    "education_same": _education_same,
    "education_other": lambda _, __: _staff("different fields of education"),
    "education_unknown": lambda _, __: _staff("a field of education is not known"),
    "availability_common": _availability_common,
    "availability_none": lambda _, __: _staff("no time that suits both"),
}


def why_unmatched(unmatched: Unmatched) -> str:
    """Why someone has no pair, in one or more short sentences."""
    if unmatched.why == "nobody_fits":
        return _nobody_fits(unmatched.data)
    if unmatched.why == "all_taken":
        return _all_taken(unmatched)
    if unmatched.why == "no_capacity":
        return _staff("This mentor takes no mentee now.")
    if unmatched.role == "mentee":
        return _staff("There is no mentor with room.")
    return _staff("There is no mentee.")


def _all_taken(unmatched: Unmatched) -> str:
    possible = unmatched.data["possible"]
    if unmatched.role == "mentee":
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


def _nobody_fits(data: Mapping[str, Any]) -> str:
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
        told.append(
            _staff("kept apart by you: %(count)s of %(of)s", count=data["forbidden"], of=data["of"])
        )
    return _staff("Nobody can be proposed (%(list)s).", list="; ".join(told))


def contradiction(found: Contradiction) -> str:
    """What is wrong with a pin, without saying whom: the page shows the names beside it."""
    return {
        "not_in_cohort": _staff("One of this pair no longer waits for a pair."),
        "forbidden": _staff("This pair is both kept together and kept apart. Choose one."),
        "two_mentors": _staff("This mentee is kept with more than one mentor. Choose one."),
        "over_capacity": _staff("This mentor is kept with more mentees than the mentor takes."),
    }[found.code]
