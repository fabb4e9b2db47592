"""What the plugin shows on the pages of staff, and on the receipt of a meeting."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from punos import clock
from punos.desk.service import switch_plugin
from punos.enrolments.service import move
from punos.extend import PluginState
from punos.mail.models import Mail
from tests.accounts.seeing import statements
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

from .cohorts import cohort, proposed, publish


@pytest.fixture
def association(tenants: Tenants) -> Association:
    return tenants.make()


@pytest.fixture
def coordinator(association: Association, client: Client) -> Client:
    return association.signed_in(client)


def tiles(page: str) -> dict[str, str]:
    """The figures of a page by their labels."""
    return {
        label: value.split()[0] for label, value in re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)", page)
    }


def test_cycle_page_says_where_matching_stands(
    association: Association, coordinator: Client
) -> None:
    slug, _mentees, _mentors = cohort(association, 2, 3)
    page = coordinator.get(f"/cycles/{slug}").text
    assert tiles(page)["Accepted mentees without a pair"] == "2"
    assert tiles(page)["Mentors with room"] == "3"
    assert "Propose pairs" in page
    draft = proposed(association, coordinator, slug)
    page = coordinator.get(f"/cycles/{slug}").text
    assert "A draft of 2 pairs waits to be published." in page
    assert "Look at the draft" in page
    publish(coordinator, slug, draft)
    page = coordinator.get(f"/cycles/{slug}").text
    assert "2 pairs were published on" in page
    assert tiles(page)["Accepted mentees without a pair"] == "0"
    assert tiles(page)["Mentors with room"] == "1"
    assert "<dt>Pairs and groups formed</dt><dd>2" in page


def test_today_tells_what_waits(association: Association, coordinator: Client) -> None:
    slug, mentees, _mentors = cohort(association, 2, 2)
    assert "2 accepted mentees wait for a pair" in coordinator.get("/today").text
    page = proposed(association, coordinator, slug)
    today = coordinator.get("/today").text
    assert "A draft of 2 pairs waits to be published" in today
    assert f'href="/pairwise/{slug}"' in today
    with association.work() as work:
        move(work, mentees[0], "withdrawn")
    assert "A draft of 1 pair waits" in coordinator.get("/today").text
    coordinator.post(f"/pairwise/{slug}/propose")
    assert "waits to be published" not in coordinator.get("/today").text
    publish(coordinator, slug, page)


def test_today_asks_once_for_all_that_waits(association: Association, coordinator: Client) -> None:
    slug, _mentees, _mentors = cohort(association, 1, 1)
    proposed(association, coordinator, slug)
    with statements(association.deployment) as sent:
        coordinator.get("/today")
    assert len([one for one in sent if "match_" in one]) == 1


def test_nothing_of_it_is_shown_where_the_plugin_is_off(
    association: Association, coordinator: Client
) -> None:
    slug, _mentees, _mentors = cohort(association, 1, 1)
    assert "/pairwise/" in coordinator.get(f"/cycles/{slug}").text
    with association.work() as work:
        switch_plugin(work, "pairwise", PluginState.OFF)
    assert "/pairwise/" not in coordinator.get("/today").text
    assert coordinator.get(f"/pairwise/{slug}").status_code == 404


def test_receipt_tells_which_meeting_it_was(
    association: Association, coordinator: Client, client: Client
) -> None:
    slug, _mentees, _mentors = cohort(association, 1, 1)
    publish(coordinator, slug, proposed(association, coordinator, slug))
    with association.work() as work:
        body = work.session.scalars(select(Mail.body).limit(1)).one()
    found = re.search(r"https?://\S+/l/\S+", body)
    assert found, "the mail has the link"
    pair = Client(client.app, association.host)
    assert pair.follow(pair.get(found.group())).status_code == 200
    for number in (1, 2):
        day = clock.today() - timedelta(days=number)
        sent = {"held_on": day.isoformat(), "starts": "17:00", "minutes": "60", "topic": ""}
        answer = pair.post("/my/group", sent)
        assert answer.status_code == 303, answer.text
        assert f"That was meeting {number} of 8." in pair.follow(answer).text
