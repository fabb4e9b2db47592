"""Acting for others: what staff write down for somebody, and how they were told."""

from __future__ import annotations

from typing import Any

from marshmallow import fields
from sqlalchemy import select

from punos.audit.service import record as audit
from punos.enrolments.models import Enrolment
from punos.enrolments.schemas import CONSENT_TEXT
from punos.forms import PunosSchema, field_info
from punos.i18n import Message, _, _l, _staff_l, format_date
from punos.people.models import Consent, Person
from punos.people.service import SERVICE, decide_consent
from punos.texts import pick
from punos.work import Work

SPOKEN, TELEPHONE, PAPER = "spoken", "telephone", "paper"
HOW: tuple[tuple[str, Any], ...] = (
    (SPOKEN, _staff_l("They said so when we met")),
    (TELEPHONE, _staff_l("They said so on the telephone")),
    (PAPER, _staff_l("They signed a paper, which we keep")),
)
"""How somebody told staff of their decision: the codes that a consent keeps, with staff's words."""
SAID: dict[str, Any] = {
    SPOKEN: _l("told us when we met"),
    TELEPHONE: _l("told us on the telephone"),
    PAPER: _l("signed on paper"),
}
"""The same to the person."""


class AgreedSchema(PunosSchema):
    """What somebody who is added by staff agreed to, and how. Left open, nothing is recorded."""

    how = fields.String(
        load_default=None,
        allow_none=True,
        metadata=field_info(
            label=_staff_l("How did they agree that the association keeps this and uses it?"),
            help=_staff_l("Leave it open if you have not asked yet. You can write it down later."),
            widget="radio",
            options=HOW,
        ),
    )


class DecisionSchema(PunosSchema):
    """What somebody has decided, and how they told it."""

    decision = fields.String(
        required=True,
        metadata=field_info(
            label=_staff_l("What did they decide?"),
            widget="radio",
            options=(
                ("given", _staff_l("They agree")),
                ("withdrawn", _staff_l("They take their consent back")),
            ),
        ),
    )
    how = fields.String(
        required=True,
        metadata=field_info(label=_staff_l("How did they tell you?"), widget="radio", options=HOW),
    )


def newest_consent(work: Work, person: Person) -> Consent | None:
    """The last decision about what an application rests on: it is the one that holds."""
    query = (
        select(Consent)
        .where(Consent.person_id == person.id, Consent.purpose == SERVICE)
        .order_by(Consent.decided_at.desc(), Consent.id.desc())
        .limit(1)
    )
    return work.session.scalars(query).first()


def decide_for(work: Work, enrolment: Enrolment, *, given: bool, how: str) -> Consent:
    """Write down what somebody decided about the service. `how` is one of HOW.

    The decision that holds already is not written twice.
    """
    known = newest_consent(work, enrolment.person)
    decision = "given" if given else "withdrawn"
    if known is not None and (known.decision, known.how) == (decision, how):
        return known
    audit(work, "consent.recorded", "person", enrolment.person_id, [decision, how])
    return decide_consent(
        work,
        enrolment.person,
        SERVICE,
        given=given,
        text=str(CONSENT_TEXT),
        language=work.language,
        how=how,
    )


def told_person(work: Work, enrolment: Enrolment, consent: Consent | None) -> list[Message]:
    """What staff wrote down for the person, in sentences for themselves."""
    us = pick(work.settings.names, work.language)
    said: list[Message] = []
    if enrolment.entered_by is not None or enrolment.source in ("staff", "import"):
        day = format_date(enrolment.applied_at)
        said.append(
            _(
                "%(association)s wrote this application down for you on %(day)s.",
                association=us,
                day=day,
            )
        )
    if consent is not None and consent.how in SAID:
        words = {"day": format_date(consent.decided_at), "how": SAID[consent.how]}
        said.append(
            _("We noted on %(day)s that you agree: you %(how)s.", **words)
            if consent.decision == "given"
            else _("We noted on %(day)s that you no longer agree: you %(how)s.", **words)
        )
    return said
