"""The section that all pages about applications belong to, and what they share."""

from typing import Any
from uuid import UUID

from flask import url_for

from punos.enrolments.models import Enrolment
from punos.enrolments.schemas import PlacingSchema
from punos.enrolments.sections import FormSection
from punos.forms import PunosSchema
from punos.i18n import _staff, _staff_l
from punos.programmes.models import Cycle
from punos.texts import Text, pick
from punos.units.models import Unit
from punos.units.service import units
from punos.web.pages import Pages
from punos.work import Work

pages = Pages("enrolments", "punos.enrolments")

PLACING = FormSection("placing", PlacingSchema, title=_staff_l("For the staff"))
"""A part of staff's forms that is no answer of the applicant's."""


def crumbs(work: Work, cycle: Cycle, *more: tuple[Any, str | None]) -> list[tuple[Any, str | None]]:
    """Where a page about a cycle's applicants stands."""
    return [
        (_staff("Cycles"), "/cycles"),
        (pick(cycle.names, work.language), f"/cycles/{cycle.slug}"),
        (_staff("Applicants"), url_for("enrolments.applicants", slug=cycle.slug)),
        *more,
    ]


def usable_units(work: Work, permission: str) -> list[Unit]:
    """The units in which the actor may act under this permission."""
    allowed = work.actor.units(permission)
    return [unit for unit in units(work) if allowed is None or unit.id in allowed]


def unit_names(work: Work, permission: str) -> dict[UUID, Text]:
    """The names of the units of which the actor sees several under this permission; else none."""
    found = usable_units(work, permission)
    whole = work.actor.units(permission) is None
    if not found or (not whole and len(found) == 1):
        return {}
    return {unit.id: pick(unit.names, work.language) for unit in found}


def placing_schema(work: Work, permission: str) -> PunosSchema | None:
    """The form that asks for a unit; None where there is nothing to choose.

    Somebody limited to units has to choose one of theirs: without it they would not see again whom
    they have added.
    """
    found = usable_units(work, permission)
    limited = work.actor.units(permission) is not None
    if not found or (limited and len(found) == 1):
        return None
    schema = PlacingSchema().offer(
        unit=[(str(unit.id), pick(unit.names, work.language)) for unit in found]
    )
    field = schema.fields["unit"]
    field.required, field.allow_none = limited, not limited
    return schema


def chosen_unit(work: Work, permission: str, chosen: str | None) -> UUID | None:
    """The unit that was chosen, or the only one in which the actor may act."""
    if chosen:
        return UUID(chosen)
    if work.actor.units(permission) is None:
        return None
    found = usable_units(work, permission)
    return found[0].id if found else None


def title_of(enrolment: Enrolment) -> str:
    """A person's name, as the heading of a page about their application."""
    name: str = enrolment.person.full_name
    return name
