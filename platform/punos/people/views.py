"""People, for staff: the list, and everything about one of them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, request, url_for
from sqlalchemy import select

from punos.access import scope
from punos.audit.service import read_page
from punos.enrolments.behalf import HOW
from punos.enrolments.measuring import measure_again
from punos.enrolments.models import Enrolment
from punos.enrolments.steps import tone
from punos.errors import Absent
from punos.extend import MenuItem
from punos.forms import Form
from punos.i18n import _staff, _staff_l, format_date, own_name
from punos.people.export import export_columns
from punos.people.models import Consent, Person
from punos.people.schemas import StaffPersonSchema
from punos.people.service import FIELDS, SERVICE, change_person, hold_person
from punos.programmes.registry import programme_models
from punos.texts import pick
from punos.web.lists import Column, Listing, Tag
from punos.web.pages import Pages
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

pages = Pages("people", "punos.people", url_prefix="/people")
READ, EDIT, EXPORT = "people.read", "people.edit", "people.export"
REFER = "referrals.manage"
ALL_HELD = "privacy.manage"
MENU = (MenuItem(_staff_l("People"), "people.people", READ, order=40, kind="association"),)
IN_PUBLIC = ("application", "sign_up")
"""How consent is given in a public form."""


@pages.get("", allow=READ)
def people(work: Work) -> Response | str:
    """Everybody the actor may see."""
    here = select(Person).where(Person.erased_at.is_(None))
    query = scope(work.actor, here, Person, READ)
    if request.args.get("format") == "csv":
        return _exported(work, query)
    listing = _listing(work, query, _columns())
    return render("people/people.html", listing=listing, can_export=work.actor.may(EXPORT))


@pages.get("/<uuid:person_id>", allow=READ)
def person(work: Work, person_id: UUID) -> str:
    """Contact details, applications and consents."""
    found = _visible(work, person_id, READ)
    read_page(work, found.id, "person")
    return render(
        "people/person.html",
        person=found,
        language_name=own_name(found.language),
        enrolments=_enrolments(work, found),
        consents=_consents(work, found),
        can_edit=_may(work, EDIT, found) and found.erased_at is None,
        can_see_all=work.actor.may(ALL_HELD) and found.erased_at is None,
        can_refer=work.tenant.kind == "association"
        and found.erased_at is None
        and _may(work, REFER, found),
        breadcrumbs=[(_staff("People"), url_for("people.people")), (found.full_name, None)],
    )


@pages.get("/<uuid:person_id>/change", allow=EDIT)
def change(work: Work, person_id: UUID) -> str:
    """The contact details, to be changed."""
    found = _visible(work, person_id, EDIT)
    read_page(work, found.id, "person.change")
    values = {name: getattr(found, name) for name in FIELDS}
    return _draw(found, Form(_schema(work), values))


@pages.post("/<uuid:person_id>/change", allow=EDIT)
def change_save(work: Work, person_id: UUID) -> Response:
    """Keep the changed contact details."""
    found = _visible(work, person_id, EDIT)
    form = Form.from_request(_schema(work), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(found, form), 422)
    held = hold_person(work, found)
    change_person(work, held, **{**data, "language": data["language"] or held.language})
    measure_again(work, held)
    flash(_staff("The changes are saved."), "done")
    return see_other(url_for("people.person", person_id=found.id))


def _exported(work: Work, query: Any) -> Response:
    if not work.actor.may(EXPORT):
        raise Absent
    query = scope(work.actor, query, Person, EXPORT)
    return _listing(work, query, export_columns()).csv_response()


def _listing(work: Work, query: Any, columns: Sequence[Column]) -> Listing:
    return Listing(
        work,
        request.args,
        query,
        columns=columns,
        search=(Person.search_text,),
        default_sort="name",
        name="people",
        read_as=("people.export", lambda row: row.id),
    )


def _columns() -> list[Column]:
    return [
        Column(
            "name",
            _staff_l("Name"),
            sort=Person.sort_key,
            value=lambda row: row.full_name,
            link=lambda row: f"/people/{row.id}",
        ),
        Column("email", _staff_l("E-mail address")),
        Column("phone", _staff_l("Phone number")),
        Column("city", _staff_l("City"), sort=Person.city),
    ]


def _visible(work: Work, person_id: UUID, permission: str) -> Person:
    query = scope(work.actor, select(Person).where(Person.id == person_id), Person, permission)
    found: Person | None = work.session.scalars(query).one_or_none()
    if found is None:
        raise Absent
    return found


def _may(work: Work, permission: str, found: Person) -> bool:
    units = work.actor.units(permission)
    return work.actor.may(permission) and (units is None or found.unit_id in units)


def _schema(work: Work) -> StaffPersonSchema:
    return StaffPersonSchema().offer(
        language=[(code, own_name(code)) for code in work.settings.languages]
    )


def _enrolments(work: Work, found: Person) -> list[dict[str, Any]]:
    """What the actor may see of the person's applications, the newest first."""
    if not work.actor.may("enrolments.read"):
        return []
    query = select(Enrolment).where(Enrolment.person_id == found.id).order_by(Enrolment.id.desc())
    seen = work.session.scalars(scope(work.actor, query, Enrolment, "enrolments.read"))
    return [_row(work, enrolment) for enrolment in seen]


def _row(work: Work, enrolment: Enrolment) -> dict[str, Any]:
    model = programme_models(work.registry).get(enrolment.cycle.programme.model)
    known = model is not None and model.has_state(enrolment.model_state)
    label = model.state(enrolment.model_state).label if model and known else enrolment.model_state
    return {
        "url": url_for("enrolments.enrolment", enrolment_id=enrolment.id),
        "cycle": pick(enrolment.cycle.names, work.language),
        "role": model.roles.get(enrolment.role, enrolment.role) if model else enrolment.role,
        "state": Tag(label, tone(enrolment.state)),
    }


def _consents(work: Work, found: Person) -> list[str]:
    """What was decided about the service. What a plugin asks consent to is told on its own pages."""
    query = select(Consent).where(Consent.person_id == found.id, Consent.purpose == SERVICE)
    consents = work.session.scalars(query.order_by(Consent.id.desc())).all()
    if work.actor.units(READ) is None:
        return [_consent(one) for one in consents]
    return [_what_holds(one) for one in consents[:1]]


def _what_holds(consent: Consent) -> str:
    """The newest decision, without its day: it may be about another unit's matter."""
    if consent.decision == "given":
        return _staff("Consent is given.")
    return _staff("Consent was taken back.")


def _consent(consent: Consent) -> str:
    """One decision as a sentence."""
    day, given = format_date(consent.decided_at), consent.decision == "given"
    if given and consent.how in IN_PUBLIC:
        return _staff(
            "%(day)s: agreed in the public form that the answers are kept and the programme "
            "arranged with them.",
            day=day,
        )
    if given and consent.how in dict(HOW):
        return _staff("%(day)s: gave consent. %(how)s.", day=day, how=dict(HOW)[consent.how])
    if given:
        return _staff("%(day)s: gave consent.", day=day)
    if consent.how == "withdrawal":
        return _staff("%(day)s: took the consent back by withdrawing the application.", day=day)
    return _staff("%(day)s: took the consent back.", day=day)


def _draw(found: Person, form: Form) -> str:
    here = url_for("people.person", person_id=found.id)
    return render(
        "people/change.html",
        person=found,
        form=form,
        breadcrumbs=[
            (_staff("People"), url_for("people.people")),
            (found.full_name, here),
            (_staff("Change"), None),
        ],
    )
