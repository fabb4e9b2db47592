"""`punos ledger check` finds whatever does not add up; `reconcile` what the facts say otherwise."""

from uuid import UUID

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from punos.cli import cli
from punos.config import ROLE_VARIABLES
from punos.extend import PluginState
from tests.support.tenants import Association

from .ledgers import (
    agree,
    employed,
    jobs,
    line_of,
    pair,
    pairs,
    plan,
    running_cycle,
    stand,
    withdraw,
)
from .test_accrual_races import own
from .test_replay import switch

__all__ = ["own"]


def run(association: Association, *command: str) -> Result:
    """What the command says of this association, by the addresses of its own database."""
    config = association.deployment.config
    environ = {"PUNOS_ENV": "test", "PUNOS_DATA": str(config.data_dir)}
    addresses = {ROLE_VARIABLES[role]: url for role, url in config.database_urls.items()}
    command = ("ledger", *command, association.record.slug)
    return CliRunner().invoke(cli, command, env={**environ, **addresses})


def busy(association: Association) -> UUID:
    """An agreement under which much has happened; its id."""
    agreement_id = agree(
        association,
        plan("start", "lump", 500_000, "agreement_begun"),
        pairs(cap_cents=60_000),
        jobs(),
    )
    slug = running_cycle(association)
    for _pair in range(2):
        pair(association, slug)
    mentee = association.enrol(slug, "mentee")
    withdraw(association, employed(association, mentee))
    employed(association, mentee)
    return agreement_id


def test_a_sound_ledger_has_nothing_wrong(own: Association) -> None:
    busy(own)
    answer = run(own, "check")
    assert answer.exit_code == 0, answer.output
    assert "nothing wrong" in answer.output


SPOILT = {
    "has no transfer of its amount": "DELETE FROM payouts_transfer WHERE kind = 'earned'",
    "has no transfer of its earning": "DELETE FROM payouts_transfer WHERE kind = 'reversed'",
    "has no cause": ("UPDATE payouts_transfer SET cause_id = line_id WHERE kind = 'reversed'"),
    "has not the amount of its terms": (
        "UPDATE payouts_earning SET amount_cents = amount_cents + 1 WHERE subject_kind = 'line'"
    ),
    "stand earned": "UPDATE payouts_cap SET spent_cents = spent_cents - 1 WHERE line_id IS NULL",
    "has no cap": "UPDATE payouts_cap SET closed_at = made_at WHERE line_id IS NULL",
    "more than once": "DELETE FROM payouts_reversal",
    "waits for what it has earned": (
        "UPDATE payouts_waiting w SET line_id = e.line_id, subject_id = e.subject_id "
        "FROM payouts_earning e WHERE e.subject_kind = 'line'"
    ),
}


@pytest.mark.parametrize("told", SPOILT)
def test_whatever_was_written_past_the_product_is_found(own: Association, told: str) -> None:
    busy(own)
    with own.deployment.database("owner").engine.begin() as connection:
        if "reversal" in SPOILT[told]:
            connection.execute(
                text("ALTER TABLE payouts_earning DROP CONSTRAINT fk_payouts_earning_after_id")
            )
        assert connection.execute(text(SPOILT[told])).rowcount
    answer = run(own, "check")
    assert answer.exit_code == 1
    assert told in answer.output


def test_what_happened_unseen_is_told_and_mended_only_when_asked(own: Association) -> None:
    agreement_id = agree(own, pairs(), jobs())
    slug = running_cycle(own)
    outcome_id = employed(own, own.enrol(slug, "mentee"))
    switch(own, PluginState.OFF)
    pair(own, slug)
    withdraw(own, outcome_id)
    switch(own, PluginState.ON)
    told = run(own, "reconcile")
    assert told.exit_code == 1
    assert "pairs: group" in told.output
    assert "its facts do not hold" in told.output
    assert stand(own, agreement_id).earned_cents == 15_000
    assert run(own, "reconcile", "--mend").exit_code == 0
    assert run(own, "reconcile").exit_code == 0
    assert line_of(own, agreement_id).earned_cents == 50_000
    assert line_of(own, agreement_id, "jobs").earned_cents == 0
    assert run(own, "check").exit_code == 0
