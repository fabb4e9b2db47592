"""The demo's money: what Turku promised, what came of it, and a claim in each state."""

import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
from punos_payouts.checking import problems
from punos_payouts.funder import frames, grantees_query, sums
from punos_payouts.models import Claim, ReceivedReport
from punos_payouts.reconciling import differences
from sqlalchemy import select

from punos.demo.acts import perform
from punos.demo.load import load_tenant
from punos.deployment import Deployment
from punos.programmes.service import create_programme
from punos.tenants.provision import create_tenant
from tests.conftest import make_config
from tests.support.database import cloned_database
from tests.support.tenants import PAIRWISE_SETTINGS, PASSWORD, Association

KINDS = {
    "iwwof": ("IWWOF", "association"),
    "aurala": ("Aurala", "association"),
    "turku": ("Turku", "funder"),
}
MODELS: dict[str, tuple[str, dict[str, Any]]] = {
    "iwwof": ("pairwise", PAIRWISE_SETTINGS),
    "aurala": ("gatherings", {"capacity": 30, "employment_target": 15}),
}
Told = dict[str, Association]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """A deployment of its own with three tenants, each with its story, and all acts played twice."""
    with cloned_database() as urls:
        deployment = Deployment(make_config(urls, tmp_path_factory.mktemp("demo")))
        begun = time.monotonic()
        here = {slug: _tenant(deployment, slug) for slug in KINDS}
        perform(deployment)
        # As after a start that was cut short.
        perform(deployment)
        sys.stdout.write(f"\nthe demo of money was told in {time.monotonic() - begun:.1f} s\n")
        yield here
        deployment.dispose()


def _tenant(deployment: Deployment, slug: str) -> Association:
    short_name, kind = KINDS[slug]
    settings = {"names": {"en": short_name}, "short_name": short_name, "languages": ["en"]}
    hosts = [f"{slug}.localhost"]
    record = create_tenant(deployment, slug=slug, hosts=hosts, kind=kind, settings=settings)
    here = Association(deployment, record, short_name)
    here.switch_on("payouts")
    if slug in MODELS:
        model, asked = MODELS[slug]
        here.switch_on(model)
        with here.work() as work:
            create_programme(work, slug="programme", names={"en": "P"}, model=model, settings=asked)
    with here.work() as work:
        load_tenant(work, PASSWORD)
    return here


def claims(here: Association) -> dict[str, Claim]:
    """The association's claims by number."""
    with here.work() as work:
        return {claim.number[-3:]: claim for claim in work.session.scalars(select(Claim))}


def test_desk_has_so_much_left_of_its_frame(told: Told) -> None:
    with told["turku"].work() as work:
        found = sums(frames(work))
    assert found == {"total": 2_500_000, "allocated": 1_775_000, "pool": 0, "left": 725_000}


def test_desk_shows_what_each_grantee_has_earned_claimed_and_been_paid(told: Told) -> None:
    with told["turku"].work() as work:
        rows = {
            row.Allocation.grantee_name: (
                row.earned,
                row.claimed,
                row.approved,
                row.Allocation.paid_cents,
            )
            for row in work.session.execute(grantees_query())
        }
    assert rows == {
        "IWWOF": (1_000_000, 1_000_000, 500_000, 500_000),
        "Aurala": (775_000, 550_000, 550_000, 0),
    }


def test_ten_pairs_and_fifteen_employed_have_earned_it(told: Told) -> None:
    with told["turku"].work() as work:
        lines = {
            code: (line["units"], line["cents"])
            for report in work.session.scalars(select(ReceivedReport))
            for code, line in report.lines.items()
        }
    assert lines["pairs"] == (10, 500_000)
    assert lines["employed"] == (15, 225_000)
    assert {lines[code] for code in ("linkedin", "cv-clinic", "hidden-jobs")} == {(0, 0)}


def test_there_is_a_claim_in_each_state_signed_by_somebody_else(told: Told) -> None:
    iwwof, aurala = claims(told["iwwof"]), claims(told["aurala"])
    assert {number: claim.state for number, claim in iwwof.items()} == {
        "001": "paid",
        "002": "submitted",
        "003": "draft",
    }
    assert {number: claim.state for number, claim in aurala.items()} == {
        "001": "approved",
        "002": "returned",
    }
    for claim in (*iwwof.values(), *aurala.values()):
        assert claim.state == "draft" or claim.signed_by not in (None, claim.made_by)


def test_ledger_and_facts_agree(told: Told) -> None:
    for slug in MODELS:
        with told[slug].work() as work:
            assert problems(work) == []
            assert differences(work) == []
