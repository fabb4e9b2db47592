"""The form: fill in, check, send, receipt. In public while applications are taken, and by invitation."""

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import Response, make_response, request, url_for
from werkzeug.exceptions import BadRequest

from punos import clock
from punos.accounts.links import use
from punos.enrolments.answers import Answers, ApplicationForm, Told, said, typed_fields
from punos.enrolments.applying import Applied, agree_to_service, apply, reference
from punos.enrolments.mails import send_receipt
from punos.enrolments.schemas import ConsentSchema
from punos.enrolments.sections import PERSON, FormSection, sections_for
from punos.enrolments.views.base import pages
from punos.errors import Absent
from punos.extend import PluginState
from punos.i18n import _, _l, format_date
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug, model_of
from punos.texts import pick
from punos.web.counting import may_write_to
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

CONSENT = FormSection("consent", ConsentSchema, title=_l("Your consent"))
_REFERENCE = re.compile(r"[0-9A-F]{4}-[0-9A-F]{4}")


@dataclass(frozen=True)
class Way:
    """To what somebody applies, and by which way: the public form's, or that of an invitation."""

    cycle: Cycle
    role: str
    action: str
    lead: str
    is_open: bool
    source: str = "public"
    unit_id: UUID | None = None


@pages.get("/apply/<slug>/<role>", public=True)
def apply_form(work: Work, slug: str, role: str) -> str:
    """The form, or when applications are taken."""
    return opened(work, _public(work, slug, role))


@pages.post("/apply/<slug>/<role>", public=True)
def apply_step(work: Work, slug: str, role: str) -> Response | str:
    """Check what was typed, go back to it, or send it. Nothing is written before it is sent."""
    return stepped(work, _public(work, slug, role))


@pages.get("/apply/<slug>/<role>/received", public=True)
def received(work: Work, slug: str, role: str) -> str:
    """The receipt. It says nothing about the applicant but the number it was called with."""
    cycle = cycle_by_slug(work, slug)
    require_role(work, cycle, role)
    number = request.args.get("reference", "")
    if not _REFERENCE.fullmatch(number):
        raise Absent
    return render("enrolments/received.html", number=number, name=pick(cycle.names, work.language))


def opened(work: Work, way: Way) -> str:
    """The form, or why nobody can apply by this way today."""
    if not way.is_open:
        return _not_now(work, way.cycle)
    sections = _sections(work, way)
    form = ApplicationForm.blank(work, way.cycle, sections, _first_answers(work))
    return _draw(work, way, form)


def stepped(work: Work, way: Way) -> Response | str:
    """What the form that came back asks for."""
    if not way.is_open:
        return _not_now(work, way.cycle)
    form = ApplicationForm.sent(work, way.cycle, _sections(work, way), request.form)
    step = request.form.get("submit", "check")
    if step == "change":
        return _draw(work, way, form)
    if not form.load():
        return make_response(_draw(work, way, form), 422)
    if step == "check":
        return _draw_check(work, way, form)
    if step != "send":
        raise BadRequest
    number = reference(_send(work, way, form).enrolment)
    return see_other(
        url_for("enrolments.received", slug=way.cycle.slug, role=way.role, reference=number)
    )


def require_role(work: Work, cycle: Cycle, role: str) -> None:
    """Raises Absent when nobody can be in the cycle in this role, or its plugin is not on."""
    model = model_of(work, cycle)
    if work.plugin_states.get(model.plugin) is not PluginState.ON or role not in model.roles:
        raise Absent


def _public(work: Work, slug: str, role: str) -> Way:
    cycle = cycle_by_slug(work, slug)
    require_role(work, cycle, role)
    return Way(
        cycle,
        role,
        action=url_for("enrolments.apply_step", slug=slug, role=role),
        lead=_("Applications are taken until %(day)s.", day=format_date(cycle.apply_until))
        if cycle.apply_until
        else "",
        is_open=cycle.takes_applications(clock.today()),
    )


def _sections(work: Work, way: Way) -> list[FormSection]:
    return [*sections_for(work, way.cycle, way.role), CONSENT]


def _first_answers(work: Work) -> Answers:
    """The reader's language is most likely the one in which they want to be written to."""
    return {"person": {"version": 1, "data": {"language": work.language}}}


def _send(work: Work, way: Way, form: ApplicationForm) -> Applied:
    answers = form.answers()
    del answers[CONSENT.name]
    # Counted before anybody is held: the count is a transaction of its own.
    may_write = may_write_to(work, form.data(PERSON)["email"])
    if way.source == "invited":
        use(work, work.actor)
    applied = apply(work, way.cycle, way.role, answers, source=way.source, unit_id=way.unit_id)
    if applied.new:
        agree_to_service(work, applied.enrolment.person, how="application")
    # Whoever is known gets the link too, and the page says the same: so it tells a stranger nothing.
    # An address that is sent to again and again is left in peace, and the page says the same.
    if may_write:
        send_receipt(work, applied.enrolment)
    return applied


def _draw(work: Work, way: Way, form: ApplicationForm) -> str:
    return render("enrolments/apply.html", form=form, **_about(work, way))


def _draw_check(work: Work, way: Way, form: ApplicationForm) -> str:
    answers = form.answers()
    shown = [
        Told(part.section.title, list(said(part.form.schema, answers[part.section.name]["data"])))
        for part in form.parts
    ]
    typed = typed_fields(request.form)
    return render("enrolments/check.html", told=shown, typed=typed, **_about(work, way))


def _about(work: Work, way: Way) -> dict[str, object]:
    return {
        "name": pick(way.cycle.names, work.language),
        "role": model_of(work, way.cycle).roles[way.role],
        "lead": way.lead,
        "action": way.action,
    }


def _not_now(work: Work, cycle: Cycle) -> str:
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
