"""A sheet to print and hang up, with a square that leads to the cycle's public page."""

from flask import request, url_for

from punos.face.texts import lead_of, parts_of
from punos.face.views.base import pages, public_address, shown_cycle
from punos.face.views.cycle import dates_of, facts_of
from punos.i18n import _staff, own_name, use_language
from punos.programmes.models import Cycle
from punos.texts import pick
from punos.web.qr import qr_svg
from punos.web.render import render
from punos.work import Work

POSTER = "poster"


@pages.get("/cycles/<slug>/share", allow="cycles.read")
def share(work: Work, slug: str) -> str:
    """The address to share, posters by language, and the way to the page's texts."""
    cycle = shown_cycle(work, slug)
    return render(
        "face/share.html",
        cycle=cycle,
        address=public_address(work, cycle),
        languages_here=[(code, own_name(code)) for code in work.settings.languages],
        breadcrumbs=crumbs(work, cycle, _staff("Public page and poster")),
    )


@pages.get("/cycles/<slug>/poster", allow="cycles.read")
def poster(work: Work, slug: str) -> str:
    """The sheet in one language, A4; the browser prints it."""
    cycle = shown_cycle(work, slug)
    wanted = request.args.get("in", "")
    if wanted in work.settings.languages:
        work.language = wanted  # the whole sheet, its frame too
    with use_language(work.language):
        return render(
            "face/poster.html",
            name=pick(cycle.names, work.language),
            lead=lead_of(cycle, work.language),
            parts=[part for part in parts_of(cycle, work.language) if part.key == "for_whom"],
            dates=dates_of(cycle),
            facts=facts_of(work, cycle),
            association=pick(work.settings.names, work.language),
            address=public_address(work, cycle).partition("://")[2],
            square=qr_svg(public_address(work, cycle, POSTER), scale=6),
            back=url_for("face.share", slug=cycle.slug),
        )


def crumbs(work: Work, cycle: Cycle, title: str) -> list[tuple[object, str | None]]:
    """Below the cycle."""
    return [
        (_staff("Cycles"), url_for("programmes.cycles")),
        (pick(cycle.names, work.language), url_for("programmes.cycle", slug=cycle.slug)),
        (title, None),
    ]
