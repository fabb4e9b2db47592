"""The section of public pages, and what several of them need."""

import re
from typing import Any

from flask import url_for

from punos import clock
from punos.errors import Absent
from punos.extend import PluginState
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug, model_of
from punos.web.pages import Pages
from punos.work import Work

pages = Pages("face", "punos.face")

_CODE = re.compile(r"[a-z_]{1,20}")


def shown_cycle(work: Work, slug: str) -> Cycle:
    """A cycle that has a public page: not one that is planned still, nor a sample. Raises Absent."""
    cycle = cycle_by_slug(work, slug)
    if cycle.is_sample or cycle.state == "planned" or not is_on(work, cycle):
        raise Absent
    return cycle


def is_on(work: Work, cycle: Cycle) -> bool:
    """Whether the part that the cycle's programme comes from is on here."""
    return work.plugin_states.get(model_of(work, cycle).plugin) is PluginState.ON


def public_address(work: Work, cycle: Cycle, heard: str = "") -> str:
    """The whole address of its page. `heard` is how those came who open it so: "poster"."""
    told: dict[str, Any] = {"from": heard} if heard else {}
    return f"{work.base_url}{url_for('face.cycle', slug=cycle.slug, **told)}"


def ways_in(work: Work, cycle: Cycle, heard: str = "") -> list[dict[str, Any]]:
    """Where one applies or signs up today: addresses with their words; none when nobody can."""
    model = model_of(work, cycle)
    told: dict[str, Any] = {"from": heard} if _CODE.fullmatch(heard) else {}
    if cycle.state not in ("open", "running"):
        return []
    if model.open_page:
        return [{"url": url_for(model.open_page, slug=cycle.slug, **told), "role": None}]
    if not cycle.takes_applications(clock.today()):
        return []
    return [
        {"url": url_for("enrolments.apply_form", slug=cycle.slug, role=role, **told), "role": label}
        for role, label in model.roles.items()
    ]
