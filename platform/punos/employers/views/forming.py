"""The form of a visit, as the pair and staff fill it in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import request

from punos.employers.codes import KINDS
from punos.employers.models import EmployerVisit
from punos.employers.schemas import VisitForm
from punos.employers.visits import Told, offered, write_visit
from punos.errors import Refused
from punos.forms import Form
from punos.groups.models import Group
from punos.work import Work


def blank(work: Work, people: Mapping[UUID, str], visit: EmployerVisit | None = None) -> Form:
    """The form, with what is known of a visit."""
    return Form(_schema(work, people), _known(visit) if visit else {"kind": KINDS[0][0]})


def sent(work: Work, people: Mapping[UUID, str]) -> Form:
    """The form as it was sent."""
    return Form.from_request(_schema(work, people), request.form)


def save(
    work: Work, group: Group, people: Mapping[UUID, str], form: Form, visit_id: UUID | None
) -> int | None:
    """Write down what was sent. When that cannot be done, the reason is in the form, and the status of
    that answer is given back."""
    data = form.load()
    if data is None:
        return 422
    whose = UUID(data["whose"]) if data.get("whose") else next(iter(people))
    told = Told(data["state"], data["kind"], data["employer"], data["visited_on"])
    try:
        write_visit(work, group, whose, told, visit_id)
    except Refused as no:
        form.add_error("_schema", str(no.message))
        return no.status
    return None


def _schema(work: Work, people: Mapping[UUID, str]) -> VisitForm:
    """With the employers of the register; whose visit it is, is asked where there are several."""
    several = len(people) > 1
    schema = VisitForm() if several else VisitForm(exclude=("whose",))
    schema.offer(employer=offered(work))
    if several:
        schema.offer(whose=[(str(key), name) for key, name in people.items()])
        schema.fields["whose"].required = True
        schema.fields["whose"].allow_none = False
    return schema


def _known(visit: EmployerVisit) -> dict[str, Any]:
    return {
        "state": visit.state,
        "kind": visit.kind,
        "whose": visit.enrolment_id,
        "employer": visit.employer_id or visit.employer_name,
        "visited_on": visit.visited_on,
    }
