"""The path through a mentoring cycle, from the first visitor to the closed cycle, by the front door.

What the worker does, the worker does: the queue is emptied by a real one.
"""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from punos import clock
from punos.enrolments.models import Enrolment
from punos.groups.models import Group
from punos.mail.models import Mail
from punos.meetings.models import Meeting
from punos.outcomes.models import Outcome
from tests.enrolments.test_apply import GOOD
from tests.imports.ways import bring
from tests.support.applying import apply_by_pages
from tests.support.clients import Client
from tests.support.queue import drain
from tests.support.tenants import Association, Tenants

_LINK = re.compile(r"https?://[^\s]+/l/[\w-]+")
_HIDDEN = re.compile(r'name="([^"]+)" value="([^"]*)"')
MENTEES = (
    "Etunimi;Sukunimi;Sähköposti;Kaupunki\r\n"
    "Märta;Esimerkki;marta@people.example.org;Åbo\r\n"
    "Nadia;Esimerkki;nadia@people.example.org;Turku\r\n"
)
MENTORS = MENTEES.replace("Märta", "Åsa").replace("Nadia", "Outi").replace("@", "2@")


def apply_as(app: Flask, here: Association, slug: str, role: str, name: str) -> None:
    """A visitor applies: fills in, checks, sends."""
    client = Client(app, here.host)
    path = f"/apply/{slug}/{role}"
    form = {**GOOD, "person-given_name": name, "person-email": f"{name.lower()}@people.example.org"}
    assert "We have your application" in apply_by_pages(client, path, form).text


def everybody(here: Association) -> dict[str, Enrolment]:
    """Enrolments by given name."""
    with here.work() as work:
        found = work.session.scalars(select(Enrolment)).all()
        return {enrolment.person.given_name: enrolment for enrolment in found}


def letters(here: Association, kind: str) -> list[Mail]:
    """The mails of one kind that were sent."""
    with here.work() as work:
        query = select(Mail).where(Mail.kind == kind, Mail.state == "sent").order_by(Mail.id)
        return list(work.session.scalars(query))


@pytest.fixture
def here(tenants: Tenants) -> Association:
    """A new association."""
    return tenants.make()


def test_cycle_from_first_application_to_close(  # noqa: PLR0915 (one path, told in one piece)
    app: Flask, here: Association
) -> None:
    slug = here.cycle()
    apply_as(app, here, slug, "mentee", "Aino")
    apply_as(app, here, slug, "mentor", "Berta")

    staff = here.signed_in(Client(app), "coordinator")
    assert bring(staff, slug, MENTEES, "mentee").status_code == 200
    assert bring(staff, slug, MENTORS, "mentor").status_code == 200
    people = everybody(here)
    assert len(people) == 6

    staff.get(f"/cycles/{slug}/applicants")
    chosen = {"chosen": [str(enrolment.id) for enrolment in people.values()]}
    assert staff.follow(staff.post(f"/cycles/{slug}/applicants/accept", chosen)).status_code == 200
    assert {e.model_state for e in everybody(here).values()} == {"accepted"}

    staff.get(f"/pairwise/{slug}")
    asked = staff.post(f"/pairwise/{slug}/propose")
    assert asked.status_code == 303
    drain(here.deployment)
    bench = staff.get(f"/pairwise/{slug}")
    assert "Aino" in bench.text
    assert "Software developers" in bench.text or "profession" in bench.text.lower()
    publish = re.search(rf'action="/pairwise/{slug}/publish">(.*?)</form>', bench.text, re.DOTALL)
    assert publish, bench.text
    fields = {k: v for k, v in _HIDDEN.findall(publish[1]) if k != "csrf_token"}
    assert staff.follow(staff.post(f"/pairwise/{slug}/publish", fields)).status_code == 200
    drain(here.deployment)
    assert {e.model_state for e in everybody(here).values()} == {"paired"}
    mails = letters(here, "group.link")
    assert len(mails) == 6

    member = Client(app, here.host)
    link = _LINK.search(mails[0].body)
    assert link
    page = member.follow(member.get(link.group(0)))
    assert page.status_code == 200
    assert "@people.example.org" in page.text, "they see how to reach each other"
    today = clock.today()
    meeting = {
        "held_on": f"{today.day}.{today.month}.{today.year}",
        "starts": "00:01",
        "minutes": "60",
        "topic": "CV",
    }
    saved = member.follow(member.post("/my/group", meeting))
    assert "Your meeting was saved." in saved.text
    with here.work() as work:
        assert len(work.session.scalars(select(Meeting)).all()) == 1

    staff.get(f"/cycles/{slug}")
    assert staff.post(f"/cycles/{slug}/step", {"act": "start"}).status_code == 303
    staff.get(f"/cycles/{slug}")
    refused = staff.post(f"/cycles/{slug}/step", {"act": "close", "sure": "yes"})
    assert refused.status_code == 409
    assert "3 mentees have no outcome yet" in refused.text

    mentees = [e for e in everybody(here).values() if e.role == "mentee"]
    staff.get(f"/cycles/{slug}/outcomes")
    codes = {f"outcome-{e.id}": code for e, code in zip(mentees, ("A1", "B1", "C1"), strict=True)}
    assert staff.post(f"/cycles/{slug}/outcomes", codes).status_code == 303
    staff.get(f"/cycles/{slug}")
    assert staff.post(f"/cycles/{slug}/step", {"act": "close", "sure": "yes"}).status_code == 303
    with here.work() as work:
        assert set(work.session.scalars(select(Outcome.code))) == {"A1", "B1", "C1"}
        assert set(work.session.scalars(select(Group.state))) == {"ended"}
        assert set(work.session.scalars(select(Enrolment.model_state))) == {"completed"}

    page = member.get("/my/group")
    assert member.post("/my/group", meeting).status_code == 404, "a closed cycle takes no meeting"
    assert page.status_code in (200, 404)
