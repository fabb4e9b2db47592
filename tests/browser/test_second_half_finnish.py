"""The second half of a cycle in Finnish on a phone, for mentee and mentor, from accepting to certificates.

Each opens the links of their own mails. Each page that comes is looked at: axe finds nothing in it, and
nothing sticks out.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page
from sqlalchemy import select

from punos import clock
from punos.agreements.service import publish
from punos.i18n import _, use_language
from punos.jobs.tick import tick
from punos.mail.models import Mail
from punos.meetings.models import Meeting
from punos.people.models import Person
from punos.programmes.service import cycle_by_slug, start_cycle
from punos.surveys.models import SurveyAnswer
from tests.browser.conftest import Visit
from tests.browser.keys import reach
from tests.browser.looking import faults, too_wide
from tests.support.clients import Client
from tests.support.queue import drain, forget_waiting
from tests.support.tenants import PAIRWISE_SETTINGS, Association, Tenants

SETTINGS = {
    **PAIRWISE_SETTINGS,
    "agreements": {"kinds": ["guidelines", "agreement"], "before_meeting": True},
}
NAMES = {"mentee": "Amina", "mentor": "Maija"}


class SecondHalf:
    """A pair that has just been published at an association whose own language is Finnish."""

    def __init__(self, here: Association, client: Client, visit: Visit) -> None:
        self.here, self.visit = here, visit
        self.slug = here.cycle(settings=SETTINGS)
        self.staff = here.signed_in(client)
        for role, name in NAMES.items():
            here.enrol(self.slug, role, name=name)
        with here.work() as work:
            for person in work.session.scalars(select(Person)):
                person.language = "fi"
            cycle = cycle_by_slug(work, self.slug)
            start_cycle(work, cycle)
            for kind in SETTINGS["agreements"]["kinds"]:
                texts = {"fi": "Olemme kilttejä.", "sv": "Vi är snälla.", "en": "We are kind."}
                publish(work, cycle.programme, kind, texts)
        self._pair_up()

    def _pair_up(self) -> None:
        path = f"/pairwise/{self.slug}"
        self.staff.get(path)
        self.staff.post(f"{path}/propose")
        self.worker()
        page = self.staff.get(path).text
        sent = dict(re.findall(r'name="(proposal|seen)" value="([^"]+)"', page))
        assert self.staff.post(f"{path}/publish", sent).status_code == 303

    def worker(self) -> None:
        """What is due, and what waits: aside, since the browser keeps an event loop running here."""
        running = Thread(target=self._work)
        running.start()
        running.join()

    def _work(self) -> None:
        tick(self.here.deployment)
        drain(self.here.deployment, hasten=True)

    def letter_to(self, name: str, kind: str) -> str:
        """Where the link of somebody's newest mail of this kind leads."""
        with self.here.work() as work:
            query = select(Mail).join(Person, Person.id == Mail.person_id)
            query = query.where(Mail.kind == kind, Person.given_name == name)
            mail = work.session.scalars(query.order_by(Mail.id.desc()).limit(1)).one()
        assert mail.language == "fi"
        found = re.search(r"http\S+(/l/[\w-]+)", mail.body)
        assert found, mail.body
        return found[1]

    @contextmanager
    def opened(self, name: str, kind: str) -> Iterator[Page]:
        """Somebody's own browser, which has opened the link of such a mail."""
        with self.visit(self.here.host) as context:
            page = context.new_page()
            page.goto(self.letter_to(name, kind))
            looked(page)
            yield page


@pytest.fixture
def half(
    tenants: Tenants,
    client: Client,
    visit: Visit,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> SecondHalf:
    """A pair, at an hour at which both are proposed the same time for their meeting."""
    forget_waiting(tenants.deployment)
    monkeypatch.setenv(clock.FILE_VARIABLE, str(tmp_path / "clock"))
    evening = datetime.combine(clock.today(), time(19), ZoneInfo(clock.DEFAULT_ZONE))
    clock.set_offset(evening - clock.now())
    return SecondHalf(tenants.make(languages=["fi", "sv", "en"]), client, visit)


def test_second_half_is_played_in_finnish_on_a_phone(half: SecondHalf) -> None:
    for name in NAMES.values():
        with half.opened(name, "group.link") as page:
            accept(page)
            if name == "Amina":
                write_an_aim(page)
    for name in NAMES.values():
        with half.opened(name, "group.link") as page:
            save_the_meeting(page, by_keyboard=name == "Maija")
    with half.here.work() as work:
        [meeting] = work.session.scalars(select(Meeting)).all()
    assert (meeting.state, meeting.topics) == ("held", ["working_culture"])
    answer_surveys(half)
    take_certificates(half)


def called(page: Page, words: Callable[..., object], said: str) -> Locator:
    """The button or link that has this name in Finnish."""
    with use_language("fi"):
        name = str(words(said))
    assert name != said, f"{name} is not in Finnish"
    main = page.locator("main")
    button = main.get_by_role("button", name=name, exact=True)
    return button.or_(main.get_by_role("link", name=name, exact=True)).first


def looked(page: Page) -> None:
    """The page that is open is as a page has to be."""
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == "fi"
    assert [page.url, *faults(page), *too_wide(page)] == [page.url]


def press(page: Page, said: str) -> None:
    """Press what is called so, and look at the page that comes."""
    called(page, _, said).click()
    looked(page)


def accept(page: Page) -> None:
    """Both texts; then neither is asked for any more."""
    for said in ("I accept these guidelines", "I accept this agreement"):
        press(page, said)
        assert not called(page, _, said).is_visible()


def write_an_aim(page: Page) -> None:
    page.locator("main a[href$='/aims']").first.click()
    looked(page)
    page.fill("main [name=text]", "Kolme uutta kontaktia")
    page.locator("main form:has([name=text]) button").first.click()
    looked(page)
    assert "Kolme uutta kontaktia" in page.inner_text("main")


def save_the_meeting(page: Page, *, by_keyboard: bool) -> None:
    """Two taps after the link: what they talked about, and the button; who comes second finds it saved."""
    if by_keyboard:
        reach(page, called(page, _, "Save this meeting"))
    else:
        page.check("main [name=talked_about][value=working_culture]", force=True)
        called(page, _, "Save this meeting").click()
    looked(page)


def answer_surveys(half: SecondHalf) -> None:
    """Each answers by the link of the mail, without signing in."""
    path = f"/cycles/{half.slug}/surveys"
    for role in NAMES:
        half.staff.get(path)
        assert half.staff.post(path, {"wave": "end", "role": role}).status_code == 303
    half.worker()
    for name in NAMES.values():
        with half.opened(name, "survey.ask") as page:
            first = page.locator("main input[type=radio][value='4']").first
            first.check(force=True)
            press(page, "Send the answers")
    with half.here.work() as work:
        assert len(work.session.scalars(select(SurveyAnswer)).all()) == len(NAMES)


def take_certificates(half: SecondHalf) -> None:
    """Each finds theirs by the link of the mail."""
    path = f"/cycles/{half.slug}/certificates"
    half.staff.get(path)
    assert half.staff.post(path, {"all": "yes"}).status_code == 303
    half.worker()
    for name in NAMES.values():
        with half.opened(name, "certificate.ready") as page:
            with page.expect_download() as download:
                page.locator("main a[href$='/file']").click()
            assert download.value.path().read_bytes().startswith(b"%PDF")
