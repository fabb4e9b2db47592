"""The section that all pages about employers belong to, and what they share."""

from __future__ import annotations

from typing import Any

from flask import url_for

from punos.employers.models import Employer
from punos.employers.reading import MANAGE, own_units
from punos.forms import PunosSchema
from punos.i18n import _staff, _staff_l
from punos.texts import pick
from punos.web.pages import Pages
from punos.work import Work

pages = Pages("employers", "punos.employers")
OURS = _staff_l("The association")
OWN, BY_LINK = "own.groups", "group_member"


def crumbs(employer: Employer | None, *more: str) -> list[tuple[Any, str | None]]:
    """The way from the register to an employer, and on."""
    register = [(_staff("Employers"), url_for("employers.employers"))]
    if employer is None:
        return [*register, *((one, None) for one in more)]
    own = url_for("employers.employer", employer_id=employer.id) if more else None
    return [*register, (employer.name, own), *((one, None) for one in more)]


def with_units(work: Work, schema: PunosSchema) -> PunosSchema:
    """The form with the units that the reader may add employers for."""
    named = [(str(one.id), pick(one.names, work.language).value) for one in own_units(work)]
    schema.offer(unit=named)
    if work.actor.units(MANAGE) is not None:
        # Whoever is limited to units sees only what one of them has found.
        schema.fields["unit"].required = True
        schema.fields["unit"].allow_none = False
    return schema
