"""Quotes of a cycle, for staff: whom they asked, and what may be shown."""

from typing import Any

from flask import Response, flash, make_response, request, url_for

from punos.errors import Refused
from punos.feedback.api import said_by
from punos.feedback.codes import QUOTE_STATES
from punos.feedback.models import Quote
from punos.feedback.quoting import MANAGE, ask_for_quote, authors, quotes_in
from punos.feedback.schemas import QuoteForm
from punos.feedback.views.base import crumbs, pages
from punos.forms import Form
from punos.i18n import _staff, _staff_l
from punos.i18n.languages import own_name
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug, model_of
from punos.texts import pick
from punos.web.lists import Column, Filter, Listing, Tag
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

TONES = {"asked": "wait", "released": "good", "kept": "", "withdrawn": "bad"}


@pages.get("/cycles/<slug>/quotes", allow=MANAGE)
def quotes(work: Work, slug: str) -> str:
    """Every one of the cycle, with what its author decided."""
    cycle = cycle_by_slug(work, slug)
    title = _staff("Quotes")
    return render(
        "feedback/quotes.html",
        cycle=cycle,
        title=title,
        name=pick(cycle.names, work.language),
        listing=_listing(work, cycle),
        breadcrumbs=crumbs(work, cycle, (title, None)),
    )


@pages.get("/cycles/<slug>/quotes/ask", allow=MANAGE)
def quote_ask(work: Work, slug: str) -> str:
    """Whose words, and which."""
    cycle = cycle_by_slug(work, slug)
    return _draw(work, cycle, Form(_schema(work, cycle), {"language": work.language}))


@pages.post("/cycles/<slug>/quotes/ask", allow=MANAGE)
def quote_ask_send(work: Work, slug: str) -> Response:
    """Ask the author by mail."""
    cycle = cycle_by_slug(work, slug)
    form = Form.from_request(_schema(work, cycle), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(work, cycle, form), 422)
    try:
        ask_for_quote(work, cycle, data["enrolment_id"], data["text"], data["language"])
    except Refused as no:
        form.add_error("enrolment_id", str(no.message))
        return make_response(_draw(work, cycle, form), no.status)
    flash(_staff("The author is asked by mail. Nothing is shown before they say yes."), "done")
    return see_other(url_for("feedback.quotes", slug=slug))


def _schema(work: Work, cycle: Cycle) -> QuoteForm:
    return QuoteForm().offer(
        enrolment_id=authors(work, cycle),
        language=[(code, own_name(code)) for code in work.settings.languages],
    )


def _draw(work: Work, cycle: Cycle, form: Form) -> str:
    title = _staff("Ask for words")
    back = url_for("feedback.quotes", slug=cycle.slug)
    return render(
        "feedback/ask.html",
        name=pick(cycle.names, work.language),
        title=title,
        form=form,
        action=url_for("feedback.quote_ask_send", slug=cycle.slug),
        back=back,
        breadcrumbs=crumbs(work, cycle, (_staff("Quotes"), back), (title, None)),
    )


def _listing(work: Work, cycle: Cycle) -> Listing:
    roles = model_of(work, cycle).roles

    def shown_as(row: Any) -> str:
        if row.Quote.state != "released":
            return ""
        return said_by(row.Quote, str(roles.get(row.role, "")), row.Person) or _staff(
            "Nobody named"
        )

    return Listing(
        work,
        request.args,
        quotes_in(work, cycle),
        columns=[
            Column(
                "author",
                _staff_l("Author"),
                sort=Person.sort_key,
                value=lambda row: row.Person.full_name,
                link=lambda row: url_for(
                    "enrolments.enrolment", enrolment_id=row.Quote.enrolment_id
                ),
            ),
            Column("text", _staff_l("Words"), value=lambda row: row.Quote.text),
            Column(
                "state",
                _staff_l("State"),
                sort=Quote.state,
                value=lambda row: Tag(QUOTE_STATES[row.Quote.state], TONES[row.Quote.state]),
            ),
            Column("as", _staff_l("Shown as"), value=shown_as),
        ],
        search=(Person.search_text,),
        filters=[
            Filter(
                "state",
                _staff_l("State"),
                list(QUOTE_STATES.items()),
                lambda query, value: query.where(Quote.state == value),
            )
        ],
        default_sort="author",
        name="quotes",
    )
