"""A crawl of the network's desk: nobody of a member is seen, and no number that was not published.

Every page that a link or a choice leads to is read. Each check has a control: what it looks for is
planted where it would be wrong, and found.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape
from itertools import chain
from statistics import median
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from punos.deployment import Deployment
from punos.network.comparing import Figure
from punos.network.models import NetworkFact, PublishedFact
from punos.network.reading import read
from punos.network.views import desk_compare
from punos.people.models import Person
from punos.web.pages import Route
from punos.web.routing import all_routes
from tests.network.corner import fill_kind
from tests.network.members import counts, freeze_all, share
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants
from tests.sweeps.world import World, make_world

WINDOWS = ("2023", "2024", "2023-2025")
MOST_PAGES = 200
_HREF = re.compile(r'href="([^"#]*)"')
_SELECT = re.compile(r'<select id="c-[a-z]+" name="([a-z]+)">(.*?)</select>', re.DOTALL)
_OPTION = re.compile(r'<option(?: value="([^"]*)")?[^>]*>([^<]*)')
_CELL = re.compile(r'<td[^>]*class="number[^"]*"[^>]*>(.*?)</td>', re.DOTALL)
_DRAWN = re.compile(r"<(?:svg|small).*?</(?:svg|small)>|<[^>]*>", re.DOTALL)
_NUMBER = re.compile(r"\d[\d ,.]*%?")

# What is no page, and an order of rows that were read already.
_PASSED_OVER = re.compile(r"^/(?:static|look\.css|logo|sign-out)|sort=")


@dataclass
class Seen:
    """What the crawler has read."""

    pages: dict[str, str] = field(default_factory=dict)

    def everywhere(self, word: str) -> list[str]:
        """The pages on which a word stands."""
        return [path for path, text in self.pages.items() if word in unescape(text)]

    def numbers(self) -> set[str]:
        """Every number in a table's cells."""
        cells = chain.from_iterable(_CELL.findall(text) for text in self.pages.values())
        texts = (_DRAWN.sub(" ", unescape(cell)) for cell in cells)
        return {found.strip() for text in texts for found in _NUMBER.findall(text)}


def links(path: str, text: str) -> Iterable[str]:
    """Where a page leads: its links, and each option of what can be chosen."""
    for href in _HREF.findall(text):
        target = urlsplit(urljoin(f"http://desk{path}", unescape(href)))
        if target.netloc == "desk":
            yield address(target.path, target.query)
    for name, options in _SELECT.findall(text):
        here = urlsplit(path)
        for value, label in _OPTION.findall(options):
            yield address(here.path, f"{here.query}&{name}={value or label}")


def address(path: str, query: str) -> str:
    """One address for each page, however its choices are written."""
    chosen = urlencode(sorted(dict(parse_qsl(query)).items()))
    return f"{path}?{chosen}" if chosen else path


def crawl(client: Client, start: Iterable[str]) -> Seen:
    """Read all there is to be read from here on, each address once."""
    seen, waiting = Seen(), list(start)
    known = set(waiting)
    while waiting and len(seen.pages) < MOST_PAGES:
        path = waiting.pop(0)
        answer = client.get(path)
        # No worker runs beside these tests, and the page for machines says so.
        well = answer.status_code in (200, 303, 404, 409) or path == "/ready"
        assert well, (path, answer.status_code)
        if answer.mimetype not in ("text/html", "text/csv"):
            continue
        seen.pages[path] = answer.text
        for target in links(path, answer.text) if answer.mimetype == "text/html" else ():
            if target not in known and not _PASSED_OVER.search(target):
                known.add(target)
                waiting.append(target)
    return seen


def routes(app: Flask) -> list[str]:
    """Every page of the desk that needs no id, and those of no kind."""

    def here(route: Route) -> bool:
        return route.method == "GET" and route.kind in (None, "network") and "<" not in route.rule

    return [route.rule for route in all_routes(app) if here(route)]


@dataclass
class Network:
    """A desk, and members whose people and exact figures nobody there may see."""

    desk: World
    members: list[Association]
    names: set[str]
    exact: set[str]

    def starts(self, app: Flask) -> list[str]:
        """Where the crawl begins."""
        own = [f"/network/members/{one.record.id}" for one in self.members]
        known = self.desk.more
        return [
            *routes(app),
            *own,
            *(f"{path}?window={window}&figures=all" for path in own for window in WINDOWS),
            f"/network/members/new/{known['onboarding_id']}?wait=no",
            f"/network/announcements/{known['announcement_id']}",
            f"/network/compare/file/{known['run_id']}",
        ]


