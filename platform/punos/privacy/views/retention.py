"""How long things are kept, what would be forgotten now, and forgetting it."""

from typing import Any

from flask import Response, flash, make_response, request, url_for
from marshmallow import fields, validate
from sqlalchemy import select

from punos.audit.service import read_page
from punos.desk.service import change_settings
from punos.forms import Form, PunosSchema, field_info
from punos.i18n import _staff, _staff_l, _staff_n
from punos.jobs.service import latest, start
from punos.people.models import Person
from punos.privacy.schedule import (
    AUTOMATIC,
    CATEGORIES,
    LEAST,
    MOST,
    SETTING,
    counts,
    due_of,
    is_automatic,
    months,
)
from punos.privacy.views.base import MANAGE, pages
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

JOB = "punos.privacy.forgetting:erase_people"
SHOWN = 50


def _schema() -> type[PunosSchema]:
    lengths = {
        one.name: fields.Integer(
            required=True,
            validate=validate.Range(LEAST, MOST),
            metadata=field_info(label=one.label, help=one.since),
        )
        for one in CATEGORIES
        if one.months is not None
    }
    automatic = fields.Boolean(
        load_default=False,
        metadata=field_info(
            label=_staff_l("Erase people who are due without asking me"),
            help=_staff_l("Look first at whom it would be now, below. Holds are respected always."),
        ),
    )
    return type("RetentionSchema", (PunosSchema,), {**lengths, AUTOMATIC: automatic})


RETENTION = _schema()


@pages.get("/privacy/retention", allow=MANAGE)
def retention(work: Work) -> str:
    """The schedule as it is set, and a dry run: whom and what it would take now."""
    chosen = {one.name: months(work, one) for one in CATEGORIES if one.months is not None}
    return _page(work, Form(RETENTION(), {**chosen, AUTOMATIC: is_automatic(work)}))


@pages.post("/privacy/retention", allow=MANAGE)
def retention_save(work: Work) -> Response:
    """Keep another schedule."""
    form = Form.from_request(RETENTION(), request.form)
    data = form.load()
    if data is None:
        return make_response(_page(work, form), 422)
    change_settings(work, {SETTING: data})
    flash(_staff("The schedule is saved."), "done")
    return see_other(url_for("privacy.retention"))


@pages.post("/privacy/retention/run", allow=MANAGE, step_up=True)
def retention_run(work: Work) -> Response:
    """Erase everybody who is due now."""
    if request.form.get("sure") == "yes":
        start(work, JOB)
        flash(_staff("They are being erased. It may take some minutes."), "done")
    return see_other(url_for("privacy.retention"))


def _page(work: Work, form: Form) -> str:
    due = counts(work)
    people = _people_due(work)
    for person in people:
        read_page(work, person.id, "privacy.due")
    return render(
        "privacy/retention.html",
        form=form,
        rows=[(one, months(work, one), due.get(one.name)) for one in CATEGORIES],
        people=people,
        beyond=sum(due.get(one.name, 0) for one in CATEGORIES if one.people) - len(people),
        run=latest(work, JOB),
        in_months=_in_months,
        breadcrumbs=[(_staff("Privacy"), None)],
    )


def _people_due(work: Work) -> list[Person]:
    """The first of those who are due."""
    asked: list[Any] = [due_of(work, one) for one in CATEGORIES if one.people]
    ids = [Person.id.in_(query.correlate(None)) for query in asked]
    found = select(Person).where(ids[0] | ids[1]).order_by(Person.sort_key).limit(SHOWN)
    return list(work.session.scalars(found))


def _in_months(count: int) -> str:
    return str(_staff_n("%(num)s month", "%(num)s months", count))
