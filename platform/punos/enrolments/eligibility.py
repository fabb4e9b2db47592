"""For whom a cycle is: rules that an applicant's answers meet or not, as a programme's settings hold them.

A rule that blocks stops an application before it is sent; one that warns tells the applicant, and staff
look at it. Staff may accept anybody: rules are about applying, not about deciding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from punos.forms import LEVELS
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.programmes.service import settings_of
from punos.texts import Text, fold, pick
from punos.work import Work

WARN, BLOCK = "warn", "block"
CITY_SECTION = "person"
_LEVEL = {code: rank for rank, (code, _label) in enumerate(LEVELS)}

Rule = Mapping[str, Any]
"""`{"name", "role", "effect", "match", "words": {lang: text}, "ground", "conditions": [{"question":
"section.field", "test", "values": […]}]}`, as `rules.rules_field` keeps it."""


@dataclass(frozen=True)
class Fit:
    """What somebody's answers do not meet, in words: what stops them, and what staff look at."""

    blocking: list[Text]
    warning: list[Text]


def fit(work: Work, cycle: Cycle, role: str, answers: Mapping[str, Any]) -> Fit:
    """How these answers, as an enrolment keeps them, stand to the cycle's rules."""
    names = unmet(rules_of(work, cycle), role, answers)
    return Fit(*(words_of(work, cycle, names, effect) for effect in (BLOCK, WARN)))


def words_of(work: Work, cycle: Cycle, names: Iterable[str], effect: str = "") -> list[Text]:
    """What the rules of these names ask for; one that the cycle no longer has is left out."""
    wanted = set(names)
    return [
        pick(one["words"], work.language)
        for one in rules_of(work, cycle)
        if one["name"] in wanted and effect in ("", one["effect"])
    ]


def words_for(work: Work, cycle: Cycle, role: str) -> list[Text]:
    """What the cycle asks for of those who apply in this role."""
    rules = rules_of(work, cycle)
    return [pick(one["words"], work.language) for one in rules if one["role"] == role]


def needed(work: Work, cycle: Cycle, role: str, section: str) -> dict[str, list[Text]]:
    """By question of a form's section: the rules that stop whoever leaves it blank, in words."""
    found: dict[str, list[Text]] = {}
    for rule in rules_of(work, cycle):
        if rule["role"] == role and rule["effect"] == BLOCK:
            for question in _cannot_be_blank(rule):
                part, _dot, name = question.partition(".")
                if part == section:
                    found.setdefault(name, []).append(pick(rule["words"], work.language))
    return found


def _cannot_be_blank(rule: Rule) -> set[str]:
    """The questions without whose answer no other answer meets the rule."""
    wanting = [one["question"] for one in rule["conditions"] if one["test"] != "is_not"]
    if rule["match"] == "any" and (len(wanting) < len(rule["conditions"]) or len({*wanting}) > 1):
        return set()
    return set(wanting)


def rules_of(work: Work, cycle: Cycle) -> Sequence[Rule]:
    """The cycle's rules, in the order that the association gave them; none where its model has none."""
    rules: Sequence[Rule] = settings_of(work, cycle).get("eligibility", ())
    return rules


def unmet(rules: Iterable[Rule], role: str, answers: Mapping[str, Any]) -> list[str]:
    """The names of the rules for a role that these answers do not meet, in the order of the rules.

    `answers` are as an enrolment keeps them. What was not answered meets no test but `is_not`.
    """
    return [rule["name"] for rule in rules if rule["role"] == role and not _is_met(rule, answers)]


def unmet_by(
    rules: Iterable[Rule], role: str, person: Person, answers: Mapping[str, Any]
) -> list[str]:
    """The same of somebody who may have been added without a form: they live where their row says."""
    known = {CITY_SECTION: {"data": {"city": person.city}}}
    return unmet(rules, role, {**known, **answers})


def _is_met(rule: Rule, answers: Mapping[str, Any]) -> bool:
    held = (_holds(one, answers) for one in rule["conditions"])
    return any(held) if rule["match"] == "any" else all(held)


def _holds(condition: Mapping[str, Any], answers: Mapping[str, Any]) -> bool:
    section, _dot, name = condition["question"].partition(".")
    said = answers.get(section, {}).get("data", {}).get(name)
    return _CHECKS[condition["test"]](said, condition["values"])


def _is_one_of(said: Any, values: Sequence[str]) -> bool:
    return not _words_of(said).isdisjoint(map(fold, values))


def _words_of(said: Any) -> set[str]:
    """An answer as folded texts: each of several choices, the languages of those that are spoken."""
    several = said if isinstance(said, list) else [said]
    found = (one["language"] if isinstance(one, Mapping) else one for one in several)
    return {fold(str(one)) for one in found if one not in (None, "")}


def _at_least(said: Any, values: Sequence[str]) -> bool:
    """A number, a numbered level such as ISCED's, or one of the languages ("fi A2")."""
    if isinstance(said, list):
        spoken = {row["language"]: _LEVEL[row["level"]] for row in said}
        wanted = (one.split() for one in values)
        return any(spoken.get(code, -1) >= _LEVEL[level] for code, level in wanted)
    number = as_number(said)
    return number is not None and any(number >= Decimal(one) for one in values)


def as_number(said: Any) -> Decimal | None:
    """What can be compared as a number; None for anything else."""
    try:
        return None if said is None or isinstance(said, bool) else Decimal(str(said))
    except InvalidOperation:
        return None


_CHECKS: Mapping[str, Callable[[Any, Sequence[str]], bool]] = {
    "is_one_of": _is_one_of,
    "is_not": lambda said, values: not _is_one_of(said, values),
    "at_least": _at_least,
    "yes": lambda said, _values: said in (True, "yes"),
    "answered": lambda said, _values: said not in (None, "", []),
}
