"""The overview of money: how each agreement stands, what waits, what earned it, without names."""

import csv
import io

import pytest
from flask import Flask
from punos_payouts.models import Line
from sqlalchemy import select

from punos import clock
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

from .claiming import office
from .ledgers import (
    agree,
    couple,
    employed,
    hold,
    jobs,
    pair,
    pairs,
    plan,
    running_cycle,
    withdraw,
)


@pytest.fixture
def reader(association: Association, client: Client) -> Client:
    return association.signed_in(client, "readonly")


@pytest.fixture
def coordinator(association: Association, app: Flask) -> Client:
    return association.signed_in(Client(app), "coordinator")


def test_first_agreement_is_offered_to_those_who_may_write_one_down(
    reader: Client, coordinator: Client
) -> None:
    assert "No agreement yet" in reader.get("/payouts/").text
    assert "Write down an agreement" not in reader.get("/payouts/").text
    assert "/payouts/agreements/new" in coordinator.get("/payouts/").text


def test_money_is_in_the_menu_of_those_who_may_see_it(
    association: Association, app: Flask, reader: Client
) -> None:
    assert 'href="/payouts/"' in reader.get("/today").text
    adviser = association.signed_in(Client(app), "adviser")
    assert 'href="/payouts/"' not in adviser.get("/today").text


def test_every_line_shows_what_it_has_earned_of_what_it_may(
    association: Association, reader: Client
) -> None:
    agree(
        association,
        plan("coordination", "lump", 500_000, "agreement_begun"),
        pairs(target_units=10, min_units=5),
        cap_cents=1_000_000,
    )
    slug = running_cycle(association)
    for _one in range(2):
        pair(association, slug)
    shown = reader.get("/payouts/").text
    assert "€10,000.00" in shown
    assert "€1,000.00" in shown
    assert "2 of 10" in shown
    assert "5 or more are hoped for. Each one is paid, also below." in shown
    assert "3 are missing." in shown


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("target_only", "Each one is paid, also below"),
        ("condition", "With fewer, nothing of this line is paid"),
        ("guaranteed_minimum", "So many are paid in the end, also when there are fewer"),
    ],
)
def test_minimum_says_what_it_means(
    association: Association, reader: Client, mode: str, said: str
) -> None:
    agree(association, pairs(min_units=5, min_mode=mode))
    assert said in reader.get("/payouts/").text


def test_agreement_says_what_it_comes_to_at_minimum_at_target_and_now(
    association: Association, reader: Client
) -> None:
    agreement_id = agree(
        association,
        plan("coordination", "lump", 500_000, "agreement_begun"),
        pairs(target_units=10, min_units=5),
    )
    pair(association, running_cycle(association))
    shown = reader.get(f"/payouts/agreements/{agreement_id}").text
    assert "€7,500.00" in shown
    assert "€10,000.00" in shown
    assert "€500.00" in shown


def test_what_a_full_cap_keeps_out_is_said(association: Association, reader: Client) -> None:
    agree(association, pairs(cap_cents=50_000))
    slug = running_cycle(association)
    for _one in range(3):
        pair(association, slug)
    assert "2 more have happened than the agreement pays." in reader.get("/payouts/").text


def test_money_to_claim_waits_for_those_who_may_claim(
    association: Association, reader: Client, coordinator: Client
) -> None:
    agreement_id = agree(association, pairs())
    pair(association, running_cycle(association))
    assert "can be claimed" not in reader.get("/payouts/").text
    shown = coordinator.get("/payouts/").text
    assert "€500.00 can be claimed" in shown
    assert f"/payouts/agreements/{agreement_id}/claim" in shown


def test_claim_waits_for_its_signature_then_to_be_sent_then_nothing_waits(
    tenants: Tenants, app: Flask
) -> None:
    here = office(tenants, app)
    here.make()
    assert "waits for a second person to sign it" in here.maker.get("/payouts/").text
    here.sign()
    assert "is signed: send it" in here.maker.get("/payouts/").text
    here.send()
    assert "What waits for you" not in here.maker.get("/payouts/").text
    here.answer("returned")
    assert "was returned: see why" in here.maker.get("/payouts/").text


