"""Two people take the same step at the same moment, at two processes."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import select

from punos.events.models import Event
from tests.faults.conftest import Standing
from tests.support.served import Answer, Browser

ROUNDS = 4


def at_once(browsers: list[Browser], path: str, form: dict[str, str]) -> list[Answer]:
    """Everybody sends the same form at the same moment."""
    gate = Barrier(len(browsers))

    def send(browser: Browser) -> Answer:
        browser.get("/cookies")
        gate.wait()
        return browser.post(path, form)

    with ThreadPoolExecutor(len(browsers)) as people:
        return list(people.map(send, browsers))


def events(standing: Standing, kind: str) -> list[Event]:
    with standing.here.work() as work:
        return list(work.session.scalars(select(Event).where(Event.kind == kind)))


def test_two_who_accept_the_same_applicant_accept_them_once(standing: Standing) -> None:
    pair = [standing.staff(), standing.staff()]
    for _number in range(ROUNDS):
        applicant = standing.here.enrol(standing.slug, "mentee", state="applied")
        answers = at_once(pair, f"/enrolments/{applicant}/move", {"state": "accepted"})
        assert {answer.status for answer in answers} <= {303, 409}
        assert 303 in {answer.status for answer in answers}
        with standing.here.work() as work:
            told = work.session.scalars(select(Event).where(Event.subject_id == applicant)).all()
        assert len(told) == 2, "one for entering, one for being accepted"


def test_two_who_close_the_cycle_close_it_once(standing: Standing) -> None:
    slug = standing.here.cycle()
    pair = [standing.staff(), standing.staff()]
    assert {a.status for a in at_once(pair, f"/cycles/{slug}/step", {"act": "start"})} <= {303, 409}
    closing = {"act": "close", "sure": "yes"}
    assert {a.status for a in at_once(pair, f"/cycles/{slug}/step", closing)} <= {303, 409}
    assert len(events(standing, "cycle.closed")) == 1
    assert pair[0].get(f"/cycles/{slug}").status == 200
