"""People who have found work earn what was agreed for each: what counts, when, and for whom."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from punos import clock
from punos.enrolments.models import Enrolment
from punos.ids import new_id
from punos.referrals.models import Referral
from tests.support.tenants import Association

from .ledgers import agree, day, earned, employed, job, jobs, line_of, running_cycle, withdraw


@pytest.mark.parametrize(
    ("conditions", "counts"),
    [
        ({}, True),
        ({"codes": ["A1"]}, False),
        ({"codes": ["E1"]}, True),
        ({"min_hours": 20}, True),
        ({"min_hours": 21}, False),
        ({"contracts": ["fixed_term"]}, True),
        ({"contracts": ["permanent"]}, False),
        ({"own_field": True}, False),
    ],
)
def test_employed_means_what_was_agreed(
    association: Association, conditions: dict[str, object], counts: bool
) -> None:
    agreement_id = agree(association, jobs(conditions=conditions))
    mentee = association.enrol(running_cycle(association), "mentee")
    employed(association, mentee, code="E1", hours_per_week=20, contract="fixed_term")
    assert line_of(association, agreement_id, "jobs").units == int(counts)


def test_work_counts_only_when_confirmed_and_within_its_window(association: Association) -> None:
    agreement_id = agree(association, jobs(conditions={"days_after": 10}), starts=-60, ends=-20)
    slug = running_cycle(association)
    job(association, association.enrol(slug, "mentee"), happened_on=day(-30))
    employed(association, association.enrol(slug, "mentee"), happened_on=day(-9))
    assert line_of(association, agreement_id, "jobs").units == 0
    employed(association, association.enrol(slug, "mentee"), happened_on=day(-10))
    assert line_of(association, agreement_id, "jobs").units == 1


def test_one_person_earns_once_however_many_jobs_and_programmes(association: Association) -> None:
    agreement_id = agree(association, jobs())
    first, second = running_cycle(association), running_cycle(association)
    mentee = association.enrol(first, "mentee")
    employed(association, mentee)
    employed(association, mentee, code="E1", moment="months_6")
    with association.work() as work:
        person_id = work.session.scalars(
            select(Enrolment.person_id).where(Enrolment.id == mentee)
        ).one()
        again = association.enrol(second, "mentee")
        row = work.session.scalars(select(Enrolment).where(Enrolment.id == again)).one()
        row.person_id = person_id
    employed(association, again)
    assert line_of(association, agreement_id, "jobs").units == 1


def test_work_that_is_withdrawn_falls_away_and_earns_again_when_confirmed_again(
    association: Association,
) -> None:
    agreement_id = agree(association, jobs())
    mentee = association.enrol(running_cycle(association), "mentee")
    withdraw(association, employed(association, mentee))
    found = line_of(association, agreement_id, "jobs")
    assert (found.units, found.earned_cents) == (0, 0)
    for _time in range(2):
        withdraw(association, employed(association, mentee))
    employed(association, mentee)
    assert [stands for *_rest, stands in earned(association)] == [False, False, False, True]
    assert line_of(association, agreement_id, "jobs").earned_cents == 15_000


def test_another_confirmed_job_carries_on_when_the_first_is_withdrawn(
    association: Association,
) -> None:
    agree(association, jobs())
    mentee = association.enrol(running_cycle(association), "mentee")
    first = employed(association, mentee, happened_on=day(-3))
    employed(association, mentee, code="E1", moment="months_6")
    withdraw(association, first)
    found = [(when, stands) for _code, _cents, when, stands in earned(association)]
    assert found == [(day(-3), False), (day(0), True)]


def test_work_of_somebody_whom_another_association_may_claim_earns_nothing_here(
    association: Association,
) -> None:
    agreement_id = agree(association, jobs())
    slug = running_cycle(association)
    mentees = [association.enrol(slug, "mentee") for _one in range(2)]
    given_away(association, mentees[0], accepted_on=day(-1))
    given_away(association, mentees[1], accepted_on=day(1))
    for mentee in mentees:
        employed(association, mentee)
    assert line_of(association, agreement_id, "jobs").units == 1


def given_away(association: Association, enrolment_id: UUID, accepted_on: date) -> None:
    """She was referred to an association that may claim her work from that day on."""
    with association.work() as work:
        query = select(Enrolment.person_id).where(Enrolment.id == enrolment_id)
        referral = Referral(
            person_id=work.session.scalars(query).one(),
            receiver_id=new_id(),
            receiver_name="Another association",
            reason="mentoring",
            offered=[],
            claims="receiver",
            state="accepted",
            expires_on=day(30),
            made_at=clock.now(),
            accepted_on=accepted_on,
            changed_at=clock.now(),
        )
        work.session.add(referral)
