"""A cycle copied into the next: days move, plans come along, people do not, and it asks first."""

from __future__ import annotations

import threading
from datetime import date, datetime, time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from punos.enrolments.models import Enrolment
from punos.face.service import write_page
from punos.meetings.common import common_meetings, plan_common
from punos.meetings.planning import cancel_meeting
from punos.programmes.models import Cycle
from punos.programmes.service import (
    PhasePlan,
    create_cycle,
    cycle_by_slug,
    phase_took_place,
    phases_of,
)
from punos.trainings.models import Training, TrainingCycle
from punos.trainings.service import Plan, plan_training
from tests.support.clients import Client
from tests.support.copying import copied, filled
from tests.support.tenants import Association, Tenants

NAMES = {"en": "Spring 2028", "fi": "Kevät 2028"}


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """An hour on the wall."""
    return datetime.combine(date(year, month, day), time(hour, minute))


@pytest.fixture
def here(tenants: Tenants) -> Association:
    """An association with a programme."""
    association = tenants.make()
    association.cycle()
    return association


@pytest.fixture
def slug(here: Association) -> str:
    """A cycle around a leap day and the beginning of summer time, with everything in it."""
    with here.work() as work:
        programme = work.session.scalars(select(Cycle)).first().programme  # type: ignore[union-attr]
        cycle = create_cycle(
            work,
            programme,
            slug="spring-2028",
            names=NAMES,
            apply_from=date(2027, 12, 1),
            apply_until=date(2028, 1, 10),
            starts_on=date(2028, 2, 1),
            ends_on=date(2028, 5, 31),
            targets={"pairs": 12, "meetings": 90},
            phases=[
                PhasePlan("first_half", {"en": "Begin"}, date(2028, 2, 1), date(2028, 2, 29)),
                PhasePlan("second_half", {"en": "Go on"}, date(2028, 3, 1), date(2028, 5, 31)),
            ],
        )
        phase_took_place(work, cycle, phases_of(work, cycle)[0].id, date(2028, 2, 3), None)
        write_page(work, cycle, "en", {"lead": "Come along."})
        for kind, start in (
            ("kick_off", at(2028, 2, 29, 17)),
            # After the clocks went on, on 26 March.
            ("midterm", at(2028, 3, 27, 17, 30)),
        ):
            plan_common(work, cycle, kind=kind, local_start=start, minutes=90, place="Kirjasto")
        gone = plan_common(
            work,
            cycle,
            kind="closing",
            local_start=at(2028, 5, 30, 17),
            minutes=60,
            place=None,
        )
        cancel_meeting(work, gone.id)
        plan_training(
            work,
            programme,
            Plan(
                titles={"en": "Tax and salary"},
                local_start=at(2028, 4, 5, 16),
                minutes=60,
                cycles=[cycle.id],
                roles=["mentee"],
                seats=8,
                sign_up_until=date(2028, 3, 31),
            ),
        )
    here.enrol("spring-2028", "mentee")
    return "spring-2028"


def count_cycles(here: Association) -> int:
    with here.work() as work:
        return work.session.scalar(select(func.count()).select_from(Cycle)) or 0


def test_copy_moves_every_day_and_takes_no_people(
    here: Association, client: Client, slug: str
) -> None:
    staff = here.signed_in(client)
    assert f"/cycles/{slug}/copy" in staff.get(f"/cycles/{slug}").text
    new = copied(staff, slug, "2029-02-01")
    with here.work() as work:
        cycle = cycle_by_slug(work, new)
        assert (cycle.state, cycle.targets) == ("planned", {"pairs": 12, "meetings": 90})
        assert cycle.names == {"en": "Spring 2029", "fi": "Kevät 2029"}
        assert cycle.page == {"lead": {"en": "Come along."}}
        assert (cycle.apply_from, cycle.apply_until) == (date(2028, 12, 1), date(2029, 1, 10))
        # 2028 has a day more: what was so long stays so long.
        assert (cycle.starts_on, cycle.ends_on) == (date(2029, 2, 1), date(2029, 6, 1))
        first, second = phases_of(work, cycle)
        assert (first.kind, first.planned_until) == ("first_half", date(2029, 3, 1))
        assert (second.planned_from, first.actual_from) == (date(2029, 3, 2), None)
        people = select(func.count()).where(Enrolment.cycle_id == cycle.id)
        assert work.session.scalar(people) == 0


