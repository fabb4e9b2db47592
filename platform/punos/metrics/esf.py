"""The common indicators of the European Social Fund Plus, from the same records as all other figures.

Outputs say who they were when they began, results where they were at the end and half a year later.
Nobody is asked more for it than a programme asks anyway: what is not asked says so, and is no nought.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from punos.i18n import _staff_l
from punos.metrics.participation import Participation
from punos.metrics.service import Cohort, cohort_of
from punos.outcomes.codes import EXIT, MONTHS_6, MOVED, QUALIFIED
from punos.programmes.models import Cycle
from punos.work import Work

Belongs = Callable[[Participation], bool | None]
"""Whether somebody belongs to a line; None: nobody knows."""
GENDERS: Mapping[str, Any] = {
    "woman": _staff_l("Women"),
    "man": _staff_l("Men"),
    "other": _staff_l("Non-binary"),
    "": _staff_l("Not told"),
}
"""The columns; whoever would rather not say stands with those who were not asked."""
OUTPUTS, RESULTS = "outputs", "results"


@dataclass(frozen=True)
class Indicator:
    """One line: how many of those who started belong to it. None: it is asked of nobody."""

    name: str
    kind: str
    label: Any
    belongs: Belongs | None = None


@dataclass(frozen=True)
class EsfLine:
    """A line with its numbers by gender. `known` is of how many it is known; `total` None: not asked."""

    code: str
    name: str
    kind: str
    label: Any
    by_gender: Mapping[str, int]
    total: int | None
    known: int


def _situation(*wanted: str) -> Belongs:
    """By what they did when they applied; an outcome of the beginning that says work goes before."""

    def belongs(one: Participation) -> bool | None:
        situation = one.said.get("work_situation")
        if situation is None or one.worked_before:
            return False if one.worked_before else None
        return situation in wanted

    return belongs


def _answered(name: str, *wanted: str) -> Belongs:
    def belongs(one: Participation) -> bool | None:
        answer = one.said.get(name)
        return None if answer in (None, "not_told") else answer in wanted

    return belongs


def _at(moment: str, *codes: str) -> Belongs:
    def belongs(one: Participation) -> bool | None:
        return any(code in codes for code in one.codes(moment)) if one.known(moment) else None

    return belongs


_INACTIVE = _situation("at_home", "studying")


def _job_search(one: Participation) -> bool | None:
    """Only who was outside of working life can begin to look for work."""
    began = _at(EXIT, "J1", "I1")(one)
    return began and _INACTIVE(one) is not False


def _education(one: Participation) -> bool | None:
    """Also in practice: whether a funder reads that as training is to be asked."""
    studies = _at(EXIT, "B1", "B2", "B3", "B4")(one)
    return studies and one.said.get("work_situation") != "studying"


def _qualification(one: Participation) -> bool | None:
    """Obtained, and not only applied for."""
    if not one.known(EXIT):
        return None
    return any(
        seen.code == QUALIFIED and seen.detail == "obtained" for seen in one.at.get(EXIT, ())
    )


def _employment(moment: str) -> Belongs:
    def belongs(one: Participation) -> bool | None:
        if not one.known(moment):
            return None
        had_work = one.worked_before or MOVED in one.codes(moment)
        return one.employed(moment) and not had_work

    return belongs


INDICATORS: tuple[Indicator, ...] = (
    Indicator("total", OUTPUTS, _staff_l("Participants"), lambda _one: True),
    Indicator("unemployed", OUTPUTS, _staff_l("Unemployed, also for long"), _situation("no_work")),
    Indicator("long_term_unemployed", OUTPUTS, _staff_l("Unemployed for long")),
    Indicator("inactive", OUTPUTS, _staff_l("Outside of working life"), _INACTIVE),
    Indicator(
        "employed",
        OUTPUTS,
        _staff_l("In work, self-employed too"),
        lambda one: one.worked_before,
    ),
    Indicator("under_18", OUTPUTS, _staff_l("Under 18"), _answered("age_group", "under_18")),
    Indicator("from_18_to_29", OUTPUTS, _staff_l("18 to 29"), _answered("age_group", "18_29")),
    Indicator(
        "over_54", OUTPUTS, _staff_l("55 or more"), _answered("age_group", "55_64", "over_64")
    ),
    Indicator(
        "isced_0_2",
        OUTPUTS,
        _staff_l("Basic school or less (ISCED 0 to 2)"),
        _answered("education_level", "2"),
    ),
    Indicator(
        "isced_3_4",
        OUTPUTS,
        _staff_l("Upper secondary education (ISCED 3 and 4)"),
        _answered("education_level", "3", "4"),
    ),
    Indicator(
        "isced_5_8",
        OUTPUTS,
        _staff_l("Higher education (ISCED 5 to 8)"),
        _answered("education_level", "5", "6", "7", "8"),
    ),
    Indicator("disabilities", OUTPUTS, _staff_l("With disabilities")),
    Indicator("third_country", OUTPUTS, _staff_l("Citizens of countries outside the EU")),
    Indicator(
        "foreign_background",
        OUTPUTS,
        _staff_l("Of foreign background"),
        _answered("moved", "yes"),
    ),
    Indicator("minorities", OUTPUTS, _staff_l("Of minorities")),
    Indicator("homeless", OUTPUTS, _staff_l("Without a home")),
    Indicator("rural", OUTPUTS, _staff_l("From the countryside")),
    Indicator("job_search", RESULTS, _staff_l("Began to look for work"), _job_search),
    Indicator("education", RESULTS, _staff_l("In education or training at the end"), _education),
    Indicator("qualification", RESULTS, _staff_l("Obtained a qualification"), _qualification),
    Indicator("employment", RESULTS, _staff_l("Found work"), _employment(EXIT)),
    Indicator(
        "employment_6_months",
        RESULTS,
        _staff_l("In work 6 months later"),
        _employment(MONTHS_6),
    ),
    Indicator(
        "improved_6_months",
        RESULTS,
        _staff_l("In better work 6 months later, of those who had work"),
        _at(MONTHS_6, MOVED),
    ),
)


def esf_of(work: Work, cycle: Cycle) -> list[EsfLine]:
    """Every line over those who started and whom the actor sees: one statement."""
    return esf_lines(cohort_of(work, cycle))


def esf_lines(cohort: Cohort) -> list[EsfLine]:
    """The same from what was read already."""
    return [_line(one, cohort.started) for one in INDICATORS]


def _line(indicator: Indicator, people: Iterable[Participation]) -> EsfLine:
    by_gender, known = dict.fromkeys(GENDERS, 0), 0
    for one in people if indicator.belongs else ():
        belongs = indicator.belongs(one) if indicator.belongs else None
        known += belongs is not None
        by_gender[_gender(one)] += bool(belongs)
    asked = indicator.belongs is not None and (known > 0 or indicator.name == "total")
    total = sum(by_gender.values()) if asked else None
    code = codes().get(indicator.kind, {}).get(indicator.name, "")
    return EsfLine(code, indicator.name, indicator.kind, indicator.label, by_gender, total, known)


def _gender(one: Participation) -> str:
    told = one.said.get("gender", "")
    return told if told in GENDERS else ""


@cache
def codes() -> Mapping[str, Mapping[str, str]]:
    """The funder's codes by kind and name, as the file beside this module has them."""
    text = files("punos.metrics").joinpath("esf_codes.toml").read_text(encoding="utf-8")
    found: Mapping[str, Mapping[str, str]] = tomllib.loads(text)
    return found
