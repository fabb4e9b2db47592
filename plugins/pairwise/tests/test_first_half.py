"""The first half of a cycle from end to end, by pages and the worker alone: from a public page to circles."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from punos.enrolments.models import Enrolment
from punos.groups.models import Group
from punos.interviews.models import InterviewSlot
from punos.mail.models import Mail
from punos.matching.models import Suggestion
from punos.people.models import Person
from tests.enrolments.test_apply import GOOD
from tests.interviews.desk import account_in, offer
from tests.support.applying import address, apply_by_pages, fill, fill_in
from tests.support.clients import Client
from tests.support.queue import drain
from tests.support.tenants import PAIRWISE_SETTINGS, Association, Tenants

from .cohorts import proposed, publish

PAIRS = 6
"""One more than a circle needs: of one pair somebody will say no."""
NEAR = {
    "name": "near",
    "role": "mentee",
    "words": {"en": "You live in Turku or near it.", "fi": "Asut Turussa tai sen lähellä."},
    "conditions": [{"question": "person.city", "test": "is_one_of", "values": ["Turku"]}],
}
SETTINGS = {
    **PAIRWISE_SETTINGS,
    "ask_first": "both",
    "circles": {"wanted": True, "min": 5, "max": 8},
    "eligibility": [NEAR],
}
SHEET = {
    "mark_motivation": "5",
    "mark_time": "4",
    "mark_goals": "4",
    "recommends": "accept",
    "summary": "Knows what she wants.",
}


class FirstHalf:
    """One association, its coordinator, and everybody's own browser."""

    def __init__(self, here: Association, app: Flask) -> None:
        self.here, self.app = here, app
        self.slug = here.cycle(settings=SETTINGS)
        self.staff = Client(app)
        self.host = account_in(here, self.staff)

    def browser(self) -> Client:
        """Somebody's, who has no account."""
        return Client(self.app).at(self.here.host)

    def answers(self, role: str, number: int, **more: str) -> dict[str, object]:
        return {
            **GOOD,
            "person-given_name": f"{role.title()}{number}",
            "person-email": f"{role}{number}@people.example.org",
            "person-language": "en",
            "pairwise-capacity": "1",
            **more,
        }

    def mails(self, kind: str) -> list[Mail]:
        """Of this kind, the oldest first."""
        with self.here.work() as work:
            query = select(Mail).where(Mail.kind == kind).order_by(Mail.created_at, Mail.id)
            return list(work.session.scalars(query))

    def enrolments(self) -> dict[str, Enrolment]:
        """Everybody, by first name."""
        with self.here.work() as work:
            query = select(Person.given_name, Enrolment).join(
                Person, Person.id == Enrolment.person_id
            )
            return {row.given_name: row.Enrolment for row in work.session.execute(query)}

    def ids(self) -> list[str]:
        return [str(one.id) for one in self.enrolments().values()]

    def states(self) -> set[str]:
        return {one.model_state for one in self.enrolments().values()}


@pytest.fixture
def half(tenants: Tenants, app: Flask) -> FirstHalf:
    return FirstHalf(tenants.make(), app)


def test_first_half_goes_from_a_public_page_to_circles(half: FirstHalf) -> None:
    apply(half)
    interview(half)
    decide(half)
    ask(half)
    one_says_no(half)
    make_circle(half)


def apply(half: FirstHalf) -> None:
    """Everybody finds the form on the public page; one lives elsewhere, is told, and sends all the same."""
    visitor = half.browser()
    page = visitor.get(f"/p/{half.slug}").text
    assert f"/apply/{half.slug}/mentee" in page
    for role in ("mentee", "mentor"):
        for number in range(PAIRS - (role == "mentee")):
            browser, path = half.browser(), f"/apply/{half.slug}/{role}"
            page = apply_by_pages(browser, path, half.answers(role, number)).text
            assert "We have your application" in page
    far = half.browser()
    answers = half.answers("mentee", PAIRS - 1, **{"person-city": "Helsinki"})
    checked = fill_in(far, f"/apply/{half.slug}/mentee", answers)
    assert "You live in Turku or near it." in checked.text
    far.follow(far.post(address(checked), fill(checked, answers, "send")))
    assert len(half.mails("application.receipt")) == 2 * PAIRS
    outside = [name for name, one in half.enrolments().items() if one.unmet]
    assert outside == [f"Mentee{PAIRS - 1}"]


