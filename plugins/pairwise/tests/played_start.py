"""The beginning of the cycle that is played: from its plan to the first days of its pairs."""

import re
from datetime import date, timedelta
from typing import Any

from tests.support.clients import Client

from .cohorts import proposed, publish
from .played import PROGRAMME, Played
from .played_notes import (
    CONFIDENCE,
    ENDS,
    MENTEES,
    MENTORS,
    PAIRS,
    SILENT,
    STARTS,
    Told,
)


def plan(played: Played) -> None:
    """The cycle is planned, opened and filled, the texts to accept are published, pairs are proposed."""
    played.to(2027, 1, 11)
    days = {"apply_from": "2027-01-01", "apply_until": "2027-01-20"}
    dates = {"starts_on": str(STARTS), "ends_on": str(ENDS), "target": str(PAIRS)}
    form = {"name_en": "Womento 2027", "name_fi": "", "name_sv": "", **days, **dates}
    answer = played.send(f"/programmes/{PROGRAMME}/cycles/new", form)
    played.slug = answer.headers["Location"].rpartition("/")[2]
    played.staff.post(f"/cycles/{played.slug}/step", {"act": "open"})
    for role, names in (("mentee", MENTEES), ("mentor", MENTORS)):
        for name in names:
            played.here.enrol(played.slug, role, name=name)
    played.here.enrol(played.slug, "mentee", state="refused", name="Refused")
    for kind in ("guidelines", "agreement"):
        publish_text(played, kind, f"Our {kind}.")
    texts = {f"{what}_{code}": "" for what in ("title", "intro") for code in ("en", "fi", "sv")}
    anonymous = {**texts, "title_en": "Survey", "way": "anonymous", "open_days": "21"}
    played.send(f"/programmes/{PROGRAMME}/surveys/midterm/mentor/texts", anonymous)


def publish_text(played: Played, kind: str, text: str) -> None:
    texts = dict.fromkeys(("en", "fi", "sv"), text)
    path = f"/agreements/{PROGRAMME}/{kind}"
    played.staff.get(f"{path}/new")
    assert played.staff.post(path, texts).status_code == 303


def start(played: Played) -> None:
    """The pairs are published on the first day; both of each are introduced to each other by mail."""
    played.to(2027, 2, 1, 9)
    played.staff.get(f"/cycles/{played.slug}")
    played.staff.post(f"/cycles/{played.slug}/step", {"act": "start"})
    publish(played.staff, played.slug, proposed(played.here, played.staff, played.slug))
    introduced = [mail for mail in played.news() if mail.kind == "group.link"]
    pairs = played.pairs()
    assert len(introduced) == 2 * PAIRS
    for mail in introduced:
        assert "within 48 hours" in mail.body
    one = next(iter(pairs.values()))
    [mail] = [mail for mail in introduced if f"Hello {one.mentee}," in mail.body]
    assert one.mentor in mail.body


def accept(played: Played, names: list[str] | None = None) -> None:
    """Nobody writes down a first meeting before both of the pair have accepted both texts."""
    pairs = played.pairs()
    first = pairs[MENTEES[0]]
    if names is None:
        assert we_met(played, first.mentee, STARTS - timedelta(days=1)).status_code == 409
    for name in names or [name for one in pairs.values() for name in one[1:]]:
        press(played.browser(name), "I accept these guidelines", "I accept this agreement")


def press(browser: Client, *buttons: str) -> None:
    """Buttons "I accept …" on one's own page."""
    page = browser.get("/my/group").text
    for button in buttons:
        [form] = [one for one in re.findall(r"<form.*?</form>", page, re.DOTALL) if button in one]
        action = re.search(r'action="([^"]+)"', form)
        assert action
        sent = dict(re.findall(r'name="(kind|version|language)" value="([^"]+)"', form))
        assert browser.post(action[1], sent).status_code == 303


def we_met(played: Played, name: str, day: date, minutes: int = 60, **more: Any) -> Any:
    """The form "We met" from somebody's own page, come by the link in their mail."""
    browser = played.browser(name)
    form = {"held_on": str(day), "starts": "10:00", "minutes": str(minutes), **more}
    return browser.post("/my/group", form)


def log(played: Played, told: Told, mentee: str, day: date, minutes: int = 60) -> None:
    """A meeting, written down by the mentee or the mentor."""
    pair = played.pairs()[mentee]
    writer = pair.mentee if day.month % 2 else pair.mentor
    topics = {"talked_about": ["working_culture", "application"]}
    assert we_met(played, writer, day, minutes, **topics).status_code == 303
    told.meetings.append((pair.group, mentee, day, minutes))


def aim(played: Played) -> None:
    """Each mentee writes down an aim; the first one reaches hers at the end."""
    for pair in played.pairs().values():
        path = f"/my/group/{pair.group}/aims"
        assert played.browser(pair.mentee).post(path, {"text": "Three contacts"}).status_code == 303


def be_in_touch(played: Played) -> None:
    """All pairs but one say by one tap that they are in touch; that one is asked after 48 hours."""
    pairs = played.pairs()
    for mentee in MENTEES:
        if mentee != SILENT:
            path = f"/my/group/{pairs[mentee].group}/in-touch"
            assert played.browser(mentee).post(path).status_code == 303
    asked = of(played.to(2027, 2, 3, 20), "have you been in touch?")
    assert asked == sorted(pairs[SILENT][1:])


def of(mails: list[Any], subject: str) -> list[str]:
    """Whom the mails with this subject greet."""
    return sorted(
        mail.body.partition("Hello ")[2].partition(",")[0]
        for mail in mails
        if subject in mail.subject
    )


def survey_reminders(mails: list[Any]) -> list[str]:
    """The mentees who are asked once more."""
    again = [mail for mail in mails if mail.kind == "survey.reminder"]
    return [name for name in of(again, "") if name in MENTEES]


def answer(played: Played, told: Told, wave: str, said: dict[str, dict[str, str]]) -> None:
    """These answer the survey that the mail of this day asks them to."""
    for name, answers in said.items():
        browser = played.browser(name, "survey.ask")
        assert browser.post("/survey", answers).status_code == 303, name
    told.answered.setdefault(wave, {}).update(said)


def answer_at_the_start(played: Played, told: Told) -> None:
    """The survey goes out by itself; who has answered is not reminded."""
    answer(played, told, "start", {one: dict.fromkeys(CONFIDENCE, "2") for one in MENTEES[:9]})


def calendar(played: Played, name: str) -> str:
    """The secret address of somebody's calendar."""
    browser = played.browser(name)
    browser.get("/my/calendar")
    found = re.search(r"/calendar/[\w-]+\.ics", browser.post("/my/calendar").text)
    assert found
    return found[0]


def feed_of(played: Played, feed: str) -> Any:
    return Client(played.app).at(played.here.host).get(feed)
