"""The lines of an agreement: one of them with its versions, adding one step by step, amending one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, make_response, request, url_for

from punos.plugin import Absent, Form, Work, clock, pick, render, see_other
from punos_payouts.access import MANAGE, READ
from punos_payouts.agreements import LinePlan, Terms
from punos_payouts.amending import add_new_line, amend, line_by_id
from punos_payouts.models import Agreement, Line, LineVersion
from punos_payouts.money import cents_of
from punos_payouts.reading import agreement_by_id, cap_of, versions_of
from punos_payouts.rules import EARNED_BY, Rule, rules_for
from punos_payouts.schemas import amendment_form, in_euros, line_form
from punos_payouts.standing import standing
from punos_payouts.texts import _staff
from punos_payouts.views.agreements import crumbs_of
from punos_payouts.views.base import pages
from punos_payouts.views.conditions import condition_rows, conditions_of
from punos_payouts.views.words import drawing
from punos_payouts.words import KINDS

WHEN = "when-"
"""The prefix of a rule's own conditions, which are asked on the same page as the line."""


@pages.get("/lines/<uuid:line_id>", allow=READ, kind="association")
def line(work: Work, line_id: UUID) -> str:
    """One line: how it stands, what earns it, and what it paid before."""
    found = line_by_id(work, line_id)
    stands = standing(work, found.agreement)
    return render(
        "payouts/line.html",
        line=found,
        agreement=found.agreement,
        one=next(one for one in stands.lines if one.line.id == found.id),
        versions=[_version(work, one) for one in reversed(versions_of(work, found))],
        may_manage=work.actor.may(MANAGE) and found.agreement.state == "running",
        breadcrumbs=crumbs_of(found.agreement, (pick(found.names, work.language), None)),
        **drawing(work),
    )


@pages.get("/agreements/<uuid:agreement_id>/lines/new", allow=MANAGE, kind="association")
def new_line(work: Work, agreement_id: UUID) -> str:
    """The first step: which kind of line it is."""
    found = agreement_by_id(work, agreement_id)
    choices = [
        (label, hint, url_for("payouts.new_line_rule", agreement_id=found.id, kind=kind))
        for kind, (label, hint) in KINDS.items()
    ]
    return _choose(found, _staff("Add a line: how is it paid?"), choices)


@pages.get("/agreements/<uuid:agreement_id>/lines/new/<kind>", allow=MANAGE, kind="association")
def new_line_rule(work: Work, agreement_id: UUID, kind: str) -> str:
    """The second step: what earns it."""
    found = agreement_by_id(work, agreement_id)
    choices = [
        (
            rule.label,
            "",
            url_for("payouts.new_line_form", agreement_id=found.id, kind=kind, rule=rule.name),
        )
        for rule in _rules(kind)
    ]
    return _choose(found, _staff("Add a line: what earns it?"), choices)


@pages.get(
    "/agreements/<uuid:agreement_id>/lines/new/<kind>/<rule>", allow=MANAGE, kind="association"
)
def new_line_form(work: Work, agreement_id: UUID, kind: str, rule: str) -> str:
    """The last step: what it is called, what it pays, and under which conditions."""
    found, chosen = agreement_by_id(work, agreement_id), _rule(kind, rule)
    form = Form(line_form(work.settings.languages, kind), {"code": chosen.name.replace("_", "-")})
    asked = conditions_of(work, chosen)
    # What is usual is ticked: an empty list would mean all.
    when = Form(asked, asked.load({}), prefix=WHEN)
    return _draw_new(work, found, kind, chosen, form, when)


@pages.post(
    "/agreements/<uuid:agreement_id>/lines/new/<kind>/<rule>", allow=MANAGE, kind="association"
)
def new_line_save(work: Work, agreement_id: UUID, kind: str, rule: str) -> Response:
    """Add it. What has happened already and fits, is earned at once."""
    found, chosen = agreement_by_id(work, agreement_id), _rule(kind, rule)
    form, when = _sent(work, line_form(work.settings.languages, kind), chosen)
    data, conditions = form.load(), when.load()
    if data is None or conditions is None:
        return make_response(_draw_new(work, found, kind, chosen, form, when), 422)
    names = {code: text for code in work.settings.languages if (text := data.pop(f"name_{code}"))}
    plan = LinePlan(
        code=data["code"],
        names=names,
        kind=kind,
        terms=_terms(data, chosen, conditions),
        cap_cents=_cents(data["cap"]),
    )
    made = add_new_line(work, found, plan)
    return see_other(url_for("payouts.line", line_id=made.id))


