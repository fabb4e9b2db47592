"""A board member confirms by a link of one use that somebody has found work.

In an association of one worker there is nobody else to confirm what she has recorded. So that it is
really somebody else who does: the link goes by mail to the address that was given, and is shown to
nobody here; no address of hers is taken; and a browser in which she is signed in does not count.
What remains, a mailbox made up for it, can be seen: the address stands beside the job.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from punos.plugin import (
    Absent,
    Enrolment,
    Outcome,
    Refused,
    Work,
    account_with_address,
    clock,
    issue_link,
    pick,
    queue_mail,
    record_audit,
    use_language,
    use_link,
)
from punos_gatherings.access import CONFIRM_LINK
from punos_gatherings.codes import EVIDENCE
from punos_gatherings.employment import confirm, end_links, held_employment
from punos_gatherings.models import Employment
from punos_gatherings.texts import _, _staff

SUBJECT = "gatherings_employment"


@dataclass(frozen=True)
class Asked:
    """What a board member sees of a job, and no more."""

    name: str
    employer: str
    starts_on: date
    evidence: Any
    done: bool


def why_not_to(work: Work, employment: Employment, email: str) -> str | None:
    """Why a link cannot go to this address: it has to be somebody else's. None: it can."""
    account = account_with_address(work, email)
    concerned = (employment.outcome.recorded_by, work.account_id)
    if account is not None and account in concerned:
        return _staff("This is the address of somebody who has recorded it. Ask somebody else.")
    person = employment.enrolment.person
    if _same(email, person.email):
        return _staff("This is the address of the person who has found work. Ask somebody else.")
    if _same(email, work.settings.contact.get("email")):
        return _staff("This is the association’s own address. Ask somebody by their own.")
    return None


def ask(work: Work, employment: Employment, email: str, language: str) -> None:
    """Mail a link to confirm this job; links that were sent before end.

    Raises Refused for an address that `why_not_to` refuses, and when it is confirmed already.
    """
    employment = held_employment(work, employment)
    if employment.outcome.state != "recorded":
        raise Refused(_staff("This is confirmed already."))
    no = why_not_to(work, employment, email)
    if no is not None:
        raise Refused(no)
    end_links(work, employment)
    link = issue_link(work, CONFIRM_LINK, SUBJECT, employment.id)
    employment.asked_email = email
    employment.asked_at, employment.asked_by = clock.now(), work.account_id
    work.session.flush()
    record_audit(work, "gatherings.confirmation_asked", SUBJECT, employment.id)
    with use_language(language):
        _send(work, email, language, link)


def asked(work: Work) -> Asked:
    """What the bearer's link is about. Raises Absent once it was taken back."""
    employment = _of_link(work)
    outcome, person = employment.outcome, employment.enrolment.person
    if outcome.state == "withdrawn":
        raise Absent
    return Asked(
        name=_short(person.given_name, person.family_name),
        employer=employment.employer,
        starts_on=outcome.happened_on,
        evidence=dict(EVIDENCE).get(employment.evidence, employment.evidence),
        done=outcome.state == "verified",
    )


def confirm_by_link(work: Work) -> None:
    """Confirm what the link is about. Of several clicks at one moment one does it.

    Raises Absent when the link has been used, and Refused in a browser of the one who recorded it.
    """
    employment = held_employment(work, _of_link(work))
    use_link(work, work.actor)
    confirm(work, employment)


def _of_link(work: Work) -> Employment:
    query = (
        select(Employment)
        .options(
            joinedload(Employment.outcome).load_only(
                Outcome.state, Outcome.happened_on, Outcome.recorded_by
            ),
            joinedload(Employment.enrolment).joinedload(Enrolment.person),
        )
        .where(Employment.id == work.actor.subject_id)
    )
    found = work.session.scalars(query).one_or_none()
    if found is None or work.actor.subject_kind != SUBJECT:
        raise Absent
    return found


def _send(work: Work, email: str, language: str, link: str) -> None:
    """Nothing about anybody stands in the mail: it may be read on the way."""
    site = pick(work.settings.names, language).value
    paragraphs = [
        _("Hello,"),
        _(
            "Somebody who took part in a programme of %(association)s has found work. A second "
            "person has to confirm it, and you were named for that. It takes a minute:",
            association=site,
        ),
        link,
        _("The link works once, for 14 days. It is only for you. Please do not give it to others."),
        _("If you do not know why you get this mail, you can leave it alone."),
        "\n".join((_("With kind regards,"), str(site))),
    ]
    queue_mail(
        work,
        kind="gatherings.confirm",
        to_address=email,
        subject=_("Please confirm: somebody has found work"),
        body="\n\n".join(paragraphs) + "\n",
        language=language,
    )


def _short(given_name: str, family_name: str | None) -> str:
    return f"{given_name} {family_name[0]}." if family_name else given_name


def _same(email: str, other: str | None) -> bool:
    return other is not None and email.strip().casefold() == other.strip().casefold()
