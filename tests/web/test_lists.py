"""Lists: two statements, all state in the address, nothing a reader types breaks them."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl

import pytest
from sqlalchemy import event, select
from sqlalchemy.engine import Engine
from werkzeug.datastructures import MultiDict

from punos.deployment import Deployment
from punos.forms.tabular import read_table
from punos.ids import new_id
from punos.people.models import Person
from punos.people.service import add_person
from punos.tenants.provision import create_tenant
from punos.web.lists import Column, Filter, Listing
from punos.work import Work

COUNT = 123
CITIES = (("turku", "Turku"), ("oulu", "Oulu"))


@pytest.fixture(scope="module")
def work(deployment: Deployment) -> Iterator[Work]:
    slug = f"lists-{new_id().hex[-10:]}"
    record = create_tenant(deployment, slug=slug, hosts=[f"{slug}.localhost"], settings={})
    with deployment.work(record) as work:
        for number in range(COUNT):
            _add(work, number)
        work.session.flush()
        yield work


def _add(work: Work, number: int) -> None:
    add_person(
        work,
        given_name=("Åsa", "Aino", "=SUM(A1)")[number % 3],
        family_name="Same" if number < 100 else f"Öhman {number}",
        city=(None, "turku", "oulu")[number % 3],
        phone="+358401234567",
        language="en",
    )


def listing(work: Work, address: str = "", **options: object) -> Listing:
    settings: dict = {
        "columns": [
            Column("name", "Name", sort=Person.sort_key, value="full_name"),
            Column("city", "City", sort=Person.city),
            Column("phone", "Phone"),
        ],
        "search": [Person.search_text],
        "filters": [
            Filter("city", "City", CITIES, lambda query, city: query.where(Person.city == city))
        ],
        "default_sort": "name",
        "name": "people",
    }
    args = MultiDict(parse_qsl(address.removeprefix("?"), keep_blank_values=True))
    return Listing(work, args, select(Person), **(settings | options))


def test_listing_takes_two_statements(work: Work) -> None:
    statements: list[str] = []

    def note(_c: object, _cu: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        page = listing(work, "q=a&sort=-city&page=2")
        assert page.rows
        assert page.headings
        assert page.page_links
        assert page.span
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert len(statements) == 2


@pytest.mark.parametrize("sort", ["name", "-name", "city", "-city"])
def test_listing_pages_hold_each_row_once(work: Work, sort: str) -> None:
    """Equal sort keys and missing values must not move rows between pages."""
    seen = [row.id for page in (1, 2, 3) for row in listing(work, f"sort={sort}&page={page}").rows]
    assert len(seen) == len(set(seen)) == COUNT


def test_listing_sorts_as_finnish_does(work: Work) -> None:
    names = [row.sort_key for row in listing(work, "sort=name", per_page=200).rows]
    assert names == sorted(names)
    assert listing(work, "sort=-name").rows[0].family_name.startswith("Öhman")


@pytest.mark.parametrize(
    ("query", "found"), [("ohman", 23), ("ÖHMAN asa", 7), ("100", 1), ("%", 0), ("_", 0), ("\\", 0)]
)
def test_listing_search_finds_folded_words(work: Work, query: str, found: int) -> None:
    assert listing(work).total == COUNT
    assert listing(work, f"q={query.replace('%', '%25')}").total == found


def test_listing_filter_narrows(work: Work) -> None:
    page = listing(work, "city=turku")
    assert page.total == COUNT // 3
    assert page.narrowed
    assert {row.city for row in page.rows} == {"turku"}


@pytest.mark.parametrize(
    "address",
    [
        "page=0", "page=-1", "page=x", "page=99999999999", "page=²", "sort=id", "sort=--name",
        "sort=phone", "city=helsinki", "q=%00", "q=" + "a+" * 500, "format=pdf",
    ],
)  # fmt: skip
def test_listing_senseless_address_still_answers(work: Work, address: str) -> None:
    page = listing(work, address)
    assert page.rows or page.narrowed
    assert 1 <= page.page <= page.pages_count


def test_listing_beyond_the_last_page_shows_the_last(work: Work) -> None:
    page = listing(work, "page=99")
    assert page.page == 3
    assert len(page.rows) == COUNT - 100


def test_listing_links_keep_search_filter_and_other_state(work: Work) -> None:
    page = listing(work, "q=a&city=turku&sort=-city&page=2&tab=x", per_page=10)
    link = dict(parse_qsl(page.page_links[-1].url.removeprefix("?")))
    assert link == {"q": "a", "city": "turku", "sort": "-city", "page": "5", "tab": "x"}
    head = dict(parse_qsl((page.headings[0].url or "").removeprefix("?")))
    assert head == {"q": "a", "city": "turku", "tab": "x"}  # the usual order needs no word


def test_listing_two_on_a_page_do_not_disturb_each_other(work: Work) -> None:
    address = "m-q=ohman&page=2"
    assert listing(work, address, prefix="m-").total == 23
    other = listing(work, address)
    assert other.total == COUNT
    assert "m-q=ohman" in other.url(page=3)


def test_listing_export_has_every_row_guarded(work: Work) -> None:
    page = listing(work, "q=same&format=csv")
    assert page.wants_csv
    response = page.csv_response()
    assert re.search(r'filename="people-\d{4}-\d\d-\d\d\.csv"', str(response.headers))
    table = read_table(response.get_data())
    assert len(table.rows) == page.total == 100
    assert {row.cells[2] for row in table.rows} == {"+358401234567"}
    assert ";'=SUM(A1) Same;" in ";" + response.get_data(as_text=True).replace("\r\n", ";")


def test_listing_empty_is_not_the_same_as_no_match(work: Work) -> None:
    nobody = listing(work, "q=zzz")
    assert (nobody.total, nobody.narrowed, list(nobody.rows)) == (0, True, [])
    assert not listing(work).narrowed
