"""Facts of every programme model earn what was agreed for them, once and to the cent."""

from datetime import timedelta

import pytest
from punos_payouts.agreements import Terms, amend_line
from punos_payouts.models import Line
from sqlalchemy import select

from punos import clock
from punos.enrolments.closing import close_whole_cycle
from punos.groups.models import Group
from punos.groups.service import activate_group
from punos.programmes.service import cycle_by_slug
from tests.support.tenants import PAIRWISE_SETTINGS, Association

from .ledgers import (
    agree,
    earned,
    employed,
    gatherings,
    hold,
    jobs,
    line_of,
    meet,
    met,
    newest_event,
    pair,
    pairs,
    part,
    plan,
    running_cycle,
    stand,
    tell,
)

COORDINATION = plan("coordination", "lump", 500_000, "agreement_begun")


def test_ten_pairs_and_the_coordination_earn_ten_thousand_euros(association: Association) -> None:
    line = pairs(conditions={}, min_units=5, target_units=10)
    agreement_id = agree(association, COORDINATION, line)
    slug = running_cycle(association)
    groups = [pair(association, slug) for _one in range(10)]
    for group_id in groups:
        meet(association, group_id)
    assert stand(association, agreement_id).earned_cents == 500_000
    hold(association, slug, "kick_off")
    found = line_of(association, agreement_id)
    assert (found.units, found.earned_cents) == (10, 500_000)
    whole = stand(association, agreement_id)
    assert (whole.earned_cents, whole.left_cents) == (1_000_000, 1_500_000)
    assert (whole.forecast("minimum"), whole.forecast("target")) == (750_000, 1_000_000)


def test_meetings_a_camp_and_fifteen_employed_earn_7_750_euros(association: Association) -> None:
    meetings = {"meeting_kinds": ["gathering"], "meetings": 3}
    agreement_id = agree(
        association,
        plan("meetings", "lump", 300_000, "meetings_held", meetings),
        plan("camp", "lump", 250_000, "camp_held", {"meetings": 2}),
        jobs(target_units=15),
    )
    slug = gatherings(association)
    met(association, slug, "circle", "gathering", 2)
    met(association, slug, "camp", "peer", 1)
    assert stand(association, agreement_id).earned_cents == 0
    met(association, slug, "circle", "gathering", 2)
    met(association, slug, "camp", "peer", 3)
    for _one in range(15):
        employed(association, association.enrol(slug, "participant", state="taking_part"))
    cents = {one.line.code: one.earned_cents for one in stand(association, agreement_id).lines}
    assert cents == {"meetings": 300_000, "camp": 250_000, "jobs": 225_000}


def test_joint_events_earn_from_the_pool_each_once_and_others_do_not(
    association: Association,
) -> None:
    conditions = {"themes": ["cv_clinic", "linkedin"]}
    agreement_id = agree(association, plan("events", "pool", 40_000, "event_held", conditions))
    slug = gatherings(association)
    for kind, theme in (
        ("event", "cv_clinic"),
        ("event", "linkedin"),
        ("event", "other"),
        ("gathering", "cv_clinic"),
    ):
        hold(association, slug, kind, theme=theme)
    found = line_of(association, agreement_id, "events")
    assert (found.units, found.earned_cents) == (2, 80_000)


def test_kinds_of_groups_that_were_not_agreed_earn_nothing(
    association: Association,
) -> None:
    line = pairs(conditions={"group_kinds": ["pair"], "kick_off": False, "meetings": 0})
    agreement_id = agree(association, line)
    met(association, gatherings(association), "circle", "gathering", 1)
    assert line_of(association, agreement_id).units == 0
    pair(association, running_cycle(association))
    assert line_of(association, agreement_id).units == 1


def test_circle_of_pairs_earns_beside_its_pairs_only_where_its_kind_is_agreed(
    association: Association,
) -> None:
    slug, open_to = running_cycle(association), {"kick_off": False, "meetings": 0}
    two = [pair(association, slug) for _one in range(2)]
    with association.work() as work:
        circle = activate_group(work, cycle_by_slug(work, slug), "circle", [])
        for one in work.session.scalars(select(Group).where(Group.id.in_(two))):
            one.parent_id = circle.id
    met(association, gatherings(association), "circle", "gathering", 1)
    any_kind = agree(association, pairs(conditions={**open_to, "group_kinds": []}))
    assert line_of(association, any_kind).units == 3, "a season's circle gathers people, not pairs"
    ticked = pairs(conditions={**open_to, "group_kinds": ["pair", "circle"]})
    assert line_of(association, agree(association, ticked, number="A-2")).units == 4


def test_only_the_programmes_that_were_agreed_earn(association: Association) -> None:
    slugs = [running_cycle(association) for _one in range(2)]
    with association.work() as work:
        programme = cycle_by_slug(work, slugs[0]).programme.slug
    conditions = {"kick_off": False, "meetings": 0, "programmes": [programme]}
    agreement_id = agree(association, pairs(conditions=conditions))
    for slug in slugs:
        pair(association, slug)
    assert line_of(association, agreement_id).units == 1


def test_what_was_there_before_the_agreement_was_written_down_earns_at_once(
    association: Association,
) -> None:
    slug = running_cycle(association)
    pair(association, slug)
    agreement_id = agree(association, pairs(), jobs())
    employed(association, association.enrol(slug, "mentee"))
    assert stand(association, agreement_id).earned_cents == 65_000


