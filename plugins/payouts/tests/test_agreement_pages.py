"""Agreements by form: a promise written down line by line, amended with a date, and ended."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from flask import Flask
from punos_payouts.models import Agreement, Cap, Line, LineVersion
from sqlalchemy import select
from werkzeug.test import TestResponse

from punos import clock
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

from .claiming import office
from .ledgers import agree, jobs, pair, pairs, plan, running_cycle, stand

AGREED: dict[str, str] = {
    "funder": "other",
    "funder_name": "Esimerkkisäätiö",
    "number": "TKU-1",
    "title": "Mentoring",
    "starts_on": "2026-01-01",
    "ends_on": "2026-12-31",
    "cap": "10 000,50",
    "vat_note": "",
}
PAIRS: dict[str, str] = {
    "name_en": "Pairs",
    "name_fi": "Parit",
    "code": "pairs",
    "amount": "500",
    "target_units": "10",
    "min_units": "5",
    "min_mode": "condition",
    "cap": "",
    "when-meetings": "0",
}
"""A line that a pair earns as soon as it is formed: without a tick, no kick-off is asked for."""


@pytest.fixture
def coordinator(association: Association, client: Client) -> Client:
    return association.signed_in(client, "coordinator")


def wrote(client: Client, **changes: str) -> TestResponse:
    client.get("/payouts/agreements/new")
    return client.post("/payouts/agreements/new", {**AGREED, **changes})


def agreement(association: Association) -> Agreement:
    with association.work() as work:
        return work.session.scalars(select(Agreement)).one()


def caps(association: Association) -> list[tuple[int, bool]]:
    """Every cap: its cents, and whether it is in force."""
    with association.work() as work:
        rows = work.session.scalars(select(Cap).order_by(Cap.made_at, Cap.id))
        return [(cap.cap_cents, cap.closed_at is None) for cap in rows]


def versions(association: Association, line_id: UUID) -> list[LineVersion]:
    with association.work() as work:
        query = select(LineVersion).where(LineVersion.line_id == line_id)
        return list(work.session.scalars(query.order_by(LineVersion.number)))


def line(association: Association) -> Line:
    with association.work() as work:
        return work.session.scalars(select(Line)).one()


def added(client: Client, agreement_id: UUID, **changes: str) -> TestResponse:
    path = f"/payouts/agreements/{agreement_id}/lines/new/unit/group_formed"
    client.get(path)
    return client.post(path, {**PAIRS, **changes})


def test_agreement_is_written_down_with_its_cap_to_the_cent(
    association: Association, coordinator: Client
) -> None:
    answer = wrote(coordinator)
    made = agreement(association)
    assert answer.headers["Location"] == f"/payouts/agreements/{made.id}/lines/new"
    assert (made.number, made.funder_name, made.funder_id) == ("TKU-1", "Esimerkkisäätiö", None)
    assert (made.starts_on, made.ends_on) == (date(2026, 1, 1), date(2026, 12, 31))
    assert caps(association) == [(1_000_050, True)]


def test_funder_with_a_desk_is_chosen_by_name(
    tenants: Tenants, association: Association, coordinator: Client
) -> None:
    funder = tenants.make("funder")
    assert f"Association {funder.canary}" in coordinator.get("/payouts/agreements/new").text
    wrote(coordinator, funder=str(funder.record.id), funder_name="")
    made = agreement(association)
    assert (made.funder_id, made.funder_name) == (funder.record.id, f"Association {funder.canary}")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"cap": "10.005"}, "at most two decimals"),
        ({"cap": "1.000"}, "at most two decimals"),
        ({"cap": "1e30"}, "at most two decimals"),
        ({"cap": "9" * 40}, "At most, in euros"),
        ({"cap": "0"}, "At most, in euros"),
        ({"cap": "nan"}, "At most, in euros"),
        ({"ends_on": "2025-12-31"}, "before the first day"),
        ({"funder_name": ""}, "Write the name of the funder"),
        ({"funder": "nobody"}, "Who pays"),
    ],
)
def test_agreement_is_not_written_down_when_something_is_missing_or_wrong(
    association: Association, coordinator: Client, changes: dict[str, str], said: str
) -> None:
    answer = wrote(coordinator, **changes)
    assert answer.status_code == 422
    assert said in answer.text
    with association.work() as work:
        assert work.session.scalars(select(Agreement)).all() == []


def test_same_number_twice_is_refused_with_the_reason(coordinator: Client) -> None:
    wrote(coordinator)
    answer = wrote(coordinator)
    assert answer.status_code == 409
    assert "already an agreement with this number" in answer.text


def test_line_is_added_in_steps_that_explain_themselves(
    association: Association, coordinator: Client
) -> None:
    agreement_id = agree(association)
    kinds = coordinator.get(f"/payouts/agreements/{agreement_id}/lines/new").text
    assert "So much for each person" in kinds
    rules = coordinator.get(f"/payouts/agreements/{agreement_id}/lines/new/outcome").text
    assert "found work" in rules
    assert "camp" not in rules
    answer = added(coordinator, agreement_id)
    made = line(association)
    assert answer.headers["Location"] == f"/payouts/lines/{made.id}"
    assert (made.names, made.code, made.kind) == ({"en": "Pairs", "fi": "Parit"}, "pairs", "unit")
    (version,) = versions(association, made.id)
    assert (version.amount_cents, version.min_units, version.target_units) == (50_000, 5, 10)
    assert (version.earned_by, version.min_mode) == ("group_formed", "condition")
    assert version.conditions == {
        "programmes": [],
        "group_kinds": [],
        "kick_off": False,
        "meetings": 0,
    }
    shown = coordinator.get(f"/payouts/lines/{made.id}").text
    assert "With fewer, nothing of this line is paid" in shown
    assert "5 are missing" in shown


def test_what_is_usual_is_ticked_before_anybody_ticks(
    association: Association, coordinator: Client
) -> None:
    agreement_id = agree(association)
    camp = coordinator.get(f"/payouts/agreements/{agreement_id}/lines/new/lump/camp_held").text
    assert 'value="camp" checked' in camp
    assert 'value="pair" checked' not in camp
    event = coordinator.get(f"/payouts/agreements/{agreement_id}/lines/new/pool/event_held").text
    assert 'value="event" checked' in event


@pytest.mark.parametrize("way", ["nothing", "unit/employed", "lump/nothing"])
def test_kinds_and_rules_that_do_not_belong_together_are_not_there(
    association: Association, coordinator: Client, way: str
) -> None:
    agreement_id = agree(association)
    path = f"/payouts/agreements/{agreement_id}/lines/new/{way}"
    assert coordinator.get(path).status_code == 404


def test_line_with_something_wrong_keeps_what_was_typed(
    association: Association, coordinator: Client
) -> None:
    agreement_id = agree(association)
    answer = added(coordinator, agreement_id, **{"code": "Pareja!", "when-meetings": "many"})
    assert answer.status_code == 422
    assert "small letters" in answer.text
    assert "Meetings that they have held at least" in answer.text
    assert "Pareja!" in answer.text
    assert stand(association, agreement_id).lines == []


def test_line_added_late_is_earned_at_once_by_what_has_happened(
    association: Association, coordinator: Client
) -> None:
    slug = running_cycle(association)
    pair(association, slug)
    agreement_id = agree(association)
    added(coordinator, agreement_id)
    stands = stand(association, agreement_id)
    assert [(one.units, one.earned_cents) for one in stands.lines] == [(1, 50_000)]


def amended(client: Client, line_id: UUID, **changes: str) -> TestResponse:
    client.get(f"/payouts/lines/{line_id}/change")
    typed = {name: value for name, value in PAIRS.items() if name[:4] not in ("name", "code")}
    day = f"{clock.today() + timedelta(days=30):%Y-%m-%d}"
    return client.post(f"/payouts/lines/{line_id}/change", {**typed, "valid_from": day, **changes})


def test_amended_line_pays_otherwise_from_that_day_on(
    association: Association, coordinator: Client
) -> None:
    agreement_id = agree(association, pairs())
    pair(association, running_cycle(association))
    made = line(association)
    assert amended(coordinator, made.id, amount="600").status_code == 303
    first, second = versions(association, made.id)
    assert (first.amount_cents, second.amount_cents) == (50_000, 60_000)
    assert second.valid_from == clock.today() + timedelta(days=30)
    assert stand(association, agreement_id).earned_cents == 50_000
    shown = coordinator.get(f"/payouts/lines/{made.id}").text
    assert shown.count("Terms from") == 2
    assert "€600.00" in shown


def test_line_gets_a_cap_and_loses_it_again(association: Association, coordinator: Client) -> None:
    agree(association, pairs(), cap_cents=1_000_000)
    made = line(association)
    amended(coordinator, made.id, cap="1 000")
    assert caps(association) == [(1_000_000, True), (100_000, True)]
    amended(coordinator, made.id, cap="")
    assert caps(association) == [(1_000_000, True), (100_000, False)]


def test_amendment_outside_of_the_agreement_is_refused(
    association: Association, coordinator: Client
) -> None:
    agree(association, pairs(), ends=20)
    answer = amended(coordinator, line(association).id)
    assert answer.status_code == 409
    assert "not within the days of the agreement" in answer.text


def changed(client: Client, agreement_id: UUID, **changes: str) -> TestResponse:
    client.get(f"/payouts/agreements/{agreement_id}/change")
    day = f"{clock.today() + timedelta(days=400):%Y-%m-%d}"
    typed = {"title": "Mentoring", "ends_on": day, "cap": "20 000", "vat_note": "No VAT"}
    return client.post(f"/payouts/agreements/{agreement_id}/change", {**typed, **changes})


def test_agreement_is_made_longer_and_larger(association: Association, coordinator: Client) -> None:
    agreement_id = agree(association, cap_cents=1_000_000)
    changed(coordinator, agreement_id)
    found = agreement(association)
    assert (found.ends_on, found.vat_note) == (clock.today() + timedelta(days=400), "No VAT")
    assert caps(association) == [(1_000_000, False), (2_000_000, True)]


def test_agreement_is_made_neither_shorter_nor_smaller_than_what_is_earned(
    association: Association, coordinator: Client
) -> None:
    agreement_id = agree(association, plan("coordination", "lump", 500_000, "agreement_begun"))
    pair(association, running_cycle(association))
    added(coordinator, agreement_id)
    yesterday = f"{clock.today() - timedelta(days=1):%Y-%m-%d}"
    assert changed(coordinator, agreement_id, ends_on=yesterday).status_code == 409
    assert changed(coordinator, agreement_id, cap="499").status_code == 409
    assert agreement(association).ends_on > clock.today()


def test_closed_agreement_earns_nothing_until_it_is_opened_again(
    association: Association, coordinator: Client
) -> None:
    agreement_id = agree(association, pairs())
    slug = running_cycle(association)
    coordinator.get(f"/payouts/agreements/{agreement_id}")
    coordinator.post(f"/payouts/agreements/{agreement_id}/close")
    pair(association, slug)
    assert stand(association, agreement_id).earned_cents == 0
    assert "Open it again" in coordinator.get(f"/payouts/agreements/{agreement_id}").text
    assert added(coordinator, agreement_id).status_code == 409
    coordinator.post(f"/payouts/agreements/{agreement_id}/reopen")
    assert stand(association, agreement_id).earned_cents == 50_000


def test_agreement_is_not_closed_while_a_claim_is_under_way(tenants: Tenants, app: Flask) -> None:
    here = office(tenants, app)
    here.make()
    path = f"/payouts/agreements/{here.agreement_id}"
    here.maker.get(path)
    assert here.maker.post(f"{path}/close").status_code == 409
    here.sign()
    here.send()
    here.answer("approved")
    assert here.maker.post(f"{path}/close").status_code == 409
    here.pay("1800.00")
    assert here.claim().state == "paid"
    assert here.maker.post(f"{path}/close").status_code == 303


@pytest.mark.parametrize("role", ["readonly", "adviser"])
def test_only_those_who_may_write_agreements_down_can(
    association: Association, client: Client, role: str
) -> None:
    agreement_id = agree(association, pairs())
    reader = association.signed_in(client, role)
    known = "Mentoring" in reader.get("/payouts/").text
    assert known == (role == "readonly")
    for path in ("new", f"{agreement_id}/change", f"{agreement_id}/lines/new"):
        assert reader.get(f"/payouts/agreements/{path}").status_code == 404
    assert wrote(reader).status_code == 404


def test_what_would_be_sent_is_shown_and_then_sent(
    tenants: Tenants, association: Association, coordinator: Client
) -> None:
    funder = tenants.make("funder")
    agreement_id = agree(association, pairs(), jobs())
    with association.work() as work:
        work.session.scalars(select(Agreement)).one().funder_id = funder.record.id
    pair(association, running_cycle(association))
    shown = coordinator.get(f"/payouts/agreements/{agreement_id}/report").text
    assert "€500.00" in shown
    answer = coordinator.follow(coordinator.post(f"/payouts/agreements/{agreement_id}/report"))
    assert "on their way to A funder" in answer.text
