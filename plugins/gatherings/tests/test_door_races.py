"""The same thing sent twice at the same moment: from the door, and by whoever signs up."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from punos_gatherings import door as door_module
from punos_gatherings import sign_up as sign_up_module
from punos_gatherings.models import Seat
from sqlalchemy import select

from punos import clock
from punos.people.models import Person
from tests.support.clients import Client
from tests.support.races import pause, somebody_waits
from tests.support.tenants import Association, Tenants

from .seasons import cycle, event, marks, milliseconds, post_json


@pytest.fixture
def association(tenants: Tenants) -> Association:
    return tenants.make()


@pytest.fixture
def slug(association: Association) -> str:
    return cycle(association)


def at_once(
    first: Callable[[], Any], second: Callable[[], Any], began: threading.Event
) -> tuple[Any, Any]:
    """What both give; the second begins when the first is in the middle."""
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(first)
        assert began.wait(20), one.exception(0) if one.done() else "the first never got there"
        other = pool.submit(second)
    return one.result(), other.result()


def count(association: Association, model: Any) -> int:
    with association.work() as work:
        return len(work.session.scalars(select(model)).all())


def test_newcomer_sent_twice_at_once_is_added_once(
    association: Association, app: Flask, slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting_id = event(association, slug, hours=0)
    phones = [association.signed_in(Client(app), "facilitator") for _one in range(2)]
    for phone in phones:
        phone.get(f"/gatherings/door/{meeting_id}")
    new = {"token": str(uuid4()), "given_name": "Amina", "at": milliseconds(clock.now())}
    sent = {"sent": milliseconds(clock.now()), "marks": [], "newcomers": [new]}

    def send(phone: Client) -> Any:
        return post_json(phone, f"/gatherings/door/{meeting_id}/marks", sent)

    began = pause(
        monkeypatch, door_module, "add_person", lambda: somebody_waits(association.deployment)
    )
    one, other = at_once(lambda: send(phones[0]), lambda: send(phones[1]), began)
    assert (one.status_code, other.status_code) == (200, 200)
    assert one.get_json() == other.get_json()
    assert count(association, Person) == 1
    assert list(marks(association, meeting_id).values()) == ["present"]


@pytest.mark.parametrize("email", ["", "amina@people.example.org"])
def test_form_sent_twice_at_once_signs_up_once(
    association: Association,
    app: Flask,
    slug: str,
    email: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    meeting_id = event(association, slug)
    visitors = [Client(app, association.host) for _one in range(2)]
    sent = {"given_name": "Amina", "email": email, "service": "yes", "once": str(uuid4())}
    for visitor in visitors:
        visitor.get(f"/gatherings/open/{slug}/{meeting_id}")

    def send(visitor: Client) -> Any:
        return visitor.post(f"/gatherings/open/{slug}/{meeting_id}", sent)

    began = pause(
        monkeypatch, sign_up_module, "apply", lambda: somebody_waits(association.deployment)
    )
    one, other = at_once(lambda: send(visitors[0]), lambda: send(visitors[1]), began)
    assert one.status_code == other.status_code == (303 if email else 200)
    assert (count(association, Person), count(association, Seat)) == (1, 1)
