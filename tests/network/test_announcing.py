"""What the network tells its members: seen before it goes, received once, put away by the reader."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from punos.border.models import OutboxItem
from punos.border.service import send
from punos.jobs.tick import tick
from punos.network.models import NetworkAnnouncement, ReceivedAnnouncement
from punos.tenants.provision import set_state
from tests.support.clients import Client
from tests.support.queue import drain, forget_waiting
from tests.support.tenants import Association, Tenants

TITLE, OTSIKKO = "The network meets in May", "Verkosto tapaa toukokuussa"
WRITTEN = {
    "title_en": TITLE,
    "text_en": "We meet on 4 May.\n\nBring your\nquestions.",
    "title_fi": OTSIKKO,
    "text_fi": "Tapaamme 4.5.",
}


@pytest.fixture
def desk(tenants: Tenants, client: Client) -> Association:
    """The network's desk, with its coordinator signed in."""
    desk = tenants.make("network")
    forget_waiting(desk.deployment)
    desk.signed_in(client)
    return desk


@pytest.fixture
def member(tenants: Tenants) -> Association:
    """A member."""
    return tenants.make()


def write(client: Client, **changes: str) -> str:
    """Write one; the address of its page."""
    client.get("/network/announcements/new")
    answer = client.post("/network/announcements/new", {**WRITTEN, **changes})
    assert answer.status_code == 303, answer.text
    client.follow(answer)
    return str(answer.headers["Location"])


def received(member: Association) -> list[ReceivedAnnouncement]:
    with member.work() as work:
        return list(work.session.scalars(select(ReceivedAnnouncement)))


def deliver(desk: Association) -> None:
    """Let the worker send, and then carry what it has sent."""
    drain(desk.deployment)
    drain(desk.deployment)


def sent(desk: Association) -> int:
    with desk.work() as work:
        query = select(func.count()).select_from(OutboxItem)
        return work.session.scalar(query.where(OutboxItem.kind == "announcement")) or 0


def reader(client: Client, member: Association, role: str = "facilitator") -> Client:
    return member.signed_in(Client(client.app), role)


def test_announcement_is_seen_as_members_will_before_it_is_sent(
    desk: Association, member: Association, client: Client
) -> None:
    page = client.get(write(client)).text
    assert f'<div lang="fi">\n  <h2>{OTSIKKO}</h2>' in page
    assert "Bring your<br>questions." in page
    deliver(desk)
    assert received(member) == []


def test_announcement_reaches_every_active_member_once(
    desk: Association, member: Association, tenants: Tenants, client: Client
) -> None:
    resting, funder = tenants.make(), tenants.make("funder")
    set_state(desk.deployment, resting.record.slug, "suspended")
    path = write(client)
    for _ in range(2):
        assert client.post(f"{path}/send").status_code == 303
    deliver(desk)
    [row] = received(member)
    assert row.titles == {"en": TITLE, "fi": OTSIKKO}
    assert received(resting) == received(funder) == received(desk) == []
    with desk.work() as work:
        assert work.session.scalars(select(NetworkAnnouncement)).one().sent_to == sent(desk)


def test_announcement_delivered_again_is_received_once(
    desk: Association, member: Association, client: Client
) -> None:
    client.post(f"{write(client)}/send")
    deliver(desk)
    with desk.work() as work:
        for item in work.session.scalars(select(OutboxItem)):
            item.state, item.due_at = "waiting", item.created_at
    tick(desk.deployment)
    deliver(desk)
    assert len(received(member)) == 1


@pytest.mark.parametrize(("sender", "receiver"), [("association",) * 2, ("network", "funder")])
def test_news_comes_from_the_network_and_to_members_alone(
    tenants: Tenants, sender: str, receiver: str
) -> None:
    forger, deceived = tenants.make(sender), tenants.make(receiver)
    payload = {"titles": {"en": "Pay your fee here"}, "texts": {"en": "To this account."}}
    with forger.work() as work:
        send(work, "announcement", deceived.record.id, payload)
    deliver(forger)
    assert received(deceived) == []
    with forger.work() as work:
        assert work.session.scalars(select(OutboxItem.state)).one() == "failed"


