"""Steps that nobody offers, sent all the same; and one form sent many times at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from punos import clock
from punos.groups.service import end_group
from punos.meetings.models import Meeting
from tests.security.acts import pair_up
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

AT_ONCE = 6


@pytest.fixture
def here(tenants: Tenants) -> Association:
    """An association."""
    return tenants.make()


@pytest.mark.parametrize("path", ["move", "step/paired"])
def test_staff_cannot_take_a_step_that_only_the_system_takes(
    here: Association, client: Client, path: str
) -> None:
    enrolment_id = here.enrol(here.cycle(), "mentee")
    here.signed_in(client)
    form = {"state": "paired"} if path == "move" else {"reason": "other"}
    answer = client.post(f"/enrolments/{enrolment_id}/{path}", form)
    assert answer.status_code in (404, 409, 422)
    assert here.enrolment(enrolment_id).model_state == "accepted"


def test_staff_cannot_take_the_step_of_a_closing_cycle_by_hand(
    here: Association, client: Client
) -> None:
    enrolment_id = here.enrol(here.cycle(), "mentee")
    here.signed_in(client)
    answer = client.post(f"/enrolments/{enrolment_id}/move", {"state": "not_paired"})
    assert answer.status_code == 409
    assert here.enrolment(enrolment_id).model_state == "accepted"


def held(here: Association) -> int:
    with here.work() as work:
        return work.session.scalar(select(func.count()).select_from(Meeting)) or 0


def meeting() -> dict[str, str]:
    day = clock.today() - timedelta(days=1)
    return {"held_on": day.isoformat(), "starts": "17:00", "minutes": "60"}


def test_one_meeting_sent_many_times_at_once_is_kept_once(here: Association, app: Flask) -> None:
    slug = here.cycle()
    group_id = pair_up(here, slug, here.enrol(slug, "mentee"), here.enrol(slug, "mentor"))
    browsers = [here.signed_in(Client(app)) for _ in range(AT_ONCE)]
    for browser in browsers:
        browser.get(f"/groups/{group_id}")
    barrier = Barrier(AT_ONCE)

    def send(browser: Client) -> int:
        barrier.wait()
        return browser.post(f"/groups/{group_id}/meetings", meeting()).status_code

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert list(pool.map(send, browsers)) == [303] * AT_ONCE
    assert held(here) == 1


def test_seconds_and_zones_do_not_make_another_meeting_of_the_same_minute(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    group_id = pair_up(here, slug, here.enrol(slug, "mentee"), here.enrol(slug, "mentor"))
    here.signed_in(client)
    for starts in ("17:00", "17:00:01", "17:00:00.5+03:00"):
        client.post(f"/groups/{group_id}/meetings", {**meeting(), "starts": starts})
    assert held(here) == 1


def test_no_meeting_is_logged_for_a_pair_that_has_ended(here: Association, client: Client) -> None:
    slug = here.cycle()
    group_id = pair_up(here, slug, here.enrol(slug, "mentee"), here.enrol(slug, "mentor"))
    with here.work() as work:
        end_group(work, group_id, "coordinator")
    here.signed_in(client)
    assert client.post(f"/groups/{group_id}/meetings", meeting()).status_code == 404
    assert held(here) == 0
