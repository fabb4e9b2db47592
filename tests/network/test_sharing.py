"""What a member chooses to share, what is said to leave, and what does."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask

from punos import clock
from punos.app import create_app
from punos.deployment import Deployment
from punos.network import sharing
from punos.network.publishing import publish
from tests.conftest import make_config
from tests.network.members import cells, counts, freeze, freeze_all, published, share
from tests.support.clients import Client
from tests.support.database import cloned_database
from tests.support.queue import drain
from tests.support.races import pause, somebody_waits
from tests.support.tenants import Association, Tenants


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """A deployment of this module's own: its tests look at everything that is published."""
    with cloned_database() as urls:
        deployment = Deployment(make_config(urls, tmp_path_factory.mktemp("data")))
        yield deployment
        deployment.dispose()


@pytest.fixture(scope="module")
def own_app(own: Deployment) -> Flask:
    return create_app(deployment=own)


@pytest.fixture
def member(own: Deployment) -> Association:
    return Tenants(own).make()


@pytest.fixture
def settled(member: Association) -> Association:
    """A member with a frozen year: the figures of people are told in it, and shown."""
    freeze(member, "2024", took_part=43, employed=17, known=41, N07=(30, 40), N09=(0, 0))
    return member


def chosen(client: Client, window: str, *codes: str) -> None:
    answer = client.post("/network/sharing", {"window": window, "share": list(codes)})
    assert answer.status_code == 303
    assert "Your choice was saved" in client.follow(answer).text


def rows(html: str) -> dict[str, list[str]]:
    """The first cell of each row of a table, and the others."""
    found = re.findall(r"<tr>\s*<th scope=\"row\">(.*?)</th>(.*?)</tr>", html, re.DOTALL)
    return {
        head: [
            " ".join(re.sub(r"<[^>]+>", "", cell).split())
            for cell in re.findall(r"<td[^>]*>(.*?)</td>", body, re.DOTALL)
        ]
        for head, body in found
    }


def test_nothing_leaves_before_it_is_chosen(own: Deployment, settled: Association) -> None:
    drain(own)
    assert published(own, settled) == []


def test_what_is_chosen_leaves_and_nothing_else(
    own: Deployment, own_app: Flask, settled: Association
) -> None:
    client = settled.signed_in(Client(own_app))
    chosen(client, "2024", "N01", "N12")
    assert cells(settled) == {}, "the worker publishes, no page"
    drain(own)
    assert cells(settled) == {
        ("2024", "N01"): ("shown", 43.0, None, None),
        ("2024", "N12"): ("shown", 0.4, 15, 40),
    }


def test_page_shows_the_exact_figure_and_what_the_network_would_read(
    own_app: Flask, settled: Association
) -> None:
    page = settled.signed_in(Client(own_app)).get("/network/sharing").text
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "In work at the end Here: 41% (17 of 41). The network reads: 40% (15 of 40)" in words
    assert "Plan fulfilled Here: 75% (30 of 40). The network reads: 75% (30 of 40)" in words
    assert "2025: still open" in words or "2026: still open" in words


def test_preview_is_what_is_published(
    own: Deployment, own_app: Flask, settled: Association
) -> None:
    client = settled.signed_in(Client(own_app))
    asked = "&".join(f"share={code}" for code in ("N01", "N07", "N09", "N11", "N12", "N13"))
    before = rows(client.get(f"/network/sharing/preview?window=2024&{asked}").text)
    chosen(client, "2024", "N01", "N07", "N09", "N11", "N12", "N13")
    drain(own)
    after = {row["metric"]: row for row in published(own, settled)}
    assert {head.rpartition("(")[2].rstrip(")") for head in before} == set(after), (
        "what does not apply (attendance of nobody) is in neither"
    )
    for head, (_model, words, _definition, _day) in before.items():
        row = after[head.rpartition("(")[2].rstrip(")")]
        numbers = [int(number) for number in re.findall(r"\d+", words)]
        stored = [round(100 * row["value"]), row["part"], row["whole"]]
        assert numbers == (stored if row["whole"] else [row["value"]])


def test_preview_changes_nothing_and_names_what_ends(
    own: Deployment, own_app: Flask, settled: Association
) -> None:
    share(settled, "2024", ["N01", "N06"])
    page = settled.signed_in(Client(own_app)).get("/network/sharing/preview?window=2024&share=N01")
    assert "No longer shared" in page.text
    assert "<li>Completed</li>" in page.text
    drain(own)
    assert set(cells(settled)) == {("2024", "N01"), ("2024", "N06")}


def test_share_that_was_withdrawn_and_given_again_is_the_same(
    own: Deployment, settled: Association
) -> None:
    share(settled, "2024", ["N06", "N12"])
    first = published(own, settled)
    share(settled, "2024", ["N06"])
    assert set(cells(settled)) == {("2024", "N06")}
    share(settled, "2024", [])
    assert published(own, settled) == []
    with clock.at(datetime(2027, 5, 1, tzinfo=UTC)):
        share(settled, "2024", ["N06", "N12"])
    assert published(own, settled) == first


def test_what_is_shared_beside_it_changes_no_figure(own: Deployment, member: Association) -> None:
    figures = counts(40, employed=20, N11=(3, 40))
    freeze_all(member, "2024", {"pairwise": figures})
    share(member, "2024", ["N12"])
    alone = cells(member)["2024", "N12"]
    share(member, "2024", ["N11", "N12", "N13"])
    assert cells(member)["2024", "N12"] == alone == ("hidden", None, None, None)


