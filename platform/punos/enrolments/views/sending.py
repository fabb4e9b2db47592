"""Sending an application that is filled in: the person, the enrolment, the consent and the receipt."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from flask import Response, url_for

from punos import clock
from punos.accounts.links import use
from punos.enrolments import drafts
from punos.enrolments.answers import ApplicationForm
from punos.enrolments.applying import Applied, agree_to_service, apply, reference
from punos.enrolments.drafts import Place
from punos.enrolments.mails import send_receipt
from punos.enrolments.models import ApplicationDraft, Enrolment
from punos.enrolments.schemas import ConsentSchema
from punos.enrolments.sections import PERSON, FormSection
from punos.i18n import _, _l, format_date
from punos.programmes.models import Cycle
from punos.texts import pick
from punos.web.counting import may_write_to
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

CONSENT = FormSection("consent", ConsentSchema, title=_l("Your consent"))
"""Asked where everything is checked, since that is what one agrees to."""


def send(
    work: Work, place: Place, form: ApplicationForm, draft: ApplicationDraft | None
) -> Response:
    """Make the application, and show its receipt; of two sendings of one draft, that of the first."""
    # Counted before anybody is held: the count is a transaction of its own.
    may_write = may_write_to(work, form.data(PERSON)["email"])
    if draft is not None and drafts.held(work, draft.id).enrolment_id is not None:
        return _receipt(place, drafts.became(work, draft))
    enrolment = _applied(work, place, form).enrolment
    if draft is not None:
        drafts.become(draft, enrolment)
    # Whoever is known gets the link too, and the page says the same: so it tells a stranger nothing.
    # An address that is sent to again and again is left in peace, and the page says the same.
    if may_write:
        send_receipt(work, enrolment)
    return _receipt(place, enrolment)


def receipt_of(
    work: Work, place: Place, draft_id: UUID | None, browser: str | None
) -> Response | None:
    """The receipt of a form that was sent before; None when it was not."""
    enrolment = drafts.sent_from(work, draft_id, browser) if draft_id else None
    return _receipt(place, enrolment) if enrolment else None


def _receipt(place: Place, enrolment: Enrolment) -> Response:
    number = reference(enrolment)
    return see_other(
        url_for("enrolments.received", slug=place.cycle.slug, role=place.role, reference=number)
    )


def _applied(work: Work, place: Place, form: ApplicationForm) -> Applied:
    answers = form.answers()
    del answers[CONSENT.name]
    if place.invitation_id is not None:
        use(work, replace(work.actor, link_id=place.invitation_id))
    applied = apply(
        work, place.cycle, place.role, answers, source=place.source, unit_id=place.unit_id
    )
    if applied.new:
        agree_to_service(work, applied.enrolment.person, how="application")
    return applied


def not_now(work: Work, cycle: Cycle) -> str:
    """Why nobody can apply today, and when they can."""
    name = pick(cycle.names, work.language)
    return render(
        "message.html",
        title=_("You cannot apply to this programme today"),
        message=f"{name}: {_when(cycle, clock.today())}",
        next=(_("See what is open now"), "/"),
    )


def _when(cycle: Cycle, today: date) -> str:
    first, last = cycle.apply_from, cycle.apply_until
    if cycle.state == "closed" or (last is not None and last < today):
        return (
            _("applications are closed.")
            if last is None or last >= today
            else _("applications closed on %(day)s.", day=format_date(last))
        )
    if first is None or last is None or first <= today:
        return _("applications have not opened yet. The days will be told on our first page.")
    return _(
        "applications open on %(first)s and close on %(last)s.",
        first=format_date(first),
        last=format_date(last),
    )