def test_minimum_at_risk_waits_shortly_before_the_end(
    association: Association, reader: Client
) -> None:
    agree(association, pairs(min_units=5, min_mode="condition"), ends=59)
    agree(association, pairs(min_units=5, min_mode="condition"), ends=61, number="A-2")
    shown = reader.get("/payouts/").text
    assert shown.count("5 more are needed, or nothing of “Pairs” is paid") == 1


def line_page(association: Association, code: str) -> str:
    with association.work() as work:
        line_id = work.session.scalars(select(Line.id).where(Line.code == code)).one()
    return f"/payouts/lines/{line_id}/earned"


def test_earnings_are_listed_in_words_that_name_nobody(
    association: Association, coordinator: Client
) -> None:
    agree(association, pairs(), jobs(), plan("events", "pool", 30_000, "event_held"))
    slug = running_cycle(association)
    two = couple(association, slug)
    group_id = pair(association, slug, two)
    employed(association, two[0])
    hold(association, slug, "event")
    formed = coordinator.get(line_page(association, "pairs")).text
    assert "Pair formed" in formed
    assert f"/groups/{group_id}" in formed
    assert "A person’s result of" in coordinator.get(line_page(association, "jobs")).text
    assert "Meeting held" in coordinator.get(line_page(association, "events")).text
    for code in ("pairs", "jobs", "events"):
        shown = coordinator.get(line_page(association, code)).text
        assert association.canary not in shown.replace(f"Association {association.canary}", "")


def test_way_to_the_names_is_for_those_who_may_open_the_annex(
    association: Association, reader: Client
) -> None:
    agree(association, pairs())
    group_id = pair(association, running_cycle(association))
    shown = reader.get(line_page(association, "pairs")).text
    assert "Pair formed" in shown
    assert str(group_id) not in shown


def test_earnings_can_be_saved_as_a_file_with_plain_amounts(
    association: Association, reader: Client
) -> None:
    agree(association, pairs())
    pair(association, running_cycle(association))
    answer = reader.get(f"{line_page(association, 'pairs')}?format=csv")
    (row,) = csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff")), delimiter=";")
    assert row["Amount"] == "500.00"
    assert row["Earned on"] == f"{clock.today():%d/%m/%Y}"


def test_what_fell_away_stays_in_the_list_with_its_day(
    association: Association, reader: Client
) -> None:
    agree(association, jobs())
    person = association.enrol(running_cycle(association), "mentee")
    outcome_id = employed(association, person)
    withdraw(association, outcome_id)
    page = line_page(association, "jobs")
    assert "Fell away" in reader.get(page).text
    assert "A person’s result" not in reader.get(f"{page}?state=stands").text


def test_cycle_says_what_it_has_earned_and_no_other_cycle_does(
    association: Association, reader: Client
) -> None:
    agree(association, pairs(), jobs(), plan("events", "pool", 30_000, "event_held"))
    slug, other = running_cycle(association), running_cycle(association)
    two = couple(association, slug)
    pair(association, slug, two)
    employed(association, two[0])
    hold(association, slug, "event")
    assert f"/payouts/cycles/{slug}" in reader.get(f"/cycles/{slug}").text
    shown = reader.get(f"/payouts/cycles/{slug}").text
    assert "€950.00" in shown
    assert "Nothing yet" in reader.get(f"/payouts/cycles/{other}").text


def test_money_of_another_association_is_not_there(
    tenants: Tenants, association: Association, app: Flask
) -> None:
    agreement_id = agree(association, pairs())
    path = f"/payouts/agreements/{agreement_id}"
    assert association.signed_in(Client(app), "administrator").get(path).status_code == 200
    other = tenants.make()
    other.switch_on("payouts")
    stranger = other.signed_in(Client(app), "administrator")
    assert stranger.get(path).status_code == 404
    assert "No agreement yet" in stranger.get("/payouts/").text
