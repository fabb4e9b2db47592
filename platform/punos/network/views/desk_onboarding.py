"""Taking a new association on: the form, and how far the worker is."""

from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, request, url_for
from sqlalchemy import select

from punos import clock
from punos.errors import Absent, Refused
from punos.forms import Form
from punos.i18n import _staff, _staff_l
from punos.network.models import NetworkOnboarding
from punos.network.onboarding import (
    NO_PLUGIN,
    TAKEN,
    ask,
    ask_again,
    host_of,
    is_taken,
    programme_plugins,
    steps,
)
from punos.network.schemas import NewAssociationSchema, association_of
from punos.network.views.base import deployment, pages
from punos.tenancy.directory import TenantRecord
from punos.texts import pick
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

MANAGE = "network.manage"
LOOK_AGAIN_SECONDS = "3"
LONG_WAIT_SECONDS = 60
STEPS = {
    "asked": _staff_l("Asked for"),
    "made": _staff_l("The association is made, with its programmes"),
    "invited": _staff_l("Its administrator is invited"),
}
PROBLEMS = {
    TAKEN: _staff_l("Somebody else took this short address meanwhile. Nothing was made."),
    NO_PLUGIN: _staff_l("A part of the system that you chose is no longer here. Nothing was made."),
}


@pages.get("/members/new", allow=MANAGE, kind="network")
def new_member(work: Work) -> str:
    """Ask for what a new association needs."""
    return _form_page(Form(_schema(work), {"language": work.settings.languages[0]}))


@pages.post("/members/new", allow=MANAGE, kind="network")
def ask_member(work: Work) -> Response | tuple[str, int]:
    """Ask the worker to make it. A short address that is taken is said beside its field."""
    form = Form.from_request(_schema(work), request.form)
    data = form.load()
    slug = str(data["slug"]) if data else form.field("slug").value
    host = host_of(deployment(), slug)
    if data is None:
        if not form.field("slug").errors and is_taken(work, slug, host):
            form.add_error(
                "slug", _staff("This short address is already taken. Choose another one.")
            )
        return _form_page(form), 422
    try:
        onboarding_id = ask(work, association_of(data), host)
    except Refused as refused:
        form.add_error("slug", str(refused.message))
        return _form_page(form), 422
    return see_other(url_for("network.onboarding", onboarding_id=onboarding_id))


@pages.get("/members/new/<uuid:onboarding_id>", allow=MANAGE, kind="network")
def onboarding(work: Work, onboarding_id: UUID) -> Response:
    """How far it is. The page looks again by itself, unless the reader would rather not."""
    row = _found(work, onboarding_id)
    waited = (clock.now() - row.changed_at).total_seconds()
    by_itself = row.state == "asked" and request.args.get("wait") != "no"
    answer = make_response(
        render(
            "network/onboarding.html",
            row=row,
            name=pick(row.names, work.language),
            steps=[(str(STEPS[step]), "", state) for step, state in steps(row)],
            problem=PROBLEMS.get(row.problem or ""),
            address=_address(row) if row.state == "live" else None,
            slow=row.state == "asked" and waited > LONG_WAIT_SECONDS,
            by_itself=by_itself,
            breadcrumbs=_crumbs(pick(row.names, work.language)),
        )
    )
    if by_itself:
        answer.headers["Refresh"] = LOOK_AGAIN_SECONDS
    return answer


@pages.post("/members/new/<uuid:onboarding_id>/again", allow=MANAGE, kind="network")
def ask_member_again(work: Work, onboarding_id: UUID) -> Response:
    """Queue it once more; what was made already is not made twice."""
    ask_again(work, onboarding_id)
    flash(_staff("It is tried again."), "done")
    return see_other(url_for("network.onboarding", onboarding_id=onboarding_id))


def _schema(work: Work) -> NewAssociationSchema:
    schema = NewAssociationSchema()
    schema.offer(plugins=programme_plugins(work))
    return schema


def _form_page(form: Form) -> str:
    title = _staff("Take on an association")
    return render("network/new_member.html", form=form, breadcrumbs=_crumbs(title))


def _found(work: Work, onboarding_id: UUID) -> NetworkOnboarding:
    query = select(NetworkOnboarding).where(NetworkOnboarding.id == onboarding_id)
    row = work.session.scalars(query).one_or_none()
    if row is None:
        raise Absent
    return row


def _address(row: NetworkOnboarding) -> str:
    host = host_of(deployment(), row.slug)
    return deployment().base_url(TenantRecord(row.id, row.slug, "association", "active", host))


def _crumbs(title: Any) -> list[tuple[Any, str | None]]:
    return [(_staff("Members"), url_for("network.members")), (title, None)]
