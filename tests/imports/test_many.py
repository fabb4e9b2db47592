"""Five thousand people: how long it takes, and a worker that dies on the way."""

import os
import sys
import time
from typing import Any

import pytest
from sqlalchemy import func, select

from punos.deployment import Deployment
from punos.enrolments.models import Enrolment
from punos.errors import Refused
from punos.imports import adding, checking
from punos.imports.models import ImportRow, ImportRun
from punos.jobs.models import JobRun
from punos.people.models import Person
from punos.people.service import add_person
from tests.imports.test_import import count
from tests.imports.ways import check, columns_on, look, tiles, upload, work_off
from tests.support.clients import Client
from tests.support.dying import Dying, Killed
from tests.support.tenants import Association, Tenants
from tests.sweeps.test_query_budget import MOST, cost

MANY, SOME = int(os.environ.get("PUNOS_ROWS", "1000")), 450
"""Five thousand in `make bench-faults`."""
NAMES = ("Aino", "Bertta", "Celia", "Daria", "Elif", "Farah", "Gunilla", "Hanna", "Iman", "Jaana")
LETTERS = "aeioubdfgjklmnprstvwxyz"


@pytest.fixture
def here(tenants: Tenants) -> Association:
    return tenants.make()


def family(number: int) -> str:
    """A made-up name of its own for each."""
    parts = []
    for _place in range(5):
        number, at = divmod(number * 7 + 3, len(LETTERS))
        parts.append(LETTERS[at])
    return "".join(parts).title()


def file_of(people: int) -> str:
    rows = [
        f"{NAMES[n % 10]};{family(n)}{n};{n}@people.example.org;+35840{n:07d};Turku"
        for n in range(people)
    ]
    return "\r\n".join(["Etunimi;Sukunimi;Sähköposti;Puhelin;Kaupunki", *rows])


def enrolled(here: Association) -> tuple[int, int]:
    """How many enrolments there are, and of how many people."""
    with here.work() as work:
        people = select(func.count(Enrolment.id), func.count(func.distinct(Enrolment.person_id)))
        found = work.session.execute(people).one()
        return found[0], found[1]


def test_thousands_of_people_are_checked_and_added(
    here: Association, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    content = file_of(MANY)
    began = time.perf_counter()
    page = client.follow(upload(client, slug, content))
    uploaded = time.perf_counter()
    looked = check(client, page)
    checked = time.perf_counter()
    assert tiles(looked)["Will be added"] + tiles(looked)["To be decided"] == MANY
    client.post(f"{looked.request.path}/alike", {"rest": "other"})
    client.post(f"{looked.request.path}/add")
    work_off(client)
    added = time.perf_counter()
    assert enrolled(here) == (MANY, MANY)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{MANY} rows: taken in {uploaded - began:.1f} s, checked {checked - uploaded:.1f} s, "
            f"added {added - checked:.1f} s\n"
        )


def asked(here: Association, client: Client, step: str, act: Any) -> tuple[Any, Any]:
    """A job that was asked for and waits: its run and the job's."""
    act()
    with here.work() as work:
        run = work.session.scalars(select(ImportRun)).one()
        assert run.state == step
        return run, work.session.scalars(select(JobRun).where(JobRun.id == run.job_id)).one()


def die_at(
    deployment: Deployment, here: Association, function: Any, job: Any, at: int, before: bool
) -> None:
    """Run the job in a process that dies at its n-th transaction."""
    dying = Dying(deployment, at, before)
    with pytest.raises(Killed), here.work() as work:
        function(dying, work, job)


@pytest.mark.parametrize("before", [False, True], ids=["between", "before the commit"])
@pytest.mark.parametrize("at", [1, 2, 4])
def test_worker_that_dies_while_adding_is_followed_by_one_that_goes_on(
    here: Association, client: Client, deployment: Deployment, at: int, before: bool
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    page = look(client, slug, file_of(SOME))
    path = page.request.path
    _run, job = asked(here, client, "adding", lambda: client.post(f"{path}/add"))
    die_at(deployment, here, adding.add_people, job, at, before)
    half = count(here)
    assert half == min(SOME, (at - 1) * adding.AT_ONCE)
    with here.work() as work:
        run = work.session.scalars(select(ImportRun)).one()
        known = select(func.count(ImportRow.id)).where(ImportRow.enrolment_id.is_not(None))
        assert (run.state, run.added, work.session.scalar(known)) == ("adding", half, half)
    assert client.post(f"{path}/add").status_code == 409, "the queue still has it"
    work_off(client)
    assert f"{SOME} people are added." in client.get(path).text
    assert enrolled(here) == (SOME, SOME)


def test_worker_that_dies_while_checking_is_followed_by_one_that_finds_the_same(
    here: Association, client: Client, deployment: Deployment
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    page = client.follow(upload(client, slug, file_of(SOME)))
    path = page.request.path
    columns = columns_on(page)
    _run, job = asked(here, client, "checking", lambda: client.post(f"{path}/columns", columns))
    die_at(deployment, here, checking.check_file, job, 2, False)
    work_off(client)
    looked = client.get(path)
    assert tiles(looked)["There already"] == 0
    assert tiles(looked)["Will be added"] + tiles(looked)["To be decided"] == SOME


def test_whom_a_plugin_refuses_is_left_out_alone(
    here: Association, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    page = look(client, slug, file_of(7))
    whole = adding.enrol_many

    def enrol_many(work: Any, cycle: Any, role: str, entries: Any, **more: Any) -> Any:
        if any(person.email == "3@people.example.org" for person, _answers in entries):
            raise Refused("Not her, today.")
        return whole(work, cycle, role, entries, **more)

    monkeypatch.setattr(adding, "enrol_many", enrol_many)
    client.post(f"{page.request.path}/add")
    work_off(client)
    done = client.get(page.request.path)
    assert "6 people are added." in done.text
    assert "1 row with problems was left out." in done.text
    assert "Not her, today." in client.get(f"{page.request.path}/problems").data.decode()
    assert count(here) == count(here, Person) == 6


def test_cycle_that_ends_on_the_way_stops_it_in_words(here: Association, client: Client) -> None:
    slug = here.cycle()
    here.signed_in(client)
    page = look(client, slug, file_of(7))
    client.post(f"{page.request.path}/add")
    with here.work() as work:
        work.session.scalars(select(ImportRun)).one().cycle.state = "closed"
    work_off(client)
    stopped = client.get(page.request.path)
    assert "The cycle has ended meanwhile" in stopped.text
    assert count(here) == 0
    assert client.post(f"{page.request.path}/drop").status_code == 303
    assert count(here, ImportRow) == 7


def test_pages_cost_the_same_with_few_rows_and_with_many(
    here: Association, client: Client, deployment: Deployment
) -> None:
    slug = here.cycle()
    here.signed_in(client)
    with here.work() as work:
        for number in range(60):
            given, family_name = NAMES[number % 10], f"{family(number)}{number}"
            add_person(work, given_name=given, family_name=f"{family_name}x")
    costs = []
    for rows in (3, 60):
        page = look(client, slug, file_of(rows))
        assert tiles(page)["To be decided"] == rows
        path = page.request.path
        before = [cost(deployment, client, f"{path}{more}") for more in ("", "/columns", "/alike")]
        client.post(f"{path}/alike", {"rest": "skip"})
        client.post(f"{path}/add")
        work_off(client)
        costs.append([*before, cost(deployment, client, path)])
    assert costs[0] == costs[1]
    assert max(one or MOST for one in costs[0]) <= MOST