def interview(half: FirstHalf) -> None:
    """Times are offered, everybody is asked to choose, one does; the score sheet is on the list."""
    assert offer(half.staff, half.slug, half.host).status_code == 303
    half.staff.post(f"/cycles/{half.slug}/interviews/ask")
    asked = half.mails("interview.ask")
    assert len(asked) == 2 * PAIRS
    mail = next(one for one in asked if one.to_address == "mentee0@people.example.org")
    browser = half.browser()
    assert "Choose a time" in browser.follow(browser.get(link_in(mail))).text
    page = browser.get("/application/interview").text
    [first, _second] = re.findall(r'name="slot" value="([^"]+)"', page)
    browser.post("/application/interview", {"slot": first})
    assert half.mails("interview.booked")[0].calendar
    with half.here.work() as work:
        slot = work.session.scalars(select(InterviewSlot).where(InterviewSlot.id == first)).one()
    assert slot.enrolment_id == half.enrolments()["Mentee0"].id
    path = f"/enrolments/{slot.enrolment_id}/score"
    half.staff.get(path)
    assert half.staff.post(path, SHEET).status_code == 303
    assert "4.3" in half.staff.get(f"/cycles/{half.slug}/applicants").text


def link_in(mail: Mail) -> str:
    found = re.search(r"http\S+/l/[\w-]+", mail.body)
    assert found, mail.body
    return found[0]


def decide(half: FirstHalf) -> None:
    """All are accepted, and told once in a step of its own."""
    half.staff.post(f"/cycles/{half.slug}/applicants/accept", {"chosen": half.ids()})
    assert half.states() == {"accepted"}
    assert half.mails("application.decision") == []
    sent = {"chosen": half.ids(), "act": "tell"}
    for _twice in range(2):
        half.staff.post(f"/cycles/{half.slug}/selection/accepted", sent)
    assert len(half.mails("application.decision")) == 2 * PAIRS


def ask(half: FirstHalf) -> None:
    """Publishing asks both of each pair first; nobody is in a pair yet."""
    page = proposed(half.here, half.staff, half.slug)
    assert f"Ask the two of {PAIRS} pairs first" in page
    publish(half.staff, half.slug, page)
    assert len(half.mails("matching.question")) == 2 * PAIRS
    assert groups(half, "pair") == []


def groups(half: FirstHalf, kind: str) -> list[Group]:
    with half.here.work() as work:
        return list(work.session.scalars(select(Group).where(Group.kind == kind)))


def one_says_no(half: FirstHalf) -> None:
    """Each answers by their link; who is refused and who refuses are free again, the others are pairs."""
    for mail in half.mails("matching.question"):
        browser = half.browser()
        browser.follow(browser.get(link_in(mail)))
        yes = mail.to_address != "mentor0@people.example.org"
        browser.post("/my/match", {"answer": "yes" if yes else "no", "reason": "no_time"})
    assert len(groups(half, "pair")) == PAIRS - 1
    assert states_of_suggestions(half).count("declined") == 1
    assert half.enrolments()["Mentor0"].model_state == "accepted"
    assert [one.model_state for one in half.enrolments().values()].count("paired") == 10
    assert "Mentor0" in half.staff.get(f"/pairwise/{half.slug}").text


def states_of_suggestions(half: FirstHalf) -> list[str]:
    with half.here.work() as work:
        return list(work.session.scalars(select(Suggestion.state)))


def make_circle(half: FirstHalf) -> None:
    """Five pairs are one circle: proposed by the worker, made known by hand, told to ten."""
    half.staff.post(f"/pairwise/{half.slug}/circles/propose")
    drain(half.here.deployment)
    page = half.staff.get(f"/pairwise/{half.slug}/circles").text
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen, page
    half.staff.post(f"/pairwise/{half.slug}/circles/publish", {"seen": seen[1]})
    [circle] = groups(half, "circle")
    assert {pair.parent_id for pair in groups(half, "pair")} == {circle.id}
    drain(half.here.deployment)
    with half.here.work() as work:
        subjects = work.session.scalars(select(Mail.subject)).all()
    assert sum("your circle" in subject for subject in subjects) == 10
