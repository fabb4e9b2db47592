"""Signing a claim as a colleague, and asking a member of the board to do it."""

import secrets
from uuid import UUID

from flask import Response, make_response, request, url_for

from punos.plugin import Form, Work, render
from punos_payouts.access import CLAIM, SIGN
from punos_payouts.claim_schemas import ask_form
from punos_payouts.claims import claim_by_id
from punos_payouts.models import Claim
from punos_payouts.signing import ask_signature, sign, why_not_ask
from punos_payouts.texts import _staff
from punos_payouts.views.base import pages
from punos_payouts.views.claim import back, crumbs_of_claim


@pages.post("/claims/<uuid:claim_id>/sign", allow=SIGN, kind="association", step_up=True)
def claim_sign(work: Work, claim_id: UUID) -> Response:
    """Sign what somebody else has made."""
    found = claim_by_id(work, claim_id)
    sign(work, found, request.form.get("content", ""))
    return back(found, _staff("You have signed the claim. It can be sent now."))


@pages.get("/claims/<uuid:claim_id>/ask", allow=CLAIM, kind="association")
def claim_ask(work: Work, claim_id: UUID) -> str:
    """Whom to ask, and what happens then."""
    found = claim_by_id(work, claim_id)
    languages = work.settings.languages
    return _draw(found, Form(ask_form(languages), {"language": languages[0]}))


@pages.post("/claims/<uuid:claim_id>/ask", allow=CLAIM, kind="association")
def claim_ask_send(work: Work, claim_id: UUID) -> Response | str:
    """Mail the link, and show the code once."""
    found = claim_by_id(work, claim_id)
    form = Form.from_request(ask_form(work.settings.languages), request.form)
    data = form.load()
    no = why_not_ask(work, found, data["email"]) if data is not None else None
    if no is not None:
        form.add_error("email", no)
    if data is None or form.errors:
        return make_response(_draw(found, form), 422)
    key = request.form.get("once", "")[:100]
    code = ask_signature(work, found, data["name"], data["email"], data["language"], key)
    return render(
        "payouts/claim_code.html",
        claim=found,
        code=f"{code[:3]} {code[3:]}",
        name=data["name"],
        email=data["email"],
        breadcrumbs=crumbs_of_claim(found, (_staff("The code"), None)),
    )


def _draw(found: Claim, form: Form) -> str:
    return render(
        "payouts/claim_ask.html",
        claim=found,
        form=form,
        action=url_for("payouts.claim_ask_send", claim_id=found.id),
        once=request.form.get("once") or secrets.token_hex(16),
        breadcrumbs=crumbs_of_claim(found, (_staff("Ask a member of the board"), None)),
    )
