"""The worker's side: turns, what is dealt with once, stopping, and who is left out."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from punos import clock
from punos.deployment import Deployment
from punos.jobs.tick import tick
from punos.writing import sending
from punos.writing.models import Message
from punos.writing.service import SEND
from tests.support.dying import Dying, Killed
from tests.support.queue import forget_waiting, waiting
from tests.support.tenants import Tenants
from tests.writing.desk import TEXTS, Desk


@pytest.fixture(autouse=True)
def small_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Turns of two copies."""
    monkeypatch.setattr(sending, "AT_ONCE", 2)


def sent_to(desk: Desk, count: int) -> str:
    """A message to so many, whose sending was asked for."""
    for number in range(count):
        desk.enrol(f"Aino{number}")
    page = desk.write()
    desk.send(page)
    return page


def take_turn(desk: Desk, deployment: Deployment | Dying) -> None:
    with deployment.work(desk.association.record) as work:
        sending.send_some(work, work.session.scalars(select(Message.id)).one())


def test_long_list_is_dealt_with_in_turns(desk: Desk) -> None:
    sent_to(desk, 5)
    take_turn(desk, desk.association.deployment)
    assert sorted(desk.copies().values()) == ["queued"] * 2 + ["waiting"] * 3
    assert desk.message().state == "sending"
    for _turn in range(4):
        desk.deliver()
    assert set(desk.copies().values()) == {"queued"}
    assert desk.message().state == "sent"
    assert len(desk.mails()) == 5


def test_turn_that_is_killed_before_its_end_has_done_nothing(desk: Desk) -> None:
    sent_to(desk, 3)
    with pytest.raises(Killed):
        take_turn(desk, Dying(desk.association.deployment, at=1, before_commit=True))
    assert desk.mails() == []
    assert set(desk.copies().values()) == {"waiting"}
    for _turn in range(3):
        desk.deliver()
    assert len(desk.mails()) == 3


def test_turn_that_is_delivered_again_makes_no_second_mail(desk: Desk) -> None:
    sent_to(desk, 5)
    for _delivery in range(7):
        take_turn(desk, desk.association.deployment)
    assert len({mail.person_id for mail in desk.mails()}) == len(desk.mails()) == 5


def test_lost_turn_is_asked_for_again(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment, tenant = desk.association.deployment, desk.association.record
    monkeypatch.setenv(clock.FILE_VARIABLE, str(tmp_path / "clock"))
    sent_to(desk, 3)
    forget_waiting(deployment)
    tick(deployment)
    assert SEND not in waiting(deployment, tenant.id), "it may just be on its way"
    clock.set_offset(sending.QUIET + timedelta(minutes=1))
    tick(deployment)
    assert waiting(deployment, tenant.id).count(SEND) == 1
    for _turn in range(3):
        desk.deliver()
    assert desk.message().state == "sent"


def test_stopped_message_goes_to_nobody_else_until_it_goes_on(desk: Desk) -> None:
    page = sent_to(desk, 5)
    take_turn(desk, desk.association.deployment)
    assert desk.client.post(f"{page}/stop").status_code == 303
    desk.deliver()
    assert len(desk.mails()) == 2
    assert "Stopped" in desk.client.get(page).text
    desk.client.post(f"{page}/go-on")
    for _turn in range(3):
        desk.deliver()
    assert len(desk.mails()) == 5


def test_copy_without_an_address_that_mail_can_go_to_keeps_no_other_back(desk: Desk) -> None:
    for number, email in enumerate((None, "not an address", "a@x.example, b@x.example")):
        desk.enrol(f"Ilman{number}", email=email)
    desk.enrol("Aino")
    desk.send(desk.write())
    for _turn in range(3):
        desk.deliver()
    assert set(desk.letters()) == {"Aino"}
    assert sorted(desk.copies().values()) == ["no_address"] * 3 + ["queued"]


def test_mail_of_another_association_waits_for_one_turn_at_most(
    desk: Desk, tenants: Tenants
) -> None:
    """The next turn is asked for behind the mails of this one, and so behind what others asked for."""
    sent_to(desk, 5)
    take_turn(desk, desk.association.deployment)
    mine = waiting(desk.association.deployment, desk.association.record.id)
    assert [job for job in mine if "writing" in job or "mail" in job][-1] == SEND
    assert mine.count("punos.mail.sender:send") == 2


def test_message_that_is_needed_goes_to_who_wants_no_mails(desk: Desk) -> None:
    person = desk.enrol("Aino")
    desk.enrol("Carl")
    desk.client.post(f"/people/{person}/messages", {"want": "no"})
    desk.send(desk.write())
    for _turn in range(2):
        desk.deliver()
    assert desk.copies() == {"Aino": "opted_out", "Carl": "queued"}
    desk.send(desk.write(texts={**TEXTS, "needed": "yes"}))
    for _turn in range(2):
        desk.deliver()
    assert "Aino" in desk.letters()
