"""What people tell themselves waits for staff, and counts once they have taken it over."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from punos import clock
from punos.enrolments.models import Enrolment
from punos.events.models import Event
from punos.outcomes.models import Outcome
from punos.outcomes.reporting import self_reported, take_back_report
from punos.outcomes.service import outcomes_at
from punos.outcomes.views import reports
from punos.work import Work
from tests.outcomes.conftest import Cycle


def tells(cycle: Cycle, code: str, moment: str = "exit") -> None:
    with cycle.association.work() as work:
        query = select(Enrolment).where(Enrolment.id == cycle.mentee)
        self_reported(work, work.session.scalars(query).one(), code, moment, clock.today())


def counts(cycle: Cycle) -> dict[object, str]:
    with cycle.association.work() as work:
        return dict(outcomes_at(work, [cycle.mentee]))


def test_told_waits_and_counts_when_it_is_taken_over(cycle: Cycle) -> None:
    tells(cycle, "A2")
    assert counts(cycle) == {}
    assert "1 person has told what became of them" in cycle.staff.get("/today").text
    page = cycle.staff.get(f"/cycles/{cycle.slug}/outcomes").text
    assert "What people told themselves" in page
    (outcome,) = cycle.known()
    sent = {"report": str(outcome.id), "act": "accept", "moment": "exit"}
    assert cycle.staff.post(f"/cycles/{cycle.slug}/outcomes/reports", sent).status_code == 303
    assert counts(cycle) == {cycle.mentee: "A2"}
    (outcome,) = cycle.known()
    assert (outcome.state, outcome.source) == ("recorded", "self_report")
    with cycle.association.work() as work:
        query = select(Event.kind).where(Event.subject_id == outcome.id)
        assert list(work.session.scalars(query)) == ["outcome.recorded"]


def test_answer_that_changes_while_staff_take_over_is_left_for_later(
    cycle: Cycle, monkeypatch: pytest.MonkeyPatch
) -> None:
    tells(cycle, "A2")
    (outcome,) = cycle.known()
    cycle.staff.get(f"/cycles/{cycle.slug}/outcomes")
    take_over = reports.accept_report

    def late(work: Work, outcome_id: UUID) -> Outcome:
        tells(cycle, "B3")
        return take_over(work, outcome_id)

    monkeypatch.setattr(reports, "accept_report", late)
    sent = {"report": str(outcome.id), "act": "accept", "moment": "exit"}
    answer = cycle.staff.post(f"/cycles/{cycle.slug}/outcomes/reports", sent)
    assert answer.status_code == 303
    assert counts(cycle) == {}
    assert sorted((one.code, one.state) for one in cycle.known()) == [
        ("A2", "withdrawn"),
        ("B3", "reported"),
    ]


def test_what_is_not_so_is_taken_back_and_never_counted(cycle: Cycle) -> None:
    tells(cycle, "A2")
    (outcome,) = cycle.known()
    cycle.staff.get(f"/cycles/{cycle.slug}/outcomes")
    sent = {"report": str(outcome.id), "act": "refuse", "moment": "exit"}
    cycle.staff.post(f"/cycles/{cycle.slug}/outcomes/reports", sent)
    assert [one.state for one in cycle.known()] == ["withdrawn"]
    with cycle.association.work() as work:
        assert not work.session.scalars(
            select(Event.kind).where(Event.subject_id == outcome.id)
        ).all(), "what never counted is not told as withdrawn"


def test_changed_answer_replaces_the_one_that_waits(cycle: Cycle) -> None:
    tells(cycle, "A2")
    tells(cycle, "A2")
    tells(cycle, "B3")
    tells(cycle, "E1", "months_6")
    assert [(one.code, one.state) for one in cycle.known()] == [
        ("A2", "withdrawn"),
        ("B3", "reported"),
        ("E1", "reported"),
    ]
    with cycle.association.work() as work:
        query = select(Enrolment).where(Enrolment.id == cycle.mentee)
        take_back_report(work, work.session.scalars(query).one(), "exit")
    assert [one.state for one in cycle.known()] == ["withdrawn", "withdrawn", "reported"]


def test_told_of_another_cycle_is_not_taken_over_here(cycle: Cycle) -> None:
    tells(cycle, "A2")
    (outcome,) = cycle.known()
    other = cycle.association.cycle()
    cycle.staff.get(f"/cycles/{other}/outcomes")
    sent = {"report": str(outcome.id), "act": "accept", "moment": "exit"}
    cycle.staff.post(f"/cycles/{other}/outcomes/reports", sent)
    assert [one.state for one in cycle.known()] == ["reported"]