def test_meetings_and_trainings_come_along_as_plans_at_their_hour(
    here: Association, client: Client, slug: str
) -> None:
    new = copied(here.signed_in(client), slug, "2029-01-28")
    with here.work() as work:
        cycle = cycle_by_slug(work, new)
        found = [one.meeting for one in common_meetings(work, cycle)]
        assert [(one.kind, one.local_start, one.state, one.place) for one in found] == [
            ("kick_off", at(2029, 2, 25, 17), "planned", "Kirjasto"),
            # It was in summer time, and is now on the day before that begins.
            ("midterm", at(2029, 3, 24, 17, 30), "planned", "Kirjasto"),
        ]
        query = (
            select(Training)
            .join(TrainingCycle, TrainingCycle.training_id == Training.id)
            .where(TrainingCycle.cycle_id == cycle.id)
        )
        [training] = work.session.scalars(query)
        assert training.meeting.local_start == at(2029, 4, 2, 16)
        assert (training.sign_up_until, training.seats) == (date(2029, 3, 28), 8)
        assert (training.roles, training.titles) == (["mentee"], {"en": "Tax and salary"})


def test_copy_may_begin_on_a_leap_day(here: Association, client: Client, slug: str) -> None:
    new = copied(here.signed_in(client), slug, "2032-02-29")
    with here.work() as work:
        cycle = cycle_by_slug(work, new)
        assert (cycle.starts_on, cycle.ends_on) == (date(2032, 2, 29), date(2032, 6, 28))
        assert cycle.names["en"] == "Spring 2032"


def test_it_asks_before_it_plans_anything(here: Association, client: Client, slug: str) -> None:
    staff, before = here.signed_in(client), count_cycles(here)
    sent = filled(staff.get(f"/cycles/{slug}/copy?starts_on=2029-02-01").text)
    asked = staff.post(f"/cycles/{slug}/copy", sent)
    assert asked.status_code == 200
    for told in (
        "Plan this cycle?",
        "Spring 2029",
        "1 Feb 2029",
        "Tax and salary, at 16:00",
        "Go on",
    ):
        assert told in asked.text
    assert count_cycles(here) == before
    again = filled(staff.post(f"/cycles/{slug}/copy", {**sent, "submit": "change"}).text)
    assert {name: value for name, value in again.items() if value} == {
        name: value for name, value in sent.items() if value
    }
    assert count_cycles(here) == before


def test_days_may_be_changed_and_things_left_out(
    here: Association, client: Client, slug: str
) -> None:
    staff = here.signed_in(client)
    sent = filled(staff.get(f"/cycles/{slug}/copy?starts_on=2029-02-01").text)
    kick_off, midterm = [name for name in sent if name.startswith("meeting_")]
    phase = next(name for name in sent if name.startswith("from_"))
    [training] = [name for name in sent if name.startswith("training_")]
    changes = {
        "ends_on": "30.6.2029",
        kick_off: "",
        midterm: "4.4.2029",
        training: "",
        phase: "",
        phase.replace("from_", "until_"): "",
    }
    new = copied(staff, slug, "2029-02-01", **changes)
    with here.work() as work:
        cycle = cycle_by_slug(work, new)
        assert cycle.ends_on == date(2029, 6, 30)
        [meeting] = common_meetings(work, cycle)
        assert meeting.meeting.local_start == at(2029, 4, 4, 17, 30)
        assert [one.kind for one in phases_of(work, cycle)] == ["second_half"]
        assert work.session.scalar(select(func.count()).select_from(Training)) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ends_on": "1.1.2029"}, "The cycle cannot end before it begins."),
        ({"from_": "1.1.2030"}, "A phase cannot end before it begins."),
        ({"from_": ""}, "A phase needs both days, or none."),
    ],
)
def test_days_that_cannot_be_are_shown_again(
    here: Association, client: Client, slug: str, change: dict[str, str], said: str
) -> None:
    staff, before = here.signed_in(client), count_cycles(here)
    sent = filled(staff.get(f"/cycles/{slug}/copy?starts_on=2029-02-01").text)
    phase = next(name for name in sent if name.startswith("from_"))
    changes = {phase if name == "from_" else name: value for name, value in change.items()}
    answer = staff.post(f"/cycles/{slug}/copy", {**sent, **changes, "submit": "plan"})
    assert answer.status_code == 422
    assert said in answer.text
    assert count_cycles(here) == before


