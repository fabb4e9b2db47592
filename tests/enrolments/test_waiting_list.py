"""The waiting list: by score, and where staff put somebody by hand."""

import re
from concurrent.futures import ThreadPoolExecutor, wait
from uuid import UUID

import pytest
from flask import Flask

from punos.enrolments.service import move
from punos.enrolments.waiting import put_at
from tests.enrolments.test_selection import score
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants


@pytest.fixture
def here(tenants: Tenants) -> Association:
    return tenants.make()


def waiting(here: Association, slug: str, names: str) -> dict[str, UUID]:
    """People on the waiting list of the mentees, who applied in this order."""
    return {
        name: here.enrol(slug, "mentee", state="waiting", name=f"Odottaja{name}") for name in names
    }


def listed(client: Client, slug: str) -> str:
    """The first letters of those on the list, in its order, as the page of the selection leads to it."""
    page = client.get(f"/cycles/{slug}/applicants?state=waiting&role=mentee&sort=place")
    assert page.status_code == 200
    return "".join(dict.fromkeys(re.findall(r">\s*Odottaja(\w)", page.text)))


def put(client: Client, enrolment_id: UUID, place: str) -> int:
    client.get(f"/enrolments/{enrolment_id}")
    return client.post(f"/enrolments/{enrolment_id}/waiting", {"place": place}).status_code


def test_list_goes_by_score_until_somebody_is_put_elsewhere_by_hand(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    people = waiting(here, slug, "ABCD")
    score(here, slug, people["C"], {"motivation": 5})
    assert listed(client, slug) == "CABD"
    assert "Place on the waiting list" in client.get(f"/enrolments/{people['D']}").text
    assert put(client, people["D"], "2") == 303
    assert listed(client, slug) == "CDAB"
    assert put(client, people["C"], "99") == 303
    assert listed(client, slug) == "DABC"
    assert put(client, people["A"], "0") == 303
    assert listed(client, slug) == "DABC"


def test_those_after_the_last_by_hand_go_on_by_score(here: Association, client: Client) -> None:
    slug = here.cycle()
    here.signed_in(client)
    people = waiting(here, slug, "ABC")
    put(client, people["B"], "1")
    assert listed(client, slug) == "BAC"
    score(here, slug, people["C"], {"motivation": 5})
    assert listed(client, slug) == "BCA"


def test_who_leaves_the_list_comes_back_without_the_place(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    people = waiting(here, slug, "AB")
    put(client, people["B"], "1")
    with here.work() as work:
        move(work, people["B"], "applied")
        move(work, people["B"], "waiting")
    assert listed(client, slug) == "AB"
    with here.work() as work:
        move(work, people["B"], "accepted")
    assert put(client, people["B"], "1") == 409
    assert "Place on the waiting list" not in client.get(f"/enrolments/{people['B']}").text


def test_who_decides_for_one_unit_does_not_sort_the_list_of_all(
    here: Association, app: Flask
) -> None:
    slug, unit = here.cycle(), here.unit("Meidan")
    worker = here.signed_in(Client(app), "contact", unit_id=unit)
    ours = here.enrol(slug, "mentee", state="waiting", unit_id=unit)
    assert "Place on the waiting list" not in worker.get(f"/enrolments/{ours}").text
    assert put(worker, ours, "1") == 404
    assert here.enrolment(ours).waiting_place is None


def test_two_who_sort_the_list_at_once_both_have_their_way(
    here: Association, client: Client
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    people = waiting(here, slug, "ABCD")

    def second() -> None:
        with here.work() as work:
            put_at(work, people["D"], 1)

    with ThreadPoolExecutor(1) as aside:
        with here.work() as work:
            put_at(work, people["C"], 1)
            sorting = aside.submit(second)
            assert not wait([sorting], timeout=1).done
        sorting.result()
    assert listed(client, slug) == "DCAB"
    places = [here.enrolment(one).waiting_place for one in people.values()]
    assert places == [None, None, 2, 1]
