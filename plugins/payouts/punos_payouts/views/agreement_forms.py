"""Writing an agreement down, changing it, and ending it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Response, make_response, request, url_for

from punos.plugin import Form, Work, pick, public_tenants, render, see_other
from punos_payouts.access import MANAGE
from punos_payouts.agreements import make_agreement
from punos_payouts.amending import change_agreement, close_agreement, reopen_agreement
from punos_payouts.models import Agreement
from punos_payouts.money import cents_of
from punos_payouts.reading import agreement_by_id, cap_of
from punos_payouts.schemas import OTHER, AgreementForm, ChangeForm, in_euros
from punos_payouts.texts import _staff, _staff_l
from punos_payouts.views.agreements import crumbs, crumbs_of
from punos_payouts.views.base import pages


@pages.get("/agreements/new", allow=MANAGE, kind="association")
def new_agreement(work: Work) -> str:
    """What a funder has promised: who, until when, how much at most."""
    return _draw_new(Form(_new_form(work, public_tenants(work, "funder"))))


@pages.post("/agreements/new", allow=MANAGE, kind="association")
def new_agreement_save(work: Work) -> Response:
    """Write it down; its first line is asked for next."""
    funders = public_tenants(work, "funder")
    form = Form.from_request(_new_form(work, funders), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw_new(form), 422)
    made = make_agreement(work, **_promise(work, data, funders))
    return see_other(url_for("payouts.new_line", agreement_id=made.id))


@pages.get("/agreements/<uuid:agreement_id>/change", allow=MANAGE, kind="association")
def agreement_form(work: Work, agreement_id: UUID) -> str:
    """Its words, its last day and its cap."""
    found = agreement_by_id(work, agreement_id)
    cap = cap_of(work, found)
    values = {**vars(found), "cap": in_euros(cap.cap_cents) if cap else None}
    return _draw_change(found, Form(ChangeForm(), values))


@pages.post("/agreements/<uuid:agreement_id>/change", allow=MANAGE, kind="association")
def agreement_save(work: Work, agreement_id: UUID) -> Response:
    """Change it from now on. What was earned stays."""
    found = agreement_by_id(work, agreement_id)
    form = Form.from_request(ChangeForm(), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw_change(found, form), 422)
    cap_cents = cents_of(data.pop("cap"))
    change_agreement(work, found, cap_cents=cap_cents, **data)
    return _back(found)


@pages.post("/agreements/<uuid:agreement_id>/close", allow=MANAGE, kind="association")
def agreement_close(work: Work, agreement_id: UUID) -> Response:
    """Nothing more is earned or claimed under it."""
    found = agreement_by_id(work, agreement_id)
    close_agreement(work, found)
    return _back(found)


@pages.post("/agreements/<uuid:agreement_id>/reopen", allow=MANAGE, kind="association")
def agreement_reopen(work: Work, agreement_id: UUID) -> Response:
    """It was closed too early."""
    found = agreement_by_id(work, agreement_id)
    reopen_agreement(work, found)
    return _back(found)


def _new_form(work: Work, funders: Sequence[Any]) -> AgreementForm:
    here = [(str(one.id), pick(one.names, work.language)) for one in funders]
    other = (OTHER, _staff_l("Another funder, without a desk here"))
    return AgreementForm().offer(funder=[*here, other])


def _promise(work: Work, data: dict[str, Any], funders: Sequence[Any]) -> dict[str, Any]:
    """What was typed, as `make_agreement` wants it."""
    code, other, cap = (data.pop(name) for name in ("funder", "funder_name", "cap"))
    chosen = next((one for one in funders if str(one.id) == code), None)
    return {
        **data,
        "cap_cents": cents_of(cap),
        "vat_note": data["vat_note"] or None,
        "funder_id": chosen.id if chosen else None,
        "funder_name": pick(chosen.names, work.language).value if chosen else other,
    }


def _draw_new(form: Form) -> str:
    here = _staff("Write down an agreement")
    return render(
        "payouts/agreement_form.html",
        title=here,
        lead=_staff("First who pays, and until when. After that, line by line, what is paid for."),
        form=form,
        action=url_for("payouts.new_agreement_save"),
        submit=_staff("Save, and add its first line"),
        back=url_for("payouts.overview"),
        breadcrumbs=crumbs((here, None)),
    )


def _draw_change(found: Agreement, form: Form) -> str:
    here = _staff("Change the agreement")
    return render(
        "payouts/agreement_form.html",
        title=here,
        lead="",
        form=form,
        action=url_for("payouts.agreement_save", agreement_id=found.id),
        submit=_staff("Save the changes"),
        back=url_for("payouts.agreement", agreement_id=found.id),
        breadcrumbs=crumbs_of(found, (here, None)),
    )


def _back(found: Agreement) -> Response:
    return see_other(url_for("payouts.agreement", agreement_id=found.id))
