"""The figures that programmes share, from one reading of a cycle. What is not known is no nought.

Each gives the figures under one name. The names are those of the network's list of metrics; a second
reading of the same figure has a name of its own after the full stop.
"""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median
from typing import Any

from punos.extend import Metric
from punos.i18n import _staff, _staff_n, format_number
from punos.metrics.service import Cohort, Participation
from punos.outcomes.codes import BY_CODE

UNTOLD = {"X1", "U0"}
"""Codes that say nothing of where somebody is now."""
MOVED = "E2"
"""Somebody who was in work already, and moved to better work."""


def share(name: str, label: Any, part: int, whole: int, note: Any = "", **more: Any) -> Metric:
    """`part` of `whole`; not enough is known when there is no whole. `more` as Metric takes it."""
    value = part / whole if whole else None
    return Metric(name, label, value, unit="share", part=part, whole=whole, note=note, **more)


def participants(cohort: Cohort) -> list[Metric]:
    """N01: how many started, and how many people they are."""
    started = cohort.started
    people = len({one.person_id for one in started})
    note = _staff(
        "Everybody who was present at one held meeting at least, of a group or of the whole cycle. "
        "Who came to open events only is not counted."
    )
    told = _staff_n("They are %(num)s person.", "They are %(num)s different people.", people)
    return [Metric("N01", _staff("Took part"), len(started), note=f"{note} {told}")]


def groups_formed(cohort: Cohort) -> list[Metric]:
    """G01: pairs or teams that were formed; none for a programme without mentoring."""
    if not cohort.mentoring:
        return []
    note = _staff(
        "Every pair or team that was started in this cycle, also those that have ended since."
    )
    return [Metric("G01", _staff("Pairs and groups formed"), cohort.formed, note=note)]


def full_team_share(cohort: Cohort) -> list[Metric]:
    """N05: mentees with two mentors or more, of those with one at least."""
    mentored = [one for one in cohort.participations if one.mentors]
    full = sum(one.mentors > 1 for one in mentored)
    note = (
        _staff("Mentees who had two mentors when the cycle closed, of those who had one at least.")
        if cohort.closed
        else _staff("Mentees who have two mentors now, of those who have one at least.")
    )
    return [share("N05", _staff("With two mentors"), full, len(mentored), note)]


def completion(cohort: Cohort) -> list[Metric]:
    """N06: who completed, of those who started; and with those who left early for work or studies."""
    started = cohort.started
    completed = sum(one.completed for one in started)
    early = sum(one.left_for_work_or_study for one in started)
    note = _staff("Those who completed, of everybody who took part.")
    wider = _staff(
        "The same, when those who left early for work or studies count as having completed, too."
    )
    if not cohort.closed:
        so_far = _staff("The cycle goes on, so this is what is known so far.")
        note, wider = f"{note} {so_far}", f"{wider} {so_far}"
    return [
        share("N06", _staff("Completed"), completed, len(started), note),
        share(
            "N06.early",
            _staff("Completed, or left for work or studies"),
            completed + early,
            len(started),
            wider,
        ),
    ]


def plan_fulfilment(plans: Iterable[tuple[int, int]]) -> list[Metric]:
    """N07: meetings held of those planned, from (held, planned) of each group or season.

    What was held beyond a plan fulfils no other.
    """
    plans = list(plans)
    held = sum(min(held, planned) for held, planned in plans)
    note = _staff(
        "Held meetings, of those that the plan of this cycle asks for by its end. What a group held "
        "beyond its plan is not counted. Based on the meetings that were logged."
    )
    planned = sum(planned for _held, planned in plans)
    return [share("N07", _staff("Plan fulfilled"), held, planned, note)]


def contact_hours(cohort: Cohort) -> list[Metric]:
    """N08: the median of logged hours of those who started; mentoring and group meetings apart."""
    started = cohort.started
    note = _staff(
        "Half of those who took part have this much or more, half have this much or less. Based on "
        "the meetings that were logged and who was present."
    )
    grouped = [one.group_minutes for one in started]
    figures = [_hours("N08.group", _staff("Hours in group meetings"), grouped, note)]
    if cohort.mentoring:
        mentored = [one.mentoring_minutes for one in started]
        figures.insert(0, _hours("N08.mentoring", _staff("Hours of mentoring"), mentored, note))
    return figures


def group_attendance(cohort: Cohort) -> list[Metric]:
    """N09: attended seats, of those expected at meetings of groups and of the cycle."""
    attended = sum(one.attended for one in cohort.participations)
    expected = sum(one.expected for one in cohort.participations)
    note = _staff(
        "Places that were taken at group meetings, of those where somebody was expected: everybody "
        "who had their place on that day, those who said that they cannot come, too."
    )
    return [share("N09", _staff("Attendance at group meetings"), attended, expected, note)]


def own_field_at_exit(cohort: Cohort) -> list[Metric]:
    """N11: in work in their own field at the end, of those who were not so before."""
    known = [one for one in cohort.started if _known(one) and not _was_in_own_field(one)]
    found = sum(_any(one.exit, "own_field") for one in known)
    note = _staff(
        "Those who work in their own field at the end, also as self-employed, of those who took part "
        "and of whom it is known. Who worked in their own field at the beginning is left out, and so "
        "is who had work already and moved to better work."
    )
    label = (
        _staff("In work in own field at the end")
        if cohort.closed
        else _staff("In work in own field, of those known so far")
    )
    return [share("N11", label, found, len(known), note, permission="outcomes.read")]


def positive_transition(cohort: Cohort) -> list[Metric]:
    """N13: a step forward at the end, by the network's reading, of all whose status is known."""
    known = [one for one in cohort.started if _known(one)]
    found = sum(_any(one.exit, "forward") for one in known)
    note = _staff(
        "Those who at the end work in their own field, are in practice in it, have started or "
        "continued studies, or have a qualification obtained or applied for, of those who took part "
        "and of whom it is known."
    )
    label = (
        _staff("A step forward at the end")
        if cohort.closed
        else _staff("A step forward, of those known so far")
    )
    return [share("N13", label, found, len(known), note, permission="outcomes.read")]


def employment_at_exit(cohort: Cohort) -> list[Metric]:
    """N12: in work at the end, self-employed too, of those whose status is known."""
    known = [one for one in cohort.started if _known(one) and not _was_in_work(one)]
    employed = sum(_any(one.exit, "employed") for one in known)
    note = _staff(
        "Those who are in work or self-employed at the end, of those who took part and of whom it is "
        "known. Who is known to have been in work at the beginning is left out. Whether the others "
        "were looking for work then is not asked yet. Based on the outcomes that were recorded: "
        "something is known of %(known)s of the %(started)s people who took part.",
        known=format_number(sum(_known(one) for one in cohort.started)),
        started=format_number(len(cohort.started)),
    )
    closed = cohort.closed
    label = _staff("In work at the end") if closed else _staff("In work, of those known so far")
    return [share("N12", label, employed, len(known), note, permission="outcomes.read")]


def _hours(name: str, label: str, minutes: list[int], note: str) -> Metric:
    value = round(median(minutes) / 60, 1) if minutes else None
    return Metric(name, label, value, unit="hours", whole=len(minutes), note=note)


def _known(one: Participation) -> bool:
    return bool(one.exit - UNTOLD)


def _any(codes: Iterable[str], meaning: str) -> bool:
    return any(getattr(BY_CODE[code], meaning) for code in codes)


def _was_in_work(one: Participation) -> bool:
    return _any(one.entry, "employed") or MOVED in one.exit


def _was_in_own_field(one: Participation) -> bool:
    return _any(one.entry, "own_field") or MOVED in one.exit
