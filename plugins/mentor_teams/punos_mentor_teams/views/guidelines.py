"""The ethical guidelines: their versions and a new one, for staff; accepting them, for the team."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from flask import Response, flash, make_response, request, url_for
from marshmallow import fields
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from punos.plugin import (
    Absent,
    Enrolment,
    Form,
    Group,
    Membership,
    PunosSchema,
    Refused,
    Work,
    field_info,
    language_name,
    pick,
    points_at,
    render,
    scope,
    see_other,
)
from punos_mentor_teams import guidelines as verbs
from punos_mentor_teams.access import GUIDELINES, MATCH
from punos_mentor_teams.agreeing import OWN
from punos_mentor_teams.model_text import model_text
from punos_mentor_teams.models import Guidelines
from punos_mentor_teams.texts import _, _staff, _staff_l
from punos_mentor_teams.views.base import id_of, pages

SHOWN = 50


class Waiting(NamedTuple):
    """A team that cannot meet yet, those without whom it cannot, and how many such teams there are."""

    group_id: UUID
    names: list[str]
    all: int


@pages.get("/guidelines", allow=MATCH)
def guidelines(work: Work) -> str:
    """Every version as people read it, and who is still asked for the newest one."""
    waiting = _waiting(work)
    return render(
        "mentor_teams/guidelines.html",
        versions=[(one, _texts(one)) for one in verbs.versions(work)],
        waiting=waiting,
        more=waiting[0].all - len(waiting) if waiting else 0,
        may_publish=work.actor.may(GUIDELINES),
        language_name=language_name,
        breadcrumbs=[(_staff("Ethical guidelines"), None)],
    )


@pages.get("/guidelines/new", allow=GUIDELINES)
def guidelines_form(work: Work) -> str:
    """The newest text, or at first our own, to be changed."""
    newest = verbs.newest(work)
    known = newest.texts if newest else {}
    codes = work.settings.languages
    return _form_page(Form(_schema(codes), {c: known.get(c) or model_text(c) for c in codes}))


@pages.post("/guidelines", allow=GUIDELINES)
def publish_guidelines(work: Work) -> Response:
    """Publish it as a new version, in every language at once."""
    form = Form.from_request(_schema(work.settings.languages), request.form)
    texts = form.load()
    if texts is None:
        return make_response(_form_page(form), 422)
    try:
        made = verbs.publish(work, texts)
    except Refused as no:
        form.add_error("_schema", str(no.message))
        return make_response(_form_page(form), no.status)
    flash(_staff("Version %(number)s of the guidelines is published.", number=made.number), "done")
    return see_other(url_for("mentor_teams.guidelines"))


@pages.post("/guidelines/accept/<uuid:membership_id>", allow=OWN, link="group_member")
def accept_guidelines(work: Work, membership_id: UUID) -> Response:
    """A member of a team accepts the version that stands on the page."""
    mine = _own(work, membership_id)
    read, newest = id_of(request.form.get("version", "")), verbs.newest(work)
    if newest is not None and newest.id != read:
        flash(_("The guidelines have just changed. Please read them once more."), "warning")
    else:
        verbs.accept(work, mine.enrolment_id, read, request.form.get("language", ""))
        flash(_("Thank you. You have accepted the ethical guidelines."), "done")
    if work.actor.kind == "link":
        return see_other(url_for("groups.own_group"))
    return see_other(url_for("groups.own_group_of", membership_id=mine.id))


def _texts(version: Guidelines) -> list[Any]:
    """A version in each of its languages."""
    return [pick({code: text}, code) for code, text in sorted(version.texts.items())]


def _own(work: Work, membership_id: UUID) -> Membership:
    """The reader's own place in a team; a link's bearer has one only. Raises Absent."""
    query = (
        select(Membership)
        .join(Enrolment, points_at(Membership.enrolment_id, Enrolment))
        .where(Membership.id == membership_id, Membership.left_on.is_(None))
    )
    found = work.session.scalars(scope(work.actor, query, Enrolment, OWN)).one_or_none()
    if found is None or (work.actor.kind == "link" and work.actor.subject_id != found.id):
        raise Absent
    return found


def _waiting(work: Work) -> list[Waiting]:
    """Teams of the reader's unions that cannot meet yet, the first of them, those formed first."""
    names = func.array_agg(aggregate_order_by(verbs.FULL_NAME, Membership.id))
    query = (
        verbs.waiting_for(Group.id, names, func.count().over())
        .group_by(Group.id)
        .order_by(Group.id)
        .limit(SHOWN)
    )
    return [Waiting(*row) for row in work.session.execute(scope(work.actor, query, Group, MATCH))]


def _schema(codes: Sequence[str]) -> PunosSchema:
    asked: dict[str, fields.Field] = {
        code: fields.String(
            required=True,
            metadata=field_info(
                label=_staff_l("The guidelines (%(language)s)", language=language_name(code)),
                widget="textarea",
                rows=16,
            ),
        )
        for code in codes
    }
    made: PunosSchema = PunosSchema.from_dict(asked)()  # type: ignore[assignment]
    return made


def _form_page(form: Form) -> str:
    title = _staff("Publish a new version")
    return render(
        "mentor_teams/guidelines_form.html",
        form=form,
        breadcrumbs=[
            (_staff("Ethical guidelines"), url_for("mentor_teams.guidelines")),
            (title, None),
        ],
    )
