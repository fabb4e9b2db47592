"""Writing a message: to whom, from which ready text, in which languages."""

from typing import Any
from uuid import UUID

from flask import Response, make_response, request, url_for
from sqlalchemy import select

from punos.forms import Form
from punos.i18n import _staff
from punos.programmes.models import Cycle
from punos.programmes.service import model_of
from punos.texts import pick
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work
from punos.writing.audiences import arguments_of, is_offered
from punos.writing.merging import FIELDS
from punos.writing.models import Message
from punos.writing.reading import WRITE, message_of
from punos.writing.schemas import MessageSchema, of, values_of, written_of
from punos.writing.service import Addressed, rewrite, write
from punos.writing.standard import ready_text, ready_texts
from punos.writing.views.base import ASSOCIATION, Whom, audiences, crumbs, pages, whom

BESIDE = ("audience", "template")
"""Names in the address that do not narrow the list."""


@pages.get("/messages/new", allow=WRITE, kind=ASSOCIATION)
def begin(work: Work) -> str:
    """The form for a message to a list; without a list, those that one may begin from."""
    if "audience" not in request.args:
        return _choose(work)
    known = ready_text(work, request.args.get("template", ""))
    values = values_of(known.subjects, known.bodies, work.settings.languages) if known else {}
    return _draw(work, _asked(work), Form(_schema(work), values))


@pages.post("/messages/new", allow=WRITE, kind=ASSOCIATION)
def write_message(work: Work) -> Response:
    """Keep it as a draft, and show it as people will get it."""
    to, form = _asked(work), Form.from_request(_schema(work), request.form)
    assert to.query is not None  # the list is there, and the actor's to see
    data = form.load()
    if data is None:
        return make_response(_draw(work, to, form), 422)
    written = written_of(data, work.settings.languages)
    row = write(work, Addressed(to.audience.name, to.arguments), written)
    return see_other(url_for("writing.message", message_id=row.id))


@pages.get("/messages/<uuid:message_id>/change", allow=WRITE, kind=ASSOCIATION)
def change(work: Work, message_id: UUID) -> Response | str:
    """The form with what was written; of a message that was sent, back to it."""
    row = message_of(work, message_id)
    if row.state != "draft":
        return see_other(url_for("writing.message", message_id=message_id))
    texts = values_of(row.subjects, row.bodies, work.settings.languages)
    meant = {"needed": row.needed, "shown_until": row.shown_until}
    return _draw_again(work, row, Form(_schema(work), {**texts, **meant}))


@pages.post("/messages/<uuid:message_id>/change", allow=WRITE, kind=ASSOCIATION)
def rewrite_message(work: Work, message_id: UUID) -> Response:
    """Keep what was changed."""
    row = message_of(work, message_id)
    form = Form.from_request(_schema(work), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw_again(work, row, form), 422)
    rewrite(work, message_id, written_of(data, work.settings.languages))
    return see_other(url_for("writing.message", message_id=message_id))


def _schema(work: Work) -> Any:
    return of(MessageSchema, work.settings.languages)


def _asked(work: Work) -> Whom:
    arguments = arguments_of(request.args, BESIDE)
    return whom(work, request.args.get("audience", ""), arguments)


def _draw(work: Work, to: Whom, form: Form) -> str:
    here: dict[str, Any] = {"audience": to.audience.name, **to.arguments}
    starts = [
        (one.name, url_for("writing.begin", **here, template=one.key)) for one in ready_texts(work)
    ]
    return render(
        "writing/write.html",
        to=to,
        form=form,
        starts=starts,
        fields=FIELDS,
        action=url_for("writing.write_message", **here),
        cancel=url_for("writing.messages"),
        breadcrumbs=crumbs((_staff("Write"), None)),
    )


def _draw_again(work: Work, row: Message, form: Form) -> str:
    here = url_for("writing.message", message_id=row.id)
    return render(
        "writing/write.html",
        to=whom(work, row.audience, row.arguments),
        form=form,
        starts=[],
        fields=FIELDS,
        action=url_for("writing.rewrite_message", message_id=row.id),
        cancel=here,
        breadcrumbs=crumbs((pick(row.subjects, work.language), here), (_staff("Change"), None)),
    )


def _choose(work: Work) -> str:
    """Lists to begin from: all people, and those of each cycle that is not closed."""
    query = select(Cycle).where(Cycle.state != "closed").order_by(Cycle.starts_on.desc())
    known = audiences(work)
    return render(
        "writing/choose.html",
        cycles=[
            (pick(cycle.names, work.language), _of_cycle(work, cycle))
            for cycle in work.session.scalars(query).all()
            if is_offered(work, known["cycle"])
        ],
        everybody=is_offered(work, known["people"]),
        breadcrumbs=crumbs((_staff("Write"), None)),
    )


def _of_cycle(work: Work, cycle: Cycle) -> list[tuple[Any, str]]:
    """Everybody who takes part in a cycle, then those of each role."""
    model, slug = model_of(work, cycle), cycle.slug
    whole = (_staff("Everybody who takes part"), _link(audience="cycle", cycle=slug))
    roles = [
        (label, _link(audience="cycle", cycle=slug, role=role))
        for role, label in model.roles.items()
    ]
    return [whole, *roles]


def _link(**arguments: Any) -> str:
    return url_for("writing.begin", **arguments)
