"""Three ways to begin: a programme from a preset, a list of one's own, or a sample to look at."""

from flask import Response, flash, request, url_for

from punos.errors import Absent
from punos.i18n import _staff, _staff_n
from punos.programmes.models import Cycle, Programme
from punos.programmes.service import cycle_by_slug, programme_by_slug, programmes
from punos.starting.presets import begin, offer, offers
from punos.starting.sample import make_sample, remove_sample, sample_of
from punos.texts import pick
from punos.web.pages import Pages
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

pages = Pages("starting", "punos.starting")
MANAGE, KIND = "cycles.manage", "association"


@pages.get("/start", allow=MANAGE, kind=KIND)
def start(work: Work) -> str:
    """What there is to begin with, and what was begun."""
    return render(
        "starting/start.html",
        offers=offers(work),
        programmes=[(one, pick(one.names, work.language)) for one in programmes(work)],
        sample=sample_of(work),
        breadcrumbs=[
            (_staff("Cycles"), url_for("programmes.cycles")),
            (_staff("First steps"), None),
        ],
    )


@pages.post("/start/programme", allow="programmes.manage", kind=KIND)
def from_preset(work: Work) -> Response:
    """Make a programme of the preset that was chosen; its first cycle is planned next."""
    programme = begin(work, offer(work, request.form.get("preset", "")))
    work.session.flush()
    flash(
        _staff(
            "The programme is made. Change what you like in its settings, and plan its first cycle."
        ),
        "done",
    )
    return see_other(url_for("programmes.plan", programme=programme.slug))


@pages.post("/start/sample", allow="programmes.manage", kind=KIND)
def with_sample(work: Work) -> Response:
    """Make a sample cycle, of an own programme or of a preset."""
    cycle = make_sample(work, _programme(work))
    flash(
        _staff(
            "Everybody in this cycle is made up. Try what you like: nothing is sent to anybody."
        ),
        "done",
    )
    return see_other(url_for("programmes.cycle", slug=cycle.slug))


def _programme(work: Work) -> Programme:
    """One's own programme when it is named, else one made of the preset."""
    named = request.form.get("programme", "")
    if named:
        return programme_by_slug(work, named)
    return begin(work, offer(work, request.form.get("preset", "")))


@pages.get("/cycles/<slug>/remove-sample", allow="programmes.manage", kind=KIND)
def ask_removal(work: Work, slug: str) -> str:
    """Ask first: what was tried in the sample goes with it."""
    cycle = _sample(work, slug)
    name = pick(cycle.names, work.language)
    return render(
        "starting/remove.html",
        cycle=cycle,
        name=name,
        breadcrumbs=[
            (_staff("Cycles"), url_for("programmes.cycles")),
            (name, url_for("programmes.cycle", slug=slug)),
            (_staff("Remove the sample"), None),
        ],
    )


@pages.post("/cycles/<slug>/remove-sample", allow="programmes.manage", kind=KIND)
def removal(work: Work, slug: str) -> Response:
    """Take the sample away, whole."""
    counted = remove_sample(work, _sample(work, slug))
    people = counted.get("person", 0)
    flash(
        _staff_n(
            "The sample is removed, with %(num)s made-up person.",
            "The sample is removed, with %(num)s made-up people.",
            people,
        ),
        "done",
    )
    return see_other(url_for("starting.start"))


def _sample(work: Work, slug: str) -> Cycle:
    cycle = cycle_by_slug(work, slug)
    if not cycle.is_sample:
        raise Absent
    return cycle
