"""The funder's desk as its officer meets it, and as nobody else does."""

import re
from io import BytesIO
from uuid import UUID

import pytest
from flask import Flask
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from punos import clock
from punos.web.routing import all_routes
from tests.support.clients import Client
from tests.support.queue import drain, forget_waiting
from tests.support.tenants import Tenants

from .desks import Desk, desk, one_line


@pytest.fixture
def here(tenants: Tenants) -> Desk:
    return desk(tenants)


@pytest.fixture
def officer(here: Desk, client: Client) -> Client:
    return here.funder.signed_in(client, "officer")


def plain(answer: TestResponse) -> str:
    """The words of a page, without marks and with plain spaces."""
    assert answer.status_code == 200, answer.text
    return " ".join(re.sub(r"<[^>]*>", " ", answer.text).replace("\u00a0", " ").split())


def address(received_id: UUID, act: str = "") -> str:
    """A received claim's page, or an act on it."""
    return f"/payouts/received/{received_id}{act}"


def test_officer_begins_with_the_grantees_and_sees_claims_beside_them(officer: Client) -> None:
    answer = officer.follow(officer.get("/"))
    menu = answer.text.split('<nav class="menu"')[1].split("</nav>")[0]
    assert re.findall(r'class="menu-link" href="([^"]+)"', menu) == [
        "/payouts/grantees",
        "/payouts/received",
    ]
    assert "€25,000.00" in plain(answer)


def test_officer_opens_the_desk_and_nothing_else(officer: Client, app: Flask) -> None:
    opened = {
        route.endpoint
        for route in all_routes(app)
        if route.method == "GET"
        and not route.public
        and "<" not in route.rule
        and officer.get(route.rule).status_code == 200
    }
    assert {one for one in opened if not one.startswith("accounts.")} == {
        "payouts.grantees",
        "payouts.frame_form",
        "payouts.promise_form",
        "payouts.received_claims",
    }


def test_desk_is_not_there_for_an_association(here: Desk, client: Client) -> None:
    received_id = here.send()
    client = here.grantee.signed_in(client, "administrator")
    for path in ("/payouts/grantees", "/payouts/received", address(received_id)):
        assert client.get(path).status_code == 404


def test_overview_tells_each_sum_of_a_grantee(here: Desk, officer: Client) -> None:
    here.approved(
        lines=[{**one_line(100_000), "earned_cents": 300_000}, one_line(5_000, "pool", "events")]
    )
    here.send("M-2", lines=[{**one_line(20_000), "earned_cents": 300_000}])
    page = plain(officer.get("/payouts/grantees"))
    row = page.split(f"Association {here.grantee.canary} A-1")[1]
    cells = re.findall(r"€[\d,.]+", row)[:6]
    assert cells == [
        "€10,000.00",  # promised
        "€3,050.00",  # earned: pairs and events as they were told last
        "€1,250.00",  # claimed: what was approved and what waits
        "€1,050.00",  # approved
        "€0.00",  # paid
        "€9,000.00",  # left of the promise
    ]
    assert "1 claim waits for your decision" in page


def test_overview_is_searched_filtered_and_saved(
    here: Desk, officer: Client, tenants: Tenants
) -> None:
    other = tenants.make()
    here.promise(other, "B-1", 100)
    page = officer.get(f"/payouts/grantees?q={other.canary}").text
    assert (other.canary in page, f"Association {here.grantee.canary}" in page) == (True, False)
    assert officer.get(f"/payouts/grantees?frame={here.frame_id}&sort=-promised").status_code == 200
    rows = officer.get("/payouts/grantees?format=csv&sort=-promised").text.splitlines()
    assert rows[1].split(";")[1:3] == ["A-1", "10000.00"]
    assert len(rows) == 3


