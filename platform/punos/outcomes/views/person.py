"""What is known of what became of one person: all of it, in the order of time, and a form for more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, request, url_for
from sqlalchemy import select

from punos import clock
from punos.accounts.service import account_names
from punos.audit.service import read_page
from punos.enrolments.models import Enrolment
from punos.errors import Absent, Refused
from punos.files.service import store
from punos.forms import Form
from punos.i18n import _staff, _staff_l, language
from punos.occupations.api import label as occupation_label
from punos.outcomes.codes import (
    BY_CODE,
    CONTRACTS,
    DETAILS,
    LEFT,
    MOMENT_LABELS,
    QUALIFIED,
    SOURCES,
    WITHDRAWALS,
)
from punos.outcomes.models import Outcome
from punos.outcomes.own_field import computed, profession_of
from punos.outcomes.schemas import OutcomeSchema
from punos.outcomes.service import record_outcome, verify_outcome, withdraw_outcome
from punos.outcomes.views.base import (
    READ,
    RECORD,
    chosen_moment,
    crumbs,
    enrolment_of,
    outcome_of,
    pages,
)
from punos.programmes.service import lock_cycle, model_of
from punos.web.lists import Tag
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

STATES = {
    "reported": Tag(_staff_l("Waits for you"), "wait"),
    "recorded": Tag(_staff_l("Written down")),
    "verified": Tag(_staff_l("Confirmed"), "good"),
    "withdrawn": Tag(_staff_l("Taken back"), "bad"),
}


@pages.get("/enrolments/<uuid:enrolment_id>/outcomes", allow=READ)
def person(work: Work, enrolment_id: UUID) -> str:
    """Everything that was observed of somebody in a cycle, also what was taken back."""
    enrolment = _wanted(work, enrolment_id, READ)
    start = {"moment": chosen_moment(), "happened_on": clock.today().isoformat()}
    return _draw(work, enrolment, Form(OutcomeSchema(), start))


@pages.post("/enrolments/<uuid:enrolment_id>/outcomes", allow=RECORD)
def add(work: Work, enrolment_id: UUID) -> Response:
    """Write down one more; what was written before stays, and the highest counts."""
    enrolment = _wanted(work, enrolment_id, RECORD)
    lock_cycle(work, enrolment.cycle_id)
    form = Form.from_request(OutcomeSchema(), request.form, request.files)
    data = form.load()
    if data is None:
        return make_response(_draw(work, enrolment, form), 422)
    outcome = _record(work, enrolment, data)
    flash(_kept(outcome, data["code"]), "done")
    return see_other(url_for("outcomes.person", enrolment_id=enrolment_id))


@pages.post("/outcomes/<uuid:outcome_id>/withdraw", allow=RECORD)
def withdraw(work: Work, outcome_id: UUID) -> Response:
    """Take one back, and say why."""
    found = outcome_of(work, outcome_id, RECORD)
    why = request.form.get("why", "")
    if why not in dict(WITHDRAWALS):
        raise Refused(_staff("Choose why it is taken back."))
    withdraw_outcome(work, found.id, why)
    flash(_staff("It was taken back. It stays in the list, and counts no more."), "done")
    return see_other(url_for("outcomes.person", enrolment_id=found.enrolment_id))


@pages.post("/outcomes/<uuid:outcome_id>/confirm", allow=RECORD)
def confirm(work: Work, outcome_id: UUID) -> Response:
    """Confirm what somebody else has written down."""
    found = outcome_of(work, outcome_id, RECORD)
    verify_outcome(work, found.id)
    flash(_staff("It is confirmed."), "done")
    return see_other(url_for("outcomes.person", enrolment_id=found.enrolment_id))


def _wanted(work: Work, enrolment_id: UUID, permission: str) -> Enrolment:
    """Somebody of whom an outcome is wanted. Raises Absent for others."""
    found = enrolment_of(work, enrolment_id, permission)
    if found.role not in model_of(work, found.cycle).outcome_roles:
        raise Absent
    return found


def _record(work: Work, enrolment: Enrolment, data: Mapping[str, Any]) -> Outcome:
    code, sent, said = data["code"], data["evidence"], data["own_field"]
    detail = {QUALIFIED: data["qualification"], LEFT: data["reason"]}.get(code)
    evidence = None
    if sent:
        evidence = store(work, sent.filename, sent.mimetype, sent.read(), "outcome_evidence")
        work.session.flush()
    return record_outcome(
        work,
        enrolment,
        code,
        moment=data["moment"],
        happened_on=data["happened_on"],
        source=data["source"],
        own_field=None if said is None else said == "yes",
        occupation=data["occupation"],
        hours_per_week=data["hours_per_week"],
        contract=data["contract"],
        detail=detail,
        evidence_id=evidence.id if evidence else None,
        on_behalf=True,
    )


def _kept(outcome: Outcome, chosen: str) -> str:
    """What was saved; said at length when work counts otherwise than it was chosen."""
    if outcome.code == chosen:
        return _staff("The outcome was saved.")
    label = BY_CODE[outcome.code].label
    return _staff("It was saved as “%(outcome)s”, by what the field of the work is.", outcome=label)


def _draw(work: Work, enrolment: Enrolment, form: Form) -> str:
    read_page(work, enrolment.person_id, "outcomes")
    query = select(Outcome).where(Outcome.enrolment_id == enrolment.id).order_by(Outcome.id.desc())
    found = list(work.session.scalars(query))
    accounts = {one for row in found for one in (row.recorded_by, row.verified_by) if one}
    names = account_names(work, accounts)
    profession = profession_of(enrolment.answers)
    return render(
        "outcomes/person.html",
        enrolment=enrolment,
        person=enrolment.person,
        form=form,
        profession=profession and occupation_label(profession, language()),
        lines=[_line(work, one, profession, names) for one in found],
        withdrawals=WITHDRAWALS,
        breadcrumbs=crumbs(work, enrolment.cycle, enrolment.person.full_name),
    )


def _line(
    work: Work, outcome: Outcome, profession: str | None, names: Mapping[UUID, str]
) -> dict[str, Any]:
    """An observation in words: `facts` are pairs of what and how it is."""
    return {
        "outcome": outcome,
        "label": BY_CODE[outcome.code].label,
        "moment": MOMENT_LABELS[outcome.moment],
        "state": STATES[outcome.state],
        "facts": [(name, told) for name, told in _facts(outcome, profession) if told],
        "by": names.get(outcome.recorded_by) if outcome.recorded_by else None,
        "confirmed_by": names.get(outcome.verified_by) if outcome.verified_by else None,
        "stands": outcome.state in ("recorded", "verified"),
        "can_confirm": outcome.state == "recorded" and outcome.recorded_by != work.account_id,
    }


def _facts(outcome: Outcome, profession: str | None) -> list[tuple[Any, Any]]:
    occupation = outcome.occupation
    told = {True: _staff("Yes"), False: _staff("No"), None: None}
    details = dict(DETAILS.get(outcome.code, ()))
    return [
        (_staff("Works as"), occupation and occupation_label(occupation, language())),
        (_staff("Own field, worked out"), told[computed(profession, occupation)]),
        (_staff("Own field, as you said"), told[outcome.own_field]),
        (_staff("Hours a week"), outcome.hours_per_week),
        (_staff("Kind of work"), dict(CONTRACTS).get(outcome.contract or "")),
        (_staff("More"), details.get(outcome.detail or "")),
        (_staff("How you know it"), SOURCES.get(outcome.source)),
        (_staff("Why it was taken back"), dict(WITHDRAWALS).get(outcome.withdrawn_why or "")),
    ]