def test_of_two_who_choose_at_once_the_later_choice_stands_whole(
    settled: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = pause(monkeypatch, sharing, "_share", lambda: somebody_waits(settled.deployment))

    def choosing(*codes: str) -> threading.Thread:
        def choose() -> None:
            with settled.work() as work:
                sharing.choose(work, "2024", codes)

        return threading.Thread(target=choose)

    first, second = choosing("N01", "N12"), choosing("N01")
    first.start()
    assert began.wait(10), "the first one has begun to write"
    second.start()
    for thread in (first, second):
        thread.join(20)
    publish(settled.deployment, settled.record)
    assert set(cells(settled)) == {("2024", "N01")}


@pytest.mark.parametrize(
    ("window", "code"), [("2024", "N05"), ("2024", "N06.early"), ("2023", "N01"), ("20x4", "N01")]
)
def test_figure_that_is_not_there_cannot_be_shared(
    own_app: Flask, settled: Association, window: str, code: str
) -> None:
    client = settled.signed_in(Client(own_app))
    client.get("/network/sharing")
    assert client.post("/network/sharing", {"window": window, "share": [code]}).status_code == 404
    address = f"/network/sharing/preview?window={window}&share={code}"
    assert client.get(address).status_code == 404


def test_choice_is_written_down_without_any_number(own_app: Flask, settled: Association) -> None:
    chosen(settled.signed_in(Client(own_app)), "2024", "N12")
    administrator = settled.signed_in(Client(own_app), "administrator")
    page = administrator.get("/audit").text
    assert "network.shared" in page
    assert "n12, 2024" in page


@pytest.mark.parametrize("role", ["contact", "readonly", "facilitator", "mentee"])
def test_only_those_who_coordinate_choose(own_app: Flask, settled: Association, role: str) -> None:
    client = settled.signed_in(Client(own_app), role)
    for path in ("/network/sharing", "/network/sharing/preview?window=2024", "/network/ours"):
        assert client.get(path).status_code == 404


def test_member_without_a_closed_cycle_is_told_so(own_app: Flask, member: Association) -> None:
    client = member.signed_in(Client(own_app))
    assert "Nothing to share yet" in client.get("/network/sharing").text
    assert "Nothing to compare yet" in client.get("/network/ours").text
    assert client.get("/network/sharing/preview").status_code == 404


def test_own_figures_are_exact_beside_a_network_that_names_nobody(
    own: Deployment, own_app: Flask, member: Association
) -> None:
    freeze(member, "2021", took_part=25, employed=11, known=23)
    share(member, "2021", ["N12"])
    others = [Tenants(own).make() for _number in range(3)]
    for other, employed in zip(others, (10, 16, 20), strict=True):
        freeze(other, "2021", took_part=40, employed=employed)
        share(other, "2021", ["N01", "N12"])
    share(others[2], "2021", ["N12"])
    page = member.signed_in(Client(own_app)).get("/network/ours?window=2021").text
    assert rows(page)["In work at the end"] == ["48% (11 of 23)", "40%", "25%", "50%", "3"]
    assert rows(page)["Took part"] == ["25", *["‹3too few members"] * 3, "2"]
    assert not any(other.record.slug in page or other.canary in page for other in others)


def test_rare_kind_of_programme_is_compared_with_all_kinds_where_three_other_members_are(
    own: Deployment, own_app: Flask, member: Association
) -> None:
    """A member is one of them, of however many kinds of programme it shows the figure."""
    freeze_all(member, "2019", {"mentor_teams": counts(12)})
    many, *others = (Tenants(own).make() for _number in range(3))
    freeze_all(many, "2019", {"pairwise": counts(30), "gatherings": counts(50)})
    share(many, "2019", ["N01"])
    for other, people in zip(others, (20, 40), strict=True):
        freeze_all(other, "2019", {"gatherings": counts(people)})
    share(others[0], "2019", ["N01"])
    client = member.signed_in(Client(own_app))
    page = "/network/ours?window=2019"
    assert rows(client.get(page).text)["Took part"] == ["12", *["‹3too few members"] * 3, "0"]
    share(others[1], "2019", ["N01"])
    text = client.get(page).text
    assert rows(text)["Took part"] == ["12", "35", "20", "50", "3, of all kinds"]
    assert "so the numbers are of all kinds of programme together" in text


def test_figures_of_several_programmes_stand_apart(
    own: Deployment, own_app: Flask, member: Association
) -> None:
    freeze_all(member, "2022", {"pairwise": counts(30), "gatherings": counts(50)})
    share(member, "2022", ["N01"])
    assert [(row["model"], row["value"]) for row in published(own, member)] == [
        ("gatherings", 50.0),
        ("pairwise", 30.0),
    ]
    client = member.signed_in(Client(own_app))
    assert rows(client.get("/network/ours?model=pairwise").text)["Took part"][0] == "30"
    assert rows(client.get("/network/ours?model=gatherings").text)["Took part"][0] == "50"
    assert client.get("/network/ours?model=unknown").status_code == 200


@pytest.mark.parametrize("kind", ["network", "funder"])
def test_member_pages_are_nowhere_else(own: Deployment, own_app: Flask, kind: str) -> None:
    client = Tenants(own).make(kind).signed_in(Client(own_app), "administrator")
    for path in ("/network/sharing", "/network/ours"):
        assert client.get(path).status_code == 404
