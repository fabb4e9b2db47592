"""The claims that a funder has received: their list, one of them, and what is decided on it."""

from typing import Any
from uuid import UUID, uuid4

from flask import Response, flash, make_response, request, url_for

from punos.plugin import Absent, Form, Tag, Work, render, see_other
from punos_payouts.access import FUND
from punos_payouts.deciding import approve, record_payment, return_claim, unpaid, why_not
from punos_payouts.funder import allocation_of, frame_by_id, pool_left
from punos_payouts.funder_schemas import PaymentForm, reason_name, return_form
from punos_payouts.models import ReceivedClaim
from punos_payouts.money import cents_of, euros
from punos_payouts.received import lines_of, other_turns, payments_of, received_by_id
from punos_payouts.schemas import in_euros
from punos_payouts.texts import _staff, _staff_l
from punos_payouts.views.base import pages
from punos_payouts.views.funder_lists import STATE_TAGS, claims_listing
from punos_payouts.words import KINDS

_TOLD = {
    "waiting": Tag(_staff_l("On its way to the grantee"), "wait"),
    "delivered": Tag(_staff_l("The grantee has been told"), "good"),
    "accepted": Tag(_staff_l("The grantee has been told"), "good"),
    "declined": Tag(_staff_l("The grantee does not know of this claim"), "bad"),
    "failed": Tag(_staff_l("It did not reach the grantee: tell them"), "bad"),
}
_KIND_NAMES = {kind: words[0] for kind, words in KINDS.items()}


@pages.get("/received", allow=FUND, kind="funder")
def received_claims(work: Work) -> Response | str:
    """The claims, the newest first."""
    listing = claims_listing(work)
    if listing.wants_csv:
        return listing.csv_response()
    return render("payouts/received.html", listing=listing, breadcrumbs=[(_staff("Claims"), None)])


@pages.get("/received/<uuid:received_id>", allow=FUND, kind="funder")
def received_claim(work: Work, received_id: UUID) -> str:
    """One claim with its lines, and what can be done with it now."""
    claim = received_by_id(work, received_id)
    return _draw(work, claim, _payment_form(claim))


@pages.post("/received/<uuid:received_id>/approve", allow=FUND, kind="funder", step_up=True)
def received_approve(work: Work, received_id: UUID) -> Response | str:
    """Approve it. It asks first, since it cannot be undone."""
    claim = received_by_id(work, received_id)
    if request.form.get("sure") != "yes":
        return render(
            "payouts/received_approve.html",
            claim=claim,
            reason=_why_not(work, claim),
            euros=euros,
            breadcrumbs=_crumbs((_words(claim), _address(claim)), (_staff("Approve"), None)),
        )
    approve(work, claim)
    flash(_staff("The claim is approved, and the grantee is told."), "done")
    return see_other(_address(claim))


@pages.get("/received/<uuid:received_id>/return", allow=FUND, kind="funder")
def received_return(work: Work, received_id: UUID) -> str:
    """Why it goes back, line by line."""
    claim = received_by_id(work, received_id)
    return _draw_return(claim, Form(_return_schema(claim)))


@pages.post("/received/<uuid:received_id>/return", allow=FUND, kind="funder")
def received_return_save(work: Work, received_id: UUID) -> Response:
    """Send it back."""
    claim = received_by_id(work, received_id)
    form = Form.from_request(_return_schema(claim), request.form)
    data = form.load()
    if data is not None and not any(data.values()):
        form.add_error(reason_name(0), _staff("Say why, for one line at least."))
    if data is None or form.errors:
        return make_response(_draw_return(claim, form), 422)
    lines = claim.payload["lines"]
    reasons = {line["code"]: data[reason_name(number)] for number, line in enumerate(lines)}
    return_claim(work, claim, reasons)
    flash(_staff("The claim is on its way back, with your reasons."), "done")
    return see_other(_address(claim))


@pages.post("/received/<uuid:received_id>/payments", allow=FUND, kind="funder", step_up=True)
def received_pay(work: Work, received_id: UUID) -> Response:
    """Write down what was paid for it."""
    claim = received_by_id(work, received_id)
    form = Form.from_request(PaymentForm(), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(work, claim, form), 422)
    form_id = _form_id(request.form.get("once", ""))
    record_payment(work, claim, cents_of(data["amount"]), data["paid_on"], form_id)
    flash(_staff("The payment is written down, and the grantee is told."), "done")
    return see_other(_address(claim))


def _draw(work: Work, claim: ReceivedClaim, form: Form) -> str:
    allocation = allocation_of(work, claim.sender_id, claim.agreement_number)
    frame = frame_by_id(work, allocation.frame_id) if allocation else None
    return render(
        "payouts/received_claim.html",
        claim=claim,
        state=STATE_TAGS[claim.state],
        states=STATE_TAGS,
        lines=lines_of(claim),
        turns=[(turn, lines_of(turn)) for turn in other_turns(work, claim)],
        payments=[(one, _TOLD.get(one.outbox.state)) for one in payments_of(work, claim)],
        allocation=allocation,
        pool_left=pool_left(frame) if frame else None,
        reason=why_not(claim, allocation, frame) if claim.state == "received" else "",
        unpaid=unpaid(claim),
        form=form,
        once=uuid4(),
        kinds=_KIND_NAMES,
        euros=euros,
        breadcrumbs=_crumbs((_words(claim), None)),
    )


def _why_not(work: Work, claim: ReceivedClaim) -> str:
    allocation = allocation_of(work, claim.sender_id, claim.agreement_number)
    frame = frame_by_id(work, allocation.frame_id) if allocation else None
    return why_not(claim, allocation, frame)


def _payment_form(claim: ReceivedClaim) -> Form:
    return Form(PaymentForm(), {"amount": in_euros(unpaid(claim))})


def _return_schema(claim: ReceivedClaim) -> Any:
    return return_form(claim.payload["lines"], _KIND_NAMES)


def _draw_return(claim: ReceivedClaim, form: Form) -> str:
    return render(
        "payouts/received_return.html",
        claim=claim,
        form=form,
        breadcrumbs=_crumbs((_words(claim), _address(claim)), (_staff("Send back"), None)),
    )


def _words(claim: ReceivedClaim) -> str:
    return _staff("Claim %(number)s", number=claim.number)


def _address(claim: ReceivedClaim) -> str:
    return url_for("payouts.received_claim", received_id=claim.id)


def _crumbs(*more: tuple[Any, str | None]) -> list[tuple[Any, str | None]]:
    return [(_staff("Claims"), url_for("payouts.received_claims")), *more]


def _form_id(sent: str) -> UUID:
    try:
        return UUID(sent)
    except ValueError as error:
        raise Absent from error
