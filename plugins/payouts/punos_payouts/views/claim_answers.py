"""What a funder without a desk has answered and paid, written down by hand."""

from uuid import UUID

from flask import Response, make_response, request, url_for

from punos.plugin import Absent, Form, Work, clock, new_id, render
from punos_payouts.access import CLAIM
from punos_payouts.claim_schemas import PaymentForm, decision_form, reasons_of
from punos_payouts.claims import claim_by_id, claim_lines
from punos_payouts.models import Claim
from punos_payouts.money import cents_of, euros
from punos_payouts.payments import record_payment, unpaid
from punos_payouts.schemas import in_euros
from punos_payouts.sending import record_decision
from punos_payouts.texts import _staff
from punos_payouts.views.base import pages
from punos_payouts.views.claim import back, crumbs_of_claim
from punos_payouts.views.words import drawing


@pages.get("/claims/<uuid:claim_id>/answer", allow=CLAIM, kind="association")
def claim_answer(work: Work, claim_id: UUID) -> str:
    """What the funder has answered, and when."""
    found = _by_hand(work, claim_id)
    form = Form(decision_form(claim_lines(work, found), work.language), {"day": clock.today()})
    return _draw_answer(found, form)


@pages.post("/claims/<uuid:claim_id>/answer", allow=CLAIM, kind="association", step_up=True)
def claim_answer_send(work: Work, claim_id: UUID) -> Response:
    """Write the answer down."""
    found = _by_hand(work, claim_id)
    lines = claim_lines(work, found)
    form = Form.from_request(decision_form(lines, work.language), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw_answer(found, form), 422)
    approved = data["answer"] == "approved"
    reasons = {} if approved else reasons_of(data, lines)
    record_decision(work, found, approved=approved, day=data["day"], reasons=reasons)
    if approved:
        return back(found, _staff("It is written down that the claim was approved."))
    return back(found, _staff("It is written down that the claim was sent back."))


@pages.get("/claims/<uuid:claim_id>/payment", allow=CLAIM, kind="association")
def claim_payment(work: Work, claim_id: UUID) -> str:
    """How much has come, and when."""
    found = _by_hand(work, claim_id)
    values = {"amount": in_euros(unpaid(found)), "paid_on": clock.today()}
    return _draw_payment(work, found, Form(PaymentForm(), values))


@pages.post("/claims/<uuid:claim_id>/payment", allow=CLAIM, kind="association", step_up=True)
def claim_payment_send(work: Work, claim_id: UUID) -> Response:
    """Write the payment down; sent twice, the form records it once."""
    found = _by_hand(work, claim_id)
    form = Form.from_request(PaymentForm(), request.form)
    data, once = form.load(), _once()
    if data is None:
        return make_response(_draw_payment(work, found, form), 422)
    record_payment(work, found, cents_of(data["amount"]), data["paid_on"], form_id=once)
    return back(found, _staff("The payment is written down."))


def _by_hand(work: Work, claim_id: UUID) -> Claim:
    """A claim whose funder has no desk here; what others decide and pay comes over the border."""
    found = claim_by_id(work, claim_id)
    if found.agreement.funder_id is not None:
        raise Absent
    return found


def _once() -> UUID:
    try:
        return UUID(request.form.get("once", ""))
    except ValueError:
        return new_id()


def _draw_answer(found: Claim, form: Form) -> str:
    return render(
        "payouts/claim_form.html",
        claim=found,
        form=form,
        title=_staff("What did the funder answer?"),
        lead="",
        action=url_for("payouts.claim_answer_send", claim_id=found.id),
        submit=_staff("Write it down"),
        hidden={},
        breadcrumbs=crumbs_of_claim(found, (_staff("The answer"), None)),
    )


def _draw_payment(work: Work, found: Claim, form: Form) -> str:
    return render(
        "payouts/claim_form.html",
        claim=found,
        form=form,
        title=_staff("How much has come?"),
        lead=_staff(
            "%(left)s of the claim is not paid yet. It may come in parts.",
            left=euros(unpaid(found)),
        ),
        action=url_for("payouts.claim_payment_send", claim_id=found.id),
        submit=_staff("Write it down"),
        hidden={"once": str(_once())},
        breadcrumbs=crumbs_of_claim(found, (_staff("A payment"), None)),
        **drawing(work),
    )
