"""The middle of the cycle that is played: meetings, visits, breaks, ends before time, and the midterm."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.meetings.models import Meeting
from punos.surveys.models import Survey

from .cohorts import proposed, publish
from .played import PROGRAMME, Played
from .played_notes import LEAVES, MENTEES, MENTORS, MISMATCH, PAIRS, QUIET, RESTS, SILENT, Told
from .played_start import (
    accept,
    answer,
    feed_of,
    log,
    of,
    press,
    publish_text,
    survey_reminders,
    we_met,
)


def meet(played: Played, told: Told) -> None:
    """The kick-off, the first meetings, one of them written down by both; then how it goes."""
    gather(played, told, "kick_off", date(2027, 2, 5), away={MENTEES[2]})
    reminded = played.to(2027, 2, 15)
    assert of(reminded, "have you been in touch?") == sorted(played.pairs()[SILENT][1:])
    assert survey_reminders(reminded) == sorted(MENTEES[9:])
    for mentee in MENTEES:
        log(played, told, mentee, date(2027, 2, 14))
    assert we_met(played, played.pairs()[MENTEES[0]].mentor, date(2027, 2, 14)).status_code == 303
    assert of(played.to(2027, 2, 20), "have you been in touch?") == []
    assert len(of(played.to(2027, 3, 4), "how does it go?")) == 2 * PAIRS


def gather(
    played: Played,
    told: Told,
    kind: str,
    day: date,
    away: set[str],
    gone: set[str] = frozenset(),  # type: ignore[assignment]
) -> None:
    """A meeting of everybody, with minutes."""
    played.to(day.year, day.month, day.day, 22)
    form = {"kind": kind, "held_on": str(day), "starts": "17:00", "minutes": "120", "place": "Sali"}
    path = f"/cycles/{played.slug}/meetings"
    meeting = played.made(f"{path}/add", form)
    people = played.enrolments()
    expected = set(MENTEES) - gone
    there = [str(people[name].id) for name in sorted(expected - away)]
    played.send(f"{path}/{meeting}", {"present": there})
    played.send(f"{path}/{meeting}/minutes", {"text": "We talked.", "decisions": "Go on."})
    told.common.append((expected, expected - away, 120))


def end_one_early(played: Played) -> None:
    """Two do not fit; the mentee is matched again, with the mentor who was left over."""
    pairs = played.pairs()
    pair = pairs[MISMATCH]
    browser = played.browser(MISMATCH)
    path = f"/my/group/{pair.group}/how-it-goes"
    browser.get(path)
    said = {"answer": "not", "wants": "other", "words": "We are too different."}
    assert browser.post(path, said).status_code == 303
    assert "told you how it goes" in played.page("/today")
    end_early(played, pair.group, "mismatch", {MISMATCH: "again", pair.mentor: "stops"})
    publish(played.staff, played.slug, proposed(played.here, played.staff, played.slug))
    again = played.pairs()[MISMATCH]
    assert {again.mentor} == set(MENTORS) - {one.mentor for one in pairs.values()}
    played.news()
    accept(played, [again.mentor])


def end_early(played: Played, group: UUID, reason: str, after: dict[str, str]) -> None:
    people = played.enrolments()
    following = {f"next_{people[name].id.hex}": what for name, what in after.items()}
    played.send(f"/groups/{group}/end-early", {"reason": reason, **following})


def train(played: Played) -> None:
    """Two seats: the third waits until one is given back."""
    with played.here.work() as work:
        cycle = work.session.scalars(
            select(Meeting.cycle_id).where(Meeting.kind == "kick_off")
        ).one()
    texts = {f"{what}_{code}": "" for what in ("title", "about") for code in ("en", "fi", "sv")}
    when = {"held_on": "2027-03-20", "starts": "17:00", "minutes": "90", "place": "Kirjasto"}
    rest = {"cycles": [str(cycle)], "seats": "2", "sign_up_until": ""}
    form = {**texts, "title_en": "Tax and salary", **when, **rest}
    training = played.made(f"/programmes/{PROGRAMME}/trainings/add", form)
    for name in MENTEES[:3]:
        path = f"/my/trainings/{training}/sign-up"
        browser = played.browser(name)
        page = browser.follow(browser.post(path)).text
        assert ("waiting list" in page) == (name == MENTEES[2])
    played.browser(MENTEES[1]).post(f"/my/trainings/{training}/cancel")
    played.to(2027, 3, 20, 22)
    people = played.enrolments()
    there = [str(people[name].id) for name in (MENTEES[0], MENTEES[2])]
    played.send(f"/trainings/{training}", {"present": there})


def live_on(played: Played, told: Told, feed: str) -> None:
    """Every other month: one pair goes quiet and comes back, one rests, one mentee finds work."""
    visit(played, told)
    rest(played)
    month(played, told, 4, but={QUIET, RESTS})
    gather(played, told, "group_meeting", date(2027, 4, 20), away=set(MENTEES[8:]))
    quiet = played.pairs()[QUIET]
    assert of(played.to(2027, 4, 26), "when do you meet next?") == sorted(quiet[1:])
    played.to(2027, 4, 28)
    log(played, told, QUIET, date(2027, 4, 27))
    ask_again(played)
    mails = played.to(2027, 6, 3)
    assert of(mails, "when do you meet next?") == []
    assert len(of(mails, "your break is over")) == 2
    at_midterm(played, told)
    find_work(played, told)
    month(played, told, 6, but={LEAVES})
    gather(played, told, "midterm", date(2027, 6, 18), away={QUIET}, gone={LEAVES})
    month(played, told, 9, but={LEAVES})
    for day in range(5, 12):
        log(played, told, MENTEES[0], date(2027, 9, day), 90)
    assert b"BEGIN:VEVENT" in feed_of(played, feed).data


def month(played: Played, told: Told, number: int, but: set[str]) -> None:
    """In the middle of the month all pairs meet but these."""
    played.to(2027, number, 16)
    for mentee in MENTEES:
        if mentee not in but:
            log(played, told, mentee, date(2027, number, 15))


def visit(played: Played, told: Told) -> None:
    """Some have followed somebody’s day at work; one only plans to."""
    for name in (*MENTEES[:3], MENTEES[7], MENTEES[8]):
        path = f"/my/group/{played.pairs()[name].group}/visits"
        held = name != MENTEES[8]
        form = {
            "state": "held" if held else "planned",
            "kind": "shadowing",
            "employer": "Leipomo Esimerkki",
            "visited_on": str(clock.today() + timedelta(days=-1 if held else 30)),
        }
        assert played.browser(name).post(path, form).status_code == 303
        if held:
            told.visited.add(name)


def rest(played: Played) -> None:
    """A pair takes a break; nobody reminds it meanwhile."""
    path = f"/my/group/{played.pairs()[RESTS].group}/break"
    days = {"from_on": "2027-03-21", "until_on": "2027-06-01", "reason": "away"}
    assert played.browser(RESTS).post(path, days).status_code == 303


def ask_again(played: Played) -> None:
    """A new version of the agreement asks everybody again; who has met goes on meeting."""
    publish_text(played, "agreement", "Our better agreement.")
    browser = played.browser(MENTEES[0])
    assert "Our agreement has changed" in browser.get("/my/group").text
    press(browser, "I accept this agreement")
    assert "Our agreement has changed" not in browser.get("/my/group").text
    assert "asked to accept a new version" in played.page("/today")


def at_midterm(played: Played, told: Told) -> None:
    """Mentees answer in confidence; what mentors say is anonymous, and hidden until it is closed."""
    said = {name: {"going_well": "4"} for name in MENTEES[:6]}
    answer(played, told, "midterm", said)
    mentors = sorted(one.mentor for one in played.pairs().values())
    words = {name: {"going_well": "5", "best": f"Secret {name}"} for name in mentors[:7]}
    answer(played, Told(), "midterm", words)
    with played.here.work() as work:
        query = select(Survey.id).where(Survey.wave == "midterm", Survey.role == "mentor")
        survey = work.session.scalars(query).one()
    assert "Secret" not in played.page(f"/surveys/{survey}")
    played.run()
    played.send(f"/surveys/{survey}/step", {"submit": "close", "closes_on": ""})
    shown = played.page(f"/surveys/{survey}")
    assert all(f"Secret {name}" in shown for name in words)
    assert f"/surveys/{survey}/people/" not in played.page(f"/surveys/{survey}/people")


def find_work(played: Played, told: Told) -> None:
    """A mentee has found work in her own field and leaves; her mentor stays."""
    played.to(2027, 6, 10)
    pair = played.pairs()[LEAVES]
    end_early(played, pair.group, "work", {LEAVES: "stops", pair.mentor: "again"})
    record(played, told, LEAVES, "A1", "exit", "2027-06-10")


def record(played: Played, told: Told, name: str, code: str, moment: str, day: str) -> None:
    """What has become of somebody, on her own page of it."""
    path = f"/enrolments/{played.enrolments()[name].id}/outcomes"
    played.send(path, {"moment": moment, "code": code, "happened_on": day, "source": "staff"})
    (told.exit if moment == "exit" else told.half_year)[name] = code