def test_money_is_set_aside_and_promised_by_form(here: Desk, officer: Client) -> None:
    officer.get("/payouts/grantees/frames/new")
    days = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    form = {"title": "Second pot", "total": "5 000,50", **days}
    assert officer.post("/payouts/grantees/frames/new", form).status_code == 303
    page = officer.get("/payouts/grantees/new").text
    frame_id = re.search(r'value="([0-9a-f-]{36})"[^>]*>\s*(?:<label[^>]*>)?Second pot', page)
    found = re.findall(r'value="([0-9a-f-]{36})"', page)
    second = (
        next(one for one in found if one != str(here.frame_id)) if not frame_id else frame_id[1]
    )
    promise = {
        "frame": second,
        "grantee": str(here.grantee.record.id),
        "agreement_number": "A-2",
        "amount": "5000,51",
    }
    assert officer.post("/payouts/grantees/new", promise).status_code == 409
    answer = officer.post("/payouts/grantees/new", promise | {"amount": "5000,50"})
    page = plain(officer.follow(answer))
    assert f"Association {here.grantee.canary}" in page
    assert "Agreement A-2 · Second pot" in page


@pytest.mark.parametrize(
    "wrong", [{"amount": "0"}, {"amount": "1.234"}, {"amount": ""}, {"grantee": "x"}, {"frame": ""}]
)
def test_promise_that_makes_no_sense_is_asked_again(
    here: Desk, officer: Client, wrong: dict[str, str]
) -> None:
    officer.get("/payouts/grantees/new")
    form = {
        "frame": str(here.frame_id),
        "grantee": str(here.grantee.record.id),
        "agreement_number": "A-2",
        "amount": "1",
    }
    assert officer.post("/payouts/grantees/new", form | wrong).status_code == 422


def test_promise_is_taken_back_after_asking(here: Desk, officer: Client) -> None:
    path = f"/payouts/grantees/{here.allocation_id}"
    assert "Promised by mistake?" in plain(officer.get(path))
    assert "Take this promise back?" in plain(officer.post(f"{path}/take-back"))
    assert officer.post(f"{path}/take-back", {"sure": "yes"}).status_code == 303
    assert officer.get(path).status_code == 404


def test_claim_is_approved_after_asking_then_paid_in_parts(here: Desk, officer: Client) -> None:
    received_id = here.send()
    page = plain(officer.get(address(received_id)))
    assert "Waits for you" in page
    assert "Left of the promise: €10,000.00. Left for joint events: €15,000.00." in page
    assert "Approve €1,500.00?" in plain(officer.post(address(received_id, "/approve")))
    assert here.claim(received_id).state == "received"
    officer.post(address(received_id, "/approve"), {"sure": "yes"})
    page = officer.get(address(received_id))
    once = re.search(r'name="once" value="([^"]+)"', page.text)
    assert once is not None
    today = clock.today().isoformat()
    payment = {"amount": "1000", "paid_on": today, "once": once[1]}
    for _time in range(2):
        assert officer.post(address(received_id, "/payments"), payment).status_code == 303
    page = plain(officer.get(address(received_id)))
    assert "€500.00 is still to be paid" in page
    assert "On its way to the grantee" in page
    assert here.payments(received_id) == [100_000]


def test_payment_that_makes_no_sense_is_asked_again(here: Desk, officer: Client) -> None:
    received_id = here.approved()
    officer.get(address(received_id))
    today = clock.today().isoformat()
    for form, status in (
        ({"amount": "", "paid_on": today}, 422),
        ({"amount": "1", "paid_on": "2100-01-01"}, 422),
        ({"amount": "1500,01", "paid_on": today}, 409),
    ):
        sent = {"once": "0191a6ac-0000-7000-8000-000000000000", **form}
        assert officer.post(address(received_id, "/payments"), sent).status_code == status
    assert here.payments(received_id) == []