def test_what_lies_outside_of_the_agreements_days_earns_nothing(association: Association) -> None:
    slug = running_cycle(association)
    pair(association, slug)
    before = agree(association, pairs(), starts=-9, ends=-1, number="past")
    after = agree(association, pairs(), COORDINATION, starts=1, ends=9, number="coming")
    assert stand(association, before).earned_cents == 0
    assert stand(association, after).earned_cents == 0


def test_a_pair_that_parted_before_the_kick_off_earns_nothing(association: Association) -> None:
    agreement_id = agree(association, pairs(conditions={"meetings": 1}))
    slug = running_cycle(association)
    parted = pair(association, slug)
    meet(association, parted)
    part(association, parted)
    with clock.at(clock.now() + timedelta(days=2)):
        hold(association, slug, "kick_off")
    assert line_of(association, agreement_id).units == 0


def test_a_pair_that_parts_later_keeps_what_it_has_earned(association: Association) -> None:
    agreement_id = agree(association, pairs())
    group_id = pair(association, running_cycle(association))
    part(association, group_id)
    assert line_of(association, agreement_id).units == 1


def test_groups_that_came_to_their_end_earn_when_their_cycle_closes(
    association: Association,
) -> None:
    completed = plan("completed", "unit", 30_000, "group_completed", {"meetings": 2})
    cycles = plan("cycles", "unit", 100_000, "cycle_closed")
    agreement_id = agree(association, completed, cycles)
    slug = gatherings(association)
    for meetings in (1, 2):
        met(association, slug, "circle", "gathering", meetings)
    with association.work() as work:
        close_whole_cycle(work, cycle_by_slug(work, slug))
    assert line_of(association, agreement_id, "completed").earned_cents == 30_000
    assert line_of(association, agreement_id, "cycles").earned_cents == 100_000


def test_a_rate_that_changes_leaves_what_was_earned_as_it_was(association: Association) -> None:
    agreement_id = agree(association, pairs())
    slug = running_cycle(association)
    pair(association, slug)
    with association.work() as work:
        line = work.session.scalars(select(Line)).one()
        terms = Terms(60_000, "group_formed", {"kick_off": False, "meetings": 1})
        amend_line(work, line, terms, clock.today() + timedelta(days=2))
    with clock.at(clock.now() + timedelta(days=1)):
        pair(association, slug)
    with clock.at(clock.now() + timedelta(days=3)):
        late = pair(association, slug)
        assert line_of(association, agreement_id).earned_cents == 100_000
    with clock.at(clock.now() + timedelta(days=4)):
        meet(association, late)
        assert line_of(association, agreement_id).earned_cents == 160_000
        tell(association, newest_event(association, "group.activated"))
    assert [cents for _code, cents, _day, _stands in earned(association)] == [
        50_000,
        50_000,
        60_000,
    ]


def test_an_event_that_is_delivered_ten_times_earns_once(association: Association) -> None:
    agreement_id = agree(association, pairs(), jobs())
    slug = running_cycle(association)
    pair(association, slug)
    employed(association, association.enrol(slug, "mentee"))
    before = stand(association, agreement_id).lines
    for kind in ("group.activated", "outcome.verified"):
        for _time in range(10):
            tell(association, newest_event(association, kind))
    assert [one.earned_cents for one in before] == [50_000, 15_000]
    after = stand(association, agreement_id).lines
    assert [one.earned_cents for one in after] == [50_000, 15_000]
    assert len(earned(association)) == 2


def test_a_cancelled_camp_takes_back_what_it_had_earned(association: Association) -> None:
    agreement_id = agree(association, plan("camp", "lump", 250_000, "camp_held"))
    slug = gatherings(association)
    group_id = met(association, slug, "camp", "peer", 1)
    assert line_of(association, agreement_id, "camp").earned_cents == 250_000
    part(association, group_id, "camp_cancelled")
    assert line_of(association, agreement_id, "camp").earned_cents == 0


def test_a_lump_is_paid_once_however_many_camps_are_held(association: Association) -> None:
    agreement_id = agree(association, plan("camp", "lump", 250_000, "camp_held"))
    slug = gatherings(association)
    for _camp in range(2):
        met(association, slug, "camp", "peer", 1)
    assert line_of(association, agreement_id, "camp").earned_cents == 250_000


@pytest.mark.parametrize(
    ("model", "settings", "kind"),
    [
        ("pairwise", PAIRWISE_SETTINGS, "pair"),
        ("mentor_teams", {"plan": [{"names": {"en": "Next steps"}}] * 3}, "team"),
        ("gatherings", {}, "circle"),
    ],
)
def test_groups_of_every_programme_model_earn_alike(
    association: Association, model: str, settings: dict[str, object], kind: str
) -> None:
    agreement_id = agree(association, pairs(conditions={"group_kinds": [kind]}))
    slug = running_cycle(association, model=model, settings=settings)
    met(association, slug, kind, "group", 1)
    assert line_of(association, agreement_id).units == 0
    hold(association, slug, "kick_off")
    met(association, slug, kind, "group", 1)
    met(association, slug, kind, "group", 0)
    assert line_of(association, agreement_id).units == 2
