"""Trainings of the demo: one that was held, and one to come whose seats are all taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from punos import clock
from punos.demo.story import noon
from punos.enrolments.models import Enrolment
from punos.programmes.models import Cycle, Programme
from punos.trainings.models import Training
from punos.trainings.places import may_come_to, sign_up
from punos.trainings.service import Plan, plan_training, write_attendance
from punos.work import Work

PAY: Mapping[str, str] = {
    "en": "Tax, salary and collective agreements",
    "fi": "Verot, palkka ja työehtosopimus",
    "sv": "Skatt, lön och kollektivavtal",
}
PAY_ABOUT: Mapping[str, str] = {
    "en": "How to read a pay slip, and what is agreed on for all in your field.",
    "fi": "Miten palkkalaskelmaa luetaan ja mitä alasi työehdoista on sovittu.",
    "sv": "Hur man läser en lönespecifikation och vad som är avtalat i din bransch.",
}
TALK: Mapping[str, str] = {
    "en": "Practising job interviews",
    "fi": "Työhaastattelun harjoittelu",
    "sv": "Öva på arbetsintervjuer",
}
TALK_ABOUT: Mapping[str, str] = {
    "en": "Mentors ask, mentees answer; then you swap roles.",
    "fi": "Mentorit kysyvät ja mentoroitavat vastaavat, sitten vaihdetaan.",
    "sv": "Mentorer frågar och adepter svarar, sedan byter ni roller.",
}
PLACES: Mapping[str, str] = {"en": "Library, hall", "fi": "Kirjasto, sali", "sv": "Biblioteket"}
AGO, AHEAD = timedelta(days=12), timedelta(days=10)
EARLIER = timedelta(days=9)
SEATS, WISHES, MISSED = 6, 8, 4
"""More want to come than there are seats; of those who had a place every fourth did not come."""


def let_train(work: Work) -> None:
    """Each programme with a cycle that runs has held a training, and plans the next one."""
    query = select(Cycle).where(Cycle.state == "running", Cycle.is_sample.is_(False))
    running: dict[Programme, list[Cycle]] = {}
    for cycle in work.session.scalars(query.options(joinedload(Cycle.programme))).all():
        running.setdefault(cycle.programme, []).append(cycle)
    for programme, cycles in running.items():
        if min(cycle.starts_on for cycle in cycles) < clock.today() - AGO - EARLIER:
            _hold(work, programme, cycles)
        _plan_next(work, programme, cycles)


def _hold(work: Work, programme: Programme, cycles: Sequence[Cycle]) -> None:
    day = clock.today() - AGO
    with clock.at(noon(day - EARLIER)):
        plan = Plan(
            titles=_in_ours(work, PAY),
            abouts=_in_ours(work, PAY_ABOUT),
            local_start=datetime.combine(day, time(17)),
            minutes=90,
            place=_place(work),
            cycles=[cycle.id for cycle in cycles],
        )
        training = plan_training(work, programme, plan)
        there = _sign_up(work, training, cycles)
    # While it goes on, by whoever holds it: a time that lies within it in summer and winter.
    with clock.at(noon(day) + timedelta(hours=3, minutes=20)):
        came = [one.id for at, one in enumerate(there, 1) if at % MISSED]
        write_attendance(work, training.id, came)


def _plan_next(work: Work, programme: Programme, cycles: Sequence[Cycle]) -> None:
    day = clock.today() + AHEAD
    plan = Plan(
        titles=_in_ours(work, TALK),
        abouts=_in_ours(work, TALK_ABOUT),
        local_start=datetime.combine(day, time(17, 30)),
        minutes=120,
        place=_place(work),
        cycles=[cycle.id for cycle in cycles],
        seats=SEATS,
        sign_up_until=day - timedelta(days=2),
    )
    with clock.at(noon(clock.today() - timedelta(days=2))):
        _sign_up(work, plan_training(work, programme, plan), cycles)


def _sign_up(work: Work, training: Training, cycles: Sequence[Cycle]) -> list[Enrolment]:
    query = (
        select(Enrolment)
        .where(Enrolment.cycle_id.in_([cycle.id for cycle in cycles]), Enrolment.state == "active")
        .options(
            joinedload(Enrolment.person), joinedload(Enrolment.cycle).joinedload(Cycle.programme)
        )
        .order_by(Enrolment.id)
        .limit(WISHES)
    )
    people = [one for one in work.session.scalars(query).all() if may_come_to(work, training, one)]
    for one in people:
        sign_up(work, training.id, one)
    return people


def _in_ours(work: Work, texts: Mapping[str, str]) -> dict[str, str]:
    """In the association's languages; in English where it speaks none of these."""
    found = {code: text for code, text in texts.items() if code in work.settings.languages}
    return found or {"en": texts["en"]}


def _place(work: Work) -> str:
    return PLACES.get(work.settings.languages[0], PLACES["en"])