def test_staff_of_a_member_read_it_in_their_language_and_put_it_away(
    desk: Association, member: Association, client: Client
) -> None:
    client.post(f"{write(client)}/send")
    deliver(desk)
    staff = reader(client, member)
    page = staff.get("/network/news")
    assert TITLE in page.text
    staff.post("/language", {"language": "sv", "next": "/network/news"})
    assert f'<div lang="fi">\n  <h2>{OTSIKKO}</h2>' in staff.get("/network/news").text
    [row] = received(member)
    assert staff.post(f"/network/news/{row.id}/put-away").status_code == 303
    assert OTSIKKO not in staff.get("/network/news").text
    assert OTSIKKO in staff.get("/network/news?show=away").text


def test_news_has_an_entry_in_the_members_menu_and_none_at_the_desk(
    desk: Association, member: Association, client: Client
) -> None:
    assert 'href="/network/news"' in reader(client, member).get("/network/news").text
    assert 'href="/network/news"' not in client.get("/network/announcements").text
    assert client.get("/network/news").status_code == 404


def test_news_of_one_member_cannot_be_put_away_by_another(
    desk: Association, member: Association, tenants: Tenants, client: Client
) -> None:
    other = tenants.make()
    client.post(f"{write(client)}/send")
    deliver(desk)
    [row] = received(member)
    assert reader(client, other).post(f"/network/news/{row.id}/put-away").status_code == 404
    assert received(member)[0].put_away_at is None


def test_draft_can_be_changed_and_what_was_sent_cannot(
    desk: Association, member: Association, client: Client
) -> None:
    path = write(client)
    changed = {**WRITTEN, "title_en": "The network meets in June"}
    assert client.post(f"{path}/change", changed).status_code == 303
    assert "in June" in client.get(path).text
    assert "in June" in client.get(f"{path}/change").text
    client.post(f"{path}/send")
    answer = client.post(f"{path}/change", WRITTEN)
    assert "has been sent" in answer.text
    assert client.post(f"{path}/throw-away").status_code == 409
    deliver(desk)
    assert received(member)[0].titles["en"] == "The network meets in June"


def test_draft_is_thrown_away(desk: Association, client: Client) -> None:
    path = write(client)
    assert client.post(f"{path}/throw-away").status_code == 303
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (dict.fromkeys(WRITTEN, ""), "in one language at least"),
        ({"text_fi": ""}, "both a title and a text"),
        ({"title_en": "x" * 151}, "f-title_en-error"),
        ({"text_en": "See 0190b1a2-1111-7abc-8def-0123456789ab"}, "long codes"),
    ],
)
def test_announcement_that_cannot_go_is_not_kept_and_nothing_typed_is_lost(
    desk: Association, client: Client, changes: dict[str, Any], said: str
) -> None:
    client.get("/network/announcements/new")
    answer = client.post("/network/announcements/new", {**WRITTEN, **changes})
    assert answer.status_code == 422
    assert said in answer.text
    assert "questions." in answer.text or not changes.get("text_en", "x") or "text_en" in changes
    with desk.work() as work:
        assert work.session.scalars(select(NetworkAnnouncement)).all() == []


def test_announcement_is_text_and_never_markup(
    desk: Association, member: Association, client: Client
) -> None:
    path = write(client, title_en="<b>Bold</b>", text_en="<script>alert(1)</script>")
    assert "&lt;script&gt;" in client.get(path).text
    client.post(f"{path}/send")
    deliver(desk)
    page = reader(client, member).get("/network/news").text
    assert "<script>alert" not in page
    assert "&lt;b&gt;Bold" in page


def test_somebody_who_only_reads_the_desk_writes_nothing(desk: Association, client: Client) -> None:
    path = write(client)
    other = desk.signed_in(Client(client.app), "readonly")
    for address in ("/network/announcements", "/network/announcements/new", path):
        assert other.get(address).status_code == 404
    assert other.post(f"{path}/send").status_code == 404


def test_announcement_of_one_network_is_absent_at_another(
    desk: Association, tenants: Tenants, client: Client
) -> None:
    path = write(client)
    other = tenants.make("network").signed_in(Client(client.app))
    assert other.get(path).status_code == 404
    assert UUID(path.rsplit("/", 1)[-1])
