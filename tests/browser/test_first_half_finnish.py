"""The first half of a cycle in Finnish on a phone, from a public page to circles.

Everybody has a browser of their own. Each page that comes is looked at: axe finds nothing in it, and
nothing sticks out. What the mentee does, she does by keyboard alone.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from threading import Thread

import pytest
from playwright.sync_api import Locator, Page
from punos_pairwise.texts import _staff as _pairs
from punos_pairwise.texts import _staff_n as _pairs_n
from sqlalchemy import select

from punos.groups.models import Group
from punos.i18n import _, _staff, _staff_n, use_language
from punos.mail.models import Mail
from tests.browser.conftest import Visit
from tests.browser.keys import by_keyboard, reach
from tests.browser.looking import faults, too_wide
from tests.interviews.desk import as_typed, soon
from tests.support.queue import drain
from tests.support.tenants import PAIRWISE_SETTINGS, PASSWORD, Association, Tenants

SETTINGS = {
    **PAIRWISE_SETTINGS,
    "ask_first": "both",
    "circles": {"wanted": True, "min": 2, "max": 8},
}
"""Two pairs are a circle here, so that four people are enough."""
TYPED = {
    "family_name": "Kokeilu",
    "city": "Turku",
    "phone": "+358 50 555 0100",
    "capacity": "1",
    "occupation": "Ohjelmistokehittäjät",
    "-language": "fi",
    "-level": "C1",
    "hopes": "networks",
    "offers": "networks",
}
MENTEE, MENTOR = "amina@people.example.org", "maija@people.example.org"
MOST_PAGES = 12


class FirstHalf:
    """An association, and the browsers that people open at it."""

    def __init__(self, here: Association, visit: Visit) -> None:
        self.here, self.visit = here, visit
        self.slug = here.cycle(settings=SETTINGS)

    @contextmanager
    def browser(self) -> Iterator[Page]:
        """Somebody's own."""
        with self.visit(self.here.host) as context:
            yield context.new_page()

    def mails(self, kind: str) -> list[Mail]:
        """Of this kind, the oldest first."""
        with self.here.work() as work:
            query = select(Mail).where(Mail.kind == kind).order_by(Mail.created_at, Mail.id)
            return list(work.session.scalars(query))

    def worker(self, page: Page) -> None:
        """What the worker does meanwhile; the page then comes anew."""
        running = Thread(target=drain, args=(self.here.deployment,))
        running.start()
        running.join()
        page.reload()
        looked(page)

    def groups(self, kind: str) -> list[str]:
        """The states of the groups of this kind."""
        with self.here.work() as work:
            return list(work.session.scalars(select(Group.state).where(Group.kind == kind)))


@pytest.fixture
def half(tenants: Tenants, visit: Visit) -> FirstHalf:
    """At an association whose own language is Finnish."""
    return FirstHalf(tenants.make(languages=["fi", "sv", "en"]), visit)


def test_first_half_is_played_in_finnish_on_a_phone(half: FirstHalf) -> None:
    with half.browser() as page:
        apply_by_keyboard(page, half.slug)
    with half.browser() as page:
        apply_by_tapping(page, half.slug)
    for role in ("mentee", "mentor"):
        half.here.enrol(half.slug, role, state="applied")
    with half.browser() as staff:
        sign_in(staff, half.here)
        offer_times(staff, half.slug)
        choose_a_time(half)
        fill_in_the_sheet(staff, half.slug)
        decide_and_tell(staff, half)
        ask_both(staff, half)
        answer_all(half)
        see_the_pairs(staff, half)
        make_a_circle(staff, half)
    assert {mail.language for mail in half.mails("application.decision")} == {"fi", "en"}


def called(page: Page, words: Callable[..., object], *said: object, **values: object) -> Locator:
    """The button or link that has this name in Finnish."""
    with use_language("fi"):
        name = str(words(*said, **values))
    assert name not in said, f"{name} is not in Finnish"
    main = page.locator("main")
    button = main.get_by_role("button", name=name, exact=True)
    return button.or_(main.get_by_role("link", name=name, exact=True)).first


def looked(page: Page) -> None:
    """The page that is open is as a page has to be."""
    page.wait_for_load_state()
    assert [page.url, *faults(page), *too_wide(page)] == [page.url]


def go(page: Page, address: str) -> None:
    page.goto(address)
    looked(page)


def press(page: Page, words: Callable[..., object], *said: object, **values: object) -> None:
    """Press what is called so, and look at the page that comes."""
    called(page, words, *said, **values).click()
    looked(page)


def tab_to(page: Page, wanted: Locator) -> None:
    """The same by keyboard alone."""
    reach(page, wanted)
    looked(page)


def apply_by_keyboard(page: Page, slug: str) -> None:
    """The mentee, from the public page to the receipt."""
    go(page, f"/p/{slug}")
    reach(page, page.locator(f"main a[href*='/apply/{slug}/mentee']").first)
    fill_in(page, partial(by_keyboard, page, {**TYPED, "given_name": "Amina", "email": MENTEE}))


def apply_by_tapping(page: Page, slug: str) -> None:
    """The mentor, likewise."""
    go(page, f"/p/{slug}")
    page.click(f"main a[href*='/apply/{slug}/mentor'] >> nth=0")
    fill_in(page, partial(by_hand, page, {**TYPED, "given_name": "Maija", "email": MENTOR}))


def fill_in(page: Page, one_page: Callable[[], None]) -> None:
    """Page by page, up to the receipt."""
    for _number in range(MOST_PAGES):
        looked(page)
        if "/received" in page.url:
            return
        one_page()
    raise AssertionError(page.inner_text("main"))


