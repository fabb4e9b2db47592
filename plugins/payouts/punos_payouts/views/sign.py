"""Signing a claim by the link that a member of the board was sent."""

from flask import Response, flash, make_response, request, url_for

from punos.plugin import Form, Work, render, see_other
from punos_payouts.access import SIGN_BY_LINK, SIGN_LINK
from punos_payouts.claim_content import parts_of
from punos_payouts.claim_schemas import CodeForm
from punos_payouts.claims import claim_lines
from punos_payouts.reference import grouped
from punos_payouts.signing import asked
from punos_payouts.signing import sign_by_link as sign_with_code
from punos_payouts.texts import _, _n
from punos_payouts.views.base import pages
from punos_payouts.views.words import drawing


@pages.get("/sign", allow=SIGN_BY_LINK, link=SIGN_LINK, kind="association")
def sign_by_link(work: Work) -> str:
    """What is to be signed, and no more."""
    return _draw(work, Form(CodeForm()))


@pages.post("/sign", allow=SIGN_BY_LINK, link=SIGN_LINK, kind="association")
def sign_by_link_send(work: Work) -> Response:
    """Sign it. A wrong code leads back here, since its try has to be counted."""
    form = Form.from_request(CodeForm(), request.form)
    data = form.load()
    if data is None:
        return make_response(_draw(work, form), 422)
    wrong = sign_with_code(work, data["code"])
    if wrong is None:
        return see_other(url_for("payouts.signed"))
    if not wrong.left:
        return see_other(url_for("payouts.sign_ended"))
    flash(
        _n(
            "This is not the code that was given for this claim. You can try once more.",
            "This is not the code that was given for this claim. You can try %(num)s more times.",
            wrong.left,
        ),
        "problem",
    )
    return see_other(url_for("payouts.sign_by_link"))


@pages.get("/signed", public=True, kind="association")
def signed(work: Work) -> str:  # noqa: ARG001 - the page is the same for everybody
    """Thanks, that tell nothing of the claim: the link does not work any more."""
    return render(
        "message.html",
        title=_("Thank you"),
        message=_("You have signed the claim. You do not need to do anything more."),
    )


@pages.get("/sign-ended", public=True, kind="association")
def sign_ended(work: Work) -> str:  # noqa: ARG001 - the page is the same for everybody
    """Too many wrong codes: what to do now."""
    return render(
        "message.html",
        title=_("The link does not work any more"),
        message=_(
            "The code was wrong too often. Nothing is signed. Ask whoever sent you the link for a "
            "new one."
        ),
    )


def _draw(work: Work, form: Form) -> str:
    found = asked(work)
    claim = found.claim
    return render(
        "payouts/sign.html",
        claim=claim,
        agreement=claim.agreement,
        name=found.name,
        lines=claim_lines(work, claim),
        parts=parts_of(work, claim),
        reference=grouped(claim.reference),
        form=form,
        **drawing(work),
    )
