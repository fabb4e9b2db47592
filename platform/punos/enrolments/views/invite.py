"""Inviting people to apply: by e-mail, or with a link to hand on."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.enrolments.inviting import EDIT, invite_to_apply
from punos.enrolments.schemas import MOST_INVITED, InvitingSchema, addresses_in
from punos.enrolments.views.base import chosen_unit, crumbs, pages, usable_units
from punos.errors import Refused
from punos.forms import Form
from punos.i18n import _staff, _staff_n, own_name
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug, model_of
from punos.texts import pick
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work


@pages.get("/cycles/<slug>/invite", allow=EDIT)
def invite(work: Work, slug: str) -> str:
    """Whom to invite, and in which role."""
    cycle = _cycle(work, slug)
    first = {"language": work.settings.languages[0], "role": next(iter(_roles(work, cycle)))}
    return _draw(work, cycle, Form(_schema(work, cycle), first))


@pages.post("/cycles/<slug>/invite", allow=EDIT)
def send_invitations(work: Work, slug: str) -> Response:
    """Mail the invitations, or show a link to hand on; it is known here and never again."""
    cycle = _cycle(work, slug)
    form = Form.from_request(_schema(work, cycle), request.form)
    data = form.load()
    by_link = request.form.get("submit") == "link"
    addresses = [] if data is None or by_link else _addresses(form, data)
    if data is None or form.errors:
        return make_response(_draw(work, cycle, form), 422)
    unit_id = chosen_unit(work, EDIT, data.get("unit"))
    if by_link:
        link = invite_to_apply(work, cycle, data["role"], unit_id=unit_id)
        return make_response(_draw(work, cycle, form, link))
    _mail(work, cycle, data, unit_id, addresses)
    return see_other(url_for("enrolments.applicants", slug=slug))


def _mail(
    work: Work,
    cycle: Cycle,
    data: Mapping[str, Any],
    unit_id: UUID | None,
    addresses: Sequence[str],
) -> None:
    for email in addresses:
        invite_to_apply(
            work, cycle, data["role"], unit_id=unit_id, email=email, language=data["language"]
        )
    flash(
        _staff_n(
            "%(num)s invitation is on its way.",
            "%(num)s invitations are on their way.",
            len(addresses),
        ),
        "done",
    )


def _addresses(form: Form, data: Mapping[str, Any]) -> list[str]:
    """Each address once; what is wrong with them is said in the form."""
    found, wrong = addresses_in(data["emails"] or "")
    if wrong:
        lines = ", ".join(map(str, wrong))
        form.add_error("emails", _staff("Not an e-mail address in line: %(lines)s.", lines=lines))
    elif not found:
        form.add_error("emails", _staff("Write at least one e-mail address."))
    elif len(found) > MOST_INVITED:
        most = _staff("Invite at most %(most)s people at once.", most=MOST_INVITED)
        form.add_error("emails", most)
    return found


def _cycle(work: Work, slug: str) -> Cycle:
    cycle = cycle_by_slug(work, slug)
    if cycle.state == "closed":
        raise Refused(_staff("This cycle has ended, so nobody can be added to it."))
    return cycle


def _roles(work: Work, cycle: Cycle) -> Mapping[str, Any]:
    roles: Mapping[str, Any] = model_of(work, cycle).roles
    return roles


def _schema(work: Work, cycle: Cycle) -> InvitingSchema:
    """Somebody limited to one unit is not asked for it; to several, has to choose."""
    found, limited = usable_units(work, EDIT), work.actor.units(EDIT) is not None
    asks = bool(found) and not (limited and len(found) == 1)
    schema = InvitingSchema() if asks else InvitingSchema(exclude=("unit",))
    schema.offer(
        role=list(_roles(work, cycle).items()),
        language=[(code, own_name(code)) for code in work.settings.languages],
    )
    if asks:
        schema.offer(unit=[(str(one.id), pick(one.names, work.language)) for one in found])
        field = schema.fields["unit"]
        field.required, field.allow_none = limited, not limited
    return schema


def _draw(work: Work, cycle: Cycle, form: Form, link: str = "") -> str:
    return render(
        "enrolments/invite.html",
        form=form,
        link=link,
        cycle=cycle,
        name=pick(cycle.names, work.language),
        breadcrumbs=crumbs(work, cycle, (_staff("Invite people to apply"), None)),
    )
