"""The link by which somebody decides on her referral, and later sees how it stands."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from punos import clock
from punos.accounts.links import issue, revoke
from punos.i18n import LANGUAGES, _, use_language
from punos.mail.service import greeted, queue
from punos.people.models import Person
from punos.referrals.models import Referral
from punos.texts import pick
from punos.work import Work

PURPOSE = "referral"
AFTER_THE_END = timedelta(days=60)
"""So long after the last day she can still look up what became of it."""


def give_link(work: Work, referral: Referral) -> str:
    """Make her link, end those made before, and mail it where she has an address.

    Gives the full address when there is none to mail it to: it is shown to staff once. Else "".
    """
    person = referral.person
    revoke(work, subject_id=referral.id, purpose=PURPOSE)
    link = issue(
        work,
        PURPOSE,
        "referral",
        referral.id,
        person_id=person.id,
        lifetime=_lifetime(referral),
    )
    if not person.email:
        return link
    _mail(work, referral, person, link)
    return ""


def spoken_to(work: Work, person: Person) -> str:
    """The language in which this association writes to a person."""
    offered = [code for code in work.settings.languages if code in LANGUAGES]
    return person.language if person.language in offered else offered[0]


def _mail(work: Work, referral: Referral, person: Person, link: str) -> None:
    spoken = spoken_to(work, person)
    site = pick(work.settings.names, spoken)
    with use_language(spoken):
        parts = [
            _("Hello %(name)s,", name=greeted(person.given_name)),
            _(
                "We would like to tell %(association)s about you, so that they can help you further.",
                association=referral.receiver_name,
            ),
            _(
                "Nothing is handed over before you agree. Here you see what it would be, and decide:"
            ),
            link,
            _("By the same link you can take it back later."),
            _("The link is yours alone. Please do not pass it on."),
            "\n".join((_("With kind regards,"), str(site))),
        ]
        queue(
            work,
            kind="referral.link",
            to_address=person.email or "",
            subject=_("May we tell another association about you?"),
            body="\n\n".join(parts) + "\n",
            language=spoken,
            person_id=person.id,
        )


def _lifetime(referral: Referral) -> timedelta:
    zone = ZoneInfo(clock.DEFAULT_ZONE)
    end = datetime.combine(referral.expires_on, time.max, zone) + AFTER_THE_END
    return max(end - clock.now(), timedelta(days=1))
