"""The section that all pages about surveys belong to, and what they share."""

from typing import Any

from flask import current_app, url_for

from punos.deployment import Deployment
from punos.i18n import _staff
from punos.programmes.models import Cycle, Programme
from punos.surveys.schemas import WAVE_NAMES
from punos.texts import pick
from punos.web.pages import Pages
from punos.work import Work

pages = Pages("surveys", "punos.surveys")

MANAGE = "surveys.manage"
WAVES = dict(WAVE_NAMES)
Crumbs = list[tuple[Any, str | None]]


def keys() -> tuple[str, ...]:
    """The deployment's keys, today's first."""
    deployment: Deployment = current_app.extensions["punos"]
    return deployment.config.secret_keys


def crumbs_of_cycle(work: Work, cycle: Cycle, *more: tuple[Any, str | None]) -> Crumbs:
    """Where a page about a cycle's surveys stands."""
    here = url_for("surveys.of_cycle", slug=cycle.slug) if more else None
    return [
        (_staff("Cycles"), url_for("programmes.cycles")),
        (pick(cycle.names, work.language), url_for("programmes.cycle", slug=cycle.slug)),
        (_staff("Surveys"), here),
        *more,
    ]


def crumbs_of_programme(programme: Programme, *more: tuple[Any, str | None]) -> Crumbs:
    """Where a page about what a programme asks stands."""
    here = url_for("surveys.of_programme", programme=programme.slug) if more else None
    return [
        (_staff("Programmes"), url_for("programmes.all_programmes")),
        (_staff("Surveys"), here),
        *more,
    ]
