"""A camp as staff see it: how it stands, what to do next, its days, and what people need there."""

from uuid import UUID

from flask import url_for

from punos.plugin import Work, clock, pick, render
from punos_gatherings.access import MANAGE, NEEDS
from punos_gatherings.camp import camp_by_id, takes_registrations
from punos_gatherings.camp_standing import CALL, Standing, standing_of
from punos_gatherings.models import Camp
from punos_gatherings.needs import erased_on, read_needs
from punos_gatherings.occasions import outside
from punos_gatherings.places import is_over
from punos_gatherings.sessions import days_of, sessions_of
from punos_gatherings.texts import _staff, _staff_n
from punos_gatherings.views.base import pages
from punos_gatherings.views.camp_plan import camp_crumbs


@pages.get("/camp/<uuid:camp_id>", allow=MANAGE)
def camp(work: Work, camp_id: UUID) -> str:
    """The camp's page."""
    found = camp_by_id(work, camp_id)
    cycle = found.group.cycle
    standing, days = standing_of(work, found), days_of(sessions_of(work, found))
    over = is_over(found)
    cancelled = found.group.state == "ended" and not over
    return render(
        "gatherings/camp.html",
        camp=found,
        name=pick(found.names, work.language),
        cycle_name=pick(cycle.names, work.language),
        places=standing.places,
        told=standing.told if work.actor.may(NEEDS) else None,
        next_steps=[] if over or cancelled else _next_steps(found, standing, planned=bool(days)),
        days=days,
        outside=outside(cycle, found.first_on) or outside(cycle, found.last_on),
        cancelled=cancelled,
        over=over,
        erased_on=erased_on(found),
        address=work.base_url + url_for("gatherings.camp_register", camp_id=found.id),
        breadcrumbs=camp_crumbs(work, found),
    )


@pages.get("/camp/<uuid:camp_id>/needs", allow=NEEDS)
def camp_needs(work: Work, camp_id: UUID) -> str:
    """What people need, to prepare the camp. Who read it is written down."""
    found = camp_by_id(work, camp_id)
    return render(
        "gatherings/camp_needs.html",
        camp=found,
        name=pick(found.names, work.language),
        told=read_needs(work, found),
        erased_on=erased_on(found),
        breadcrumbs=camp_crumbs(work, found, (_staff("What people need"), None))
        if work.actor.may(MANAGE)
        else [],
    )


def _next_steps(camp: Camp, standing: Standing, *, planned: bool) -> list[tuple[str, str]]:
    """What waits to be done for a camp that lies ahead, and where."""
    steps = []
    if standing.to_call:
        text = _staff_n(
            "%(num)s person has an offer and no e-mail address: call them",
            "%(num)s people have an offer and no e-mail address: call them",
            standing.to_call,
        )
        where = url_for("gatherings.camp_people", camp_id=camp.id, state=CALL)
        steps.append((text, where))
    if not planned:
        where = url_for("gatherings.session_new", camp_id=camp.id)
        steps.append((_staff("Plan the first session"), where))
    nobody = not (standing.places.taken or standing.places.offered or standing.places.waiting)
    if nobody and takes_registrations(camp, camp.group.cycle, clock.today()):
        where = url_for("gatherings.camp_register", camp_id=camp.id)
        steps.append((_staff("Nobody has registered yet: share the page to register"), where))
    return steps
