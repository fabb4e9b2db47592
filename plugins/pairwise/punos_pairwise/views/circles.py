"""Circles of pairs: the draft, what stands, and what can be done with either."""

from collections.abc import Mapping
from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.plugin import Cycle, Refused, Work, clock, render, see_other
from punos_pairwise.access import MATCH
from punos_pairwise.circles import placing, planning
from punos_pairwise.circles.placing import name_standing, place_pairs
from punos_pairwise.circles.planning import Step, ask_circles, move_pairs
from punos_pairwise.circles.publishing import publish_circles
from punos_pairwise.circles.reading import CirclesPage, read_page
from punos_pairwise.circles.standing import ever
from punos_pairwise.texts import _staff, _staff_n
from punos_pairwise.views.base import cycle_of_pairs, frame, id_of, pages

LOOK_AGAIN_SECONDS = "3"
LONG_WAIT_SECONDS = 60
TO, WAS = "to-", "was-"
MOST_AT_ONCE = 500


@pages.get("/<slug>/circles", allow=MATCH)
def circles(work: Work, slug: str) -> Response:
    """The circles of a cycle: those that stand, and the draft if there is one."""
    cycle = cycle_of_pairs(work, slug)
    page = read_page(work, cycle)
    by_itself = page.state == "working" and request.args.get("wait") != "no"
    answer = make_response(
        render(
            "pairwise/circles.html",
            **frame(work, cycle, _staff("Circles")),
            page=page,
            slow=_waits_long(page),
            by_itself=by_itself,
            see_groups=work.actor.may("groups.read"),
            to=TO,
            was=WAS,
        )
    )
    if by_itself:
        answer.headers["Refresh"] = LOOK_AGAIN_SECONDS
    return answer


def _waits_long(page: CirclesPage) -> bool:
    if page.run is None or page.run.state != "queued":
        return False
    return (clock.now() - page.run.created_at).total_seconds() > LONG_WAIT_SECONDS


@pages.post("/<slug>/circles/propose", allow=MATCH)
def propose_circles(work: Work, slug: str) -> Response:
    """Ask the worker for circles of the pairs that are in none."""
    cycle = cycle_of_pairs(work, slug)
    ask_circles(work, cycle)
    return _back(cycle)


@pages.post("/<slug>/circles/move", allow=MATCH)
def move_in_draft(work: Work, slug: str) -> Response:
    """Put pairs into other circles of the draft."""
    cycle = cycle_of_pairs(work, slug)
    steps = _steps(request.form)
    _say_moved(move_pairs(work, cycle, steps) if steps else 0)
    return _back(cycle)


@pages.post("/<slug>/circles/place", allow=MATCH)
def place_in_circles(work: Work, slug: str) -> Response:
    """Put pairs into circles that stand; who is new in one hears of it."""
    cycle = cycle_of_pairs(work, slug)
    steps = _steps(request.form)
    placed = place_pairs(work, cycle, steps) if steps else placing.Placed(0, 0)
    _say_moved(placed.pairs)
    if placed.mails:
        _say_mails(placed.mails)
    return _back(cycle)


@pages.post("/<slug>/circles/name", allow=MATCH)
def name_circle(work: Work, slug: str) -> Response:
    """Give a circle another name: one of the draft by its key, one that stands by its group."""
    cycle = cycle_of_pairs(work, slug)
    name = request.form.get("name", "")
    if standing := request.form.get("circle"):
        name_standing(work, cycle, id_of(standing), name)
    else:
        planning.name_circle(work, cycle, request.form.get("key", ""), name)
    flash(_staff("The name was saved."), "done")
    return _back(cycle)


@pages.post("/<slug>/circles/add", allow=MATCH)
def add_circle(work: Work, slug: str) -> Response:
    """One more circle in the draft."""
    cycle = cycle_of_pairs(work, slug)
    planning.add_circle(work, cycle, ever(work, cycle))
    flash(_staff("There is one more circle. Move pairs into it."), "done")
    return _back(cycle)


@pages.post("/<slug>/circles/remove", allow=MATCH)
def remove_circle(work: Work, slug: str) -> Response:
    """Take a circle out of the draft."""
    cycle = cycle_of_pairs(work, slug)
    planning.remove_circle(work, cycle, request.form.get("key", ""))
    flash(_staff("The circle was taken out. Its pairs are in no circle now."), "done")
    return _back(cycle)


@pages.post("/<slug>/circles/publish", allow=MATCH)
def make_circles_known(work: Work, slug: str) -> Response:
    """Make the draft's circles and tell everybody in them."""
    cycle = cycle_of_pairs(work, slug)
    done = publish_circles(work, cycle, request.form.get("seen", ""))
    flash(_staff_n("%(num)s circle was made.", "%(num)s circles were made.", done.circles), "done")
    _say_mails(done.mails)
    return _back(cycle)


def _steps(form: Mapping[str, str]) -> dict[UUID, Step]:
    """The pairs whose choice differs from where the page showed them."""
    found = {}
    for name, chosen in form.items():
        if name.startswith(TO) and chosen != (was := form.get(WAS + name.removeprefix(TO), "")):
            found[id_of(name.removeprefix(TO))] = Step(was, chosen)
    if len(found) > MOST_AT_ONCE:
        raise Refused(_staff("These are too many at once. Nothing was moved."))
    return found


def _say_moved(pairs: int) -> None:
    if pairs:
        said = _staff_n("%(num)s pair was moved.", "%(num)s pairs were moved.", pairs)
        flash(said, "done")
    else:
        flash(_staff("Nothing was changed: each pair is where it was."), "note")


def _say_mails(mails: int) -> None:
    said = _staff_n("%(num)s mail is on its way.", "%(num)s mails are on their way.", mails)
    flash(said, "note")


def _back(cycle: Cycle) -> Response:
    return see_other(url_for("pairwise.circles", slug=cycle.slug))
