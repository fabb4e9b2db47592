"""Questions from the public pages: asked by anybody, answered from the first page of staff."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from punos import clock
from punos.inquiries.models import Inquiry
from punos.inquiries.service import KEPT, forget
from punos.mail.models import Mail
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

ASKED = {"text": "Does it cost anything?", "name": "Aino", "email": "aino@people.example.org"}


def inquiries(association: Association) -> list[Inquiry]:
    with association.work() as work:
        return list(work.session.scalars(select(Inquiry).order_by(Inquiry.asked_at)))


@pytest.fixture
def here(tenants: Tenants) -> Association:
    return tenants.make()


def test_question_waits_on_the_first_page_of_staff(app: Flask, here: Association) -> None:
    visitor = Client(app, here.host)
    assert visitor.follow(visitor.post("/ask", ASKED)).status_code == 200
    staff = here.signed_in(Client(app))
    page = staff.get("/today").text
    assert "1 question waits for an answer" in page
    assert "/inquiries?state=open" in page
    assert "Does it cost anything?" in staff.get("/inquiries?state=open").text


def test_answer_is_mailed_in_the_language_of_the_asker(app: Flask, here: Association) -> None:
    visitor = Client(app, here.host)
    visitor.get("/ask", headers={"Accept-Language": "fi"})
    visitor.post("/ask", ASKED, headers={"Accept-Language": "fi"})
    [asked] = inquiries(here)
    staff = here.signed_in(Client(app))
    staff.get(f"/inquiries/{asked.id}")
    staff.post(f"/inquiries/{asked.id}/answer", {"answer": "No, it is free."})
    with here.work() as work:
        mail = work.session.scalars(select(Mail).where(Mail.kind == "inquiry.answer")).one()
    assert (mail.to_address, mail.language) == (ASKED["email"], "fi")
    assert "No, it is free." in mail.body
    assert "> Does it cost anything?" in mail.body
    assert "question waits" not in staff.get("/today").text


def test_question_is_answered_once(app: Flask, here: Association) -> None:
    Client(app, here.host).post("/ask", ASKED)
    [asked] = inquiries(here)
    staff = here.signed_in(Client(app))
    there = f"/inquiries/{asked.id}/answer"
    assert staff.post(there, {"answer": "Yes."}).status_code == 303
    assert staff.post(there, {"answer": "No."}).status_code == 409
    with here.work() as work:
        assert len(work.session.scalars(select(Mail)).all()) == 1


def test_second_answer_is_shown_to_be_copied_with_the_way_back(
    app: Flask, here: Association
) -> None:
    Client(app, here.host).post("/ask", ASKED)
    [asked] = inquiries(here)
    staff = here.signed_in(Client(app))
    page = f"/inquiries/{asked.id}"
    staff.post(f"{page}/answer", {"answer": "Yes."})
    late = {"answer": "A long answer <that> somebody wrote at the same time."}
    ours = {"Origin": f"http://{here.host}", "Referer": f"http://{here.host}{page}"}
    refused = staff.post(f"{page}/answer", late, headers=ours)
    assert refused.status_code == 409
    assert "A long answer &lt;that&gt; somebody" in refused.text
    assert f'href="{page}"' in refused.text
    foreign = {"Origin": "https://evil.example", "Referer": f"https://evil.example{page}"}
    told = staff.post(f"{page}/answer", late, headers=foreign).text
    assert "somebody wrote" not in told
    assert f'href="{page}"' not in told
    # A page that only takes what is sent cannot be opened.
    sent_to = {**ours, "Referer": f"http://{here.host}{page}/answer"}
    assert f'href="{page}/answer"' not in staff.post(f"{page}/answer", late, headers=sent_to).text


def test_question_without_an_address_can_only_be_dealt_with(app: Flask, here: Association) -> None:
    Client(app, here.host).post("/ask", {"text": "Where are you?"})
    [asked] = inquiries(here)
    staff = here.signed_in(Client(app))
    assert "nobody to answer" in staff.get(f"/inquiries/{asked.id}").text
    assert staff.post(f"/inquiries/{asked.id}/answer", {"answer": "Here."}).status_code == 409
    assert staff.post(f"/inquiries/{asked.id}/close").status_code == 303
    assert [one.state for one in inquiries(here)] == ["closed"]


def test_question_about_a_cycle_says_which(app: Flask, here: Association) -> None:
    slug = here.cycle()
    visitor = Client(app, here.host)
    assert here.canary in visitor.get(f"/ask/{slug}").text
    visitor.post(f"/ask/{slug}", ASKED)
    [asked] = inquiries(here)
    staff = here.signed_in(Client(app))
    assert f"Cycle {here.canary}" in staff.get(f"/inquiries/{asked.id}").text


def test_question_about_a_cycle_that_is_planned_is_not_there(
    client: Client, here: Association
) -> None:
    slug = here.cycle(open_now=False)
    assert client.at(here.host).get(f"/ask/{slug}").status_code == 404


def test_question_sent_twice_is_kept_once(client: Client, here: Association) -> None:
    client.at(here.host)
    for _time in range(2):
        assert client.post("/ask", ASKED).status_code == 303
    assert len(inquiries(here)) == 1


def test_wrong_address_keeps_what_was_typed(client: Client, here: Association) -> None:
    answer = client.at(here.host).post("/ask", {**ASKED, "email": "aino"})
    assert answer.status_code == 422
    assert "Does it cost anything?" in answer.text
    assert inquiries(here) == []


def test_flood_is_stopped_and_nothing_typed_is_lost(client: Client, here: Association) -> None:
    client.at(here.host)
    codes = [client.post("/ask", {**ASKED, "text": f"Number {n}"}).status_code for n in range(6)]
    assert codes == [303] * 5 + [429]
    assert "Number 5" in client.post("/ask", {**ASKED, "text": "Number 5"}).text
    assert len(inquiries(here)) == 5


def test_feedback_on_accessibility_arrives_with_its_page(app: Flask, here: Association) -> None:
    visitor = Client(app, here.host)
    assert "/apply/x" in visitor.get("/accessibility/feedback?page=/apply/x").text
    visitor.post("/accessibility/feedback", {"text": "The button has no name.", "page": "/apply/x"})
    [asked] = inquiries(here)
    assert (asked.kind, asked.page) == ("accessibility", "/apply/x")


def test_contact_person_of_a_unit_sees_no_questions(app: Flask, here: Association) -> None:
    Client(app, here.host).post("/ask", ASKED)
    [asked] = inquiries(here)
    contact = here.signed_in(Client(app), "contact", unit_id=here.unit("u1"))
    assert contact.get(f"/inquiries/{asked.id}").status_code == 404
    assert "question waits" not in contact.get("/today").text


def test_what_was_dealt_with_is_deleted_in_time(app: Flask, here: Association) -> None:
    for text in ("Old and open", "Old and done", "New and done"):
        Client(app, here.host).post("/ask", {"text": text})
    ages = {"Old and done": KEPT + timedelta(days=1), "New and done": KEPT - timedelta(days=1)}
    with here.work() as work:
        for one in work.session.scalars(select(Inquiry)):
            one.asked_at = clock.now() - 2 * KEPT
            if one.text in ages:
                one.state, one.answered_at = "closed", clock.now() - ages[one.text]
    with here.work() as work:
        forget(work)
    assert {one.text for one in inquiries(here)} == {"Old and open", "New and done"}
