"""Proposals and what is decided by hand: the same for every model that brings people together."""

from uuid import UUID

import pytest
from punos_pairwise.service import PROPOSE_JOB
from sqlalchemy import select

from punos import clock
from punos.enrolments.models import Enrolment
from punos.errors import Absent, Refused
from punos.groups.letters import send_group_links
from punos.groups.models import Membership
from punos.groups.service import activate_group
from punos.i18n import language
from punos.ids import new_id
from punos.mail.models import Mail
from punos.matching.drafting import hold_working, store_draft, working_proposal
from punos.matching.models import Proposal, Suggestion
from punos.matching.reading import earlier_draft, newest_proposal, proposed, wished, wishes
from punos.matching.service import (
    AlreadyPublished,
    ask_proposal,
    drop_from_drafts,
    go_back,
    held_draft,
    leave_out,
    wish,
)
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.work import Work
from tests.support.tenants import Association, Tenants

MENTOR_COUNT = 3


@pytest.fixture
def association(tenants: Tenants) -> Association:
    return tenants.make()


@pytest.fixture
def slug(association: Association) -> str:
    return association.cycle()


@pytest.fixture
def mentee(association: Association, slug: str) -> UUID:
    return association.enrol(slug, "mentee")


@pytest.fixture
def mentors(association: Association, slug: str) -> list[UUID]:
    return [association.enrol(slug, "mentor") for _ in range(MENTOR_COUNT)]


def cycle_of(work: Work, slug: str) -> Cycle:
    return work.session.scalars(select(Cycle).where(Cycle.slug == slug)).one()


def draft(
    work: Work, slug: str, pairs: list[tuple[UUID, UUID]], unit_id: UUID | None = None
) -> Proposal:
    """A draft that suggests these, as the worker would store it."""
    proposal = ask_proposal(work, cycle_of(work, slug), PROPOSE_JOB, unit_id=unit_id)
    assert hold_working(work, proposal)
    found = [Suggestion(mentee_id=one, mentor_id=other, score=0.5) for one, other in pairs]
    store_draft(work, proposal, found, [], {"count": len(found)})
    work.session.flush()
    return proposal


def pins(work: Work, slug: str, people: list[UUID]) -> frozenset[tuple[UUID, UUID]]:
    return wished(wishes(work, cycle_of(work, slug)), "pin", set(people))


@pytest.mark.parametrize("most", [1, 2])
def test_newest_pins_of_a_mentee_hold(
    association: Association, slug: str, mentee: UUID, mentors: list[UUID], most: int
) -> None:
    with association.work() as work:
        for mentor in mentors:
            wish(work, cycle_of(work, slug), mentee, mentor, "pin", pins=most)
        kept = {mentor for _, mentor in pins(work, slug, [mentee, *mentors])}
    assert kept == set(mentors[-most:])


def test_pin_made_again_counts_once(
    association: Association, slug: str, mentee: UUID, mentors: list[UUID]
) -> None:
    first, second, _third = mentors
    with association.work() as work:
        for mentor in (first, second, first):
            wish(work, cycle_of(work, slug), mentee, mentor, "pin", pins=2)
        assert pins(work, slug, [mentee, *mentors]) == {(mentee, first), (mentee, second)}
        wish(work, cycle_of(work, slug), mentee, first, None)
        assert pins(work, slug, [mentee, *mentors]) == {(mentee, second)}


def test_wish_about_somebody_who_is_not_there_is_of_no_matter(
    association: Association, slug: str, mentee: UUID, mentors: list[UUID]
) -> None:
    with association.work() as work:
        wish(work, cycle_of(work, slug), mentee, mentors[0], "pin")
        assert pins(work, slug, [mentee, mentors[1]]) == frozenset()


def test_mentee_may_be_suggested_two_mentors_and_loses_one_alone(
    association: Association, slug: str, mentee: UUID, mentors: list[UUID]
) -> None:
    first, second, _third = mentors
    with association.work() as work:
        proposal = draft(work, slug, [(mentee, first), (mentee, second)])
        wish(work, cycle_of(work, slug), mentee, first, "forbid")
        assert [one.mentor_id for one in proposed(work, proposal.id)] == [second]


