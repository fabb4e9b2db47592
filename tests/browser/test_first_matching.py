"""A newcomer with last year's form export reaches published pairs and a letter to everyone.

It plays `docs/first-matching.md` on a phone, in Finnish: what is written there in bold is what is
pressed, ticked or filled in here, in the same order.
"""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import FilePayload, Locator, Page
from punos_pairwise.texts import _staff as _pairs
from punos_pairwise.texts import _staff_n as _pairs_n
from sqlalchemy import select

from punos.groups.models import Group
from punos.i18n import _staff, _staff_n, use_language
from punos.mail.models import Mail
from tests.browser.conftest import Visit
from tests.browser.looking import faults, too_wide
from tests.imports.exports import GOOGLE_MENTEES, MICROSOFT_MENTORS
from tests.support.queue import drain
from tests.support.tenants import PASSWORD, Association, Tenants

DOCUMENT = Path(__file__).parents[2] / "docs" / "first-matching.md"
Said = Callable[[], object]
MEANINGS = {
    "hyvä": "B2",
    "sujuva": "C1",
    "Verkostoja": "networks",
    "Apua työnhakuun": "application",
    "Kyllä, mielelläni": "yes",
}


class Journey:
    """One reader of the document, at a page."""

    def __init__(self, page: Page, association: Association) -> None:
        self.page, self.association = page, association
        self.pressed: list[str] = []

    def press(self, words: Callable[..., object], *message: object, **values: object) -> None:
        """Press what is called so: a button or a link of the page; then look at where it leads."""
        self._called(partial(words, *message, **values)).click()
        self.page.wait_for_load_state()
        assert too_wide(self.page) == []

    def _called(self, said: Said) -> Locator:
        with use_language("en"):
            self.pressed.append(str(said()))
        with use_language("fi"):
            name = str(said())
        main = self.page.locator("main")
        button = main.get_by_role("button", name=name, exact=True)
        return button.or_(main.get_by_role("link", name=name, exact=True)).first

    def worker(self) -> None:
        """What the worker does meanwhile; the page then comes anew."""
        running = Thread(target=drain, args=(self.association.deployment,))
        running.start()
        running.join()
        self.page.reload()


@pytest.fixture
def association(tenants: Tenants) -> Association:
    """A new association that has pairs switched on, and nothing else."""
    association = tenants.make()
    association.switch_on("pairwise")
    return association


def test_newcomer_reaches_published_pairs_and_a_letter_to_everyone(
    association: Association, visit: Visit
) -> None:
    with visit(association.host) as context:
        journey = Journey(context.new_page(), association)
        sign_in(journey)
        begin(journey)
        bring(journey, "mentee", GOOGLE_MENTEES)
        journey.press(_staff, "Bring in another file")
        bring(journey, "mentor", MICROSOFT_MENTORS)
        accept(journey)
        match(journey)
        write(journey)
    assert journey.pressed == re.findall(r"\*\*(.+?)\*\*", DOCUMENT.read_text())
    with association.work() as work:
        groups = work.session.scalars(select(Group.state)).all()
        mails = work.session.scalars(select(Mail.subject)).all()
    assert groups == ["active"] * 3
    assert mails.count("Tervetuloa") == 6


def sign_in(journey: Journey) -> None:
    journey.page.goto("/sign-in")
    journey.page.fill("[name=email]", journey.association.account("coordinator"))
    journey.page.fill("[name=password]", PASSWORD)
    journey.page.click("main form button")


def begin(journey: Journey) -> None:
    journey.press(_staff, "Take the first steps")
    journey.press(_staff, "Make this programme")
    journey.press(_staff, "Plan this cycle")
    journey.press(_staff, "Bring in a list")


def bring(journey: Journey, role: str, content: str) -> None:
    page = journey.page
    page.check(f"[name=role][value={role}]", force=True)
    file: FilePayload = {"name": "a.csv", "mimeType": "text/csv", "buffer": content.encode()}
    page.set_input_files("[name=file]", file)
    journey.press(_staff, "Look at the file")
    assert faults(page) == []
    journey.press(_staff_n, "Check %(num)s row", "Check %(num)s rows", 3)
    journey.worker()
    journey.press(_staff, "Say what they mean")
    assert faults(page) == []
    explain(page)
    journey.press(_staff_n, "Check %(num)s row", "Check %(num)s rows", 3)
    journey.worker()
    journey.press(_to_add, 3)
    journey.worker()


def _to_add(number: int) -> str:
    people = _staff_n("%(num)s person", "%(num)s people", number)
    return str(_staff("Add %(people)s", people=people))


def explain(page: Page) -> None:
    """Say what is not guessed."""
    for word, meaning in MEANINGS.items():
        for choice in page.locator("select").and_(page.get_by_label(f"“{word}”")).all():
            choice.select_option(meaning)


def accept(journey: Journey) -> None:
    page = journey.page
    journey.press(_staff, "Go to the applicants")
    page.check("[data-choose-all]", force=True)
    journey.press(_staff_n, "Accept %(num)s person", "Accept %(num)s people", 6)


def match(journey: Journey) -> None:
    to_the_cycle(journey)
    journey.press(_pairs, "To matching")
    journey.press(_pairs, "Propose pairs")
    journey.worker()
    journey.press(_pairs_n, "Publish %(num)s pair", "Publish %(num)s pairs", 3)


def write(journey: Journey) -> None:
    page = journey.page
    to_the_cycle(journey)
    journey.press(_staff, "Write to everybody")
    page.fill("[name=subject_fi]", "Tervetuloa")
    page.fill("[name=body_fi]", "Hei {first_name}, tervetuloa mukaan.")
    journey.press(_staff, "Keep it and look at it")
    journey.press(_staff_n, "Send to %(num)s person", "Send to %(num)s people", 6)
    journey.worker()


def to_the_cycle(journey: Journey) -> None:
    """By its name at the top of the page."""
    journey.page.click(".crumbs a[href^='/cycles/']")
