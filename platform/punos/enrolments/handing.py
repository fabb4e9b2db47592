"""Links handed over by hand: for people without e-mail, to be copied or printed in their language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from markupsafe import Markup

from punos import clock
from punos.accounts.links import issue, revoke
from punos.enrolments.mails import AFTER_THE_END, link_lifetime
from punos.enrolments.models import Enrolment
from punos.i18n import Message, _, use_language
from punos.texts import Text, pick
from punos.web.qr import qr_svg
from punos.work import Work

APPLICATION, GROUP = "application", "group_member"


@dataclass(frozen=True)
class Sheet:
    """What is handed over: an address, the same as a square, and words in the person's language."""

    language: str
    name: str
    programme: Text
    sentences: list[Message]
    link: str
    qr: Markup
    until: date


def hand_out(
    work: Work, enrolment: Enrolment, purpose: str, subject_id: UUID, *, end_earlier: bool = False
) -> Sheet:
    """Make a link of this purpose for somebody, which is known here and never again.

    `end_earlier` ends the ones that were given before, as when a paper was lost.
    """
    if end_earlier:
        revoke(work, subject_id=subject_id, purpose=purpose)
    lifetime = link_lifetime(enrolment.cycle)
    if purpose == GROUP:
        lifetime = max(lifetime, AFTER_THE_END)
    kind = "enrolment" if purpose == APPLICATION else "membership"
    person = enrolment.person
    link = issue(work, purpose, kind, subject_id, person_id=person.id, lifetime=lifetime)
    with use_language(person.language):
        sentences = _sentences(purpose)
    return Sheet(
        person.language,
        person.full_name,
        pick(enrolment.cycle.names, person.language),
        sentences,
        link,
        qr_svg(link),
        (clock.now() + lifetime).date(),
    )


def _sentences(purpose: str) -> list[Message]:
    what = {
        APPLICATION: _("Here you can see your application, change it or take it back."),
        GROUP: _("Here you see who you meet with, and can say when you have met."),
    }
    return [
        what[purpose],
        _("Point the camera of your telephone at the square, or type the address into a browser."),
        _("The address is yours alone. Please do not give it to anybody else."),
        _("If you lose this paper, tell us. We then end this address and give you a new one."),
    ]
