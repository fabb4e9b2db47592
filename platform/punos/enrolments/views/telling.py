"""The pages on which people are told what was decided, one kind of decision at a time."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, request, url_for
from sqlalchemy.orm import load_only

from punos.audit.service import read_page
from punos.enrolments.models import Enrolment
from punos.enrolments.schemas import added_schema, added_texts
from punos.enrolments.telling import (
    MOST_TOLD,
    Coming,
    Letter,
    coming,
    is_untold,
    letter,
    note_told,
    tell,
)
from punos.enrolments.views.base import crumbs, pages
from punos.enrolments.views.listing import DECIDE, applicants_query, chosen_applicants
from punos.errors import Absent
from punos.forms import Form
from punos.i18n import _staff, _staff_l, _staff_n, own_name
from punos.people.models import Person
from punos.programmes.model import DECISIONS
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug, model_of
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

TITLES = {
    "accepted": _staff_l("Tell who has a place"),
    "waiting": _staff_l("Tell who is on the waiting list"),
    "refused": _staff_l("Tell who was not accepted"),
}
OWN_LINK = "/l/…"
"""Where each reader's own link stands, which only her mail holds."""


@pages.get("/cycles/<slug>/selection/<decision>", allow=DECIDE)
def telling(work: Work, slug: str, decision: str) -> str:
    """Whom this decision was not told yet, and the mail that they get, as one of them gets it."""
    cycle = _asked(work, slug, decision)
    return _draw(work, cycle, decision, Form(added_schema(work.settings.languages)), {})


@pages.post("/cycles/<slug>/selection/<decision>", allow=DECIDE)
def tell_people(work: Work, slug: str, decision: str) -> Response:
    """Look at the mail with what was added, or send it to those who are ticked."""
    cycle = _asked(work, slug, decision)
    form = Form.from_request(
        added_schema(work.settings.languages), request.form, beside=("chosen", "act")
    )
    data = form.load()
    if data is None:
        return make_response(_draw(work, cycle, decision, form, {}), 422)
    added = added_texts(data)
    if request.form.get("act") == "look":
        return make_response(_draw(work, cycle, decision, form, added))
    told = tell(work, cycle, decision, _ticked(work, cycle), added)
    if told.mailed:
        words = _staff_n("%(num)s person is told.", "%(num)s people are told.", told.mailed)
        flash(words, "done")
    else:
        flash(_staff("Nobody was written to: they are told already, or nobody was ticked."), "note")
    return _to_selection(slug)


@pages.post("/cycles/<slug>/selection/<decision>/otherwise", allow=DECIDE)
def told_otherwise(work: Work, slug: str, decision: str) -> Response:
    """Write down that those who are ticked were told by telephone, by letter or face to face."""
    cycle = _asked(work, slug, decision)
    if count := note_told(work, cycle, decision, _ticked(work, cycle)):
        words = _staff_n("%(num)s person is told.", "%(num)s people are told.", count)
        flash(words, "done")
    else:
        flash(_staff("Tick the people who know of it."), "problem")
    return _to_selection(slug)


@pages.get("/cycles/<slug>/selection/<decision>/letters", allow=DECIDE)
def decision_letters(work: Work, slug: str, decision: str) -> str:
    """A letter to print for each who has no e-mail address, in the language they read."""
    cycle = _asked(work, slug, decision)
    people = [one for one in _untold(work, cycle, decision) if not one.person.email]
    for one in people:
        read_page(work, one.person_id, "decision.letter")
    following = coming(work, cycle)
    return render(
        "enrolments/letters.html",
        cycle=cycle,
        decision=decision,
        letters=[(one, letter(work, one, decision, {}, following, "")) for one in people],
        breadcrumbs=_crumbs(work, cycle, decision, (_staff("Letters to print"), None)),
    )


def _asked(work: Work, slug: str, decision: str) -> Cycle:
    if decision not in DECISIONS:
        raise Absent
    return cycle_by_slug(work, slug)


def _ticked(work: Work, cycle: Cycle) -> list[UUID]:
    return [one.id for one in chosen_applicants(work, cycle, request.form.getlist("chosen"))]


def _to_selection(slug: str) -> Response:
    return see_other(url_for("enrolments.selection", slug=slug))


def _untold(work: Work, cycle: Cycle, decision: str) -> Sequence[Enrolment]:
    query = applicants_query(work, cycle, DECIDE).where(is_untold(model_of(work, cycle), decision))
    query = query.options(
        load_only(
            Enrolment.cycle_id,
            Enrolment.person_id,
            Enrolment.role,
            Enrolment.model_state,
            Enrolment.told_state,
            Enrolment.end_reason,
        )
    )
    return work.session.scalars(
        query.order_by(Person.sort_key, Enrolment.id).limit(MOST_TOLD)
    ).all()


def _draw(work: Work, cycle: Cycle, decision: str, form: Form, added: Mapping[str, str]) -> str:
    waiting = _untold(work, cycle, decision)
    reached = [one for one in waiting if one.person.email]
    following = coming(work, cycle) if reached else None
    return render(
        "enrolments/telling.html",
        cycle=cycle,
        decision=decision,
        title=TITLES[decision],
        reached=reached,
        ticked=_sent_ticks() or {str(one.id) for one in reached},
        others=[one for one in waiting if not one.person.email],
        roles=model_of(work, cycle).roles,
        previews=_previews(work, reached, decision, added, following),
        form=form,
        breadcrumbs=_crumbs(work, cycle, decision),
    )


def _sent_ticks() -> set[str]:
    return set(request.form.getlist("chosen"))


def _previews(
    work: Work,
    reached: Iterable[Enrolment],
    decision: str,
    added: Mapping[str, str],
    following: Coming | None,
) -> list[tuple[Enrolment, str, Letter]]:
    """In each language that one of them reads, as the first of these gets it."""
    first: dict[str, Enrolment] = {}
    wanted = request.args.get("as", "")
    for one in sorted(reached, key=lambda one: str(one.id) != wanted):
        first.setdefault(one.person.language, one)
    for one in first.values():
        read_page(work, one.person_id, "decision.preview")
    link = work.base_url + OWN_LINK
    return [
        (one, own_name(code), letter(work, one, decision, added, following, link))
        for code, one in first.items()
    ]


def _crumbs(
    work: Work, cycle: Cycle, decision: str, *more: tuple[Any, str | None]
) -> list[tuple[Any, str | None]]:
    here = url_for("enrolments.telling", slug=cycle.slug, decision=decision) if more else None
    selection = url_for("enrolments.selection", slug=cycle.slug)
    before = crumbs(work, cycle)[:-1]
    return [*before, (_staff("Selection"), selection), (TITLES[decision], here), *more]
