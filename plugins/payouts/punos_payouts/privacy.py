"""What the plugin's tables hold about people: that somebody earned something, by an id alone.

Evidence is kept as ids, so what was earned stands when somebody is erased: their outcome and enrolment
stay without a name, and the facts go on saying what they said.
"""

from sqlalchemy import and_

from punos.plugin import Holding, Keep, about_nobody, of_account, of_address, of_proved_address
from punos_payouts import models
from punos_payouts.texts import _l

_LAW = _l(
    "The law on bookkeeping and the funder’s rules ask that it is kept. It has no name in it."
)
_SIGNED = _l("The law on bookkeeping asks that it is kept: it says who signed.")
_PAID = _l("To be paid for the work that helped you, and to show what for.")
_SIGN = _l("To know who signed for the association.")
_NO_PEOPLE = "amounts, units and terms of an agreement"
_COUNTS = "counts, amounts and ids as a grantee sent them, of nobody in particular"

HOLDINGS: tuple[Holding, ...] = (
    Holding(
        models.Earning,
        _l("That a funder owes something for what you reached"),
        _PAID,
        lambda person: and_(
            models.Earning.subject_kind == "person", models.Earning.subject_id == person
        ),
        "money",
        {"earned_on": _l("Day")},
        at_erasure=Keep(_LAW),
    ),
    Holding(
        models.Waiting,
        _l("That a funder may owe something for what you reached"),
        _PAID,
        lambda person: and_(
            models.Waiting.subject_kind == "person", models.Waiting.subject_id == person
        ),
        "money",
        {"earned_on": _l("Day")},
        at_erasure=Keep(_LAW),
    ),
    Holding(
        models.Claim,
        _l("Claims that you signed"),
        _SIGN,
        of_account(models.Claim.signed_by),
        "money",
        {"number": _l("Number"), "signed_at": _l("When")},
        at_erasure=Keep(_SIGNED),
    ),
    Holding(
        models.SignatureRequest,
        _l("Claims that you were asked to sign by mail"),
        _SIGN,
        of_address(models.SignatureRequest.email),
        "money",
        {"asked_at": _l("When"), "email": _l("E-mail address")},
        at_erasure=Keep(_SIGNED),
        own=of_proved_address(models.SignatureRequest.email),
    ),
    about_nobody(models.Agreement, _NO_PEOPLE),
    about_nobody(models.Line, _NO_PEOPLE),
    about_nobody(models.LineVersion, _NO_PEOPLE),
    about_nobody(models.Cap, _NO_PEOPLE),
    about_nobody(models.Reversal, "that an earning fell away, by the earning’s id"),
    about_nobody(models.Transfer, "cents that move between accounts, by ids"),
    about_nobody(models.ClaimLine, "units and amounts of a claim"),
    about_nobody(models.ClaimItem, "which earnings a claim asks for, by their ids"),
    about_nobody(models.Payment, "money that came for a claim"),
    about_nobody(models.Document, "papers of a claim: counts and amounts, and who signed"),
    about_nobody(models.Frame, "money that a funder has set aside"),
    about_nobody(models.Allocation, "what a grantee is promised"),
    about_nobody(models.ReceivedClaim, _COUNTS),
    about_nobody(models.ReceivedReport, _COUNTS),
    about_nobody(models.Disbursement, "money that was paid for a claim"),
)
