"""One claim: where it stands, and what its maker does with it."""

from typing import Any
from uuid import UUID

from flask import Response, flash, request, url_for

from punos.plugin import Absent, Form, Work, format_date, language_name, render, see_other
from punos_payouts.access import ANNEX, CLAIM, READ, SIGN
from punos_payouts.claim_schemas import NoteForm
from punos_payouts.claim_standing import is_signed, signed_words, state_tag, steps_of, view_of
from punos_payouts.claims import (
    claim_by_id,
    discard,
    leave_out,
    recalculate,
    reopen,
    set_note,
)
from punos_payouts.models import Claim, Document
from punos_payouts.money import euros
from punos_payouts.payments import unpaid
from punos_payouts.reference import grouped, national_of
from punos_payouts.sending import submit
from punos_payouts.texts import _staff
from punos_payouts.views.agreements import crumbs
from punos_payouts.views.base import pages
from punos_payouts.views.words import drawing

SURE = "yes"


@pages.get("/claims/<uuid:claim_id>", allow=READ, kind="association")
def claim(work: Work, claim_id: UUID) -> str:
    """The claim: how far it is, what comes next, and what it asks for."""
    return draw(work, claim_by_id(work, claim_id))


@pages.post("/claims/<uuid:claim_id>/recalculate", allow=CLAIM, kind="association")
def claim_recalculate(work: Work, claim_id: UUID) -> Response | str:
    """Work it out again. It asks first when a signature would go."""
    found = claim_by_id(work, claim_id)
    if is_signed(found) and not _is_sure():
        return ask_first(
            work,
            found,
            _staff("Work the claim out again?"),
            _staff("If anything changes, the signature goes: somebody has to sign it again."),
            _staff("Work it out again"),
        )
    recalculate(work, found)
    return back(found, _staff("The claim is worked out again."))


@pages.post("/claims/<uuid:claim_id>/line", allow=CLAIM, kind="association")
def claim_line(work: Work, claim_id: UUID) -> Response | str:
    """Leave a line for a later claim, or take it in again."""
    found = claim_by_id(work, claim_id)
    out, line_id = request.form.get("out") == "yes", _id_of(request.form.get("line", ""))
    if is_signed(found) and not _is_sure():
        return ask_first(
            work,
            found,
            _staff("Change the claim?"),
            _staff("The signature goes: somebody has to sign it again."),
            _staff("Change it"),
            {"line": str(line_id), "out": request.form.get("out", "")},
        )
    leave_out(work, found, line_id, out=out)
    said = _staff("The line waits for a later claim.") if out else _staff("The line is in again.")
    return back(found, said)


@pages.post("/claims/<uuid:claim_id>/note", allow=CLAIM, kind="association")
def claim_note(work: Work, claim_id: UUID) -> Response:
    """Keep a note for the association alone."""
    found = claim_by_id(work, claim_id)
    form = Form.from_request(NoteForm(), request.form)
    data = form.load()
    if data is None:
        return Response(draw(work, found, form), 422)
    set_note(work, found, data["note"])
    return back(found, _staff("The note is kept."))


@pages.post("/claims/<uuid:claim_id>/discard", allow=CLAIM, kind="association")
def claim_discard(work: Work, claim_id: UUID) -> Response | str:
    """Throw a draft away. It asks first."""
    found = claim_by_id(work, claim_id)
    if not _is_sure():
        return ask_first(
            work,
            found,
            _staff("Throw this claim away?"),
            _staff("Nothing that you have earned is lost: you can claim it again at any time."),
            _staff("Throw it away"),
        )
    discard(work, found)
    flash(_staff("The claim is thrown away."), "done")
    return see_other(url_for("payouts.agreement", agreement_id=found.agreement_id))


