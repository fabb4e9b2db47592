"""The section that all pages about feedback belong to, and the way to them."""

from typing import Any

from flask import url_for

from punos.i18n import _staff
from punos.programmes.models import Cycle
from punos.texts import pick
from punos.web.pages import Pages
from punos.work import Work

pages = Pages("feedback", "punos.feedback")


def crumbs(work: Work, cycle: Cycle, *more: tuple[Any, str | None]) -> list[tuple[Any, str | None]]:
    """The way from the list of cycles."""
    return [
        (_staff("Cycles"), url_for("programmes.cycles")),
        (pick(cycle.names, work.language), url_for("programmes.cycle", slug=cycle.slug)),
        *more,
    ]
