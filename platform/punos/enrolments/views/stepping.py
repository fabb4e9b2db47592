"""A form filled in page by page: keep what comes, check that page, go on; at the end check and send.

The public form, an invitation's and that of a saved draft are the same form, each by a `Way` of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import Response, current_app, make_response, request, url_for

from punos.accounts.tokens import new_token
from punos.deployment import Deployment
from punos.enrolments import drafts
from punos.enrolments.answers import ApplicationForm
from punos.enrolments.drafts import Place
from punos.enrolments.eligibility import fit, words_for
from punos.enrolments.filling import Filling, Step, StepForm, Typed
from punos.enrolments.heard import HEARD_FIELD, known_source
from punos.enrolments.models import ApplicationDraft
from punos.enrolments.sections import PERSON, FormSection, sections_for
from punos.enrolments.views.saving import draw_gone, draw_later, save_by, saving_form
from punos.enrolments.views.sending import CONSENT, not_now, receipt_of, send
from punos.forms.form import MACHINERY
from punos.programmes.service import model_of
from punos.texts import pick
from punos.web.cookies import DRAFT, read_cookie, write_cookie
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

CHECK, LATER = "check", "later"
"""Pages of the form besides those that ask something."""
SAVING = ("mail", "link")
"""Buttons that make the link to come back with."""


@dataclass(frozen=True)
class Way:
    """To what somebody applies and by which way; `page` is the endpoint of its pages."""

    place: Place
    page: str
    lead: str
    is_open: bool
    draft: ApplicationDraft | None
    """What was typed before."""

    def url(self, **query: str) -> str:
        """The address of a page of the form; the plain one also takes what is sent."""
        return url_for(self.page, **{**(request.view_args or {}), **query})

    def to(self, **query: str) -> Response:
        """On to a page of the form."""
        return see_other(self.url(**query))


def opened(work: Work, way: Way) -> Response | str:
    """The page of the form that is asked for, or why nobody can apply by this way today."""
    if not way.is_open:
        return not_now(work, way.place.cycle)
    filling = _filling(work, way)
    wanted = request.args.get("part", "")
    step = filling.step(wanted)
    if step is None and wanted == LATER and way.draft is not None:
        return draw_later(saving_form(way.draft), _about(work, way))
    if step is None and wanted == CHECK and way.draft is not None:
        missing = filling.missing
        return way.to(part=missing.name) if missing else _draw_check(work, way, filling)
    if step is None and way.draft is not None and way.draft.typed:
        return render("enrolments/begun.html", filling=filling, **_about(work, way))
    step = step or filling.steps[0]
    return _draw(work, way, filling, filling.blank(step, _first_answers(work)))


def stepped(work: Work, way: Way) -> Response | str:
    """Keep what came, and do what its button asks for."""
    sent_before = receipt_of(work, way.place, _once(), read_cookie(DRAFT))
    if sent_before is not None:
        return sent_before
    if not way.is_open:
        return not_now(work, way.place.cycle)
    act = request.form.get("submit", "next")
    if act in SAVING and way.draft is None:
        return _saved_once_more(work, way, act)
    if act == "again":
        return _begin_again(work, way)
    filling = _filling(work, way)
    form = _complete(work, way, filling) if act == "send" and way.draft is None else None
    if form is not None:
        return send(work, way.place, form, None)
    browser = read_cookie(DRAFT) or new_token()
    draft = drafts.read(work, _keep(work, way, filling, browser))
    answer = make_response(_after(work, replace(way, draft=draft), draft, act))
    if draft.browser_hash is not None:
        write_cookie(answer, DRAFT, browser)
    return answer


def _saved_once_more(work: Work, way: Way, act: str) -> Response:
    """The link again, for whom tapped twice; there is nothing else that it could be a link to."""
    draft_id, browser = _once(), read_cookie(DRAFT)
    draft = drafts.parted(work, draft_id, browser) if draft_id and browser else None
    return save_by(work, way.place.cycle, draft, act, _about(work, way)) if draft else way.to()


def _after(work: Work, way: Way, draft: ApplicationDraft, act: str) -> Response | str:
    """What follows once everything is safe."""
    if draft.enrolment_id is not None:  # the other of two taps was quicker
        return receipt_of(work, way.place, draft.id, read_cookie(DRAFT)) or way.to()
    filling = drafts.filling_of(work, way.place.cycle, _asked(work, way), draft)
    step = filling.step(request.form.get("topic", ""))
    if act == LATER:
        return way.to(part=LATER)
    if act == "back":
        before = filling.before(step) if step else None
        return way.to(part=(before or filling.steps[0]).name)
    if act == "send":
        return _send(work, way, filling, draft)
    if act in SAVING:
        return save_by(work, way.place.cycle, draft, act, _about(work, way))
    return _next(work, way, filling, draft, step)


def _next(
    work: Work, way: Way, filling: Filling, draft: ApplicationDraft, step: Step | None
) -> Response:
    """On to the page that follows, or this one again with what is wrong."""
    came = [step] if step else [one for one in filling.steps if _came(one)]
    for one in came:
        form = filling.checked(one)
        if form.error_list:
            return make_response(_draw(work, way, filling, form), 422)
    drafts.finish(work, draft, came)
    missing = drafts.filling_of(work, way.place.cycle, _asked(work, way), draft).missing
    return way.to(part=missing.name if missing else CHECK)


def _send(work: Work, way: Way, filling: Filling, draft: ApplicationDraft) -> Response:
    form = filling.whole([CONSENT], request.form)
    if not form.load():
        wrong = filling.first_wrong(form)
        if wrong is not None:
            return make_response(_draw(work, way, filling, wrong), 422)
        return make_response(_draw_check(work, way, filling, form), 422)
    if _is_stopped(work, way, form):
        return make_response(_draw_check(work, way, filling, form), 422)
    return send(work, way.place, form, draft)


def _is_stopped(work: Work, way: Way, form: ApplicationForm) -> bool:
    """Whether a rule of the cycle is against these checked answers."""
    return bool(fit(work, way.place.cycle, way.place.role, form.answers()).blocking)


def _complete(work: Work, way: Way, filling: Filling) -> ApplicationForm | None:
    """A form that comes in one piece and can be sent as it is: there is nothing of it to keep first."""
    sent = Filling(work, way.place.cycle, _asked(work, way), filling.known(_fields()))
    form = sent.whole([CONSENT], request.form)
    return form if form.load() and not _is_stopped(work, way, form) else None


def _keep(work: Work, way: Way, filling: Filling, browser: str) -> UUID:
    """Write down what came in a transaction of its own: whatever is answered, it is not lost."""
    deployment: Deployment = current_app.extensions["punos"]
    step = filling.step(request.form.get("topic", ""))
    sent = filling.known([*_heard_first(way), *_fields()])
    draft_id = way.draft.id if way.draft else None
    with deployment.work(work.tenant, work.actor, language=work.language) as own:
        return drafts.keep(own, way.place, draft_id, browser, sent, step)


def _heard_first(way: Way) -> Typed:
    """How they heard of us, as the address said by which they came; they may say otherwise later."""
    source = known_source(request.form.get("from", ""))
    return [(HEARD_FIELD, source)] if source and (way.draft is None or not way.draft.typed) else []


def _begin_again(work: Work, way: Way) -> Response | str:
    if way.draft is not None:
        drafts.drop(work, way.draft)
    return draw_gone() if work.actor.purpose == drafts.PURPOSE else way.to()


def _fields() -> Typed:
    return [pair for pair in request.form.items(multi=True) if pair[0] not in MACHINERY]


def _came(step: Step) -> bool:
    return any(step.owns(name) for name in request.form)


def _once() -> UUID | None:
    """The draft that a page was drawn from, so that a second sending is known as one."""
    try:
        return UUID(request.form.get("once", ""))
    except ValueError:
        return None


def _asked(work: Work, way: Way) -> list[FormSection]:
    return sections_for(work, way.place.cycle, way.place.role)


def _filling(work: Work, way: Way) -> Filling:
    return drafts.filling_of(work, way.place.cycle, _asked(work, way), way.draft)


def _first_answers(work: Work) -> Mapping[str, Mapping[str, Any]]:
    """The reader's language is most likely the one in which they want to be written to."""
    return {PERSON: {"language": work.language}}


def _draw(work: Work, way: Way, filling: Filling, form: StepForm) -> str:
    step = form.step
    return render(
        "enrolments/apply.html",
        form=form,
        step=step,
        number=filling.number(step),
        total=len(filling.steps),
        meant_for=words_for(work, way.place.cycle, way.place.role),
        has_before=filling.before(step) is not None,
        came_from=request.args.get("from", ""),
        **_about(work, way),
    )


def _draw_check(work: Work, way: Way, filling: Filling, form: ApplicationForm | None = None) -> str:
    form = form or filling.whole([CONSENT], request.form)
    return render(
        "enrolments/check.html",
        told=list(filling.told()),
        ask=url_for("inquiries.question_about", slug=way.place.cycle.slug),
        fit=fit(work, way.place.cycle, way.place.role, filling.answers()),
        form=form.parts[-1].form,
        **_about(work, way),
    )


def _about(work: Work, way: Way) -> dict[str, object]:
    place = way.place
    return {
        "name": pick(place.cycle.names, work.language),
        "role": model_of(work, place.cycle).roles[place.role],
        "lead": way.lead,
        "action": way.url(),
        "draft": way.draft,
        "page": way.url,
    }
