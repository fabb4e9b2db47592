"""The guidelines or the agreement of a programme: its versions, a new one, and who has still to accept."""

from typing import Any

from flask import Response, flash, make_response, request, url_for

from punos.access import scope
from punos.agreements.model_text import model_text
from punos.agreements.models import AgreementVersion
from punos.agreements.reading import FULL_NAME, Newest, accepted_last, holds_up, open_ones
from punos.agreements.schemas import NAMES, text_schema
from punos.agreements.service import newest, publish, versions
from punos.agreements.views.base import MANAGE, SEE, crumbs, known_kind, pages
from punos.errors import Refused
from punos.forms import Form, language_name
from punos.groups.models import Group, Membership
from punos.i18n import _staff, _staff_l
from punos.people.models import Person
from punos.programmes.models import Cycle, Programme
from punos.programmes.service import programme_by_slug
from punos.texts import Text, pick
from punos.web.lists import Column, Filter, Listing, Tag
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work


@pages.get("/agreements/<programme>/<agreement>", allow=SEE)
def agreement(work: Work, programme: str, agreement: str) -> str:
    """Every version as people read it, and who has not accepted the newest one."""
    found, kind = programme_by_slug(work, programme), known_kind(agreement)
    every = versions(work, found, kind)
    return render(
        "agreements/agreement.html",
        programme=found,
        kind=kind,
        title=NAMES[kind],
        name=pick(found.names, work.language),
        versions=[(one, _texts(one)) for one in every],
        listing=_listing(work, found, kind) if every else None,
        may_publish=work.actor.may(MANAGE),
        language_name=language_name,
        breadcrumbs=crumbs(found, kind),
    )


@pages.get("/agreements/<programme>/<agreement>/new", allow=MANAGE)
def write(work: Work, programme: str, agreement: str) -> str:
    """The newest text, or at first our own, to be changed."""
    found, kind = programme_by_slug(work, programme), known_kind(agreement)
    now = newest(work, found.id, kind)
    known = now.texts if now else {}
    codes = work.settings.languages
    values = {code: known.get(code) or model_text(kind, code) for code in codes}
    return _draw(work, found, kind, Form(text_schema(codes), values))


@pages.post("/agreements/<programme>/<agreement>", allow=MANAGE)
def publish_new(work: Work, programme: str, agreement: str) -> Response:
    """Publish it as a new version, in every language at once."""
    found, kind = programme_by_slug(work, programme), known_kind(agreement)
    form = Form.from_request(text_schema(work.settings.languages), request.form)
    texts = form.load()
    if texts is None:
        return make_response(_draw(work, found, kind, form), 422)
    try:
        made = publish(work, found, kind, texts)
    except Refused as no:
        form.add_error("_schema", str(no.message))
        return make_response(_draw(work, found, kind, form), no.status)
    flash(_staff("Version %(number)s is published.", number=made.number), "done")
    return see_other(url_for("agreements.agreement", programme=found.slug, agreement=kind))


def _texts(version: AgreementVersion) -> list[Text]:
    """A version in each of its languages."""
    return [Text(text, code) for code, text in sorted(version.texts.items())]


def _listing(work: Work, programme: Programme, kind: str) -> Listing:
    columns = (
        Membership,
        FULL_NAME.label("name"),
        Cycle.names.label("cycle_names"),
        accepted_last().label("accepted"),
        holds_up().label("holds_up"),
    )
    query = open_ones(work, *columns).where(
        Newest.programme_id == programme.id, Newest.kind == kind
    )
    return Listing(
        work,
        request.args,
        scope(work.actor, query, Group, SEE),
        columns=_columns(work),
        search=(Person.search_text,),
        filters=[
            Filter(
                "who",
                _staff_l("Who"),
                [("waits", _staff_l("Those who cannot meet yet"))],
                lambda query, _value: query.where(holds_up()),
            )
        ],
        default_sort="name",
        name="not-accepted",
    )


def _columns(work: Work) -> list[Column]:
    return [
        Column(
            "name",
            _staff_l("Name"),
            sort=Person.sort_key,
            link=lambda row: url_for("groups.group", group_id=row.Membership.group_id),
        ),
        Column("cycle", _staff_l("Cycle"), value=lambda row: pick(row.cycle_names, work.language)),
        Column("accepted", _staff_l("Accepted on"), value=_state),
    ]


def _state(row: Any) -> Tag:
    if row.accepted is None:
        return Tag(_staff_l("Nothing yet"), "wait")
    told = _staff_l("Version %(number)s", number=row.accepted)
    return Tag(told, "wait" if row.holds_up else "")


def _draw(work: Work, programme: Programme, kind: str, form: Form) -> str:
    title = _staff("Write a new version")
    return render(
        "agreements/write.html",
        form=form,
        programme=programme,
        kind=kind,
        kicker=NAMES[kind],
        title=title,
        name=pick(programme.names, work.language),
        breadcrumbs=crumbs(programme, kind, title),
    )