def test_suggestion_kept_apart_is_not_taken_in_again(
    association: Association, slug: str, mentee: UUID, mentors: list[UUID]
) -> None:
    with association.work() as work:
        proposal = draft(work, slug, [(mentee, mentors[0])])
        [suggestion] = proposed(work, proposal.id)
        wish(work, cycle_of(work, slug), mentee, mentors[0], "forbid")
        with pytest.raises(Refused, match="keep these two apart"):
            leave_out(work, cycle_of(work, slug), suggestion.id, out=False)


def test_who_waits_no_more_is_gone_from_drafts(
    association: Association, slug: str, mentee: UUID, mentors: list[UUID]
) -> None:
    first, second, _third = mentors
    with association.work() as work:
        proposal = draft(work, slug, [(mentee, first), (mentee, second)])
        drop_from_drafts(work, work.session.get_one(Enrolment, (work.tenant.id, first)))
        work.session.flush()
        assert [one.mentor_id for one in proposed(work, proposal.id)] == [second]


def test_suggestion_stands_in_the_unit_of_its_mentee(
    association: Association, slug: str, mentors: list[UUID]
) -> None:
    unit = association.unit("north")
    mentee = association.enrol(slug, "mentee", unit_id=unit)
    with association.work() as work:
        proposal = draft(work, slug, [(mentee, mentors[0])])
        assert [one.unit_id for one in proposed(work, proposal.id)] == [unit]


def test_units_have_drafts_of_their_own(
    association: Association, slug: str, mentee: UUID, mentors: list[UUID]
) -> None:
    north, south = association.unit("north"), association.unit("south")
    with association.work() as work:
        cycle = cycle_of(work, slug)
        of_north = draft(work, slug, [(mentee, mentors[0])], north)
        of_south = draft(work, slug, [], south)
        again = draft(work, slug, [], north)
        assert newest_proposal(work, cycle, south) is of_south
        assert newest_proposal(work, cycle) is None, "of the whole cycle nothing was asked"
        assert earlier_draft(work, again) is of_north
        assert earlier_draft(work, of_south) is None
        assert go_back(work, cycle, north) is of_north


def test_one_proposal_at_a_time_is_the_databases_own_rule(
    association: Association, slug: str
) -> None:
    with association.work() as work:
        cycle = cycle_of(work, slug)
        first = ask_proposal(work, cycle, PROPOSE_JOB)
        assert ask_proposal(work, cycle, PROPOSE_JOB) is first
        second = {"number": 9, "state": "working", "settings": {}, "created_at": clock.now()}
        work.session.add(Proposal(cycle_id=cycle.id, **second))
        with pytest.raises(Exception, match="uq_match_proposal_open"):
            work.session.flush()
        work.session.rollback()


def test_draft_is_held_only_while_it_is_one(association: Association, slug: str) -> None:
    other = association.cycle()
    with association.work() as work:
        cycle, proposal = cycle_of(work, slug), draft(work, slug, [])
        assert held_draft(work, cycle, proposal.id) is proposal
        assert working_proposal(work, proposal.id) is None, "it is made"
        with pytest.raises(Absent):
            held_draft(work, cycle_of(work, other), proposal.id)
        with pytest.raises(Absent):
            held_draft(work, cycle, new_id())
        proposal.state = "published"
        work.session.flush()
        with pytest.raises(AlreadyPublished):
            held_draft(work, cycle, proposal.id)


def test_members_get_their_own_link_in_their_language(
    association: Association, slug: str, mentee: UUID, mentors: list[UUID]
) -> None:
    with association.work() as work:
        cycle = cycle_of(work, slug)
        people = [
            work.session.get_one(Enrolment, (work.tenant.id, one)) for one in (mentee, mentors[0])
        ]
        _person(work, people[0]).language = "fi"
        _person(work, people[1]).email = None
        group = activate_group(work, cycle, "pair", people)
        members = work.session.scalars(
            select(Membership).where(Membership.group_id == group.id)
        ).all()
        queued = send_group_links(
            work,
            cycle,
            members,
            subject=lambda name: f"{language()} {name}",
            sentences=lambda name: ("One.", "Two:"),
        )
        mails = work.session.scalars(select(Mail).where(Mail.kind == "group.link")).all()
    assert queued == len(mails) == 1
    assert mails[0].subject.startswith("fi ")
    assert "\n\nOne.\n\nTwo:\n\nhttp" in mails[0].body
    assert "/l/" in mails[0].body


def _person(work: Work, enrolment: Enrolment) -> Person:
    person: Person = enrolment.person
    return person