@pages.post("/claims/<uuid:claim_id>/send", allow=CLAIM, kind="association", step_up=True)
def claim_send(work: Work, claim_id: UUID) -> Response | str:
    """Send it to the funder, or say that it was sent by hand. It asks first."""
    found = claim_by_id(work, claim_id)
    by_hand = found.agreement.funder_id is None
    if not _is_sure() and found.state == "draft":
        return ask_first(work, found, *_sending_words(found, by_hand=by_hand))
    submit(work, found)
    if by_hand:
        return back(found, _staff("It is written down that you have sent the claim."))
    return back(found, _staff("The claim is on its way to the funder."))


@pages.post("/claims/<uuid:claim_id>/reopen", allow=CLAIM, kind="association")
def claim_reopen(work: Work, claim_id: UUID) -> Response:
    """Open a claim that came back."""
    found = claim_by_id(work, claim_id)
    reopen(work, found)
    return back(found, _staff("You can change the claim now. Then somebody has to sign it again."))


def draw(work: Work, found: Claim, note: Form | None = None) -> str:
    """The page of a claim."""
    view = view_of(work, found)
    may = work.actor.may
    return render(
        "payouts/claim.html",
        claim=found,
        view=view,
        tag_of_state=state_tag(found),
        steps=steps_of(view),
        signed=signed_words(view),
        unpaid=unpaid(found),
        reference=grouped(found.reference),
        reference_fi=grouped(national_of(found.reference)),
        note=note or Form(NoteForm(), {"note": found.note or ""}),
        by_hand=found.agreement.funder_id is None,
        payments=[(format_date(one.paid_on), euros(one.amount_cents)) for one in view.payments],
        papers=[(paper_words(one), one.id) for one in view.papers],
        may_claim=may(CLAIM),
        may_sign=may(SIGN),
        may_open_annex=may(ANNEX),
        breadcrumbs=crumbs_of_claim(found),
        **drawing(work),
    )


def crumbs_of_claim(found: Claim, *more: tuple[Any, str | None]) -> list[tuple[Any, str | None]]:
    """Where a page about a claim stands."""
    here = url_for("payouts.claim", claim_id=found.id) if more else None
    return crumbs(
        (_staff("Claims"), url_for("payouts.claims")),
        (_staff("Claim %(number)s", number=found.number), here),
        *more,
    )


def ask_first(
    work: Work,
    found: Claim,
    question: str,
    explained: str,
    yes: str,
    kept: dict[str, str] | None = None,
) -> str:
    """Ask before an act that cannot be undone; `kept` is what the form sends once more."""
    return render(
        "payouts/claim_sure.html",
        claim=found,
        question=question,
        explained=explained,
        yes=yes,
        kept={**(kept or {}), "sure": SURE},
        action=request.path,
        breadcrumbs=crumbs_of_claim(found, (question, None)),
        **drawing(work),
    )


def paper_words(document: Document) -> str:
    """What a paper is called: its kind and its language."""
    told = {"language": language_name(document.language)}
    if document.kind == "pdf":
        return _staff("PDF file, %(language)s", **told)
    return _staff("Spreadsheet, %(language)s", **told)


def back(found: Claim, said: str, kind: str = "done") -> Response:
    """To the claim's page, with word of what was done."""
    flash(said, kind)
    return see_other(url_for("payouts.claim", claim_id=found.id))


def _is_sure() -> bool:
    return request.form.get("sure") == SURE


def _sending_words(found: Claim, *, by_hand: bool) -> tuple[str, str, str]:
    funder = found.agreement.funder_name
    if by_hand:
        return (
            _staff("Have you sent this claim to %(funder)s?", funder=funder),
            _staff("Send the papers first. From then on the claim cannot be changed."),
            _staff("Yes, I have sent it"),
        )
    return (
        _staff("Send this claim to %(funder)s?", funder=funder),
        _staff(
            "Numbers and amounts leave, and nobody’s name. From then on the claim cannot be changed."
        ),
        _staff("Send it now"),
    )


def _id_of(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError as error:
        raise Absent from error
