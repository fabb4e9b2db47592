"""The public form, while applications are taken, and its receipt."""

import re

from flask import Response, request

from punos import clock
from punos.enrolments.drafts import Place, draft_in
from punos.enrolments.views.base import pages
from punos.enrolments.views.stepping import Way, opened, stepped
from punos.errors import Absent
from punos.extend import PluginState
from punos.i18n import _, format_date
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug, model_of
from punos.texts import pick
from punos.web.cookies import DRAFT, read_cookie
from punos.web.render import render
from punos.work import Work

_REFERENCE = re.compile(r"[0-9A-F]{4}-[0-9A-F]{4}")


@pages.get("/apply/<slug>/<role>", public=True)
def apply_form(work: Work, slug: str, role: str) -> Response | str:
    """A page of the form, or when applications are taken."""
    return opened(work, _public(work, slug, role))


@pages.post("/apply/<slug>/<role>", public=True)
def apply_step(work: Work, slug: str, role: str) -> Response | str:
    """Keep what was typed, and go on, back or away; or send it."""
    return stepped(work, _public(work, slug, role))


@pages.get("/apply/<slug>/<role>/received", public=True)
def received(work: Work, slug: str, role: str) -> str:
    """The receipt. It says nothing about the applicant but the number it was called with."""
    cycle = cycle_by_slug(work, slug)
    require_role(work, cycle, role)
    number = request.args.get("reference", "")
    if not _REFERENCE.fullmatch(number):
        raise Absent
    return render("enrolments/received.html", number=number, name=pick(cycle.names, work.language))


def require_role(work: Work, cycle: Cycle, role: str) -> None:
    """Raises Absent when nobody can be in the cycle in this role, or its plugin is not on."""
    model = model_of(work, cycle)
    if work.plugin_states.get(model.plugin) is not PluginState.ON or role not in model.roles:
        raise Absent


def last_day(cycle: Cycle) -> str:
    """Until when applications are taken, for whoever comes by the public way."""
    if not cycle.apply_until:
        return ""
    return _("Applications are taken until %(day)s.", day=format_date(cycle.apply_until))


def _public(work: Work, slug: str, role: str) -> Way:
    cycle = cycle_by_slug(work, slug)
    require_role(work, cycle, role)
    place = Place(cycle, role)
    return Way(
        place,
        page="enrolments.apply_form",
        lead=last_day(cycle),
        is_open=cycle.takes_applications(clock.today()),
        draft=draft_in(work, place, read_cookie(DRAFT)),
    )
