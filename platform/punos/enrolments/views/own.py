"""What the bearer of an application's link can do: see it, change it, take it back."""

from typing import Any

from flask import Response, flash, make_response, request, url_for

from punos import clock
from punos.enrolments.ahead import ahead
from punos.enrolments.answers import ApplicationForm, current, told
from punos.enrolments.applying import correct, own_enrolment, reference, withdraw
from punos.enrolments.behalf import newest_consent, told_person
from punos.enrolments.eligibility import words_of
from punos.enrolments.models import Enrolment
from punos.enrolments.sections import sections_for
from punos.enrolments.steps import WITHDRAWN, known_state, tone, withdrawal
from punos.enrolments.views.base import pages
from punos.errors import Refused
from punos.i18n import _
from punos.interviews.mails import when_of
from punos.interviews.own import own_interview
from punos.materials.reading import materials_for, to_read
from punos.programmes.model import ModelState
from punos.programmes.service import model_of
from punos.texts import pick
from punos.web.lists import Tag
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work
from punos.writing.api import shown_to

LINK = "application"
OWN = "own.application"


@pages.get("/application", allow=OWN, link=LINK)
def own_application(work: Work) -> str:
    """How the application stands, and what was answered."""
    enrolment = own_enrolment(work)
    known = _known(work, enrolment)
    core = known.core
    there = materials_for(work, enrolment, work.language)
    return render(
        "enrolments/own.html",
        materials=there,
        to_read=to_read(there) if core == "active" else [],
        messages=shown_to(work),
        told=told(work, enrolment, current(enrolment)),
        number=reference(enrolment),
        ahead=list(ahead(work, enrolment.cycle)) if core in ("candidate", "active") else [],
        noted=told_person(work, enrolment, newest_consent(work, enrolment.person)),
        interview=own_interview(work, enrolment),
        when_of=when_of,
        can_change=_can_change(work, enrolment),
        can_withdraw=withdrawal(model_of(work, enrolment.cycle), known.name) is not None,
        **_about(work, enrolment),
    )


@pages.get("/application/change", allow=OWN, link=LINK)
def own_change(work: Work) -> str:
    """The form again, with what was answered."""
    enrolment = _changeable(work)
    sections = sections_for(work, enrolment.cycle, enrolment.role)
    return _draw(
        work, enrolment, ApplicationForm.blank(work, enrolment.cycle, sections, current(enrolment))
    )


@pages.post("/application/change", allow=OWN, link=LINK)
def own_change_save(work: Work) -> Response:
    """Keep the changed answers."""
    enrolment = _changeable(work)
    sections = sections_for(work, enrolment.cycle, enrolment.role)
    form = ApplicationForm.sent(work, enrolment.cycle, sections, request.form)
    if not form.load():
        return make_response(_draw(work, enrolment, form), 422)
    before = set(enrolment.unmet)
    changed = correct(work, enrolment, form.answers())
    flash(_("Your changes are saved."), "done")
    for words in words_of(work, changed.cycle, set(changed.unmet) - before):
        flash(_("By your new answers this is not so: %(rule)s", rule=words), "warning")
    return _back()


@pages.get("/application/withdraw", allow=OWN, link=LINK)
def own_withdraw(work: Work) -> str:
    """Ask first."""
    return render("enrolments/own_withdraw.html", **_about(work, own_enrolment(work)))


@pages.post("/application/withdraw", allow=OWN, link=LINK)
def own_withdraw_send(work: Work) -> Response:
    """Take the application back."""
    withdraw(work, own_enrolment(work))
    flash(_("You have withdrawn your application."), "done")
    return _back()


def _back() -> Response:
    return see_other(url_for("enrolments.own_application"))


def _known(work: Work, enrolment: Enrolment) -> ModelState:
    """Where they stand as far as they were told: a decision shows when it is told, not before."""
    return known_state(model_of(work, enrolment.cycle), enrolment)


def _can_change(work: Work, enrolment: Enrolment) -> bool:
    return _known(work, enrolment).core == "candidate" and bool(
        enrolment.cycle.takes_applications(clock.today())
    )


def _changeable(work: Work) -> Enrolment:
    enrolment = own_enrolment(work)
    if not _can_change(work, enrolment):
        raise Refused(_("Your application can no longer be changed here. Please write to us."))
    return enrolment


def _draw(work: Work, enrolment: Enrolment, form: ApplicationForm) -> str:
    return render("enrolments/own_change.html", form=form, **_about(work, enrolment))


def _about(work: Work, enrolment: Enrolment) -> dict[str, Any]:
    model = model_of(work, enrolment.cycle)
    known = known_state(model, enrolment)
    return {
        "enrolment": enrolment,
        "name": pick(enrolment.cycle.names, work.language),
        "role": model.roles.get(enrolment.role, enrolment.role),
        "state": Tag(known.label, tone(known.core)),
        "meaning": _meaning(known),
        "until": enrolment.cycle.apply_until,
    }


def _meaning(known: ModelState) -> str:
    """Where they stand in plain words, for the person it is about."""
    if known.name == WITHDRAWN:
        return _("You have withdrawn your application.")
    if known.tells == "waiting":
        return _("You are on the waiting list. If a place becomes free for you, we write to you.")
    meanings = {
        "candidate": _("We have your application and will write to you when we have decided."),
        "active": _("You are in the programme. Welcome!"),
        "ended": _("Your part in this programme has ended."),
        "refused": _("We cannot offer you a place this time."),
    }
    return meanings[known.core]
