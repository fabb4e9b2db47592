"""The core's nouns that no page of the first programme model needs yet: they hold all the same."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from punos import clock
from punos.access import Principal
from punos.accounts.models import Account
from punos.enrolments.service import lock_enrolments
from punos.errors import Absent, Refused
from punos.events.models import Event
from punos.groups.models import Group
from punos.groups.service import activate_group, end_group, memberships
from punos.ids import new_id
from punos.meetings.models import Attendance, Meeting
from punos.meetings.planning import cancel_meeting, hold_meeting, plan_meeting
from punos.meetings.service import log_meeting
from punos.outcomes.models import Outcome
from punos.outcomes.service import (
    missing_outcomes,
    record_outcome,
    verify_outcome,
    withdraw_outcome,
)
from punos.partners.service import add_partner, partners_of, take_part
from punos.programmes.service import cycle_by_slug
from punos.work import Work
from tests.security.acts import pair_up
from tests.support.tenants import Association, Tenants


@pytest.fixture
def here(tenants: Tenants) -> Association:
    """An association."""
    return tenants.make()


def pair(work: Work, here: Association, slug: str, parent: Group | None = None) -> Group:
    """A new pair in the cycle."""
    both = lock_enrolments(work, [here.enrol(slug, "mentee"), here.enrol(slug, "mentor")])
    return activate_group(work, cycle_by_slug(work, slug), "pair", both.values(), parent=parent)


def yesterday() -> datetime:
    """At noon."""
    return datetime.combine(clock.today() - timedelta(days=1), datetime.min.time()).replace(hour=12)


def test_ending_a_group_ends_the_groups_within_it(here: Association) -> None:
    slug = here.cycle()
    with here.work() as work:
        parent = activate_group(work, cycle_by_slug(work, slug), "pair", [])
        child = pair(work, here, slug, parent)
        ids = parent.id, child.id
    with here.work() as work:
        end_group(work, ids[0], "coordinator")
    with here.work() as work:
        assert set(work.session.scalars(select(Group.state))) == {"ended"}
        assert memberships(work, ids[1]) == []


@pytest.mark.parametrize("whose", ["group", "cycle", "programme", "association"])
def test_meeting_of_each_host_is_planned_and_held_with_attendance(
    here: Association, whose: str
) -> None:
    slug = here.cycle()
    enrolment_id = here.enrol(slug, "mentee")
    with here.work() as work:
        cycle = cycle_by_slug(work, slug)
        hosts = {"group": pair(work, here, slug), "cycle": cycle, "programme": cycle.programme}
        meeting = plan_meeting(
            work, hosts.get(whose), kind="training", local_start=yesterday(), minutes=90
        )
        meeting_id = meeting.id
    with here.work() as work:
        hold_meeting(work, meeting_id, {enrolment_id: "present"})
        hold_meeting(work, meeting_id, {enrolment_id: "present"})
    with here.work() as work:
        assert work.session.scalars(select(Meeting.state)).all() == ["held"]
        assert work.session.scalars(select(Attendance.state)).all() == ["present"]
        assert work.session.scalars(select(Event.kind)).all().count("meeting.held") == 1


def test_meeting_that_was_planned_for_a_group_is_the_one_that_is_logged(here: Association) -> None:
    slug = here.cycle()
    with here.work() as work:
        group = pair(work, here, slug)
        plan_meeting(work, group, kind="group", local_start=yesterday(), minutes=60)
        log_meeting(work, group, local_start=yesterday(), minutes=60, attendance={})
    with here.work() as work:
        assert work.session.scalars(select(Meeting.state)).all() == ["held"]


def test_meeting_has_one_host_by_constraint(here: Association) -> None:
    slug = here.cycle()
    with pytest.raises(IntegrityError, match="one_host"), here.work() as work:
        cycle = cycle_by_slug(work, slug)
        meeting = plan_meeting(work, cycle, kind="x", local_start=yesterday(), minutes=60)
        meeting.programme_id = cycle.programme_id


def test_meeting_ahead_cannot_have_been_held_and_a_held_one_not_be_cancelled(
    here: Association,
) -> None:
    with here.work() as work:
        ahead = clock.now().replace(tzinfo=None) + timedelta(days=2)
        coming = plan_meeting(work, None, kind="training", local_start=ahead, minutes=60)
        with pytest.raises(Refused):
            hold_meeting(work, coming.id, {})
        cancel_meeting(work, coming.id)
        with pytest.raises(Absent):
            hold_meeting(work, coming.id, {})
        past = plan_meeting(work, None, kind="training", local_start=yesterday(), minutes=60)
        hold_meeting(work, past.id, {})
        with pytest.raises(Absent):
            cancel_meeting(work, past.id)


def test_outcome_is_verified_by_somebody_else(here: Association) -> None:
    slug = here.cycle()
    enrolment = here.enrolment(here.enrol(slug, "mentee"))
    here.account("coordinator")
    here.account("administrator")
    with here.work() as work:
        first, second = work.session.scalars(select(Account.id).order_by(Account.id)).all()
    with here.work(Principal("account", account_id=first)) as work:
        outcome_id = record_outcome(
            work, enrolment, "A1", moment="exit", happened_on=clock.today()
        ).id
    with pytest.raises(Refused), here.work(Principal("account", account_id=first)) as work:
        verify_outcome(work, outcome_id)
    with here.work(Principal("account", account_id=second)) as work:
        verify_outcome(work, outcome_id)
        verify_outcome(work, outcome_id)
    with here.work() as work:
        outcome = work.session.scalars(select(Outcome)).one()
        assert (outcome.state, outcome.verified_by) == ("verified", second)
        assert work.session.scalars(select(Event.kind)).all().count("outcome.verified") == 1


def test_outcome_is_verified_by_the_bearer_of_a_link_and_the_event_says_so(
    here: Association,
) -> None:
    enrolment = here.enrolment(here.enrol(here.cycle(), "mentee"))
    with here.work() as work:
        outcome = record_outcome(work, enrolment, "A1", moment="exit", happened_on=clock.today())
    with here.work(Principal("link", link_id=new_id(), subject_id=outcome.id)) as work:
        verify_outcome(work, outcome.id)
    with here.work() as work:
        verified = work.session.scalars(select(Outcome)).one()
        assert (verified.state, verified.verified_by) == ("verified", None)
        event = select(Event.data).where(Event.kind == "outcome.verified")
        assert work.session.scalars(event).one() == {"by": "link"}


@pytest.mark.parametrize("actor", [Principal("nobody"), Principal("system")])
def test_outcome_is_not_verified_by_nobody(here: Association, actor: Principal) -> None:
    enrolment = here.enrolment(here.enrol(here.cycle(), "mentee"))
    with here.work() as work:
        outcome = record_outcome(work, enrolment, "A1", moment="exit", happened_on=clock.today())
    with here.work(actor) as work, pytest.raises(Refused):
        verify_outcome(work, outcome.id)


def test_outcome_is_missing_of_whoever_was_in_a_group_until_one_of_the_exit_stands(
    here: Association,
) -> None:
    slug = here.cycle()
    mentee, mentor = here.enrol(slug, "mentee"), here.enrol(slug, "mentor")
    here.enrol(slug, "mentee")
    group_id = pair_up(here, slug, mentee, mentor)
    enrolment = here.enrolment(mentee)
    with here.work() as work:
        end_group(work, group_id, "coordinator")
    with here.work() as work:
        cycle = cycle_by_slug(work, slug)
        assert missing_outcomes(work, cycle, "mentee") == 1
        for moment, missing in (("entry", 1), ("exit", 0)):
            known = record_outcome(work, enrolment, "D0", moment=moment, happened_on=clock.today())
            assert missing_outcomes(work, cycle, "mentee") == missing
        withdraw_outcome(work, known.id)
        assert missing_outcomes(work, cycle, "mentee") == 1


def test_partner_takes_part_in_a_cycle_in_a_dated_role_once(here: Association) -> None:
    slug, today = here.cycle(), clock.today()
    with here.work() as work:
        cycle = cycle_by_slug(work, slug)
        city = add_partner(work, "The City")
        take_part(work, cycle, city, "organiser", from_date=today)
        take_part(work, cycle, city, "organiser", from_date=today, until_date=today)
        take_part(work, cycle, city, "recruiter")
    with here.work() as work:
        found = partners_of(work, cycle_by_slug(work, slug))
        roles = [(partner.name, part.role, part.until_date) for partner, part in found]
    assert roles == [("The City", "organiser", today), ("The City", "recruiter", None)]