@pytest.fixture(scope="module")
def network(deployment: Deployment) -> Network:
    """Four members with people and exact figures, of which some are published; and a desk."""
    with Session(deployment.database("owner").engine) as session, session.begin():
        session.execute(delete(PublishedFact))
    made = Tenants(deployment)
    world = make_world(made)
    with Session(deployment.database("owner").engine) as session, session.begin():
        session.execute(delete(PublishedFact))
    members = [world.association, *(made.make() for _ in range(3))]
    for number, member in enumerate(members):
        for window in ("2021", "2022"):
            figures = counts(41 + 12 * number, employed=13 + 4 * number, known=37 + 6 * number)
            freeze_all(member, window, {"pairwise": figures})
            share(member, window, ["N01", "N06", "N12", "N13"])
    desk = World(made.make("network"))
    desk.more.update(fill_kind(desk))
    return Network(desk, members, names_of(world.association), exact_of(members))


def names_of(member: Association) -> set[str]:
    """What people of a member are called and how they are reached."""
    with member.work() as work:
        people = list(work.session.scalars(select(Person)))
    return {name for one in people for name in (one.full_name, one.email) if name}


def exact_of(members: list[Association]) -> set[str]:
    """The exact numbers of personal figures, which must not be seen."""
    found: set[str] = set()
    for member in members:
        with member.work() as work:
            query = select(NetworkFact).where(NetworkFact.metric.in_(("N11", "N12", "N13")))
            for fact in work.session.scalars(query):
                found |= {str(fact.part), str(fact.whole)}
    return found


def allowed(deployment: Deployment) -> set[str]:
    """Every number that the desk may say: published cells, and what is made of them alone."""
    columns = (
        PublishedFact.model,
        PublishedFact.metric,
        PublishedFact.window,
        PublishedFact.value,
        PublishedFact.whole,
    )
    values: dict[tuple[str, ...], list[float]] = {}
    words = {str(count) for count in range(6)}  # how many members show a figure
    for model, metric, window, value, whole in read(deployment, select(*columns)):
        if value is not None:
            values.setdefault((model, metric, window), []).append(value)
        words.add(str(whole))
    for found in values.values():
        made = [*found, min(found), max(found), median(found)]
        words |= {f"{round(100 * value)}%" for value in made}
        words |= {f"{value:g}" for value in (*made, sum(found))}
    return words


@pytest.fixture
def reader(app: Flask, network: Network) -> Client:
    """The network's coordinator."""
    return network.desk.association.signed_in(Client(app))


def test_crawl_of_the_desk_finds_nobody_and_no_number_that_was_not_published(
    app: Flask, deployment: Deployment, network: Network, reader: Client
) -> None:
    seen = crawl(reader, network.starts(app))
    assert len(seen.pages) > 60
    assert network.names
    assert {name: seen.everywhere(name) for name in network.names if seen.everywhere(name)} == {}
    numbers = seen.numbers()
    assert len(numbers) > 10
    assert numbers - allowed(deployment) == set()
    assert network.exact - allowed(deployment), "the exact numbers must differ from published ones"


def test_control_a_planted_person_is_found(app: Flask, network: Network, reader: Client) -> None:
    name = min(network.names)
    reader.get("/network/announcements/new")
    said = {"title_en": "News", "text_en": f"{name} has found work."}
    path = reader.post("/network/announcements/new", said).headers["Location"]
    seen = crawl(reader, [path])
    assert path in seen.everywhere(name)
    reader.post(f"{path}/throw-away")


def test_control_an_exact_number_is_found(
    deployment: Deployment, network: Network, reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    exact = min(network.exact - allowed(deployment))

    def leaking(*arguments: Any) -> dict[Any, dict[str, Figure]]:
        cells = original(*arguments)
        return {m: {**by, "N01": Figure("shown", float(exact))} for m, by in cells.items()}

    original = desk_compare.compared
    monkeypatch.setattr(desk_compare, "compared", leaking)
    seen = Seen({"/": reader.get("/network/compare?model=pairwise&window=2022").text})
    assert exact in seen.numbers() - allowed(deployment)
