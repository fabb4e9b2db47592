"""Facts of every programme model earn what was agreed for them, once and to the cent."""

from datetime import timedelta

from punos_payouts.agreements import Terms, amend_line
from sqlalchemy import select
from punos_payouts.models import Line

from punos import clock
from punos.enrolments.closing import close_whole_cycle
from punos.programmes.service import cycle_by_slug
from tests.support.tenants import Association

from .ledgers import (
    agree,
    earned,
    employed,
    hold,
    job,
    line_of,
    meet,
    newest_event,
    pair,
    pairs,
    jobs,
    plan,
    running_cycle,
    stand,
    tell,
    verify,
    withdraw,
)


def test_ten_pairs_and_the_coordination_earn_ten_thousand_euros(association: Association) -> None:
    coordination = plan("coordination", "lump", 500_000, "agreement_begun")
    conditions = {"programmes": []}
    agreement_id = agree(
        association, coordination, pairs(conditions=conditions, min_units=5, target_units=10)
    )
    slug = running_cycle(association)
    groups = [pair(association, slug) for _one in range(10)]
    assert stand(association, agreement_id).earned_cents == 500_000
    for group_id in groups:
        meet(association, group_id)
    assert line_of(association, agreement_id).units == 0
    hold(association, slug, "kick_off")
    line = line_of(association, agreement_id)
    assert (line.units, line.earned_cents) == (10, 500_000)
    whole = stand(association, agreement_id)
    assert whole.earned_cents == 1_000_000
    assert (whole.forecast("minimum"), whole.forecast("target")) == (750_000, 1_000_000)
