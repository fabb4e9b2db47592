"""What was heard and changed, talks about how it went, and words that their author releases."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from punos import clock
from punos.audit.models import AccessEntry
from punos.feedback.api import adjustments_of, interviews_of, released_quotes
from punos.feedback.models import Adjustment, FollowUpInterview, Quote
from punos.mail.models import Mail
from punos.programmes.service import cycle_by_slug
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants


@pytest.fixture
def here(tenants: Tenants) -> Association:
    """An association."""
    return tenants.make()


@pytest.fixture
def slug(here: Association) -> str:
    """A cycle of pairs."""
    return here.cycle()


@pytest.fixture
def staff(here: Association, client: Client) -> Client:
    """The coordinator's browser."""
    return here.signed_in(client)


def asked(here: Association, staff: Client, slug: str, app: Flask) -> tuple[UUID, Client]:
    """A mentee is asked for her words; the quote's id, and her browser with the link of the mail."""
    mentee = here.enrol(slug, "mentee", name="Aino")
    path = f"/cycles/{slug}/quotes/ask"
    staff.get(path)
    said = {"enrolment_id": str(mentee), "text": "It helpd me.", "language": "en"}
    assert staff.post(path, said).status_code == 303
    with here.work() as work:
        quote = work.session.scalars(select(Quote)).one().id
        mail = work.session.scalars(select(Mail).where(Mail.kind == "quote.asked")).one()
        link = next(line for line in mail.body.splitlines() if "/l/" in line)
    author = Client(app, here.host)
    assert "It helpd me." in author.follow(author.get(link)).text
    return quote, author


def released(here: Association, slug: str) -> list[tuple[str, str | None]]:
    """What may be shown of the cycle, and as whose."""
    with here.work() as work:
        return [(one.text, one.said_by) for one in released_quotes(work, cycle_by_slug(work, slug))]


def fields(quote: UUID, **values: str) -> dict[str, str]:
    """What the author's form sends."""
    return {f"q{quote.hex}-{name}": value for name, value in values.items()}


def test_words_are_shown_only_once_their_author_said_yes_and_as_she_chose(
    here: Association, staff: Client, slug: str, app: Flask
) -> None:
    quote, author = asked(here, staff, slug, app)
    assert released(here, slug) == []
    form = fields(quote, text="It helped me.", attribution="first_name")
    assert author.post(f"/my/quote/{quote}", form).status_code == 303
    assert released(here, slug) == [("It helped me.", "Aino")]
    assert "Aino" in staff.get(f"/cycles/{slug}/quotes").text


@pytest.mark.parametrize(
    ("attribution", "said_by"), [("none", None), ("role", "Mentee"), ("first_name", "Aino")]
)
def test_words_carry_no_more_of_the_name_than_was_chosen(
    here: Association, staff: Client, slug: str, app: Flask, attribution: str, said_by: str | None
) -> None:
    quote, author = asked(here, staff, slug, app)
    author.post(f"/my/quote/{quote}", fields(quote, text="Good.", attribution=attribution))
    assert released(here, slug) == [("Good.", said_by)]


def test_words_are_taken_back_by_the_same_link_at_any_time(
    here: Association, staff: Client, slug: str, app: Flask
) -> None:
    quote, author = asked(here, staff, slug, app)
    author.post(f"/my/quote/{quote}", fields(quote, text="Good.", attribution="name"))
    assert len(released(here, slug)) == 1
    assert author.post(f"/my/quote/{quote}", {"answer": "no"}).status_code == 303
    assert released(here, slug) == []
    with here.work() as work:
        assert work.session.scalars(select(Quote.state)).one() == "withdrawn"


def test_author_who_says_no_is_not_shown(
    here: Association, staff: Client, slug: str, app: Flask
) -> None:
    quote, author = asked(here, staff, slug, app)
    author.post(f"/my/quote/{quote}", {"answer": "no"})
    assert released(here, slug) == []
    assert "Not shown" in staff.get(f"/cycles/{slug}/quotes").text


def test_words_without_a_choice_of_name_are_asked_again_with_what_was_typed(
    here: Association, staff: Client, slug: str, app: Flask
) -> None:
    quote, author = asked(here, staff, slug, app)
    answer = author.post(f"/my/quote/{quote}", fields(quote, text="Better so."))
    assert answer.status_code == 422
    assert "Better so." in answer.text
    assert released(here, slug) == []


