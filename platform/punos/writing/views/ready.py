"""Ready texts: those that come with Punos, and the association's own."""

from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, request, url_for
from sqlalchemy import select

from punos.errors import Absent
from punos.forms import Form
from punos.i18n import _staff
from punos.texts import pick
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work
from punos.writing.merging import FIELDS
from punos.writing.models import MessageTemplate
from punos.writing.schemas import TemplateSchema, of, values_of, written_of
from punos.writing.service import drop_template, keep_template
from punos.writing.standard import ready_text, ready_texts
from punos.writing.views.base import ASSOCIATION, crumbs, pages

MANAGE = "messages.templates"


@pages.get("/messages/templates", allow=MANAGE, kind=ASSOCIATION)
def templates(work: Work) -> str:
    """All of them."""
    return render(
        "writing/templates.html",
        found=ready_texts(work),
        breadcrumbs=crumbs((_staff("Ready texts"), None)),
    )


@pages.get("/messages/templates/new", allow=MANAGE, kind=ASSOCIATION)
def new_template(work: Work) -> str:
    """The form for one of one's own, from another one or from nothing."""
    known = ready_text(work, request.args.get("from", ""))
    values: dict[str, Any] = {}
    if known is not None:
        texts = values_of(known.subjects, known.bodies, work.settings.languages)
        values = {"name": str(known.name), **texts}
    return _draw(Form(_schema(work), values), url_for("writing.keep_new_template"))


@pages.post("/messages/templates/new", allow=MANAGE, kind=ASSOCIATION)
def keep_new_template(work: Work) -> Response:
    """Keep it."""
    return _keep(work, None, url_for("writing.keep_new_template"))


@pages.get("/messages/templates/<uuid:template_id>", allow=MANAGE, kind=ASSOCIATION)
def template(work: Work, template_id: UUID) -> str:
    """One of one's own, to be changed."""
    row = _found(work, template_id)
    texts = values_of(row.subjects, row.bodies, work.settings.languages)
    form = Form(_schema(work), {"name": str(pick(row.names, work.language)), **texts})
    return _draw(form, url_for("writing.change_template", template_id=template_id), row)


@pages.post("/messages/templates/<uuid:template_id>", allow=MANAGE, kind=ASSOCIATION)
def change_template(work: Work, template_id: UUID) -> Response:
    """Keep what was changed."""
    row = _found(work, template_id)
    return _keep(work, row, url_for("writing.change_template", template_id=template_id))


@pages.post("/messages/templates/<uuid:template_id>/drop", allow=MANAGE, kind=ASSOCIATION)
def drop(work: Work, template_id: UUID) -> Response:
    """Forget one of one's own."""
    drop_template(work, template_id)
    flash(_staff("The ready text is deleted."), "done")
    return see_other(url_for("writing.templates"))


def _schema(work: Work) -> Any:
    return of(TemplateSchema, work.settings.languages)


def _found(work: Work, template_id: UUID) -> MessageTemplate:
    query = select(MessageTemplate).where(MessageTemplate.id == template_id)
    row = work.session.scalars(query).one_or_none()
    if row is None:
        raise Absent
    return row


def _keep(work: Work, row: MessageTemplate | None, action: str) -> Response:
    form = Form.from_request(_schema(work), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(form, action, row), 422)
    names = {**(row.names if row else {}), work.language: data["name"]}
    keep_template(work, row.id if row else None, names, written_of(data, work.settings.languages))
    flash(_staff("The ready text is saved."), "done")
    return see_other(url_for("writing.templates"))


def _draw(form: Form, action: str, row: MessageTemplate | None = None) -> str:
    listed = (_staff("Ready texts"), url_for("writing.templates"))
    return render(
        "writing/template.html",
        form=form,
        action=action,
        row=row,
        fields=FIELDS,
        breadcrumbs=crumbs(listed, (_staff("Change") if row else _staff("New"), None)),
    )