def by_hand(page: Page, typed: dict[str, str]) -> None:
    """Fill in what this page asks: one language, one choice of each kind, and the consent."""
    for name, value in typed.items():
        for field in page.locator(f"main input[name$='{name}']:not([type=radio])").all():
            if field.get_attribute("type") != "checkbox":
                field.fill(value)
        for field in page.locator(f"main select[name$='{name}']").all()[:1]:
            field.select_option(value)
        for box in page.locator(f"main input[name$='{name}'][value='{value}']").all():
            if box.get_attribute("type") in ("checkbox", "radio"):
                box.check(force=True)
    for box in page.locator("main input[name^='consent-']").all():
        box.check(force=True)
    page.locator("main button[value=next], main button[value=send]").first.click()


def sign_in(page: Page, here: Association) -> None:
    page.goto("/sign-in")
    page.fill("[name=email]", here.account("coordinator"))
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")


def offer_times(page: Page, slug: str) -> None:
    """Two, and everybody is asked to choose."""
    go(page, f"/cycles/{slug}")
    press(page, _staff, "Interviews")
    press(page, _staff, "Offer times")
    typed = {"day": as_typed(soon()), "starts": "10:00", "ends": "11:00", "place": "Linnankatu 3"}
    for name, value in typed.items():
        page.fill(f"main [name={name}]", value)
    press(page, _staff, "Offer the times")
    press(page, _staff_n, "Ask %(num)s person to choose", "Ask %(num)s people to choose", 4)


def letter_to(half: FirstHalf, kind: str, email: str) -> str:
    """Where the link in this mail leads."""
    mail = next(one for one in half.mails(kind) if one.to_address == email)
    found = re.search(r"http\S+(/l/[\w-]+)", mail.body)
    assert found, mail.body
    return found[1]


def choose_a_time(half: FirstHalf) -> None:
    """The mentee, by the link in her mail and by keyboard."""
    with half.browser() as page:
        go(page, letter_to(half, "interview.ask", MENTEE))
        if "/interview" not in page.url:
            tab_to(page, called(page, _, "Choose a time"))
        tab_to(page, page.locator("main button[name=slot]").first)
        assert "10.00" in page.inner_text("main")
    assert [mail.to_address for mail in half.mails("interview.booked")] == [MENTEE]


def fill_in_the_sheet(page: Page, slug: str) -> None:
    go(page, f"/cycles/{slug}/interviews")
    page.locator("main table a[href*='/interviews/']").first.click()
    looked(page)
    assert "Amina" in page.inner_text("main")
    press(page, _staff, "Fill in your score sheet")
    for name, mark in (("motivation", 5), ("time", 4), ("goals", 4)):
        page.check(f"[name=mark_{name}][value='{mark}']", force=True)
    press(page, _staff, "Save the score sheet")
    go(page, f"/cycles/{slug}/applicants")
    assert "4,3" in page.inner_text("main")


def decide_and_tell(page: Page, half: FirstHalf) -> None:
    """All four are accepted; nobody hears of it before they are told."""
    page.check("[data-choose-all]", force=True)
    press(page, _staff_n, "Accept %(num)s person", "Accept %(num)s people", 4)
    assert half.mails("application.decision") == []
    go(page, f"/cycles/{half.slug}/selection")
    known = "%(num)s person has a place and does not know it yet"
    press(page, _staff_n, known, "%(num)s people have a place and do not know it yet", 4)
    press(page, _staff_n, "Tell %(num)s person", "Tell %(num)s people", 4)
    assert len(half.mails("application.decision")) == 4


def ask_both(page: Page, half: FirstHalf) -> None:
    """Pairs are proposed, and both of each are asked before it is one."""
    go(page, f"/cycles/{half.slug}")
    press(page, _pairs, "To matching")
    press(page, _pairs, "Propose pairs")
    half.worker(page)
    said = page.inner_text("main")
    assert "sama ammatti: Ohjelmistokehittäjät" in said
    assert "sama paikkakunta: Turku" in said
    asking = "Ask the two of %(num)s pair first", "Ask the two of %(num)s pairs first"
    press(page, _pairs_n, *asking, 2)
    assert len(half.mails("matching.question")) == 4
    assert half.groups("pair") == []


def answer_all(half: FirstHalf) -> None:
    """All say yes by their links, the mentee by keyboard; with the last answer the pairs are published."""
    for mail in half.mails("matching.question"):
        with half.browser() as page:
            # Two of them are enough to have looked at the pages: what a mentee and a mentor sees.
            see = looked if mail.to_address in (MENTEE, MENTOR) else Page.wait_for_load_state
            page.goto(letter_to(half, "matching.question", mail.to_address))
            see(page)
            yes = page.locator("main form:has(input[name=answer][value=yes]) button")
            if mail.to_address == MENTEE:
                reach(page, yes)
            else:
                yes.click()
            see(page)
    assert half.groups("pair") == ["active"] * 2


def see_the_pairs(page: Page, half: FirstHalf) -> None:
    """They stand in the list of pairs, and both have heard of it, in Finnish."""
    for place in (f"/pairwise/{half.slug}/asked", f"/cycles/{half.slug}/groups"):
        go(page, place)
        said = page.inner_text("main")
        assert "Amina" in said
        assert "Maija" in said
    told = [mail for mail in half.mails("group.link") if mail.to_address in (MENTEE, MENTOR)]
    assert [mail.language for mail in told] == ["fi", "fi"]


def make_a_circle(page: Page, half: FirstHalf) -> None:
    """It is proposed, made known, and meets."""
    go(page, f"/pairwise/{half.slug}/circles")
    press(page, _pairs, "Propose circles")
    half.worker(page)
    press(page, _pairs_n, "Make %(num)s circle known", "Make %(num)s circles known", 1)
    assert half.groups("circle") == ["active"]
    assert "Amina" in page.inner_text("main")
