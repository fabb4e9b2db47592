"""The next cycle is a copy of the one that is played, and two of its mentors come along again."""

from datetime import date

from sqlalchemy import select

from punos.meetings.models import Meeting
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug
from tests.support.copying import copied

from .cohorts import proposed, publish
from .played import Played
from .played_notes import ENDS, MENTORS, STARTS, Told

BEGINS = date(2027, 11, 1)


def begin_again(played: Played, told: Told) -> None:
    """It is copied, two mentors say yes by the link of a mail, and two new mentees get them."""
    played.to(2027, 10, 11)
    slug = copied(played.staff, played.slug, str(BEGINS))
    assert (dates_of(played, slug), plans_of(played, slug)) == (
        (BEGINS, BEGINS + (ENDS - STARTS)),
        plans_of(played, played.slug),
    )
    played.staff.post(f"/cycles/{slug}/step", {"act": "open"})
    again = MENTORS[:2]
    chosen = [str(played.enrolments()[name].id) for name in again]
    played.send(f"/cycles/{slug}/returning", {"chosen": chosen})
    played.news()
    for name in again:
        browser = played.browser(name, "returning.question")
        assert "You come along again" not in browser.get("/returning").text
        said = browser.post("/returning", {"answer": "yes", "pairwise-capacity": "1"})
        assert said.status_code == 303, said.text
    for name in ("Nea", "Noora"):
        played.here.enrol(slug, "mentee", name=name)
    played.to(BEGINS.year, BEGINS.month, BEGINS.day, 9)
    played.staff.get(f"/cycles/{slug}")
    played.staff.post(f"/cycles/{slug}/step", {"act": "start"})
    publish(played.staff, slug, proposed(played.here, played.staff, slug))
    told.again = again


def dates_of(played: Played, slug: str) -> tuple[date, date]:
    with played.here.work() as work:
        cycle = work.session.scalars(select(Cycle).where(Cycle.slug == slug)).one()
        return cycle.starts_on, cycle.ends_on


def plans_of(played: Played, slug: str) -> list[str]:
    """The kinds of its meetings of everybody, in their order."""
    with played.here.work() as work:
        cycle = cycle_by_slug(work, slug)
        query = select(Meeting.kind).where(
            Meeting.cycle_id == cycle.id, Meeting.state != "cancelled"
        )
        return list(work.session.scalars(query.order_by(Meeting.local_start)))