def test_claim_is_sent_back_with_reasons_which_its_next_turn_shows(
    here: Desk, officer: Client
) -> None:
    received_id = here.send(lines=[one_line(100), one_line(200, "lump", "camp")])
    officer.get(address(received_id, "/return"))
    assert officer.post(address(received_id, "/return"), {}).status_code == 422
    answer = officer.post(address(received_id, "/return"), {"reason_1": "Not held yet."})
    assert "Not held yet." in plain(officer.follow(answer))
    again = here.send(turn=2, lines=[one_line(100)])
    page = plain(officer.get(address(again)))
    assert "Sent back" in page
    assert "Not held yet." in page
    assert plain(officer.get("/payouts/received")).count("M-1") == 1


def test_claim_without_a_promise_says_so_and_offers_no_approval(
    here: Desk, officer: Client
) -> None:
    received_id = here.send(agreement="A-9")
    page = plain(officer.get(address(received_id)))
    assert "Nothing is promised to this grantee by this agreement" in page
    assert "Approve it" not in page
    assert "Send it back" in page
    assert officer.post(address(received_id, "/approve"), {"sure": "yes"}).status_code == 409


def test_claims_are_searched_filtered_and_saved(here: Desk, officer: Client) -> None:
    here.approved()
    here.send("M-2")
    assert "M-2" not in plain(officer.get("/payouts/received?state=approved"))
    assert "M-1" not in plain(officer.get("/payouts/received?q=m-2"))
    rows = officer.get("/payouts/received?format=csv&sort=number").text.splitlines()
    assert [row.split(";")[0] for row in rows[1:]] == ["M-1", "M-2"]
    assert "1500.00" in rows[1]


def test_spreadsheet_is_made_by_the_worker_in_the_readers_language(
    here: Desk, officer: Client
) -> None:
    forget_waiting(here.funder.deployment)
    officer.get("/payouts/grantees")
    officer.post("/language", {"language": "fi", "next": "/payouts/grantees"})
    answer = officer.post("/payouts/grantees/sheet")
    path = answer.headers["Location"]
    waiting = officer.get(path)
    assert waiting.headers["Refresh"] == "3"
    assert officer.get(f"{path}/file").status_code == 404
    drain(here.funder.deployment)
    assert "Refresh" not in officer.get(path).headers
    stored = officer.get(f"{path}/file")
    assert "attachment" in stored.headers["Content-Disposition"]
    sheet = load_workbook(BytesIO(stored.data)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[1][:4] == (f"Association {here.grantee.canary}", "A-1", "Mentoring", 10_000)


def test_spreadsheet_of_one_funder_is_not_there_for_another(
    here: Desk, officer: Client, tenants: Tenants, app: Flask
) -> None:
    officer.get("/payouts/grantees")
    path = officer.post("/payouts/grantees/sheet").headers["Location"]
    other = tenants.make(kind="funder")
    other.switch_on("payouts")
    assert other.signed_in(Client(app), "officer").get(path).status_code == 404


def test_nobody_sees_the_other_grantees_and_the_desk_no_more_than_what_arrived(
    here: Desk, officer: Client, tenants: Tenants, app: Flask
) -> None:
    """Each grantee's people, accounts and cycles carry a word of their own; so do the funder's."""
    other = tenants.make()
    other.switch_on("payouts")
    here.promise(other, "B-1", 100_000)
    planted = "Salaneuvos"
    here.grantee.enrol(here.grantee.cycle(), "mentee", name=planted)
    ids = [here.send(), here.send(sender=other, agreement="B-1", lines=[one_line(777_00)])]
    paths = ["/payouts/grantees", "/payouts/received", *map(address, ids)]
    paths += [f"/payouts/grantees/{here.allocation_id}"]
    seen = " ".join(officer.get(path).text for path in paths)
    assert planted not in seen
    assert seen.count(here.grantee.canary) == seen.count(f"Association {here.grantee.canary}")
    theirs = other.signed_in(Client(app), "administrator")
    for path in ("/payouts/", "/today", *paths):
        answer = theirs.get(path)
        assert answer.status_code in (200, 404), path
        assert here.grantee.canary not in answer.text
        assert "1,500.00" not in answer.text
