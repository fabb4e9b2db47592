"""What every visitor may open."""

from datetime import date
from typing import Any

from flask import Response, g, make_response, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from punos import clock
from punos.errors import Absent
from punos.extend import PluginState
from punos.i18n import language, own_name
from punos.programmes.models import Cycle
from punos.programmes.service import programme_models
from punos.tenants.logo import current_logo
from punos.texts import pick
from punos.web.cookies import ALL, LANGUAGE, write_cookie
from punos.web.look import stylesheet
from punos.web.pages import Pages
from punos.web.redirects import see_other
from punos.web.render import menu, render
from punos.web.sharing import shared_head
from punos.web.sign_in_first import own_path
from punos.work import Work

pages = Pages("site", __name__)


@pages.get("/", public=True)
def home(work: Work) -> Response | str:
    """The tenant's own face; whoever is signed in goes straight to their own first page."""
    if (first := _first_page(work)) is not None:
        return see_other(first)
    return _face(work)


@pages.get("/about", public=True)
def about(work: Work) -> str:
    """The same face, for whoever is signed in."""
    return _face(work)


def _face(work: Work) -> str:
    settings, current = work.settings, _current(work)
    intro, name = pick(settings.get("intro", {}), language()), pick(settings.names, work.language)
    return render(
        "site/home.html",
        intro=intro,
        openings=[one for one in current if one["opens"] is None],
        coming=[one for one in current if one["opens"]],
        shared=shared_head(work, name, intro, "/"),
        languages_here=[own_name(code) for code in settings.languages],
    )


def _first_page(work: Work) -> str | None:
    """Where the reader begins: staff at the first entry of their menu, whatever the tenant is for."""
    if work.actor.kind != "account":
        return None
    if not g.signed_in.staff:
        return "/my"
    entries = menu(work)
    return entries[0]["url"] if entries else None


def openings(work: Work) -> list[dict[str, Any]]:
    """The cycles in which one can take part now: by applying in one of the roles, or on a page of
    their own where anybody signs up."""
    return [one for one in _current(work) if one["opens"] is None]


def _current(work: Work) -> list[dict[str, Any]]:
    """These, and those of which one knows on which day they open."""
    cycles = work.session.scalars(
        select(Cycle)
        .where(Cycle.state.in_(("open", "running")), Cycle.is_sample.is_(False))
        .order_by(Cycle.apply_until.nulls_last(), Cycle.slug)
        .options(joinedload(Cycle.programme))
    )
    models, today = programme_models(work.registry), clock.today()
    found = [(cycle, models[cycle.programme.model]) for cycle in cycles if _is_on(work, cycle)]
    return [
        {
            "cycle": cycle,
            "name": pick(cycle.names, work.language),
            "summary": pick(cycle.programme.summary, work.language),
            "roles": model.roles,
            "page": url_for(model.open_page, slug=cycle.slug) if model.open_page else None,
            "opens": _opens(cycle, today) if not model.open_page else None,
        }
        for cycle, model in found
        if model.open_page or cycle.takes_applications(today) or _opens(cycle, today)
    ]


def _opens(cycle: Cycle, today: date) -> date | None:
    """The day on which applications will be taken, when it is still to come."""
    return cycle.apply_from if cycle.apply_from and cycle.apply_from > today else None


def _is_on(work: Work, cycle: Cycle) -> bool:
    """Whether the plugin that the cycle's model comes from is on here."""
    model = programme_models(work.registry).get(cycle.programme.model)
    return model is not None and work.plugin_states.get(model.plugin) is PluginState.ON


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
