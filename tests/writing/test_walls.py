"""Who reads to whom a message went: a draft of one unit may be sent by somebody who sees all of them."""

import pytest
from flask import Flask

from punos.enrolments.models import Enrolment
from punos.enrolments.service import move
from punos.people.models import Person
from punos.privacy.erasing import erase
from tests.support.clients import Client
from tests.writing.desk import Desk


@pytest.fixture
def limited(desk: Desk, app: Flask) -> Desk:
    """A contact person of one of two units; Aino is of hers, Carl of the other."""
    first, second = desk.association.unit("u1"), desk.association.unit("u2")
    for name, unit in (("Aino", first), ("Carl", second)):
        desk.enrol(name, unit_id=unit, phone=f"+358 40 {name}")
    client = desk.association.signed_in(Client(app), "contact", unit_id=first)
    return Desk(desk.association, desk.slug, client)


@pytest.mark.parametrize("audience", ["people", "applicants"])
def test_draft_of_a_unit_sent_by_the_whole_tells_the_unit_of_nobody_else(
    desk: Desk, limited: Desk, audience: str
) -> None:
    page = limited.write(audience)
    desk.send(page)
    desk.deliver()
    assert set(desk.copies()) == {"Aino", "Carl"}
    carl = desk.letters()["Carl"].person_id
    assert "Carl" in desk.client.get(f"{page}/people").text
    log = limited.client.get(f"{page}/people").text
    assert "Aino" in log
    assert "Carl" not in log
    assert desk.client.get(f"{page}/people/{carl}").status_code == 200
    assert limited.client.get(f"{page}/people/{carl}").status_code == 404


def test_who_was_erased_is_on_no_list(desk: Desk) -> None:
    desk.enrol("Aino")
    gone = desk.enrol("Berit")
    with desk.association.work() as work:
        for one in work.session.query(Enrolment).filter_by(person_id=gone):
            move(work, one.id, "withdrawn")
    with desk.association.work() as work:
        erase(work, work.session.get_one(Person, (work.tenant.id, gone)))
    for audience in ("people", "applicants"):
        page = desk.write(audience)
        assert "Send to 1 person" in desk.client.get(page).text, audience
