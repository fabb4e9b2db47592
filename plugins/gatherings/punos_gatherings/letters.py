"""Letters to those who have a place or wait for one, with the link to all their places."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from punos.plugin import Enrolment, Work, clock, greeted, issue_link, pick, queue_mail
from punos_gatherings.access import SEAT_LINK
from punos_gatherings.texts import _

KEPT_AFTER_END = timedelta(days=60)


def place_link(work: Work, enrolment: Enrolment) -> str:
    """A new link to all the places of this enrolment, until sixty days after the cycle's last day."""
    last = datetime.combine(enrolment.cycle.ends_on, time.max, ZoneInfo(clock.DEFAULT_ZONE))
    return issue_link(
        work,
        SEAT_LINK,
        "enrolment",
        enrolment.id,
        person_id=enrolment.person_id,
        lifetime=max(last + KEPT_AFTER_END - clock.now(), timedelta(days=1)),
    )


def send_letter(
    work: Work,
    enrolment: Enrolment,
    kind: str,
    subject: str,
    before: Sequence[str],
    after: str = "",
) -> None:
    """Mail somebody paragraphs with the link between `before` and `after`; without an address nothing.

    To be called in the person's language, in which the texts are.
    """
    person = enrolment.person
    if not person.email:
        return
    site = pick(work.settings.names, person.language)
    paragraphs = [
        _("Hello %(name)s,", name=greeted(person.given_name)),
        *before,
        place_link(work, enrolment),
        *([after] if after else []),
        _("The link is only for you. Please do not give it to others."),
        "\n".join((_("With kind regards,"), str(site))),
    ]
    queue_mail(
        work,
        kind=kind,
        to_address=person.email,
        person_id=person.id,
        language=person.language,
        subject=subject,
        body="\n\n".join(paragraphs) + "\n",
    )
