"""The public page of a cycle: for whom, when, what is asked, and the way in."""

from typing import Any

from flask import request, url_for

from punos.enrolments.asked import asked_by_role
from punos.face.texts import lead_of, parts_of
from punos.face.views.base import pages, shown_cycle, ways_in
from punos.i18n import _, format_date, format_list
from punos.partners.roles import role_in_words
from punos.partners.service import partners_of
from punos.programmes.models import Cycle
from punos.programmes.service import model_of, settings_of
from punos.texts import pick
from punos.web.render import render
from punos.web.sharing import shared_head
from punos.work import Work


@pages.get("/p/<slug>", public=True)
def cycle(work: Work, slug: str) -> str:
    """What a visitor wants to know before they apply. One that has ended says so."""
    found = shown_cycle(work, slug)
    return drawn(work, found, request.args.get("from", ""))


def drawn(work: Work, cycle: Cycle, heard: str = "") -> str:
    """The page, for whoever came by this way."""
    name, lead = pick(cycle.names, work.language), lead_of(cycle, work.language)
    return render(
        "face/cycle.html",
        cycle=cycle,
        name=name,
        lead=lead,
        parts=parts_of(cycle, work.language),
        dates=dates_of(cycle),
        facts=facts_of(work, cycle),
        partners=partners_in(work, cycle),
        contact=work.settings.contact,
        ways=ways_in(work, cycle, heard),
        asked=asked_by_role(work, cycle),
        shared=shared_head(work, name, lead, url_for("face.cycle", slug=cycle.slug)),
    )


def dates_of(cycle: Cycle) -> list[tuple[str, Any]]:
    """(what, when) in the reader's language."""
    found: list[tuple[str, Any]] = []
    if cycle.apply_from and cycle.apply_until:
        found.append((_("Applications"), _span(cycle.apply_from, cycle.apply_until)))
    return [*found, (_("The programme"), _span(cycle.starts_on, cycle.ends_on))]


def partners_in(work: Work, cycle: Cycle) -> list[tuple[str, str]]:
    """(organisation, what it does in the cycle), each organisation once."""
    does: dict[str, list[str]] = {}
    for partner, part in partners_of(work, cycle):
        does.setdefault(partner.name, []).append(str(role_in_words(part.role)))
    return [(name, format_list(said)) for name, said in does.items()]


def facts_of(work: Work, cycle: Cycle) -> list[tuple[Any, Any]]:
    """(what, how it is), as its programme model tells of the settings that the cycle started with."""
    return list(model_of(work, cycle).facts(settings_of(work, cycle)))


def _span(first: Any, last: Any) -> str:
    return f"{format_date(first)} – {format_date(last)}"