@pages.get("/lines/<uuid:line_id>/change", allow=MANAGE, kind="association")
def line_change(work: Work, line_id: UUID) -> str:
    """Other terms, from a day on."""
    found = line_by_id(work, line_id)
    newest = versions_of(work, found)[-1]
    rule = EARNED_BY[newest.earned_by]
    form = Form(amendment_form(found.kind), _as_typed(work, found, newest))
    when = Form(conditions_of(work, rule), newest.conditions, prefix=WHEN)
    return _draw_change(work, found, form, when)


@pages.post("/lines/<uuid:line_id>/change", allow=MANAGE, kind="association")
def line_save(work: Work, line_id: UUID) -> Response:
    """Let it pay otherwise from that day on. What was earned before stays."""
    found = line_by_id(work, line_id)
    rule = EARNED_BY[versions_of(work, found)[-1].earned_by]
    form, when = _sent(work, amendment_form(found.kind), rule)
    data, conditions = form.load(), when.load()
    if data is None or conditions is None:
        return make_response(_draw_change(work, found, form, when), 422)
    terms = _terms(data, rule, conditions)
    amend(work, found, terms, data["valid_from"], _cents(data["cap"]))
    return see_other(url_for("payouts.line", line_id=found.id))


def _sent(work: Work, schema: Any, rule: Rule) -> tuple[Form, Form]:
    sent = request.form
    form = Form.from_request(schema, sent, beside=(WHEN,))
    return form, Form.from_request(conditions_of(work, rule), sent, prefix=WHEN)


def _rules(kind: str) -> list[Rule]:
    if kind not in KINDS:
        raise Absent
    return rules_for(kind)


def _rule(kind: str, code: str) -> Rule:
    found = next((rule for rule in _rules(kind) if rule.name == code), None)
    if found is None:
        raise Absent
    return found


def _terms(data: Mapping[str, Any], rule: Rule, conditions: Mapping[str, Any]) -> Terms:
    return Terms(
        amount_cents=cents_of(data["amount"]),
        earned_by=rule.name,
        conditions=conditions,
        min_units=data.get("min_units"),
        min_mode=data.get("min_mode", "target_only"),
        target_units=data.get("target_units"),
    )


def _cents(amount: Any) -> int | None:
    return None if amount is None else cents_of(amount)


def _as_typed(work: Work, found: Line, version: LineVersion) -> dict[str, Any]:
    cap = cap_of(work, found.agreement, found)
    return {
        **{name: getattr(version, name) for name in ("min_units", "min_mode", "target_units")},
        "valid_from": clock.today(),
        "amount": in_euros(version.amount_cents),
        "cap": in_euros(cap.cap_cents) if cap else None,
    }


def _version(work: Work, version: LineVersion) -> dict[str, Any]:
    rule = EARNED_BY[version.earned_by]
    return {
        "row": version,
        "earned_by": rule.label,
        "conditions": condition_rows(conditions_of(work, rule), version.conditions),
    }


def _choose(found: Agreement, title: Any, choices: list[tuple[Any, Any, str]]) -> str:
    return render(
        "payouts/line_choose.html",
        title=title,
        agreement=found,
        choices=choices,
        breadcrumbs=crumbs_of(found, (_staff("Add a line"), None)),
    )


def _draw_new(work: Work, found: Agreement, kind: str, rule: Rule, form: Form, when: Form) -> str:
    return render(
        "payouts/line_form.html",
        title=_staff("Add a line"),
        lead=rule.label,
        agreement=found,
        form=form,
        when=when,
        action=url_for("payouts.new_line_save", agreement_id=found.id, kind=kind, rule=rule.name),
        submit=_staff("Add this line"),
        back=url_for("payouts.agreement", agreement_id=found.id),
        breadcrumbs=crumbs_of(found, (_staff("Add a line"), None)),
        **drawing(work),
    )


def _draw_change(work: Work, found: Line, form: Form, when: Form) -> str:
    here = (pick(found.names, work.language), url_for("payouts.line", line_id=found.id))
    return render(
        "payouts/line_form.html",
        title=_staff("Change the terms"),
        lead=_staff("What was earned before the day you choose stays as it was earned."),
        agreement=found.agreement,
        form=form,
        when=when,
        action=url_for("payouts.line_save", line_id=found.id),
        submit=_staff("Save these terms"),
        back=url_for("payouts.line", line_id=found.id),
        breadcrumbs=crumbs_of(found.agreement, here, (_staff("Change the terms"), None)),
        **drawing(work),
    )