@pytest.mark.parametrize("begins", ["", "soon", "9999-12-31", "0001-01-01", "2027-02-29"])
def test_first_day_that_cannot_be_is_proposed_as_usual(
    here: Association, client: Client, slug: str, begins: str
) -> None:
    page = here.signed_in(client).get(f"/cycles/{slug}/copy?starts_on={begins}")
    assert page.status_code == 200
    with here.work() as work:
        last = work.session.scalar(select(func.max(Cycle.ends_on)))
    assert last is not None
    day, month, year = map(int, filled(page.text)["starts_on"].split("/"))
    assert date(year, month, day) > last


def test_same_copy_sent_twice_is_one_cycle(here: Association, client: Client, slug: str) -> None:
    staff, before = here.signed_in(client), count_cycles(here)
    places = {copied(staff, slug, "2029-02-01") for _ in range(2)}
    assert len(places) == 1
    assert count_cycles(here) == before + 1


def test_same_copy_sent_twice_at_once_is_one_cycle(
    here: Association, app: Flask, slug: str
) -> None:
    before = count_cycles(here)
    browsers = [here.signed_in(Client(app)) for _ in range(2)]
    found: list[Any] = []
    ready = threading.Barrier(2)

    def send(staff: Client) -> None:
        sent = filled(staff.get(f"/cycles/{slug}/copy?starts_on=2029-02-01").text)
        ready.wait()
        found.append(staff.post(f"/cycles/{slug}/copy", {**sent, "submit": "plan"}))

    threads = [threading.Thread(target=send, args=[one]) for one in browsers]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [answer.status_code for answer in found] == [303, 303]
    assert len({answer.headers["Location"] for answer in found}) == 1
    assert count_cycles(here) == before + 1


def test_second_copy_and_copy_of_a_copy_stand_beside_the_first(
    here: Association, client: Client, slug: str
) -> None:
    staff = here.signed_in(client)
    first = copied(staff, slug, "2029-02-01")
    beside = copied(staff, slug, "2029-02-01", name_en="Another spring")
    third = copied(staff, first, "2030-02-01")
    assert len({slug, first, beside, third}) == 4
    with here.work() as work:
        one, other = cycle_by_slug(work, first), cycle_by_slug(work, third)
        assert other.names["en"] == "Spring 2030"
        assert [m.meeting.kind for m in common_meetings(work, other)] == ["kick_off", "midterm"]
        assert other.ends_on - other.starts_on == one.ends_on - one.starts_on
        # Two cycles at the same time share the training that was copied along with each.
        query = select(TrainingCycle.training_id).where(
            TrainingCycle.cycle_id.in_([one.id, cycle_by_slug(work, beside).id])
        )
        trainings = list(work.session.scalars(query))
        assert len(trainings) == 2
        assert len(set(trainings)) == 1


def test_whoever_may_not_plan_cycles_finds_no_copying(
    here: Association, client: Client, slug: str
) -> None:
    contact = here.signed_in(client, "contact")
    assert contact.get(f"/cycles/{slug}/copy").status_code == 404
    assert f"/cycles/{slug}/copy" not in contact.get(f"/cycles/{slug}").text
