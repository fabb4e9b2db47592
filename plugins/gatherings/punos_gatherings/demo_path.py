"""The demo's paths to work: advice, steps, and jobs that a second person has confirmed or has yet to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from punos.plugin import Cycle, Enrolment, add_advice, clock, record_outcome
from punos.plugin.demo import Teller, acting, noon, spoken
from punos_gatherings.codes import STEPS
from punos_gatherings.confirming import ask
from punos_gatherings.demo_words import EMPLOYERS, FACILITATOR
from punos_gatherings.employment import Job, confirm, found_work
from punos_gatherings.path import add_step

BOARD = "hallitus@people.example.org"
"""Where the link to confirm a job goes: a member of the board, by an address of her own."""
CONTRACTS = ("permanent", "fixed_term", "fixed_term", "permanent", "self_employed", "gig")
ADVICE = ("career", "cv", "recognition", "study", "other")
OTHERWISE = ("B3", "C1", "J1", "C2", "B2", "D0")
"""What became of those who have found no work."""


def advise(teller: Teller, people: Sequence[Enrolment], cycle: Cycle) -> None:
    """Sessions of advice and steps for every second one, over the days that lie behind."""
    with acting(teller.work, "adviser"):
        for enrolment in people[::2]:
            for _number in range(teller.random.randint(1, 4)):
                _stop(teller, enrolment, _day(teller, cycle))


def find_work(teller: Teller, people: Sequence[Enrolment], cycle: Cycle, *, confirmed: int) -> None:
    """Each has found work: so many jobs are confirmed, one is asked of the board, the others wait."""
    work = teller.work
    last = min(clock.today(), cycle.ends_on)
    for number, enrolment in enumerate(people):
        day = last - timedelta(days=5 + 4 * (len(people) - number))
        job = Job(
            employer=EMPLOYERS[number % len(EMPLOYERS)],
            starts_on=day,
            own_field=number % 3 != 2,
            contract=CONTRACTS[number % len(CONTRACTS)],
            hours_per_week=teller.random.choice((20, 30, 37, 38)),
            evidence="contract" if number % 2 else "payslip",
        )
        with clock.at(noon(day)), acting(work, "adviser"):
            found = found_work(work, enrolment, job)
        if number < confirmed:
            with clock.at(noon(day + timedelta(days=2))), acting(work, "coordinator"):
                confirm(work, found)
        elif number == confirmed:
            with clock.at(clock.now() - timedelta(hours=2)), acting(work, "adviser"):
                ask(work, found, BOARD, spoken(work))


def say_what_became(teller: Teller, people: Sequence[Enrolment], cycle: Cycle) -> None:
    """What became of those who have found no work, on the cycle's last day."""
    for number, enrolment in enumerate(people):
        code = OTHERWISE[number % len(OTHERWISE)]
        record_outcome(teller.work, enrolment, code, moment="exit", happened_on=cycle.ends_on)


def _stop(teller: Teller, enrolment: Enrolment, day: date) -> None:
    work, random = teller.work, teller.random
    with clock.at(noon(day)):
        if random.random() < 0.5:
            kind, minutes = random.choice(ADVICE), random.choice((30, 45, 60))
            add_advice(work, enrolment, kind, held_on=day, minutes=minutes, adviser=FACILITATOR)
        else:
            add_step(work, enrolment, random.choice(STEPS)[0], happened_on=day)


def _day(teller: Teller, cycle: Cycle) -> date:
    last = min(clock.today(), cycle.ends_on)
    return last - timedelta(
        days=teller.random.randint(1, max(2, (last - cycle.starts_on).days - 20))
    )
