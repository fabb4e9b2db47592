"""The figures that programmes share, from one reading of a cycle. What is not known is no nought.

Each gives the figures under one name. The names are those of the network's list of metrics; a second
reading of the same figure has a name of its own after the full stop.
"""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median
from typing import Any

from punos.extend import Metric
from punos.i18n import _staff, _staff_n
from punos.metrics.service import Cohort


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


def _hours(name: str, label: str, minutes: list[int], note: str) -> Metric:
    value = round(median(minutes) / 60, 1) if minutes else None
    return Metric(name, label, value, unit="hours", whole=len(minutes), note=note)
