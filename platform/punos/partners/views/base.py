"""The section that all pages about partners belong to, and what they share."""

from typing import Any

from flask import url_for

from punos.i18n import _staff
from punos.programmes.models import Cycle
from punos.texts import pick
from punos.web.pages import Pages
from punos.work import Work

MANAGE = "partners.manage"
pages = Pages("partners", "punos.partners")


def crumbs(work: Work, cycle: Cycle, *more: tuple[Any, str | None]) -> list[tuple[Any, str | None]]:
    """The way from the list of cycles to the partners of one, and on."""
    return [
        (_staff("Cycles"), url_for("programmes.cycles")),
        (pick(cycle.names, work.language), url_for("programmes.cycle", slug=cycle.slug)),
        (_staff("Partners"), url_for("partners.of_cycle", slug=cycle.slug) if more else None),
        *more,
    ]
