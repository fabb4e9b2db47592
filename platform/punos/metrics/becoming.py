"""Figures of what became of people. Each rests on those of whom it is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from punos import clock
from punos.extend import Metric
from punos.i18n import _staff, _staff_n, format_number
from punos.metrics.figures import share
from punos.metrics.participation import Participation
from punos.metrics.service import Cohort
from punos.outcomes.codes import BY_CODE, EXIT, MONTHS_6, MOVED
from punos.outcomes.due import AROUND, FOLLOWED

LEAST_RESPONSE = 0.4
"""From so many answers, of those who were asked, what they say of everybody may be shown."""
READ = "outcomes.read"
VERSION = 2
"""Of N11 to N13: what was told on application counts, and what became so later than 28 days does not."""


def guarded(figure: Metric, answered: int, asked: int) -> Metric:
    """The figure with how many answered of those asked; without its value where they are too few."""
    figure = replace(figure, response=(answered, asked))
    if figure.value is None or answered >= LEAST_RESPONSE * asked:
        return figure
    few = _staff(
        "too few answers: %(answered)s of %(asked)s",
        answered=format_number(answered),
        asked=format_number(asked),
    )
    return replace(figure, value=None, part=None, whole=None, missing=few)


def own_field_at_exit(cohort: Cohort) -> list[Metric]:
    """N11: in work in their own field at the end, of those who were not so before."""
    asked = [one for one in cohort.started if one.known(EXIT) and not _own_field_before(one)]
    found = sum(one.in_own_field(EXIT) for one in asked)
    note = _staff(
        "Those who work in their own field at the end, also as self-employed, of those who took part "
        "and of whom it is known. Who worked in their own field at the beginning is left out."
    )
    label = _label(
        cohort,
        _staff("In work in own field at the end"),
        _staff("In work in own field, of those known so far"),
    )
    unsure = sum(one.in_own_field_before is None for one in asked)
    return [_of_exit("N11", label, found, len(asked), note, unsure)]


def employment_at_exit(cohort: Cohort) -> list[Metric]:
    """N12: in work at the end, self-employed too, of those whose status is known."""
    started = cohort.started
    asked = [one for one in started if one.known(EXIT) and not _worked_before(one)]
    note = _staff(
        "Those who are in work or self-employed at the end, of those who took part and of whom it is "
        "known. Who was in work at the beginning is left out. Based on the outcomes that were "
        "recorded: something is known of %(known)s of the %(started)s people who took part.",
        known=format_number(_known(started, EXIT)),
        started=format_number(len(started)),
    )
    label = _label(cohort, _staff("In work at the end"), _staff("In work, of those known so far"))
    found = sum(one.employed(EXIT) for one in asked)
    unsure = sum(one.worked_before is None for one in asked)
    return [_of_exit("N12", label, found, len(asked), note, unsure)]


def positive_transition(cohort: Cohort) -> list[Metric]:
    """N13: a step forward at the end, by the network's reading, of all whose status is known."""
    started = cohort.started
    asked = [one for one in started if one.known(EXIT)]
    found = sum(any(BY_CODE[code].forward for code in one.exit) for one in asked)
    note = _staff(
        "Those who at the end work in their own field, are in practice in it, have started or "
        "continued studies, or have a qualification obtained or applied for, of those who took part "
        "and of whom it is known."
    )
    label = _label(
        cohort,
        _staff("A step forward at the end"),
        _staff("A step forward, of those known so far"),
    )
    return [guarded(_of_exit("N13", label, found, len(asked), note), len(asked), len(started))]


def employment_at_six_months(cohort: Cohort) -> list[Metric]:
    """N14: in work half a year later, of those who were reached then."""
    first = clock.today() - FOLLOWED[MONTHS_6] + AROUND
    due = [one for one in cohort.started if one.ended_on and one.ended_on <= first]
    reached = [one for one in due if one.known(MONTHS_6)]
    found = sum(one.employed(MONTHS_6) for one in reached)
    note = _staff(
        "Those who were in work or self-employed about six months after they ended, of those who "
        "were reached then. What somebody tells from four and a half to seven and a half months "
        "after the end counts."
    )
    figure = share(
        "N14", _staff("In work 6 months later"), found, len(reached), note, permission=READ
    )
    if not due:
        return [replace(figure, missing=_staff("it is asked about 6 months after the end"))]
    return [guarded(figure, len(reached), len(due))]


def _of_exit(name: str, label: str, found: int, whole: int, note: str, unsure: int = 0) -> Metric:
    """An estimate where the situation at the beginning of some is not known."""
    basis = "estimate" if unsure else "collected"
    if unsure:
        more = _staff_n(
            "What %(num)s of them did at the beginning is not known.",
            "What %(num)s of them did at the beginning is not known.",
            unsure,
        )
        note = f"{note} {more}"
    return share(name, label, found, whole, note, permission=READ, basis=basis, version=VERSION)


def _label(cohort: Cohort, closed: Any, so_far: Any) -> Any:
    return closed if cohort.closed else so_far


def _known(people: Sequence[Participation], moment: str) -> int:
    return sum(one.known(moment) for one in people)


def _worked_before(one: Participation) -> bool:
    return bool(one.worked_before) or MOVED in one.exit


def _own_field_before(one: Participation) -> bool:
    """Who moved to better work, and of whose earlier work nothing is known, may have been in it."""
    before = one.in_own_field_before
    return MOVED in one.exit if before is None else before
