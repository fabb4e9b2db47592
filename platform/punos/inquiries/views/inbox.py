"""What was asked on the public pages, and answering it."""

from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, request, url_for
from sqlalchemy import ScalarSelect, func, select

from punos.audit.service import read_about
from punos.errors import Absent
from punos.extend import MenuItem
from punos.forms import Form
from punos.i18n import Message, _staff, _staff_l, _staff_n, format_datetime
from punos.inquiries.models import Inquiry
from punos.inquiries.schemas import AnswerSchema
from punos.inquiries.service import answer, close
from punos.inquiries.views.base import pages
from punos.programmes.models import Cycle
from punos.texts import pick
from punos.waiting import Waiting
from punos.web.lists import Column, Filter, Listing, Tag
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

ANSWER = "inquiries.answer"
STATES = {
    "open": Tag(_staff_l("Waits for an answer"), "wait"),
    "answered": Tag(_staff_l("Answered"), "good"),
    "closed": Tag(_staff_l("Dealt with")),
}
KINDS = {
    "question": _staff_l("Question"),
    "accessibility": _staff_l("Accessibility"),
    "privacy": _staff_l("Privacy"),
}
MENU = (MenuItem(_staff_l("Questions"), "inquiries.inbox", ANSWER, order=70),)


def _open(_work: Work) -> ScalarSelect[Any]:
    return select(func.count(Inquiry.id)).where(Inquiry.state == "open").scalar_subquery()


def _open_text(num: int) -> Message:
    return _staff_n(
        "%(num)s question waits for an answer", "%(num)s questions wait for an answer", num
    )


WAITING = (Waiting(_open, _open_text, "inquiries.inbox", ANSWER, {"state": "open"}, order=12),)


@pages.get("/inquiries", allow=ANSWER)
def inbox(work: Work) -> Response | str:
    """Everything that was asked, the newest first."""
    listing = Listing(
        work,
        request.args,
        select(Inquiry),
        columns=[
            Column("text", _staff_l("Question"), value=_short, csv=lambda i: i.text, link=_link),
            Column("kind", _staff_l("About"), sort=Inquiry.kind, value=lambda i: KINDS[i.kind]),
            Column(
                "name", _staff_l("From"), value=lambda i: i.name or i.email or _staff("No name")
            ),
            Column("state", _staff_l("State"), sort=Inquiry.state, value=lambda i: STATES[i.state]),
            Column(
                "at",
                _staff_l("When"),
                sort=Inquiry.asked_at,
                value=lambda i: format_datetime(i.asked_at),
            ),
        ],
        search=[Inquiry.search_text],
        filters=[
            Filter(
                "state",
                _staff_l("State"),
                [(key, tag.label) for key, tag in STATES.items()],
                lambda query, value: query.where(Inquiry.state == value),
            ),
            Filter(
                "kind",
                _staff_l("About"),
                list(KINDS.items()),
                lambda query, value: query.where(Inquiry.kind == value),
            ),
        ],
        default_sort="-at",
        name="questions",
    )
    return render("inquiries/inbox.html", listing=listing)


def _short(inquiry: Inquiry) -> str:
    line = " ".join(inquiry.text.split())
    return line if len(line) <= 80 else f"{line[:79]}…"


def _link(inquiry: Inquiry) -> str:
    return url_for("inquiries.inquiry", inquiry_id=inquiry.id)


@pages.get("/inquiries/<uuid:inquiry_id>", allow=ANSWER)
def inquiry(work: Work, inquiry_id: UUID) -> str:
    """One question with its answer, or the form for it."""
    found = _found(work, inquiry_id)
    read_about(work, found.id, "inquiries.inquiry")
    return _page(work, found, Form(AnswerSchema()))


@pages.post("/inquiries/<uuid:inquiry_id>/answer", allow=ANSWER)
def send_answer(work: Work, inquiry_id: UUID) -> Response:
    """Mail the answer."""
    found = _found(work, inquiry_id)
    form = Form.from_request(AnswerSchema(), request.form)
    data = form.load()
    if data is None:
        return make_response(_page(work, found, form), 422)
    answer(work, inquiry_id, data["answer"])
    flash(_staff("Your answer was sent."), "done")
    return see_other(url_for("inquiries.inbox", state="open"))


@pages.post("/inquiries/<uuid:inquiry_id>/close", allow=ANSWER)
def close_inquiry(work: Work, inquiry_id: UUID) -> Response:
    """Nothing more has to be done."""
    close(work, inquiry_id)
    flash(_staff("Marked as dealt with."), "done")
    return see_other(url_for("inquiries.inbox", state="open"))


def _found(work: Work, inquiry_id: UUID) -> Inquiry:
    query = select(Inquiry).where(Inquiry.id == inquiry_id)
    found = work.session.scalars(query).one_or_none()
    if found is None:
        raise Absent
    return found


def _page(work: Work, found: Inquiry, form: Form) -> str:
    named = select(Cycle).where(Cycle.id == found.cycle_id)
    cycle = work.session.scalars(named).one_or_none() if found.cycle_id else None
    title = KINDS[found.kind]
    return render(
        "inquiries/inquiry.html",
        inquiry=found,
        title=title,
        state=STATES[found.state],
        cycle=pick(cycle.names, work.language) if cycle else "",
        form=form,
        breadcrumbs=[(_staff("Questions"), url_for("inquiries.inbox")), (title, None)],
    )
