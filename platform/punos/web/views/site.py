"""What every visitor may open."""

from typing import Any

from flask import Response, g, make_response, request
from sqlalchemy import select

from punos import clock
from punos.errors import Absent
from punos.i18n import language
from punos.programmes.models import Cycle
from punos.programmes.service import model_of
from punos.tenants.logo import current_logo
from punos.texts import pick
from punos.web.cookies import ALL, LANGUAGE, write_cookie
from punos.web.look import stylesheet
from punos.web.pages import Pages
from punos.web.redirects import see_other
from punos.web.render import render
from punos.web.sign_in_first import own_path
from punos.work import Work

pages = Pages("site", __name__)


@pages.get("/", public=True)
def home(work: Work) -> Response | str:
    """The association's own face; whoever is signed in goes straight to their own first page."""
    if work.actor.kind == "account":
        return see_other("/today" if g.signed_in.staff else "/my")
    intro = pick(work.settings.get("intro", {}), language())
    return render("site/home.html", intro=intro, openings=openings(work))


def openings(work: Work) -> list[dict[str, Any]]:
    """The cycles that take applications today, and the roles that one may apply in."""
    today = clock.today()
    cycles = work.session.scalars(
        select(Cycle)
        .where(Cycle.state.in_(("open", "running")), Cycle.apply_until >= today)
        .order_by(Cycle.apply_until, Cycle.slug)
    )
    return [
        {
            "cycle": cycle,
            "name": pick(cycle.names, work.language),
            "summary": pick(cycle.programme.summary, work.language),
            "roles": model_of(work, cycle).roles,
        }
        for cycle in cycles
        if cycle.takes_applications(today)
    ]


@pages.post("/language", public=True)
def choose_language(work: Work) -> Response:
    """Remember the language and go back to where the reader was."""
    answer = see_other(own_path(request.form.get("next")))
    chosen = request.form.get("language", "")
    if chosen in work.settings.languages:
        write_cookie(answer, LANGUAGE, chosen)
    return answer


@pages.get("/cookies", public=True)
def cookies(_work: Work) -> str:
    """Which cookies there are, what for and for how long."""
    return render("site/cookies.html", cookies=ALL)


@pages.get("/look.css", public=True)
def look(work: Work) -> Response:
    """The association's colours."""
    return _kept(stylesheet(work.settings.look), "text/css")


@pages.get("/logo", public=True)
def logo(work: Work) -> Response:
    """The association's logo."""
    file = current_logo(work)
    if file is None:
        raise Absent
    return _kept(file.content, file.media_type)


def _kept(content: str | bytes, media_type: str) -> Response:
    """An answer that may be kept long when its address holds its hash."""
    response = make_response(content)
    response.mimetype = media_type
    if request.args.get("v"):
        g.cacheable = True
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
