"""The sessions of advice of one cycle, and writing one down."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Response, flash, make_response, request, url_for

from punos.advice.codes import KINDS, kind_in_words
from punos.advice.models import Advice
from punos.advice.reading import RECORD, advisee, offered, rows_of, total_of
from punos.advice.schemas import SomebodysAdviceForm
from punos.advice.service import add_advice
from punos.advice.views.base import crumbs, offered_partners, pages, proposed
from punos.errors import Absent
from punos.forms import Form, PunosSchema
from punos.i18n import _staff, _staff_l, format_date
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug
from punos.texts import pick
from punos.web.lists import Column, Filter, Listing
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work


@pages.get("/cycles/<slug>/advice", allow=RECORD, kind="association")
def of_cycle(work: Work, slug: str) -> Response | str:
    """Every session, with whom and by whom; as a file, too."""
    cycle = cycle_by_slug(work, slug)
    listing = _listing(work, cycle)
    if listing.wants_csv:
        if not work.actor.may("people.export"):
            raise Absent
        return listing.csv_response()
    return render(
        "advice/of_cycle.html",
        cycle=cycle,
        name=pick(cycle.names, work.language),
        listing=listing,
        total=total_of(work, cycle),
        can_export=work.actor.may("people.export"),
        may_add=cycle.state != "closed",
        breadcrumbs=crumbs(work, cycle),
    )


@pages.get("/cycles/<slug>/advice/add", allow=RECORD, kind="association")
def add(work: Work, slug: str) -> str:
    """The form for a session with anybody of the cycle."""
    cycle = _open(work, slug)
    return _draw(work, cycle, Form(_schema(work, cycle), proposed(work)))


@pages.post("/cycles/<slug>/advice/add", allow=RECORD, kind="association")
def add_save(work: Work, slug: str) -> Response:
    """Write it down."""
    cycle = _open(work, slug)
    form = Form.from_request(_schema(work, cycle), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(work, cycle, form), 422)
    partner = data.pop("partner")
    enrolment = advisee(work, UUID(data.pop("who")))
    add_advice(
        work, enrolment, data.pop("kind"), partner_id=UUID(partner) if partner else None, **data
    )
    flash(_staff("The session is written down."), "done")
    return see_other(url_for("advice.of_cycle", slug=slug))


def _open(work: Work, slug: str) -> Cycle:
    cycle = cycle_by_slug(work, slug)
    if cycle.state == "closed":
        raise Absent
    return cycle


def _schema(work: Work, cycle: Cycle) -> PunosSchema:
    return SomebodysAdviceForm().offer(
        who=offered(work, cycle), partner=offered_partners(work, cycle)
    )


def _draw(work: Work, cycle: Cycle, form: Form) -> str:
    title = _staff("Write down a session of advice")
    return render(
        "advice/form.html",
        title=title,
        name=pick(cycle.names, work.language),
        form=form,
        action=url_for("advice.add_save", slug=cycle.slug),
        back=url_for("advice.of_cycle", slug=cycle.slug),
        breadcrumbs=crumbs(work, cycle, title),
    )


def _listing(work: Work, cycle: Cycle) -> Listing:
    return Listing(
        work,
        request.args,
        rows_of(work, cycle),
        columns=_columns(),
        search=(Person.search_text,),
        filters=[
            Filter(
                "kind",
                _staff_l("What it was about"),
                KINDS,
                lambda query, value: query.where(Advice.kind == value),
            )
        ],
        default_sort="-day",
        name="advice",
        read_as=("advice.export", lambda row: row.person_id),
    )


def _columns() -> Sequence[Column]:
    return [
        Column(
            "name",
            _staff_l("Name"),
            sort=Person.sort_key,
            value=lambda row: " ".join(filter(None, (row.given_name, row.family_name))),
            link=lambda row: url_for("advice.of_enrolment", enrolment_id=row.enrolment_id),
        ),
        Column(
            "day",
            _staff_l("Day"),
            sort=Advice.held_on,
            value=lambda row: format_date(row.held_on),
            csv=lambda row: row.held_on,
        ),
        Column("kind", _staff_l("What it was about"), value=lambda row: kind_in_words(row.kind)),
        Column("minutes", _staff_l("Minutes"), sort=Advice.minutes, kind="number"),
        Column("adviser", _staff_l("Who advised"), sort=Advice.adviser),
        Column("partner", _staff_l("Partner")),
    ]
