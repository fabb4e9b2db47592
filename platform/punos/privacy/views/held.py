"""Everything held about one person, for staff who answer for it: to read, take out, hold and erase."""

from uuid import UUID

from flask import Response, flash, make_response, request, url_for
from marshmallow import fields, validate
from sqlalchemy import select

from punos.access import scope
from punos.audit.service import read_page
from punos.errors import Absent
from punos.extend.holdings import Delete
from punos.forms import Form, PunosSchema, field_info
from punos.i18n import _staff, _staff_l
from punos.people.models import Person
from punos.privacy.erasing import erase, is_kept, plan, reasons_against
from punos.privacy.models import PrivacyRequest, RetentionHold
from punos.privacy.reading import everything
from punos.privacy.requests import ask, hold, lift
from punos.privacy.views.base import MANAGE, pages
from punos.privacy.views.sheets import KINDS, download, request_rows
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work


class HoldSchema(PunosSchema):
    """Why nothing may be erased for now."""

    because = fields.String(
        required=True,
        validate=validate.Length(max=1000),
        metadata=field_info(
            label=_staff_l("Why may nothing be erased for now?"),
            help=_staff_l(
                "The person can read it. Say what is going on, not what you think of them."
            ),
            widget="textarea",
        ),
    )


class AskedSchema(PunosSchema):
    """What somebody asks for who does not do it on their own page."""

    kind = fields.String(
        required=True,
        metadata=field_info(label=_staff_l("What do they ask for?"), widget="radio", options=KINDS),
    )


@pages.get("/people/<uuid:person_id>/held", allow=MANAGE)
def held(work: Work, person_id: UUID) -> str:
    """All of it, with what can be done about it."""
    found = _person(work, person_id)
    read_page(work, found.id, "privacy.held")
    return _page(work, found, Form(HoldSchema()), Form(AskedSchema()))


@pages.get("/people/<uuid:person_id>/held/file", allow=MANAGE, step_up=True)
def held_file(work: Work, person_id: UUID) -> Response:
    """The same as a file to hand over, in the person's language."""
    found = _person(work, person_id)
    read_page(work, found.id, "privacy.file")
    return download(work, found, request.args.get("as", "html"))


@pages.post("/people/<uuid:person_id>/hold", allow=MANAGE)
def held_hold(work: Work, person_id: UUID) -> Response:
    """Let nothing be erased for now."""
    found = _person(work, person_id)
    form = Form.from_request(HoldSchema(), request.form)
    data = form.load()
    if data is None:
        return make_response(_page(work, found, form, Form(AskedSchema())), 422)
    hold(work, found, data["because"])
    flash(_staff("Nothing is erased until you lift the hold."), "done")
    return see_other(url_for("privacy.held", person_id=found.id))


@pages.post("/people/<uuid:person_id>/hold/lift", allow=MANAGE)
def held_lift(work: Work, person_id: UUID) -> Response:
    """Let it be erased again."""
    found = _person(work, person_id)
    lift(work, found)
    flash(_staff("The hold is lifted."), "done")
    return see_other(url_for("privacy.held", person_id=found.id))


@pages.post("/people/<uuid:person_id>/asked", allow=MANAGE)
def held_asked(work: Work, person_id: UUID) -> Response:
    """Write down what they ask for."""
    found = _person(work, person_id)
    form = Form.from_request(AskedSchema(), request.form)
    data = form.load()
    if data is None:
        return make_response(_page(work, found, Form(HoldSchema()), form), 422)
    ask(work, found, data["kind"], how="staff")
    flash(_staff("It is written down, with the day by which you answer."), "done")
    return see_other(url_for("privacy.held", person_id=found.id))


@pages.get("/people/<uuid:person_id>/erase", allow=MANAGE)
def erase_ask(work: Work, person_id: UUID) -> str:
    """What would go, what would stay, and why."""
    found = _person(work, person_id)
    read_page(work, found.id, "privacy.erase")
    parts = plan(work, found.id)
    return render(
        "privacy/erase.html",
        person=found,
        reasons=reasons_against(work, found),
        going=[part for part in parts if isinstance(part.holding.at_erasure, Delete)],
        emptied=[
            part
            for part in parts
            if not isinstance(part.holding.at_erasure, Delete) and not is_kept(part.holding)
        ],
        kept=[part for part in parts if is_kept(part.holding)],
        breadcrumbs=_crumbs(found, _staff("Erase")),
    )


@pages.post("/people/<uuid:person_id>/erase", allow=MANAGE, step_up=True)
def erase_now(work: Work, person_id: UUID) -> Response:
    """Erase them."""
    found = _person(work, person_id)
    if request.form.get("sure") != "yes":
        return see_other(url_for("privacy.erase_ask", person_id=person_id))
    erase(work, found)
    flash(_staff("The person is erased. What has to stay has no name any more."), "done")
    return see_other(url_for("people.people"))


def _page(work: Work, found: Person, hold_form: Form, asked_form: Form) -> str:
    holds = select(RetentionHold).where(
        RetentionHold.person_id == found.id, RetentionHold.lifted_at.is_(None)
    )
    return render(
        "privacy/held.html",
        person=found,
        shelves=everything(work, found.id),
        holds=work.session.scalars(holds).all(),
        requests=request_rows(
            work, select(PrivacyRequest).where(PrivacyRequest.person_id == found.id)
        ),
        hold_form=hold_form,
        asked_form=asked_form,
        breadcrumbs=_crumbs(found, _staff("Everything held")),
    )


def _person(work: Work, person_id: UUID) -> Person:
    query = select(Person).where(Person.id == person_id, Person.erased_at.is_(None))
    found: Person | None = work.session.scalars(
        scope(work.actor, query, Person, MANAGE)
    ).one_or_none()
    if found is None:
        raise Absent
    return found


def _crumbs(found: Person, here: str) -> list[tuple[str, str | None]]:
    return [
        (_staff("People"), url_for("people.people")),
        (found.full_name, url_for("people.person", person_id=found.id)),
        (here, None),
    ]
