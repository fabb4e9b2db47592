"""Figures of how people come in and come again: admission, matching, employers met, mentors who return."""

from __future__ import annotations

from dataclasses import replace
from statistics import median

from punos import clock
from punos.extend import Metric
from punos.i18n import _staff
from punos.metrics.figures import share
from punos.metrics.participation import Participation, local_day
from punos.metrics.service import Cohort


def admission(cohort: Cohort) -> list[Metric]:
    """N02: admitted applications, of those that were decided."""
    decided = [one for one in cohort.participations if one.decided]
    note = _staff(
        "Applications that were accepted, of all that were decided. Who waits for a decision, or "
        "took the application back before, is not counted."
    )
    admitted = sum(one.admitted for one in decided)
    return [share("N02", _staff("Accepted"), admitted, len(decided), note)]


def match_rate(cohort: Cohort) -> list[Metric]:
    """N03: those with a pair or team soon after the deadline of matching, of those who wanted one."""
    if not cohort.mentoring:
        return []
    wanting = [one for one in cohort.participations if one.admitted and _wanted(one, cohort)]
    found = sum(_in_time(one, cohort) for one in wanting)
    note = _staff(
        "Those who had a pair or team 30 days after the last day for matching at the latest, of all "
        "who were accepted and had not left by then. Without such a day in the timeline, the "
        "first day of the cycle counts."
    )
    figure = share("N03", _staff("Matched in time"), found, len(wanting), note)
    if clock.today() > cohort.match_by:
        return [figure]
    so_far = _staff("There is still time, so this is what is known so far.")
    return [replace(figure, note=f"{note} {so_far}")]


def time_to_match(cohort: Cohort) -> list[Metric]:
    """N04: the median of days from the decision to the first pair or team."""
    if not cohort.mentoring:
        return []
    days = [
        (local_day(one.matched_at) - local_day(one.decided_at)).days
        for one in cohort.participations
        if one.admitted and one.matched_at and one.decided_at
    ]
    value = float(median(days)) if days else None
    note = _staff(
        "From the day on which somebody was accepted to the day on which their first pair or team "
        "began. Half of them waited this long or longer, half this long or shorter."
    )
    return [
        Metric("N04", _staff("Wait for a pair"), value, unit="days", whole=len(days), note=note)
    ]


def employer_contact(cohort: Cohort) -> list[Metric]:
    """N10: those who followed somebody at work or interviewed an employer, of those who started."""
    started = cohort.started
    note = _staff(
        "Those who followed somebody’s day at work or interviewed an employer, of everybody who "
        "took part. Visits that are only planned do not count."
    )
    found = sum(one.visited for one in started)
    return [share("N10", _staff("Visited an employer"), found, len(started), note)]


def mentor_return(cohort: Cohort) -> list[Metric]:
    """N17: mentors who began with a new mentee within a year, of those who could have."""
    if not cohort.mentoring:
        return []
    label = _staff("Mentors who came again")
    note = _staff(
        "Mentors of this cycle who began to mentor somebody in another cycle within 12 months after "
        "this one was closed, of all its mentors whom you still know."
    )
    figure = share("N17", label, cohort.mentors_again or 0, cohort.mentors_there or 0, note)
    if cohort.closed:
        return [figure]
    return [replace(figure, missing=_staff("it is known once the cycle is closed"))]


def _wanted(one: Participation, cohort: Cohort) -> bool:
    """Whoever left without a pair while there was time did not want one any more."""
    return one.matched_at is not None or one.ended_on is None or one.ended_on > cohort.match_by


def _in_time(one: Participation, cohort: Cohort) -> bool:
    return one.matched_at is not None and local_day(one.matched_at) <= cohort.match_by