def test_link_to_ones_words_decides_no_others(
    here: Association, staff: Client, slug: str, app: Flask
) -> None:
    _mine, author = asked(here, staff, slug, app)
    other = here.enrol(slug, "mentee")
    with here.work() as work:
        theirs = Quote(
            enrolment_id=other, text="X", language="en", state="asked", asked_at=clock.now()
        )
        work.session.add(theirs)
        quote = theirs.id
    form = fields(quote, text="X", attribution="name")
    assert author.post(f"/my/quote/{quote}", form).status_code == 404
    assert released(here, slug) == []


def test_somebody_of_another_cycle_cannot_be_asked_here(
    here: Association, staff: Client, slug: str
) -> None:
    elsewhere = here.enrol(here.cycle(), "mentee")
    path = f"/cycles/{slug}/quotes/ask"
    staff.get(path)
    said = {"enrolment_id": str(elsewhere), "text": "Hi", "language": "en"}
    assert staff.post(path, said).status_code == 422


def test_what_was_heard_is_written_down_and_what_changed_comes_later(
    here: Association, staff: Client, slug: str
) -> None:
    path, today = f"/cycles/{slug}/adjustments/add", clock.today().isoformat()
    staff.get(path)
    heard = {"source": "survey", "heard_on": today, "heard": "Too few meetings."}
    assert staff.post(path, {**heard, "changed": "Five instead of four."}).status_code == 422
    assert staff.post(path, heard).status_code == 303
    with here.work() as work:
        one = work.session.scalars(select(Adjustment.id)).one()
    changed = {**heard, "changed": "Five instead of four.", "changed_on": today}
    assert staff.post(f"/cycles/{slug}/adjustments/{one}", changed).status_code == 303
    page = staff.get(f"/cycles/{slug}/adjustments").text
    assert "Too few meetings." in page
    assert "Five instead of four." in page
    with here.work() as work:
        [kept] = adjustments_of(work, cycle_by_slug(work, slug))
        assert kept.changed_on == clock.today()
    staff.post(f"/cycles/{slug}/adjustments/{one}/drop")
    assert "Too few" in staff.get(f"/cycles/{slug}/adjustments").text
    staff.post(f"/cycles/{slug}/adjustments/{one}/drop", {"sure": "yes"})
    assert "Too few" not in staff.get(f"/cycles/{slug}/adjustments").text


def test_talks_are_planned_once_for_all_of_a_role_and_written_down(
    here: Association, staff: Client, slug: str
) -> None:
    mentees = [here.enrol(slug, "mentee") for _number in range(3)]
    here.enrol(slug, "mentor")
    path = f"/cycles/{slug}/follow-ups/plan"
    staff.get(path)
    plan = {"role": "mentee", "moment": "exit", "planned_on": clock.today().isoformat()}
    for _twice in range(2):
        assert staff.post(path, plan).status_code == 303
    with here.work() as work:
        rows = work.session.scalars(select(FollowUpInterview)).all()
        assert {one.enrolment_id for one in rows} == set(mentees)
        assert len(rows) == len(mentees)
        first = rows[0].id
    assert "3 interviews about how it went are due" in staff.get("/today").text
    staff.get(f"/follow-ups/{first}")
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    late = {"held_on": tomorrow, "summary": "Found work."}
    assert staff.post(f"/follow-ups/{first}", late).status_code == 422
    held = {"held_on": clock.today().isoformat(), "summary": "Found work."}
    assert staff.post(f"/follow-ups/{first}", held).status_code == 303
    assert "Found work." in staff.get(f"/follow-ups/{first}").text
    with here.work() as work:
        assert interviews_of(work, cycle_by_slug(work, slug)) == {"exit": (1, 3)}
        pages = work.session.scalars(select(AccessEntry.page)).all()
    assert "follow_up" in pages
    assert len(staff.get("/follow-ups").text.split("/follow-ups/")) == 1 + 2


def test_talk_of_another_unit_is_absent(here: Association, slug: str, app: Flask) -> None:
    mine, theirs = here.unit("mine"), here.unit("theirs")
    other = here.enrol(slug, "mentee", unit_id=theirs)
    with here.work() as work:
        row = FollowUpInterview(
            enrolment_id=other, moment="exit", planned_on=clock.today(), state="planned"
        )
        work.session.add(row)
        one = row.id
    contact = here.signed_in(Client(app), "contact", unit_id=mine)
    assert contact.get(f"/follow-ups/{one}").status_code == 404
    assert (
        "due" not in contact.get("/today").text.lower()
        or str(one) not in contact.get("/today").text
    )
    assert contact.get(f"/cycles/{slug}/quotes").status_code == 404
