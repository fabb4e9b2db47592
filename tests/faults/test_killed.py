"""`kill -9` while people are at work: what was confirmed is there, once, and the next request works."""

import os
import signal
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPException
from threading import Event

import psutil
import pytest
from sqlalchemy import select

from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.ids import random_id
from punos.jobs.models import JobRun
from punos.matching.models import Proposal
from punos.people.models import Person
from tests.enrolments.test_apply import GOOD
from tests.faults.conftest import Standing
from tests.support.served import Browser, until

WRITERS = 3
KILLS = int(os.environ.get("PUNOS_FAULT_KILLS", "4"))


def kill(process: psutil.Process) -> None:
    with suppress(psutil.NoSuchProcess):
        process.send_signal(signal.SIGKILL)


def apply(browser: Browser, slug: str, email: str) -> bool:
    """Send an application; whether it was confirmed."""
    path = f"/apply/{slug}/mentee"
    browser.get(path)
    answer = browser.post(path, {**GOOD, "person-email": email, "submit": "send"})
    assert answer.status in (303, 500, 502, 503), answer.text
    return answer.status == 303


def write_until(standing: Standing, stop: Event, confirmed: list[str], sent: list[str]) -> None:
    browser = standing.processes.browser(standing.here.host)
    while not stop.is_set():
        email = f"{random_id().hex}@people.example.org"
        sent.append(email)
        try:
            if apply(browser, standing.slug, email):
                confirmed.append(email)
        except (OSError, HTTPException):
            time.sleep(0.05)  # the process that was asked is gone


def written(standing: Standing) -> Counter[str]:
    """How often each applicant is enrolled."""
    with standing.here.work() as work:
        query = select(Person.email).join(
            Enrolment,
            points_at(Enrolment.person_id, Person),
        )
        return Counter(email for email in work.session.scalars(query) if email)


def lost(confirmed: list[str], found: Counter[str]) -> list[str]:
    return [email for email in confirmed if not found[email]]


def say(capsys: pytest.CaptureFixture[str], line: str) -> None:
    """Print what was counted, whatever pytest keeps to itself."""
    with capsys.disabled():
        sys.stdout.write(f"\n{line}\n")


def doubled(found: Counter[str]) -> dict[str, int]:
    return {email: number for email, number in found.items() if number > 1}


def test_web_process_killed_under_load_loses_and_doubles_nothing(
    standing: Standing, capsys: pytest.CaptureFixture[str]
) -> None:
    (web,) = standing.processes.running[:1]
    confirmed: list[str] = []
    sent: list[str] = []
    stop = Event()
    with ThreadPoolExecutor(WRITERS) as writers:
        work = [
            writers.submit(write_until, standing, stop, confirmed, sent) for _ in range(WRITERS)
        ]
        try:
            for _number in range(KILLS):
                before = len(confirmed)
                assert until(lambda n=before: len(confirmed) > n + 3, 20)
                kill(psutil.Process(web.pid).children()[0])
            until(lambda: len(confirmed) > before + 8, 20)
        finally:
            stop.set()
        for one in work:
            one.result()
    assert standing.processes.browser(standing.here.host).get("/").status == 200
    found = written(standing)
    say(
        capsys,
        f"web process killed: {KILLS} kills, {len(sent)} applications sent, {len(confirmed)} "
        f"confirmed, {len(lost(confirmed, found))} lost, {len(doubled(found))} doubled",
    )
    assert len(confirmed) > 4 * KILLS
    assert lost(confirmed, found) == []
    assert doubled(found) == {}


def test_control_a_lost_write_would_be_noticed(standing: Standing) -> None:
    assert lost(["never@people.example.org"], written(standing)) == ["never@people.example.org"]


def test_worker_killed_at_its_work_leaves_it_to_the_next_which_does_it_once(
    standing: Standing,
) -> None:
    for number in range(12):
        standing.here.enrol(standing.slug, ("mentee", "mentor")[number % 2])
    browser = standing.staff()
    first = standing.processes.start_worker()
    browser.get(f"/pairwise/{standing.slug}")
    answer = browser.post(f"/pairwise/{standing.slug}/propose", {})
    assert answer.status == 303, answer.text
    until(lambda: run_of(standing).state != "queued", 10)
    first.kill()
    first.wait()
    assert browser.get(f"/pairwise/{standing.slug}").status == 200
    standing.processes.start_worker()
    assert until(lambda: run_of(standing).state == "done", 60)
    with standing.here.work() as work:
        assert len(work.session.scalars(select(Proposal)).all()) == 1
    assert browser.get(f"/pairwise/{standing.slug}").status == 200


def run_of(standing: Standing) -> JobRun:
    with standing.here.work() as work:
        return work.session.scalars(select(JobRun)).one()
